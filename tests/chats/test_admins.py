"""Every command and every step that only some may take, by every kind of sender: what happens is what permissions say.

Who may is decided in one function (its table: tests/chat/test_permissions.py). Here the whole bot is asked: a deed of
somebody who may not changes no row, sends nothing to the group but a refusal, and moves nothing that stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, select
from telegram.error import NetworkError

from bot.demo.telegram import Chat, Message
from bot.demo.telegram.objects import Json, chat_json, message_json
from bot.features import chat_panel, rounds
from bot.storage import chat_dailies, chats, dialogues
from bot.storage.dialogues import Dialogue
from bot.storage.tables import askings as askings_table
from bot.storage.tables import chat_dailies as dailies_table
from bot.storage.tables import chats as chats_table
from bot.storage.tables import rounds as rounds_table
from bot.storage.tables import stewards as stewards_table
from tests.chats.test_chat_panel import target
from tests.chats.test_shared import finished, group_target
from tests.stage import Heard, Stage, Talker

HERE, THERE = 7, 8
"""A topic where a round of somebody else runs, and one without."""

PEOPLE = {"owner": "creator", "admin": "administrator", "member": "member", "stranger": "left"}
FACELESS = ("anonymous admin", "anonymous admin of another group", "in a channel's name", "automatic forward")
MAY = {"owner", "admin", "anonymous admin"}

COMMANDS = {
    "setup": ("/setup@studybot", THERE),
    "setup here": ("/setup@studybot here", THERE),
    "quiz": ("/quiz@studybot 2", THERE),
    "round": ("/round@studybot 2", THERE),
    "start": ("/start@studybot same", THERE),
    "stop": ("/stop@studybot", HERE),
}
FOR_EVERYBODY = {"ask", "top", "help"}
FOR_OWNERS_OF_THE_BOT = {"preview"}

PANEL = {
    "open": "",
    "subject": "tea",
    "language": "es",
    "pace": "fast",
    "starters": "anyone",
    "lookups": "off",
    "zone": "Europe/Madrid",
    "hour": "480",
    "off": "",
    "on": "",
    "days": "31",
    "topics": "all",
    "preview": "",
    "post": "",
    "places": "",
    "where-daily": str(THERE),
    "where-rounds": str(THERE),
    "where-board": str(THERE),
}
ONLY_SHOWN = {"open", "preview", "places"}
JOINED_BY_ALL = {"join", "explain"}


@dataclass
class Scene:
    """A forum where only admins start rounds, and a round of Zoe, a member, runs in one topic."""

    stage: Stage
    forum: Chat
    zoe: Talker
    other: Chat
    sealed: str
    people: dict[str, Talker]

    async def rows(self) -> list[str]:
        """All that was set up or runs there."""
        return await self.stage.db.read(_rows)

    async def gives(self, actor: str, name: str) -> Heard:
        """One of COMMANDS; what is shared goes with its seal."""
        text, thread = COMMANDS[name]
        return await self.sends(actor, f"{text}-{self.sealed.partition('-')[2]}" if name == "start" else text, thread)

    async def sends(self, actor: str, text: str, thread: int) -> Heard:
        """A command in the forum, by somebody or by one of Telegram's stand-ins."""
        if actor in PEOPLE:
            return await self.people[actor].says(text, self.forum, thread=thread)
        raw = message_json(self.zoe.person.posts(self.forum, text, thread=thread))
        self.stage.telegram.queue("message", {**raw, **self._stand_in(actor)})
        return await self.stage.listen()

    def _stand_in(self, actor: str) -> Json:
        group, elsewhere = chat_json(self.forum), chat_json(self.other)
        match actor:
            case "anonymous admin":
                return {"from": _bot(1087968824), "sender_chat": group}
            case "anonymous admin of another group":
                return {"from": _bot(1087968824), "sender_chat": elsewhere}
            case "in a channel's name":
                return {"from": _bot(136817688), "sender_chat": elsewhere}
            case _:
                return {"from": _bot(777000), "sender_chat": elsewhere, "is_automatic_forward": True}


