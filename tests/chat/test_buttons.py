"""Buttons: what was packed comes back; old ones are understood; anything else is nobody's button."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import buttons
from bot.chat.buttons import Button, pack, unpack

GOLDEN = {
    "1a.12.3": buttons.Choose(12, 3),
    "1a.12.-1": buttons.Choose(12, -1),
    "1k.12": buttons.Submit(12),
    "1j.12": buttons.TakeBack(12),
    "1h.12": buttons.ShowOptions(12),
    "1g.12": buttons.Guessed(12),
    "1w.12": buttons.WhyNot(12),
    "1b.12": buttons.Back(12),
    "1n.12": buttons.ShowNote(12),
    "1x.12": buttons.Next(12),
    "1r": buttons.Resume(),
    "1q.dynamodb-query-scan.3": buttons.QuizTopic("dynamodb-query-scan", 3),
    "1q..3": buttons.QuizTopic("", 3),
    "1m.7": buttons.QuizMissed(7),
    "1o.dax.0.-1": buttons.OpenNote("dax", 0, -1),
    "1v.dax.2": buttons.Remember("dax", 2),
    "1t.2": buttons.TopicPage(2),
    "1l": buttons.LookUp(),
    "1d.hour.1200": buttons.Daily("hour", "1200"),
    "1e.day.20270118": buttons.Exam("day", "20270118"),
    "1pg.topics.": buttons.Progress("topics", ""),
    "1pg.activity.dark": buttons.Progress("activity", "dark"),
    "1p.12.right": buttons.Preview(12, "right"),
    "1z.America/Argentina/Buenos_Aires": buttons.Zone("America/Argentina/Buenos_Aires"),
    "1z.Etc/GMT+5": buttons.Zone("Etc/GMT+5"),
    "1s.language.es": buttons.Setting("language", "es"),
    "1vo.12.3": buttons.Vote(12, 3),
    "1c.7.explain.3": buttons.RoundStep(7, "explain", 3),
    "1f.-1001234567890.hour.1200": buttons.ChatStep(-1001234567890, "hour", "1200"),
    "1i.mine.week": buttons.Board("mine", "week"),
    "1y.7.always": buttons.Missed(7, "always"),
    "1u.aws-developer-associate": buttons.PickSubject("aws-developer-associate"),
    "1su.12.2": buttons.Sure(12, 2),
    "1mo.12": buttons.MoreOf(12),
    "1un.12": buttons.Undo(12),
    "1bm.12": buttons.Bookmark(12),
    "1sa.12.buried": buttons.SetAside(12, "buried"),
    "1bb.12": buttons.BringBack(12),
    "1qa.missed.5": buttons.QuizAmong("missed", 5),
    "1mx.go.12.3": buttons.Mock("go", 12, 3),
}
"""Buttons that stand in people's chats. A line here is never changed and never removed."""


@pytest.mark.parametrize("data", GOLDEN)
def test_buttons_of_every_release_are_understood(data: str) -> None:
    assert unpack(data) == GOLDEN[data]
    assert pack(GOLDEN[data]) == data


def test_every_kind_is_in_the_golden_set() -> None:
    assert set(Button.__subclasses__()) == {type(button) for button in GOLDEN.values()}
    assert all(field.type in {int, str} for button in GOLDEN.values() for field in fields(button))  # type: ignore[arg-type]


@given(st.text(max_size=80))
def test_anything_else_is_nobodys_button(data: str) -> None:
    button = unpack(data)
    assert button is None or pack(button)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        pack(buttons.QuizTopic("x" * 70, 3))
    with pytest.raises(ValueError, match="does not fit"):
        pack(buttons.QuizTopic("a.b", 3))
