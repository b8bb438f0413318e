"""/groups in private: all my groups and channels, each with its panel; /setup in a group is the way there.

Every press asks Telegram again whether this person is an admin of that chat: a chat in a button is only a claim.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from babel import Locale

from bot.chat import render
from bot.chat.buttons import Button, ChatStep, Key, Rows, Url
from bot.chat.links import address, sign, verify
from bot.chat.messages import Sendable, Toast
from bot.chat.permissions import Deed, may
from bot.chat.ranks import Rank
from bot.chat.texts import catalogue, clock
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.model import SubjectId, TopicId
from bot.practice import daily_poll, polls, present
from bot.practice.daily_poll import Desk
from bot.practice.topic import find_topic
from bot.storage import askings, chat_dailies, chats, dialogues, stewards
from bot.storage.chat_dailies import EVERY_DAY, WORKDAYS, ChatDaily
from bot.storage.chats import Chat
from bot.storage.dialogues import Dialogue
from bot.study import cities
from bot.study.plan import zone
from bot.study.rounds import Pace
from bot.study.times import parse_time

POSTED_NOW = timedelta(seconds=30)
"""So soon after a question nobody means another one by *Post now*."""

HOURS = (8 * 60, 13 * 60, 20 * 60)
ELSEWHERE = 20 * 60
MOST_CHATS = 20
STARTERS = ("anyone", "admins")
LOOKUPS = ("everywhere", "topic", "off")
_PACES = {"relaxed": "pace-relaxed", "normal": "pace-normal", "fast": "pace-fast", "untimed": "pace-untimed"}
_STARTERS = {"anyone": "chat-starters-anyone", "admins": "chat-starters-admins"}
_LOOKUPS = {"everywhere": "chat-lookups-everywhere", "topic": "chat-lookups-topic", "off": "chat-lookups-off"}


# --- the way in


def setup(turn: Turn) -> Said:
    """In a group: a signed link into the panel. `here` binds rounds and the daily question to this forum topic."""
    chat = chats.meet(turn.tx, turn.incoming.chat_id, turn.incoming.chat_kind, turn.now)
    if not may(turn, Deed.CONFIGURE, chat):
        return [turn.say(turn.speech.markup("chat-admins-only"), silent=True)]
    if turn.arguments.strip().casefold() == "here":
        chats.change(turn.tx, chat.chat_id, thread_id=turn.incoming.thread_id, trouble=None)
        return [turn.say(turn.speech.markup("chat-bound"), silent=True)]
    return [turn.say(turn.speech.markup("chat-setup"), setup_rows(turn), silent=True)]


def setup_rows(turn: Turn) -> Rows:
    target = sign(turn.bot.key, turn.incoming.chat_id, turn.now)
    return ((Key(turn.speech.plain("button-set-up"), Url(address(turn.bot.username, "setup", target))),),)


def opened(turn: Turn, target: str) -> Said:
    """A set-up link. It only opens the panel for whoever is an admin of that chat."""
    chat_id = verify(turn.bot.key, target, turn.now)
    chat = chats.find(turn.tx, chat_id) if chat_id is not None else None
    if chat is None or not chat.present:
        return [turn.say(turn.speech.markup("chat-link-old"))]
    if not may(turn, Deed.CONFIGURE, chat):
        return [turn.say(turn.speech.markup("chat-not-admin", chat=chat.title or ""))]
    return [_panel(turn, _connected(turn, chat))]


def _connected(turn: Turn, chat: Chat) -> Chat:
    """From now on this admin has the chat in /groups; it takes over what is known of its admin."""
    stewards.add(turn.tx, chat.chat_id, turn.incoming.user_id, turn.now)
    if chat.zone is None and turn.learner.zone is not None:
        chats.change(turn.tx, chat.chat_id, zone=turn.learner.zone)
        chat = replace(chat, zone=turn.learner.zone)
    if chat_dailies.find(turn.tx, chat.chat_id) is None:
        chat_dailies.add(turn.tx, ChatDaily(chat.chat_id, ELSEWHERE, EVERY_DAY, None, None, None, None, None, 0, None))
    return chat


def groups(turn: Turn) -> Said:
    """All my groups and channels."""
    mine = stewards.chats_of(turn.tx, turn.learner.user_id)[:MOST_CHATS]
    speech, name = turn.speech, turn.bot.username
    rows: Rows = tuple((Key(_title(chat), ChatStep(chat.chat_id, "open", "")),) for chat in mine)
    add_group = Url(f"https://t.me/{name}?startgroup=setup")
    add_channel = Url(f"https://t.me/{name}?startchannel=setup&admin=post_messages")
    adding = ((Key(speech.plain("button-add-group"), add_group), Key(speech.plain("button-add-channel"), add_channel)),)
    return [turn.show(speech.markup("chats-mine" if mine else "chats-none"), (*rows, *adding))]


def _title(chat: Chat) -> str:
    return render.clip(chat.title or "", 30).strip() or str(chat.chat_id)


# --- the panel


def press(turn: Turn, button: Button) -> Said:
    """One tap of the panel, by an admin of the chat that it names."""
    assert isinstance(button, ChatStep)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    if not button.chat:
        return groups(turn)
    chat = chats.find(turn.tx, button.chat)
    if chat is None or not chat.present or not may(turn, Deed.CONFIGURE, chat):
        if chat is not None:
            stewards.remove(turn.tx, chat.chat_id, turn.incoming.user_id)
        return [Toast(turn.speech.plain("chat-admins-only"), alert=True)]
    step = _STEPS.get(button.step)
    said = step(turn, _connected(turn, chat), button.value) if step else None
    return said if said is not None else [Toast(turn.speech.plain("old-button"), alert=True)]


def _panel(turn: Turn, chat: Chat) -> Sendable:
    """What is set, and a button for everything that can be changed."""
    speech = turn.speech
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    subject = turn.content.subject(chat.subject)
    lines = [
        render.bold(_title(chat)),
        _rights(turn, chat),
        speech.markup("chat-subject", subject=subject.title, language=_language(turn, chat)),
        _daily_line(turn, chat, daily),
    ]
    if chat.kind != "channel":
        starters = speech.plain(_STARTERS[chat.starters]) if chat.starters else speech.plain("chat-starters-usual")
        lines += [
            speech.markup("chat-rounds", pace=speech.plain(_PACES[chat.pace or "normal"]), starters=starters),
            speech.markup("chat-lookups", where=speech.plain(_LOOKUPS[chat.lookups or "everywhere"])),
            speech.markup("chat-topic-bound" if chat.thread_id else "chat-topic-free", bot=turn.bot.username),
        ]
    return turn.show(render.join(lines), _panel_rows(turn, chat, daily))


def _panel_rows(turn: Turn, chat: Chat, daily: ChatDaily | None) -> Rows:
    on = daily is not None and daily.next_due_at is not None

    def key(label: str, step: str) -> Key:
        return Key(turn.speech.plain(label), ChatStep(chat.chat_id, step, ""))

    rounds: Rows = (
        (key("button-pace", "pace"), key("button-starters", "starters")),
        (key("button-lookups", "lookups"),),
    )
    return (
        (key("button-subject", "subject"), key("button-language", "language")),
        (key("button-chat-daily-off", "off") if on else key("button-chat-daily-on", "hour"),),
        (key("button-time", "hour"), key("button-weekdays", "days")),
        (key("button-zone", "zone"), key("button-chat-topics", "topics")),
        *(() if chat.kind == "channel" else rounds),
        (key("button-preview", "preview"), key("button-post-now", "post")),
        (Key(turn.speech.plain("button-all-chats"), ChatStep(0, "list", "")),),
    )


def _rights(turn: Turn, chat: Chat) -> render.Markup:
    """What is missing for us to write there."""
    if chat.kind == "channel" and turn.ranks.of(chat.chat_id, turn.bot.id) is not Rank.ADMIN:
        return turn.speech.markup("chat-cannot-post")
    return render.Markup("")


def _language(turn: Turn, chat: Chat) -> str:
    tongue = chat.language or turn.content.subject(chat.subject).language
    return (Locale(tongue).get_display_name(turn.speech.tongue) or tongue) if tongue else ""


def _daily_line(turn: Turn, chat: Chat, daily: ChatDaily | None) -> render.Markup:
    if daily is None or daily.next_due_at is None:
        paused = daily is not None and daily.paused is not None
        return turn.speech.markup("chat-daily-paused" if paused else "chat-daily-none")
    there = zone(chat.zone)
    days = {EVERY_DAY: "chat-days-every", WORKDAYS: "chat-days-work"}.get(daily.weekdays, "chat-days-some")
    topic = turn.content.subject(chat.subject)
    about = topic.note(TopicId(daily.topic)).title if daily.topic and topic.has(daily.topic) else ""
    return render.join(
        [
            turn.speech.markup(
                "chat-daily",
                time=clock(daily.minute),
                zone=there.key.split("/")[-1].replace("_", " "),
                days=turn.speech.plain(days),
                next=turn.speech.day(daily.next_due_at.astimezone(there).date()),
            ),
            turn.speech.markup("chat-about", topic=about) if about else "",
        ]
    )


# --- what can be changed


def _choice(turn: Turn, chat: Chat, key: str, step: str, options: Sequence[tuple[str, str]]) -> Said:
    rows: Rows = tuple((Key(label, ChatStep(chat.chat_id, step, value)),) for value, label in options)
    back = (Key(turn.speech.plain("button-back-panel"), ChatStep(chat.chat_id, "open", "")),)
    return [turn.show(turn.speech.markup(key), (*rows, back))]


def _set(turn: Turn, chat: Chat, **values: object) -> Said:
    """Keep something, and show the panel with it."""
    chats.change(turn.tx, chat.chat_id, **values)
    changed = chats.find(turn.tx, chat.chat_id) or chat
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    if "zone" in values and daily is not None and daily.next_due_at is not None:
        daily_poll.schedule(turn.tx, daily, changed.zone, turn.now)
    return [_panel(turn, changed)]


def _subject(turn: Turn, chat: Chat, value: str) -> Said | None:
    subjects = turn.content.library.subjects
    if value:
        return _set(turn, chat, subject=value) if SubjectId(value) in subjects else None
    return _choice(turn, chat, "chat-which-subject", "subject", [(one.id, one.title) for one in subjects.values()])


def _tongue(turn: Turn, chat: Chat, value: str) -> Said | None:
    tongues = {
        tongue: (Locale(tongue).get_display_name(tongue) or tongue).capitalize() for tongue in catalogue().tongues
    }
    if value:
        return _set(turn, chat, language=value) if value in tongues else None
    return _choice(turn, chat, "language-which", "language", list(tongues.items()))


def _pace(turn: Turn, chat: Chat, value: str) -> Said | None:
    if value:
        return _set(turn, chat, pace=value) if value in set(Pace) else None
    return _choice(turn, chat, "chat-which-pace", "pace", _worded(turn, _PACES))


def _starters(turn: Turn, chat: Chat, value: str) -> Said | None:
    if value:
        return _set(turn, chat, starters=value) if value in STARTERS else None
    return _choice(turn, chat, "chat-which-starters", "starters", _worded(turn, _STARTERS))


def _look_ups(turn: Turn, chat: Chat, value: str) -> Said | None:
    if value:
        return _set(turn, chat, lookups=value) if value in LOOKUPS else None
    return _choice(turn, chat, "chat-which-lookups", "lookups", _worded(turn, _LOOKUPS))


def _worded(turn: Turn, keys: dict[str, str]) -> list[tuple[str, str]]:
    return [(value, turn.speech.plain(key)) for value, key in keys.items()]


def _days(turn: Turn, chat: Chat, value: str) -> Said | None:
    if not value:
        options = [
            (str(EVERY_DAY), turn.speech.plain("chat-days-every")),
            (str(WORKDAYS), turn.speech.plain("chat-days-work")),
        ]
        return _choice(turn, chat, "chat-which-days", "days", options)
    if value not in {str(EVERY_DAY), str(WORKDAYS)}:
        return None
    return _rescheduled(turn, chat, weekdays=int(value))


def _rescheduled(turn: Turn, chat: Chat, **values: object) -> Said:
    """Change the daily question; one that is off stays off."""
    chat_dailies.change(turn.tx, chat.chat_id, **values)
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    if daily is not None and daily.next_due_at is not None:
        daily_poll.schedule(turn.tx, daily, chat.zone, turn.now)
    return [_panel(turn, chat)]


def _hour(turn: Turn, chat: Chat, value: str) -> Said | None:
    """The hour of the daily question; it needs the local time first."""
    if chat.zone is None:
        return _zone(turn, chat, "")
    if value:
        return _set_hour(turn, chat, int(value)) if value.isdigit() and int(value) < 24 * 60 else None
    _await(turn, "chat-hour", chat)
    hours = tuple(Key(clock(minute), ChatStep(chat.chat_id, "hour", str(minute))) for minute in HOURS)
    return [turn.show(turn.speech.markup("chat-when"), (hours,))]


def _set_hour(turn: Turn, chat: Chat, minute: int) -> Said:
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    assert daily is not None, "a connected chat has a row"
    daily_poll.schedule(turn.tx, replace(daily, minute=minute), chat.zone, turn.now)
    chats.change(turn.tx, chat.chat_id, trouble=None, polls=None)
    return [_panel(turn, chat)]


def _on(turn: Turn, chat: Chat, _value: str) -> Said:
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    assert daily is not None, "a connected chat has a row"
    return _set_hour(turn, chat, daily.minute)


def _off(turn: Turn, chat: Chat, _value: str) -> Said:
    chat_dailies.change(turn.tx, chat.chat_id, next_due_at=None)
    return [_panel(turn, chat)]


def _zone(turn: Turn, chat: Chat, value: str) -> Said | None:
    if value:
        return _set_zone(turn, chat, value) if zone(value).key == value else None
    _await(turn, "chat-zone", chat)
    return [turn.show(turn.speech.markup("daily-what-time"))]


def _set_zone(turn: Turn, chat: Chat, name: str) -> Said:
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    return _set(turn, chat, zone=name)


def _topics(turn: Turn, chat: Chat, value: str) -> Said:
    if value == "all":
        return _rescheduled(turn, chat, topic=None)
    _await(turn, "chat-topic", chat)
    return _choice(turn, chat, "chat-which-topic", "topics", [("all", turn.speech.plain("button-all-topics"))])


def _await(turn: Turn, kind: str, chat: Chat) -> None:
    dialogue = Dialogue(kind, {"chat": chat.chat_id})
    dialogues.begin(turn.tx, turn.incoming.user_id, turn.incoming.chat_id, dialogue, turn.now)


def _preview(turn: Turn, chat: Chat, _value: str) -> Said:
    """What would be asked next, for the admin's eyes."""
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    number = _desk(turn, chat).choose(daily) if daily is not None else None
    if number is None:
        return [Toast(turn.speech.plain("quiz-nothing"), alert=True)]
    question = turn.content.questions[number].question.drawn(0)
    lines = [render.escape(question.choice_stem)]
    lines += [
        render.bold(f"{present.LETTERS[place]}. {text}")
        if place in question.answer
        else render.escape(f"{present.LETTERS[place]}. {text}")
        for place, text in enumerate(question.options)
    ]
    back = (Key(turn.speech.plain("button-back-panel"), ChatStep(chat.chat_id, "open", "")),)
    post = (Key(turn.speech.plain("button-post-now"), ChatStep(chat.chat_id, "post", "")),)
    return [turn.show(render.join([*lines, render.escape(question.explanation)]), (post, back))]


