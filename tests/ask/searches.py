"""Ways of searching that look-up is held against, each with the same notes and the same room to answer in."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import bm25s
from rapidfuzz import fuzz, process

from bot.library.answer import plain
from bot.library.finding import Finding
from bot.library.model import Subject
from bot.practice.told import PlainAnswers
from tests.ask.measure import Reply, Result

ROOM = 520
RESULTS = 3


class Line(NamedTuple):
    topic: str
    text: str


def lines_of(subject: Subject) -> list[Line]:
    return [
        Line(note.id, plain(text))
        for note in subject.notes
        for text in (note.summary, *(fact.text for fact in note.facts), *(remark.text for remark in note.remarks))
    ]


class Ours:
    name = "Studybot"

    def __init__(self, answers: PlainAnswers) -> None:
        self.answers = answers

    def find(self, text: str) -> object:
        return self.answers.index.look_up(text)

    def reply(self, found: object) -> Reply:
        assert isinstance(found, Finding)
        results = tuple(Result(one.topic, one.text) for one in self.answers.results(found))
        return Reply(results, 0.0, found.answered)


class ByLine:
    """Scores for every line; the best line's note is shown, its best lines first, as far as there is room."""

    name = ""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._lines = lines_of(subject)

    def scores(self, text: str) -> Sequence[float]:
        raise NotImplementedError

    def find(self, text: str) -> object:
        scores = self.scores(text)
        order = sorted(range(len(scores)), key=lambda place: -scores[place])
        return [(place, scores[place]) for place in order]

    def reply(self, found: object) -> Reply:
        assert isinstance(found, list)
        if not found or found[0][1] <= 0:
            return Reply((), 0.0)
        by_topic: dict[str, list[str]] = {}
        for place, _ in found:
            line = self._lines[place]
            by_topic.setdefault(line.topic, []).append(line.text)
        results = [self._shown(topic, texts) for topic, texts in list(by_topic.items())[:RESULTS]]
        return Reply(tuple(results), float(found[0][1]))

    def _shown(self, topic: str, texts: Sequence[str]) -> Result:
        shown, room = [self._subject.note(topic).title], ROOM  # type: ignore[arg-type]  # one of its own ids
        for text in texts:
            if len(shown) > 1 and len(text) > room:
                break
            shown.append(text)
            room -= len(text)
        return Result(topic, "\n".join(shown))


class Titles(ByLine):
    """RapidFuzz's token_set_ratio with the titles; the note is shown from its beginning."""

    name = "titles, token_set_ratio"

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._titles = [subject.note(line.topic).title.casefold() for line in self._lines]  # type: ignore[arg-type]

    def scores(self, text: str) -> Sequence[float]:
        found = process.cdist([text[:1024].casefold()], self._titles, scorer=fuzz.token_set_ratio)
        return [float(score) for score in found[0]]


class EveryLine(ByLine):
    name = "every line, token_set_ratio"

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._texts = [line.text.casefold() for line in self._lines]

    def scores(self, text: str) -> Sequence[float]:
        found = process.cdist([text[:1024].casefold()], self._texts, scorer=fuzz.token_set_ratio)
        return [float(score) for score in found[0]]


class Fts5(ByLine):
    """SQLite's FTS5 with the porter stemmer over title, aliases and line."""

    name = "FTS5, porter"

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._db = sqlite3.connect(":memory:")
        self._db.execute("CREATE VIRTUAL TABLE lines USING fts5(title, aliases, line, tokenize='porter')")
        for number, line in enumerate(self._lines):
            note = subject.note(line.topic)  # type: ignore[arg-type]
            row = (number + 1, note.title, " ".join(note.aliases), line.text)
            self._db.execute("INSERT INTO lines(rowid, title, aliases, line) VALUES (?, ?, ?, ?)", row)

    def find(self, text: str) -> object:
        words = "".join(letter if letter.isalnum() else " " for letter in text[:1024]).split()
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        rows = self._db.execute(
            "SELECT rowid, -bm25(lines, 2.6, 2.4, 1.0) FROM lines WHERE lines MATCH ? ORDER BY 2 DESC LIMIT 60",
            (query,),
        )
        return [(rowid - 1, score) for rowid, score in rows]


class Bm25s(ByLine):
    """bm25s over title, aliases and line in one text, with its English stop words."""

    name = "bm25s"

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        texts = []
        for line in self._lines:
            note = subject.note(line.topic)  # type: ignore[arg-type]
            texts.append(f"{note.title} {' '.join(note.aliases)} {line.text}")
        self._index = bm25s.BM25()
        self._index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    def find(self, text: str) -> object:
        words = bm25s.tokenize([text[:1024]], stopwords="en", show_progress=False, return_ids=False)
        most = min(60, len(self._lines))
        places, scores = self._index.retrieve(words, k=most, show_progress=False)
        return [(int(place), float(score)) for place, score in zip(places[0], scores[0], strict=True)]


OTHERS: tuple[type[ByLine], ...] = (Titles, EveryLine, Fts5, Bm25s)
