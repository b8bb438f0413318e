"""Look-up: a question in anybody's words → the note and the lines of it that answer, or an honest no."""

from collections.abc import Sequence
from dataclasses import replace

from bot.library import comparing
from bot.library.comparing import MOST_HITS, NEAREST
from bot.library.finding import Finding, Outcome
from bot.library.model import NotCovered, Subject
from bot.library.ranking import Ranking, names_in
from bot.library.search_index import Lines
from bot.library.search_query import Query, Reader
from bot.library.spelling import Vocabulary, joined_names, stop_names
from bot.library.words import GREETINGS, SMALL, THANKS, cut, linked

ANSWER_FROM, CLOSEST_FROM = 0.4, 0.2
"""The confidence from which the notes answer, and from which the closest notes are shown."""

EITHER = 0.8
"""The strength of the second note, against the first, from which both are shown."""

MENTIONED_FROM = 0.7
"""The share of a question that a line must hold so that what is not covered is only mentioned in it."""

TELLING_FROM = 1.1
"""The rarity of a word from which on it says what a question is about: about a third of the notes may hold it."""

LONGEST_LACK = 5
MIN_CHARACTERS = 2
MOST_TALK = 6
"""Words of small talk."""


class Index:
    """Built once for a subject; looking up changes nothing."""

    def __init__(self, subject: Subject) -> None:
        lines = Lines(subject, joined_names(subject), stop_names(subject))
        vocabulary = Vocabulary(subject, lines)
        self._names = vocabulary.names
        self._reader = Reader(vocabulary, lines)
        self._ranking = Ranking(subject, vocabulary, lines)
        self._lacks = {linked(cut(name)): lack for lack in subject.not_covered for name in (lack.name, *lack.aliases)}

    def look_up(self, text: str) -> Finding:
        """Never raises; of a very long text only the beginning counts."""
        query = self._reader.read(text)
        if sum(map(len, query.words)) < MIN_CHARACTERS:
            return Finding(Outcome.EMPTY)
        if (talk := _small_talk(query.words)) is not None:
            return Finding(talk)
        if (lack := self._lacking(query)) is not None:
            return Finding(Outcome.NOT_COVERED, nearest=(lack.nearest,) if lack.nearest else (), not_covered=lack)
        return self._compare(query) or self._find(query)

    def explain(self, sentence: str) -> Finding:
        """Somebody's message: it need not be a question, so a name that stands in it is enough."""
        finding = self.look_up(sentence)
        named = finding if finding.answered else self.mention(sentence)
        return named if named.answered else finding

    def mention(self, text: str) -> Finding:
        """The note whose name stands in somebody's sentence, the longest name first; EMPTY without one."""
        for name in names_in(self._reader.read(text).phrase):
            if name in self._names:
                return self._find(self._reader.read(" ".join(name)))
        return Finding(Outcome.EMPTY)

    def _find(self, query: Query) -> Finding:
        ranked = self._ranking.rank(query)
        if not ranked:
            return Finding(Outcome.NONE)
        confidence = self._ranking.confidence(query, ranked[0])
        top = ranked[0].strength or 1.0
        hits = tuple(self._ranking.hit(query, one, confidence * one.strength / top) for one in ranked[:MOST_HITS])
        topics = tuple(self._ranking.notes[one.note].id for one in ranked[: NEAREST + 1])
        if confidence >= ANSWER_FROM:
            either = len(ranked) > 1 and ranked[1].strength >= EITHER * top and confidence < 1
            return Finding(Outcome.ANSWER, hits, topics[1:], listing=query.listing, either=either)
        outcome = Outcome.CLOSEST if confidence >= CLOSEST_FROM else Outcome.NONE
        return Finding(outcome, hits, topics[:NEAREST])

    def _compare(self, query: Query) -> Finding | None:
        """Both sides of a comparison: two lines of one note, or two notes when each side is one by name."""
        sides = comparing.sides_of(query, self._reader)
        if not sides:
            return None
        named = [self._ranking.exactly(side) for side in sides]
        apart = all(named) and not frozenset.intersection(*named)
        within = None if apart else comparing.in_one_note(self._ranking, query, sides)
        return within or self._by_side(sides)

    def _by_side(self, sides: Sequence[Query]) -> Finding | None:
        found = [self._find(replace(side, defining=True)) for side in sides]
        hits = [finding.hits[0] for finding in found if finding.answered]
        if len(hits) < len(sides) or len({hit.topic for hit in hits}) < len(hits):
            return None
        return comparing.contrasted(self._ranking, hits)

    def _lacking(self, query: Query) -> NotCovered | None:
        """Something the subject says it does not cover, when it is what was asked for and not only mentioned."""
        for name in names_in(query.phrase, LONGEST_LACK):
            lack = self._lacks.get(name)
            if lack is not None and name not in self._names:
                return None if self._told_beside(query, name) else lack
        return None

    def _told_beside(self, query: Query, name: Sequence[str]) -> bool:
        """Whether a note tells about the rest of the question in a line that mentions the name."""
        rest = [term for term in query.terms if term.word not in name]
        if all(self._ranking.lines.rarity(term.word) < TELLING_FROM for term in rest):
            return False
        ranked = self._ranking.rank(query)
        return bool(ranked) and self._ranking.coverage(query, ranked[0], frozenset(name)) >= MENTIONED_FROM


def _small_talk(words: Sequence[str]) -> Outcome | None:
    if len(words) > MOST_TALK or not all(word in GREETINGS | THANKS | SMALL for word in words):
        return None
    if any(word in GREETINGS for word in words[:2]):
        return Outcome.GREETING
    return Outcome.THANKS if any(word in THANKS for word in words) else Outcome.GREETING