def _post(turn: Turn, chat: Chat, _value: str) -> Said:
    """The next question goes out now; one that stands is closed first. Two admins at once post one."""
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    standing = askings.find(turn.tx, daily.asking_id) if daily is not None and daily.asking_id is not None else None
    if standing is not None and turn.now - standing.asked_at < POSTED_NOW:
        return [Toast(turn.speech.plain("chat-posted"))]
    said = _desk(turn, chat).ask(replace(daily, quiet=0)) if daily is not None else []
    if not said:
        return [Toast(turn.speech.plain("quiz-nothing"), alert=True)]
    return [*said, Toast(turn.speech.plain("chat-posted"))]


def _desk(turn: Turn, chat: Chat) -> Desk:
    return Desk(turn.tx, turn.content, catalogue(), turn.bot.username, chat, turn.now)


_STEPS: dict[str, Callable[[Turn, Chat, str], Said | None]] = {
    "open": lambda turn, chat, _: [_panel(turn, chat)],
    "subject": _subject,
    "language": _tongue,
    "pace": _pace,
    "starters": _starters,
    "lookups": _look_ups,
    "days": _days,
    "hour": _hour,
    "on": _on,
    "off": _off,
    "zone": _zone,
    "topics": _topics,
    "preview": _preview,
    "post": _post,
}


