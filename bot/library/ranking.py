"""Which notes answer a query, which of their lines say it, and how sure that is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log1p

from bot.library.finding import SUMMARY, Hit
from bot.library.model import Subject
from bot.library.search_index import IN_TITLE, Found, Lines, Page, Term, bits, head_of, items_in, texts_of
from bot.library.search_query import Query
from bot.library.spelling import Vocabulary
from bot.library.words import STOP, linked

WHOLE, PHRASE, SINGLE = 1.5, 0.8, 0.4
"""What a name is worth, times its words' rarity: when it is all that was asked, as several words, as one word."""

NAME_WORDS = 30
"""Words of a query among which names are looked for."""

TOLD, SPOKEN, SAID = 0.3, 0.1, 0.34
"""What a note gains, times the best note's strength: by the share of the question that one line of it tells, that one
phrasing or question of it holds, and by the share of a phrasing that is said. Fitted to the tuned questions (softmax).
"""

SAID_BESIDE = 0.17
"""The last of them where the question names other notes: many a phrasing could be said of anything."""

SAID_FROM = 1.5
"""Words of a phrasing that must stand in the question, so that one word alone is not taken for the whole."""

BY_NOTE = 0.5
"""How much a word's rarity among the notes says of its worth; the rest is its rarity among the lines, halved."""

COMMON_IN_NOTE = 0.05
"""How much of a word's worth among a note's lines each line that holds it takes away."""

TITLE_WORD = 0.2
"""The worth of a title's word among the lines of its note: it stands in most of them."""

HEAD = 1.4
"""What a word adds when it is what a line begins with, as a title of its own."""

ASKED = 0.75
"""What a question that was matched gives to the facts that it asks about."""

LEAD, NUMBER, ENUMERATION, NEIGHBOUR = 0.4, 1.5, 0.1, 0.35
"""What is gained: by the summary for a definition, by a number where one is wanted, in a list by each item named in a
row and by the neighbours of a line."""

IN_NAME, ELSEWHERE, IN_QUESTION = 0.9, 0.5, 0.85
"""What a word counts as covered by that stands in the note's names, elsewhere in it, or in the line of a question."""

COVERED, HELD, UNHEARD, IN_NAMES, STRONG, IN_ONE_LINE, NEVER = 1.2, 0.3, -1.7, 1.0, 6.2, 4.8, -6.7
"""Of the confidence: a logistic regression on the tuned questions of tests/ask, rounded."""

MOST_ITEMS = 5
MOST_NOTES = 8
MOST_LINES = 6


@dataclass(frozen=True)
class Ranked:
    """A note (its place) and how well it answers. pages: what of the query stands where in it.

    whole: how much of the query a single line holds (0 to about 1).
    """

    note: int
    strength: float
    pages: Mapping[int, Sequence[Found]]
    whole: float = 0.0

    @cached_property
    def found(self) -> tuple[Found, ...]:
        return tuple(one for ones in self.pages.values() for one in ones)

    @cached_property
    def held(self) -> frozenset[int]:
        """The terms that stand in the note."""
        return frozenset(one.term for one in self.found)

    @cached_property
    def titled(self) -> frozenset[int]:
        """The terms that stand in its title."""
        return frozenset(one.term for one in self.found if one.fields & IN_TITLE and one.worth == 1)


