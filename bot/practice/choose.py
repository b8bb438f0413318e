"""Which questions somebody gets: the learner's cards, read and handed to the pure choice."""

from datetime import date

from sqlalchemy import Connection

from bot.chat.content import Content
from bot.library.model import Subject
from bot.storage import cards, remembered, reviews
from bot.study.choice import choose


def questions(
    tx: Connection, content: Content, subject: Subject, user_id: int, amount: int, day: date, topic: str | None = None
) -> tuple[int, ...]:
    """Up to `amount` question numbers for one person, in the order to ask them.

    First what they asked to remember and have not met yet. What was answered today comes only when there is not
    enough of anything else.
    """
    candidates = content.numbers_of(subject, topic)
    memories = cards.of(tx, user_id)
    today = reviews.asked_on(tx, user_id, day)
    seed = hash((user_id, day.toordinal(), len(today)))
    known = set(candidates)
    wanted = [number for number in remembered.of(tx, user_id) if number in known and number not in memories]
    chosen = choose(wanted, memories, amount, day, seed, content.families, today)
    taken = today | set(chosen)
    chosen += choose(candidates, memories, amount - len(chosen), day, seed, content.families, taken)
    if len(chosen) < amount:
        rest = [number for number in candidates if number not in chosen]
        chosen += choose(rest, memories, amount - len(chosen), day, seed)
    return chosen
