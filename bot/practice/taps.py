"""What one more tap makes of an answer that is not given yet."""

from bot.practice.forms import takes_taps
from bot.storage.askings import Asking, Form

Picked = tuple[int, ...]


def after_tap(asking: Asking, option: int) -> Picked | None:
    """The options chosen after this tap; None for one that has its place already.

    Of the last two of an order or of pairs, one tap decides both.
    """
    picked = asking.picked
    if not takes_taps(asking.form):
        return () if option in picked else (option,)
    if asking.form is Form.SEVERAL:
        kept = tuple(one for one in picked if one != option)
        return kept if option in picked else (*kept, option)
    if option in picked:
        return None
    picked = (*picked, option)
    rest = tuple(one for one in asking.arrangement if one not in picked)
    return picked + rest if len(rest) == 1 else picked


def after_take_back(asking: Asking) -> Picked:
    """The last tap undone; where the last two came together, both."""
    complete = len(asking.picked) == len(asking.key)
    return asking.picked[: -2 if complete else -1]
