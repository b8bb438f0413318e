"""The daily question of a group or channel: planned by the clock, made when it is sent, closed a day later.

Slot 0 of a date is the question, slot 1 its end. The end is planned when the question is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import ChatStep, Key, Rows, Url
from bot.chat.content import Content
from bot.chat.links import address, inside, public
from bot.chat.messages import Edit, Say, Sendable, StopPoll, letters, push
from bot.chat.render import Markup
from bot.chat.texts import Speech, Texts
from bot.library.model import Subject
from bot.practice import mix, note, polls, present, result
from bot.practice.polls import Place
from bot.storage import askings, chat_dailies, chats, outbox, votes
from bot.storage.askings import Asking, Form, State
from bot.storage.chat_dailies import ChatDaily, DueChat
from bot.storage.chats import Chat
from bot.storage.outbox import Letter, Parcel
from bot.study.plan import Due, Rhythm, next_due, study_date, zone

QUESTION, END = 0, 1
LATE = timedelta(hours=3)
"""A question that is later than this is left out for its date."""

STANDS = timedelta(hours=24)
SETTLED = timedelta(hours=20)
"""A question younger than this is not closed by an end that was planned for an older one."""

QUIET_LIMIT = 5
"""After this many questions in a row without a vote they pause, and the admins are told."""

WEEK = timedelta(days=7)
MISSED_BY = 2
"""A question that at least so many got wrong comes again at the end of the week."""

NOTICED = timedelta(minutes=10)
"""How far back a refusal is looked for."""

BATCH = 500
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


# --- when


def schedule(tx: Connection, daily: ChatDaily, where: str | None, now: datetime) -> ChatDaily:
    """Find the next day that has had no question yet, and keep it."""
    due = _next(daily, where, now, daily.served)
    scheduled = replace(daily, next_due_at=due.at, next_date=due.day, paused=None, quiet=0)
    chat_dailies.save(tx, scheduled)
    return scheduled


def _next(daily: ChatDaily, where: str | None, after: datetime, served: date | None) -> Due:
    """The first due instant after `after` on a weekday of the pattern; no pattern is every day."""
    off = tuple(day for day in range(7) if daily.weekdays and not daily.weekdays >> day & 1)
    return next_due(after, Rhythm((daily.minute,), off=off), zone(where), None if served is None else (served, 0))


def plan(tx: Connection, now: datetime) -> int:
    """Plan the questions of up to BATCH chats whose time has come, and move each on; returns how many.

    After downtime a chat gets the latest one that is not too late, never the ones before it.
    """
    batch = chat_dailies.due(tx, now, BATCH)
    latest = [(one, _latest(one, now)) for one in batch]
    wanted = [(one.daily.chat_id, due.day, QUESTION, due.at) for one, due in latest if due.at <= now and one.present]
    outbox.plan_push(tx, wanted, now)
    if batch:
        chat_dailies.advance(tx, [_advanced(one, due, now) for one, due in latest])
    return len(batch)


def _latest(one: DueChat, now: datetime) -> Due:
    daily = one.daily
    due_at, day = daily.next_due_at or now, daily.next_date or study_date(now, zone(one.zone))
    not_late = min(due_at, now) if now - due_at <= LATE else now - LATE
    return _next(daily, one.zone, not_late - _INSTANT, day - _DAY)


def _advanced(one: DueChat, due: Due, now: datetime) -> tuple[int, datetime, date, date | None]:
    if due.at > now:
        return one.daily.chat_id, due.at, due.day, one.daily.served
    after = _next(one.daily, one.zone, now, due.day)
    return one.daily.chat_id, after.at, after.day, due.day


# --- what


def notice_refusals(tx: Connection, content: Content, texts: Texts, bot: str, now: datetime) -> int:
    """Questions that Telegram did not take: with letters where polls are forbidden, else a rest; returns how many."""
    refused = outbox.refused(tx, now - NOTICED)
    for chat_id, asking_id, reason in refused:
        chat, daily = chats.find(tx, chat_id), chat_dailies.find(tx, chat_id)
        if chat is not None and daily is not None and daily.asking_id == asking_id:
            said = Desk(tx, content, texts, bot, chat, now).refused(daily, reason)
            outbox.queue(tx, [push(letter) for letter in letters(said, None)], now)
    return len(refused)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes what was planned, at the moment it is sent."""

    texts: Texts
    bot: str

    def make(self, tx: Connection, content: Content, parcel: Parcel, now: datetime) -> list[Letter]:
        """A question and the end of the one before it; or only the end; nothing when it is not wanted any more."""
        daily, chat = chat_dailies.find(tx, parcel.chat_id), chats.find(tx, parcel.chat_id)
        if daily is None or chat is None or not chat.present:
            return []
        desk = Desk(tx, content, self.texts, self.bot, chat, now)
        if parcel.slot == END:
            said = desk.end(daily, at_least=SETTLED)
        elif now - parcel.not_before > LATE or daily.next_due_at is None:
            return []
        else:
            said = desk.ask(daily, last_of_week=_ends_week(daily, parcel.study_date))
        return [push(letter) for letter in letters(said, None)]


