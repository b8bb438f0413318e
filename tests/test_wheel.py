"""A wheel is whole: built, installed elsewhere, it checks the content that it carries."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_runs_elsewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("studybot-*.whl")
    place = tmp_path / "elsewhere"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    assert (place / "bot" / "shipped" / "migrations" / "versions").is_dir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(place), "DATA_DIR": str(tmp_path / "data")}
        # -P: not the folder we stand in, only what is installed
        command = [sys.executable, "-P", "-m", "bot", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    where = subprocess.run(
        [sys.executable, "-P", "-c", "import bot; print(bot.__file__)"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(place))
    assert ": error [" not in (checked := run("check")).stdout and checked.returncode == 0
    script = subprocess.run(
        [place / "bin" / "studybot", "check"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\n0 errors, " in script.stdout
    assert run("migrate").stdout == "The database is ready (created).\n"
    assert run("ask", "what is DAX").stdout.startswith("DynamoDB Accelerator (DAX)\n")
