"""What goes wrong around a round and a panel: rights taken, polls deleted, late votes, two admins, odd names."""

from datetime import timedelta

import pytest
from telegram.error import BadRequest

from bot.storage import chat_dailies, chats, reviews, rounds, votes
from tests.chats.test_chat_panel import arrived, target
from tests.chats.test_rounds import crowd
from tests.stage import Stage


async def test_made_an_admin_and_a_plain_member_again_in_the_middle(stage: Stage) -> None:
    """A round needs no admin right, so nothing stops and nobody is greeted twice."""
    tea = crowd(stage)
    await tea.starts("/quiz@studybot 2")
    await tea.arrives()
    for status in ("administrator", "member"):
        tea.ana.person.makes_bot(status, tea.group)
        assert (await stage.listen()).silent
    await tea.answers(tea.ben, right=True)
    assert (await stage.pass_time(seconds=31)).methods == ["sendPoll"]
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    assert "1. Ben, 2 right" in (await stage.pass_time(seconds=31)).text


async def test_silenced_in_the_middle(stage: Stage) -> None:
    """Whoever may not write any more stops, tells the admin once and in private, and starts again when allowed."""
    tea = crowd(stage)
    await tea.ana.says("/start")
    await tea.starts("/quiz@studybot 2")
    await tea.arrives()
    await tea.answers(tea.ben, right=True)

    def silenced(method: str, parameters: dict[str, object]) -> None:
        if method.startswith("send") and parameters["chat_id"] == tea.group.id:
            raise BadRequest("Not enough rights to send text messages to the chat")

    stage.request.fault = silenced
    await stage.pass_time(seconds=31)
    told = await stage.pass_time(seconds=1)
    assert told.message.chat is tea.ana.chat
    assert told.text == "I may not write in Tea friends. I have stopped there."
    assert (await stage.pass_time(minutes=5)).silent
    stage.request.fault = None
    assert (await tea.ana.says("/quiz@studybot 2", tea.group)).text.startswith("Ana starts a round")


@pytest.mark.parametrize("order", ["/quiz@studybot 2", "/quiz@studybot 2 untimed"])
async def test_an_admin_deletes_the_poll(stage: Stage, order: str) -> None:
    """The question counts as it was answered; the round goes on."""
    tea = crowd(stage)
    await tea.starts(order)
    await tea.arrives()
    await tea.answers(tea.ben, right=True)
    first = tea.poll
    first.deleted = True
    stage.telegram.violations.clear()
    await stage.pass_time(minutes=31)  # without a clock this is how long a question waits
    assert tea.poll.poll.question.startswith("2 of 2.")  # type: ignore[union-attr]
    await tea.arrives()
    await tea.answers(tea.ben, right=False)
    end = await tea.ana.says("/stop@studybot", tea.group)
    assert "1. Ben, 1 right" in end.seen[-1].text and "Together: 1 of 2." in end.seen[-1].text


async def test_an_admin_deletes_the_lobby(stage: Stage) -> None:
    tea = crowd(stage)
    lobby = (await tea.ana.says("/quiz@studybot 2", tea.group)).message
    await tea.ben.presses("I'm in", chat=tea.group)
    lobby.deleted = True
    await stage.pass_time(seconds=4)
    shown = tea.group.last  # it stands again, with its buttons
    assert "In: Ana, Ben." in shown.text
    await tea.ana.presses("Start", on=shown)
    assert tea.poll.poll.question.startswith("1 of 2.")  # type: ignore[union-attr]


async def test_a_vote_after_the_end(both: Stage) -> None:
    """It was given before the poll closed, so it is kept; the scoreboard has been read, so it stays as it is."""
    tea = crowd(both)
    await tea.starts("/quiz@studybot 1")
    await tea.arrives()
    await tea.answers(tea.ana, right=True)
    assert tea.poll.poll is not None
    tea.ben.person.votes(tea.poll, *tea.poll.poll.correct)
    late = both.telegram.take_updates()  # on its way while the round ends
    end = await both.pass_time(seconds=31)
    said = end.text
    await both.app.intake.receive(late)
    assert (await both.listen()).silent
    assert end.message.text == said and (await both.pass_time(minutes=1)).silent
    assert len(await both.db.read(votes.of_person, tea.ben.id)) == 1
    assert await both.db.read(rounds.players_of, 1) == []  # no name is kept after the end
    assert await both.db.read(reviews.totals, tea.ben.id) == (0, 0)