class Ranking:
    """Ranks the notes of one subject. Pure: the same query, the same ranking."""

    def __init__(self, subject: Subject, vocabulary: Vocabulary, lines: Lines) -> None:
        self.notes = subject.notes
        self.lines = lines
        self._names = vocabulary.names

    def rank(self, query: Query) -> list[Ranked]:
        """Notes by their best page; a note gains when its name was asked for, or one line of it holds the question."""
        gains = [term.weight * self._worth(term.word) for term in query.terms]
        pages: dict[int, dict[int, Sequence[Found]]] = defaultdict(dict)
        strength: dict[int, float] = defaultdict(float)
        for page, found in self.lines.find(query.terms, gains).items():
            note = self.lines.page(page).note
            pages[note][page] = found
            strength[note] = max(strength[note], self.lines.score(page, found, gains))
        named = self._named(query)
        for note, worth in named.items():
            if note in strength:
                strength[note] += worth
        order = sorted(strength, key=lambda note: (-strength[note], note))[:MOST_NOTES]
        top = strength[order[0]] if order else 0.0
        wholes = {
            note: self._whole(pages[note], gains, SAID if not named or note in named else SAID_BESIDE) for note in order
        }
        ranked = [Ranked(note, strength[note] + top * whole, pages[note], whole) for note, whole in wholes.items()]
        return sorted(ranked, key=lambda one: (-one.strength, one.note))

    def _worth(self, word: str) -> float:
        return BY_NOTE * self.lines.rarity(word) + (1 - BY_NOTE) * self.lines.line_rarity(word) / 2

    def _whole(self, pages: Mapping[int, Sequence[Found]], gains: Sequence[float], worth: float) -> float:
        """How much of the question a single line holds, and how much of a phrasing is said. worth: of the latter."""
        told = spoken = said = 0.0
        for number, found in pages.items():
            page = self.lines.page(number)
            for line, (gain, words) in _held(found, gains).items():
                if not page.targets[line]:
                    told = max(told, gain)
                    continue
                spoken = max(spoken, gain)
                if words >= SAID_FROM:
                    said = max(said, min(1.0, words / page.lengths[line]))
        return (TOLD * told + SPOKEN * spoken) / (sum(gains) or 1.0) + worth * said

    def narrowed(self, ranked: Ranked, terms: Sequence[Term]) -> Ranked | None:
        """What of other terms stands in the same note."""
        pages = self.lines.of_note(ranked.note, ranked.pages, terms)
        return Ranked(ranked.note, 0.0, pages) if pages else None

    def exactly(self, query: Query) -> frozenset[int]:
        """Notes whose name is all that was asked for."""
        keys = (linked(query.asked) if query.asked else (), query.phrase)
        return frozenset(note for key in keys for note in self._names.get(key, ()))

    def _named(self, query: Query) -> dict[int, float]:
        found = dict.fromkeys(self.exactly(query), WHOLE * self._rarity(linked(query.asked)))
        for name in names_in(query.phrase):
            worth = (PHRASE if len(name) > 1 else SINGLE) * self._rarity(name)
            for note in self._names.get(name, ()):
                found[note] = max(found.get(note, 0.0), worth)
        return found

    def _rarity(self, words: Sequence[str]) -> float:
        return sum(map(self.lines.rarity, words))

    # --- the lines of a note

    def hit(self, query: Query, ranked: Ranked, score: float) -> Hit:
        """score: of the note, 0 to 1."""
        scored = self.scored(query, ranked)
        order = sorted(scored, key=lambda place: (-scored[place], place))[:MOST_LINES] or [SUMMARY]
        top = max(scored.values(), default=0.0) or 1.0
        scores = tuple(round(scored.get(place, 0.0) / top, 3) for place in order)
        return Hit(self.notes[ranked.note].id, tuple(order), round(min(1.0, score), 4), scores)

    def scored(self, query: Query, ranked: Ranked) -> dict[int, float]:
        """The lines of a note that answer: words they hold and begin with, what questions point to them."""
        texts = texts_of(self.notes[ranked.note])
        gains = self._gains(query, ranked)
        scored: dict[int, float] = defaultdict(float)
        for number, found in ranked.pages.items():
            page = self.lines.page(number)
            asked: dict[int, float] = defaultdict(float)
            for line, gain in _gained(page, found, gains, texts):
                if page.targets[line]:
                    asked[line] += gain
                else:
                    scored[page.first + line] += gain
            for line, gain in asked.items():
                for target in page.targets[line]:
                    scored[target] = max(scored[target], scored[target] * 0.5 + ASKED * gain)
        _weigh(query, scored, texts, leads=self._means(query, ranked))
        return scored

    def _means(self, query: Query, ranked: Ranked) -> bool:
        """Whether the note's summary says what is asked for: what the note is, or a name that stands in it."""
        named = ranked.note in self.exactly(query)
        if ranked.held <= ranked.titled:
            return query.defining or named
        summed = {one.term for page in ranked.pages for one in ranked.pages[page] if self._leads(page, one)}
        return named and ranked.held <= summed

    def _leads(self, page: int, one: Found) -> bool:
        return self.lines.page(page).first == SUMMARY and bool(one.mask & 1)

    def _gains(self, query: Query, ranked: Ranked) -> list[float]:
        """What each term is worth among the lines of this note."""
        lines = [0] * len(query.terms)
        for one in ranked.found:
            lines[one.term] += one.mask.bit_count()
        only_title = ranked.held <= ranked.titled
        return [
            term.weight
            * self.lines.line_rarity(term.word)
            / (1 + COMMON_IN_NOTE * lines[number])
            * (TITLE_WORD if number in ranked.titled and not only_title else 1.0)
            for number, term in enumerate(query.terms)
        ]

    # --- how sure

    def confidence(self, query: Query, ranked: Ranked) -> float:
        """How likely the note answers (0 to 1), from what of the question it holds and what no note holds."""
        if ranked.note in self.exactly(query):
            return 1.0
        named = any(one.fields and one.worth == 1 for one in ranked.found)
        unheard = sum(self.lines.unheard(term.word) for term in query.terms)
        odds = COVERED * self.coverage(query, ranked) + HELD * log1p(len(ranked.held)) + UNHEARD * log1p(unheard)
        odds += IN_NAMES * named + STRONG * log1p(ranked.strength / self.lines.rarest) + IN_ONE_LINE * ranked.whole
        odds += NEVER
        return 1 / (1 + exp(-odds))

    def coverage(self, query: Query, ranked: Ranked, mentioning: frozenset[str] = frozenset()) -> float:
        """The share of the query's weight that the best line of the note, with its names, holds (0 to 1).

        mentioning: only lines with these words count.
        """
        total = sum(self.lines.rarity(term.word) for term in query.terms)
        best = 0.0
        for number, found in ranked.pages.items():
            around, inside = self._covered(query, self.lines.page(number), found)
            best = max(best, 0.0 if mentioning else sum(around.values()))
            for held in inside.values():
                if not mentioning or mentioning <= {query.terms[term].word for term in held}:
                    best = max(best, sum(around.values()) + sum(max(0.0, held[term] - around[term]) for term in held))
        return best / (total or 1.0)

    def _covered(
        self, query: Query, page: Page, found: Sequence[Found]
    ) -> tuple[Mapping[int, float], Mapping[int, Mapping[int, float]]]:
        """Term → its weight beside the lines; line → term → its weight in the line."""
        around: dict[int, float] = defaultdict(float)
        inside: dict[int, dict[int, float]] = defaultdict(dict)
        for one in found:
            term = query.terms[one.term]
            worth = self.lines.rarity(term.word) * term.weight * one.worth**0.5
            around[one.term] = max(around[one.term], worth * (IN_NAME if one.fields else ELSEWHERE))
            for line in bits(one.mask):
                inside[line][one.term] = worth * (IN_QUESTION if page.targets[line] else 1.0)
        return around, inside


