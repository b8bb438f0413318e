"""The named queries, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import StatementError

from bot.storage import (
    askings,
    budgets,
    cards,
    chats,
    dialogues,
    early_votes,
    inbox,
    learners,
    operation,
    outbox,
    poll_copies,
    questions,
    replicas,
    reviews,
    sessions,
    subscriptions,
)
from bot.storage.askings import Form, NewAsking, Purpose, State
from bot.storage.budgets import Rate
from bot.storage.database import Database, open_database
from bot.storage.dialogues import Dialogue
from bot.storage.early_votes import EarlyVote
from bot.storage.inbox import Arrival
from bot.storage.outbox import Delivered, Kind, Letter, Parcel
from bot.storage.reviews import Given, Review
from bot.storage.sessions import Session
from bot.storage.subscriptions import Subscription
from bot.storage.tables import dead_letters
from bot.storage.tables import operation as operation_table
from bot.study.memory import Memory
from bot.study.plan import Due, Rhythm
from tests.databases import SqliteFiles

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MAYA, BEN = 10**12, 77
TODAY = date(2026, 11, 24)


def letter(chat: int = MAYA, kind: Kind = Kind.MESSAGE, message: int | None = None) -> Letter:
    return Letter(chat, chat, kind, "sendMessage", {"chat_id": chat, "text": "hello"}, message)


def asking(question: int, user: int | None = MAYA) -> NewAsking:
    return NewAsking(user, MAYA, None, question, 1, Form.CHOICE, 7, (2, 0, 1), (0,), None, Purpose.QUIZ, None, 1, NOW)


def maya_and_a_question(tx: Connection) -> int:
    learners.meet(tx, MAYA, "en", NOW)
    return questions.register(tx, [("tea", "tea.green.single")], NOW)["tea", "tea.green.single"]


async def test_a_transaction_is_kept_whole_or_not_at_all(db: Database) -> None:
    def fails(tx: Connection) -> None:
        operation.put(tx, "half", "done")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await db.transaction(fails)
    assert await db.read(operation.get, "half") is None


async def test_a_thousand_read_modify_writes_end_at_a_thousand(db: Database) -> None:
    """SQLite's own BEGIN comes too late and loses most of these."""

    def add_one(tx: Connection) -> None:
        held = select(operation_table.c.value).where(operation_table.c.name == "count").with_for_update()
        count = int(tx.execute(held).scalar_one())
        operation.put(tx, "count", str(count + 1))

    await db.transaction(operation.put, "count", "0")
    await asyncio.gather(*(db.transaction(add_one) for _ in range(200)))
    assert await db.read(operation.get, "count") == "200"


async def test_instants_come_back_as_they_went_in(db: Database) -> None:
    odd = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    await db.transaction(learners.meet, MAYA, "en", odd)
    stored = await db.read(lambda tx: tx.execute(text("SELECT created_at FROM learners")).scalar())
    assert stored is not None
    await db.transaction(learners.block, MAYA, odd)

    def blocked_at(tx: Connection) -> datetime | None:
        from bot.storage.tables import learners as table

        return tx.execute(select(table.c.blocked_at)).scalar()

    assert await db.read(blocked_at) == odd


async def test_a_naive_time_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        await db.transaction(learners.meet, MAYA, "en", NOW.replace(tzinfo=None))


async def test_a_learner_is_met_once_and_follows_the_phone(db: Database) -> None:
    first = await db.transaction(learners.meet, MAYA, "en", NOW)
    again = await db.transaction(learners.meet, MAYA, "es", NOW)
    assert first.new and not again.new
    assert again.tongue == "es"
    await db.transaction(learners.change, MAYA, language="en")
    assert (await db.transaction(learners.meet, MAYA, "es", NOW)).tongue == "en"


