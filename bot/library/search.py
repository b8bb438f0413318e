"""Look-up: a question in anybody's words → the note and the lines of it that answer, or an honest no."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from math import exp, log

from bot.library import comparing
from bot.library.comparing import NEAREST
from bot.library.finding import Finding, Hit, Outcome
from bot.library.meaning import Meanings, Model, Near
from bot.library.model import NotCovered, Subject
from bot.library.ranking import Ranked, Ranking, names_in
from bot.library.search_index import Lines
from bot.library.search_query import Query, Reader
from bot.library.spelling import Vocabulary, joined_names, keywords, stop_names
from bot.library.words import GREETINGS, MAX_CHARACTERS, SMALL, THANKS, cut, linked

ANSWER_FROM, CLOSEST_FROM = 0.4, 0.2
"""The confidence from which the notes answer, and from which the closest notes are shown."""

EITHER = 0.75
"""The strength of the second note, against the first, from which both are shown."""

MENTIONED_FROM = 0.7
"""The share of a question that a line must hold so that what is not covered is only mentioned in it."""

TELLING_FROM = 1.1
"""The rarity of a word from which on it says what a question is about: about a third of the notes may hold it."""

MEANT, SURE, DOUBTFUL = 1.0, 6.0, 0.4
"""What meaning is worth against words, and what closeness adds to the confidence; chosen on the tuned questions."""

CLOSE_NOTES = 4
"""Notes that are looked at for their meaning alone."""

KEPT = 1_000
"""Findings that are kept: many people ask the same."""

MOST_HITS = 5
LONGEST_LACK = 5
MIN_CHARACTERS = 2
MOST_TALK = 6
"""Words of small talk."""

_TALK = GREETINGS | THANKS | SMALL


class Index:
    """Built once for a subject; looking up changes nothing but what is kept of it."""

    def __init__(self, subject: Subject, model: Model | None = None) -> None:
        """model: of the extra that looks up by meaning as well."""
        with _uncollected():
            self._build(subject, model)

    def _build(self, subject: Subject, model: Model | None) -> None:
        lines = Lines(subject, joined_names(subject), stop_names(subject), keywords(subject))
        vocabulary = Vocabulary(subject, lines)
        self._names = vocabulary.names
        self._reader = Reader(vocabulary, lines)
        self._ranking = Ranking(subject, vocabulary, lines)
        self._meanings = Meanings(subject, model) if model is not None and subject.notes else None
        self._kept = lru_cache(maxsize=KEPT)(self._look_up)
        self._lacks = {linked(cut(name)): lack for lack in subject.not_covered for name in (lack.name, *lack.aliases)}

    def look_up(self, text: str, most: int = MOST_HITS) -> Finding:
        """Never raises; of a very long text only the beginning counts. most: notes, when they are not compared."""
        return self._kept(text[:MAX_CHARACTERS], most)

    def _look_up(self, text: str, most: int = MOST_HITS) -> Finding:
        query = self._reader.read(text)
        if sum(map(len, query.words)) < MIN_CHARACTERS:
            return Finding(Outcome.EMPTY)
        if (talk := _small_talk(query.words)) is not None:
            return Finding(talk)
        if (lack := self._lacking(query)) is not None:
            return Finding(Outcome.NOT_COVERED, nearest=(lack.nearest,) if lack.nearest else (), not_covered=lack)
        found = self._compare(query, most) or self._find(query, most)
        return replace(found, words=frozenset(term.word for term in query.terms))

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

    def _find(self, query: Query, most: int = MOST_HITS) -> Finding:
        ranked = self._ranking.rank(query)
        if not ranked:
            return Finding(Outcome.NONE)
        if self._meanings is not None:
            return self._find_by_both(query, ranked, self._meanings.near(query.text, CLOSE_NOTES), most)
        confidence = self._ranking.confidence(query, ranked[0])
        top = ranked[0].strength or 1.0
        hits = tuple(self._ranking.hit(query, one, confidence * one.strength / top) for one in ranked[:most])
        return self._told(query, ranked, hits, confidence)

    def _find_by_both(self, query: Query, ranked: Sequence[Ranked], near: Near, most: int) -> Finding:
        """The notes by their words and by their meaning; what only means the same has no word to be ranked by."""
        top = ranked[0].strength or 1.0
        notes = {one.note: one for one in ranked}
        lines = dict(zip(near.order, near.lines, strict=True))
        both = [*ranked, *(Ranked(note, 0.0, {}) for note in near.order if note not in notes)]
        worth = {one.note: one.strength / top + MEANT * near.notes[one.note] for one in both}
        order = sorted(both, key=lambda one: (-worth[one.note], one.note))
        best = order[0].note
        by_words = self._ranking.confidence(query, notes.get(best, ranked[0]))
        confidence = _surer(by_words, near.notes[best])
        score = {note: confidence * max(0.0, one / (worth[best] or 1.0)) for note, one in worth.items()}
        hits = tuple(
            self._ranking.hit(query, one, score[one.note])
            if one.note in notes
            else Hit(self._ranking.notes[one.note].id, tuple(lines[one.note]), round(min(1.0, score[one.note]), 4))
            for one in order[:most]
        )
        return self._told(query, order, hits, confidence)

    def _told(self, query: Query, ranked: Sequence[Ranked], hits: tuple[Hit, ...], confidence: float) -> Finding:
        top = max(one.strength for one in ranked[:2]) or 1.0
        topics = tuple(self._ranking.notes[one.note].id for one in ranked[: NEAREST + 1])
        if confidence >= ANSWER_FROM:
            either = len(ranked) > 1 and min(one.strength for one in ranked[:2]) >= EITHER * top and confidence < 1
            return Finding(Outcome.ANSWER, hits, topics[1:], listing=query.listing, either=either)
        outcome = Outcome.CLOSEST if confidence >= CLOSEST_FROM else Outcome.NONE
        return Finding(outcome, hits, topics[:NEAREST])

    def _compare(self, query: Query, most: int) -> Finding | None:
        """Both sides of a comparison: two lines of one note, or two notes when each side is one by name."""
        sides = comparing.sides_of(query, self._reader)
        if not sides:
            return None
        named = [self._ranking.exactly(side) for side in sides]
        apart = all(named) and not frozenset.intersection(*named)
        within = None if apart else comparing.in_one_note(self._ranking, query, sides, most)
        return within or self._by_side(sides)

    def _by_side(self, sides: Sequence[Query]) -> Finding | None:
        found = [self._find(replace(side, defining=True), 1) for side in sides]
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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of small values are made and none of them in a circle: looking for circles would only take time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _surer(confidence: float, close: float) -> float:
    """The confidence by words, changed by how close the meaning is; a note asked for by its name stays certain."""
    if confidence >= 1:
        return confidence
    odds = log(max(confidence, 1e-9) / (1 - confidence)) + SURE * (close - DOUBTFUL)
    return 1 / (1 + exp(-odds))


def _small_talk(words: Sequence[str]) -> Outcome | None:
    if len(words) > MOST_TALK or not _TALK.issuperset(words):
        return None
    if any(word in GREETINGS for word in words[:2]):
        return Outcome.GREETING
    return Outcome.THANKS if any(word in THANKS for word in words) else Outcome.GREETING
