"""Look-up: a question in anybody's words → the note and the lines of it that answer, or an honest no.

Every line of every note is a document with four weighted fields (BM25F, Robertson and Zaragoza 2009):
the note's title, its aliases, the line, and the rest of the note as faint context. A query is corrected
against the subject's own words (RapidFuzz), joined and split where the notes write it so. How much of
the query's weight the best line covers is the confidence.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.library.model import FactId, NotCovered, Note, Subject, TopicId
from bot.library.words import (
    BETWEEN,
    COMPARING,
    DEFINING,
    GREETINGS,
    MAX_CHARACTERS,
    MAX_WORDS,
    SIDES,
    SMALL,
    STOP,
    THANKS,
    cut,
    stem,
)

TITLE, ALIAS, LINE, CONTEXT = 2.6, 2.4, 1.0, 0.18
"""Weights of a word by the field it stands in."""

K1, B = 1.3, 0.6
UNKNOWN = 0.55
"""The weight of a word that no note holds, against that of the rarest known one: chat is full of such words."""

ANSWER_FROM = 0.5
CLOSEST_FROM = 0.36
"""The share of a query's weight that must be covered to answer, and to offer the closest notes."""

MIN_CHARACTERS = 2
CORRECTED_CHARACTERS = 256
CORRECTED_WEIGHT = 0.8
MOST_HITS = 5
MOST_FACTS = 6
NEAREST = 3
_SUMMARY = FactId("")