async def test_whoever_writes_again_is_no_longer_blocked(db: Database) -> None:
    await db.transaction(learners.meet, MAYA, "en", NOW)
    await db.transaction(learners.block, MAYA, NOW)
    assert (await db.read(learners.find, MAYA)).blocked  # type: ignore[union-attr]
    assert not (await db.transaction(learners.meet, MAYA, "en", NOW)).blocked


async def test_question_numbers_stay_and_missing_ones_are_retired(db: Database) -> None:
    before = await db.transaction(questions.register, [("tea", "a"), ("tea", "b")], NOW)
    after = await db.transaction(questions.register, [("tea", "b"), ("tea", "c")], NOW)
    assert after["tea", "b"] == before["tea", "b"]
    assert ("tea", "a") not in after
    again = await db.transaction(questions.register, [("tea", "a")], NOW)
    assert again["tea", "a"] == before["tea", "a"]


async def test_an_update_is_stored_once_and_done_once(db: Database) -> None:
    one, two = Arrival(1, MAYA, "{}", NOW), Arrival(2, MAYA, "{}", NOW)
    assert await db.transaction(inbox.store, [one, one, two], "me") == [one, two]
    assert await db.transaction(inbox.store, [two], "me") == []
    assert await db.transaction(inbox.done, 1)
    assert not await db.transaction(inbox.done, 1)
    await db.transaction(replicas.free_orphans)
    assert [row.update_id for row in await db.transaction(inbox.claim, "me", 10)] == [2]


async def test_an_unfinished_update_counts_its_attempts(db: Database) -> None:
    await db.transaction(inbox.store, [Arrival(1, MAYA, "{}", NOW)], "gone")
    await db.transaction(replicas.free_orphans)
    assert (await db.transaction(inbox.claim, "also gone", 10))[0].attempts == 0
    await db.transaction(replicas.free_orphans)
    assert (await db.transaction(inbox.claim, "me", 10))[0].attempts == 1


async def test_a_dead_letter_leaves_the_inbox(db: Database) -> None:
    poison = Arrival(1, MAYA, '{"bad": 1}', NOW)
    await db.transaction(inbox.store, [poison], "me")
    await db.transaction(inbox.bury, poison, "unreadable", MAYA)
    await db.transaction(replicas.free_orphans)
    assert await db.transaction(inbox.claim, "me", 10) == []
    assert await db.transaction(inbox.store, [poison], "me") == []


async def test_a_dead_letter_is_kept_for_two_weeks(db: Database) -> None:
    poison = Arrival(1, MAYA, '{"bad": 1}', NOW)
    await db.transaction(inbox.store, [poison], "me")
    await db.transaction(inbox.bury, poison, "unreadable", MAYA)
    for days, left in ((13, 1), (15, 0)):
        await db.transaction(inbox.prune_dead, NOW + timedelta(days=days))
        assert await db.read(lambda tx: tx.execute(select(func.count()).select_from(dead_letters)).scalar_one()) == left


async def test_the_inbox_forgets_after_its_window(db: Database) -> None:
    await db.transaction(inbox.store, [Arrival(1, MAYA, "{}", NOW)], "me")
    await db.transaction(inbox.done, 1)
    assert await db.transaction(inbox.prune, NOW + timedelta(hours=48)) == 0
    assert await db.transaction(inbox.prune, NOW + timedelta(days=8)) == 1


async def test_an_asking_closes_once(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question))
    assert await db.read(askings.open_of, MAYA) == opened
    assert await db.transaction(askings.close, opened.id, NOW, (0,), True)
    assert not await db.transaction(askings.close, opened.id, NOW, (1,), False)
    closed = await db.read(askings.find, opened.id)
    assert closed is not None and closed.chosen == (0,) and closed.correct and closed.state is State.ANSWERED


async def test_waiting_questions_are_replaced(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    first = await db.transaction(askings.add, asking(question))
    waiting = await db.transaction(askings.replace_open, MAYA, NOW)
    assert [one.id for one in waiting] == [first.id]
    assert await db.read(askings.open_of, MAYA) is None


async def test_i_do_not_know_is_an_answer_with_nothing_chosen(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question))
    await db.transaction(askings.close, opened.id, NOW, (), False)
    assert (await db.read(askings.find, opened.id)).chosen == ()  # type: ignore[union-attr]


