"""/exam: the date of my exam, a plan towards it, and what comes after it.

date: which day it is. plan: how many questions a day, and how it goes. outcome: the evening before and the day after.
"""

from bot.chat.buttons import Exam
from bot.chat.turn import Command, Feature, Said, Turn
from bot.features.exam import day, outcome, plan
from bot.practice import exam_date, exam_days, exam_plan
from bot.practice.steps import Steps, taking


def exam(turn: Turn) -> Said:
    """What is set, what was typed after the command, what is over, or the question for a date."""
    if turn.arguments.strip():
        return day.read(turn, turn.arguments)
    known = exam_plan.of(turn)
    if known is not None and exam_days.is_over(known, turn.today):
        text, rows = exam_days.how_was_it(turn.speech)
        return [turn.show(text, rows)]
    return [plan.status(turn, known)] if known is not None and known.day >= turn.today else day.ask(turn)


STEPS: Steps = {
    "open": lambda turn, _: exam(turn),
    **day.STEPS,
    **plan.STEPS,
    **outcome.STEPS,
}


feature = Feature(
    commands=(Command("exam", exam, menu=True),),
    presses={Exam: taking(STEPS)},
    dialogues={day.DIALOGUE: day.typed, exam_date.OFFER: day.typed_after_offer, plan.DIALOGUE: plan.amount_typed},
)
