"""Which words stand in which lines, and how well each line answers a handful of words.

A note's lines are its summary, its facts, its remarks and, behind them, the phrasings by which it is asked for
and its questions: these speak as learners do and point to the facts that they ask about. They come in pages of at
most 64 lines, so that the lines of a page that hold a word are the bits of one number. Ranking is BM25F (Robertson and
Zaragoza 2009) over title, aliases, line and the rest of the note, with binary term frequencies.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain, pairwise, repeat
from math import log
from typing import NamedTuple

from bot.library.finding import SUMMARY
from bot.library.model import FactId, Note, Question, Subject
from bot.library.words import EVERYDAY, STOP, cut, cut_each, stem

TITLE, ALIAS, LINE, CONTEXT = 2.6, 1.2, 1.0, 0.3
"""Weights of a word by the field it stands in."""

BESIDE = (CONTEXT, CONTEXT + TITLE, CONTEXT + ALIAS, CONTEXT + TITLE + ALIAS)
"""Of a word that is not in the line, by the fields of the note (IN_TITLE, IN_ALIAS)."""

K1, LENGTH = 1.0, 0.2
"""How soon more fields add less, and how much a line's length counts against it."""

FURTHER = 0.4
"""What the second and third line of a note add to its best."""

ASKED = 0.9
"""The worth of a question's words against those of a fact."""

TITLED = 0.4
"""What a word of the title adds: titles tell notes on the same matter apart."""

UNKNOWN = 0.8
"""The weight of a word that no note holds, against that of the rarest known one: chat is full of such words."""

EVERYDAY_UNKNOWN = 0.3
"""The same for everyday words."""

_EVERYDAY = frozenset(map(stem, EVERYDAY))
_SILENT = frozenset(map(stem, STOP))

PAGE = 64
"""Lines, as many as a mask has bits."""

HEAD, HEADED = 3, 6
"""Words at the beginning of a line that name what it is about: so many, or up to a colon as many as this."""

PART = 3
"""Letters of each part, at least, where a line writes a name's word as two."""

ITEM = 4
"""Words of an item in a list, at most."""

_BETWEEN_ITEMS = re.compile(r"[,;:.(]\s+|\s+and\s+|\s*\(")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")

POSTINGS = 4_000
"""Looked at for one query, the rarest words first; common words then only refine what was found."""

WALKED = 4
"""A word's pages are walked through when they are at most so many times the wanted ones; else those are searched."""

CANDIDATES = 64
"""Pages that are looked at line by line."""

IN_TITLE, IN_ALIAS = 1, 2


def _saturated(weight: float) -> float:
    return weight * (K1 + 1) / (weight + K1)


_OUTSIDE = tuple(_saturated(beside) + TITLED * (fields & IN_TITLE) for fields, beside in enumerate(BESIDE))
_INSIDE = tuple(_saturated(beside + LINE) - _saturated(beside) for beside in BESIDE)
"""What a word is worth to a note wherever it stands, and to a line that holds it, by the fields of the note."""

