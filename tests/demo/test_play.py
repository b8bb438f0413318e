"""The demo itself: the real application, kept through a restart, moved through time, begun again."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.cast import CHANNEL, FORUM, GROUP, ME, Classmates
from bot.demo.keep import Keeper
from bot.demo.play import Demo
from bot.demo.telegram import Message
from bot.demo.telegram.objects import File
from bot.demo.telegram.saved import dump, restore
from bot.demo.telegram.state import Telegram
from bot.demo.tour import END, SCRIPT, Guide, Told, city_of
from bot.storage import reviews, subscriptions
from tests.demo.conftest import demo_in
from tests.stage import SUBJECTS


def said(demo: Demo, chat: int = ME) -> list[str]:
    return [message.text for message in demo.telegram.chats[chat].shown]


async def says(demo: Demo, text: str, chat: int = ME, **where: int) -> str:
    """What the bot answered."""
    demo.me.says(text, None if chat == ME else demo.telegram.chats[chat], **where)  # type: ignore[arg-type]
    await demo.rest()
    return demo.telegram.chats[chat].last.text


async def test_the_bot_answers_and_a_restart_keeps_everything(tmp_path: Path) -> None:
    demo = demo_in(tmp_path)
    await demo.open()
    assert (await says(demo, "/start")).startswith("Hello Maya.")
    await says(demo, "/quiz 2")
    await demo.travel(demo.clock() + timedelta(days=2))
    before, ahead = said(demo), demo.clock.ahead
    await demo.close()

    again = demo_in(tmp_path)
    await again.open()
    assert said(again) == before and again.clock.ahead == ahead
    again.me.presses("A")  # the question of the earlier run is still open
    await again.rest()
    assert again.telegram.chats[ME].last.text.startswith(("Right.", "Not right."))
    await again.close()


async def after_a_crash(demo: Demo, folder: Path) -> Demo:
    """A demo that begins with the files as they are now, because the first one was killed at this moment."""
    shutil.copytree(demo.folder, folder)
    again = demo_in(folder)
    await again.open()
    await again.rest()
    return again


async def test_a_crash_takes_nothing_that_was_answered(demo: Demo, tmp_path: Path) -> None:
    await says(demo, "/start")
    answer = await says(demo, "what is matcha")
    again = await after_a_crash(demo, tmp_path / "again")
    assert said(again) == said(demo)
    assert await says(again, "what is matcha") == answer, "the bot still listens"
    await again.close()


async def test_what_was_said_before_a_crash_is_answered_after_it(demo: Demo, tmp_path: Path) -> None:
    demo.me.says("what is matcha")
    demo.keeper.save()  # and not one step further
    again = await after_a_crash(demo, tmp_path / "again")
    assert [text[:9] for text in said(again)] == ["what is m", "Matcha\nMa"]
    await again.close()


async def test_a_scene_older_than_the_database_still_gets_answers(demo: Demo, tmp_path: Path) -> None:
    demo.keeper.save()
    old = (demo.folder / "scene.json").read_bytes()
    await says(demo, "/start")
    await demo.keeper.kept()
    (demo.folder / "scene.json").write_bytes(old)
    again = await after_a_crash(demo, tmp_path / "again")
    assert (await says(again, "/start")).startswith("Hello Maya.")
    await again.close()


async def test_everything_in_the_scene_is_saved(demo: Demo, tmp_path: Path) -> None:
    """Also what the bot never hears of."""
    demo.me.says("a word to everybody", demo.telegram.chats[CHANNEL])
    demo.me.says("just talk", demo.telegram.chats[GROUP])
    demo.me.says("in a topic", demo.telegram.chats[FORUM], thread=2)
    demo.see(demo.telegram.chats[GROUP], None)
    await demo.travel_by(timedelta(hours=1))
    await demo.keeper.kept()
    again = await after_a_crash(demo, tmp_path / "again")
    assert [said(again, chat)[:1] for chat in (CHANNEL, GROUP, FORUM)] == [
        ["a word to everybody"],
        ["just talk"],
        ["in a topic"],
    ]
    assert again.read == {(GROUP, None): 1} and again.clock.ahead == demo.clock.ahead > timedelta()
    await again.close()


async def test_saves_take_a_share_of_the_time(tmp_path: Path) -> None:
    saved: list[bytes] = []

    def body() -> bytes:
        saved.append(b"x")
        return b"x"

    keeper = Keeper(tmp_path / "file", body)
    for _ in range(1000):
        keeper.changed()
    await keeper.kept()
    assert len(saved) == 1 and (tmp_path / "file").read_bytes() == b"x"
    await keeper.kept()  # nothing new
    assert len(saved) == 1


async def test_a_folder_that_is_gone_does_not_stop_the_talk(demo: Demo) -> None:
    shutil.rmtree(demo.folder)
    assert (await says(demo, "what is matcha")).startswith("Matcha")
    demo.folder.mkdir()


async def test_start_over_forgets_everything(demo: Demo) -> None:
    await says(demo, "/quiz 1")
    demo.me.presses("A")
    await demo.travel(demo.clock() + timedelta(days=1))
    assert await demo.look(reviews.totals, ME) != (0, 0)
    await demo.start_over()
    assert said(demo) == [] and demo.clock.ahead == timedelta()
    assert await demo.look(reviews.totals, ME) == (0, 0)
    assert (await says(demo, "/start")).startswith("Hello Maya.")


async def test_every_day_that_is_skipped_happens(demo: Demo) -> None:
    """Thirty days at once without an answer: a question a day for a week, one a week later, the last word, silence."""
    await says(demo, "/daily")
    await says(demo, "Madrid")
    demo.me.presses("20:00")
    await demo.rest()
    pushed: list[Message] = []
    demo.listeners.add(lambda event, value: pushed.append(value) if event == "message" and value.edits == 0 else None)
    await demo.travel(demo.clock() + timedelta(days=30))
    sent = {message.id: message.date for message in pushed}
    first = min(sent.values()).date()
    assert [(date.date() - first).days for date in sorted(sent.values())] == [*range(8), 14]
    assert not [m for m in demo.telegram.chats[ME].shown if any("A" in row for row in m.buttons)]
    assert demo.telegram.chats[ME].last.text.startswith("I have paused your daily questions.")
    assert await demo.next_daily() is None


async def test_polls_close_on_the_way(demo: Demo) -> None:
    poll = {
        "question": "Green?",
        "options": [{"text": "Yes"}, {"text": "No"}],
        "open_period": 600,
    }
    number = demo.telegram.call("sendPoll", {"chat_id": GROUP, **poll})["message_id"]
    await demo.travel(demo.clock() + timedelta(hours=1))
    message = demo.telegram.chats[GROUP].message(number)
    assert message is not None and message.poll is not None and message.poll.closed


async def test_four_places(demo: Demo) -> None:
    assert demo.chats == [ME, GROUP, FORUM, CHANNEL]
    await says(demo, "/start")
    assert demo.telegram.chats[GROUP].kind == "supergroup"
    demo.me.says("/quiz@studybot", demo.telegram.chats[GROUP])
    demo.me.says("/quiz@studybot", demo.telegram.chats[FORUM], thread=2)
    await demo.rest()
    demo.me.presses("Start", chat=demo.telegram.chats[GROUP])
    demo.me.says("a word to everybody", demo.telegram.chats[CHANNEL])
    await demo.rest()
    assert demo.telegram.chats[GROUP].last.poll is not None
    assert demo.telegram.chats[FORUM].last.thread == 2
    assert said(demo, CHANNEL) == ["a word to everybody"]
    assert not demo.telegram.violations


async def test_the_tour_is_a_conversation_that_works(demo: Demo) -> None:
    heard: list[str] = []
    seen: list[str] = []  # every form of every message: most are edited in place
    guide = Guide(demo, pause=0)
    demo.listeners.add(lambda event, value: seen.append(value.text) if event == "message" else None)
    demo.listeners.add(lambda event, value: heard.append(value.words) if event == "tour" and value else None)
    await guide.play()
    assert heard == [*(step.words for step in SCRIPT), "demo-tour-end"]
    talk = "\n".join(seen)
    for words in (
        "Hello Maya.",
        "Matcha",
        "Not right.",
        "Your exam:",
        "a day. Shall the first one of each day come by itself?",
        "What time is it for you now?",
        "Done. Every day at 20:00",
        "Right.",
        "2 of 20 seen",
    ):
        assert words in talk, words
    assert await demo.look(reviews.totals, ME) == (2, 1)
    found = await demo.look(subscriptions.find, ME)
    assert found is not None and found.rhythm.hours[0] == 20 * 60
    assert not demo.telegram.violations and not demo.telegram.unanswered


async def test_the_tour_goes_on_when_somebody_takes_part(demo: Demo) -> None:
    """Every step that they have done themselves, or made impossible, is left out."""
    guide = Guide(demo)
    left_out = []
    for step in SCRIPT:
        if step.words == "demo-tour-wrong":
            demo.me.presses("A")
        if step.words == "demo-tour-travel":
            demo.me.says("/stop")
        await demo.rest()
        if not await guide.act(step):
            left_out.append(step.words)
    assert left_out == ["demo-tour-wrong", "demo-tour-travel", "demo-tour-right"]


async def test_a_tour_plays_to_its_end_beside_somebody(demo: Demo) -> None:
    heard: list[Told] = []
    demo.listeners.add(lambda event, told: heard.append(told) if event == "tour" and told else None)

    def says_stop(event: str, told: Told | None) -> None:
        if event == "tour" and told:
            demo.me.says("/stop")

    demo.listeners.add(says_stop)
    await Guide(demo, pause=0).play()
    assert [told.words for told in heard] == [*(step.words for step in SCRIPT), END]
    assert heard[-1].ends and any(told.skipped for told in heard)


async def test_a_tour_that_is_left_leaves_a_whole_demo(demo: Demo) -> None:
    guide = Guide(demo)
    await guide.start()
    await asyncio.sleep(0)  # it has begun to empty the demo
    await guide.end()
    assert guide.told is None
    assert (await says(demo, "/start")).startswith("Hello Maya.")


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Europe/Berlin", "Berlin"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("Asia/Calcutta", "Calcutta"),
        ("UTC", "UTC"),
        ("", "Madrid"),
        ("Mars/Olympus", "Madrid"),
    ],
)
def test_the_tour_is_at_home(zone: str, city: str) -> None:
    assert city_of(zone) == city


async def test_classmates_are_done_before_time_moves(demo: Demo) -> None:
    await says(demo, "/quiz@studybot 1", GROUP)
    demo.me.presses("Start", chat=demo.telegram.chats[GROUP])
    await demo.rest()
    await demo.travel_by(timedelta(hours=1))
    poll = next(m.poll for m in demo.telegram.chats[GROUP].shown if m.poll)
    assert set(poll.votes) == {102, 103}


async def test_saved_content_is_taken_and_broken_content_reported(tmp_path: Path) -> None:
    content = tmp_path / "tea"
    shutil.copytree(SUBJECTS / "tea", content)
    demo = demo_in(tmp_path / "demo", content)
    await demo.open()
    subject = content / "subject.toml"
    good = subject.read_text("utf-8")
    subject.write_text(good.replace('title = "Tea basics"', 'title = "Fine tea"'), "utf-8")
    await demo.reload()
    assert "Fine tea" in await says(demo, "/start")
    note = next((content / "notes").iterdir())
    text = note.read_text("utf-8")
    note.write_text("no front matter", "utf-8")
    await demo.reload()
    assert demo.loaded.errors and "Fine tea" in await says(demo, "/start")
    note.write_text(text, "utf-8")
    await demo.reload()
    assert not demo.loaded.errors
    await demo.close()


async def test_with_nothing_sound_the_bot_sleeps_and_wakes_up(tmp_path: Path) -> None:
    content = tmp_path / "tea"
    shutil.copytree(SUBJECTS / "tea", content)
    subject = content / "subject.toml"
    good = subject.read_text("utf-8")
    subject.write_text("title = ", "utf-8")
    demo = demo_in(tmp_path / "demo", content)
    await demo.open()
    assert demo.app is None and demo.loaded.errors
    demo.me.says("/start")
    subject.write_text(good, "utf-8")
    await demo.reload()
    await demo.rest()
    assert demo.telegram.chats[ME].last.text.startswith("Hello Maya.")
    await demo.close()


async def test_a_scene_that_cannot_be_read_is_a_new_one(tmp_path: Path) -> None:
    demo = demo_in(tmp_path)
    await demo.open()
    await says(demo, "/start")
    await demo.close()
    (tmp_path / "scene.json").write_bytes(b'0\n\n{"form": 99}')
    again = demo_in(tmp_path)
    await again.open()
    assert said(again) == []
    assert (await says(again, "/start")).startswith("Hello Maya.")
    await again.close()


async def test_what_is_saved_comes_back_the_same(demo: Demo) -> None:
    await says(demo, "/start")
    await says(demo, "/preview")
    demo.me.presses("Poll")
    await demo.rest()
    poll = demo.telegram.chats[ME].last
    demo.me.votes(poll, 1)
    file = File("f1", "notes.txt", "text/plain", b"tea")
    demo.telegram.call("sendDocument", {"chat_id": ME, "document": "attach://d"}, {"d": file})
    body = dump(demo.telegram)
    copy = Telegram(demo.clock)
    restore(copy, body)
    assert dump(copy) == body


async def test_classmates_vote_and_talk(demo: Demo) -> None:
    classmates = Classmates(demo.telegram, delay=lambda _random: 0.0)
    demo.listeners.add(lambda event, value: classmates.see(value) if event == "message" else None)
    await says(demo, "/quiz@studybot", GROUP)
    demo.me.presses("Start", chat=demo.telegram.chats[GROUP])
    await demo.rest()
    for _ in range(3):
        await asyncio.sleep(0)
    poll = demo.telegram.chats[GROUP].last.poll
    assert poll is not None and set(poll.votes) == {102, 103}
    demo.me.says("hello", demo.telegram.chats[GROUP])
    for _ in range(3):
        await asyncio.sleep(0)
    talker = demo.telegram.chats[GROUP].messages[-1].sender
    assert talker is not None and talker["first_name"] in {"Ben", "Chi"}
    classmates.leave()