class Outcome(StrEnum):
    ANSWER = "answer"
    CLOSEST = "closest"
    NOT_COVERED = "not covered"
    NONE = "none"
    EMPTY = "empty"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Hit:
    """A note that answers: its facts, best first; an empty fact id stands for the summary. score: 0 to 1."""

    topic: TopicId
    facts: tuple[FactId, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """hits: best first; for a comparison one per side. nearest: topics to offer instead or besides."""

    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    nearest: tuple[TopicId, ...] = ()
    not_covered: NotCovered | None = None
    comparison: bool = False

    @property
    def answered(self) -> bool:
        return self.outcome is Outcome.ANSWER


@dataclass(frozen=True, slots=True)
class _Line:
    note: int
    fact: FactId
    length: float
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the query as the index knows it. weight: below 1 when it was corrected."""

    stem: str
    weight: float
    idf: float


class Index:
    """Built once for a subject; looking up changes nothing."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._notes = subject.notes
        self._lines: list[_Line] = []
        self._of_note: dict[int, list[int]] = {}
        self._place = {note.id: place for place, note in enumerate(subject.notes)}
        self._postings: dict[str, dict[int, float]] = {}
        self._names: dict[tuple[str, ...], int] = {}
        self._words: set[str] = set()
        for place, note in enumerate(self._notes):
            self._add(place, note)
        self._average = sum(line.length for line in self._lines) / max(1, len(self._lines))
        self._name_stems = {stem_ for name in self._names for stem_ in name}
        self._correctable = sorted(self._words | {word for word in STOP if len(word) > 2})
        self._lacks = {_key(name): lack for lack in subject.not_covered for name in (lack.name, *lack.aliases)}
        self._correct = lru_cache(maxsize=4096)(self._correct_word)

    # --- building

    def _add(self, place: int, note: Note) -> None:
        names = [note.title, *note.aliases, note.id.replace("-", " ")]
        for name in names:
            self._names.setdefault(_key(name), place)
        title = Counter(_stems(note.title))
        alias = Counter(_stems(" ".join(dict.fromkeys([*note.aliases, note.id.replace("-", " ")]))))
        texts = [(_SUMMARY, note.summary), *((fact.id, fact.text) for fact in note.facts)]
        remarks = " ".join(remark.text for remark in note.remarks)
        context = Counter(_stems(" ".join([*(text for _, text in texts), remarks])))
        self._learn(" ".join([*names, remarks, *(text for _, text in texts)]))
        for fact, text in [*texts, *((_SUMMARY, remark.text) for remark in note.remarks)]:
            self._add_line(place, fact, title, alias, context, Counter(_stems(text)))

    def _add_line(
        self,
        place: int,
        fact: FactId,
        title: Mapping[str, int],
        alias: Mapping[str, int],
        context: Mapping[str, int],
        line: Mapping[str, int],
    ) -> None:
        number = len(self._lines)
        length = float(sum(line.values()))
        self._lines.append(_Line(place, fact, length, line))
        self._of_note.setdefault(place, []).append(number)
        for word in context.keys() | title.keys() | alias.keys():
            weight = (
                TITLE * min(1, title.get(word, 0))
                + ALIAS * min(1, alias.get(word, 0))
                + LINE * line.get(word, 0)
                + CONTEXT * min(2, context.get(word, 0))
            )
            self._postings.setdefault(word, {})[number] = weight

    def _learn(self, text: str) -> None:
        """The words that queries are corrected to, and the joined forms that notes write apart."""
        words = cut(text)
        self._words.update(word for word in words if len(word) > 1)

    # --- looking up

    def look_up(self, text: str) -> Finding:
        """Never raises; at most MAX_CHARACTERS and MAX_WORDS of the text count."""
        text = text[:MAX_CHARACTERS]
        words = cut(text)[:MAX_WORDS]
        if sum(map(len, words)) < MIN_CHARACTERS:
            return Finding(Outcome.EMPTY)
        if (talk := _small_talk(words)) is not None:
            return Finding(talk)
        lack = self._lacking(words)
        if lack is not None:
            return Finding(Outcome.NOT_COVERED, nearest=(lack.nearest,) if lack.nearest else (), not_covered=lack)
        if (sides := self._sides(text)) is not None:
            return Finding(Outcome.ANSWER, sides, comparison=True)
        return self._find(words, defining=DEFINING.match(text) is not None)

    def mention(self, text: str) -> Finding:
        """The note whose name stands in somebody's sentence, the longest name first; EMPTY without one."""
        words = [stem(word) for word in cut(text[:MAX_CHARACTERS])[:MAX_WORDS] if word not in STOP]
        for length in range(4, 0, -1):
            for start in range(len(words) - length + 1):
                place = self._names.get(tuple(words[start : start + length]))
                if place is not None:
                    return self._find(words[start : start + length], defining=True)
        return Finding(Outcome.EMPTY)

    def _find(self, words: Sequence[str], *, defining: bool) -> Finding:
        query = self._query(words)
        scores = self._score(query)
        if not scores:
            return Finding(Outcome.NONE, nearest=())
        named = self._named(words)
        ranked = self._rank(query, scores, named, defining)
        coverage = self._coverage(query, ranked[0], named)
        nearest = tuple(hit.topic for hit in ranked[1 : NEAREST + 1])
        hits = tuple(Hit(hit.topic, hit.facts, round(hit.score * coverage, 4)) for hit in ranked[:MOST_HITS])
        if coverage >= ANSWER_FROM:
            return Finding(Outcome.ANSWER, hits, nearest)
        nearest = tuple(hit.topic for hit in ranked[:NEAREST])
        return Finding(Outcome.CLOSEST if coverage >= CLOSEST_FROM else Outcome.NONE, hits, nearest)

    def _query(self, words: Sequence[str]) -> list[_Word]:
        """The words that count, as the index knows them; unknown ones keep the weight of a rare word."""
        joined = self._joined([self._known(word, place) for place, word in enumerate(_first(words))])
        telling = [pair for pair in joined if pair[0] not in STOP] or joined
        found: dict[str, _Word] = {}
        for word, weight in telling:
            base = stem(word)
            found.setdefault(base, _Word(base, weight, self._idf(base)))
        return list(found.values())

    def _known(self, word: str, place: int) -> tuple[str, float]:
        if word in self._words or word in STOP or stem(word) in self._postings or len(word) < 3 or word.isdigit():
            return word, 1.0
        corrected = self._correct(word)
        return (corrected, CORRECTED_WEIGHT) if corrected else (word, 1.0)

    def _correct_word(self, word: str) -> str | None:
        """The nearest known word: one slip in a short word, two in a long one; names win a tie."""
        slips = 1 if len(word) < 6 else 2
        close = process.extract(word, self._correctable, scorer=OSA.distance, score_cutoff=slips, limit=8)
        if len(word) < 5:  # another letter in a short word makes another word
            close = [hit for hit in close if sorted(hit[0]) == sorted(word) or len(hit[0]) > len(word)]
        if not close:
            return None
        return min(close, key=lambda hit: (hit[1], stem(hit[0]) not in self._name_stems, hit[0][0] != word[0], hit[0]))[
            0
        ]

    def _joined(self, words: list[tuple[str, float]]) -> list[tuple[str, float]]:
        """`code pipeline` where the notes write codepipeline, and `readreplica` where they write two words."""
        out: list[tuple[str, float]] = []
        place = 0
        while place < len(words):
            word, weight = words[place]
            pair = word + words[place + 1][0] if place + 1 < len(words) else ""
            if pair in self._words and pair not in STOP:
                out.extend([(pair, 1.0), *([] if word in STOP else [(word, weight)])][:1])
                place += 2
                continue
            out.extend(self._apart(word, weight))
            place += 1
        return out

    def _apart(self, word: str, weight: float) -> list[tuple[str, float]]:
        if word in self._words or stem(word) in self._postings or len(word) < 6:
            return [(word, weight)]
        for cut_at in range(2, len(word) - 1):
            left, right = word[:cut_at], word[cut_at:]
            if left in self._words and right in self._words and len(left) > 1 and len(right) > 1:
                return [(left, weight), (right, weight)]
        return [(word, weight)]

    def _idf(self, base: str) -> float:
        """Over notes, not lines: title words stand in every line of their note."""
        lines = self._postings.get(base)
        notes = len({self._lines[number].note for number in lines}) if lines else 0
        if not notes:
            return UNKNOWN * log(1 + (len(self._notes) + 0.5) / 0.5)
        return log(1 + (len(self._notes) - notes + 0.5) / (notes + 0.5))

    def _score(self, query: Iterable[_Word]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for word in query:
            for number, weight in self._postings.get(word.stem, {}).items():
                length = 1 - B + B * self._lines[number].length / self._average
                gain = word.weight * word.idf * weight * (K1 + 1) / (weight + K1 * length)
                scores[number] = scores.get(number, 0.0) + gain
        return scores

    def _rank(
        self, query: Sequence[_Word], scores: Mapping[int, float], named: int | None, defining: bool
    ) -> list[Hit]:
        """Notes by their best line, a little by the two after it; a note that was named comes first."""
        by_note: dict[int, list[float]] = {}
        for number, score in scores.items():
            by_note.setdefault(self._lines[number].note, []).append(score)
        strength = {}
        for place, found in by_note.items():
            found.sort(reverse=True)
            strength[place] = found[0] + 0.15 * sum(found[1:3])
        if named is not None:
            strength[named] = max(strength.values()) * 1.3 + 1.0
        order = sorted(strength, key=lambda place: (-strength[place], place))[: MOST_HITS + NEAREST]
        top = strength[order[0]] or 1.0
        lead = defining or named is not None
        return [
            Hit(self._notes[place].id, self._facts(place, query, lead), min(1.0, strength[place] / top))
            for place in order
        ]

    def _facts(self, place: int, query: Sequence[_Word], lead: bool) -> tuple[FactId, ...]:
        """The lines of a note that hold words of the query, best first; the summary leads a definition."""
        found = []
        for number in self._of_note[place]:
            line = self._lines[number]
            held = [word for word in query if word.stem in line.words]
            if held:
                share = sum(word.weight * word.idf for word in held)
                summary = lead and line.fact == _SUMMARY
                found.append((share, summary, -line.length, -number, line.fact))
        found.sort(reverse=True)
        return tuple(dict.fromkeys(fact for *_, fact in found))[:MOST_FACTS] or (_SUMMARY,)

    def _coverage(self, query: Sequence[_Word], hit: Hit, named: int | None) -> float:
        """The share of the query's weight that the best line of the note, with its names, holds."""
        if named is not None:
            return 1.0
        total = sum(word.idf for word in query) or 1.0
        best = 0.0
        for number in self._of_note[self._place[hit.topic]]:
            held = 0.0
            for word in query:
                weight = self._postings.get(word.stem, {}).get(number, 0.0)
                if weight:
                    held += word.idf * word.weight * (1.0 if weight >= LINE else 0.65)
            best = max(best, held / total)
        return best

    def _named(self, words: Sequence[str]) -> int | None:
        """The note whose name is exactly what was asked for, corrected where it had to be."""
        asked = [word for word in words if word not in STOP]
        plain = tuple(stem(word) for word in asked)
        if plain in self._names:
            return self._names[plain]
        fixed = [pair[0] for pair in self._joined([self._known(word, 0) for word in words])]
        return self._names.get(tuple(stem(word) for word in fixed if word not in STOP))

    def _lacking(self, words: Sequence[str]) -> NotCovered | None:
        """Something the subject says it does not cover, when it is what was asked for."""
        asked = tuple(stem(word) for word in words if word not in STOP)
        for start in range(len(asked)):
            for end in range(len(asked), start, -1):
                lack = self._lacks.get(asked[start:end])
                if lack is not None and asked[start:end] not in self._names:
                    return lack
        return None

    def _sides(self, text: str) -> tuple[Hit, ...] | None:
        """Both sides of a comparison, when each is found by itself."""
        if COMPARING.search(text) is None and BETWEEN.match(text) is None:
            return None
        core = BETWEEN.sub("", text, count=1)
        sides = [side for side in SIDES.split(core) if any(word not in STOP for word in cut(side))]
        if not 2 <= len(sides) <= 3:
            return None
        found = [self._find(cut(side), defining=True) for side in sides]
        if not all(finding.answered for finding in found):
            return None
        hits = tuple(finding.hits[0] for finding in found)
        return None if len({(hit.topic, hit.facts[:1]) for hit in hits}) < len(hits) else hits


def _key(name: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in cut(name) if word not in STOP) or tuple(cut(name))


def _stems(text: str) -> list[str]:
    """Stems of a text; words with a hyphen count joined as well (multi-az: multi, az, multiaz)."""
    found = [stem(word) for word in cut(text)]
    found.extend(stem("".join(cut(chunk))) for chunk in text.split() if "-" in chunk.strip("-") and len(cut(chunk)) > 1)
    return found


def _first(words: Sequence[str]) -> list[str]:
    """As many words as are corrected and ranked."""
    kept, room = [], CORRECTED_CHARACTERS * 4
    for word in words[:MAX_WORDS]:
        room -= len(word)
        kept.append(word[:64])
    return kept


def _small_talk(words: Sequence[str]) -> Outcome | None:
    if len(words) > 6 or not all(word in GREETINGS | THANKS | SMALL for word in words):
        return None
    if any(word in GREETINGS for word in words[:2]):
        return Outcome.GREETING
    return Outcome.THANKS if any(word in THANKS for word in words) else Outcome.GREETING
