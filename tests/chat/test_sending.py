"""Sending under trouble: repeated where it did not arrive, held where it may have, and nobody waits for others."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.chat import pace, send
from bot.chat.errors import NotSent
from bot.demo.telegram import Message
from bot.demo.telegram.objects import Poll
from bot.storage import outbox, reviews
from bot.storage.outbox import Kind, Letter, Parcel, Priority
from tests.stage import Stage, Talker


class Trouble:
    """Breaks the next calls of one method. after: the call is done first, and only its answer is lost."""

    def __init__(self, stage: Stage, method: str, *errors: Exception, after: bool = False) -> None:
        self._stage = stage
        self._method = method
        self._errors = list(errors)
        self._after = after
        stage.request.fault = self

    def __call__(self, method: str, parameters: dict[str, Any]) -> None:
        if method == self._method and self._errors:
            error = self._errors.pop(0)
            if self._after:
                self._stage.telegram.call(method, parameters)
            raise error


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rests of seconds become rests of milliseconds; what happens stays the same."""
    monkeypatch.setattr(send, "RESTS", (0.001, 0.001, 0.001))


@pytest.mark.parametrize("error", [NotSent("refused"), NetworkError("Bad Gateway (502)"), RetryAfter(0)])
async def test_what_did_not_arrive_is_repeated(sqlite_stage: Stage, error: Exception) -> None:
    maya = sqlite_stage.person("Maya")
    Trouble(sqlite_stage, "sendMessage", error, error)
    assert (await maya.says("matcha")).text.startswith("Matcha")


