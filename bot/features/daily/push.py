"""What comes by itself: who is due is planned in batches, and what a push says is made when it is sent.

A push is one of: a question; nothing, where nothing is wanted; a word about an exam; the last word after an absence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.chat.content import Content
from bot.chat.messages import Delete, Edit, Poll, Say, Sendable, letters, push
from bot.chat.styles import Style, style_of
from bot.chat.texts import Speech, Texts
from bot.features.daily.status import resting_rows
from bot.library.model import Subject
from bot.practice import choose, exam_days, session, steadiness
from bot.storage import exams, learners, outbox, reviews, sessions, subscriptions
from bot.storage.askings import Asking, Form, Purpose
from bot.storage.outbox import Letter, Parcel
from bot.storage.sessions import Session
from bot.storage.subscriptions import DueSubscription, Subscription
from bot.study.absence import WEEKLY, Push, push_after
from bot.study.plan import Due, next_due, zone

LATE = timedelta(hours=3)
"""A push that is later than this is dropped for its date."""

DELETABLE = timedelta(hours=47)
"""Telegram lets a bot delete its message for 48 hours."""

BATCH = 500
_INSTANT = timedelta(microseconds=1)


# --- who is due


def plan(tx: Connection, now: datetime) -> int:
    """Plan pushes for up to BATCH people whose time has come, and move each to their next; returns how many.

    After downtime somebody gets one that is not too late, never those before it.
    """
    batch = subscriptions.due(tx, now, BATCH)
    latest = [(one, _latest(one, now)) for one in batch]
    wanted = [(one.user_id, due.day, due.place, due.at) for one, due in latest if due.at <= now and not one.blocked]
    outbox.plan_push(tx, wanted, now)
    if batch:
        subscriptions.advance(tx, [(one.user_id, _advanced(one, due, now)) for one, due in latest])
    return len(batch)


def _latest(one: DueSubscription, now: datetime) -> Due:
    """The first moment that is not too late by now; it may lie ahead."""
    if now - one.due.at <= LATE:
        return one.due
    return next_due(now - LATE - _INSTANT, one.rhythm, zone(one.zone), (one.due.day, one.due.place - 1))


def _advanced(one: DueSubscription, due: Due, now: datetime) -> Due:
    return next_due(now, one.rhythm, zone(one.zone), (due.day, due.place)) if due.at <= now else due


# --- what it says


@dataclass(frozen=True, slots=True)
class _Moment:
    """One push as it is made.

    day: the study date it was planned for. today: the date on the calendar there, which an exam goes by; after midnight
    it is the one after. first: `day` had no push before.
    """

    tx: Connection
    content: Content
    speech: Speech
    subject: Subject
    style: Style
    mine: Subscription
    chat_id: int
    now: datetime
    day: date
    today: date
    first: bool


class Pushes:
    """Makes the message of a planned push at the moment it is sent."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def make(self, tx: Connection, content: Content, parcel: Parcel, now: datetime) -> list[Letter]:
        """The old question's end, then what is new; nothing when it came too late or is not wanted any more."""
        assert parcel.user_id is not None and parcel.study_date is not None
        learner = learners.find(tx, parcel.user_id)
        mine = subscriptions.find(tx, parcel.user_id)
        late = now - parcel.not_before > LATE
        if learner is None or learner.blocked or mine is None or late or mine.is_paused(now):
            return []
        moment = _Moment(
            tx=tx,
            content=content,
            speech=self._texts.speech(learner.tongue),
            subject=content.subject(learner.subject),
            style=style_of(learner.answer_style),
            mine=mine,
            chat_id=parcel.chat_id,
            now=now,
            day=parcel.study_date,
            today=now.astimezone(zone(learner.zone)).date(),
            first=mine.asked_on != parcel.study_date,
        )
        said = _said(moment)
        return [push(letter) for letter in letters(said, learner.user_id)]


def _said(moment: _Moment) -> Sequence[Sendable]:
    """An exam's days come first; then whether anybody is there; then a question."""
    exam = exams.find(moment.tx, moment.mine.user_id, moment.subject.id)
    special = exam_days.push(moment.tx, moment.speech, exam, moment.chat_id, moment.today)
    if special is not None:
        return _instead(moment, special) if special and _first_now(moment) else []
    if moment.mine.only_due and not choose.anything_due(
        moment.tx, moment.content, moment.subject, moment.mine.user_id, moment.day
    ):
        return []
    match _manner(moment):
        case Push.NONE:
            return []
        case Push.GOODBYE:
            return _goodbye(moment)
        case manner:
            return _question(moment, silent=manner is Push.QUIET or not moment.first)


