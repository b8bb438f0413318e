"""Thousands of presses that somebody made up, took from others or sent again: the others keep all that is theirs."""

import os
import random
from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import Connection, select

from bot.chat.buttons import Button, Choose, pack
from bot.storage.tables import chat_dailies, chats, metadata, rounds
from tests.chats.questions import wrong_letter
from tests.chats.test_chat_panel import target
from tests.chats.test_rounds import Crowd, crowd
from tests.stage import Stage, Talker

COUNT = int(os.environ.get("FORGED", "1000"))
"""FORGED=10000 is the promised figure; it takes half a minute."""

BATCH = 100
ON_THE_WAY = {"inbox", "outbox", "turns"}
"""Tables that say what was received and sent, not what anybody has."""

STEPS = [
    "join",
    "start",
    "pause",
    "next",
    "go",
    "stop",
    "explain",
    "again",
    "open",
    "subject",
    "language",
    "pace",
    "starters",
    "lookups",
    "days",
    "hour",
    "on",
    "off",
    "zone",
    "topics",
    "places",
    "where-rounds",
    "where-board",
    "where-daily",
    "preview",
    "post",
    "show",
    "mine",
    "always",
    "only",
    "no",
    "now",
    "light",
    "dark",
    "buried",
    "suspended",
    "missed",
    "marked",
    "style",
    "es",
    "typed",
    "reader",
    "week",
    "month",
    "all",
    "admins",
    "anyone",
    "everywhere",
    "1200",
    "31",
    "matcha",
    "tea",
    "Europe/Madrid",
    "activity",
    "20270118",
    "ask",
    "later",
    "later1",
    "leave",
]


async def test_forged_presses_change_nothing_of_others(stage: Stage) -> None:
    tea, maya, eve = await scene(stage)
    everywhere = [message for chat in stage.telegram.chats.values() for message in chat.shown if message.from_bot]
    seen = [b["callback_data"] for m in everywhere for row in m.keyboard for b in row if "callback_data" in b]
    victims = (maya.id, tea.ana.id, tea.ben.id)
    before = await stage.db.read(theirs, victims)
    assert len(before) > 15
    shown = {(m.chat.id, m.id): (m.text, m.buttons) for m in everywhere if m.chat is not eve.chat}
    presses = forged(random.Random(17), COUNT, seen, (tea.group.id, *victims))
    for number, data in enumerate(presses):
        eve.person.sends_press(data, everywhere[number % len(everywhere)])
        if number % BATCH == BATCH - 1:
            await stage.listen()
    assert await stage.db.read(theirs, victims) == before
    now = {(m.chat.id, m.id): (m.text, m.buttons) for m in everywhere if m.chat is not eve.chat}
    assert changed_beyond_the_board(shown, now, tea) == []


async def scene(stage: Stage) -> tuple[Crowd, Talker, Talker]:
    """Maya is in the middle of a quiz; Ana's group has a panel, a daily question, a board and a round with letters."""
    maya, eve = stage.person("Maya"), stage.person("Eve")
    tea = crowd(stage)
    tea.group.members |= {maya.id: "member", eve.id: "member"}
    hello = await tea.ana.says("/setup@studybot", tea.group)
    await tea.ana.says(f"/start {target(hello.message, 'Set up')}")
    await tea.ana.presses("My local time")
    await tea.ana.says("madrid")
    await tea.ana.presses("Daily question")
    await tea.ana.presses("20:00")
    await tea.ben.says("/start")
    await tea.ben.says("/quiz 2")
    await tea.ben.presses("I don't know")
    await maya.says("/quiz 3")
    await maya.presses(wrong_letter(stage, maya.last))
    await maya.presses("Next")
    await eve.says("/start")
    tea.group.polls_forbidden = True
    await tea.starts("/quiz@studybot 3")
    await stage.pass_time(seconds=1)
    await tea.ben.presses("A", on=tea.group.last)
    board = await tea.ben.says("/top@studybot", tea.group)
    await tea.ben.presses("My name here", on=board.message)
    return tea, maya, eve


def forged(dice: random.Random, count: int, seen: list[str], ids: tuple[int, ...]) -> Iterator[str]:
    """By turns: what stands in others' chats, the same with something changed, any kind of button with any values."""
    kinds = Button.__subclasses__()
    for number in range(count):
        match number % 3:
            case 0:
                yield dice.choice(seen)
            case 1:
                yield mutated(dice, dice.choice(seen))
            case _:
                yield invented(dice, dice.choice(kinds), ids)


def mutated(dice: random.Random, data: str) -> str:
    parts = data.split(".")
    parts[dice.randrange(len(parts))] = dice.choice([*STEPS, "1", "2", "3", "-1", "99999999", "", "../x", "1e9"])
    return ".".join(parts)[:64] or "x"


