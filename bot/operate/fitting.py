"""`studybot fit`: parameters of their own for learners with enough answers, found in a process beside the bot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.practice.record import card_of
from bot.storage import cards, parameters, reviews
from bot.storage.database import Database
from bot.storage.reviews import Given
from bot.study.fit import ENOUGH, Answer, Fitted, fit
from bot.study.grade import grade
from bot.study.memory import USUAL

MOST = 20_000
"""Answers that are looked at: the questions of the last so many."""


@dataclass(frozen=True, slots=True)
class Tally:
    """looked_at: learners that were fitted. kept: those whose own parameters predict better."""

    looked_at: int
    kept: int


async def fit_all(db: Database, now: datetime) -> Tally:
    """Everybody who is due. The bot goes on meanwhile; only keeping a result takes a moment of the database."""
    found = []
    for user in await db.read(parameters.due, ENOUGH):
        fitted = fit(list(_answers(await db.read(reviews.latest, user, MOST))))
        if fitted is not None:
            found.append(fitted)
            await db.transaction(keep, user, fitted, now)
    return Tally(len(found), sum(one.weights is not None for one in found))


def _answers(given: list[Given]) -> Iterator[Answer]:
    for one in given:
        yield one.question_id, one.study_date, grade(one.correct, one.guessed)


def keep(tx: Connection, user: int, fitted: Fitted, now: datetime) -> None:
    """Keep a result, and derive the learner's cards again where their parameters changed."""
    before = parameters.of(tx, user)
    parameters.save(tx, user, fitted, now)
    after = fitted.weights or USUAL
    if after == before:
        return
    history: dict[int, list[Given]] = {}
    for one in reviews.all_of(tx, user):
        history.setdefault(one.question_id, []).append(one)
    derived = [(user, question, card_of(user, question, given, after)) for question, given in history.items()]
    cards.save_all(tx, [(user, question, card) for user, question, card in derived if card is not None])
