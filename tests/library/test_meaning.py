"""Look-up by meaning: mixed with words, on vectors made up here; and the extra itself where it is installed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bot.library.finding import Outcome
from bot.library.meaning import Meanings, installed
from bot.library.search import Index
from bot.library.words import cut
from tests.stage import tea

SAME = ("bright", "shaded", "dark", "gloom")


class MadeUp:
    """Texts with one of SAME in them mean the same, all others nothing."""

    def of(self, texts: Sequence[str]) -> Any:
        rows = [[1.0, 0.0] if set(SAME) & set(cut(text)) else [0.0, 1.0 if cut(text) else 0.0] for text in texts]
        return np.array(rows, np.float32)


def test_without_a_model_nothing_changes() -> None:
    assert Index(tea().default).look_up("gloom").outcome is Outcome.NONE


def test_close_notes_come_first() -> None:
    subject = tea().default
    near = Meanings(subject, MadeUp()).near("gloom", 3)
    closest = [subject.notes[place] for place in near.order]
    assert all(near.notes[place] == 1 for place in near.order)
    assert len(closest) == 3 and all(lines for lines in near.lines)


def test_meaning_decides_between_words_that_say_little() -> None:
    """A note that shares no word with the question is offered, with its closest line."""
    index = Index(tea().default, MadeUp())
    by_words = Index(tea().default).look_up("leaves in gloom").hits
    by_both = index.look_up("leaves in gloom").hits
    assert {hit.topic for hit in by_both} - {hit.topic for hit in by_words}
    assert all(0 <= hit.score <= 1 and hit.lines for hit in by_both)


def test_a_name_stays_certain() -> None:
    finding = Index(tea().default, MadeUp()).look_up("what is pu-erh")
    assert finding.answered and finding.hits[0].topic == "pu-erh" and finding.hits[0].score == 1


@pytest.mark.parametrize("odd", ["", "🍵", "\u200b", "x" * 4096, "(a+)+$" * 680, "שלום עולם", "the of and", "<b>"])
def test_odd_texts(odd: str) -> None:
    Index(tea().default, MadeUp()).look_up(odd)


def test_the_extra() -> None:
    model = installed()
    if model is None:
        pytest.skip("the extra is not installed: pip install 'studybot[meaning]'")
    cheap, spare, tea_time, nothing = model.of(
        ["cheapest server", "spare capacity at a discount", "how to brew tea", ""]
    )
    assert cheap @ spare > cheap @ tea_time
    assert abs(float(np.linalg.norm(cheap)) - 1) < 1e-3 and not nothing.any()
    finding = Index(tea().default, model).look_up("what is matcha")
    assert finding.answered and finding.hits[0].topic == "matcha"
