"""Which questions somebody gets: the learner's cards, read and handed to the pure choice."""

from datetime import date

from sqlalchemy import Connection

from bot.chat.content import Content
from bot.library.model import Subject
from bot.storage import cards, reviews
from bot.study.choice import choose


def questions(
    tx: Connection, content: Content, subject: Subject, user_id: int, amount: int, day: date, topic: str | None = None
) -> tuple[int, ...]:
    """Up to `amount` question numbers for one person, in the order to ask them.

    What was answered today comes only when there is not enough of anything else.
    """
    candidates = content.numbers_of(subject, topic)
    memories = cards.of(tx, user_id)
    today = reviews.asked_on(tx, user_id, day)
    seed = hash((user_id, day.toordinal(), len(today)))
    chosen = choose(candidates, memories, amount, day, seed, content.families, today)
    if len(chosen) < amount:
        rest = [number for number in candidates if number not in chosen]
        chosen += choose(rest, memories, amount - len(chosen), day, seed)
    return chosen
