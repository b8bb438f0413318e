"""From a group to my own cards: what I missed in a round, and whether my answers in groups count for me.

Asked once, in private. A group never sees anything of this.
"""

from collections.abc import Sequence

from bot.chat import render
from bot.chat.buttons import Button, Key, Missed, Rows
from bot.chat.messages import Toast
from bot.chat.turn import Feature, Said, Turn
from bot.practice import record, session
from bot.storage import chats, learners, rounds, votes
from bot.storage.rounds import Round
from bot.storage.votes import Vote
from bot.study.plan import study_date, zone


def opened(turn: Turn, target: str) -> Said | None:
    """*Practise what I missed* under a scoreboard: only ever my own answers."""
    number = int(target) if target.isascii() and target.isdigit() and len(target) < 16 else 0
    one = rounds.find(turn.tx, number)
    if one is None:
        return None
    mine = votes.of_person(turn.tx, turn.learner.user_id, one.asked)
    missed = _missed(turn, mine)
    if not missed:
        return [turn.say(turn.speech.markup("missed-none" if mine else "missed-not-there"))]
    if turn.learner.group_answers is not None:
        return session.start(turn, missed)
    return [turn.say(*_question(turn, one, len(missed)))]


def _missed(turn: Turn, mine: Sequence[Vote]) -> list[int]:
    """Question numbers that the content still has."""
    return [vote.question_id for vote in mine if not vote.correct and vote.question_id in turn.content.questions]


def _question(turn: Turn, one: Round, count: int) -> tuple[render.Markup, Rows]:
    chat, speech = chats.find(turn.tx, one.chat_id), turn.speech
    name, title = render.clip(turn.incoming.name, 40), (chat.title if chat else None) or ""
    text = render.join(
        [speech.markup("missed-some", name=name, chat=title, count=count), speech.markup("missed-private")]
    )
    rows: Rows = (
        (Key(speech.plain("button-after-every-round"), Missed(one.id, "always")),),
        (Key(speech.plain("button-only-these", count=count), Missed(one.id, "only")),),
        (Key(speech.plain("button-no"), Missed(one.id, "no")),),
    )
    return text, rows


def press(turn: Turn, button: Button) -> Said:
    """My decision. What is in the button only names a round; the answers are always mine."""
    assert isinstance(button, Missed)
    if not turn.incoming.private:
        return [Toast(turn.speech.plain("only-private"), alert=True)]
    one = rounds.find(turn.tx, button.round) if button.round else None
    mine = votes.of_person(turn.tx, turn.learner.user_id, one.asked) if one is not None else []
    match button.step:
        case "always":
            return _always(turn, button.round, mine)
        case "only":
            learners.change(turn.tx, turn.learner.user_id, group_answers=False)
            _adopt(turn, [vote for vote in mine if not vote.correct])
            return [turn.show(turn.speech.markup("missed-come-back"), _now(turn, button.round, mine))]
        case "no":
            learners.change(turn.tx, turn.learner.user_id, group_answers=False)
            return [turn.show(turn.speech.markup("missed-off"))]
        case "now":
            missed = _missed(turn, mine)
            return session.start(turn, missed) if missed else [Toast(turn.speech.plain("question-gone"), alert=True)]
        case _:
            return [Toast(turn.speech.plain("old-button"), alert=True)]


def _always(turn: Turn, round_id: int, mine: Sequence[Vote]) -> Said:
    """From now on, and what is still kept of before."""
    learners.change(turn.tx, turn.learner.user_id, group_answers=True)
    _adopt(turn, votes.of_person(turn.tx, turn.learner.user_id))
    return [turn.show(turn.speech.markup("missed-always"), _now(turn, round_id, mine))]


def _now(turn: Turn, round_id: int, mine: Sequence[Vote]) -> Rows:
    return ((Key(turn.speech.plain("button-ask-now"), Missed(round_id, "now")),),) if _missed(turn, mine) else ()


def _adopt(turn: Turn, given: Sequence[Vote]) -> None:
    there = zone(turn.learner.zone)
    for vote in given:
        day = study_date(vote.at, there)
        record.adopt(turn.tx, turn.learner.user_id, vote.asking_id, vote.question_id, bool(vote.correct), vote.at, day)


feature = Feature(presses={Missed: press}, links={"missed": opened})
