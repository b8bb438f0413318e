"""Intake: nothing is lost, nothing is done twice, nothing stops the bot."""

import asyncio
import copy
import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.chat import lanes as lanes_module
from bot.chat.intake import lane
from bot.storage import forum_topics, inbox, reviews
from bot.storage.inbox import Arrival
from bot.storage.tables import dead_letters
from bot.storage.tables import inbox as inbox_table
from tests.databases import Postgres
from tests.stage import Stage, on_stage

DAY = datetime(2026, 11, 24, tzinfo=UTC)


def letters(tx: Connection) -> list[str]:
    return list(tx.execute(select(dead_letters.c.reason)).scalars())


async def test_an_update_that_comes_three_times_works_once(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    await maya.says("/quiz 1")
    maya.person.presses("A")
    updates = sqlite_stage.telegram.take_updates()
    await sqlite_stage.app.intake.receive(updates + updates)
    await sqlite_stage.app.intake.receive(updates)
    await sqlite_stage.app.settle()
    assert (await sqlite_stage.db.read(reviews.totals, maya.id))[0] == 1


async def test_what_was_stored_before_a_crash_is_done_after_it(sqlite_stage: Stage) -> None:
    from bot.chat.intake import _arrival

    maya = sqlite_stage.person("Maya")
    maya.person.says("matcha")
    updates = sqlite_stage.telegram.take_updates()
    stored = [_arrival(update, sqlite_stage.now) for update in updates]
    await sqlite_stage.db.transaction(inbox.store, stored, "an earlier process")
    await sqlite_stage.restart()
    assert maya.last.text.startswith("Matcha")


async def test_an_unparsable_update_is_put_aside(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    sqlite_stage.telegram.queue("poll_answer", {"poll_id": "1", "option_ids": None, "user": maya.person.user})
    maya.person.says("matcha")
    assert (await sqlite_stage.listen()).text.startswith("Matcha")
    assert [reason.split(":")[0] for reason in await sqlite_stage.db.read(letters)] == ["unreadable"]


async def test_a_failing_update_is_tried_five_times_and_the_person_is_told(
    sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.library.search import Index

    tries = 0

    def broken(_index: Index, _text: str, _most: int) -> None:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    monkeypatch.setattr(lanes_module, "RESTS", (0.001,))
    monkeypatch.setattr(Index, "look_up", broken)
    maya = sqlite_stage.person("Maya")
    assert (await maya.says("matcha")).text.startswith("Something went wrong on my side.")
    assert tries == 5
    assert await sqlite_stage.db.read(letters) == ["ZeroDivisionError"]
    monkeypatch.undo()
    assert (await maya.says("matcha")).text.startswith("Matcha")


async def test_bodies_are_emptied_when_done(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    await maya.says("a secret text")
    bodies = await sqlite_stage.db.read(lambda tx: list(tx.execute(select(inbox_table.c.body)).scalars()))
    assert bodies and not any(bodies)


async def test_updates_of_one_person_are_handled_in_order(sqlite_stage: Stage) -> None:
    people = [sqlite_stage.person(f"P{number}") for number in range(5)]
    for number in range(20):
        for somebody in people:
            somebody.person.says(f"/start {number}")
            somebody.person.says("matcha" if number % 2 else "oolong")
    await sqlite_stage.listen()
    for somebody in people:
        answers = [m.text.split("\n")[0] for m in somebody.chat.shown if m.from_bot][1::2]
        assert answers == ["Oolong", "Matcha"] * 10


async def test_a_question_does_not_queue_behind_votes(sqlite_stage: Stage) -> None:
    """Whole groups vote at once; the votes here never end, and somebody's text is handled all the same."""
    handled, for_ever = asyncio.Event(), asyncio.Event()

    async def handle(arrival: Arrival) -> None:
        await (for_ever.wait() if "poll_answer" in arrival.body else asyncio.sleep(0))
        handled.set()

    lanes = lanes_module.Lanes(sqlite_stage.db, handle, handle)
    votes = [Arrival(n, n, f'{{"update_id":{n},"poll_answer":{{}}}}', sqlite_stage.now) for n in range(1, 200)]
    lanes.take([*votes, Arrival(200, 200, '{"update_id":200,"message":{}}', sqlite_stage.now)])
    await asyncio.wait_for(handled.wait(), 30)
    for_ever.set()
    await lanes.stop(30)


def test_no_text_looks_like_a_vote() -> None:
    message = {"update_id": 1, "message": {"text": '{"poll_answer": {"poll_answer":1}}'}}
    assert not lanes_module._is_vote(Arrival(1, 1, json.dumps(message, separators=(",", ":")), DAY))


async def test_updates_that_come_out_of_order_do_not_wait_for_each_other(postgres_server: Postgres) -> None:
    async with on_stage(postgres_server.fresh()) as stage:
        maya = stage.person("Maya")
        for text in ("matcha", "oolong", "pu-erh", "white tea"):
            maya.person.says(text)
        await stage.app.intake.receive(stage.telegram.take_updates()[::-1])
        async with asyncio.timeout(20):
            await stage.app.settle()
        assert len([m for m in maya.chat.shown if m.from_bot]) == 4


async def test_a_poll_that_no_database_can_hold_stops_nothing(postgres_server: Postgres) -> None:
    async with on_stage(postgres_server.fresh()) as stage:
        maya = stage.person("Maya")
        maya.person.says("matcha")
        poll = {"update_id": 1, "poll": {"id": "\x00", "question": "?", "options": []}}
        await stage.app.intake.receive([poll, *stage.telegram.take_updates()])
        await stage.app.settle()
        assert maya.chat.last.text.startswith("Matcha")


async def test_names_that_no_database_can_hold_stop_nothing(postgres_server: Postgres) -> None:
    async with on_stage(postgres_server.fresh()) as stage:
        ana = stage.person("Ana")
        group = stage.telegram.group("Tea", ana.person, forum=True)
        chat = {"id": group.id, "type": "supergroup", "title": "T\0ea", "is_forum": True}
        sender = {"id": ana.id, "is_bot": False, "first_name": "\0"}
        message = {
            "message_id": 50,
            "date": 1,
            "chat": chat,
            "from": sender,
            "message_thread_id": 7,
            "is_topic_message": True,
        }
        made = {**message, "forum_topic_created": {"name": "\0Quiz", "icon_color": 1}}
        command = {"text": "/top@studybot", "entities": [{"type": "bot_command", "offset": 0, "length": 13}]}
        said = [made, {**message, **command}, {**message, **command, "reply_to_message": made}]
        await stage.app.intake.receive([{"update_id": 9_000 + n, "message": one} for n, one in enumerate(said)])
        await stage.app.settle()
        assert await stage.db.read(letters) == []
        topics = await stage.db.read(forum_topics.of, group.id)
        assert [topic.name for topic in topics] == ["Quiz"]


def test_a_lane_is_the_person_else_the_chat() -> None:
    assert lane({"update_id": 1, "message": {"from": {"id": 5}, "chat": {"id": -7}}}) == 5
    assert lane({"update_id": 1, "poll_answer": {"user": {"id": 5}, "poll_id": "9"}}) == 5
    assert lane({"update_id": 1, "channel_post": {"chat": {"id": -7}}}) == -7
    assert lane({"update_id": 1, "callback_query": {"id": "1", "message": {"chat": {"id": -7}}}}) == -7
    assert lane({"update_id": 1, "poll": {"id": "9"}}) < 0
    assert lane({"update_id": 1}) == 0


def mutated(update: Any, random_: random.Random) -> Any:
    """The update with one thing missing, changed or of another type."""
    broken = copy.deepcopy(update)
    node = broken[next(key for key in broken if key != "update_id")]
    for _ in range(random_.randint(0, 2)):
        inner = [value for value in node.values() if isinstance(value, dict)]
        node = random_.choice(inner) if inner else node
    if node:
        key = random_.choice(sorted(node))
        node[key] = random_.choice([None, 0, -1, "", "x" * 300, [], {}, True, 2**62, {"id": "x"}])
        if random_.random() < 0.4:
            del node[key]
    return broken


async def test_mutated_updates_never_silence_the_bot(sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "RESTS", (0.0,))
    maya = sqlite_stage.person("Maya")
    await maya.says("/quiz 1")
    maya.person.presses("A")
    maya.person.says("matcha")
    maya.person.blocks()
    maya.person.unblocks()
    kinds = sqlite_stage.telegram.take_updates()
    random_ = random.Random(11)
    number = 500_000
    for _ in range(300):
        number += 1
        broken = mutated(random_.choice(kinds), random_)
        broken["update_id"] = number
        await sqlite_stage.app.intake.receive([broken])
    await sqlite_stage.app.settle()
    await asyncio.sleep(0)
    sqlite_stage.telegram.violations.clear()
    sqlite_stage.telegram.presses.clear()
    ben = sqlite_stage.person("Ben")
    assert (await ben.says("matcha")).seen[-1].text.startswith("Matcha")