_NONE: frozenset[str] = frozenset()
_NO_PAIRS: Mapping[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query. forms: its stem and those of about the same meaning, each with its worth (0 to 1)."""

    word: str
    forms: tuple[tuple[str, float], ...]
    weight: float = 1.0


class Entry(NamedTuple):
    """Where a stem stands. pages: ascending, each number four times the page plus the fields; masks: its lines."""

    pages: "array[int]"
    masks: "array[int]"

    def at(self, page: int) -> tuple[int, int] | None:
        """(lines, fields) in a page."""
        place = bisect_left(self.pages, page << 2)
        if place < len(self.pages) and self.pages[place] >> 2 == page:
            return self.masks[place], self.pages[place] & 3
        return None

    def within(self, wanted: Collection[int]) -> Iterator[tuple[int, int, int]]:
        """(page, lines, fields) for those of the pages where it stands."""
        if len(self.pages) <= WALKED * len(wanted):
            for packed, mask in zip(self.pages, self.masks, strict=True):
                if packed >> 2 in wanted:
                    yield packed >> 2, mask, packed & 3
            return
        for page in wanted:
            if (at := self.at(page)) is not None:
                yield page, *at


@dataclass(frozen=True, slots=True)
class Page:
    """note: its place in the subject. first: place of the first line in the note. lengths: of the lines, in words.

    targets: of a question's line the places of the facts it asks about; nothing for other lines.
    """

    note: int
    first: int
    targets: tuple[tuple[int, ...], ...]
    lengths: bytes


class Found(NamedTuple):
    """A term in a page: the lines that hold it, the fields of the note, the form and its worth."""

    term: int
    mask: int
    fields: int
    form: str
    worth: float


class Lines:
    """Built once; looking up changes nothing but what is remembered of the words.

    words: as the lines and names spell them. joined: words of names, held by a line as well that writes them as two.
    keywords: the same of two words that count together only, by both as one.
    """

    def __init__(
        self,
        subject: Subject,
        joined: frozenset[str] = _NONE,
        stop_names: frozenset[str] = _NONE,
        keywords: Mapping[str, tuple[str, str]] = _NO_PAIRS,
    ) -> None:
        self.joined = joined
        self.keywords = keywords
        self._starts = {word[:at] for word in joined for at in range(PART, len(word) - PART + 1)} - STOP
        self._starts |= {first for first, _ in keywords.values()}
        self._pages: list[Page] = []
        self._entries: dict[str, Entry] = {}
        self._targets: dict[tuple[int, ...], tuple[int, ...]] = {}
        stemmed = _Stems(STOP - stop_names)
        self._rarities: dict[str, float] = {}
        self._line_rarities: dict[str, float] = {}
        self.notes = len(subject.notes)
        self.lines = 0
        length = 0
        for place, note in enumerate(subject.notes):
            length += self._add(place, note, subject.questions_of(note.id), stemmed)
        self.words: Set[str] = frozenset(stemmed)
        average = length / max(1, self.lines)
        by_length = [1 - LENGTH + LENGTH * words / average if average else 1.0 for words in range(256)]
        self._worths, self._asked_worths = [1.0 / one for one in by_length], [ASKED / one for one in by_length]
        self._entries = {
            word: Entry(array("I", pages), array("Q", masks)) for word, (pages, masks) in self._entries.items()
        }  # without the room to grow
        self.rarest = log(1 + (self.notes + 0.5) / 0.5)
        """The rarity that a word of no note would have."""

    # --- building

    def _add(self, place: int, note: Note, questions: Sequence[Question], stemmed: "_Stems") -> int:
        """Returns the number of words."""
        title, alias = self._stems((note.title, " ".join((*note.aliases, note.id.replace("-", " ")))), stemmed)
        fields = dict.fromkeys(title, IN_TITLE)
        fields.update((word, fields.get(word, 0) | IN_ALIAS) for word in alias)
        places = {fact.id: number for number, fact in enumerate(note.facts, 1)}
        texts = list(texts_of(note))
        targets: list[tuple[int, ...]] = [()] * len(texts)
        for text, facts in _spoken(note, questions):
            texts.append(text)
            pointed = tuple(places[fact] for fact in facts if fact in places) or (SUMMARY,)
            targets.append(self._targets.setdefault(pointed, pointed))
        words = self._stems(texts, stemmed)
        for first in range(0, len(words), PAGE):
            part = words[first : first + PAGE]
            lengths = bytes(min(255, len(line)) for line in part)
            self._pages.append(Page(place, first, tuple(targets[first : first + PAGE]), lengths))
            self._post(part, fields)
        self.lines += len(words)
        return sum(map(len, words))

    def _post(self, lines: Sequence[Sequence[str]], fields: Mapping[str, int]) -> None:
        """Enter the stems of the last page."""
        masks = defaultdict(int, dict.fromkeys(fields, 0))  # these come first, in their order
        bit = 1
        for words in lines:
            for word in words:
                masks[word] |= bit
            bit <<= 1
        number = len(self._pages) - 1 << 2
        entries = self._entries
        for (word, mask), field in zip(masks.items(), chain(fields.values(), repeat(0)), strict=False):
            try:
                pages, held = entries[word]
            except KeyError:
                pages, held = entries[word] = Entry(array("I"), array("Q"))
            pages.append(number | field)
            held.append(mask)

    def _stems(self, texts: Sequence[str], stemmed: "_Stems") -> list[list[str]]:
        """Of each text its stems, with what a hyphen joins and what the text writes as two words as one more."""
        found = []
        for text, words in zip(texts, cut_each(texts), strict=True):
            stems = list(filter(None, map(stemmed.__getitem__, words)))
            if "-" in text:
                stems.extend(filter(None, [stemmed.hyphened[chunk] for chunk in text.split() if "-" in chunk]))
            if not self._starts.isdisjoint(words):
                pairs = ((word, after) for word, after in pairwise(words) if word in self._starts)
                both = (word + after for word, after in pairs)
                stems.extend(stem(one) for one in both if one in self.joined or one in self.keywords)
            found.append(stems)
        return found

    # --- looking up

    def page(self, number: int) -> Page:
        return self._pages[number]

    def knows(self, word: str) -> bool:
        """Whether a stem stands in the notes."""
        return word in self._entries

    def unheard(self, word: str) -> bool:
        """Whether a stem is neither in the notes nor everyday English."""
        return word not in self._entries and word not in _EVERYDAY

    def rarity(self, word: str) -> float:
        """Of a stem among the notes (idf): title words stand in every line of their note."""
        known = self._rarities.get(word)
        if known is not None:
            return known
        entry = self._entries.get(word)
        if entry is None and word in _SILENT:
            return 0.0
        if entry is None:
            return (EVERYDAY_UNKNOWN if word in _EVERYDAY else UNKNOWN) * self.rarest
        held = min(self.notes, len(entry.pages))
        rarity = self._rarities[word] = log(1 + (self.notes - held + 0.5) / (held + 0.5))
        return rarity

    def line_rarity(self, word: str) -> float:
        """Of a stem among the lines."""
        known = self._line_rarities.get(word)
        if known is not None:
            return known
        entry = self._entries.get(word)
        if entry is None:  # not kept: people write whatever they like
            return log(1 + (self.lines + 1) / (1 + (self.lines if word in _SILENT else 0)))
        held = sum(map(int.bit_count, entry.masks))
        rarity = self._line_rarities[word] = log(1 + (self.lines + 1) / (1 + held))
        return rarity

    def find(self, terms: Sequence[Term], gains: Sequence[float]) -> dict[int, list[Found]]:
        """Page → what of the terms stands in it, for the pages that promise most. gains: weight of each term."""
        pages = range(len(self._pages)) if len(self._pages) <= CANDIDATES else self._candidates(terms, gains)
        return self._found(pages, terms)

    def _candidates(self, terms: Sequence[Term], gains: Sequence[float]) -> list[int]:
        """The pages that hold most of the terms' weight, wherever it stands; the rarest words come first."""
        wanted = [
            (len(entry.pages), form, gains[number] * worth)
            for number, term in enumerate(terms)
            for form, worth in term.forms
            if (entry := self._entries.get(form)) is not None
        ]
        scores: dict[int, float] = {}
        room = POSTINGS
        for size, form, gain in sorted(wanted):
            entry = self._entries[form]
            if size <= room or not scores:
                room -= size
                for page in entry.pages[:POSTINGS]:
                    worth = gain if not page & 3 else 2 * gain
                    scores[page >> 2] = scores.get(page >> 2, 0.0) + worth
            else:
                for number in nlargest(4 * CANDIDATES, scores, key=scores.__getitem__):
                    if (at := entry.at(number)) is not None:
                        scores[number] += gain if not at[1] else 2 * gain
        return nlargest(CANDIDATES, scores, key=scores.__getitem__)

    def of_note(self, note: int, pages: Iterable[int], terms: Sequence[Term]) -> dict[int, list[Found]]:
        """The same for chosen pages of a note."""
        return self._found([page for page in pages if self._pages[page].note == note], terms)

    def _found(self, pages: Iterable[int], terms: Sequence[Term]) -> dict[int, list[Found]]:
        """Each term by its best form: another form counts where that one does not stand."""
        found: dict[int, list[Found]] = {page: [] for page in pages}
        for number, term in enumerate(terms):
            seen: dict[int, int] = {}
            for form, worth in term.forms:
                entry = self._entries.get(form)
                if entry is None:
                    continue
                for page, mask, fields in entry.within(found):
                    before = seen.get(page)
                    if before is not None:
                        mask, fields = mask & ~before, 0
                    seen[page] = mask | (before or 0)
                    if mask or fields:
                        found[page].append(Found(number, mask, fields, form, worth))
        return {page: ones for page, ones in found.items() if ones}

    def score(self, number: int, found: Sequence[Found], gains: Sequence[float]) -> float:
        """How well the page answers."""
        page = self._pages[number]
        lines: dict[int, float] = {}
        around: dict[int, float] = {}
        for term, mask, fields, _, worth in found:
            gain = gains[term] * worth
            around[term] = max(around.get(term, 0.0), gain * _OUTSIDE[fields])
            inside = gain * _INSIDE[fields]
            for line in bits(mask):
                lines[line] = lines.get(line, 0.0) + inside
        worths, asked, lengths, targets = self._worths, self._asked_worths, page.lengths, page.targets
        best = sorted(
            [gain * (asked if targets[line] else worths)[lengths[line]] for line, gain in lines.items()], reverse=True
        )
        return sum(around.values()) + (best[0] + FURTHER * sum(best[1:3]) if best else 0.0)


def texts_of(note: Note) -> tuple[str, ...]:
    """The lines of a note that are shown: summary, facts, remarks."""
    return (note.summary, *(fact.text for fact in note.facts), *(remark.text for remark in note.remarks))


def _spoken(note: Note, questions: Sequence[Question]) -> Iterator[tuple[str, tuple[FactId, ...]]]:
    """(what learners say or are asked, the facts it is about)"""
    yield from ((one.text, one.facts) for one in note.asked)
    for question in questions:
        answer = " ".join(question.options[place] for place in sorted(question.answer))
        yield f"{question.stem} {answer}", question.facts
        if question.explanation:
            yield question.explanation, question.facts


@lru_cache(maxsize=4096)
def head_of(text: str) -> frozenset[str]:
    """The stems of what a line begins with, as a title of its own: up to a colon, without brackets."""
    start = _BRACKETS.sub(" ", text)
    name, colon, _ = start.partition(":")
    words = name.split()
    if not colon or len(words) > HEADED:
        words = start.split()[:HEAD]
    return frozenset(word for word in stems(" ".join(words)) if word not in STOP)


@lru_cache(maxsize=4096)
def items_in(text: str) -> int:
    """How many short items a text names in a row: `engines: MySQL, Oracle, Aurora and Db2` has four; 0 for fewer
    than three."""
    most = run = 0
    for item in _BETWEEN_ITEMS.split(text):
        run = run + 1 if len(item.split()) <= ITEM else 1
        most = max(most, run)
    return most if most >= 3 else 0


@lru_cache(maxsize=8192)
def bits(mask: int) -> tuple[int, ...]:
    """The places of the ones; the same few masks come several times in every query."""
    places = []
    while mask:
        low = mask & -mask
        places.append(low.bit_length() - 1)
        mask ^= low
    return tuple(places)


def stems(text: str) -> frozenset[str]:
    """Of a text, with what a hyphen joins as one word more (multi-az: multi, az, multiaz)."""
    return frozenset((*map(stem, cut(text)), *(_hyphened(text) if "-" in text else ())))


stems_of = lru_cache(maxsize=8192)(stems)
"""Of lines and titles, which are shown again and again."""


def _hyphened(text: str) -> Iterator[str]:
    return filter(None, map(_joined_stem, text.split()))


def _joined_stem(chunk: str) -> str:
    """Of what a hyphen joins; else an empty text."""
    return stem("".join(parts)) if "-" in chunk.strip("-") and len(parts := cut(chunk)) > 1 else ""


class _Hyphened(dict[str, str]):
    """Piece of a text between spaces → its stem without hyphens, or an empty text."""

    def __missing__(self, chunk: str) -> str:
        self[chunk] = found = _joined_stem(chunk)
        return found


class _Stems(dict[str, str]):
    """Word → stem, of all words that were looked up; of what says nothing an empty text."""

    def __init__(self, silent: frozenset[str]) -> None:
        self._silent = silent
        self.hyphened = _Hyphened()

    def __missing__(self, word: str) -> str:
        self[word] = found = "" if word in self._silent else stem(word)
        return found
