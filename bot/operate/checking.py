"""Showing what `studybot check` found: for people, for programs, for GitHub; and the figures of a pack."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.library.about import own_name
from bot.library.check.changes import MEANING, Change, Noticed, compare
from bot.library.check.figures import Figures, TopicFigures, count
from bot.library.check.run import UNREAD, Checked
from bot.library.load import read_subject, subject_folders
from bot.library.mistakes import Form, Mistake, Report
from bot.library.model import Kind, Subject

WORDS = ("kinds", "what")
PIPE_WIDTH = 120
"""Columns where there is no terminal."""

LISTED = {
    "To be reviewed": ("T2 fact-overdue", "T2 question-overdue"),
    "Nearly the same question": ("Q22 near-duplicates",),
    "Source not covered": ("S6 lines-covered", "T4 dangers-asked"),
}
"""What the report names one by one."""


def show(checked: Checked, folder: Path, form: Form) -> str:
    """All mistakes. folder: what was checked; their paths begin there."""
    match form:
        case Form.JSON:
            return _json(checked)
        case Form.GITHUB:
            return "\n".join(_annotation(mistake, folder) for mistake in checked.mistakes)
        case Form.TEXT:
            return "\n".join(map(str, checked.mistakes))


def _json(checked: Checked, **beside: object) -> str:
    """One document, whatever is asked for beside the mistakes."""
    mistakes = [asdict(mistake) for mistake in checked.mistakes]
    found = {"errors": checked.errors, "warnings": len(mistakes) - checked.errors, "mistakes": mistakes}
    return json.dumps({**found, **beside}, ensure_ascii=False, indent=1)


def report_json(checked: Checked) -> str:
    """Mistakes and figures: of each subject its tables, row by row under the names of their columns."""
    subjects = [
        {
            "id": one.pack.loose.subject.id,
            "title": one.pack.loose.subject.title,
            "standard": one.pack.loose.subject.standard,
            "figures": {
                title: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
                for title, rows in _tables(count(one.pack.loose, one.pack.source), one.mistakes)
            },
        }
        for one in checked.subjects
    ]
    return _json(checked, subjects=subjects)


def _annotation(mistake: Mistake, folder: Path) -> str:
    """A workflow command, which GitHub shows beside the line; paths count from where the program runs."""
    path = folder.resolve() / mistake.path
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    about = f"{mistake.id}: " if mistake.id else ""
    hint = f" ({mistake.hint})" if mistake.hint else ""
    where = f"file={_property(shown.as_posix())},line={mistake.line},title={_property(mistake.rule)}"
    return f"::{mistake.severity} {where}::{_data(f'{about}{mistake.message}{hint}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def print_report(checked: Checked) -> None:
    """The figures of every pack, readable in a terminal and in a pipe."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_WIDTH, no_color=True)
    for one in checked.subjects:
        subject = one.pack.loose.subject
        console.print(Text.assemble("\n", (subject.title, "bold"), f" ({subject.standard})"))
        for title, rows in _tables(count(one.pack.loose, one.pack.source), one.mistakes):
            console.print(_table(title, rows))


