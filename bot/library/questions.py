"""One file of questions: a YAML list, each item in the form of the content standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.library.fields import Reader
from bot.library.kinds import complete, keys_of
from bot.library.mistakes import Report
from bot.library.model import Cognitive, FactId, Kind, Question, QuestionKey, Stability, TopicId
from bot.library.strict import Fields, Items, NotStrict, parse

KEYS = (
    *("id", "kind", "topic", "note", "facts", "covers", "audit", "siblings", "difficulty", "cognitive"),
    *("stem", "explanation", "why_not", "sources", "as_of", "stability", "review_by"),
)
"""What every kind may have; the rest is the kind's own."""


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question with its file and the lines of its fields, for mistakes that show only later."""

    question: Question
    path: Path
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the author wrote this field."""
        return name in self.lines

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


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
            lines = {name: key.line for name, key in item.keys.items()}
            found.append(ReadQuestion(question, path, item.line, lines))
    return found


def _read(fields: Fields, path: Path, report: Report) -> Question | None:
    reader = Reader(fields, path, report)
    reader.id = reader.text("id")
    kind = reader.choice("kind", Kind)
    if kind is not None:
        reader.known((*KEYS, *keys_of(kind, reader)))
    topic = reader.text("topic")
    if reader.text("note", topic) != topic:
        reader.wrong(reader.line("note"), "note and topic must be the same")
    question = Question(
        key=QuestionKey(reader.id),
        kind=kind or Kind.SINGLE,
        topic=TopicId(topic),
        stem=reader.text("stem"),
        options=(),
        answer=frozenset(),
        shuffle=True,
        explanation=reader.text("explanation", ""),
        why_not={},
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
    if kind is not None:
        question = complete(question, reader)
    return question if reader.ok else None
