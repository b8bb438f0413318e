"""Questions that got another id, or became several: whoever answered them keeps what they have learned.

A renamed question keeps its number, so cards, reviews, buttons and links go on as they are. Of a split one the
first heir keeps the number; the others get its answers as *carried* reviews, which count for memory and not
in any total.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, exists, insert, literal, select, update

from bot.storage.questions import Key
from bot.storage.reviews import UNDONE
from bot.storage.tables import askings, cards, questions, reviews

_COPIED = ("due", "stability", "difficulty", "last_review", "reviews", "lapses", "algorithm")


def carry_on(tx: Connection, moved: Mapping[Key, Sequence[Key]]) -> None:
    """Hand the history of each old key to its heirs. Doing it again changes nothing."""
    for old, (first, *others) in moved.items():
        number = _number(tx, old)
        if number is None:
            continue
        heir = _number(tx, first)
        if heir is None:
            tx.execute(update(questions).where(questions.c.id == number).values(key=first[1]))
            heir = number
        else:
            _merge(tx, number, heir)
        for other in others:
            _copy(tx, heir, _number(tx, other) or _add(tx, other))


def _number(tx: Connection, key: Key) -> int | None:
    query = select(questions.c.id).where(questions.c.subject == key[0], questions.c.key == key[1])
    found: int | None = tx.execute(query).scalar_one_or_none()
    return found


def _add(tx: Connection, key: Key) -> int:
    return int(tx.execute(insert(questions).values(subject=key[0], key=key[1]).returning(questions.c.id)).scalar_one())


def _merge(tx: Connection, old: int, heir: int) -> None:
    """The heir was known before the move was written down: it takes over all that it does not have itself."""
    _copy_cards(tx, old, heir)
    tx.execute(cards.delete().where(cards.c.question_id == old))
    for table in (reviews, askings):
        tx.execute(update(table).where(table.c.question_id == old).values(question_id=heir))
    tx.execute(questions.delete().where(questions.c.id == old))


def _copy(tx: Connection, source: int, heir: int) -> None:
    amendment = reviews.alias()
    was_guess = exists().where(amendment.c.amends == reviews.c.id, amendment.c.guessed)
    taken_back = exists().where(amendment.c.amends == reviews.c.id, amendment.c.kind == UNDONE)
    kept = ("user_id", "at", "study_date", "correct", "seconds")
    answers = select(
        *(reviews.c[name] for name in kept), (reviews.c.guessed | was_guess), literal(heir), literal("carried")
    ).where(
        reviews.c.question_id == source,
        reviews.c.kind.in_(["answer", "carried"]),
        ~taken_back,
        ~_has_card(heir, reviews.c.user_id),
    )
    tx.execute(insert(reviews).from_select([*kept, "guessed", "question_id", "kind"], answers))
    _copy_cards(tx, source, heir)


def _copy_cards(tx: Connection, source: int, heir: int) -> None:
    copied = select(cards.c.user_id, literal(heir), *(cards.c[name] for name in _COPIED)).where(
        cards.c.question_id == source, ~_has_card(heir, cards.c.user_id)
    )
    tx.execute(insert(cards).from_select(["user_id", "question_id", *_COPIED], copied))


def _has_card(question: int, user: ColumnElement[int]) -> ColumnElement[bool]:
    theirs = cards.alias()
    return exists().where(theirs.c.question_id == question, theirs.c.user_id == user)
