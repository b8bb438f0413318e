"""A round in a group: lobby, quiz polls one at a time, one scoreboard by correctness; who may steer it; restarts."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from telegram.error import TimedOut

from bot.demo.telegram import Chat, Message
from bot.features.rounds import Clockwork
from bot.practice import polls
from bot.storage import early_votes, inbox, reviews, rounds, votes
from bot.storage.early_votes import EarlyVote
from bot.storage.inbox import Arrival
from bot.storage.tables import askings as askings_table
from tests.databases import Postgres
from tests.stage import Heard, Stage, Talker, on_stage


@dataclass
class Crowd:
    """A group of three: Ana owns it."""

    stage: Stage
    group: Chat
    ana: Talker
    ben: Talker
    chi: Talker

    async def starts(self, order: str = "/quiz@studybot 3") -> Heard:
        """Ana opens a lobby and starts it; returns what the first question brought."""
        await self.ana.says(order, self.group)
        return await self.ana.presses("Start", chat=self.group)

    async def arrives(self) -> None:
        """The clock notices that the question stands."""
        assert (await self.stage.pass_time(seconds=1)).silent

    @property
    def poll(self) -> Message:
        """The newest poll."""
        return next(message for message in reversed(self.group.shown) if message.poll is not None)

    async def answers(self, who: Talker, right: bool) -> None:
        poll = self.poll.poll
        assert poll is not None
        wrong = next(place for place in range(len(poll.options)) if place not in poll.correct)
        assert (await who.votes(self.poll, *(poll.correct if right else [wrong]))).silent


def crowd(stage: Stage) -> Crowd:
    ana, ben, chi = (stage.person(name) for name in ("Ana", "Ben", "Chi"))
    return Crowd(stage, stage.telegram.group("Tea friends", ana.person, ben.person, chi.person), ana, ben, chi)


async def test_a_round_from_lobby_to_scoreboard(both: Stage) -> None:
    tea = crowd(both)
    lobby = await tea.ana.says("/quiz@studybot green tea + matcha 2", tea.group)
    assert lobby.text.startswith("Ana starts a round: Green tea + Matcha, 2 questions, 30 seconds each.")
    assert "Points are for right answers, not for speed." in lobby.text
    assert lobby.message.silent and lobby.buttons == ["I'm in: 1", "Start"]

    assert (await tea.ben.presses("I'm in", chat=tea.group)).toast == "You are in."
    shown = await both.pass_time(seconds=3)
    assert shown.edited and "In: Ana, Ben." in shown.text and shown.buttons[0] == "I'm in: 2"
    refused = await tea.chi.presses("Start", chat=tea.group)
    assert refused.alert and refused.toast == "Only Ana or an admin can start this round."

    first = await tea.ana.presses("Start", chat=tea.group)
    poll = tea.poll.poll
    assert poll is not None and poll.question.startswith("1 of 2. ")
    assert poll.body["type"] == "quiz" and poll.body["is_anonymous"] is False and poll.body["open_period"] == 30
    assert poll.body["explanation"] and tea.poll.silent
    assert first.methods.count("sendPoll") == 1
    late = await tea.ben.presses("Start", on=lobby.message) if lobby.message.keyboard else None
    assert late is None or late.toast == "This round is already running."

    await tea.arrives()
    await tea.answers(tea.ana, right=True)
    await tea.answers(tea.ben, right=False)
    await tea.answers(tea.chi, right=True)  # joins by voting
    assert (await both.pass_time(seconds=20)).silent
    second = await both.pass_time(seconds=11)
    assert second.methods == ["sendPoll"] and tea.poll.poll.question.startswith("2 of 2. ")  # type: ignore[union-attr]
    await tea.arrives()
    await tea.answers(tea.chi, right=True)
    await tea.answers(tea.ana, right=False)
    await tea.answers(tea.ben, right=False)

    end = await both.pass_time(seconds=31)
    lines = end.text.split("\n")
    assert lines[0].startswith("Round over: Green tea + Matcha, 2 questions")
    assert lines[1:3] == ["1. Chi, 2 right", "2. Ana, 1 right"]
    assert "3 people played." in end.text and "Together: 3 of 6." in end.text
    assert "Hardest: question 2" in end.text and "1 of 3 right." in end.text
    assert end.buttons == ["Explain question 2", "Practise what I missed", "Another round"]
    assert end.message.silent

    explained = await tea.ben.presses("Explain question 2", chat=tea.group)
    assert explained.text.startswith("Question 2. ") and "Right is" in explained.text
    again = await tea.chi.presses("Explain question 2", chat=tea.group)
    assert again.toast == "It is explained below."
    assert await both.db.read(rounds.players_of, 1) == []


async def test_joining_edits_at_most_every_three_seconds(stage: Stage) -> None:
    tea = crowd(stage)
    people = [stage.person(f"P{number}") for number in range(8)]
    await tea.ana.says("/quiz@studybot 2", tea.group)
    edits = 0
    for somebody in people:
        edits += (await somebody.presses("I'm in", chat=tea.group)).methods.count("editMessageText")
    edits += (await stage.pass_time(seconds=3)).methods.count("editMessageText")
    assert edits == 1 and tea.group.last.buttons[0][0] == "I'm in: 9"


async def test_one_round_in_a_place_and_a_rest_after_it(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.ana.says("/quiz@studybot 1", tea.group)
    assert (await tea.ben.says("/quiz@studybot", tea.group)).text == "This round is already running."
    await tea.ana.presses("Start", chat=tea.group)
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    end = await stage.pass_time(seconds=31)
    assert end.buttons == ["Another round"]
    resting = await tea.ben.presses("Another round", chat=tea.group)
    assert resting.toast.startswith("The last round has just ended.")
    await stage.pass_time(seconds=10)
    again = await tea.ben.presses("Another round", on=end.message)
    assert again.text.startswith("Ben starts a round: Tea basics, one question")


async def test_every_forum_topic_has_its_own_round(stage: Stage) -> None:
    ana = stage.person("Ana")
    forum = stage.telegram.group("Tea forum", ana.person, forum=True)
    forum.threads |= {7: True, 8: True}
    for thread in (7, 8):
        heard = await ana.says("/quiz@studybot 2", forum, thread=thread)
        assert heard.message.thread == thread
        await ana.presses("Start", on=heard.message)
        assert forum.last.poll is not None and forum.last.thread == thread


async def test_stopping_is_for_the_starter_and_for_admins(stage: Stage) -> None:
    tea = crowd(stage)
    tea.group.members[tea.chi.id] = "administrator"
    await tea.ben.says("/quiz@studybot 3", tea.group)
    await tea.ben.presses("Start", chat=tea.group)
    stranger = stage.person("Dan")
    tea.group.members[stranger.id] = "member"
    assert (await stranger.says("/stop@studybot", tea.group)).text == "Only Ben or an admin can do this."
    foreign = await stranger.presses("Stop", chat=tea.group)
    assert foreign.alert and foreign.toast == "Only Ben or an admin can do this."
    await tea.arrives()
    await tea.answers(stranger, right=True)
    ended = await tea.chi.says("/stop@studybot", tea.group)
    assert "stopPoll" in ended.methods and "1. Dan, 1 right" in ended.seen[-1].text
    assert (await tea.ben.says("/stop@studybot", tea.group)).text.startswith("There is no round here.")


async def test_pausing_and_going_on(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.starts()
    await tea.arrives()
    paused = await tea.ana.presses("Pause", chat=tea.group)
    assert paused.text == "Paused: 1 of 3 asked."
    assert (await stage.pass_time(minutes=5)).silent
    await tea.ana.presses("Continue", chat=tea.group)
    assert tea.poll.poll.question.startswith("2 of 3.")  # type: ignore[union-attr]


async def test_three_questions_without_an_answer(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.starts("/quiz@studybot 5")
    for _ in range(2):
        await tea.arrives()
        assert (await stage.pass_time(seconds=31)).methods == ["sendPoll"]
    await tea.arrives()
    rest = await stage.pass_time(seconds=31)
    assert rest.text == "Nobody answered 3 questions in a row. I stop here: 3 of 5 asked."
    assert rest.buttons == ["Continue"]
    assert (await stage.pass_time(hours=1)).silent
    await tea.ana.presses("Continue", chat=tea.group)
    assert tea.poll.poll.question.startswith("4 of 5.")  # type: ignore[union-attr]


async def test_without_a_clock(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.starts("/quiz@studybot 2 untimed")
    assert "open_period" not in tea.poll.poll.body  # type: ignore[union-attr]
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    assert (await stage.pass_time(minutes=5)).silent
    first = tea.poll
    moved = await tea.ana.presses("Next question", chat=tea.group)
    assert moved.methods[:2] == ["stopPoll", "sendPoll"] or moved.methods[-2:] == ["stopPoll", "sendPoll"]
    stale = await tea.ana.sends_press("1c.1.next.1", first)
    assert stale.toast == "The next question is below."


@pytest.mark.parametrize("moment", ["lobby", "asked", "open", "late"])
async def test_a_restart_goes_on_at_the_right_question(both: Stage, moment: str) -> None:
    tea = crowd(both)
    lobby = await tea.ana.says("/quiz@studybot 2", tea.group)
    if moment == "lobby":
        await both.restart()
    await tea.ana.presses("Start", on=lobby.message)
    if moment == "asked":
        await both.restart()
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    if moment == "open":
        await both.restart()
    await tea.answers(tea.chi, right=False)
    if moment == "late":
        both.now = both.now.replace(hour=both.now.hour + 1)
        await both.restart()
    await both.pass_time(seconds=31)
    asked = [message for message in tea.group.shown if message.poll]
    assert [one.poll.question[:7] for one in asked] == ["1 of 2.", "2 of 2."]  # type: ignore[union-attr]
    await tea.arrives()
    await tea.answers(tea.chi, right=True)
    end = await both.pass_time(seconds=31)
    assert "Together: 2 of 3." in end.text


async def test_where_polls_are_forbidden_letters_do(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.ana.says("/start")
    tea.group.polls_forbidden = True
    await tea.starts("/quiz@studybot 2")
    heard = await stage.pass_time(seconds=1)
    asked, told = tea.group.last, tea.ana.last
    assert heard.methods == ["sendMessage", "sendMessage"]
    assert asked.text.startswith("1 of 2. ") and asked.buttons[0] == ["A", "B", "C", "D"]
    assert told.text.startswith("Polls are forbidden in Tea friends.")

    question = next(q for q in stage.library.default.questions if q.stem in asked.text)
    right = next(letter for letter in "ABCD" if f"{letter}. {question.options[min(question.answer)]}" in asked.text)
    wrong = next(letter for letter in "ABCD" if letter != right)
    assert (await tea.ben.presses(right, on=asked)).toast == "Right."
    assert (await tea.chi.presses(wrong, on=asked)).toast.startswith("Not right. Right is")
    assert (await tea.chi.presses(right, on=asked)).toast == "You have answered this question."
    await tea.arrives()
    moved = await stage.pass_time(seconds=31)
    assert moved.methods == ["editMessageText", "sendMessage"]
    assert "Right is" in asked.text and not asked.buttons
    await tea.arrives()
    end = await stage.pass_time(seconds=31)
    assert end.methods == ["editMessageText", "sendMessage"] and "1. Ben, 1 right" in tea.group.last.text


async def test_polls_forbidden_in_the_middle(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.starts("/quiz@studybot 2")
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    tea.group.polls_forbidden = True
    await stage.pass_time(seconds=31)
    await stage.pass_time(seconds=1)
    assert tea.group.last.text.startswith("2 of 2. ") and tea.group.last.buttons[0][0] == "A"


async def test_removed_in_the_middle(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.starts()
    await tea.arrives()
    tea.ana.person.removes_bot(tea.group)
    await stage.listen()
    for _ in range(4):
        assert (await stage.pass_time(seconds=31)).silent
    assert await stage.db.read(rounds.open_of_chat, tea.group.id) == []


async def test_a_closed_topic_ends_the_round_and_tells_the_admin_once(stage: Stage) -> None:
    ana = stage.person("Ana")
    await ana.says("/start")
    forum = stage.telegram.group("Tea <b>forum", ana.person, forum=True)
    forum.threads[7] = True
    lobby = await ana.says("/quiz@studybot 3", forum, thread=7)
    await ana.presses("Start", on=lobby.message)
    await stage.pass_time(seconds=1)
    forum.threads[7] = False
    await stage.pass_time(seconds=31)
    told = await stage.pass_time(seconds=1)
    assert told.text == "The topic I write to in Tea <b>forum is closed or gone. I have stopped there."
    assert (await stage.pass_time(minutes=5)).silent


async def test_a_vote_that_overtakes_its_poll_counts_in_the_round(both: Stage) -> None:
    table = askings_table
    tea = crowd(both)
    await tea.starts("/quiz@studybot 1")
    poll = tea.poll.poll
    assert poll is not None
    await both.db.transaction(lambda tx: tx.execute(table.update().values(poll_id=None, message_id=None)))
    await tea.answers(tea.ben, right=True)
    known = {"poll_id": poll.id, "message_id": tea.poll.id}
    await both.db.transaction(lambda tx: tx.execute(table.update().values(**known)))
    await tea.arrives()
    end = await both.pass_time(seconds=31)
    assert "1. Ben, 1 right" in end.text


async def test_a_vote_that_is_withdrawn_was_given(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.starts("/quiz@studybot 1")
    await tea.answers(tea.ben, right=True)
    await tea.ben.votes(tea.poll)
    await tea.answers(tea.ben, right=False)
    await tea.arrives()
    assert "1. Ben, 1 right" in (await stage.pass_time(seconds=31)).text


async def test_an_answer_of_telegram_that_is_lost_stops_no_round(stage: Stage) -> None:
    """Nobody knows whether a question arrived: it is asked once more at once, and the round goes on after it."""
    tea = crowd(stage)
    lost = 0

    def no_answer(method: str, _parameters: dict[str, object]) -> None:
        nonlocal lost
        if method == "sendPoll" and lost > 0:
            lost -= 1
            raise TimedOut

    stage.request.fault = no_answer
    lost = 1
    await tea.starts("/quiz@studybot 2")
    assert all(message.poll is None for message in tea.group.shown)
    await stage.pass_time(seconds=1)
    assert tea.poll.poll.question.startswith("1 of 2.")  # type: ignore[union-attr]
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    lost = 2
    await stage.pass_time(seconds=31)
    for _ in range(3):
        await stage.pass_time(seconds=1)
    end = await stage.pass_time(seconds=31)
    assert "Together: 1 of 1." in end.text


async def test_killed_while_a_question_is_sent(both: Stage) -> None:
    """The process ends between asking Telegram and knowing its answer."""
    from bot.storage.tables import outbox as table

    tea = crowd(both)
    await tea.starts("/quiz@studybot 1")
    poll = tea.poll.poll
    assert poll is not None
    body = {**poll.body, "chat_id": tea.group.id}
    sending = {"state": "sending", "body": body, "done_at": None, "message_id": None}
    mine = table.c.method == "sendPoll"
    await both.db.transaction(lambda tx: tx.execute(table.update().where(mine).values(**sending)))
    await both.db.transaction(lambda tx: tx.execute(askings_table.update().values(poll_id=None, message_id=None)))
    await both.restart()
    await both.pass_time(seconds=2)
    await both.pass_time(seconds=2)
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    assert "Together: 1 of 1." in (await both.pass_time(seconds=31)).text


async def test_no_repeats_of_what_the_group_saw(stage: Stage) -> None:
    tea = crowd(stage)
    seen: list[str] = []
    for _ in range(4):
        await tea.starts("/quiz@studybot 5 fast")
        for _ in range(5):
            seen.append(tea.poll.poll.question.partition(". ")[2])  # type: ignore[union-attr]
            await tea.arrives()
            await tea.answers(tea.ben, right=True)
            await stage.pass_time(seconds=16)
        await stage.pass_time(seconds=10)
    assert len(set(seen)) == len(seen) == 20


async def test_a_mix_by_shares(stage: Stage) -> None:
    tea = crowd(stage)
    heard = await tea.ana.says("/quiz@studybot green-tea(75%)+water(25%) 4", tea.group)
    assert heard.text.startswith("Ana starts a round: Green tea + Water")
    assert (
        await tea.ben.says("/quiz@studybot green tea+quantum 4", tea.group)
    ).text == "This round is already running."
    await stage.pass_time(minutes=11)
    unknown = await tea.ben.says("/quiz@studybot green tea+quantum physics", tea.group)
    assert unknown.text.startswith("I have no topic like “quantum physics”")


async def test_a_lobby_that_nobody_starts(stage: Stage) -> None:
    tea = crowd(stage)
    lobby = await tea.ana.says("/quiz@studybot", tea.group)
    await tea.ben.presses("I'm in", on=lobby.message)
    await stage.pass_time(seconds=3)
    gone = await stage.pass_time(minutes=10)
    assert gone.text.startswith("Nobody started this round.") and not gone.buttons
    late = await tea.ana.sends_press("1c.1.start.0", lobby.message)
    assert late.toast == "This round is over."


async def test_in_a_large_group_admins_start(stage: Stage) -> None:
    tea = crowd(stage)
    tea.group.members |= {900_000 + number: "member" for number in range(250)}
    assert (await tea.ben.says("/quiz@studybot", tea.group)).text == "Here admins start the rounds."
    assert (await tea.ana.says("/quiz@studybot", tea.group)).text.startswith("Ana starts a round")


async def test_votes_of_people_we_never_met_are_kept_apart_from_any_card(stage: Stage) -> None:
    tea = crowd(stage)
    await tea.ana.says("/start")
    await tea.starts("/quiz@studybot 1")
    await tea.answers(tea.ana, right=True)
    await tea.answers(tea.ben, right=True)
    assert len(await stage.db.read(votes.of_person, tea.ben.id)) == 1
    for somebody in (tea.ana, tea.ben):  # nobody was asked yet whether it may enter their cards
        assert await stage.db.read(reviews.totals, somebody.id) == (0, 0)


async def test_a_vote_that_waits_is_no_silence(stage: Stage) -> None:
    """Under load the time of a question may be over before its votes are counted: the round waits for them."""
    tea = crowd(stage)
    await tea.ana.says("/quiz@studybot 2 fast", tea.group)
    await tea.ana.presses("Start", chat=tea.group)
    asked = tea.group.last.poll
    assert asked is not None
    body = f'{{"poll_answer":{{"poll_id":"{asked.id}","option_ids":[0]}}}}'
    waiting = Arrival(1_000_000, tea.ben.id, body, stage.now)
    await stage.db.transaction(inbox.store, [waiting], "another process")
    for _ in range(3):
        await stage.pass_time(seconds=10)
    assert tea.group.last.poll is asked
    await stage.db.transaction(inbox.done, waiting.update_id)
    await stage.pass_time(seconds=2)
    assert tea.group.last.poll is not asked


async def test_a_vote_that_waits_is_on_the_scoreboard(both: Stage) -> None:
    """After a restart everything that came before is taken up at once, also the press that ends the round."""
    tea = crowd(both)
    await tea.starts("/quiz@studybot 1 untimed")
    await tea.arrives()
    await tea.answers(tea.ana, right=False)
    assert tea.poll.poll is not None
    tea.ben.person.votes(tea.poll, *tea.poll.poll.correct)
    arrivals = both.telegram.take_updates()
    vote = next(one for one in arrivals if "poll_answer" in one)
    body = json.dumps(vote, separators=(",", ":"))
    await both.db.transaction(inbox.store, [Arrival(vote["update_id"], tea.ben.id, body, both.now)], None)
    ended = await tea.ana.presses("Next question", chat=tea.group)
    assert sorted(ended.methods) == ["answerCallbackQuery", "stopPoll"]
    assert (await both.pass_time(seconds=1)).silent
    await both.app.intake.recover()
    await both.listen()
    assert "Together: 1 of 2." in (await both.pass_time(seconds=1)).text


async def test_stopping_waits_for_votes_that_came(both: Stage) -> None:
    tea = crowd(both)
    await tea.starts("/quiz@studybot 3")
    await tea.arrives()
    await tea.answers(tea.ana, right=True)
    asked = tea.poll.poll
    assert asked is not None
    body = f'{{"poll_answer":{{"poll_id":"{asked.id}","option_ids":[0]}}}}'
    waiting = Arrival(1_000_000, tea.ben.id, body, both.now)
    await both.db.transaction(inbox.store, [waiting], "another process")
    assert (await tea.ana.says("/stop@studybot", tea.group)).methods == ["stopPoll"]
    await both.db.transaction(inbox.done, waiting.update_id)
    ended = await both.pass_time(seconds=1)
    assert ended.methods == ["sendMessage"] and "Together: 1 of 1." in ended.text
    assert (await both.pass_time(minutes=5)).silent


async def test_letters_that_wait_are_no_silence(stage: Stage) -> None:
    tea = crowd(stage)
    tea.group.polls_forbidden = True
    await tea.starts("/quiz@studybot 1 fast")
    await stage.pass_time(seconds=1)
    await tea.arrives()
    asked = tea.group.last
    tea.ben.person.presses("A", on=asked)
    (press,) = stage.telegram.take_updates()
    body = json.dumps(press, separators=(",", ":"))
    await stage.db.transaction(inbox.store, [Arrival(press["update_id"], tea.ben.id, body, stage.now)], None)
    stage.now += timedelta(minutes=1)
    await stage.app.tick(stage.now)
    assert asked.buttons  # it waits for the letter that came in time
    await stage.app.intake.recover()
    await stage.listen()
    await stage.pass_time(seconds=1)
    assert "One person played." in tea.group.last.text


async def test_votes_that_telegram_kept_while_nobody_ran(both: Stage) -> None:
    """The time of a question ran out meanwhile; after a start the round waits for what Telegram has to tell."""
    tea = crowd(both)
    await tea.starts("/quiz@studybot 1")
    await tea.arrives()
    assert tea.poll.poll is not None
    await both.close()
    tea.ben.person.votes(tea.poll, *tea.poll.poll.correct)
    kept = both.telegram.take_updates()
    both.now += timedelta(minutes=1)
    await both.restart()
    await both.app.tick(both.now)
    await both.app.intake.receive(kept)
    await both.listen()
    assert "Together: 1 of 1." in (await both.pass_time(seconds=2)).text


async def twice(tea: Crowd) -> tuple[Message, Message]:
    """A round whose only question stands in two copies: its answer was lost, and it was sent once more."""
    from bot.storage.tables import outbox as table

    stage = tea.stage
    await tea.starts("/quiz@studybot 1")
    first = tea.poll
    assert first.poll is not None
    body = {**first.poll.body, "chat_id": tea.group.id}
    sending = {"state": "sending", "body": body, "done_at": None, "message_id": None}
    mine = table.c.method == "sendPoll"
    await stage.db.transaction(lambda tx: tx.execute(table.update().where(mine).values(**sending)))
    await stage.db.transaction(lambda tx: tx.execute(askings_table.update().values(poll_id=None, message_id=None)))
    await stage.restart()
    await stage.pass_time(seconds=2)
    await stage.pass_time(seconds=2)
    await tea.arrives()
    second = tea.poll
    assert second.id > first.id and second.poll is not None
    return first, second


async def test_votes_in_both_copies_of_a_question_count(both: Stage) -> None:
    """A question that was sent once more stands twice, and each of the two takes votes."""
    tea = crowd(both)
    first, second = await twice(tea)
    assert first.poll is not None and second.poll is not None
    await tea.chi.votes(second, *second.poll.correct)
    await tea.ben.votes(first, *first.poll.correct)
    for copy in (first, second):  # one answer, however often
        await tea.ana.votes(copy, *second.poll.correct)
    assert "Together: 3 of 3." in (await both.pass_time(seconds=31)).text


async def test_a_vote_in_the_first_copy_that_waits_is_on_the_scoreboard(both: Stage) -> None:
    tea = crowd(both)
    first, _ = await twice(tea)
    assert first.poll is not None
    await tea.ben.votes(first, *first.poll.correct)
    body = f'{{"poll_answer":{{"poll_id":"{first.poll.id}","option_ids":[0]}}}}'
    waiting = Arrival(1_000_000, tea.chi.id, body, both.now)
    await both.db.transaction(inbox.store, [waiting], "another process")
    assert (await both.pass_time(seconds=31)).silent
    await both.db.transaction(inbox.done, waiting.update_id)
    assert "Together: 1 of 1." in (await both.pass_time(seconds=1)).text


@pytest.mark.parametrize("told", [True, False])
async def test_a_vote_in_a_first_copy_that_nobody_knows_yet(both: Stage, told: bool) -> None:
    """What Telegram tells of the poll comes after the vote: with a webhook by itself, and late after a kill."""
    tea = crowd(both)
    first, _ = await twice(tea)
    assert first.poll is not None
    tea.ben.person.votes(first, *first.poll.correct)
    updates = both.telegram.take_updates()
    await both.app.intake.receive([update for update in updates if "poll_answer" in update])
    assert (await both.pass_time(seconds=31)).silent
    if told:
        await both.app.intake.receive([update for update in updates if "poll" in update])
        assert "Together: 1 of 1." in (await both.pass_time(seconds=1)).text
    else:
        assert (await both.pass_time(seconds=8)).silent
        assert "Nobody answered" in (await both.pass_time(seconds=3)).text


async def test_after_everything_was_seen_no_question_comes_twice_in_a_round(stage: Stage) -> None:
    tea = crowd(stage)
    tea.group.polls_forbidden = True
    for _ in range(2):
        await tea.starts("/quiz@studybot matcha 2 fast")
        asked = []
        for _ in range(2):
            await stage.pass_time(seconds=1)
            await tea.arrives()
            asked.append(tea.group.last.text.partition(". ")[2].split("\n")[0])
            await tea.ben.presses("A", on=tea.group.last)
            await stage.pass_time(seconds=17)
        assert len(set(asked)) == 2
        await stage.pass_time(seconds=11)


async def test_killed_between_storing_votes_and_knowing_their_poll(
    both: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question was just asked, and people voted and moved on: with the votes the poll must be known."""
    from bot.storage.tables import outbox as table

    class Killed(BaseException):
        pass

    def kill(_arrivals: object) -> None:
        raise Killed

    tea = crowd(both)
    await tea.starts("/quiz@studybot 1 untimed")
    await tea.arrives()
    asked = tea.poll
    assert asked.poll is not None
    body = {**asked.poll.body, "chat_id": tea.group.id}
    sending = {"state": "sending", "body": body, "done_at": None, "message_id": None}
    mine = table.c.method == "sendPoll"
    await both.db.transaction(lambda tx: tx.execute(table.update().where(mine).values(**sending)))
    await both.db.transaction(lambda tx: tx.execute(askings_table.update().values(poll_id=None, message_id=None)))
    for voter in (tea.ben, tea.chi):
        voter.person.votes(asked, *asked.poll.correct)
    tea.ana.person.presses("Next question", on=asked)
    arrivals = both.telegram.take_updates()
    monkeypatch.setattr(both.app.lanes, "take", kill)
    with pytest.raises(Killed):
        await both.app.intake.receive(arrivals)
    await both.restart()
    await both.listen()
    await both.app.intake.receive(arrivals)  # Telegram was not told that they arrived
    await both.listen()
    await both.pass_time(seconds=1)
    boards = [message.text for message in tea.group.shown if message.text.startswith("Round over")]
    assert len(boards) == 1 and "Together: 2 of 2." in boards[0]


