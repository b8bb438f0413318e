"""Who may do what: every kind of actor against every deed; signed links that nobody else can make."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.chat.content import Content
from bot.chat.links import GOOD_FOR, link_key, sign, verify
from bot.chat.permissions import MANY, Deed, may
from bot.chat.ranks import Rank, Ranks, Unknown
from bot.chat.texts import catalogue
from bot.chat.turn import Bot, Incoming, Sender, Turn
from bot.library.model import Subject
from bot.storage.chats import Chat

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GROUP, OTHER = -100_500, -100_501
ANA = 7

ACTORS = {
    "admin": (ANA, Sender.PERSON, Rank.ADMIN),
    "member": (ANA, Sender.PERSON, Rank.MEMBER),
    "stranger, or Telegram did not answer": (ANA, Sender.PERSON, Rank.STRANGER),
    "anonymous admin": (0, Sender.ANONYMOUS_ADMIN, Rank.STRANGER),
    "in a channel's name": (0, Sender.CHANNEL, Rank.STRANGER),
    "automatic forward": (0, Sender.FORWARD, Rank.STRANGER),
}

#        actor                                  configure start steer  of a small group in which anybody starts
TABLE = {
    "admin": (True, True, True),
    "member": (False, True, False),
    "stranger, or Telegram did not answer": (False, False, False),
    "anonymous admin": (True, True, True),
    "in a channel's name": (False, False, False),
    "automatic forward": (False, False, False),
}


def turn(actor: str, size: int = 3, chat_id: int = GROUP) -> Turn:
    user, sender, rank = ACTORS[actor]
    known: dict[tuple[int, int], Rank | int] = {(GROUP, user): rank, (OTHER, user): Rank.STRANGER, (GROUP, 0): size}
    return Turn(
        tx=cast(Connection, None),
        incoming=Incoming(user, "Ana", "en", chat_id, False, NOW, sender=sender),
        person=None,
        content=cast(Content, None),
        subject=cast(Subject, None),
        speech=catalogue().speech("en"),
        bot=Bot(1, "studybot"),
        commands=(),
        ranks=Ranks(known),
    )


def group(starters: str | None = None, chat_id: int = GROUP) -> Chat:
    return Chat(chat_id, "supergroup", None, None, True, (), starters=starters)


@pytest.mark.parametrize("actor", TABLE)
def test_every_actor_and_every_deed(actor: str) -> None:
    allowed = tuple(may(turn(actor), deed, group(), starter_id=99) for deed in Deed)
    assert allowed == TABLE[actor]


@pytest.mark.parametrize("actor", TABLE)
def test_whoever_opened_a_round_steers_it(actor: str) -> None:
    assert may(turn(actor), Deed.STEER, group(), starter_id=ANA) is (ACTORS[actor][0] == ANA or TABLE[actor][0])


@pytest.mark.parametrize(
    ("starters", "size", "expected"),
    [(None, MANY, True), (None, MANY + 1, False), ("anyone", 5_000, True), ("admins", 3, False), (None, 0, False)],
)
def test_members_start_where_they_may(starters: str | None, size: int, expected: bool) -> None:
    assert may(turn("member", size), Deed.START, group(starters)) is expected
    assert may(turn("admin", size), Deed.START, group(starters))


@pytest.mark.parametrize("actor", TABLE)
@pytest.mark.parametrize("deed", Deed)
def test_an_admin_here_is_nobody_there(actor: str, deed: Deed) -> None:
    """A press may name any chat: the rank in that one counts, and an anonymous admin has none elsewhere."""
    assert not may(turn(actor), deed, group("anyone", chat_id=OTHER), starter_id=99)


def test_what_is_not_known_is_asked_and_not_assumed() -> None:
    asked = replace(turn("admin"), ranks=Ranks())
    with pytest.raises(Unknown) as wanted:
        may(asked, Deed.CONFIGURE, group())
    assert wanted.value.fact == (GROUP, ANA)


KEY = link_key("424242:token")


@given(st.integers(-(2**52), 2**52))
def test_a_link_names_its_chat_for_a_day(chat_id: int) -> None:
    target = sign(KEY, chat_id, NOW)
    assert len(target) <= 50 and set(target) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert verify(KEY, target, NOW + GOOD_FOR - timedelta(seconds=1)) == chat_id
    assert verify(KEY, target, NOW + GOOD_FOR + timedelta(seconds=2)) is None
    assert verify(link_key("424242:another"), target, NOW) is None


@settings(max_examples=300)
@given(st.integers(0, 31), st.characters(codec="ascii"), st.text(max_size=64))
def test_a_changed_link_opens_nothing(place: int, char: str, made_up: str) -> None:
    target = sign(KEY, GROUP, NOW)
    changed = target[:place] + char + target[place + 1 :]
    assert verify(KEY, changed, NOW) == (GROUP if changed == target else None)
    assert verify(KEY, made_up, NOW) is None


def test_of_ten_thousand_tampered_links_none_is_accepted() -> None:
    """Bits turned, ends cut, parts of two links joined, another key, an expiry moved on: with a fixed seed."""
    dice, other = Random(20), link_key("424242:another")
    good = sign(KEY, GROUP, NOW)
    accepted = [made for made in (_tampered(dice, good, other) for _ in range(10_000)) if verify(KEY, made, NOW)]
    assert accepted == []


def _tampered(dice: Random, good: str, other: bytes) -> str:
    raw = bytearray(urlsafe_b64decode(good))
    match dice.randrange(5):
        case 0:
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        case 1:
            return good[: dice.randrange(len(good))]
        case 2:
            cut = dice.randrange(8, 17)  # cut earlier, the two chats share their bytes: a whole, genuine link
            raw[cut:] = urlsafe_b64decode(sign(KEY, OTHER - dice.randrange(1_000), NOW + GOOD_FOR))[cut:]
        case 3:
            return sign(other, GROUP, NOW + timedelta(seconds=dice.randrange(10_000)))
        case _:
            raw[8:12] = (int.from_bytes(raw[8:12]) + dice.randrange(1, 10**6)).to_bytes(4)
    return urlsafe_b64encode(bytes(raw)).decode()