def invented(dice: random.Random, kind: type[Button], ids: tuple[int, ...]) -> str:
    numbers = [*range(-1, 12), *ids, 10**17]
    values = [
        dice.choice(numbers) if field.type is int else dice.choice(STEPS)
        for field in fields(kind)  # type: ignore[arg-type]  # every Button is a dataclass
    ]
    try:
        return pack(kind(*values))
    except ValueError:  # longer than Telegram lets through
        return pack(Choose(1, 0))


def theirs(tx: Connection, victims: tuple[int, ...]) -> list[str]:
    """Every row of these people, and all that was set up or runs in groups."""
    found = []
    for table in metadata.sorted_tables:
        if table.name in ON_THE_WAY:
            continue
        if table in (chats, chat_dailies, rounds):
            rows = tx.execute(select(table)).all()
        elif "user_id" in table.c:
            rows = tx.execute(select(table).where(table.c.user_id.in_(victims))).all()
        else:
            continue
        found += [f"{table.name} {row}" for row in rows]
    return sorted(found)


Shown = dict[tuple[int, int], tuple[str, list[list[str]]]]


def changed_beyond_the_board(before: Shown, after: Shown, tea: Crowd) -> list[tuple[str, str]]:
    """Everybody in a group may turn the pages of its board and put their own name on it; nothing else changes."""
    own = [(before[key][0], after[key][0]) for key in before if before[key] != after[key]]
    return [(old, new) for old, new in own if "in the group" not in old and "The group since" not in old]


async def test_a_made_up_step_of_a_lobby_leaves_other_messages_alone(stage: Stage) -> None:
    """The steps of a round are known by their number alone, so anybody can send them on any message of ours."""
    tea = crowd(stage)
    answer = (await tea.ana.says("/ask@studybot matcha", tea.group)).message
    lobby = (await tea.ana.says("/quiz@studybot 3", tea.group)).message
    shown = {message.id: (message.text, message.buttons, message.edits) for message in tea.group.shown}
    before = await stage.db.read(theirs, (tea.ana.id, tea.ben.id, tea.chi.id))
    assert any(row.startswith("rounds") for row in before)
    for somebody, step in ((tea.ben, "join"), (tea.ana, "start"), (tea.chi, "start"), (tea.ana, "stop")):
        told = await somebody.sends_press(f"1c.1.{step}.0", answer)
        assert told.toast and not told.seen
    await stage.pass_time(seconds=4)
    assert await stage.db.read(theirs, (tea.ana.id, tea.ben.id, tea.chi.id)) == before
    assert {message.id: (message.text, message.buttons, message.edits) for message in tea.group.shown} == shown
    assert (await tea.ben.presses("I'm in", on=lobby)).toast == "You are in."
    await tea.ana.presses("Start", on=lobby)
    assert tea.poll.poll is not None and answer.text == shown[answer.id][0]


async def test_a_step_of_one_lobby_sent_on_another_changes_neither(stage: Stage) -> None:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    forum = stage.telegram.group("Tea forum", ana.person, ben.person, forum=True)
    forum.threads |= {7: True, 8: True}
    lobbies = [(await ana.says("/quiz@studybot 2", forum, thread=thread)).message for thread in (7, 8)]
    shown = [(lobby.text, lobby.buttons) for lobby in lobbies]
    for step, somebody in (("join", ben), ("start", ana)):
        told = await somebody.sends_press(f"1c.1.{step}.0", lobbies[1])
        assert told.alert and not told.seen
    await stage.pass_time(seconds=4)
    assert [(lobby.text, lobby.buttons) for lobby in lobbies] == shown


async def test_a_made_up_step_of_a_running_round_leaves_other_messages_alone(stage: Stage) -> None:
    """Even whoever may steer it steers with the buttons of the round, and not on another message."""
    tea = crowd(stage)
    answer = (await tea.ben.says("/ask@studybot matcha", tea.group)).message
    await tea.starts("/quiz@studybot 3 untimed")
    await tea.arrives()
    text = answer.text
    for step in ("pause", "next", "stop"):
        told = await tea.ana.sends_press(f"1c.1.{step}.1", answer)
        assert told.alert and not told.seen
    await tea.ana.says("/stop@studybot", tea.group)
    end = tea.group.last
    for step in ("again", "explain"):
        told = await tea.ben.sends_press(f"1c.1.{step}.1", answer)
        assert told.alert and not told.seen
    assert answer.text == text and tea.group.last is end


def test_every_kind_is_among_the_forged() -> None:
    dice = random.Random(17)
    made = {data.split(".")[0] for data in forged(dice, 1_000, ["1x.1"], (1,))}
    assert {f"1{kind.code}" for kind in Button.__subclasses__()} <= made
