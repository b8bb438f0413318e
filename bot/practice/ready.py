"""How ready a learner is, from what is stored: the cards, and the answers that teach the forecast."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from bot.chat.content import Content, weights_of
from bot.library.model import Kind, Subject
from bot.practice.record import seed
from bot.storage import cards, parameters, reviews
from bot.storage.reviews import Given
from bot.study.forecast import LAST, Answer, answer_to
from bot.study.grade import grade
from bot.study.memory import USUAL, Memory, Weights, review
from bot.study.readiness import Readiness, readiness

USUAL_OPTIONS = 4
"""Of a question that has left the content."""


def ready(tx: Connection, content: Content, subject: Subject, user_id: int, day: date) -> Readiness:
    """The learner's readiness in one subject for study date `day`; 100,000 answers cost no more than the last few."""
    numbers = content.domains[subject.id]
    given = [one for one in reviews.latest(tx, user_id, LAST) if one.question_id in numbers]
    held = {number: memory for number, memory in cards.of(tx, user_id).items() if number in numbers}
    known = answers(content, user_id, given, parameters.of(tx, user_id))
    return readiness(numbers, weights_of(subject), held, known, day)


def answers(content: Content, user_id: int, given: Sequence[Given], weights: Weights = USUAL) -> list[Answer]:
    """What was known before each answer, found by going through them again, oldest first."""
    memories: dict[int, Memory] = {}
    found = []
    for one in given:
        number, right = one.question_id, grade(one.correct, one.guessed)
        before = memories.get(number)
        found.append(answer_to(number, before, one.study_date, one.correct, one.guessed, luck(content, number)))
        memories[number] = review(before, right, one.study_date, seed(user_id, number), weights)
    return found


def luck(content: Content, number: int) -> float:
    """The chance to be right by guessing: hardly any where an order, pairs or a word is wanted."""
    shelved = content.questions.get(number)
    if shelved is None:
        return 1 / USUAL_OPTIONS
    question = shelved.question
    match question.kind:
        case Kind.MULTI:
            return float(0.5 ** len(question.options))
        case Kind.ORDERING | Kind.MATCHING | Kind.CLOZE:
            return 0.0
        case _:
            return 1 / max(2, len(question.options))
