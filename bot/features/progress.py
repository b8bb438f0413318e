"""/progress: how far I am, in words, from the first answer on."""

from datetime import timedelta

from bot.chat import render
from bot.chat.buttons import Daily, Key, QuizTopic, Rows
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.model import TopicId
from bot.storage import cards, reviews, subscriptions
from bot.study.progress import progress

WEEK = timedelta(days=7)
QUIZ = 5


def show(turn: Turn) -> Said:
    user, speech = turn.learner.user_id, turn.speech
    topics = {
        number: item.question.topic for number, item in turn.content.questions.items() if item.subject is turn.subject
    }
    held = progress(topics, cards.of(turn.tx, user), turn.today)
    if held.seen == 0:
        start: Rows = ((Key(speech.plain("button-try", count=3), QuizTopic("", 3)),),)
        return [turn.say(speech.markup("progress-none", total=held.total), start)]
    answers, right = reviews.totals(turn.tx, user)
    week, week_right = reviews.totals(turn.tx, user, since=turn.today - WEEK + timedelta(days=1))
    lines = [
        speech.markup("progress-seen", seen=held.seen, total=held.total, subject=turn.subject.title),
        speech.markup("progress-strong", strong=held.strong, due=held.due),
        speech.markup("progress-answers", answers=answers, right=right, percent=round(100 * right / answers)),
        speech.markup("progress-week", answers=week, right=week_right) if week else "",
    ]
    weakest = [turn.subject.note(TopicId(topic)) for topic in held.weakest]
    if weakest:
        lines.append(speech.markup("progress-weakest", topics=", ".join(note.title for note in weakest)))
    rows: Rows = tuple((Key(speech.plain("button-quiz-on", topic=n.title), QuizTopic(n.id, QUIZ)),) for n in weakest)
    if subscriptions.find(turn.tx, user) is None:
        rows = (*rows, (Key(speech.plain("button-daily"), Daily("open", "")),))
    return [turn.say(render.join(lines), rows)]


feature = Feature(commands=(Command("progress", show, menu=True),))
