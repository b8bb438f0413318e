"""`studybot study` and `studybot rebuild`, as they are typed."""

import os
import subprocess
import sys
from pathlib import Path


def studybot(*arguments: str, said: str = "", folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, input=said, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_program_talks_to_the_core(tmp_path: Path) -> None:
    lines = '{"op": "start", "items": 3}\nnonsense\n{"op": "next", "day": 0}\n{"op": "end"}\n'
    done = studybot("study", "--json", said=lines, folder=tmp_path)
    answers = done.stdout.splitlines()
    assert done.returncode == 0 and len(answers) == 4
    assert answers[0] == answers[3] == "{}" and "error" in answers[1] and "item" in answers[2]
    assert not list(tmp_path.iterdir())


def test_study_without_json_says_what_it_is_for(tmp_path: Path) -> None:
    done = studybot("study", folder=tmp_path)
    assert done.returncode == 2 and "studybot study --json" in done.stderr


def test_rebuilding_an_empty_database(tmp_path: Path) -> None:
    done = studybot("rebuild", folder=tmp_path)
    assert done.returncode == 0 and "(0 rows)" in done.stdout


def test_rebuilding_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = studybot("rebuild", folder=tmp_path / "file")
    assert done.returncode == 1 and "The database cannot be used" in done.stderr and "Traceback" not in done.stderr