@pytest.mark.parametrize("how", ["/stop@studybot", "Stop", "Next question", "Continue"])
async def test_a_letter_that_waits_while_its_question_is_closed(stage: Stage, how: str) -> None:
    """It came in time, so it counts, whatever was handled before it."""
    tea = crowd(stage)
    tea.group.polls_forbidden = True
    await tea.starts("/quiz@studybot 2 " + ("untimed" if how == "Next question" else "normal"))
    await stage.pass_time(seconds=1)
    await tea.arrives()
    asked = tea.group.last
    if how == "Continue":
        await tea.ana.presses("Pause", on=asked)
    pressed = tea.ben.person.presses("A", on=asked)
    (press,) = stage.telegram.take_updates()
    body = json.dumps(press, separators=(",", ":"))
    await stage.db.transaction(inbox.store, [Arrival(press["update_id"], tea.ben.id, body, stage.now)], None)
    if how.startswith("/"):
        tea.ana.person.says(how, tea.group)
    else:
        tea.ana.person.presses(how, on=asked if how != "Continue" else None, chat=tea.group)
    await stage.app.intake.receive(stage.telegram.take_updates())
    await stage.app.settle()
    assert not asked.buttons
    await stage.app.intake.recover()
    await stage.listen()
    assert "ight" in tea.ben.person.toast(pressed)["text"]
    await stage.pass_time(seconds=1)
    if "top" not in how:
        await tea.ana.says("/stop@studybot", tea.group)
    assert "One person played." in tea.group.last.text


