"""Setting up a group: the way in by a signed link, the panel in private, and everybody who may not."""

from datetime import timedelta

import pytest

from bot.demo.telegram import Chat, Message
from bot.storage import chat_dailies, chats
from tests.stage import Heard, Stage, Talker


def target(message: Message, label: str) -> str:
    """What a link button would send as /start."""
    (url,) = [b["url"] for row in message.keyboard for b in row if b["text"] == label and "url" in b]
    return str(url).partition("?start=")[2]


async def arrived(stage: Stage) -> tuple[Chat, Talker, Talker, Message]:
    """A group that the bot has just come into: Ana owns it, Ben is a member."""
    ana, ben = stage.person("Ana"), stage.person("Ben")
    group = stage.telegram.group("Tea <b>friends", ana.person, ben.person)
    ana.person.adds_bot(group)
    heard = await stage.listen()
    return group, ana, ben, heard.message


async def opens(stage: Stage) -> tuple[Chat, Talker, Talker, Heard]:
    group, ana, ben, hello = await arrived(stage)
    return group, ana, ben, await ana.says(f"/start {target(hello, 'Set up')}")


async def test_one_short_message_on_arrival(both: Stage) -> None:
    _group, ana, _ben, hello = await arrived(both)
    assert hello.text.startswith("Hello. Start a round with /quiz@studybot.") and hello.silent
    panel = await ana.says(f"/start {target(hello, 'Set up')}")
    assert panel.text.startswith("Tea <b>friends\n") and "No daily question." in panel.text
    assert "anyone, or admins above 200 members" in panel.text
    mine = await ana.says("/groups")
    assert mine.buttons[0] == "Tea <b>friends"


async def test_a_link_is_worth_nothing_to_others_or_later(stage: Stage) -> None:
    _group, ana, ben, hello = await arrived(stage)
    link = target(hello, "Set up")
    assert (await ben.says(f"/start {link}")).text.startswith("Only admins of Tea <b>friends")
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert (await ana.says(f"/start {changed}")).text.startswith("This link is too old.")
    stage.now += timedelta(hours=25)
    assert (await ana.says(f"/start {link}")).text.startswith("This link is too old.")


async def test_the_daily_question_is_set_up(stage: Stage) -> None:
    group, ana, _ben, _panel = await opens(stage)
    assert (await ana.presses("Daily question")).text.startswith("What time is it for you now?")
    assert (await ana.says("madrid")).text.startswith("Tea <b>friends")
    assert (await ana.presses("Daily question")).text.startswith("When does the daily question come?")
    done = await ana.says("7:30 pm")
    assert "Daily question: 19:30 (Madrid), every day. The next one comes Tuesday" in done.text
    await ana.presses("Days")
    assert "Monday to Friday" in (await ana.presses("Monday to Friday")).text
    await ana.presses("Topic")
    assert "Topic: Matcha." in (await ana.says("matcha")).text
    stopped = await ana.presses("Stop the daily question")
    assert "No daily question." in stopped.text
    daily = await stage.db.read(chat_dailies.find, group.id)
    assert daily is not None and daily.next_due_at is None


async def test_rounds_and_language_are_set_up(stage: Stage) -> None:
    group, ana, ben, _panel = await opens(stage)
    await ana.presses("Pace")
    await ana.presses("fast")
    await ana.presses("Who starts")
    assert "Rounds: fast. Who starts them: admins." in (await ana.presses("admins")).text
    await ana.presses("Language")
    await ana.presses("Español")
    assert (await ben.says("/quiz@studybot", group)).text == "Aquí los admins abren las rondas."
    assert "15 segundos cada una" in (await ana.says("/quiz@studybot 2", group)).text


async def test_preview_and_post_now(stage: Stage) -> None:
    group, ana, _ben, _panel = await opens(stage)
    shown = await ana.presses("Preview")
    assert "A. " in shown.text and shown.edited
    posted = await ana.presses("Post now")
    assert posted.toast == "Posted." and group.last.poll is not None
    assert shown.message.text.startswith(group.last.poll.question)