def _ends_week(daily: ChatDaily, day: date | None) -> bool:
    """Whether the next question falls into another week."""
    if day is None or daily.next_date is None:
        return False
    return daily.next_date.isocalendar()[:2] != day.isocalendar()[:2]


@dataclass(frozen=True, slots=True)
class Desk:
    """One chat at one moment."""

    tx: Connection
    content: Content
    texts: Texts
    bot: str
    chat: Chat
    now: datetime

    @property
    def speech(self) -> Speech:
        return self.texts.speech(self.chat.language or self.subject.language)

    @property
    def subject(self) -> Subject:
        return self.content.subject(self.chat.subject)

    @property
    def is_channel(self) -> bool:
        return self.chat.kind == "channel"

    def ask(self, daily: ChatDaily, *, last_of_week: bool = False) -> list[Sendable]:
        """Close what stands and ask the next question; nothing after QUIET_LIMIT without a vote."""
        ended = self.end(daily)
        if ended and (after := chat_dailies.find(self.tx, self.chat.chat_id)) and after.paused is not None:
            return ended
        asking = self._open(daily, last_of_week)
        if asking is None:
            return ended
        day = study_date(self.now, zone(self.chat.zone))
        outbox.plan_push(self.tx, [(self.chat.chat_id, day, END, self.now + STANDS)], self.now)
        chat_dailies.change(self.tx, self.chat.chat_id, asking_id=asking.id)
        item = self.content.questions[asking.question_id]
        return [*ended, polls.put(self.speech, asking, item, anonymous=self.is_channel)]

    def _open(self, daily: ChatDaily, last_of_week: bool) -> Asking | None:
        number = self.choose(daily, last_of_week)
        if number is None:
            return None
        chats.asked(self.tx, self.chat, number)
        letters_wanted = self.chat.polls is False and not self.is_channel
        place = Place(self.chat.chat_id, self.chat.thread_id, letters_wanted)
        seed = abs(self.chat.chat_id) + self.now.date().toordinal()
        return polls.ask(self.tx, self.content.questions[number], place, 1, seed, self.now)

    def choose(self, daily: ChatDaily, last_of_week: bool = False) -> int | None:
        """At the end of a week what was missed most in it; else what this chat has not seen lately."""
        pool = self.content.numbers_of(self.subject, daily.topic)
        if last_of_week and (missed := self._most_missed()) in pool and polls.fits(self.content, missed):
            return missed
        seed = abs(self.chat.chat_id) + self.now.date().toordinal()
        chosen = mix.pick(self.content, pool, 1, self.chat.recent, seed)
        return chosen[0] if chosen else None

    def _most_missed(self) -> int | None:
        since = self.now - WEEK
        if not self.is_channel:
            return votes.most_missed(self.tx, self.chat.chat_id, since, MISSED_BY)
        wrong: dict[int, int] = {}
        for number, counts in votes.tallies_since(self.tx, self.chat.chat_id, since):
            asking = askings.find(self.tx, number)
            if asking is not None:
                missed = sum(counts) - _right(asking, counts)
                wrong[asking.question_id] = wrong.get(asking.question_id, 0) + missed
        worst = max(wrong, key=lambda question: wrong[question], default=None)
        return worst if worst is not None and wrong[worst] >= MISSED_BY else None

    def refused(self, daily: ChatDaily, reason: str) -> list[Sendable]:
        """Telegram did not take the question."""
        asking = askings.find(self.tx, daily.asking_id or 0)
        chat_dailies.change(self.tx, self.chat.chat_id, asking_id=None)
        if asking is not None:
            askings.close(self.tx, asking.id, self.now, state=State.REPLACED)
        wrong = polls.trouble(reason)
        if wrong is None:
            return []
        told = polls.tell(self.tx, self.speech, self.chat.chat_id, wrong)
        if wrong != "polls" or asking is None or asking.form is not Form.POLL or self.is_channel:
            chat_dailies.change(self.tx, self.chat.chat_id, paused=wrong, next_due_at=None)
            return told
        chats.change(self.tx, self.chat.chat_id, polls=False)
        place = Place(self.chat.chat_id, self.chat.thread_id, letters=True)
        item = self.content.questions[asking.question_id]
        again = polls.ask(self.tx, item, place, 1, asking.draw, self.now)
        if again is None:
            return told
        chat_dailies.change(self.tx, self.chat.chat_id, asking_id=again.id)
        return [*told, polls.put(self.speech, again, item)]

    # --- the end of a question

    def end(self, daily: ChatDaily, at_least: timedelta = timedelta()) -> list[Sendable]:
        """Close the question that stands, and say how it went, as a reply; nothing is said when nobody voted."""
        asking = askings.find(self.tx, daily.asking_id) if daily.asking_id is not None else None
        if asking is None or self.now - asking.asked_at < at_least:
            return []
        chat_dailies.change(self.tx, self.chat.chat_id, asking_id=None)
        if not askings.close(self.tx, asking.id, self.now, state=State.EXPIRED) or asking.message_id is None:
            return []
        answers, right = self._voted(asking)
        told = self._count_quiet(daily, answers)
        return [*told, *self._close(asking), *([self._result(asking, answers, right)] if answers else [])]

    def _close(self, asking: Asking) -> list[Sendable]:
        if asking.message_id is None:
            return []
        if asking.form is Form.POLL:
            return [StopPoll(asking.chat_id, asking.message_id)]
        item = self.content.questions.get(asking.question_id)
        edit: Edit | None = polls.solved(self.speech, asking, item, "") if item else None
        return [edit] if edit else []

    def _voted(self, asking: Asking) -> tuple[int, int]:
        """(votes, right ones)."""
        if not self.is_channel:
            return votes.count(self.tx, asking.id)
        counts = votes.tally_of(self.tx, asking.id)
        return sum(counts), _right(asking, counts)

    def _count_quiet(self, daily: ChatDaily, answers: int) -> Sequence[Sendable]:
        quiet = 0 if answers else daily.quiet + 1
        chat_dailies.change(self.tx, self.chat.chat_id, quiet=quiet)
        if quiet < QUIET_LIMIT or daily.paused is not None:
            return ()
        chat_dailies.change(self.tx, self.chat.chat_id, paused="quiet", next_due_at=None)
        text = self.speech.markup("chat-quiet", chat=self.chat.title or "", count=QUIET_LIMIT)
        rows: Rows = (
            (Key(self.speech.plain("button-resume"), ChatStep(self.chat.chat_id, "on", "")),),
            (Key(self.speech.plain("button-chat-change"), ChatStep(self.chat.chat_id, "open", "")),),
        )
        return [Say(user, text, rows) for user in chats.whom_to_tell(self.tx, self.chat.chat_id, 0)]

    def _result(self, asking: Asking, answers: int, right: int) -> Say:
        item = self.content.questions.get(asking.question_id)
        speech = self.speech
        lines = [speech.markup("chat-result", right=right, count=answers)]
        rows: Rows = ()
        if item is not None and result.is_same(asking, item):
            asked = present.drawn(asking, item)
            key = speech.markup("poll-right-is", key="; ".join(asked.options[o] for o in sorted(asking.key)))
            lines += [*self._distribution(asking, asked.options), key, render.escape(asked.explanation)]
            lines.append(note.checked(speech, item.subject.note(item.question.topic)))
            practise = Url(address(self.bot, "question", item.number))
            rows = ((Key(speech.plain("button-practise-privately"), practise),),)
        rows = (*rows, *self._discussion())
        return Say(asking.chat_id, render.join(lines), rows, asking.thread_id, reply_to=asking.message_id, silent=True)

    def _discussion(self) -> Rows:
        """The way to a channel's discussion group. Into a private one only its members get, so the button says so."""
        linked, name = self.chat.linked_chat_id, self.chat.linked_name
        if not self.is_channel or not linked:
            return ()
        link = public(name) if name else inside(linked, 1)
        label = "button-discuss" if name else "button-discuss-members"
        return ((Key(self.speech.plain(label), Url(link)),),) if link else ()

    def _distribution(self, asking: Asking, options: Sequence[str]) -> list[Markup]:
        """How many chose what, where nobody can see it in the poll's own names."""
        counts = votes.tally_of(self.tx, asking.id) if self.is_channel else ()
        total = sum(counts)
        return [
            Markup(f"{render.escape(options[option])}: {round(100 * count / total)} %")
            for option, count in zip(asking.arrangement, counts, strict=False)
            if total
        ]


def _right(asking: Asking, counts: Sequence[int]) -> int:
    """How many of the counted votes were right; where several options are, the rarest of them bounds it."""
    right = [count for option, count in zip(asking.arrangement, counts, strict=False) if option in asking.key]
    return min(right, default=0)