async def test_what_may_have_arrived_is_held_and_repeated_once(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    Trouble(sqlite_stage, "sendMessage", TimedOut(), TimedOut(), after=True)
    await maya.says("matcha")
    assert len(maya.chat.shown) == 2
    assert (await sqlite_stage.pass_time(minutes=2)).silent
    await sqlite_stage.pass_time(minutes=2)
    assert len(maya.chat.shown) == 3  # the stated single repetition
    await sqlite_stage.pass_time(minutes=30)
    assert len(maya.chat.shown) == 3


async def test_an_answered_question_is_not_repeated(sqlite_stage: Stage) -> None:
    """The learner's own answer shows that the message had arrived."""
    maya = sqlite_stage.person("Maya")
    Trouble(sqlite_stage, "sendMessage", TimedOut(), after=True)
    await maya.says("/quiz 1")
    await maya.presses("A")
    await sqlite_stage.pass_time(minutes=10)
    assert len(maya.chat.shown) == 2
    assert (await sqlite_stage.db.read(reviews.totals, maya.id))[0] == 1


async def asked_by_poll(person: Talker, quiz: str) -> tuple[Message, Poll]:
    """Somebody who likes native polls asks for a quiz: its first question."""
    await person.says("/start")
    await person.sends_press("1s.style.poll", person.last)
    asked = (await person.says(quiz)).message
    assert asked.poll is not None
    return asked, asked.poll


async def test_a_result_that_may_not_have_arrived_is_repeated(sqlite_stage: Stage) -> None:
    """Below a poll it is a message of its own, and nothing that the learner does shows that it came."""
    maya = sqlite_stage.person("Maya")
    asked, poll = await asked_by_poll(maya, "/quiz 1")
    await sqlite_stage.pass_time(seconds=5)
    Trouble(sqlite_stage, "sendMessage", TimedOut())
    assert (await maya.votes(asked, *poll.correct)).silent
    assert (await sqlite_stage.pass_time(minutes=4)).text.startswith("Right")


async def test_a_result_on_which_somebody_pressed_is_not_repeated(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    asked, poll = await asked_by_poll(maya, "/quiz 2")
    await sqlite_stage.pass_time(seconds=5)
    Trouble(sqlite_stage, "sendMessage", TimedOut(), after=True)
    await maya.votes(asked, *poll.correct)
    result = maya.last
    assert result.text.startswith("Right")
    await maya.presses("Next", on=result)
    before = len(maya.chat.shown)
    await sqlite_stage.pass_time(minutes=4)
    assert len(maya.chat.shown) == before


async def test_both_copies_are_the_same_question(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    Trouble(sqlite_stage, "sendMessage", TimedOut(), after=True)
    await maya.says("/quiz 1")
    await sqlite_stage.pass_time(minutes=4)
    first, second = [m for m in maya.chat.shown if m.keyboard]
    await maya.presses("A", on=first)
    assert (await maya.presses("A", on=second)).toast == "You have answered this question."
    assert (await sqlite_stage.db.read(reviews.totals, maya.id))[0] == 1


async def test_a_vote_shows_that_its_poll_arrived(sqlite_stage: Stage) -> None:
    """Nothing is repeated, and the vote counts although the answer to sendPoll was lost."""
    maya = sqlite_stage.person("Maya")
    await maya.says("/start")
    group = sqlite_stage.telegram.group("Tea", maya.person)
    Trouble(sqlite_stage, "sendPoll", TimedOut(), after=True)
    await maya.says("/quiz@studybot 1", group)
    await maya.presses("Start", chat=group)
    asked = group.last
    assert asked.poll is not None
    await maya.votes(asked, *asked.poll.correct)
    for _ in range(3):
        await sqlite_stage.pass_time(minutes=4)
    assert sum(message.poll is not None for message in group.shown) == 1
    assert "1. Maya, 1 right" in group.last.text


@pytest.mark.parametrize("parked", [False, True])
async def test_a_poll_taken_for_somebody_elses_that_looks_the_same(sqlite_stage: Stage, parked: bool) -> None:
    """Of polls whose answer was lost only the looks are known; the vote says whose each is."""
    maya, ben = sqlite_stage.person("Maya"), sqlite_stage.person("Ben")
    polls = [(await asked_by_poll(one, "/quiz 1"))[0] for one in (maya, ben)]
    looks = 'question_id, version, draw, arrangement, "key", form'
    ids = [message.poll.id for message in polls if message.poll is not None]

    def mistake(tx: Connection) -> None:
        copied = ", ".join(f"{name} = (SELECT {name} FROM askings WHERE user_id = :maya)" for name in looks.split(", "))
        tx.execute(text(f"UPDATE askings SET poll_id = NULL, {copied}"), {"maya": maya.id})
        if not parked:
            known = text("UPDATE askings SET poll_id = :poll WHERE user_id = :user")
            tx.execute(known, [{"poll": ids[1], "user": maya.id}, {"poll": ids[0], "user": ben.id}])

    await sqlite_stage.db.transaction(mistake)
    voted = await maya.votes(polls[0], 0)
    if parked:
        assert voted.silent
        known = text("UPDATE askings SET poll_id = :poll WHERE user_id = :user")
        await sqlite_stage.db.transaction(lambda tx: tx.execute(known, {"poll": ids[0], "user": ben.id}))
        await sqlite_stage.pass_time(seconds=5)
    assert (await sqlite_stage.db.read(reviews.totals, maya.id))[0] == 1
    assert (await sqlite_stage.db.read(reviews.totals, ben.id))[0] == 0
    await ben.votes(polls[1], 0)
    assert (await sqlite_stage.db.read(reviews.totals, ben.id))[0] == (0 if parked else 1)


async def test_a_server_down_for_long_loses_nothing(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    trouble = Trouble(sqlite_stage, "sendMessage", *[NotSent("down")] * 10)
    await maya.says("matcha")
    assert trouble._errors
    for _ in range(3):
        await sqlite_stage.pass_time(seconds=31)
    assert maya.last.text.startswith("Matcha")


async def test_a_long_429_waits_in_the_outbox(sqlite_stage: Stage) -> None:
    maya, ben = sqlite_stage.person("Maya"), sqlite_stage.person("Ben")
    Trouble(sqlite_stage, "sendMessage", RetryAfter(60))
    assert (await maya.says("matcha")).silent
    assert (await ben.says("matcha")).text.startswith("Matcha")  # others do not wait
    assert (await sqlite_stage.pass_time(seconds=30)).silent
    assert (await sqlite_stage.pass_time(seconds=31)).text.startswith("Matcha")


async def reached(stage: Stage, *people: Talker) -> list[Talker]:
    """Who of several gets an answer while nothing is taken from the outbox."""
    for one in people:
        one.person.says("matcha")
    await stage.app.intake.receive(stage.telegram.take_updates())
    await stage.app._rest()
    return [one for one in people if any(message.text.startswith("Matcha") for message in one.chat.shown)]


async def test_long_429s_of_several_people_at_once_are_meant_for_the_bot(sqlite_stage: Stage) -> None:
    people = [sqlite_stage.person(f"P{number}") for number in range(7)]
    Trouble(sqlite_stage, "sendMessage", RetryAfter(60), RetryAfter(60))
    assert len(await reached(sqlite_stage, *people[:3])) == 1
    await asyncio.sleep(1.0)
    Trouble(sqlite_stage, "sendMessage", RetryAfter(60), RetryAfter(60), RetryAfter(60))
    assert not await reached(sqlite_stage, *people[3:6])
    assert not await reached(sqlite_stage, people[6])
    assert not sqlite_stage.app.sender.numbers(), "they wait in the outbox"


async def test_a_rest_of_all_holds_those_in_the_line_as_well() -> None:
    steady = pace.Pace(28)
    for chat in (1, 1, 1, 2):
        steady.refused(chat, 1.0)
    assert not steady.rest_of_all(), "somebody who hammers rests alone"
    steady.refused(3, 1.0)
    waiting = asyncio.create_task(steady.room(5, counts=True))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await waiting


async def test_a_long_rest_of_all_stays_long_until_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes in its last seconds must not leave before those that were put off."""
    monkeypatch.setattr(pace, "PATIENCE", 1.9)
    steady = pace.Pace(28)
    for chat in range(pace.SEVERAL):
        steady.refused(chat, 2.0)
    await asyncio.sleep(0.2)
    with pytest.raises(pace.LongRest):
        await steady.wait(5, counts=True)
    await asyncio.sleep(steady.rest_of_all())
    await steady.wait(5, counts=True)


async def test_what_cannot_be_put_off_is_not_forgotten(sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long 429, and a database that fails just then."""
    maya, real = sqlite_stage.person("Maya"), outbox.retry
    broken = [ZeroDivisionError()]

    def retry(*arguments: Any) -> None:
        if broken:
            raise broken.pop()
        real(*arguments)

    monkeypatch.setattr(outbox, "retry", retry)
    Trouble(sqlite_stage, "sendMessage", RetryAfter(60))
    maya.person.says("matcha")
    assert (await sqlite_stage.listen()).text.startswith("Matcha")
    assert not broken and len(maya.chat.shown) == 2


async def test_groups_at_their_own_limit_hold_nobody_else_up(
    sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "GROUP", (1, 60.0))
    monkeypatch.setattr(send, "BACKLOG", 2)
    monkeypatch.setattr(send, "AHEAD", 0.0)
    sqlite_stage.send_rate = 25
    await sqlite_stage.restart()
    maya, now, sender = sqlite_stage.person("Maya"), sqlite_stage.now, sqlite_stage.app.sender
    maya.chat.started = True
    groups = [sqlite_stage.telegram.group(f"Tea {number}", maya.person) for number in range(4)]

    def said(number: int, chat: int) -> Parcel:
        body = {"text": "Tea"}
        return Parcel(number, None, chat, None, Kind.MESSAGE, "sendMessage", body, None, Priority.REPLY, 0, now)

    sender.hand_over([said(900 + place, groups[place % 4].id) for place in range(8)])
    letter = Letter(maya.id, maya.id, Kind.MESSAGE, "sendMessage", {"text": "Leaf"}, priority=Priority.PUSH)
    await sqlite_stage.db.transaction(outbox.queue, [letter], now)
    async with asyncio.timeout(20):
        while sender._pace.held < len(groups):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert await sender.pump_once()
        while not maya.chat.shown:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert [len(group.shown) for group in groups] == [1] * 4 and maya.last.text == "Leaf"


async def test_an_edit_that_cannot_be_made_becomes_a_message(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    question = await maya.says("/quiz 1")
    press = maya.person.presses("A")
    question.message.deleted = True
    heard = await sqlite_stage.listen(maya.person, press)
    assert heard.methods.count("sendMessage") == 1
    assert "Right" in heard.text or "Not right" in heard.text


async def test_refused_markup_is_sent_as_plain_text(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    Trouble(sqlite_stage, "sendMessage", BadRequest("Bad Request: can't parse entities: …"))
    assert (await maya.says("matcha")).text.startswith("Matcha")


async def test_a_question_in_refused_markup_comes_without_it(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    Trouble(sqlite_stage, "sendMessage", BadRequest("Bad Request: can't parse entities: …"))
    assert (await maya.says("/quiz 1")).buttons[0] == "A"
    assert (await maya.presses("A")).text


async def test_a_round_follows_its_group_to_the_new_id(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    group = sqlite_stage.telegram.group("Tea", maya.person, kind="group")
    await maya.says("/quiz@studybot", group)
    maya.person.presses("Start", chat=group)
    bigger = sqlite_stage.telegram.migrate(group, tell=False)
    await sqlite_stage.listen()
    assert bigger.last.poll is not None


async def test_an_edit_left_over_from_a_crash_does_not_undo_a_newer_one(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    shown = (await maya.says("matcha")).message

    def edit(number: int, text: str) -> Parcel:
        body = {"message_id": shown.id, "text": text}
        now = sqlite_stage.now
        return Parcel(
            number, maya.id, maya.id, shown.id, Kind.EDIT, "editMessageText", body, None, Priority.REPLY, 0, now
        )

    sqlite_stage.app.sender.hand_over([edit(902, "newer"), edit(901, "older")])
    await sqlite_stage.listen()
    sqlite_stage.app.sender.hand_over([edit(901, "older")])
    await sqlite_stage.listen()
    assert shown.text == "newer"


async def test_a_late_answer_to_a_press_is_normal(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    await maya.says("/quiz 1")
    maya.person.presses("A")
    waiting = sqlite_stage.telegram.take_updates()
    from datetime import timedelta

    sqlite_stage.now += timedelta(minutes=5)
    for press in sqlite_stage.telegram.presses.values():
        press["answer"] = {"text": "", "alert": False}  # nobody waits any more
    await sqlite_stage.app.intake.receive(waiting)
    await sqlite_stage.app.settle()
    assert (await sqlite_stage.db.read(reviews.totals, maya.id))[0] == 1


async def test_a_quick_series_stays_within_a_chats_pace() -> None:
    steady = pace.Pace(28)
    from time import monotonic

    began = monotonic()
    for _ in range(3):
        await steady.wait(5, counts=True)
    assert len(steady._times(5, 3)) == 3
    assert steady._times(5, 3)[0] >= began


async def test_planned_messages_leave_places_for_replies() -> None:
    busy = pace.Pace(28)
    for chat in range(1, 26):
        await busy.wait(-chat, counts=True)
    for chat, reply in ((26, False), (27, True)):
        waiting = asyncio.create_task(busy.wait(-chat, counts=True, reply=reply))
        await asyncio.sleep(0.01)
        assert waiting.done() is reply
        waiting.cancel()


async def test_what_nobody_wants_any_more_does_not_keep_the_pump_waiting(sqlite_stage: Stage) -> None:
    """Pushes that came to nothing are progress: behind them there may be some that are wanted."""
    rows = [(user, date(2026, 11, 24), 0, sqlite_stage.now) for user in range(1, 15)]
    await sqlite_stage.db.transaction(outbox.plan_push, rows, sqlite_stage.now)
    sender = sqlite_stage.app.sender
    assert [await sender.pump_once() for _ in range(3)] == [True, True, False]
    assert not any(call.method == "sendMessage" for call in sqlite_stage.telegram.log)


async def test_what_a_round_says_waits_behind_replies(sqlite_stage: Stage) -> None:
    maya = sqlite_stage.person("Maya")
    group = sqlite_stage.telegram.group("Tea", maya.person)
    await maya.says("/quiz@studybot 1", group)
    await maya.presses("Start", chat=group)
    await maya.says("matcha")
    rows = await sqlite_stage.db.read(lambda tx: tx.exec_driver_sql("SELECT chat_id, priority FROM outbox").all())
    assert {chat == group.id: priority for chat, priority in rows} == {True: Priority.ROUND, False: Priority.REPLY}
    assert len(rows) == 4


async def test_a_mark_that_fails_does_not_take_others_along(
    sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deadlock or a broken row: the others are written, and nothing is sent twice because of it."""
    real = outbox.sent
    bad: list[int] = []

    def sent(tx: Any, arrived: Any, now: Any) -> None:
        if not bad:
            bad.append(arrived[0].id)
        if any(one.id in bad for one in arrived):
            raise ZeroDivisionError
        real(tx, arrived, now)

    monkeypatch.setattr(outbox, "sent", sent)
    people = [sqlite_stage.person(f"P{number}") for number in range(5)]
    for one in people:
        one.person.says("matcha")
    await sqlite_stage.listen()
    states = await sqlite_stage.db.read(lambda tx: [row[0] for row in tx.exec_driver_sql("SELECT state FROM outbox")])
    assert sorted(states) == ["claimed", "sent", "sent", "sent", "sent"]
