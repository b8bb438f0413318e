"""Voting in a chat's polls, or by letters where polls are forbidden: every first answer is kept, whoever gives it."""

from bot.chat.buttons import Button, Vote
from bot.chat.messages import TOAST_LIMIT, Toast
from bot.chat.render import clip
from bot.chat.styles import Style
from bot.chat.turn import Feature, Said, Turn
from bot.practice import polls, present, result
from bot.storage import askings, early_votes
from bot.storage.askings import Asking
from bot.storage.early_votes import EarlyVote


def vote(turn: Turn, poll_id: str, places: tuple[int, ...]) -> Said | None:
    """A vote in a poll that was put to a chat; a withdrawn one, and a channel's, changes nothing.

    A poll that was put to one person is not ours; a vote in one that is not known yet is parked.
    """
    if not turn.incoming.user_id or not places:
        return ()
    asking = askings.of_poll(turn.tx, poll_id)
    if asking is not None and asking.user_id is not None:
        return None
    cast = EarlyVote(poll_id, turn.incoming.user_id, places, turn.now, turn.incoming.name)
    if asking is None:
        early_votes.park(turn.tx, cast)
    else:
        polls.count(turn.tx, asking, cast)
    return ()


def press(turn: Turn, button: Button) -> Said:
    """A letter under a question that was put to a chat. Only the person who pressed sees what came of it.

    One that came in time counts, also where the question was closed before its turn.
    """
    assert isinstance(button, Vote)
    asking = askings.find(turn.tx, button.asking)
    incoming = turn.incoming
    if asking is None or asking.user_id is not None or asking.chat_id != incoming.chat_id:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    if button.option not in asking.arrangement:
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    if not askings.is_in_time(turn.tx, asking, turn.now):
        return [Toast(turn.speech.plain("poll-closed"), alert=True)]
    taken = polls.tap(turn.tx, asking, incoming.user_id, button.option, incoming.name, turn.now)
    if taken is None:
        return [Toast(turn.speech.plain("answered-before"), alert=_spoken(turn))]
    if taken.correct is None:
        chosen = present.letters(asking, taken.chosen)
        text = turn.speech.plain("poll-chosen", letters=chosen or "-", count=len(asking.key))
        return [Toast(text, alert=_spoken(turn))]
    return [_result(turn, asking, taken.correct)]


def _result(turn: Turn, asking: Asking, correct: bool) -> Toast:
    if correct:
        return Toast(turn.speech.plain("poll-right"), alert=_spoken(turn))
    item = turn.content.questions.get(asking.question_id)
    key = present.letters(asking, sorted(asking.key, key=asking.arrangement.index))
    if item is not None and result.is_same(asking, item):
        key = result.plain_key(asking, present.drawn(asking, item))
    return Toast(clip(turn.speech.plain("poll-wrong", key=key), TOAST_LIMIT), alert=_spoken(turn))


def _spoken(turn: Turn) -> bool:
    """Screen readers announce alerts, not toasts."""
    return turn.style is Style.READER


feature = Feature(presses={Vote: press}, vote=vote)