def _first_now(moment: _Moment) -> bool:
    """Note a date that is no day like any other: what is said on it is not said twice, and is not asked in vain."""
    if moment.first:
        subscriptions.asked(moment.tx, moment.mine.user_id, moment.day, moment.mine.unanswered)
    return moment.first


def _manner(moment: _Moment) -> Push:
    """Louder or quieter, by how many days in a row were asked in vain. Later pushes of a date follow its first."""
    mine = moment.mine
    if not moment.first:
        return Push.NONE if mine.unanswered >= WEEKLY else push_after(mine.unanswered)
    in_vain = mine.unanswered + 1 if _in_vain(moment) else 0
    subscriptions.asked(moment.tx, mine.user_id, moment.day, in_vain)
    return push_after(in_vain)


def _in_vain(moment: _Moment) -> bool:
    """Whether nothing was answered since the last date that was asked."""
    if moment.mine.asked_on is None:
        return False
    answered = reviews.last_day(moment.tx, moment.mine.user_id)
    return answered is None or answered < moment.mine.asked_on


def _goodbye(moment: _Moment) -> Sequence[Sendable]:
    """One last message; from now on nothing is due."""
    subscriptions.save(moment.tx, replace(subscriptions.find(moment.tx, moment.mine.user_id) or moment.mine, due=None))
    speech = moment.speech
    return _instead(moment, [Say(moment.chat_id, speech.markup("daily-goodbye"), resting_rows(speech), silent=True)])


def _instead(moment: _Moment, said: Sequence[Say]) -> Sequence[Sendable]:
    """A word in place of a question; what waited is over."""
    replaced = session.replace_waiting(moment.tx, moment.mine.user_id, moment.now)
    return [*_ends(moment, replaced), *said]


def _question(moment: _Moment, *, silent: bool) -> Sequence[Sendable]:
    tx, user = moment.tx, moment.mine.user_id
    day = moment.day
    amount = _amount(moment)
    if amount <= 0:
        return []
    numbers = choose.questions(tx, moment.content, moment.subject, user, amount, day)
    replaced = session.replace_waiting(tx, user, moment.now)
    opened = session.begin(
        tx,
        moment.content,
        Session(
            id=0,
            user_id=user,
            chat_id=moment.chat_id,
            purpose=Purpose.DAILY,
            subject=moment.subject.id,
            topic=None,
            queue=numbers,
            size=len(numbers),
            state="open",
            opened_at=moment.now,
            study_date=day,
        ),
        moment.now,
        moment.style,
    )
    if opened is None:
        return []
    asked: Say | Poll = replace(session.put(moment.speech, opened, moment.style), silent=silent)
    return [*_ends(moment, replaced), *_week(moment), asked]


def _amount(moment: _Moment) -> int:
    """One in a window; else a whole day's, and in a later push of a date what is left of it."""
    if moment.mine.rhythm.until is not None:
        return 1
    if moment.first:
        return moment.mine.amount
    return moment.mine.amount - sessions.answered_on(moment.tx, moment.mine.user_id, Purpose.DAILY, moment.day)


def _week(moment: _Moment) -> Sequence[Say]:
    """Before the first question of a calendar week, for whoever likes it; without a sound."""
    asked_on = moment.mine.asked_on
    new_week = asked_on is not None and asked_on.isocalendar()[:2] != moment.day.isocalendar()[:2]
    if not (moment.mine.weekly and moment.first and new_week):
        return []
    words = steadiness.week_in_words(moment.tx, moment.speech, moment.subject, moment.mine.user_id, moment.day)
    return [Say(moment.chat_id, words, silent=True)] if words else []


def _ends(moment: _Moment, replaced: Sequence[Asking]) -> list[Sendable]:
    return [end for old in replaced for end in _end(moment, old)]


def _end(moment: _Moment, old: Asking) -> list[Sendable]:
    """Replaced, never stacked: an unanswered daily question goes where Telegram still lets it, else folds to a line."""
    if old.message_id is None:
        return []
    if old.purpose is not Purpose.DAILY:
        return session.disarm([old])
    if moment.now - old.asked_at < DELETABLE:
        return [Delete(old.chat_id, old.message_id)]
    if old.form is Form.POLL:
        return session.disarm([old])
    day = moment.speech.day(old.asked_at.date())
    return [Edit(old.chat_id, old.message_id, moment.speech.markup("daily-folded", day=day))]
