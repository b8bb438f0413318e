"""Looking something up: plain text or /ask in private; /ask@bot, a reply to us or our name in groups."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.buttons import Button, Key, OpenNote, QuizTopic, Remember, Resume, Rows, Url
from bot.chat.links import address
from bot.chat.messages import Edit, Say, Toast
from bot.chat.permissions import may_look_up
from bot.chat.render import Markup
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.finding import SUMMARY, Finding, Outcome
from bot.library.model import TopicId
from bot.library.search import Index
from bot.library.words import cut
from bot.practice import told
from bot.storage import askings, chats, gaps, outbox, remembered

QUIZ = 3
SHOWN = 2
"""Notes of one answer, at most; where two are compared all their sides."""

REMEMBERED = 3
"""Questions that *Remember this* puts into the next days."""

_ASK = re.compile(r"/ask(?:@(?P<bot>\w+))?(?:\s+(?P<question>.*))?", re.DOTALL | re.IGNORECASE)
_TALK = frozenset({Outcome.EMPTY, Outcome.GREETING, Outcome.THANKS})
_LACKING = frozenset({Outcome.NONE, Outcome.CLOSEST, Outcome.NOT_COVERED})


def ask(turn: Turn) -> Said:
    """What follows /ask; in a group also the message that it replies to."""
    if not _is_welcome(turn):
        return ()
    question = turn.arguments.strip()
    if not question and (replied := turn.incoming.replied_text.strip()):
        return _reply(turn, _index(turn).explain(replied))
    if not question and not turn.incoming.private:
        how = turn.speech.markup("ask-group-how", bot=turn.bot.username, question=turn.subject.example)
        return _say(turn, how)
    return _answer(turn, question)


def text(turn: Turn) -> Said:
    """Any text that nobody else took is a question; a command nobody knows is not."""
    if turn.incoming.text.startswith("/"):
        return _say(turn, turn.speech.markup("ask-unknown-command"))
    return _answer(turn, turn.incoming.text)


def addressed(turn: Turn) -> Said:
    """In a group: a question by name or as a reply to us; our name alone, as a reply, asks about that message.

    Thanks and small talk get no answer there: nobody waits for one.
    """
    if not _is_welcome(turn):
        return ()
    question = _our_name(turn).sub(" ", turn.incoming.text).strip()
    finding = _index(turn).look_up(question, SHOWN)
    if finding.outcome is Outcome.EMPTY and turn.incoming.replied_text and not turn.incoming.replied_to_us:
        return _reply(turn, _index(turn).explain(turn.incoming.replied_text))
    return () if finding.outcome in _TALK else _answer(turn, question)


def _is_welcome(turn: Turn) -> bool:
    """Whether the chat wants look-ups; in private nothing is read for that."""
    return turn.incoming.private or may_look_up(turn, chats.find(turn.tx, turn.incoming.chat_id))


def edited(turn: Turn) -> Said:
    """Its author changed a question: the answer that stands there changes with it."""
    before = outbox.answer_to(turn.tx, turn.incoming.chat_id, turn.incoming.message_id or 0)
    if before is None:
        return ()
    waiting = askings.open_of(turn.tx, turn.incoming.user_id)
    said = _asked_again(turn)
    if before.message_id is None:  # still on its way, and what is on its way is not changed
        return said
    if waiting is not None:
        askings.bury(turn.tx, waiting.id, buried=waiting.buried)
    return [
        Edit(one.chat_id, before.message_id, one.text, one.rows, answers=one.answers)
        for one in said
        if isinstance(one, Say)
    ]


def _asked_again(turn: Turn) -> Said:
    """The answer to a changed text; none where it no longer asks us."""
    command = _ASK.fullmatch(turn.incoming.text)
    if command is not None:
        ours = (command["bot"] or turn.bot.username).casefold() == turn.bot.username.casefold()
        return ask(replace(turn, arguments=command["question"] or "")) if ours else ()
    if turn.incoming.text.startswith("/"):
        return ()
    if turn.incoming.private:
        return _answer(turn, turn.incoming.text)
    named = _our_name(turn).search(turn.incoming.text) is not None
    return addressed(turn) if named or turn.incoming.replied_to_us else ()


def _our_name(turn: Turn) -> re.Pattern[str]:
    return re.compile(f"@{re.escape(turn.bot.username)}", re.IGNORECASE)


def _index(turn: Turn) -> Index:
    return turn.content.indexes[turn.subject.id]


def _answer(turn: Turn, question: str) -> Said:
    finding = _index(turn).look_up(question, SHOWN)
    if finding.outcome in _LACKING and turn.incoming.user_id:
        lack = finding.not_covered
        words = lack.name.lower() if lack else " ".join(cut(question))
        nearest = finding.nearest[0] if finding.nearest else None
        gaps.count(turn.tx, turn.subject.id, words, nearest, turn.incoming.user_id, turn.now)
    return _reply(turn, finding)


def _reply(turn: Turn, finding: Finding) -> Said:
    words = told.answer(turn.speech, turn.subject, finding)
    if not turn.incoming.private:
        return _say(turn, words, _more_in_private(turn, finding))
    rows = _rows(turn, finding)
    if askings.bury_open(turn.tx, turn.incoming.user_id):
        rows = (*rows, (Key(turn.speech.plain("button-resume-questions"), Resume()),))
    return _say(turn, words, rows)


def _say(turn: Turn, words: Markup, rows: Rows = ()) -> Said:
    """An answer that follows its question when that is edited; in groups without a sound."""
    said = turn.say(words, rows, silent=not turn.incoming.private)
    return [replace(said, answers=turn.incoming.message_id)]


def _more_in_private(turn: Turn, finding: Finding) -> Rows:
    """A group gets the short answer; the note is opened where nobody else has to scroll past it."""
    if finding.outcome is not Outcome.ANSWER:
        return ()
    link = Url(address(turn.bot.username, "topic", finding.hits[0].topic))
    return ((Key(turn.speech.plain("button-more"), link),),)


def _rows(turn: Turn, finding: Finding) -> Rows:
    """*Quiz me on this* and *More* for what was found; the nearest topics to go to instead."""
    speech = turn.speech
    rows: list[tuple[Key, ...]] = []
    if finding.outcome in {Outcome.ANSWER, Outcome.CLOSEST}:
        topic = finding.hits[0].topic
        more = Key(speech.plain("button-more"), OpenNote(topic, 0, -1))
        line = finding.hits[0].lines[0] if finding.hits[0].lines else SUMMARY
        quiz = Key(speech.plain("button-quiz-this"), QuizTopic(topic, QUIZ))
        keep = Key(speech.plain("button-remember"), Remember(topic, line))
        rows.append((quiz, keep, more) if turn.subject.questions_of(topic) else (more,))
    if finding.not_covered is not None:
        rows.append((Key(speech.plain("ask-official"), Url(finding.not_covered.page)),))
    rows.extend(_topic_rows(turn, finding))
    return tuple(rows)


def _topic_rows(turn: Turn, finding: Finding) -> Sequence[tuple[Key, ...]]:
    if finding.outcome not in {Outcome.CLOSEST, Outcome.NOT_COVERED, Outcome.NONE, Outcome.ANSWER}:
        return ()
    shown = {hit.topic for hit in finding.hits} if finding.comparison else {h.topic for h in finding.hits[:1]}
    nearest = [topic for topic in finding.nearest if topic not in shown][:2]
    return [(Key(turn.subject.note(topic).title, OpenNote(topic, 0, -1)),) for topic in nearest]


def _questions_on(turn: Turn, topic: str, line: int) -> list[int]:
    """Numbers of the questions on a line of a note; on the whole topic where the line has none of its own."""
    questions = turn.subject.questions_of(TopicId(topic))
    facts = turn.subject.note(TopicId(topic)).facts
    if 0 < line <= len(facts):
        questions = tuple(one for one in questions if facts[line - 1].id in one.facts) or questions
    numbers = turn.content.numbers[turn.subject.id]
    return [numbers[one.key] for one in questions[:REMEMBERED]]


def remember(turn: Turn, button: Button) -> Said:
    """*Remember this*: its questions come first among the next new ones."""
    assert isinstance(button, Remember)
    if not turn.subject.has(button.topic):
        return [Toast(turn.speech.plain("topic-gone"), alert=True)]
    questions = _questions_on(turn, button.topic, button.line)
    remembered.add(turn.tx, turn.learner.user_id, questions, turn.now)
    return [Toast(turn.speech.plain("ask-remembered", count=len(questions)), alert=True)]


feature = Feature(commands=(Command("ask", ask, group=True, group_menu=True),), presses={Remember: remember})
last = Feature(text=text, addressed=addressed, edited=edited)
"""After everybody else: whatever text is left is a question."""