async def test_forged_presses_change_nothing(stage: Stage) -> None:
    group, ana, ben, panel = await opens(stage)
    await ben.says("/start")
    for data in (f"1f.{group.id}.off.", f"1f.{group.id}.starters.admins", f"1f.{group.id}.post.", "1f.-100999.open."):
        pressed = await ben.sends_press(data, ben.last)
        assert pressed.alert and pressed.toast == "Only admins of this chat can change this."
    for data in (f"1f.{group.id}.nonsense.", f"1f.{group.id}.zone.Nowhere", f"1f.{group.id}.pace.quick"):
        assert (await ana.sends_press(data, panel.message)).toast.startswith("This button is from an older message")
    found = await stage.db.read(chats.find, group.id)
    assert found is not None and found.starters is None and found.pace is None
    assert all(message.poll is None for message in group.shown)


async def test_whoever_is_no_admin_any_more_is_told_within_a_minute(stage: Stage) -> None:
    group, ana, ben, _panel = await opens(stage)
    group.members |= {ana.id: "member", ben.id: "creator"}
    stage.now += timedelta(seconds=61)
    refused = await ana.presses("Who starts")
    assert refused.alert and refused.toast == "Only admins of this chat can change this."
    assert (await ana.says("/groups")).text.startswith("You have not set up a group")


async def test_what_is_typed_is_checked_as_well(stage: Stage) -> None:
    group, ana, _ben, _panel = await opens(stage)
    await ana.presses("My local time")
    group.members[ana.id] = "member"
    stage.now += timedelta(seconds=61)
    assert (await ana.says("madrid")).text == "Only admins of this chat can change this."
    assert (await stage.db.read(chats.find, group.id)).zone is None  # type: ignore[union-attr]


async def test_setup_in_the_group_is_for_admins(stage: Stage) -> None:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    forum = stage.telegram.group("Tea forum", ana.person, ben.person, forum=True)
    forum.threads[7] = True
    assert (await ben.says("/setup@studybot", forum)).text == "Only admins of this chat can change this."
    assert (await ana.says("/setup@studybot", forum, thread=7)).message.thread == 7
    done = await ana.says("/setup@studybot here", forum, thread=7)
    assert done.text.startswith("Done. The daily question comes in this topic.") and "Forum topics" in done.text
    assert (await stage.db.read(chats.find, forum.id)).thread_id == 7  # type: ignore[union-attr]


@pytest.mark.parametrize("forum", [False, True])
async def test_where_there_is_no_topic_nothing_is_said_of_topics(stage: Stage, forum: bool) -> None:
    ana = stage.person("Ana")
    group = stage.telegram.group("Tea", ana.person, forum=forum)
    assert (await ana.says("/setup@studybot here", group)).text == "Done. The daily question comes here."


async def test_two_admins_at_once(both: Stage) -> None:
    group, ana, ben, hello = await arrived(both)
    group.members[ben.id] = "administrator"
    for admin in (ana, ben):
        await admin.says(f"/start {target(hello, 'Set up')}")
        await admin.presses("Who starts")
    ana.person.presses("admins")
    ben.person.presses("anyone")
    await both.listen()
    found = await both.db.read(chats.find, group.id)
    assert found is not None and found.starters in ("admins", "anyone")


async def test_everything_follows_a_group_to_its_new_number(both: Stage) -> None:
    ana = both.person("Ana")
    old = both.telegram.group("Tea friends", ana.person, kind="group")
    new = both.telegram.group("Tea friends", ana.person)
    ana.person.adds_bot(old)
    hello = (await both.listen()).message
    await ana.says(f"/start {target(hello, 'Set up')}")
    await ana.presses("My local time")
    await ana.says("madrid")
    await ana.presses("Daily question")
    await ana.presses("20:00")
    await ana.says("/ask@studybot matcha", new)  # the new one is met before the news arrives
    old.migrated_to = new.id
    both.telegram.queue(
        "message",
        {
            "message_id": 99,
            "date": int(both.now.timestamp()),
            "chat": {"id": old.id, "type": "group", "title": "Tea friends"},
            "from": ana.person.user,
            "migrate_to_chat_id": new.id,
        },
    )
    await both.listen()
    assert await both.db.read(chats.find, old.id) is None
    posted = await both.pass_time(hours=10)
    assert posted.message.poll is not None and posted.message.chat is new