def names_in(words: Sequence[str], longest: int = 4) -> Iterator[tuple[str, ...]]:
    """The runs of words that could be names, the longest first."""
    words = words[:NAME_WORDS]
    for length in range(longest, 0, -1):
        for start in range(len(words) - length + 1):
            name = tuple(words[start : start + length])
            if length > 1 or name[0] not in STOP:
                yield name


def _held(found: Sequence[Found], gains: Sequence[float]) -> Mapping[int, tuple[float, float]]:
    """Line → (what the terms in it are worth, how many they are)."""
    held: dict[int, tuple[float, float]] = {}
    for one in found:
        gain = gains[one.term] * one.worth
        for line in bits(one.mask):
            worth, words = held.get(line, (0.0, 0.0))
            held[line] = (worth + gain, words + one.worth)
    return held


def _gained(
    page: Page, found: Sequence[Found], gains: Sequence[float], texts: Sequence[str]
) -> Iterator[tuple[int, float]]:
    """(line of the page, what it gains) for each term in a line, and once more where the term heads it."""
    for one in found:
        gain = gains[one.term] * one.worth
        for line in bits(one.mask):
            yield line, gain
            head = head_of(texts[page.first + line]) if not page.targets[line] else ()
            if one.form in head:
                yield line, HEAD * gain / len(head)


def _weigh(query: Query, scored: dict[int, float], texts: Sequence[str], leads: bool) -> None:
    """What the question wants to hear: a meaning, a number, a list."""
    if leads:
        scored[SUMMARY] += LEAD * max(scored.values(), default=1.0)
    if query.counting:
        for place in scored:
            scored[place] *= NUMBER if any(map(str.isdigit, texts[place])) else 1.0
    if query.listing:
        for place in scored:
            scored[place] *= 1 + ENUMERATION * min(MOST_ITEMS, items_in(texts[place]))
        beside = {place: max(scored.get(place - 1, 0.0), scored.get(place + 1, 0.0)) for place in range(len(texts))}
        for place, worth in beside.items():
            scored[place] += NEIGHBOUR * worth