# --- what is typed


def _typed(taken: Callable[[Turn, Chat], Said]) -> Callable[[Turn, Dialogue], Said]:
    """A text for a chat: whoever types must still be its admin."""

    def answer(turn: Turn, dialogue: Dialogue) -> Said:
        chat = chats.find(turn.tx, int(dialogue.data["chat"]))
        if chat is None or not may(turn, Deed.CONFIGURE, chat):
            dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
            return [turn.say(turn.speech.markup("chat-admins-only"))]
        return taken(turn, chat)

    return answer


def _hour_typed(turn: Turn, chat: Chat) -> Said:
    minute = parse_time(turn.incoming.text)
    return _set_hour(turn, chat, minute) if minute is not None else [turn.say(turn.speech.markup("daily-no-time"))]


def _zone_typed(turn: Turn, chat: Chat) -> Said:
    """A time on the clock, or a city."""
    text = turn.incoming.text
    minute = parse_time(text)
    city, alike = (None, cities.showing(minute, turn.now)) if minute is not None else cities.named(text)
    if city is not None:
        return _set_zone(turn, chat, city.zone)
    if not alike:
        return [turn.say(turn.speech.markup("daily-no-city"))]
    rows: Rows = (tuple(Key(one.name, ChatStep(chat.chat_id, "zone", one.zone)) for one in alike),)
    return [turn.say(turn.speech.markup("daily-which-city"), rows)]


def _topic_typed(turn: Turn, chat: Chat) -> Said:
    subject = turn.content.subject(chat.subject)
    found = find_topic(turn.content, subject, turn.incoming.text).topic
    if found is None or not any(polls.fits(turn.content, n) for n in turn.content.numbers_of(subject, found)):
        return [turn.say(turn.speech.markup("quiz-no-topic", topic=render.clip(turn.incoming.text, 60)))]
    dialogues.end(turn.tx, turn.incoming.user_id, turn.incoming.chat_id)
    return _rescheduled(turn, chat, topic=found)


feature = Feature(
    commands=(
        Command("groups", groups),
        Command("setup", setup, private=False, group=True, admin_menu=True),
    ),
    presses={ChatStep: press},
    dialogues={
        "chat-hour": _typed(_hour_typed),
        "chat-zone": _typed(_zone_typed),
        "chat-topic": _typed(_topic_typed),
    },
    links={"setup": opened},
)