async def test_a_review_is_written_once_per_asking(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    given = Review(MAYA, question, 5, NOW, TODAY, True)
    assert await db.transaction(reviews.add, given)
    assert not await db.transaction(reviews.add, given)
    assert await db.read(reviews.totals, MAYA) == (1, 1)


async def test_an_amendment_changes_what_counts_and_not_what_was_written(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    await db.transaction(reviews.add, Review(MAYA, question, 5, NOW, TODAY, True))
    given = await db.read(reviews.of_asking, 5, MAYA)
    assert given is not None and given.correct
    amendment = Review(MAYA, question, 5, NOW, TODAY, True, guessed=True, amends=given.id, kind="guessed")
    assert await db.transaction(reviews.add, amendment)
    assert await db.read(reviews.history, MAYA, question) == [Given(question, TODAY, True, True)]
    assert await db.read(reviews.has_kind, 5, MAYA, reviews.LUCKY)
    assert await db.read(reviews.totals, MAYA) == (1, 1)


async def test_a_card_is_replaced_by_its_newer_state(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    memory = Memory(2.3, 5.0, NOW, NOW, 1, 0)
    await db.transaction(cards.save, MAYA, question, memory)
    await db.transaction(cards.save, MAYA, question, replace(memory, reviews=2))
    assert await db.read(cards.of, MAYA) == {question: replace(memory, reviews=2)}


async def test_one_session_is_open_at_a_time(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    new = Session(0, MAYA, MAYA, Purpose.QUIZ, "tea", None, (question, 9), 2, "open", NOW, TODAY)
    first = await db.transaction(sessions.open_session, new)
    second = await db.transaction(sessions.open_session, new)
    assert (await db.read(sessions.open_of, MAYA)).id == second.id  # type: ignore[union-attr]
    assert (await db.read(sessions.find, first.id)).state == "closed"  # type: ignore[union-attr]
    shorter = await db.transaction(sessions.plan, second, (9,), (question,))
    assert (await db.read(sessions.find, second.id)) == shorter
    assert (shorter.queue, shorter.again) == ((9,), (question,))
    await db.transaction(sessions.reopen, first)
    assert (await db.read(sessions.open_of, MAYA)).id == first.id  # type: ignore[union-attr]


async def test_a_dialogue_expires(db: Database) -> None:
    await db.transaction(dialogues.begin, MAYA, MAYA, Dialogue("hour", {"a": 1}), NOW)
    await db.transaction(dialogues.begin, MAYA, MAYA, Dialogue("zone", None), NOW)
    assert await db.read(dialogues.find, MAYA, MAYA, NOW) == Dialogue("zone", None)
    assert await db.read(dialogues.find, MAYA, MAYA, NOW + timedelta(hours=2)) is None
    assert await db.transaction(dialogues.end, MAYA, MAYA)
    assert not await db.transaction(dialogues.end, MAYA, MAYA)


async def test_due_reminders_are_found_and_moved_on(db: Database) -> None:
    await db.transaction(learners.meet, MAYA, "en", NOW)
    await db.transaction(learners.meet, BEN, "en", NOW)
    mine = Subscription(MAYA, 10, Rhythm((1200,), off=(6,)), Due(NOW, TODAY))
    await db.transaction(subscriptions.save, mine)
    await db.transaction(subscriptions.save, replace(mine, user_id=BEN, due=Due(NOW + timedelta(hours=1), TODAY)))
    due = await db.transaction(subscriptions.due, NOW, 10)
    assert [(one.user_id, one.due, one.rhythm.off) for one in due] == [(MAYA, Due(NOW, TODAY), (6,))]
    later = Due(NOW + timedelta(days=1), TODAY + timedelta(days=1), 2)
    await db.transaction(subscriptions.advance, [(MAYA, later)])
    assert await db.transaction(subscriptions.due, NOW, 10) == []
    assert await db.read(subscriptions.find, MAYA) == replace(mine, rhythm=replace(mine.rhythm, times=10), due=later)
    assert await db.transaction(subscriptions.remove, MAYA)


async def test_a_push_is_planned_once_per_day_and_slot(db: Database) -> None:
    for _ in range(3):
        await db.transaction(outbox.plan_push, [(MAYA, TODAY, 0, NOW)], NOW)
    claimed = await db.transaction(outbox.claim, NOW, "me", 10)
    assert len(claimed) == 1
    assert claimed[0].method is None and claimed[0].study_date == TODAY
    assert await db.read(outbox.last_push, MAYA) == (TODAY, 0)


async def test_what_is_claimed_is_free_again_when_its_process_is_gone(db: Database) -> None:
    await db.transaction(replicas.beat, "me", NOW)
    await db.transaction(outbox.put, [letter()], NOW, "me")
    later = NOW + timedelta(days=1)
    await db.transaction(replicas.free_orphans)
    assert await db.transaction(outbox.claim, later, "other", 10) == [], "however long it takes"
    assert not await db.transaction(replicas.bury, "me", 99), "it has shown that it is alive"
    assert await db.transaction(replicas.bury, "me", 0)
    assert len(await db.transaction(outbox.claim, NOW, "other", 10)) == 1


async def test_who_was_taken_for_dead_learns_it_from_its_next_beat(db: Database) -> None:
    assert not (await db.transaction(replicas.beat, "me", NOW)).known
    assert (await db.transaction(replicas.beat, "me", NOW)).known
    assert await db.transaction(replicas.lead, "polling", "me")
    assert not await db.transaction(replicas.lead, "polling", "other")
    await db.transaction(replicas.beat, "other", NOW)
    await db.transaction(replicas.bury, "me", 1)
    assert await db.transaction(replicas.lead, "polling", "other")
    assert not (await db.transaction(replicas.beat, "me", NOW)).known
    assert not await db.transaction(replicas.lead, "polling", "me")


async def test_a_question_is_sent_only_by_who_still_has_it(db: Database) -> None:
    (parcel,) = await db.transaction(outbox.put, [letter()], NOW, "me")
    await db.transaction(replicas.free_orphans)
    await db.transaction(outbox.claim, NOW, "other", 10)
    assert await db.transaction(outbox.sending, [parcel.id], "me") == set()
    assert await db.transaction(outbox.sending, [parcel.id], "other") == {parcel.id}


async def test_a_message_cut_off_while_sending_is_held_and_sent_once_more(db: Database) -> None:
    (parcel,) = await db.transaction(outbox.put, [letter()], NOW, "me")
    await db.transaction(outbox.sending, [parcel.id], "me")
    await db.transaction(replicas.free_orphans)
    assert await db.transaction(outbox.claim, NOW, "me", 10) == []
    later = NOW + outbox.HELD_FOR
    assert [one.id for one in await db.transaction(outbox.claim, later, "me", 10)] == [parcel.id]
    await db.transaction(outbox.sending, [parcel.id], "me")
    await db.transaction(replicas.free_orphans)
    assert await db.transaction(outbox.claim, later, "me", 10) == []
    assert await db.transaction(outbox.claim, later + outbox.HELD_FOR, "me", 10) == []


async def test_a_held_question_that_was_answered_is_not_repeated(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question))
    (parcel,) = await db.transaction(outbox.put, [replace(letter(), asking_id=opened.id)], NOW, "me")
    await db.transaction(outbox.sending, [parcel.id], "me")
    await db.transaction(outbox.hold, parcel.id, NOW, "no answer")
    await db.transaction(askings.close, opened.id, NOW + timedelta(seconds=1), (0,), True)
    assert await db.transaction(outbox.claim, NOW + outbox.HELD_FOR, "me", 10) == []


async def test_a_held_result_is_repeated_although_its_question_was_answered(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question))
    then = NOW + timedelta(seconds=1)
    await db.transaction(askings.close, opened.id, then, (0,), True)
    (parcel,) = await db.transaction(outbox.put, [replace(letter(), asking_id=opened.id)], then, "me")
    await db.transaction(outbox.sending, [parcel.id], "me")
    await db.transaction(outbox.hold, parcel.id, then, "no answer")
    assert [one.id for one in await db.transaction(outbox.claim, then + outbox.HELD_FOR, "me", 10)] == [parcel.id]


async def test_a_held_message_on_which_somebody_pressed_is_not_repeated(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question))
    (parcel,) = await db.transaction(outbox.put, [replace(letter(), asking_id=opened.id)], NOW, "me")
    await db.transaction(outbox.sending, [parcel.id], "me")
    await db.transaction(outbox.hold, parcel.id, NOW, "no answer")
    await db.transaction(outbox.seen, MAYA, opened.id, 4711, NOW)
    assert await db.transaction(outbox.claim, NOW + outbox.HELD_FOR, "me", 10) == []


async def test_a_held_question_that_was_replaced_in_the_same_moment_is_not_repeated(db: Database) -> None:
    """Updates that piled up come in one batch, and carry one time."""
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question))
    (parcel,) = await db.transaction(outbox.put, [replace(letter(), asking_id=opened.id)], NOW, "me")
    await db.transaction(askings.replace_open, MAYA, NOW)
    await db.transaction(outbox.sending, [parcel.id], "me")
    await db.transaction(outbox.hold, parcel.id, NOW, "no answer")
    assert await db.transaction(outbox.claim, NOW + outbox.HELD_FOR, "me", 10) == []


