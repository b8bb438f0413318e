"""Loading: every mistake at once, with file and line; hostile files are refused and nothing is ever raised."""

import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library.check.run import check
from bot.library.load import Loaded, load
from bot.library.mistakes import Report
from bot.library.model import FactId, Phrasing, TopicId
from bot.library.notes import read_note
from bot.library.questions import read_questions
from bot.library.strict import NotStrict, parse
from tests.stage import SUBJECTS

AWS = Path(__file__).parents[2] / "content"
TEA = SUBJECTS / "tea"

QUESTION = """\
- id: matcha.whole.single
  kind: single
  topic: matcha
  note: matcha
  facts: [matcha.whole]
  stem: Is matcha filtered?
  options: ["No, it is drunk", "Yes, twice", "Yes, once"]
  answer: ["No, it is drunk"]
  explanation: It is whisked and drunk.
  why_not:
    "Yes, twice": Never.
    "Yes, once": Never.
  stability: stable
"""


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEA, tmp_path / "content" / "tea"))


def messages(loaded: Loaded) -> list[str]:
    return [str(mistake) for mistake in loaded.mistakes]


def one_question(tea: Path, text: str) -> list[str]:
    """The mistakes of the tea subject with this as the questions on matcha."""
    (tea / "questions" / "matcha.yaml").write_text(text, "utf-8")
    return messages(load(tea.parent))


def test_both_subjects_load_without_a_mistake() -> None:
    for folder in (AWS, SUBJECTS):
        assert messages(load(folder)) == []


def test_the_first_subject_has_every_topic_and_covers_its_source() -> None:
    subject = load(AWS).library.default
    assert len(subject.notes) == 46
    assert all(len(subject.questions_of(note.id)) >= 2 for note in subject.notes)
    rows = [row.split("\t") for row in (AWS / subject.id / "coverage.tsv").read_text("utf-8").splitlines()[1:]]
    examined = {row[0] for row in rows if row[2] in {"fact", "item", "example"}}
    assert len(examined) == 401
    assert examined <= {line for note in subject.notes for fact in note.facts for line in fact.covers}


def test_every_false_line_of_the_source_has_a_question_against_it() -> None:
    subject = load(AWS).library.default
    rows = [row.split("\t") for row in (AWS / subject.id / "coverage.tsv").read_text("utf-8").splitlines()[1:]]
    audits = {
        a for row in rows for a, severity in zip(row[3].split(","), row[4].split(","), strict=True) if severity == "A"
    }
    assert len(audits) > 10
    assert audits <= {audit for question in subject.questions for audit in question.audits}