def _bot(number: int) -> Json:
    return {"id": number, "is_bot": number != 777000, "first_name": "Telegram"}


def _rows(tx: Connection) -> list[str]:
    tables = (chats_table, dailies_table, rounds_table, stewards_table, askings_table)
    return [f"{table.name} {row}" for table in tables for row in tx.execute(select(table))]


async def scene(stage: Stage) -> Scene:
    zoe = stage.person("Zoe")
    people = {actor: stage.person(actor.capitalize()) for actor in PEOPLE}
    forum = stage.telegram.group("Tea forum", people["owner"].person, zoe.person, forum=True)
    forum.members |= {people[actor].id: status for actor, status in PEOPLE.items()}
    forum.threads |= {HERE: True, THERE: True}
    sealed = group_target(await finished(stage, zoe))
    for somebody in people.values():
        await somebody.says("/start")
    lobby = await zoe.says("/quiz@studybot 3 relaxed", forum, thread=HERE)
    await zoe.presses("Start", on=lobby.message)
    await zoe.says("/top@studybot", forum, thread=THERE)
    await stage.db.transaction(lambda tx: chats.change(tx, forum.id, starters="admins"))
    other = stage.telegram.group("Elsewhere", zoe.person, kind="channel")
    return Scene(stage, forum, zoe, other, sealed, people)


@pytest.mark.parametrize("actor", [*PEOPLE, *FACELESS])
async def test_commands(stage: Stage, actor: str) -> None:
    """Each in a state in which it does something."""
    on = await scene(stage)
    for name in COMMANDS:
        before = await on.rows()
        heard = await on.gives(actor, name)
        changed = await on.rows() != before
        if name == "setup":
            assert (bool(heard.seen) and heard.buttons == ["Set up"]) == (actor in MAY), actor
            assert not changed
        else:
            assert changed == (actor in MAY), f"{name} by {actor}"
        if actor not in MAY:
            assert len(heard.seen) <= 1 and not any(message.keyboard for message in heard.seen)
        await _free(on)


async def _free(on: Scene) -> None:
    """Call off what was started, so that the next command finds its place free."""
    there = rounds_table.delete().where(rounds_table.c.thread_id == THERE)
    await on.stage.db.transaction(lambda tx: tx.execute(there))


@pytest.mark.parametrize("actor", PEOPLE)
async def test_the_panel(stage: Stage, actor: str) -> None:
    """By the link, by made-up buttons and by typed answers; an anonymous admin has their own name in private."""
    on = await scene(stage)
    somebody, allowed = on.people[actor], actor in MAY
    link = (await on.people["owner"].says("/setup@studybot", on.forum)).message
    daily = chat_dailies.ChatDaily(on.forum.id, 1200, 127, "matcha", None, None, None, None, 0, None)
    await stage.db.transaction(lambda tx: chat_dailies.add(tx, daily))
    before = await on.rows()
    opened = await somebody.says(f"/start {target(link, 'Set up')}")
    assert opened.text.startswith("Tea forum" if allowed else "Only admins of Tea forum can open its settings.")
    assert (await on.rows() != before) == allowed  # it is in their list now
    for step, value in PANEL.items():
        before = await on.rows()
        pressed = await somebody.sends_press(f"1f.{on.forum.id}.{step}.{value}", somebody.last)
        refused = pressed.alert and "admins" in pressed.toast
        assert refused == (not allowed), f"{step} by {actor}"
        assert (await on.rows() != before) == (allowed and step not in ONLY_SHOWN), f"{step} by {actor}"
    for kind, typed in (("chat-hour", "9:15"), ("chat-zone", "berlin"), ("chat-topic", "oolong")):
        await stage.db.transaction(dialogues.begin, somebody.id, somebody.id, _waiting(kind, on.forum.id), stage.now)
        before = await on.rows()
        await somebody.says(typed)
        assert (await on.rows() != before) == allowed, f"{kind} by {actor}"
    assert {*PANEL} == {*chat_panel.STEPS}


