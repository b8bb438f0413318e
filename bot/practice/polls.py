"""Asking a chat: a quiz poll, or a message with letters where polls are forbidden; and counting who voted what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import Key, Rows, Vote
from bot.chat.content import Content, Shelved
from bot.chat.messages import Edit, Poll, Say, Sendable
from bot.chat.render import Markup
from bot.chat.styles import Style
from bot.chat.texts import Speech, marked
from bot.library.model import Question
from bot.practice import present, record, result, session
from bot.practice.forms import fits_poll, has_options, in_form
from bot.storage import askings, chats, early_votes, learners, poll_copies, rounds, standings, votes
from bot.storage.askings import Asking, Form, NewAsking, Purpose
from bot.storage.early_votes import EarlyVote
from bot.storage.rounds import Player
from bot.study.grade import is_right
from bot.study.plan import study_date, zone

DRAWS = 8
"""How many draws of a question with numbers or pairs are tried until one fits a poll."""

SHOWN_NAME = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chat is asked. letters: with buttons instead of a poll."""

    chat_id: int
    thread_id: int | None
    letters: bool = False


def fits(content: Content, number: int) -> bool:
    """Whether a question can be put to a chat. Looking costs some microseconds, so ask only for what is wanted."""
    return _fitting(content.questions[number].question, 0) is not None


def _fitting(question: Question, seed: int) -> int | None:
    """The first draw from `seed` on whose options stand in a poll; None when none does."""
    return next((draw for draw in range(seed, seed + DRAWS) if _fits(question.drawn(draw))), None)


def _fits(drawn: Question) -> bool:
    return has_options(drawn) and fits_poll(drawn)


def ask(tx: Connection, item: Shelved, place: Place, position: int, seed: int, now: datetime) -> Asking | None:
    """Open a question to a chat; None when it does not fit a poll any more."""
    draw = _fitting(item.question, seed % (session.SEEDS - DRAWS))
    if draw is None:
        return None
    layout = in_form(item.question.drawn(draw), Form.POLL, draw)
    letters = Form.SEVERAL if len(layout.key) > 1 else Form.CHOICE
    new = NewAsking(
        user_id=None,
        chat_id=place.chat_id,
        thread_id=place.thread_id,
        question_id=item.number,
        version=item.question.version,
        form=letters if place.letters else Form.POLL,
        draw=draw,
        arrangement=layout.arrangement,
        key=layout.key,
        wanted=None,
        purpose=Purpose.POLL,
        session_id=None,
        position=position,
        asked_at=now,
    )
    return askings.add(tx, new)


def put(
    speech: Speech,
    asking: Asking,
    item: Shelved,
    *,
    heading: str = "",
    rows: Rows = (),
    period: int | None = None,
    reply_to: int | None = None,
    anonymous: bool = False,
) -> Poll | Say:
    """The message that asks. heading: before the question. rows: below it. period: seconds until a poll closes."""
    asked = present.drawn(asking, item)
    if asking.form is not Form.POLL:
        text = render.join([Markup(f"{render.escape(heading)} {present.body(asking, asked)}".strip())])
        hint = present.hint(speech, asking, asked, Style.BUTTONS, submits=False)
        return Say(
            asking.chat_id,
            render.join([text, hint]),
            (*_letters(asking), *rows),
            asking.thread_id,
            reply_to,
            silent=True,
            asking=asking.id,
        )
    return present.quiz_poll(
        asking,
        asked,
        asking.id,
        reply_to=reply_to,
        silent=True,
        rows=rows,
        heading=heading,
        period=period,
        anonymous=anonymous,
    )


