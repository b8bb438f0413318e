"""What can be changed with a tap: subject, language, pace, who starts rounds, where look-ups are answered."""

from collections.abc import Callable

from babel import Locale

from bot.chat.texts import catalogue
from bot.chat.turn import Said, Turn
from bot.features.chat_panel import page
from bot.features.chat_panel.words import LOOKUPS, PACES, STARTERS
from bot.library.model import SubjectId
from bot.storage import chats
from bot.storage.chats import Chat


def keep(turn: Turn, chat: Chat, **values: object) -> Said:
    """Keep something, and show the panel with it."""
    chats.change(turn.tx, chat.chat_id, **values)
    return [page.panel(turn, chats.find(turn.tx, chat.chat_id) or chat)]


def _subject(turn: Turn, chat: Chat, value: str) -> Said | None:
    subjects = turn.content.library.subjects
    if value:
        return keep(turn, chat, subject=value) if SubjectId(value) in subjects else None
    options = [(one.id, one.title) for one in subjects.values()]
    return page.choice(turn, chat, turn.speech.markup("chat-which-subject"), "subject", options)


def _tongue(turn: Turn, chat: Chat, value: str) -> Said | None:
    tongues = {
        tongue: (Locale(tongue).get_display_name(tongue) or tongue).capitalize() for tongue in catalogue().tongues
    }
    if value:
        return keep(turn, chat, language=value) if value in tongues else None
    return page.choice(turn, chat, turn.speech.markup("language-which"), "language", list(tongues.items()))


def _one_of(step: str, column: str, question: str, words: dict[str, str]) -> Callable[[Turn, Chat, str], Said | None]:
    """A step that asks a question and keeps one of these answers in a column."""

    def chosen(turn: Turn, chat: Chat, value: str) -> Said | None:
        if value:
            return keep(turn, chat, **{column: value}) if value in words else None
        options = [(one, turn.speech.plain(key)) for one, key in words.items()]
        return page.choice(turn, chat, turn.speech.markup(question), step, options)

    return chosen


STEPS: dict[str, Callable[[Turn, Chat, str], Said | None]] = {
    "subject": _subject,
    "language": _tongue,
    "pace": _one_of("pace", "pace", "chat-which-pace", PACES),
    "starters": _one_of("starters", "starters", "chat-which-starters", STARTERS),
    "lookups": _one_of("lookups", "lookups", "chat-which-lookups", LOOKUPS),
}
