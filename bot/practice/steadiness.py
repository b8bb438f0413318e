"""How steadily somebody studies, in words: their share of their own bar, and milestones, each said once."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.chat.content import Content
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.chat.turn import Turn
from bot.library.model import Subject
from bot.storage import cards, exams, reviews, said, subscriptions
from bot.study.consistency import MONTH, WEEK, Mark, Milestone, Share, milestones, share
from bot.study.plan import noon

_MARKS = {Mark.ANSWERS: "milestone-answers", Mark.SEEN: "milestone-seen", Mark.STRONG: "milestone-strong"}


def shares(tx: Connection, user_id: int, subject: str, today: date) -> tuple[Share, Share] | None:
    """The last 7 and 30 days; None for whoever has set themselves no number, or has never answered."""
    reminder, exam = subscriptions.find(tx, user_id), exams.find(tx, user_id, subject)
    bar = reminder.amount if reminder else exam.amount if exam else None
    begun = reviews.began(tx, user_id)
    if bar is None or begun is None:
        return None
    if reminder is not None and reminder.rhythm.until is not None:
        bar = reminder.rhythm.count
    given = reviews.by_day(tx, user_id, today - timedelta(days=MONTH))
    off = frozenset(reminder.rhythm.off) if reminder else frozenset()
    week, month = (share(given, bar, today, days, begun, off) for days in (WEEK, MONTH))
    return week, month


def bar_line(speech: Speech, found: tuple[Share, Share] | None) -> Markup:
    """Both shares in a sentence; nothing before the first whole day."""
    if found is None or found[0].share is None or found[1].share is None:
        return Markup("")
    week, month = (round(100 * (one.share or 0)) for one in found)
    return speech.markup("bar-shares", week=week, month=month)


def week_in_words(tx: Connection, speech: Speech, subject: Subject, user_id: int, today: date) -> Markup | None:
    """The seven days before today; None when there is nothing to tell."""
    yesterday = today - timedelta(days=1)
    since = today - timedelta(days=WEEK)
    answers, right = reviews.totals(tx, user_id, since=since)
    given = reviews.by_day(tx, user_id, since)
    if not any(count for day, count in given.items() if day < today):
        return None
    lines = [speech.markup("week-summary", answers=answers, right=right)]
    found = shares(tx, user_id, subject.id, yesterday)
    return Markup("\n".join(filter(None, [*lines, bar_line(speech, found)])))


def reached(turn: Turn) -> Sequence[Markup]:
    """Milestones that were not said before; from now on they were."""
    user, subject = turn.learner.user_id, turn.subject
    before = {
        Milestone(Mark(what), number) for what, number in said.before(turn.tx, user, subject.id) if what in _MARKS
    }
    answers, _ = reviews.totals(turn.tx, user)
    seen, strong = _standing(turn.tx, turn.content, subject, user, turn.today)
    found = milestones(answers, seen, strong, len(subject.questions), before)
    return [_say(turn, one) for one in found if said.add(turn.tx, user, subject.id, one.mark, one.number, turn.now)]


def _say(turn: Turn, one: Milestone) -> Markup:
    return turn.speech.markup(_MARKS[one.mark], number=one.number)


def _standing(tx: Connection, content: Content, subject: Subject, user_id: int, day: date) -> tuple[int, int]:
    """How many questions were seen, and how many of them are known well."""
    within = content.ranges[subject.id]
    return cards.counts(tx, user_id, within).cards, cards.strong(tx, user_id, within, noon(day))