def _letters(asking: Asking) -> Rows:
    keys = [Key(present.LETTERS[place], Vote(asking.id, option)) for place, option in enumerate(asking.arrangement)]
    rows = -(-len(keys) // present.IN_A_ROW)
    width = -(-len(keys) // rows)
    return tuple(tuple(keys[start : start + width]) for start in range(0, len(keys), width))


def solved(speech: Speech, asking: Asking, item: Shelved, heading: str) -> Edit | None:
    """A question with letters after its time: the answer stands in it, and the buttons are gone."""
    if asking.message_id is None:
        return None
    asked = present.drawn(asking, item)
    text = Markup(f"{render.escape(heading)} {present.body(asking, asked)}".strip())
    return Edit(asking.chat_id, asking.message_id, render.join([text, *answer(speech, asking, asked)]))


def answer(speech: Speech, asking: Asking, asked: Question) -> Sequence[Markup]:
    """What is right, and why."""
    key = marked(result.key_text(asking, asked))
    return [speech.markup("poll-right-is", key=key), render.escape(asked.explanation)]


# --- what can go wrong

_TROUBLES = {
    "polls": (("not enough rights to send polls",), "chat-trouble-polls"),
    "topic": (("topic_closed", "thread not found"), "chat-trouble-topic"),
    "rights": (("rights", "chat_write_forbidden"), "chat-trouble-rights"),
}
"""By name: the phrases in which Telegram says it, in small letters, and the text for the admins."""


def trouble(reason: str) -> str | None:
    """What a refusal means that an admin can mend; None for anything else."""
    said = reason.lower()
    return next((name for name, (phrases, _) in _TROUBLES.items() if any(one in said for one in phrases)), None)


def tell(tx: Connection, speech: Speech, chat_id: int, wrong: str, starter_id: int = 0) -> list[Sendable]:
    """Say to the admins, once and in private, what is wrong and how to mend it."""
    chat = chats.find(tx, chat_id)
    if chat is None or chat.trouble == wrong:
        return []
    chats.change(tx, chat_id, trouble=wrong)
    text = speech.markup(_TROUBLES[wrong][1], chat=chat.title or "")
    return [Say(user, text) for user in chats.whom_to_tell(tx, chat_id, starter_id)]


# --- votes


def count(tx: Connection, asking: Asking, cast: EarlyVote) -> bool:
    """A vote by places as shown; the first one of a person counts. False when it changes nothing."""
    if not cast.places or max(cast.places) >= len(asking.arrangement):
        return False
    chosen = tuple(asking.arrangement[place] for place in cast.places)
    vote = _vote(asking, cast.user_id, chosen, cast.at)
    return votes.add(tx, vote) and _settle(tx, asking, vote, cast.name)


def count_early(tx: Connection, now: datetime, numbers: Sequence[int] | None = None) -> int:
    """Count the votes that arrived before their poll was known, and those in a first copy; returns how many.

    numbers: of these askings only. Whoever has a round locked counts for that round: two must not wait for each other.
    """
    cast: list[tuple[EarlyVote, int]] = []
    if strange := early_votes.unknown(tx):
        copies = poll_copies.copies(tx, now)
        for poll_id in strange:
            asking = askings.find(tx, copies.get(poll_id, 0))
            if asking is None or (numbers is not None and asking.id not in numbers):
                continue
            if askings.poll_sent(tx, asking.id, poll_id):
                continue
            if asking.user_id is None:
                cast += [(one, asking.id) for one in early_votes.take_in(tx, poll_id)]
            else:
                early_votes.readdress(tx, poll_id, asking.poll_id or poll_id)
    cast += early_votes.take_known(tx, numbers)
    for one, number in sorted(cast, key=lambda found: found[0].at):
        asking = askings.find(tx, number)
        if asking is not None:
            count(tx, asking, one)
    return len(cast)


def tap(tx: Connection, asking: Asking, user_id: int, option: int, name: str, at: datetime) -> votes.Vote | None:
    """One letter of a question without a poll; None when this person's answer was complete before.

    Of several right options the taps add up; a letter tapped again is taken back.
    """
    before = votes.find(tx, asking.id, user_id)
    if before is not None and before.correct is not None:
        return None
    taken = before.chosen if before else ()
    chosen = tuple(one for one in taken if one != option) if option in taken else (*taken, option)
    vote = _vote(asking, user_id, chosen, at)
    if len(chosen) < len(asking.key):
        vote = replace(vote, correct=None)
    kept = votes.complete(tx, vote) if before else votes.add(tx, vote)
    if kept and vote.correct is not None:
        _settle(tx, asking, vote, name)
    return vote if kept else None


def _vote(asking: Asking, user_id: int, chosen: tuple[int, ...], at: datetime) -> votes.Vote:
    """Graded on the snapshot that was sent."""
    return votes.Vote(asking.id, user_id, asking.chat_id, asking.question_id, chosen, is_right(chosen, asking.key), at)


def _settle(tx: Connection, asking: Asking, vote: votes.Vote, name: str) -> bool:
    """What a complete answer leaves behind: the board, the round's players, and one's own cards where agreed."""
    correct = bool(vote.correct)
    chat = chats.find(tx, asking.chat_id)
    if name and (number := rounds.of_asking(tx, asking)) is not None:  # first: it may wait for who has the round
        rounds.join(tx, number, Player(vote.user_id, render.clip(name, SHOWN_NAME)))
    standings.count(tx, asking.chat_id, vote.user_id, correct, study_date(vote.at, zone(chat.zone if chat else None)))
    learner = learners.find(tx, vote.user_id)
    if learner is not None and learner.group_answers:
        record.answer(tx, vote.user_id, asking, correct, vote.at, study_date(vote.at, zone(learner.zone)))
    return True