async def test_a_sent_poll_is_known_by_its_asking(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question, user=None))
    (parcel,) = await db.transaction(outbox.put, [replace(letter(), asking_id=opened.id)], NOW, "me")
    await db.transaction(outbox.sent, [Delivered(parcel.id, 31, "poll-9", opened.id)], NOW)
    found = await db.read(askings.of_poll, "poll-9")
    assert found is not None and (found.id, found.message_id) == (opened.id, 31)


async def test_replies_are_claimed_before_pushes(db: Database) -> None:
    await db.transaction(outbox.plan_push, [(BEN, TODAY, 0, NOW)], NOW)
    (reply,) = await db.transaction(outbox.put, [letter()], NOW, "me")
    await db.transaction(outbox.retry, reply.id, NOW, "connect")
    claimed = await db.transaction(outbox.claim, NOW, "me", 1)
    assert [one.id for one in claimed] == [reply.id]


async def test_a_vote_before_its_poll_is_known_waits(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    cast = EarlyVote("poll-1", MAYA, (0,), NOW)
    await db.transaction(early_votes.park, cast)
    assert await db.transaction(early_votes.take_known) == []
    opened = await db.transaction(askings.add, asking(question, user=None))
    await db.transaction(askings.sent, opened.id, 3, "poll-1")
    assert await db.transaction(early_votes.take_known) == [(cast, opened.id)]
    assert await db.transaction(early_votes.take_known) == []


async def test_a_vote_in_a_poll_that_nobody_knows_is_forgotten_after_a_day(db: Database) -> None:
    for user in (MAYA, BEN):
        await db.transaction(early_votes.park, EarlyVote("poll-1", user, (0,), NOW))
    await db.transaction(early_votes.forget, NOW + timedelta(hours=24))
    assert await db.read(early_votes.unknown) == ["poll-1"]
    await db.transaction(early_votes.forget, NOW + timedelta(hours=24, seconds=1))
    assert await db.read(early_votes.unknown) == []


async def test_a_poll_is_no_copy_of_itself(db: Database) -> None:
    """It may have become the one that counts since it was noted as a copy."""
    await db.transaction(early_votes.park, EarlyVote("poll", MAYA, (0,), NOW))
    await db.transaction(early_votes.readdress, "poll", "poll")
    assert await db.read(early_votes.unknown) == ["poll"]


async def test_votes_in_a_copy_of_a_poll_are_votes_in_the_poll(db: Database) -> None:
    """Who voted in both is left with one vote."""
    for poll, user in (("copy", MAYA), ("copy", BEN), ("poll", MAYA)):
        await db.transaction(early_votes.park, EarlyVote(poll, user, (0,), NOW))
    await db.transaction(early_votes.readdress, "copy", "poll")
    assert await db.read(early_votes.unknown) == ["poll"]
    question = await db.transaction(maya_and_a_question)
    opened = await db.transaction(askings.add, asking(question, user=None))
    await db.transaction(askings.sent, opened.id, 3, "poll")
    taken = await db.transaction(early_votes.take_known)
    assert sorted(vote.user_id for vote, _ in taken) == sorted([MAYA, BEN])


OPTIONS = ["green", "black"]


async def repeated_poll(db: Database, question: int) -> tuple[int, Parcel]:
    """A poll that may have arrived and is sent once more: its asking, and what is on its way."""
    opened = await db.transaction(askings.add, asking(question, user=None))
    body = {"chat_id": MAYA, "question": "Which?", "options": [{"text": text} for text in OPTIONS]}
    poll = replace(letter(), method="sendPoll", body=body, asking_id=opened.id)
    (parcel,) = await db.transaction(outbox.put, [poll], NOW, "me")
    await db.transaction(outbox.hold, parcel.id, NOW, "no answer in time")
    await db.transaction(outbox.claim, NOW + outbox.HELD_FOR, "me", 1)
    assert await db.transaction(outbox.sending, [parcel.id], "me") == {parcel.id}
    return opened.id, parcel


async def test_a_poll_that_is_known_by_a_vote_while_it_is_repeated_stays_known(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    number, parcel = await repeated_poll(db, question)
    assert not await db.transaction(poll_copies.recognise, "first", "Which?", OPTIONS, NOW)  # it may be another's
    assert (await db.read(askings.find, number)).poll_id == "first"  # type: ignore[union-attr]
    await db.transaction(outbox.sent, [Delivered(parcel.id, 31, "second", number)], NOW)
    assert (await db.read(askings.find, number)).poll_id == "second"  # type: ignore[union-attr]
    assert await db.read(poll_copies.copies, NOW) == {"first": number}


async def test_the_second_copy_is_no_first_copy_of_itself(db: Database) -> None:
    """Its votes may come before its answer was written down, and after it."""
    question = await db.transaction(maya_and_a_question)
    number, parcel = await repeated_poll(db, question)
    await db.transaction(outbox.sent, [Delivered(parcel.id, 31, "second", number)], NOW)
    assert await db.transaction(poll_copies.recognise, "second", "Which?", OPTIONS, NOW)
    assert await db.read(poll_copies.copies, NOW) == {}
    assert await db.transaction(poll_copies.recognise, "first", "Which?", OPTIONS, NOW)
    assert await db.read(poll_copies.copies, NOW) == {"first": number}


async def test_a_poll_of_which_both_copies_may_have_arrived_is_known_by_votes(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    number, parcel = await repeated_poll(db, question)
    await db.transaction(outbox.hold, parcel.id, NOW, "no answer in time")
    assert await db.transaction(outbox.claim, NOW + outbox.HELD_FOR, "me", 1) == []
    assert await db.read(outbox.refused, NOW) == []
    for poll in ("first", "second"):
        await db.transaction(poll_copies.recognise, poll, "Which?", OPTIONS, NOW)
    assert (await db.read(askings.find, number)).poll_id == "first"  # type: ignore[union-attr]
    assert await db.read(poll_copies.copies, NOW) == {"second": number}


async def test_a_copy_of_a_question_that_was_put_again_is_noted_and_not_sent_along(db: Database) -> None:
    """It was held; the question was asked for once more, and the poll of that is known."""
    question = await db.transaction(maya_and_a_question)
    number, parcel = await repeated_poll(db, question)
    await db.transaction(askings.sent, number, 40, "another")
    assert await db.transaction(poll_copies.recognise, "first", "Which?", OPTIONS, NOW)
    assert await db.read(poll_copies.copies, NOW) == {"first": number}
    await db.transaction(outbox.retry, parcel.id, NOW, "429")
    (again,) = await db.transaction(outbox.claim, NOW, "me", 1)
    assert again.body is not None and sorted(again.body) == ["chat_id", "options", "question"]
    await db.transaction(outbox.sent, [Delivered(again.id, 41, "second", number)], NOW)
    assert await db.read(poll_copies.copies, NOW) == {"first": number, "another": number}


async def test_of_two_repeated_polls_that_look_alike_the_votes_of_each_are_kept(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    numbers = []
    for turn in ("a", "b", "c"):
        number, parcel = await repeated_poll(db, question)
        await db.transaction(outbox.sent, [Delivered(parcel.id, 31, f"second {turn}", number)], NOW)
        numbers.append(number)
    await db.transaction(askings.close, numbers[2], NOW)
    assert not await db.transaction(poll_copies.recognise, "first b", "Which?", OPTIONS, NOW)  # nobody can tell yet
    await db.transaction(askings.close, numbers[0], NOW)
    for _ in range(2):
        assert await db.transaction(poll_copies.recognise, "first b", "Which?", OPTIONS, NOW)
    assert await db.read(poll_copies.copies, NOW) == {"first b": numbers[1]}


async def test_a_group_that_became_a_supergroup_takes_its_rows_along(db: Database) -> None:
    question = await db.transaction(maya_and_a_question)
    old, new = -100, -1001234567890
    await db.transaction(chats.meet, old, "group", NOW)
    await db.transaction(askings.add, replace(asking(question, user=None), chat_id=old))
    await db.transaction(outbox.put, [letter(old)], NOW, "me")
    await db.transaction(chats.move, old, new)
    assert await db.read(chats.find, old) is None
    assert (await db.read(chats.find, new)).present  # type: ignore[union-attr]
    left = "SELECT count(*) FROM askings, outbox WHERE askings.chat_id = -100 OR outbox.chat_id = -100"
    assert await db.read(lambda tx: tx.execute(text(left)).scalar()) == 0


async def test_the_budget_lets_a_burst_pass_and_then_spaces(db: Database) -> None:
    slow = Rate(0.1, burst=5)
    waits = [await db.transaction(budgets.reserve, "m", slow, 1, 100.0) for _ in range(10)]
    assert waits[:5] == [0.0] * 5
    assert waits[-1] == pytest.approx(50.0, abs=2.0)  # PostgreSQL counts by its own clock
    assert await db.transaction(budgets.reserve, "m", Rate(0), 1, 100.0) == 0.0


async def test_the_budget_of_an_earlier_start_is_no_longer_counted(sqlite_files: SqliteFiles) -> None:
    """After a reboot the monotonic clock begins anew; and no clock that is set back makes anybody wait."""
    db = open_database(sqlite_files.fresh())
    assert await db.transaction(budgets.reserve, "m", Rate(1.0, burst=1), 20, 1e6) == pytest.approx(19.0)
    await db.transaction(replicas.alone, "me", NOW)
    assert await db.transaction(budgets.reserve, "m", Rate(1.0, burst=1), 1, 5.0) == 0.0
    assert await db.transaction(budgets.reserve, "m", Rate(1.0, burst=1), 1, 10.0) == 0.0
    await db.close()


async def test_names_are_stored_as_names(db: Database) -> None:
    """Bound parameters only: a key that looks like SQL is a key."""
    evil = "'; DROP TABLE learners; --"
    await db.transaction(operation.put, evil, evil)
    assert await db.read(operation.get, evil) == evil
    await db.transaction(lambda tx: tx.execute(insert(operation_table).values(name="x", value="y")))
