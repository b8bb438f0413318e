"""`studybot check` as it is called: what it prints, how it ends, and what it says about an older revision."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import Stop, cli
from tests.stage import SUBJECTS

COFFEE = "questions/brewing-coffee.yaml"


@pytest.fixture
def subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(SUBJECTS / "kinds", tmp_path / "content" / "kinds"))


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def change(subject: Path, file: str, old: str, new: str) -> None:
    text = (subject / file).read_text("utf-8")
    assert old in text
    (subject / file).write_text(text.replace(old, new, 1), "utf-8")


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=Maya", "-c", "user.email=maya@example.org")
    subprocess.run(["git", "-C", str(folder), *name, *arguments], check=True, capture_output=True)


def test_a_good_subject_ends_well(subject: Path) -> None:
    done = check(subject)
    assert (done.exit_code, done.output) == (0, "No mistakes.\n")


def test_warnings_alone_are_no_failure_and_errors_are(subject: Path) -> None:
    change(subject, COFFEE, "Which grind fits?", "Which grind does not fit?")
    done = check(subject.parent)
    assert done.exit_code == 0
    assert done.output.startswith(f"kinds/{COFFEE}:8: warning [Q4 negative-stem] brewing-coffee.grind.single: ")
    change(subject, COFFEE, "kind: single", "kind: riddle")
    assert check(subject).exit_code == 1


def test_programs_read_json(subject: Path) -> None:
    change(subject, COFFEE, "  stability: stable\n", "")
    done = check(subject, "--format", "json")
    said = json.loads(done.output)
    assert done.exit_code == 1
    assert (said["errors"], said["warnings"]) == (1, 0)
    assert said["mistakes"][0] == {
        "path": COFFEE,
        "line": 1,
        "severity": "error",
        "rule": "T1 question-sources",
        "id": "brewing-coffee.grind.single",
        "message": "stability is missing",
        "hint": "",
    }


def test_github_shows_it_beside_the_line(subject: Path) -> None:
    change(subject, COFFEE, "Which grind fits?", "100% of grinds, which does not fit?")
    assert check(subject, "--format", "github").output == (
        f"::warning file=content/kinds/{COFFEE},line=8,title=Q4 negative-stem::brewing-coffee.grind.single: "
        "the question is negative (ask it positively, or write NOT)\n"
    )


def test_the_report_can_be_read_in_a_pipe(subject: Path) -> None:
    rows = "line\ttopic\trole\taudits\tseverities\told_value\nL001\tespresso\tfact\t\t\t\n"
    (subject / "coverage.tsv").write_text(rows, "utf-8")
    lines = [" ".join(line.split()) for line in check(subject, "--report").output.splitlines()]
    assert "Coffee, question by question (full)" in lines
    assert "questions 8 8" in lines
    assert "draws of generators 30" in lines
    assert "kind matching 1" in lines
    assert "lines told by a fact 0 1" in lines
    assert "espresso 4 4 1 of 4 (25%) 1 multi, 1 truefalse, 1 cloze, 1 matching" in lines
    assert "1 Making coffee 8 100% 100%" in lines
    assert "4 options 1 / 0 / 0 / 0" in lines
    assert "S6 lines-covered 2 0" in lines
    assert max(map(len, lines)) <= 120


def test_what_learners_will_notice(subject: Path) -> None:
    git(subject.parent, "init", "-q")
    git(subject.parent, "add", "-A")
    git(subject.parent, "commit", "-qm", "First")
    change(subject, COFFEE, 'answer: ["Coarse"]', 'answer: ["Fine"]')
    change(subject, COFFEE, '    "Fine": "It fits', '    "Coarse": "It fits')
    change(subject, COFFEE, "- id: brewing-coffee.press.numeric", "- id: brewing-coffee.rest.numeric")
    (subject / "moves.toml").write_text(
        '[renamed]\n"brewing-coffee.press.numeric" = "brewing-coffee.rest.numeric"\n', "utf-8"
    )
    done = check(subject.parent, "--against", "HEAD")
    assert done.exit_code == 0
    assert [line.strip() for line in done.output.splitlines()] == [
        "kinds: 2 changes since HEAD",
        "1 changed key (what was right before is wrong now; a new id would keep old answers from counting)",
        "brewing-coffee.grind.single → Fine",
        "1 renamed (old answers go with it)",
        "brewing-coffee.press.numeric → brewing-coffee.rest.numeric",
    ]
    (subject / "moves.toml").unlink()
    lost = check(subject, "--against", "HEAD")
    assert isinstance(lost.exception, Stop) and lost.exception.code == 1
    assert "brewing-coffee.press.numeric" in lost.output


def test_a_revision_that_cannot_be_read_says_so(subject: Path, tmp_path: Path) -> None:
    for arguments, sentence in (
        ((), f"The folder {subject} is not in a git checkout."),
        (("init", "-q"), f"The folder {subject} has no revision 'HEAD'."),
        (("commit", "-q", "--allow-empty", "-m", "Nothing"), f"The folder {subject} did not exist at 'HEAD'."),
    ):
        if arguments:
            git(subject.parent, *arguments)
        done = check(subject, "--against", "HEAD")
        assert isinstance(done.exception, Stop)
        assert (str(done.exception), done.exception.code) == (sentence, 2)
    done = check(subject, "--against", "--output=x")
    assert isinstance(done.exception, Stop) and done.exception.code == 2
    assert not list(tmp_path.rglob("x"))
