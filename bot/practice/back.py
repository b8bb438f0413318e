"""Coming back after an absence: ten useful questions, a plan made anew, and no number of what was missed."""

from bot.chat import render
from bot.chat.buttons import Daily, Exam, Key, Rows
from bot.chat.render import Markup
from bot.chat.turn import Said, Turn
from bot.practice import exam_plan, reminders
from bot.storage import subscriptions
from bot.storage.subscriptions import Subscription
from bot.study.absence import WEEKLY

OFFERED = 10


def welcome(turn: Turn) -> Said | None:
    """For somebody whose daily questions had become rare or had ended; None for everybody else."""
    found = subscriptions.find(turn.tx, turn.learner.user_id)
    if found is None or found.is_paused(turn.now) or (found.due is not None and found.unanswered < WEEKLY):
        return None
    return again(turn, found)


def again(turn: Turn, subscription: Subscription) -> Said:
    """The daily questions go on as they were."""
    speech, running = turn.speech, reminders.begin_again(turn, subscription)
    lines: list[Markup] = [speech.markup("back-welcome", count=OFFERED)]
    keys: Rows = ((Key(speech.plain("button-start"), Daily("ten", "")),),)
    planned = exam_plan.anew(turn)
    if planned is not None and planned.amount > running.amount:
        lines.append(speech.markup("back-plan", amount=planned.amount))
        keys = (*keys, (Key(speech.plain("button-a-day", count=planned.amount), Exam("amount", str(planned.amount))),))
    return [turn.show(render.join(lines), (*keys, (Key(speech.plain("button-daily"), Daily("open", "")),)))]
