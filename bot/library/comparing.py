"""Comparisons: which sides a question names, and what the notes say of each: two lines of a note, or two notes."""

from collections.abc import Sequence
from dataclasses import replace

from bot.library.finding import Finding, Hit, Outcome
from bot.library.model import Note
from bot.library.ranking import Ranked, Ranking
from bot.library.search_index import Term, stems, stems_of, texts_of
from bot.library.search_query import Query, Reader
from bot.library.words import BETWEEN, COMPARING, SIDES, cut, stem

SIDE_FROM = 0.6
"""The share of a side's words that a line of the common note must hold."""

COMMON_FROM = 0.6
"""The strength, against the best note's, from which a note may be the one that both sides stand in."""

CONTRAST = 120
"""Characters of a line that tells two notes apart by their names, at most: a longer one leaves no room for facts."""

SHARED = 0.5
"""The worth of a word that both sides have."""

MOST_SIDES = 3
NEAREST = 3


def sides_of(query: Query, reader: Reader) -> list[Query]:
    """Two or three queries, or none when the question is no comparison."""
    begun = BETWEEN.match(query.text)
    if begun is None and COMPARING.search(query.text) is None:
        return []
    core = query.text[begun.end() :] if begun is not None else query.text
    parts = [part for part in SIDES.split(core) if part.strip()]
    if len(parts) > 2 * MOST_SIDES:
        return []
    sides = [side for side in map(reader.read, parts) if side.terms]
    return sides if 2 <= len(sides) <= MOST_SIDES else []


def in_one_note(ranking: Ranking, query: Query, sides: Sequence[Query], most: int) -> Finding | None:
    """The best line of each side, from the best note that tells of all of them."""
    ranked = ranking.rank(query)
    top = ranked[0].strength if ranked else 0.0
    for one in ranked[:3]:
        places = _side_lines(ranking, one, sides) if one.strength > COMMON_FROM * top else []
        if places:
            others = [other for other in ranked if other is not one]
            return _told(ranking, query, one, places, others, most)
    return None


def _told(
    ranking: Ranking, query: Query, one: Ranked, places: Sequence[int], others: Sequence[Ranked], most: int
) -> Finding:
    more = ranking.hit(query, one, 1.0)
    both = Hit(more.topic, tuple(dict.fromkeys((*places, *more.lines))), 1.0, (1.0,) * len(places))
    top = max(1.0, one.strength, *(other.strength for other in others))
    hits = (both, *(ranking.hit(query, other, other.strength / top) for other in others[: most - 1]))
    return Finding(Outcome.ANSWER, hits, tuple(ranking.notes[other.note].id for other in others[:NEAREST]))


def _side_lines(ranking: Ranking, common: Ranked, sides: Sequence[Query]) -> list[int]:
    """Of each side the line of the note that speaks of it most, then its second; nothing when a side is not there."""
    first: list[int] = []
    second: list[int] = []
    for side in sides:
        own = _distinct(side, sides)
        ranked = ranking.narrowed(common, own.terms)
        if ranked is None or ranking.coverage(own, ranked) < SIDE_FROM:
            return []
        both = replace(own, terms=(*own.terms, *_shared(side, own)))
        scored = ranking.scored(both, ranking.narrowed(common, both.terms) or ranked)
        order = [place for place in sorted(scored, key=lambda at: (-scored[at], at)) if place not in first]
        if not order:
            return []
        first.append(order[0])
        second.extend(order[1:2])
    return [*first, *(place for place in second if place not in first)]


def _distinct(side: Query, sides: Sequence[Query]) -> Query:
    """A side by the words that no other side has."""
    others = {term.word for other in sides if other is not side for term in other.terms}
    own = tuple(term for term in side.terms if term.word not in others) or side.terms
    return replace(side, terms=own, asked=(), phrase=(), defining=False)


def _shared(side: Query, own: Query) -> list[Term]:
    """The words of a side that another side has as well, worth less: they do not tell the sides apart."""
    return [replace(term, weight=SHARED * term.weight) for term in side.terms if term not in own.terms]


def contrasted(ranking: Ranking, hits: Sequence[Hit]) -> Finding:
    """Two notes: after the line that says what each is, what it says of both, or else of the other's matters."""
    notes = {note.id: note for note in ranking.notes}
    told = [
        replace(hit, lines=_contrast(ranking, hit, notes[hit.topic], others), scores=(1.0, 1.0))
        for hit in hits
        for others in [[notes[other.topic] for other in hits if other is not hit]]
    ]
    return Finding(Outcome.ANSWER, tuple(told), comparison=True)


def _contrast(ranking: Ranking, hit: Hit, note: Note, others: Sequence[Note]) -> tuple[int, ...]:
    theirs = frozenset().union(*map(_about, others)) - _about(note)
    own, named = _names(note), frozenset().union(*map(_names, others))

    def worth(text: str) -> tuple[bool, float]:
        words = stems_of(text)
        both = len(text) <= CONTRAST and bool(words & own and words & named)
        return both, sum(map(ranking.lines.line_rarity, words & theirs))

    worths = {place: worth(text) for place, text in enumerate(texts_of(note))}
    told = [place for place, (both, _) in worths.items() if both or place <= len(note.facts)]
    return tuple(dict.fromkeys((hit.lines[0], max(told, key=lambda place: worths[place]), *hit.lines)))


def _names(note: Note) -> frozenset[str]:
    """What the note is called in one word."""
    return frozenset(stem(words[0]) for name in (note.title, *note.aliases) if len(words := cut(name)) == 1)


def _about(note: Note) -> frozenset[str]:
    return stems(f"{note.title} {note.summary}")
