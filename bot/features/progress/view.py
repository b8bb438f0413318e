"""What every view of somebody's progress is made of."""

from dataclasses import dataclass

from bot.chat.buttons import Rows
from bot.chat.render import Markup
from bot.chat.turn import Turn
from bot.drawing.charts import Chart

LONGEST_NAME = 48
"""Characters of a topic's or domain's name, so that ten of them fit beside a picture."""


@dataclass(frozen=True, slots=True)
class View:
    """The same twice: in words, and as a chart. rows: what can be done about it."""

    words: Markup
    chart: Chart
    rows: Rows = ()


def topics_of(turn: Turn) -> dict[int, str]:
    """Question number → topic id, for all that can be asked in the learner's subject."""
    questions = turn.content.questions
    return {number: questions[number].question.topic for number in turn.content.numbers_of(turn.subject)}


def percent(share: float) -> int:
    return round(100 * share)