def test_the_template_is_sound(tea: Path) -> None:
    assert one_question(tea, QUESTION) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: single", "kind: riddle", "matcha.yaml:2: error [schema] matcha.whole.single: kind must be one of"),
        ("kind: single", "kind: cloze", "matcha.yaml:7: error [schema] matcha.whole.single: unknown key 'options'"),
        (
            "note: matcha",
            "note: oolong",
            "matcha.yaml:4: error [schema] matcha.whole.single: note and topic must be the same",
        ),
        ("matcha.whole]", "matcha.nothing]", "[references] matcha.whole.single: there is no fact 'matcha.nothing'"),
        ("  stem: Is matcha filtered?\n", "", "matcha.yaml:1: error [schema] matcha.whole.single: stem is missing"),
        ("Is matcha filtered?", "x" * 301, "[poll-limits] matcha.whole.single: the stem must have 1-300 characters"),
        (
            '"Yes, twice", ',
            f'"Yes, twice", "{"y" * 101}", ',
            "[option-limits] matcha.whole.single: an option must have",
        ),
        ("It is whisked and drunk.", "z" * 201, "the explanation has more than 200 characters"),
        ("It is whisked and drunk.", '"a\\nb\\nc\\nd"', "the explanation has more than 2 line feeds"),
        ('answer: ["No, it is drunk"]', 'answer: ["Maybe"]', "answer: 'Maybe' is not one of the options"),
        (
            'answer: ["No, it is drunk"]',
            'answer: ["No, it is drunk", "Yes, once"]',
            "[right-options] matcha.whole.single: there must be exactly one right option",
        ),
        (', "Yes, once"]', ', "Yes, once", "yes,  TWICE"]', "[distinct-options]"),
        ("stability: stable", "stability: stable\n  siblings: [nobody]", "there is no question 'nobody'"),
        ("stability: stable", "stability: stable\n  difficulty: 9", "difficulty must be a whole number from 1 to 3"),
        ("stability: stable", "stability: stable\n  as_of: yesterday", "as_of must be a date"),
        ("stability: stable", "stability: stable\n  colour: green", "unknown key 'colour'"),
        ("stability: stable", f"stability: stable\n  difficulty: {'1' * 5000}", "difficulty must be a whole number"),
        ("Is matcha filtered?", '"Is matcha\\0 filtered?"', "stem holds a control character"),
        ("Is matcha filtered?", '"\\u200b\\u2060"', "stem shows nothing"),
        ('"Yes, twice", ', '"\\u200b", "Yes, twice", ', "options shows nothing"),
        ('"Yes, twice", ', '"\\u2800", "Yes, twice", ', "options shows nothing"),
        ('"Yes, twice", ', '"\\e[0m", "Yes, twice", ', "options holds a control character"),
        ('["No, it is drunk", "Yes, twice", "Yes, once"]', "[yes, no, maybe]", "YAML may read 'yes' as bool"),
        ('["No, it is drunk", "Yes, twice", "Yes, once"]', "[12:30, 5, 1e3]", "YAML may read '12:30' as int"),
        ("id: matcha.whole.single", 'id: "matcha whole"', "a question id is 1-80 letters"),
    ],
)
def test_each_rule_has_an_example_that_breaks_it(tea: Path, old: str, new: str, expected: str) -> None:
    assert old in QUESTION
    found = one_question(tea, QUESTION.replace(old, new))
    assert any(expected in message for message in found), found


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- &a {x: 1}\n- *a\n", 1, "aliases and anchors"),
        ("- a: 1\n  a: 2\n", 2, "the key 'a' stands twice"),
        ("- !!python/object:os.system {}\n", 1, "tags are not allowed"),
        ('- a: b\n  stem: !!python/object:os.system "x"\n', 2, "tags are not allowed"),
        ("- id: !!str a\n", 1, "tags are not allowed"),
        ("- ! a\n", 1, "tags are not allowed"),
        ("- !!str a: b\n", 1, "tags are not allowed"),
        ("- a: [1\n- b\n", 3, "not YAML"),
        ("[" * 30 + "]" * 30, 1, "nested deeper than 20"),
        ("- a\n---\n- b\n", 2, "one document"),
        ("x" * (1024 * 1024 + 1), 1, "larger than 1 MiB"),
        ("- ? [a]\n  : b\n", 1, "a key must be text"),
        ("\t- a", 1, "not YAML"),
        ("- \x00", 1, "not YAML"),
    ],
)
def test_hostile_yaml_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(NotStrict, match=message) as caught:
        parse(text)
    assert caught.value.line == line


@settings(max_examples=300)
@given(st.text(max_size=300) | st.text(st.sampled_from("-:[]{}&*!|>'\"% \n#a1,?"), max_size=80))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except NotStrict as error:
        assert error.line >= 1


@settings(max_examples=150)
@given(st.text(max_size=400))
def test_any_file_gives_mistakes_and_never_an_error(text: str) -> None:
    report = Report(Path())
    read_note(Path("x.md"), f"---\nid: x\ntitle: X\nas_of: 2026-11-24\n---\n{text}", report)
    read_note(Path("x.md"), text, report)
    read_questions(Path("x.yaml"), text, report)


