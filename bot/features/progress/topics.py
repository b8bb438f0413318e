"""How strong I am in each topic, the weakest first, with a quiz on those."""

from bot.chat import render
from bot.chat.buttons import Key, QuizTopic
from bot.chat.turn import Turn
from bot.drawing.charts import Bar, Bars
from bot.features.progress.view import LONGEST_NAME, View, percent, topics_of
from bot.library.model import TopicId
from bot.storage import cards
from bot.study.progress import STRONG, Strength, topic_strengths

MOST = 10
QUIZZES, QUIZ = 2, 5


def view(turn: Turn) -> View:
    every = topic_strengths(topics_of(turn), cards.of(turn.tx, turn.learner.user_id), turn.today)
    seen = [one for one in every if one.recall is not None]
    shown, speech = seen[:MOST], turn.speech
    lines = [
        speech.markup("progress-topics"),
        *(speech.markup("progress-topic", topic=_title(turn, one), **_figures(one)) for one in shown),
        speech.markup("progress-topics-more", count=len(seen) - MOST) if len(seen) > MOST else "",
        speech.markup("progress-topics-unseen", count=len(every) - len(seen)) if len(every) > len(seen) else "",
    ]
    bars = tuple(
        Bar(_title(turn, one), speech.plain("picture-topic", **_figures(one)), (one.recall or 0.0,)) for one in shown
    )
    weak = [one for one in shown if (one.recall or 0.0) < STRONG][:QUIZZES]
    rows = tuple(
        (Key(speech.plain("button-quiz-on", topic=_title(turn, one)), QuizTopic(one.topic, QUIZ)),) for one in weak
    )
    return View(render.join(lines), Bars(speech.plain("picture-topics"), bars, full=1.0), rows)


def _title(turn: Turn, one: Strength) -> str:
    return render.clip(turn.subject.note(TopicId(one.topic)).title, LONGEST_NAME)


def _figures(one: Strength) -> dict[str, int]:
    return {"percent": percent(one.recall or 0.0), "seen": one.seen, "total": one.total}
