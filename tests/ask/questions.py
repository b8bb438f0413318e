"""The questions of this folder, and what counts as a good answer to them.

A line is `{"q": …, "kind": …, "topics": […], "must_contain": […]}`; no topics: the notes do not hold the
answer. `tuned` may be looked at while the search is improved, `held-back` only says how well it went.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SHOWN = 700
"""Characters of a result that count."""

CONTENT = Path(__file__).parents[2] / "content"
SUBJECTS = ("aws-developer-associate", "sql-basics")


class Part(StrEnum):
    TUNED = "tuned"
    HELD_BACK = "held-back"


@dataclass(frozen=True, slots=True)
class Asked:
    """topics: any of them is right. must_contain: all must be visible, `|` between alternatives."""

    text: str
    kind: str
    topics: tuple[str, ...]
    must_contain: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.topics)

    @property
    def lacking_fact(self) -> bool:
        """A missing fact about a covered topic: `closest notes` is the right reply."""
        return self.kind == "unans_fact"


def read(path: Path) -> Iterator[Asked]:
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        yield Asked(item["q"], item["kind"], tuple(item["topics"]), tuple(item["must_contain"]))


def questions(subject: str, part: Part) -> list[Asked]:
    return list(read(Path(__file__).parent / subject / f"{part}.jsonl"))


def folded(text: str) -> str:
    """Case, punctuation, thousands commas and the space before a unit do not count."""
    text = re.sub(r"(?<=\d),(?=\d)", "", text.casefold())
    return re.sub(r"[\W_]+", "", text)


def visible(text: str, wanted: tuple[str, ...]) -> bool:
    shown = folded(text[:SHOWN])
    return all(any(folded(one) in shown for one in alternatives.split("|")) for alternatives in wanted)