NOTE = """\
---
id: matcha
title: Matcha
as_of: 2026-11-24
---
summary: Green powder.

- [matcha.shade] Shaded.
- [matcha.whole] Whole.
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("---\nid", "id", "matcha.md:1: error [schema] matcha: the front matter"),
        ("id: matcha", "id: other", "the id 'other' is not the file's name"),
        ("as_of: 2026-11-24", "as_of: soon", "matcha.md:4: error [schema] matcha: as_of must be a date"),
        ("summary: Green powder.", "", "the line summary: is missing"),
        ("[matcha.whole] Whole.", "Whole.", "matcha.md:9: error [schema] matcha: a bullet must begin with the id"),
        (
            "[matcha.whole]",
            "[matcha.shade]",
            "matcha.md:9: error [unique-facts] matcha.shade: this fact id stands already",
        ),
        ("[matcha.whole]", "[oolong.x]", "[unique-facts] oolong.x: a fact's id begins with its topic"),
        ("Whole.", "Whole. {volatil}", "unknown key 'volatil'"),
        ("title: Matcha", "title: Matcha\ncolour: green", "matcha.md:4: error [schema] matcha: unknown key 'colour'"),
    ],
)
def test_each_mistake_in_a_note_has_its_line(tea: Path, old: str, new: str, expected: str) -> None:
    assert old in NOTE
    (tea / "notes" / "matcha.md").write_text(NOTE.replace(old, new, 1), "utf-8")
    found = messages(load(tea.parent))
    assert any(expected in message for message in found), found


def test_facts_may_say_where_they_come_from() -> None:
    report = Report(Path())
    fact = "- [matcha.whole] Whole. (L003-L005, L009) {volatile, review_by: 2027-06-01, audit: [A001, A002]}"
    read = read_note(Path("matcha.md"), NOTE.replace("- [matcha.whole] Whole.", fact), report)
    assert read is not None and not report.found
    whole = read.note.facts[1]
    assert whole.covers == ("L003", "L004", "L005", "L009")
    assert whole.audits == ("A001", "A002")
    assert whole.text == "Whole."


def test_a_note_says_how_learners_ask_for_its_facts(tea: Path) -> None:
    note = next((tea / "notes").iterdir())
    topic, text = note.stem, note.read_text("utf-8")
    fact = re.search(r"- \[([^]]+)\]", text)
    assert fact is not None
    asked = f'asked: {{"how hot may it be": {fact[1]}, "a warm drink": []}}\ntitle:'
    note.write_text(text.replace("title:", asked, 1), "utf-8")
    assert load(tea).library.default.note(TopicId(topic)).asked == (
        Phrasing("how hot may it be", (FactId(fact[1]),)),
        Phrasing("a warm drink"),
    )
    note.write_text(text.replace("title:", 'asked: {"how hot": nothing.here}\ntitle:', 1), "utf-8")
    assert any("asked: this note has no fact 'nothing.here'" in one for one in messages(load(tea)))


def test_all_mistakes_come_at_once_and_a_sound_subject_stays(tea: Path) -> None:
    shutil.copytree(tea, tea.parent / "worse")
    worse = tea.parent / "worse"
    (worse / "subject.toml").write_text('id = "worse"\ntitle = "Worse"\n', "utf-8")
    (worse / "notes" / "matcha.md").write_text("nothing", "utf-8")
    (worse / "notes" / "oolong.md").write_bytes(b"\xff\xfe")
    (worse / "questions" / "water.yaml").write_text("- a: 1\n  a: 2\n", "utf-8")
    loaded = load(tea.parent)
    assert list(loaded.library.subjects) == ["tea"]
    assert {mistake.path for mistake in loaded.errors} >= {
        "worse/notes/matcha.md",
        "worse/notes/oolong.md",
        "worse/questions/water.yaml",
    }


def test_missing_folders_are_mistakes(tmp_path: Path) -> None:
    assert "cannot be read" in messages(load(tmp_path / "nowhere"))[0]
    assert "no subject" in messages(load(tmp_path))[0]
    (tmp_path / "empty").mkdir()
    assert any("cannot be read" in message for message in messages(load(tmp_path)))
    (tmp_path / "empty" / "subject.toml").write_text("title = ", "utf-8")
    assert any("not TOML" in message for message in messages(load(tmp_path)))
    (tmp_path / "empty" / "subject.toml").write_text("id = 1", "utf-8")
    assert any("a value is missing" in message for message in messages(load(tmp_path)))


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("questions/x.yaml", b"- &a {id: x}\n- *a\n", "x.yaml:1: error [yaml] aliases and anchors"),
        ("questions/x.yaml", b"- id: x\n  stem: a\n  stem: b\n", "x.yaml:3: error [yaml] the key 'stem' stands twice"),
        ("questions/x.yaml", b"- id: x\n  kind: no\n", "x.yaml:2: error [schema] x: kind: YAML may read 'no' as bool"),
        ("questions/x.yaml", b"- id: x\n  stem: 12:30\n", "x.yaml:2: error [schema] x: stem: YAML may read '12:30'"),
        ("questions/x.yaml", b"- id: x\n  facts: {a: b}\n", "x.yaml:2: error [schema] x: facts must be a list"),
        ("questions/x.yaml", b"- " * 30 + b"x\n", "x.yaml:1: error [yaml] nested deeper than 20"),
        ("questions/x.yaml", b"-\n  - id: x\n", "x.yaml:2: error [schema] a question must map names to values"),
        ("questions/x.yaml", b"#" * (1024 * 1024 + 1), "x.yaml:1: error [file] larger than 1 MiB"),
        ("questions/x.yaml", b"\xff\xfe\x00", "x.yaml:1: error [file] not UTF-8"),
        ("questions/x.yaml", b"- id: \x00\n", "x.yaml:1: error [yaml] not YAML"),
        ("questions/x.yaml", b"id: x\n", "x.yaml:1: error [schema] a file of questions must be a list"),
        ("notes/x.md", b"---\nid: &a x\ntitle: *a\n---\nsummary: X.\n", "x.md:2: error [yaml] x: aliases and anchors"),
        ("notes/x.md", b"---\nid: !!str x\n---\nsummary: X.\n", "x.md:2: error [yaml] x: tags are not allowed"),
        ("subject.toml", b'title = "X"\nx = ' + b"9" * 5000, "subject.toml:1: error [toml] not TOML"),
        ("moves.toml", b"x = " + b"9" * 5000, "moves.toml:1: error [toml] not TOML"),
        ("notes/x.md", b"---\nid: x\nid: x\n---\nsummary: X.\n", "x.md:3: error [yaml] x: the key 'id' stands twice"),
        ("notes/x.md", b"---\ntitle: no\n---\nsummary: X.\n", "x.md:2: error [schema] x: title: YAML may read 'no'"),
        (
            "notes/x.md",
            b"---\nid: x\n---\n- [x.a] A. {volatile: &b 1}\n",
            "x.md:4: error [yaml] x.a: aliases and anchors",
        ),
        ("notes/x.md", b" " * (1024 * 1024 + 1), "x.md:1: error [file] larger than 1 MiB"),
        ("moves.toml", b"[renamed]\na = 1\na = 2\n", "moves.toml:1: error [toml] not TOML"),
        ("moves.toml", b"x = " + b"[" * 5000, "moves.toml:1: error [toml] not TOML"),
        ("subject.toml", b"x = " + b"[" * 5000, "subject.toml:1: error [toml] not TOML"),
        (
            "subject.toml",
            b'title = "X"\nstandard = "half"\n',
            "subject.toml:1: error [schema] a value is missing or of",
        ),
    ],
)
def test_a_hostile_file_is_refused_with_its_line(tea: Path, file: str, content: bytes, expected: str) -> None:
    (tea / file).write_bytes(content)
    found = messages(load(tea))
    assert any(expected in message for message in found), found


@pytest.mark.parametrize(
    "written",
    [
        '[[topics]]\nid = "matcha"\nimportance = inf',
        '[[topics]]\nid = "matcha"\nimportance = nan',
        '[[topics]]\nid = "matcha"\ndomains = [[1]]',
        '[[domains]]\nid = inf\ntitle = "All"\nweight = 1',
        f'[[domains]]\nid = 1\ntitle = "All"\nweight = {"9" * 400}',
        "[exam]\nretake_days = []",
        "[exam]\nminutes = []",
    ],
)
def test_a_value_of_the_wrong_kind_is_a_mistake(tea: Path, written: str) -> None:
    (tea / "subject.toml").write_text(f'title = "Tea"\n{written}\n', "utf-8")
    assert any("a value is missing or of the wrong kind" in message for message in messages(load(tea)))
    assert check(tea, date(2026, 11, 25)).errors


def test_a_nearest_topic_of_the_wrong_kind_is_a_mistake(tea: Path) -> None:
    lack = '[[not_covered]]\nname = "Mate"\npage = "https://example.org"\nnearest = ["matcha"]\n'
    (tea / "subject.toml").write_text(f'title = "Tea"\n{lack}', "utf-8")
    assert any("the nearest topic" in message for message in messages(load(tea)))


def test_an_id_belongs_to_one_folder(tea: Path) -> None:
    shutil.copytree(tea, tea.parent / "zen")
    expected = "zen/subject.toml:1: error [unique-subjects] tea: the folders tea and zen have one id: 'tea'"
    loaded = load(tea.parent)
    assert messages(loaded) == [expected]
    assert list(loaded.library.subjects) == ["tea"]
    assert expected in map(str, check(tea.parent, date(2026, 11, 25)).mistakes)


STEPS = '["Rinse the filter", "Add the coffee", "Wet the grounds", "Wait half a minute", "Pour the rest"]'
AFFOGATO = '    "Affogato": "Ice cream"\n'


def steps(count: int, length: int) -> str:
    return str([f"{number:0{length}}" for number in range(count)])


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("brewing-coffee", STEPS, steps(12, 4), None),
        (
            "brewing-coffee",
            STEPS,
            steps(13, 4),
            "[arranged-limits] brewing-coffee.pour.ordering: there must be at most",
        ),
        ("brewing-coffee", STEPS, steps(12, 250), "[arranged-limits] brewing-coffee.pour.ordering: stem and parts"),
        ("espresso", AFFOGATO, f'    "{"a" * 101}": "Ice"\n', "espresso.drinks.matching: a left side must have 1-100"),
        ("espresso", AFFOGATO, f'    "Ice": "{"a" * 101}"\n', "[option-limits] espresso.drinks.matching: an option"),
        (
            "espresso",
            AFFOGATO,
            "".join(f'    "{number}": "{number}x"\n' for number in range(11)),
            "[option-limits] espresso.drinks.matching: there must be 2-12 options",
        ),
        (
            "brewing-coffee",
            "taste: {choose: [usual, strong]}",
            f"taste: {{choose: [usual, strong, {'x' * 290}]}}",
            "[poll-limits] brewing-coffee.ratio.generated: the stem must have 1-300 characters",
        ),
    ],
)
def test_a_draft_too_can_be_asked(tmp_path: Path, file: str, old: str, new: str, expected: str | None) -> None:
    draft = Path(shutil.copytree(SUBJECTS / "kinds", tmp_path / "kinds"))
    for path, before, after in (
        (draft / "subject.toml", 'standard = "full"', 'standard = "draft"'),
        (draft / "questions" / f"{file}.yaml", old, new),
    ):
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")
    found = messages(load(draft))
    assert any(expected in message for message in found) if expected else not found, found


def test_what_is_no_file_is_not_waited_for(tea: Path) -> None:
    os.mkfifo(tea / "questions" / "pipe.yaml")
    (tea / "notes" / "folder.md").mkdir()
    found = messages(load(tea))
    assert [message.split(": ", 1)[0] for message in found] == ["notes/folder.md:1", "questions/pipe.yaml:1"]


def test_the_same_text_is_the_same_version() -> None:
    first = load(TEA).library.default.questions
    assert [q.version for q in first] == [q.version for q in load(TEA).library.default.questions]
    assert len({q.version for q in first}) == len(first)