async def test_a_letter_after_the_end(stage: Stage) -> None:
    tea = crowd(stage)
    tea.group.polls_forbidden = True
    await tea.starts("/quiz@studybot 1")
    await stage.pass_time(seconds=1)
    asked = tea.group.last
    data = asked.keyboard[0][0]["callback_data"]
    await tea.ana.presses("A", on=asked)
    await tea.arrives()
    await stage.pass_time(seconds=31)
    stage.now += timedelta(seconds=1)
    late = await tea.ben.sends_press(data, asked)
    assert late.toast == "This question is closed." and late.alert
    assert await stage.db.read(votes.of_person, tea.ben.id) == []


async def test_two_admins_post_at_once(both: Stage) -> None:
    group, ana, ben, hello = await arrived(both)
    group.members[ben.id] = "administrator"
    for admin in (ana, ben):
        admin.person.says(f"/start {target(hello, 'Set up')}")
    await both.listen()
    presses = [(admin, admin.person.presses("Post now")) for admin in (ana, ben)]
    await both.listen()
    assert [admin.person.toast(press)["text"] for admin, press in presses] == ["Posted.", "Posted."]
    assert sum(message.poll is not None for message in group.shown) == 1
    both.now = both.now.replace(minute=both.now.minute + 1)
    await ana.presses("Post now")
    assert sum(message.poll is not None for message in group.shown) == 2


async def test_two_admins_connect_and_change_different_things(both: Stage) -> None:
    """Each sees the whole panel, and nobody's choice undoes the other's."""
    group, ana, ben, hello = await arrived(both)
    group.members[ben.id] = "administrator"
    for admin in (ana, ben):
        await admin.says(f"/start {target(hello, 'Set up')}")
    await ana.presses("My local time")
    await ben.presses("Pace")
    ana.person.says("madrid")
    ben.person.presses("fast")
    await both.listen()
    await ana.presses("Change the time")
    await ben.presses("Days")
    ana.person.presses("13:00")
    ben.person.presses("Monday to Friday")
    await both.listen()
    found, daily = await both.db.read(chats.find, group.id), await both.db.read(chat_dailies.find, group.id)
    assert found is not None and (found.zone, found.pace) == ("Europe/Madrid", "fast")
    assert daily is not None and (daily.minute, daily.weekdays) == (13 * 60, chat_dailies.WORKDAYS)
    assert daily.next_due_at is not None


async def test_two_people_start_at_once(both: Stage) -> None:
    tea = crowd(both)
    for somebody in (tea.ana, tea.ben):
        somebody.person.says("/quiz@studybot 2", tea.group)
    heard = await both.listen()
    assert sorted(m.text.startswith("This round is already running") for m in heard.seen) == [False, True]
    assert len(await both.db.read(rounds.open_of_chat, tea.group.id)) == 1


@pytest.mark.parametrize("name", ["<b>Tea & co</b> <i>", "</b>&lt;<script>", "*_`[x](y)\u202e\u200d", "A" * 128])
async def test_renamed_with_markup_in_the_middle(stage: Stage, name: str) -> None:
    """A name is only ever text, wherever it is shown."""
    tea = crowd(stage)
    await tea.ana.says("/start")
    await tea.starts("/quiz@studybot 2")
    await tea.arrives()
    tea.group.title = name
    await tea.answers(tea.ben, right=False)
    await stage.pass_time(seconds=31)
    await tea.arrives()
    await tea.answers(tea.ben, right=False)
    end = await stage.pass_time(seconds=31)
    asked = await tea.ben.says(f"/start {target(end.message, 'Practise what I missed')}")
    assert "Tea friends" in asked.text  # nobody has said the new name yet
    setup = await tea.ana.says("/setup@studybot", tea.group)
    panel = await tea.ana.says(f"/start {target(setup.message, 'Set up')}")
    assert panel.text.split("\n")[0].startswith(name[:20])
    assert name in (await tea.ben.says(f"/start {target(end.message, 'Practise what I missed')}")).text
