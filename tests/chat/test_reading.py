"""What is read straight from Telegram's JSON: who, where, what; and what is left to PTB."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.reading import plain_text, press, vote

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MAYA: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "Maya", "language_code": "es"}
PRIVATE: dict[str, Any] = {"id": 7, "type": "private", "first_name": "Maya"}
GROUP: dict[str, Any] = {"id": -5, "type": "supergroup", "title": "Tea"}


def pressed(**changes: Any) -> dict[str, Any]:
    message = {"message_id": 3, "date": 1, "chat": PRIVATE, "text": "x"}
    return {"id": "9", "from": MAYA, "chat_instance": "1", "data": "1a.1.0", "message": message, **changes}


def test_a_press_in_private() -> None:
    incoming, data = press(pressed(), NOW)
    assert (incoming.user_id, incoming.chat_id, incoming.private, incoming.message_id) == (7, 7, True, 3)
    assert (incoming.name, incoming.language, incoming.press_id, data) == ("Maya", "es", "9", "1a.1.0")


def test_a_press_in_a_forum_topic() -> None:
    message = {"message_id": 3, "date": 1, "chat": GROUP, "message_thread_id": 11, "is_topic_message": True}
    incoming, _ = press(pressed(message=message), NOW)
    assert (incoming.chat_id, incoming.private, incoming.thread_id, incoming.chat_kind) == (-5, False, 11, "supergroup")


def test_a_press_under_a_message_that_is_gone() -> None:
    incoming, _ = press(pressed(message={"chat": PRIVATE, "message_id": 3, "date": 0}), NOW)
    assert (incoming.chat_id, incoming.message_id) == (7, 3)
    inline, _ = press(pressed(message=None, inline_message_id="x"), NOW)
    assert (inline.chat_id, inline.message_id, inline.private) == (7, None, True)


def test_a_press_under_a_picture() -> None:
    shown = {"message_id": 3, "date": 1, "chat": PRIVATE, "caption": "x", "photo": [{"file_id": "f"}]}
    assert press(pressed(message=shown), NOW)[0].pictured
    assert not press(pressed(), NOW)[0].pictured


def test_nobody_presses_in_the_private_chat_of_somebody_else() -> None:
    elsewhere = {"message_id": 3, "date": 1, "chat": {"id": 8, "type": "private"}}
    incoming, _ = press(pressed(message=elsewhere), NOW)
    assert (incoming.chat_id, incoming.message_id) == (7, None)


@pytest.mark.parametrize(
    ("voter", "person"), [({"user": MAYA}, 7), ({"voter_chat": GROUP}, 0), ({"user": {**MAYA, "id": 136817688}}, 0)]
)
def test_a_vote_is_a_persons_or_nobodys(voter: dict[str, Any], person: int) -> None:
    incoming, poll_id, options = vote({"poll_id": "p", "option_ids": [2, 0], **voter}, NOW)
    assert (incoming.user_id, poll_id, options) == (person, "p", (2, 0))


def written(**changes: Any) -> dict[str, Any]:
    return {"message_id": 4, "date": 1, "chat": PRIVATE, "from": MAYA, "text": "what is matcha", **changes}


def test_a_plain_text() -> None:
    incoming = plain_text(written(), NOW)
    assert incoming is not None
    assert (incoming.user_id, incoming.chat_id, incoming.text, incoming.message_id) == (7, 7, "what is matcha", 4)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "/quiz"},
        {"text": None, "caption": "a picture"},
        {"chat": GROUP},
        {"via_bot": {"id": 1}},
        {"reply_to_message": {}},
        {"sender_chat": GROUP},
        {"from": {**MAYA, "id": 777000}},
        {"message_thread_id": 5},
    ],
)
def test_everything_else_is_left_to_ptb(changes: dict[str, Any]) -> None:
    assert plain_text(written(**changes), NOW) is None


@pytest.mark.parametrize(
    "broken", [{"from": None}, {"from": {"first_name": "x"}}, {"id": 5}, {"data": 5}, {"message": {"chat": PRIVATE}}]
)
def test_what_cannot_be_read_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError)):
        press(pressed(**broken), NOW)
