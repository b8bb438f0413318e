"""The panel of one chat: what is set there, and a button for everything that can be changed."""

from collections.abc import Sequence

from babel import Locale

from bot.chat import render
from bot.chat.buttons import ChatStep, Key, Rows
from bot.chat.messages import Sendable
from bot.chat.ranks import Rank
from bot.chat.texts import clock
from bot.chat.turn import Said, Turn
from bot.features.chat_panel.words import LOOKUPS, PACES, STARTERS
from bot.library.model import TopicId
from bot.storage import chat_dailies, forum_topics
from bot.storage.chat_dailies import EVERY_DAY, WORKDAYS, ChatDaily
from bot.storage.chats import Chat
from bot.study.plan import zone


def title(chat: Chat) -> str:
    return render.clip(chat.title or "", 30).strip() or str(chat.chat_id)


def panel(turn: Turn, chat: Chat) -> Sendable:
    """What is set, and a button for everything that can be changed."""
    speech = turn.speech
    daily = chat_dailies.find(turn.tx, chat.chat_id)
    subject = turn.content.subject(chat.subject)
    lines = [
        render.bold(title(chat)),
        _rights(turn, chat),
        speech.markup("chat-subject", subject=subject.title, language=_language(turn, chat)),
        _daily_line(turn, chat, daily),
        *(_channel_lines(turn, chat) if chat.kind == "channel" else _group_lines(turn, chat)),
    ]
    return turn.show(render.join(lines), _rows(turn, chat, daily))


def _group_lines(turn: Turn, chat: Chat) -> list[render.Markup]:
    speech = turn.speech
    starters = speech.plain(STARTERS[chat.starters]) if chat.starters else speech.plain("chat-starters-usual")
    return [
        speech.markup("chat-rounds", pace=speech.plain(PACES[chat.pace or "normal"]), starters=starters),
        speech.markup("chat-lookups", where=speech.plain(LOOKUPS[chat.lookups or "everywhere"])),
        speech.markup("chat-topic-bound" if chat.thread_id else "chat-topic-free", bot=turn.bot.username),
    ]


def _channel_lines(turn: Turn, chat: Chat) -> list[render.Markup]:
    return [turn.speech.markup("chat-discussion")] if chat.linked_chat_id else []


def _rows(turn: Turn, chat: Chat, daily: ChatDaily | None) -> Rows:
    on = daily is not None and daily.next_due_at is not None

    def key(label: str, step: str) -> Key:
        return Key(turn.speech.plain(label), ChatStep(chat.chat_id, step, ""))

    places = (key("button-forum-topics", "places"),) if _is_forum(turn, chat) else ()
    rounds: Rows = (
        (key("button-pace", "pace"), key("button-starters", "starters")),
        (key("button-lookups", "lookups"), *places),
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


def _is_forum(turn: Turn, chat: Chat) -> bool:
    """Whether a topic of it was met; a chat's kind does not say it."""
    bound = (chat.thread_id, chat.rounds_thread, chat.board_thread)
    return any(one is not None for one in bound) or bool(forum_topics.of(turn.tx, chat.chat_id))


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


def choice(turn: Turn, chat: Chat, text: render.Markup, step: str, options: Sequence[tuple[str, str]]) -> Said:
    """A question with one button for each of the options (value, label), and the way back."""
    rows: Rows = tuple((Key(label, ChatStep(chat.chat_id, step, value)),) for value, label in options)
    return [turn.show(text, (*rows, back(turn, chat)))]


def back(turn: Turn, chat: Chat) -> tuple[Key, ...]:
    return (Key(turn.speech.plain("button-back-panel"), ChatStep(chat.chat_id, "open", "")),)
