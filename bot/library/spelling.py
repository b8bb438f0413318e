"""A subject's own vocabulary: its words and names, and what a learner's spelling of them means."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.library.model import Subject
from bot.library.search_index import Lines, texts_of
from bot.library.words import EVERYDAY, STOP, SYNONYMS, cut, cut_each, linked, stem

CORRECTED = 0.8
"""The weight of a corrected word."""

MOST_CORRECTED = 10
"""Words of one query that are corrected: each costs a look through the vocabulary."""

JOINED, LONGEST = 4, 40
"""Letters: words longer than this may be written as two, and up to that are corrected or split."""

SMALL_VOCABULARY = 20_000
"""Up to so many words all are compared; of more only those with one of the first two letters."""

INITIALS = range(3, 6)
"""Words of a name whose first letters may stand for it."""

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_RUNS = re.compile(r"\b[A-Z]{2,}(?: [A-Z]{2,})+\b")


class Vocabulary:
    """words: as the notes write them. names: the linked stems of a name → the notes that have it, by place.

    stop_names: stop words that are names here (`having`). initials: what they stand for (wcu → its words).
    """

    def __init__(self, subject: Subject, lines: Lines) -> None:
        self.words = lines.words
        self._lines = lines
        self.names: dict[tuple[str, ...], tuple[int, ...]] = {}
        self.stop_names = stop_names(subject)
        self.initials: dict[str, tuple[str, ...]] = {}
        lacks = (name for lack in subject.not_covered for name in (lack.name, *lack.aliases))
        self._known = EVERYDAY | {word for name in lacks for word in cut(name)}
        for place, note in enumerate(subject.notes):
            for name in cut_each((note.title, *note.aliases, note.id.replace("-", " "))):
                self._name(name, place)
        self._name_stems = {one for name in self.names for one in name}
        words = self.words | EVERYDAY
        correctable = self._correctable = sorted(word for word in words if len(word) > 2 and not word.isdigit())
        self._by_letter: dict[str, list[str]] = {}
        for word in correctable:
            self._by_letter.setdefault(word[0], []).append(word)
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def _name(self, words: Sequence[str], place: int) -> None:
        if not words:
            return
        key = linked(words)
        self._enter(key, place)
        if len(words) > 1 and not self._lines.joined.isdisjoint(map(add, words, words[1:])):
            self._enter(linked([word for word, _ in self._joined([(word, 1.0) for word in words])]), place)
        if len(key) in INITIALS and all(map(str.isalpha, key)):
            self.initials.setdefault("".join(word[0] for word in key), key)

    def _enter(self, name: tuple[str, ...], place: int) -> None:
        notes = self.names.get(name, ())
        if not notes or notes[-1] != place:
            self.names[name] = (*notes, place)

    def holds(self, word: str) -> bool:
        return word in self.words or word in self._known or self._lines.knows(stem(word))

    def _correct(self, word: str) -> str | None:
        """The nearest known word: one slip in a short word, two in a long one; names win a tie."""
        slips = 1 if len(word) < 7 else 2
        among = self._correctable
        if len(among) > SMALL_VOCABULARY:
            among = [one for letter in dict.fromkeys(word[:2]) for one in self._by_letter.get(letter, ())]
        close = process.extract(word, among, scorer=OSA.distance, score_cutoff=slips, limit=8)
        if len(word) < 5:  # another letter in a short word makes another word
            close = [hit for hit in close if sorted(hit[0]) == sorted(word) or len(hit[0]) > len(word)]
        close = [hit for hit in close if hit[1] < 2 or self._twice(word, hit[0])]
        if not close:
            return None
        best = min(close, key=lambda hit: (hit[1], stem(hit[0]) not in self._name_stems, hit[0][0] != word[0], hit[0]))
        return best[0]

    def _twice(self, word: str, meant: str) -> bool:
        """Whether two slips are to be believed: more easily of a name than of any word."""
        return meant[0] == word[0] and (len(word) > 7 or stem(meant) in self._name_stems)

    def corrected(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """The words as the notes spell them, with their weights: corrected, joined, split."""
        out: list[tuple[str, float]] = []
        room = MOST_CORRECTED
        for word in words:
            fixed = None
            if 3 <= len(word) <= LONGEST and word.isascii() and not word.isdigit() and room and not self.holds(word):
                room -= 1
                fixed = self.correct(word)
                if fixed and self._parts(word) and OSA.distance(word, fixed) > 1:
                    fixed = None
            out.append((fixed, CORRECTED) if fixed else (word, 1.0))
        return self._joined(out)

    def _joined(self, words: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
        """`code pipeline` where the notes write codepipeline, and `readreplica` where they write two words."""
        out: list[tuple[str, float]] = []
        place = 0
        while place < len(words):
            word, weight = words[place]
            following = words[place + 1][0] if place + 1 < len(words) else ""
            if following and self._one_word(word, following):
                out.append((word + following, 1.0))
                place += 2
                continue
            parts = () if self.holds(word) else self._parts(word)
            out.extend([(part, weight) for part in parts] or [(word, weight)])
            place += 1
        return out

    def _one_word(self, word: str, following: str) -> bool:
        """Whether the notes write the two as one: in a name, or where they do not know them as two."""
        pair = word + following
        if pair not in self.words or pair in STOP or (word in STOP and len(word) < 3):
            return False
        return pair in self._lines.joined or word not in self.words or following not in self.words

    def _parts(self, word: str) -> tuple[str, ...]:
        if not 6 <= len(word) <= LONGEST:
            return ()
        for at in range(3, len(word) - 2):
            if word[:at] in self.words and word[at:] in self.words:
                return (word[:at], word[at:])
        return ()


def joined_names(subject: Subject) -> frozenset[str]:
    """The words of names: where a line writes one of them as two, it holds that word as well."""
    names = (name for note in subject.notes for name in (note.title, *note.aliases))
    return frozenset(word for name in names for word in name.lower().split() if len(word) > JOINED and word.isalpha())


def keywords(subject: Subject) -> Mapping[str, tuple[str, str]]:
    """Two words that the notes write in capitals side by side, one of them a stop word (NOT IN), by both as one."""
    runs = (run for note in subject.notes for text in texts_of(note) for run in _RUNS.findall(text))
    pairs = (pair for run in runs for pair in pairwise(run.lower().split()))
    return {one + other: (one, other) for one, other in pairs if one in STOP or other in STOP}


def stop_names(subject: Subject) -> frozenset[str]:
    """Stop words that are names here, alone or in capitals (`having`, OR)."""
    alone = (cut(name) for note in subject.notes for name in (note.title, *note.aliases, note.id.replace("-", " ")))
    capitals = (word.lower() for note in subject.notes for word in _CAPITALS.findall(note.title))
    return STOP & frozenset((*(words[0] for words in alone if len(words) == 1), *capitals))


def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Stem → the stems of about the same meaning."""
    found: dict[str, dict[str, None]] = {}
    for group in SYNONYMS:
        bases = [stem(word) for word in group]
        for base in bases:
            found.setdefault(base, {}).update(dict.fromkeys(other for other in bases if other != base))
    return {base: tuple(others) for base, others in found.items()}