async def test_a_clock_that_is_set_back(stage: Stage) -> None:
    """Nothing waits for the hour in which the process was started to come again."""
    tea = crowd(stage)
    stage.now -= timedelta(hours=1)
    await tea.starts("/quiz@studybot 1")
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    assert "Together: 1 of 1." in (await stage.pass_time(seconds=31)).text


async def is_counted_while_the_round_ends(stage: Stage) -> None:
    """One process takes out the vote while another has the round: it must be on the board."""
    stage.now += timedelta(seconds=31)

    def count(tx: Connection) -> int:
        rest(tx, 0.3)
        return polls.count_early(tx, stage.now)

    def move(tx: Connection) -> None:
        rounds.find(tx, 1)
        rest(tx, 0.8)
        clockwork = Clockwork(stage.app.services.texts, "studybot")
        assert clockwork.tick(tx, stage.app.services.content, stage.now) == 1

    counted, _ = await asyncio.gather(stage.db.transaction(count), stage.db.transaction(move))
    assert counted == 1
    assert "Together: 1 of 1." in (await stage.pass_time(seconds=1)).text


async def test_two_processes_count_votes_that_were_early(postgres_server: Postgres) -> None:
    """One has the vote and needs the round, the other has the round: neither waits, and the vote is on the board."""
    async with on_stage(postgres_server.fresh()) as stage:
        tea = crowd(stage)
        await tea.starts("/quiz@studybot 1")
        await tea.arrives()
        poll = tea.poll.poll
        assert poll is not None
        table, known = askings_table, {"poll_id": poll.id, "message_id": tea.poll.id}
        await stage.db.transaction(lambda tx: tx.execute(table.update().values(poll_id=None, message_id=None)))
        await tea.answers(tea.ben, right=True)
        await stage.db.transaction(lambda tx: tx.execute(table.update().values(**known)))
        await is_counted_while_the_round_ends(stage)


