"""Which questions somebody gets: what is known of the learner, read narrowly and handed to the pure choice."""

from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import date
from math import ceil
from random import Random

from sqlalchemy import Connection

from bot.chat.content import Content, weights_of
from bot.library.model import Subject
from bot.storage import aside, cards, exams, remembered, reviews, subscriptions
from bot.storage.cards import Look
from bot.study import last_week
from bot.study.choice import Standing, Wanted, choose, choose_from, days_left, order
from bot.study.memory import recall
from bot.study.plan import noon

LOOKED_AT, TIMES = 64, 3
"""Of thousands of cards so many are looked at closely, and at least so many times what is wanted."""

RANKED = 1_000
"""Cards that are ranked at once; who has more has another part of them ranked each time."""

POOL = 4
"""In the last week so many times what is wanted is ranked, so that every domain has some."""

MOST_RANGES = 100
"""Questions more scattered than this are not worth a narrow query."""

MOST_PROBED = 200
"""Questions whose being new is looked up at once."""


def questions(
    tx: Connection,
    content: Content,
    subject: Subject,
    user_id: int,
    amount: int,
    day: date,
    topic: str | None = None,
    among: Collection[int] | None = None,
) -> tuple[int, ...]:
    """Up to `amount` question numbers for one person, in the order to ask them.

    among: only these, for example what was missed. First comes what they asked to remember and have not met yet;
    what was answered today comes only when there is not enough of anything else. What was set aside does not come.
    """
    numbers, resting = content.numbers_of(subject, topic), aside.on(tx, user_id, day)
    if among is not None or resting:
        numbers = [n for n in numbers if (among is None or n in among) and n not in resting]
    wanted = _wanted(tx, content, subject, user_id, amount, day)
    if wanted.exam is not None and (wanted.exam - day).days == 1:
        known = cards.of(tx, user_id).keys() & set(content.numbers_of(subject))
        numbers = [n for n in numbers if n in known or not known]  # the evening before: nothing new
    first = _remembered(tx, user_id, numbers, wanted)
    left = replace(wanted, amount=amount - len(first), not_today=frozenset(wanted.not_today) | set(first))
    narrow = bool(topic) or among is not None
    if not narrow and wanted.exam is not None and 0 < (wanted.exam - day).days <= last_week.DAYS:
        return first + _as_examined(tx, content, subject, user_id, numbers, left, resting)
    return first + _chosen(tx, content, subject, user_id, numbers, left, narrow=narrow, resting=resting)


def easy(tx: Connection, subject_numbers: Collection[int], user_id: int, amount: int, day: date) -> tuple[int, ...]:
    """What somebody knows best: for the evening before an exam, when nothing new helps."""
    resting = aside.on(tx, user_id, day)
    known = cards.of(tx, user_id).items()
    held = {number: memory for number, memory in known if number in subject_numbers and number not in resting}
    return tuple(sorted(held, key=lambda number: (-recall(held[number], day), number))[:amount])


def anything_due(tx: Connection, content: Content, subject: Subject, user_id: int, day: date) -> bool:
    """Whether a question that was answered before is due again."""
    return cards.is_due(tx, user_id, content.ranges[subject.id], noon(day))


def _as_examined(
    tx: Connection,
    content: Content,
    subject: Subject,
    user_id: int,
    numbers: Sequence[int],
    wanted: Wanted,
    resting: Set[int],
) -> tuple[int, ...]:
    """The last week's mix, out of what is most useful; what was answered today only where nothing else is left."""
    if wanted.amount <= 0:
        return ()
    more = replace(wanted, amount=min(len(numbers), wanted.amount * POOL))
    pool = _chosen(tx, content, subject, user_id, numbers, more, narrow=False, resting=resting)
    fresh = [number for number in pool if number not in wanted.not_today]
    ranked = fresh if len(fresh) >= wanted.amount else pool
    return last_week.as_examined(ranked, content.domains[subject.id], weights_of(subject), wanted.amount, wanted.seed)


def _remembered(tx: Connection, user_id: int, numbers: Sequence[int], wanted: Wanted) -> tuple[int, ...]:
    """What somebody asked to remember and was never asked; siblings stay apart."""
    within = set(numbers)
    wishes = [number for number in remembered.of(tx, user_id) if number in within]
    unmet = [number for number in wishes if number not in cards.known(tx, user_id, wishes)] if wishes else []
    families = {wanted.families.get(number, number): number for number in reversed(unmet)}
    return tuple(number for number in unmet if number in families.values())[: wanted.amount]


def _chosen(
    tx: Connection,
    content: Content,
    subject: Subject,
    user_id: int,
    numbers: Sequence[int],
    wanted: Wanted,
    *,
    narrow: bool,
    resting: Set[int],
) -> tuple[int, ...]:
    """By the policy. narrow: only a part of the subject. resting: set aside, and not among the numbers."""
    if wanted.amount <= 0:
        return ()
    within = cards.ranges(numbers) if narrow else content.ranges[subject.id]
    if len(within) > MOST_RANGES:
        return choose(numbers, cards.of(tx, user_id), wanted)
    held = cards.counts(tx, user_id, within)
    here = [n for n in resting if any(low <= n <= high for low, high in within)]
    seen_ones = held.cards - (len(cards.known(tx, user_id, here)) if here else 0)
    counts = Standing(len(numbers) - seen_ones, seen_ones, held.reviews - held.cards, held.lapses)
    seen = cards.foremost(tx, user_id, within, replace(_look(counts, wanted), rests=bool(resting)))
    new = _new(tx, user_id, numbers, counts, wanted)
    chosen = choose_from([*new, *seen], seen, counts, wanted)
    if len(chosen) == wanted.amount:
        return chosen
    rest = [number for number in numbers if number not in chosen]
    more = replace(wanted, amount=wanted.amount - len(chosen), not_today=frozenset(), families={})
    return chosen + choose(rest, cards.of(tx, user_id), more)


def _wanted(tx: Connection, content: Content, subject: Subject, user_id: int, amount: int, day: date) -> Wanted:
    exam, reminder = exams.find(tx, user_id, subject.id), subscriptions.find(tx, user_id)
    today = reviews.asked_on(tx, user_id, day)
    return Wanted(
        amount=amount,
        day=day,
        seed=hash((user_id, day.toordinal(), len(today))),
        daily=(reminder and reminder.amount) or (exam and exam.amount) or None,
        begun=reviews.began(tx, user_id),
        exam=exam.day if exam else None,
        families=content.families,
        not_today=today,
        weights=content.importance,
        leeches_last=False,
    )


def _look(counts: Standing, wanted: Wanted) -> Look:
    parts = max(1, counts.seen // RANKED)
    return Look(
        order=order(counts, wanted),
        today=noon(wanted.day),
        left=days_left(wanted),
        most=max(LOOKED_AT, TIMES * wanted.amount),
        part=wanted.seed % parts,
        parts=parts,
    )


def _new(tx: Connection, user_id: int, numbers: Sequence[int], counts: Standing, wanted: Wanted) -> list[int]:
    """Some that were never asked, at random; enough to choose from."""
    if counts.unseen <= 0:
        return []
    enough = ceil((LOOKED_AT + TIMES * wanted.amount) * len(numbers) / counts.unseen)
    probed = Random(wanted.seed).sample(numbers, min(len(numbers), max(MOST_PROBED, 2 * wanted.amount), enough))  # noqa: S311
    held = cards.known(tx, user_id, probed)
    return [number for number in probed if number not in held]
