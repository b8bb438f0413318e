"""One file of questions: a YAML list, each item in the form of the content standard."""

from dataclasses import dataclass
from pathlib import Path

from bot.library.fields import Reader
from bot.library.mistakes import Report
from bot.library.model import Cognitive, FactId, Kind, Question, QuestionKey, Stability, TopicId
from bot.library.strict import Fields, Items, NotStrict, parse

KEYS = (
    "id",
    "kind",
    "topic",
    "note",
    "facts",
    "covers",
    "audit",
    "siblings",
    "difficulty",
    "cognitive",
    "stem",
    "options",
    "answer",
    "shuffle",
    "explanation",
    "why_not",
    "sources",
    "as_of",
    "stability",
    "review_by",
)
ASKED = frozenset({Kind.SINGLE, Kind.TRUEFALSE})
"""The kinds that this version can ask."""


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question with its file and line, for mistakes that show only later."""

    question: Question
    path: Path
    line: int


def read_questions(path: Path, text: str, report: Report) -> list[ReadQuestion]:
    """Every sound question of a file; whatever is wrong is reported."""
    try:
        tree = parse(text)
    except NotStrict as error:
        report.add(path, error.line, "yaml", error.message, hint=error.hint)
        return []
    if tree is None:
        return []
    if not isinstance(tree, Items):
        report.add(path, tree.line, "schema", "a file of questions must be a list")
        return []
    found = []
    for item in tree.values:
        if not isinstance(item, Fields):
            report.add(path, item.line, "schema", "a question must map names to values")
        elif (question := _read(item, path, report)) is not None:
            found.append(ReadQuestion(question, path, item.line))
    return found


def _read(fields: Fields, path: Path, report: Report) -> Question | None:
    reader = Reader(fields, path, report)
    reader.id = reader.text("id")
    reader.known(KEYS)
    kind = reader.choice("kind", Kind)
    if kind is not None and kind not in ASKED:
        reader.wrong(reader.line("kind"), f"the kind {kind} cannot be asked yet", f"use {' or '.join(sorted(ASKED))}")
    options = reader.texts("options")
    answer = _places(reader, "answer", reader.texts("answer"), options)
    why_not = reader.pairs("why_not")
    places = _places(reader, "why_not", tuple(why_not), options)
    topic = reader.text("topic")
    question = Question(
        key=QuestionKey(reader.id),
        kind=kind or Kind.SINGLE,
        topic=TopicId(topic),
        stem=reader.text("stem"),
        options=options,
        answer=frozenset(answer),
        shuffle=reader.flag("shuffle", True),
        explanation=reader.text("explanation", ""),
        why_not={place: why_not[options[place]][0] for place in places},
        facts=tuple(map(FactId, reader.texts("facts", ()))),
        siblings=tuple(map(QuestionKey, reader.texts("siblings", ()))),
        difficulty=reader.number("difficulty", 2, 1, 3),
        cognitive=reader.choice("cognitive", Cognitive, Cognitive.RECALL) or Cognitive.RECALL,
        sources=reader.texts("sources", ()),
        as_of=reader.day("as_of", needed=False),
        stability=reader.choice("stability", Stability, Stability.STABLE) or Stability.STABLE,
        review_by=reader.day("review_by", needed=False),
        audits=reader.texts("audit", ()),
        covers=reader.texts("covers", ()),
    )
    if reader.text("note", topic) != topic:
        reader.wrong(reader.line("note"), "note and topic must be the same")
    return question if reader.ok else None


def _places(reader: Reader, name: str, texts: tuple[str, ...], options: tuple[str, ...]) -> list[int]:
    """Where texts stand among the options."""
    for text in texts:
        if text not in options:
            reader.wrong(reader.line(name), f"{name}: {text!r} is not one of the options")
    return [options.index(text) for text in texts if text in options]