def _waiting(kind: str, chat_id: int) -> Dialogue:
    return Dialogue(kind, {"chat": chat_id})


@pytest.mark.parametrize("actor", PEOPLE)
async def test_the_steps_of_somebody_elses_round(stage: Stage, actor: str) -> None:
    """What the sender may not do, Zoe does, so that every step is met in the state it belongs to."""
    on = await scene(stage)
    somebody, allowed = on.people[actor], actor in MAY
    await stage.pass_time(seconds=1)
    taken = [await _step(on, somebody, step, allowed=allowed) for step in ("pause", "go")]
    await stage.pass_time(seconds=1)
    await on.zoe.votes(on.forum.last, 0)
    taken.append(await _step(on, somebody, "stop", allowed=allowed))
    await stage.pass_time(seconds=11)
    taken.append(await _step(on, somebody, "again", allowed=allowed))
    await _as_anybody_may(on)
    await on.zoe.says("/quiz@studybot 3 untimed", on.forum, thread=THERE)
    taken.append(await _step(on, somebody, "start", allowed=allowed))
    await stage.pass_time(seconds=1)
    taken.append(await _step(on, somebody, "next", allowed=allowed))
    assert {*taken} == {*rounds.STEPS} - JOINED_BY_ALL


async def _as_anybody_may(on: Scene) -> None:
    await on.stage.db.transaction(lambda tx: chats.change(tx, on.forum.id, starters="anyone"))


async def _step(on: Scene, somebody: Talker, step: str, *, allowed: bool) -> str:
    message, data = _button(on.forum, step)
    before, shown = await on.rows(), len(on.forum.messages)
    pressed = await somebody.sends_press(data, message)
    assert (await on.rows() != before) == allowed, step
    if not allowed:
        assert pressed.alert and "admin" in pressed.toast and not pressed.seen and len(on.forum.messages) == shown
        if step != "again":
            assert not (await on.zoe.sends_press(data, message)).alert
    return step


def _button(forum: Chat, step: str) -> tuple[Message, str]:
    """The newest button of this step, and the message it stands under."""
    found = [
        (message, button["callback_data"])
        for message in reversed(forum.shown)
        for row in message.keyboard
        for button in row
        if f".{step}." in button.get("callback_data", "")
    ]
    return found[0]


async def test_nobody_is_an_admin_while_telegram_does_not_answer(stage: Stage) -> None:
    on = await scene(stage)
    stage.now = stage.now.replace(hour=stage.now.hour + 1)

    def away(method: str, _parameters: Mapping[str, object]) -> None:
        if method.startswith("getChat"):
            raise NetworkError("on purpose")

    stage.request.fault = away
    before = await on.rows()
    for name in COMMANDS:
        await on.gives("owner", name)
    owner = on.people["owner"]
    for step, value in PANEL.items():
        assert (await owner.sends_press(f"1f.{on.forum.id}.{step}.{value}", owner.last)).alert
    assert await on.rows() == before


@pytest.mark.parametrize("actor", [*PEOPLE, *FACELESS])
async def test_an_admin_of_a_group_is_no_owner_of_the_bot(stage: Stage, actor: str) -> None:
    on = await scene(stage)
    before = await on.rows()
    for name in FOR_OWNERS_OF_THE_BOT:
        heard = await on.sends(actor, f"/{name}@studybot matcha", THERE)
        assert not any(message.keyboard or message.poll for message in heard.seen)
    assert await on.rows() == before


async def test_every_command_of_groups_is_in_the_table(stage: Stage) -> None:
    """A new one has to say who may give it."""
    there = {command.name for command in stage.app.services.commands if command.group}
    assert there == {name.partition(" ")[0] for name in COMMANDS} | FOR_EVERYBODY | FOR_OWNERS_OF_THE_BOT
