"""The subject with every kind, to be broken in one place at a time."""

from datetime import date
from pathlib import Path

from bot.library.check.run import check

TODAY = date(2026, 11, 25)
SINGLE, PRESS = "brewing-coffee.grind.single", "brewing-coffee.press.numeric"
GENERATED = "brewing-coffee.ratio.generated"
COFFEE, ESPRESSO = "questions/brewing-coffee.yaml", "questions/espresso.yaml"
NOTE, ABOUT = "notes/espresso.md", "subject.toml"


def found(subject: Path) -> list[str]:
    """Everything that the checker says."""
    return [str(mistake) for mistake in check(subject, TODAY).mistakes]


def change(subject: Path, file: str, old: str, new: str) -> None:
    """Everywhere in a file. `a|b` → `c|d` are two changes."""
    text = (subject / file).read_text("utf-8")
    for before, after in zip(old.split("|"), new.split("|") if "|" in old else [new], strict=True):
        assert before in text, f"{before!r} is not in {file}"
        text = text.replace(before, after)
    (subject / file).write_text(text, "utf-8")