async def test_a_vote_in_the_first_copy_that_another_process_counts_is_on_the_scoreboard(
    postgres_server: Postgres,
) -> None:
    async with on_stage(postgres_server.fresh()) as stage:
        tea = crowd(stage)
        first, _ = await twice(tea)
        assert first.poll is not None
        await tea.ben.votes(first, *first.poll.correct)
        await is_counted_while_the_round_ends(stage)


async def test_a_vote_whose_poll_becomes_the_first_copy_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken out as one in the poll of its question, which in the next moment is known to stand in another."""
    tea = crowd(stage)
    await tea.starts("/quiz@studybot 1")
    await tea.arrives()
    poll = tea.poll.poll
    assert poll is not None
    await stage.db.transaction(lambda tx: tx.execute(askings_table.update().values(poll_id=None)))
    await tea.answers(tea.ben, right=True)
    await stage.db.transaction(lambda tx: tx.execute(askings_table.update().values(poll_id=poll.id)))
    take = early_votes.take_known

    def then_the_other(tx: Connection, numbers: Sequence[int] | None = None) -> list[tuple[EarlyVote, int]]:
        taken = take(tx, numbers)
        tx.execute(askings_table.update().values(poll_id="second"))
        return taken

    monkeypatch.setattr(early_votes, "take_known", then_the_other)
    assert await stage.db.transaction(polls.count_early, stage.now) == 1
    assert "Together: 1 of 1." in (await stage.pass_time(seconds=31)).text


def rest(tx: Connection, seconds: float) -> None:
    tx.exec_driver_sql(f"SELECT pg_sleep({seconds})")
