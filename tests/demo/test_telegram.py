"""What Telegram refuses is refused here, in its words; what it sends has the shape of Bot API 10.0."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden

from bot.demo.telegram import ApiError, SimulatedRequest, Telegram
from bot.demo.telegram.markup import BadMarkup, parse_html, render_html
from bot.demo.telegram.objects import File
from bot.demo.telegram.saved import dump, restore
from bot.demo.telegram.validate import object_problems, tables

START = datetime(2026, 11, 24, tzinfo=UTC)


class World:
    """A Telegram with Maya in it, at a time that can be moved."""

    def __init__(self, *, limits: bool = False) -> None:
        self.now = START
        self.telegram = Telegram(lambda: self.now, limits=limits)
        self.maya = self.telegram.user("Maya")
        self.maya.says("/start")

    def call(self, method: str, **parameters: Any) -> Any:
        return self.telegram.call(method, parameters)

    def send(self, text: str = "hello", **more: Any) -> Any:
        return self.call("sendMessage", chat_id=self.maya.id, text=text, **more)

    def refused(self, method: str, **parameters: Any) -> str:
        with pytest.raises(ApiError) as caught:
            self.call(method, **parameters)
        return caught.value.description


@pytest.fixture
def world() -> World:
    return World()


QUIZ: dict[str, Any] = {
    "question": "Green?",
    "options": [{"text": "Yes"}, {"text": "No"}],
    "type": "quiz",
    "correct_option_ids": [0],
    "is_anonymous": False,
}


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("sendFax", {}, "Not Found: method not found"),
        ("sendMessage", {"text": "x"}, "chat_id is missing"),
        ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}, "unknown parameter colour"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "text must be String, not int"),
        ("sendMessage", {"chat_id": 1, "text": "x"}, "Bad Request: chat not found"),
        ("sendMessage", {"text": " \n "}, "Bad Request: message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, "Bad Request: message is too long"),
        (
            "sendMessage",
            {"text": "<b>x", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Can't find end tag",
        ),
        ("sendMessage", {"text": "<u><b>x</u></b>", "parse_mode": "HTML"}, "can't parse entities: Unmatched end tag"),
        ("sendMessage", {"text": "<p>x</p>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "p"'),
        ("sendMessage", {"text": "a < b", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
        ("sendMessage", {"text": "x", "message_thread_id": 7}, "Bad Request: message thread not found"),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ("editMessageText", {"message_id": 99, "text": "x"}, "Bad Request: message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "Bad Request: message can't be edited"),
        ("deleteMessage", {"message_id": 99}, "Bad Request: message to delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old and response timeout expired"),
        ("sendPoll", {**QUIZ, "correct_option_ids": []}, "correct option must be specified"),
        ("sendPoll", {**QUIZ, "correct_option_ids": [1, 0]}, "strictly increasing"),
        ("sendPoll", {**QUIZ, "correct_option_ids": [0, 1]}, "must allow multiple answers"),
        ("sendPoll", {**QUIZ, "options": [{"text": "Yes"}, {"text": "Yes "}]}, "POLL_OPTION_DUPLICATE"),
        ("sendPoll", {**QUIZ, "type": "regular"}, "correct options can be specified only for quizzes"),
        ("setWebhook", {"url": "nowhere"}, "invalid webhook URL"),
        ("setWebhook", {"url": "https://example.org", "secret_token": "no spaces"}, "unallowed characters"),
        ("sendPoll", {**QUIZ, "question": "x" * 301}, "question must have 1-300 characters"),
        ("sendPoll", {**QUIZ, "options": [{"text": "x" * 101}, {"text": "y"}]}, "text must have 1-100 characters"),
        ("sendPoll", {**QUIZ, "explanation": "a\nb\nc\nd"}, "explanation is too long"),
        ("setMyCommands", {"commands": [{"command": "Quiz!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ],
)
def test_refusals(world: World, method: str, parameters: dict[str, Any], words: str) -> None:
    if method.startswith(("send", "edit", "delete")) and "is missing" not in words:
        parameters = {"chat_id": world.maya.id, **parameters}
    assert words in world.refused(method, **parameters)


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x"},
        {"text": "x", "callback_data": "d", "url": "https://example.org"},
        {"text": "x", "callback_data": ""},
        {"text": "x", "callback_data": "ü" * 33},
        {"text": " ", "callback_data": "d"},
        {"text": "x", "url": "example dot org"},
    ],
)
def test_keyboards_are_looked_at(world: World, button: dict[str, str]) -> None:
    markup = {"inline_keyboard": [[button]]}
    assert world.refused("sendMessage", chat_id=world.maya.id, text="x", reply_markup=markup)


def test_pictures_are_looked_at(world: World) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (40).to_bytes(4, "big") * 2
    photo = {"p": File("f1", "p.png", "image/png", png)}
    here: dict[str, Any] = {"chat_id": world.maya.id}

    def refused(method: str, files: dict[str, File] | None = None, **parameters: Any) -> str:
        with pytest.raises(ApiError) as caught:
            world.telegram.call(method, {**here, **parameters}, files)
        return caught.value.description

    def media(given: str, **more: Any) -> dict[str, Any]:
        return {"type": "photo", "media": given, **more}

    assert "wrong file identifier" in refused("sendPhoto", photo="attach://p")
    assert "IMAGE_PROCESS_FAILED" in refused("sendPhoto", {"p": File("f", "p", "", b"no")}, photo="attach://p")
    assert "caption is too long" in refused("sendPhoto", photo, photo="attach://p", caption="x" * 1025)
    sent = world.telegram.call("sendPhoto", {**here, "photo": "attach://p", "caption": "one"}, photo)
    assert not object_problems("Message", sent) and sent["photo"][-1]["file_id"] == "f1"
    number = sent["message_id"]
    assert "no text in the message to edit" in refused("editMessageText", message_id=number, text="x")
    same = {"message_id": number, "media": media("f1", caption="one")}
    assert "message is not modified" in refused("editMessageMedia", **same)
    assert "caption is too long" in refused("editMessageMedia", **{**same, "media": media("f1", caption="x" * 1025)})
    assert "wrong file identifier" in refused("editMessageMedia", **{**same, "media": media("f9")})
    assert "media is missing" in refused("editMessageMedia", message_id=number)
    assert "message to edit not found" in refused("editMessageMedia", **{**same, "message_id": 99})
    edited = world.telegram.call("editMessageMedia", {**here, "message_id": number, "media": media("f1", caption="2")})
    assert edited["caption"] == "2" and not object_problems("Message", edited)
    text = world.send("words")["message_id"]
    added = world.telegram.call("editMessageMedia", {**here, "message_id": text, "media": media("f1")})
    assert "photo" in added and "text" not in added and "caption" not in added
    document = {"d": File("f2", "d.txt", "text/plain", b"x")}
    world.telegram.call("sendDocument", {**here, "document": "attach://d"}, document)
    assert "can't use file of type Document as Photo" in refused("sendPhoto", photo="f2")


def test_the_same_text_again_is_not_modified(world: World) -> None:
    number = world.send("<b>hello</b>", parse_mode="HTML")["message_id"]
    same = {"chat_id": world.maya.id, "message_id": number, "text": "<b>hello</b>", "parse_mode": "HTML"}
    assert "message is not modified" in world.refused("editMessageText", **same)
    assert world.call("editMessageText", **{**same, "text": "hello"})["text"] == "hello"


def test_messages_can_be_deleted_for_48_hours(world: World) -> None:
    old, new = (world.send()["message_id"] for _ in range(2))
    world.now += timedelta(hours=47)
    assert world.call("deleteMessage", chat_id=world.maya.id, message_id=new)
    world.now += timedelta(hours=2)
    assert "can't be deleted" in world.refused("deleteMessage", chat_id=world.maya.id, message_id=old)


def test_whoever_blocked_or_never_wrote_gets_nothing(world: World) -> None:
    ben = world.telegram.user("Ben")
    assert "can't initiate" in world.refused("sendMessage", chat_id=ben.id, text="x")
    world.maya.blocks()
    assert world.refused("sendMessage", chat_id=world.maya.id, text="x") == "Forbidden: bot was blocked by the user"


def test_a_group_that_grew_answers_with_its_new_id(world: World) -> None:
    group = world.telegram.group("Tea", world.maya, kind="group")
    world.telegram.take_updates()
    bigger = world.telegram.migrate(group)
    with pytest.raises(ApiError) as caught:
        world.call("sendMessage", chat_id=group.id, text="x")
    assert caught.value.parameters == {"migrate_to_chat_id": bigger.id}
    old, new = world.telegram.take_updates()
    assert old["message"]["migrate_to_chat_id"] == new["message"]["chat"]["id"] == bigger.id
    assert not object_problems("Update", old) and not object_problems("Update", new)


def test_a_press_is_answered_once_and_in_time(world: World) -> None:
    world.send(reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "1"}]]})
    first, second = world.maya.presses("Go"), world.maya.presses("G")
    assert world.telegram.unanswered == ["Go", "Go"]
    assert world.call("answerCallbackQuery", callback_query_id=first, text="ok")
    assert "too old" in world.refused("answerCallbackQuery", callback_query_id=first)
    world.now += timedelta(seconds=151)
    assert "too old" in world.refused("answerCallbackQuery", callback_query_id=second)


def test_rates_are_enforced_when_asked(world: World) -> None:
    world = World(limits=True)
    for _ in range(4):
        world.send()
    with pytest.raises(ApiError) as caught:
        world.send()
    assert caught.value.code == 429 and caught.value.parameters["retry_after"] >= 1
    world.now += timedelta(seconds=caught.value.parameters["retry_after"])
    assert world.send()


def test_privacy_mode_decides_what_reaches_the_bot(world: World) -> None:
    ben = world.telegram.user("Ben")
    group = world.telegram.group("Tea", world.maya, ben)
    world.telegram.take_updates()
    for text in ("hello", "@studybot hello", "/quiz@otherbot", "/quiz"):
        ben.says(text, group)
    assert world.telegram.take_updates() == []
    ben.says("/quiz@studybot", group)
    assert len(world.telegram.take_updates()) == 1
    world.call("sendMessage", chat_id=group.id, text="here")
    ben.says("/quiz", group)
    ben.says("thanks", group, reply_to=group.last)
    assert len(world.telegram.take_updates()) == 2


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.org/a?b=@ben, please", "https://example.org/a?b=@ben"),
        ("(t.me/studybot?start=x)", "t.me/studybot?start=x"),
        ("HTTP://EXAMPLE.ORG/", "HTTP://EXAMPLE.ORG/"),
        ("not.t.me/x and https:// alone", ""),
    ],
)
def test_typed_links_are_links(world: World, text: str, link: str) -> None:
    found = [e for e in world.maya.says(text).entities if e["type"] in {"url", "mention"}]
    assert ["".join(text[e["offset"] : e["offset"] + e["length"]]) for e in found] == ([link] if link else [])


def test_polls_count_close_and_tell(world: World) -> None:
    group = world.telegram.group("Tea", world.maya)
    world.telegram.take_updates()
    sent = world.call("sendPoll", chat_id=group.id, open_period=60, **QUIZ)
    world.maya.votes(group.last, 0)
    assert group.last.poll is not None and group.last.poll.votes == {world.maya.id: [0]}
    world.now += timedelta(seconds=61)
    world.call("getMe")
    kinds = [next(key for key in update if key != "update_id") for update in world.telegram.take_updates()]
    assert kinds == ["poll_answer", "poll", "poll"]
    assert "closed" in world.refused("stopPoll", chat_id=group.id, message_id=sent["message_id"])
    group.polls_forbidden = True
    assert "not enough rights" in world.refused("sendPoll", chat_id=group.id, **QUIZ)


def test_every_object_has_the_shape_of_the_bot_api(world: World) -> None:
    """And python-telegram-bot takes every update."""
    ben = world.telegram.user("Ben", language=None)
    forum = world.telegram.group("Forum", world.maya, ben, forum=True)
    forum.threads[3] = True
    world.maya.adds_bot(forum)
    world.call("sendPoll", chat_id=forum.id, message_thread_id=3, **QUIZ)
    ben.votes(forum.last, 1)
    ben.votes(forum.last)
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "1"}]]}
    world.send("<i>x</i> 👩‍👩‍👧‍👦", parse_mode="HTML", reply_markup=keyboard)
    world.maya.presses("Go")
    world.maya.says("/ask@studybot hi @ben", forum, thread=3, reply_to=forum.last)
    world.maya.blocks()
    world.maya.removes_bot(forum)
    updates = world.telegram.take_updates()
    assert len(updates) == 10
    bot = Bot(world.telegram.token)
    for update in updates:
        assert object_problems("Update", update) == []
        assert Update.de_json(update, bot).effective_user or "poll" in update


def test_a_channel_and_its_discussion_group(world: World) -> None:
    """getChat tells of the link; posts are forwarded; all of it survives a restart, the poll as one and the same."""
    ben = world.telegram.user("Ben")
    group = world.telegram.group("Talk", world.maya, ben)
    channel = world.telegram.group("News", world.maya, kind="channel")
    channel.bot_status = group.bot_status = "administrator"
    assert "linked_chat_id" not in world.call("getChat", chat_id=channel.id)
    world.telegram.link(channel, group)
    world.telegram.take_updates()
    assert world.call("getChat", chat_id=channel.id)["linked_chat_id"] == group.id
    assert world.call("getChat", chat_id=group.id)["linked_chat_id"] == channel.id
    group.username = "talk"
    assert world.call("getChat", chat_id=group.id)["username"] == "talk"
    world.call("sendPoll", chat_id=channel.id, **{**QUIZ, "is_anonymous": True})
    (update,) = world.telegram.take_updates()
    assert object_problems("Update", update) == []
    seen = Update.de_json(update, Bot(world.telegram.token)).message
    assert seen is not None and seen.is_automatic_forward and seen.from_user is not None
    assert (seen.from_user.id, seen.sender_chat and seen.sender_chat.id) == (777000, channel.id)

    copy = Telegram(lambda: world.now)
    restore(copy, dump(world.telegram))
    post, forwarded = copy.chats[channel.id].messages[-1], copy.chats[group.id].messages[-1]
    assert forwarded.forward_of is post and forwarded.poll is post.poll and copy.polls[post.poll.id] is post  # type: ignore[union-attr]
    assert (copy.chats[channel.id].linked, copy.chats[group.id].username) == (group.id, "talk")
    world.telegram.link(channel, None)
    assert "linked_chat_id" not in world.call("getChat", chat_id=group.id)
    group.username, group.bot_status = "", "left"
    assert "chat not found" in world.refused("getChat", chat_id=group.id)


def test_topics_of_a_forum_are_made_renamed_closed_and_opened(world: World) -> None:
    forum = world.telegram.group("Forum", world.maya, forum=True)
    world.telegram.take_updates()
    world.maya.opens_topic(forum, 3, "Quiz")
    world.maya.closes_topic(forum, 3)
    world.maya.opens_topic(forum, 3, "Rounds")
    world.maya.says("/quiz@studybot", forum, thread=3)
    updates = world.telegram.take_updates()
    told = [key for update in updates for key in update["message"] if key.startswith("forum_topic_")]
    assert told == ["forum_topic_created", "forum_topic_closed", "forum_topic_edited", "forum_topic_reopened"]
    for update in updates:
        assert object_problems("Update", update) == []
        assert Update.de_json(update, Bot(world.telegram.token)).message is not None
    assert updates[-1]["message"]["reply_to_message"]["forum_topic_created"]["name"] == "Rounds"


async def test_the_door_for_ptb(world: World) -> None:
    request = SimulatedRequest(world.telegram)
    async with Bot(world.telegram.token, request=request, get_updates_request=SimulatedRequest(world.telegram)) as bot:
        message = await bot.send_message(world.maya.id, "<b>hi</b>", parse_mode="HTML")
        assert message.text == "hi" and message.entities[0].type == "bold"
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("hi", world.maya.id, message.message_id, entities=message.entities)
        assert len(await bot.get_updates()) == 1
        world.maya.blocks()
        with pytest.raises(Forbidden, match="blocked"):
            await bot.send_message(world.maya.id, "hi")


def test_only_bot_api_10_0_is_known() -> None:
    known = tables()["methods"]
    assert {"sendMessage", "sendPoll", "getUpdates", "answerGuestQuery"} <= set(known)
    assert "rich_message" not in known["editMessageText"]["p"]
    assert not any("newer" in spec for method in known.values() for spec in method["p"].values())


@given(st.text(st.sampled_from("<>/&;abiu spre\"='#x1t"), max_size=60))
def test_markup_is_parsed_or_refused_and_comes_back(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except BadMarkup:
        return
    again, same = parse_html(render_html(text, entities))
    assert again == text
    assert len(same) == len(entities)
