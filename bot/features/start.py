"""/start and /help: one screen to begin with, deep links, and what else there is."""

from bot.chat import render
from bot.chat.buttons import Button, Daily, Key, LookUp, OpenNote, QuizTopic, Remember, Rows
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.finding import Finding, Hit, Outcome
from bot.library.model import TopicId
from bot.practice import back, session
from bot.practice.told import answer, fact_of

FIRST_QUIZ = 3


def start(turn: Turn) -> Said:
    """The first screen; or what a link such as ?start=topic-dax points at."""
    kind, _, target = turn.arguments.strip().partition("-")
    linked = turn.links.get(kind)
    return (linked and linked(turn, target)) or back.welcome(turn) or _welcome(turn)


def _welcome(turn: Turn) -> Said:
    speech, subject = turn.speech, turn.subject
    text = speech.markup(
        "welcome",
        name=render.clip(turn.incoming.name, 40),
        subject=subject.title,
        topics=len(subject.notes),
        questions=len(subject.questions),
    )
    example = speech.markup("welcome-example", question=subject.example)
    rows: Rows = (
        (Key(speech.plain("button-try", count=FIRST_QUIZ), QuizTopic("", FIRST_QUIZ)),),
        (Key(speech.plain("button-look-up"), LookUp()), Key(speech.plain("button-daily"), Daily("open", ""))),
    )
    return [turn.say(render.join([text, example]), rows)]


def _topic(turn: Turn, target: str) -> Said | None:
    if not turn.subject.has(target):
        return None
    note = turn.subject.note(TopicId(target))
    speech = turn.speech
    rows: Rows = (
        (Key(speech.plain("button-quiz-this"), QuizTopic(target, FIRST_QUIZ)),),
        (Key(speech.plain("button-whole-note"), OpenNote(target, 0, -1)),),
    )
    return [turn.say(render.join([render.bold(note.title), render.inline(note.summary)]), rows)]


def _fact(turn: Turn, target: str) -> Said | None:
    """One fact of a note, as an answer shows it."""
    found = fact_of(target)
    if not turn.subject.holds(found):
        return None
    topic = turn.subject.note_of(found).id
    line = turn.subject.note(topic).facts.index(turn.subject.fact(found)) + 1
    words = answer(turn.speech, turn.subject, Finding(Outcome.ANSWER, (Hit(topic, (line,), 1.0, (1.0,)),)))
    speech = turn.speech
    keep = Key(speech.plain("button-remember"), Remember(topic, line))
    return [turn.say(words, ((keep, Key(speech.plain("button-more"), OpenNote(topic, 0, -1))),))]


def _quiz(turn: Turn, target: str) -> Said | None:
    if not turn.subject.has(target):
        return None
    numbers = turn.content.numbers_of(turn.subject, target)
    return session.start(turn, numbers[:FIRST_QUIZ], target)


def _question(turn: Turn, target: str) -> Said | None:
    number = int(target) if target.isascii() and target.isdigit() and len(target) < 10 else 0
    return session.start(turn, [number]) if number in turn.content.questions else None


def help_(turn: Turn) -> Said:
    """Every command that is listed here, with a line each."""
    private = turn.incoming.private
    name = "" if private else f"@{turn.bot.username}"
    lines = [
        f"/{command.name}{name} - {turn.speech.markup(f'command-{command.name}')}"
        for command in turn.commands
        if (command.menu if private else command.group_menu)
    ]
    heading = turn.speech.markup("help-private" if private else "help-group", bot=turn.bot.username)
    closing = turn.speech.markup("help-closing")
    return [turn.say(render.join([heading, "", *lines, "", closing]))]


def explain_look_up(turn: Turn, _button: Button) -> Said:
    """*Look something up*: there is nothing to open, only something to type."""
    return [turn.say(turn.speech.markup("look-up-how", question=turn.subject.example))]


def stray(turn: Turn) -> Said:
    """A press on a button that this release does not know."""
    return [Toast(turn.speech.plain("old-button"), alert=True)]


feature = Feature(
    commands=(Command("start", start),),
    presses={LookUp: explain_look_up},
    links={"topic": _topic, "fact": _fact, "quiz": _quiz, "question": _question},
)
help_feature = Feature(commands=(Command("help", help_, group=True, menu=True, group_menu=True),))
"""The last line of the menu."""
