"""`studybot`, `studybot demo` and `studybot new` as they are typed."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from bot.demo.new import CannotBegin, write
from bot.library.load import load
from tests.demo.browsing import PATIENCE, TEA


def studybot(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), **settings}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE)


def test_without_a_token_the_demo_opens(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), "CONTENT_DIR": str(TEA)}
    output = tmp_path / "output.txt"
    with output.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "bot"], cwd=tmp_path, env=environment, stdout=out, stderr=out)
    until = time.monotonic() + PATIENCE
    while "Ctrl-C ends it." not in output.read_text("utf-8") and time.monotonic() < until:
        assert process.poll() is None, output.read_text("utf-8")
        time.sleep(0.02)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert output.read_text("utf-8").startswith(("The demo is open: http://127.0.0.1:", "Port 8765 is taken"))
    assert not (tmp_path / "data" / "studybot.db").exists(), "the real database is never touched"
    assert (tmp_path / "data" / "demo").stat().st_mode & 0o077 == 0


def test_a_new_subject_is_sound_and_runs(tmp_path: Path) -> None:
    made = studybot(tmp_path, "new", "world-capitals")
    assert made.returncode == 0 and "studybot demo --subject content/world-capitals" in made.stdout
    assert studybot(tmp_path, "check", "content/world-capitals").returncode == 0
    found = load(tmp_path / "content").library.default
    assert found.title == "World capitals" and len(found.questions) == 2
    asked = studybot(tmp_path, "ask", "what is a first note", CONTENT_DIR=str(tmp_path / "content"))
    assert "A first note holds one topic" in asked.stdout


@pytest.mark.parametrize("name", ["", "Ärger", "a b", "../up", "-x", "x" * 41, "UPPER", "a--b"])
def test_a_bad_name_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotBegin, match="small letters"):
        write(tmp_path, name, date(2026, 11, 24))
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    folder = write(tmp_path, "tea", date(2026, 11, 24))
    with pytest.raises(CannotBegin, match="there already"):
        write(tmp_path, "tea", date(2026, 11, 24))
    assert folder == tmp_path / "tea"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", "--subject", "nowhere"), "There is no folder nowhere."),
        (("demo", "--port", "70000"), "65535"),
        (("demo", "--no-open", "--host", "no.such.host.invalid"), "cannot listen on no.such.host.invalid"),
        (("new",), "subject"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = studybot(tmp_path, *arguments, CONTENT_DIR=str(TEA))
    assert done.returncode in {1, 2} and words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_database_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "demo"
    folder.mkdir(parents=True)
    (folder / "studybot.db").write_bytes(b"no database" * 1000)
    done = studybot(tmp_path, "demo", "--no-open", "--port", "0", CONTENT_DIR=str(TEA))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "file is not a database" in done.stderr and f"Move {folder} away" in done.stderr


def test_a_subject_without_its_file_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, "world-capitals", date(2026, 11, 24))
    (folder / "subject.toml").unlink()
    (mistake,) = load(folder, one=True).mistakes
    assert str(mistake).startswith("subject.toml:1: error [file] cannot be read: No such file")


def test_the_page_is_small_enough_to_read() -> None:
    files = list((Path(__file__).parents[2] / "bot" / "demo" / "static").iterdir())
    assert len(files) == 4 and sum(path.stat().st_size for path in files) <= 60_000
