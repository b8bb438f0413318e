"""People: who they are to us (an id, a language, a zone, a subject) and nothing more."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.storage.prepared import Prepared
from bot.storage.tables import learners
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Learner:
    user_id: int
    language: str | None
    """Chosen in settings; None follows the phone."""
    phone_language: str | None
    zone: str | None
    subject: str | None
    answer_style: str | None = None
    """None: buttons."""
    confidence: bool = False
    """Wants to say how sure they are."""
    blocked: bool = False
    new: bool = False
    look: str | None = None
    """Of pictures. None: light."""
    group_answers: bool | None = None
    """Whether answers in groups enter the own cards; None: not asked yet."""

    @property
    def tongue(self) -> str | None:
        """The language to speak: the chosen one, else that of the last update."""
        return self.language or self.phone_language


_BY_ID = Prepared(
    select(
        learners.c.language,
        learners.c.phone_language,
        learners.c.zone,
        learners.c.subject,
        learners.c.answer_style,
        learners.c.confidence,
        learners.c.blocked_at,
        learners.c.look,
        learners.c.group_answers,
    ).where(learners.c.user_id == bindparam("user"))
)


def find(tx: Connection, user_id: int) -> Learner | None:
    row = _BY_ID.one(tx, {"user": user_id})
    if row is None:
        return None
    language, phone, zone, subject, style, confidence, blocked_at, look, agreed = row
    return Learner(
        user_id,
        language,
        phone,
        zone,
        subject,
        style,
        confidence,
        blocked=blocked_at is not None,
        look=look,
        group_answers=agreed,
    )


def meet(tx: Connection, user_id: int, phone_language: str | None, now: datetime) -> Learner:
    """The learner behind an update, made at the first one. Whoever writes has not blocked us any more."""
    known = find(tx, user_id)
    if known is None:
        row = {"user_id": user_id, "phone_language": phone_language, "created_at": now}
        tx.execute(insert(tx, learners).on_conflict_do_nothing(), row)
        return Learner(user_id, None, phone_language, None, None, new=True)
    if known.phone_language == phone_language and not known.blocked:
        return known
    change(tx, user_id, phone_language=phone_language, blocked_at=None)
    return replace(known, phone_language=phone_language, blocked=False)


def change(tx: Connection, user_id: int, /, **values: str | bool | datetime | None) -> None:
    """Set columns of one learner."""
    tx.execute(update(learners).where(learners.c.user_id == user_id).values(**values))


def block(tx: Connection, user_id: int, now: datetime) -> None:
    """Telegram said 403: nothing is pushed until the person writes again."""
    change(tx, user_id, blocked_at=now)