def _table(title: str, rows: Sequence[Sequence[str]]) -> Table:
    """The first row is the head; columns of words stand left, figures right."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False, min_width=len(title))
    for place, name in enumerate(rows[0]):
        table.add_column(name, justify="left" if place == 0 or name in WORDS else "right")
    for row in rows[1:]:
        table.add_row(*map(Text, row))  # as it stands: a title may hold what rich takes for markup
    return table


Tables = Iterator[tuple[str, Sequence[Sequence[str]]]]


def _tables(figures: Figures, mistakes: Sequence[Mistake]) -> Tables:
    yield "Pack", [("figure", "is", "wanted"), *_pack_rows(figures)]
    if figures.covered is not None:
        covered = figures.covered
        yield (
            "Source",
            [
                ("covered", "is", "of"),
                ("lines told by a fact", str(covered.told), str(covered.lines)),
                ("lines asked by a question", str(covered.asked), str(covered.lines)),
                ("dangerous audits asked", str(covered.dangers_asked), str(covered.dangers)),
            ],
        )
    yield "Topics", [("topic", "questions", "target", "apply", "kinds"), *map(_topic_row, figures.topics)]
    if figures.domains:
        rows = [
            (f"{one.domain.id} {one.domain.title}", str(one.questions), f"{one.share:.0%}", f"{one.domain.weight:.0%}")
            for one in figures.domains
        ]
        yield "Domains, by the first one of each topic", [("domain", "questions", "share", "exam"), *rows]
    places = [(f"{one.options} options", " / ".join(map(str, one.counts))) for one in figures.places]
    yield "Where the key stands in fixed order", [("items with", "A / B / C …"), *places]
    for title, rules in LISTED.items():
        found = [(mistake.id, mistake.message) for mistake in mistakes if mistake.rule in rules]
        if found:
            yield title, [("item", "what"), *found]
    yield "Rules", [("rule", "errors", "warnings"), *_rule_rows(mistakes)]


def _pack_rows(figures: Figures) -> Iterator[tuple[str, str, str]]:
    target = sum(one.topic.target for one in figures.topics)
    yield "questions", str(figures.questions), str(target) if target else ""
    yield "draws of generators", str(figures.draws), ""
    yield "apply knowledge", _share(figures.applied), ">= 40%"
    yield "key alone is longest", _share(figures.longest), "<= 35%"
    yield "stem says NOT", _share(figures.negative), "<= 5%"
    for kind in Kind:
        yield f"kind {kind}", str(figures.kinds.get(kind, 0)), ""


def _topic_row(one: TopicFigures) -> tuple[str, str, str, str, str]:
    return (
        one.topic.id,
        str(one.questions),
        str(one.topic.target),
        _share((one.applied, one.questions)),
        _kinds(one.kinds),
    )


def _kinds(kinds: Mapping[Kind, int]) -> str:
    return ", ".join(f"{kinds[kind]} {kind}" for kind in Kind if kind in kinds)


def _rule_rows(mistakes: Sequence[Mistake]) -> Iterator[tuple[str, str, str]]:
    counted = Counter((mistake.rule, mistake.is_error) for mistake in mistakes)
    for rule in sorted({mistake.rule for mistake in mistakes}):
        yield rule, str(counted[rule, True]), str(counted[rule, False])


def _share(counted: tuple[int, int]) -> str:
    found, of = counted
    return f"{found} of {of} ({found / max(1, of):.0%})"


@dataclass(frozen=True, slots=True)
class Compared:
    """noticed: subject by subject. mistakes: of today, in files that cannot be read; their subjects are not judged."""

    noticed: Mapping[str, Sequence[Noticed]]
    mistakes: tuple[Mistake, ...]

    @property
    def lost(self) -> int:
        """How many questions are gone without a word."""
        return sum(one.is_error for several in self.noticed.values() for one in several)


def show_changes(compared: Compared, revision: str, folder: Path, form: Form) -> str:
    """What cannot be read, then what learners of each subject will notice since a revision."""
    unread = Checked((), compared.mistakes)
    if form is Form.JSON:
        noticed = {subject: [asdict(one) for one in several] for subject, several in compared.noticed.items()}
        return _json(unread, since=revision, changes=noticed)
    lines = [show(unread, folder, form)] if compared.mistakes else []
    for subject, several in compared.noticed.items():
        lines.append(f"{subject}: {len(several)} changes since {revision}")
        for change in Change:
            mine = [one for one in several if one.change is change]
            if mine:
                lines.append(f"  {len(mine)} {change} ({MEANING[change]})")
                lines += [f"    {one.key}{f' → {one.now}' if one.now else ''}" for one in mine]
    return "\n".join(lines)


def changes(folder: Path, before: Path) -> Compared:
    """Subject by subject, from an older copy of a folder to what it holds today."""
    old, new = _read(before), _read(folder)
    noticed = {
        id: compare(old.subjects.get(id), new.subjects.get(id))
        for id in {**new.subjects, **old.subjects}
        if not {old.folders.get(id), new.folders.get(id)} & new.unread
    }
    return Compared(noticed, new.mistakes)


@dataclass(frozen=True, slots=True)
class _Read:
    """unread: names of the folders in which a file cannot be read, so that what is missing may not be gone."""

    subjects: Mapping[str, Subject]
    folders: Mapping[str, str]
    unread: frozenset[str]
    mistakes: tuple[Mistake, ...]


def _read(folder: Path) -> _Read:
    report = Report(folder)
    subjects: dict[str, Subject] = {}
    folders: dict[str, str] = {}
    unread = set()
    for place in subject_folders(folder, report):
        before = len(report.found)
        loose = read_subject(place, report)
        if any(mistake.rule in UNREAD for mistake in report.found[before:]):
            unread.add(own_name(place))
        if loose is not None:
            subjects[loose.subject.id], folders[loose.subject.id] = loose.subject, own_name(place)
    mistakes = tuple(sorted(mistake for mistake in report.found if mistake.rule in UNREAD))
    return _Read(subjects, folders, frozenset(unread), mistakes)
