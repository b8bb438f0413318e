"""The README is true: its conversation is played, its tables match the code."""

import re
from html import unescape
from pathlib import Path

from bot.__main__ import cli
from bot.app import FEATURES
from bot.library.load import load
from bot.settings import Settings
from tests.databases import SqliteFiles
from tests.stage import on_stage

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


async def test_the_conversation(sqlite_files: SqliteFiles) -> None:
    """Every answer of the bot holds the line that the README shows."""
    shown = README.split("<!-- conversation: a test plays this -->")[1].split("<!-- end -->")[0]
    lines = [re.match(r"> \*\*(\w+):\*\* (.+)<br>", line) for line in shown.strip().splitlines()]
    assert len(lines) >= 10 and all(lines)
    async with on_stage(sqlite_files.fresh(), load(ROOT / "content").library) as stage:
        maya = stage.person("Maya")
        for said, answered in zip(lines[::2], lines[1::2], strict=True):
            assert said and answered and (said[1], answered[1]) == ("Maya", "Studybot")
            heard = await maya.says(said[2])
            wanted = unescape(answered[2].replace("**", "")).split("…")[0]
            text = heard.seen[-1].text
            assert wanted in text, f"{said[2]!r} was answered with {text!r}"


def test_the_settings_table() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", README, re.MULTILINE))
    assert list(rows) == [name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        default, text = rows[name.upper()].split(" | ", 1) if " | " in rows[name.upper()] else ("", rows[name.upper()])
        assert text.lstrip("| ") == field.description, name
        wanted = "" if field.default in (None, ()) else f"`{field.default}`"
        assert default.strip(" |") == wanted, name


def test_the_commands() -> None:
    table = README.split("## Commands")[1].split("## Settings")[0]
    commands = [command for feature in FEATURES for command in feature.commands]
    for command in commands:
        if command.menu:
            assert f"| `/{command.name}" in table, command.name
        if command.group_menu:
            assert f"`/{command.name}@yourbot" in table, command.name
    names = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    assert set(re.findall(r"^studybot (\w+)", table, re.MULTILINE)) == names


def test_the_example_settings_are_settings() -> None:
    names = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert names and {name.lower() for name in names} <= set(Settings.model_fields)


def test_links_in_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_procfile_starts_one_bot() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
    assert lines == {"release": "python -m bot migrate", "web": "python -m bot run"}


def test_nothing_names_a_machine_or_a_registry() -> None:
    for path in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / path).read_text("utf-8")
        assert "http:" not in text and "https:" not in text and "--index" not in text and "--hash=sha256:" in text
