"""A round in a group: how long a question stands, who did how well, and when the round ends by itself. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

QUIET_LIMIT = 3
"""A round ends after this many questions in a row that nobody answered."""


class Pace(StrEnum):
    RELAXED = "relaxed"
    NORMAL = "normal"
    FAST = "fast"
    UNTIMED = "untimed"


_SECONDS = {Pace.RELAXED: 60, Pace.NORMAL: 30, Pace.FAST: 15}


def seconds(pace: Pace) -> int | None:
    """How long a question stands; None: until it is moved on by hand."""
    return _SECONDS.get(pace)


@dataclass(frozen=True, slots=True)
class Cast:
    """One answer in a round. place: of the question, from 1. seconds: from asked to answered."""

    user_id: int
    place: int
    correct: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Score:
    user_id: int
    right: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Hardest:
    """The question that most got wrong, and how many of those who answered it were right."""

    place: int
    right: int
    answers: int


def scores(casts: Sequence[Cast], pace: Pace) -> list[Score]:
    """Everybody who answered, the best first: by right answers alone.

    Time only decides who is named first among equals, and not even that in an untimed round.
    """
    totals: dict[int, Score] = {}
    for cast in casts:
        before = totals.get(cast.user_id, Score(cast.user_id, 0, 0.0))
        totals[cast.user_id] = Score(
            cast.user_id, before.right + cast.correct, before.seconds + (cast.seconds if cast.correct else 0.0)
        )
    untimed = pace is Pace.UNTIMED
    return sorted(totals.values(), key=lambda score: (-score.right, 0.0 if untimed else score.seconds))


def places(ranked: Iterable[Score], most: int) -> list[tuple[int, list[Score]]]:
    """(rank, those who share it): equals share a rank. At most `most` people are named, and nobody without a point."""
    shared: list[tuple[int, list[Score]]] = []
    for above, score in enumerate(ranked):
        if above >= most or score.right == 0:
            break
        if shared and shared[-1][1][0].right == score.right:
            shared[-1][1].append(score)
        else:
            shared.append((above + 1, [score]))
    return shared


def hardest(casts: Sequence[Cast]) -> Hardest | None:
    """The question with the lowest share of right answers; None when everybody was right everywhere."""
    found: dict[int, Hardest] = {}
    for cast in casts:
        before = found.get(cast.place, Hardest(cast.place, 0, 0))
        found[cast.place] = Hardest(cast.place, before.right + cast.correct, before.answers + 1)
    missed = [one for one in found.values() if one.right < one.answers]
    return min(missed, key=lambda one: (one.right / one.answers, -one.answers, one.place), default=None)


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a mix, as it was typed. percent: None when none was named."""

    name: str
    percent: int | None


def parts(text: str) -> list[Share]:
    """`s3(40%)+iam(60%)` as its parts; a single name is a mix of one."""
    return [_share(part.strip()) for part in text.split("+") if part.strip()]


def _share(part: str) -> Share:
    name, opened, rest = part.partition("(")
    number = rest.rstrip(") ").rstrip("% ")
    if not opened or not (number.isascii() and number.isdigit()) or len(number) > 3:
        return Share(part, None)
    return Share(name.strip(), int(number))


def apportion(percents: Sequence[int | None], size: int) -> list[int]:
    """How many of `size` questions each part gets: the largest remainder method (Hamilton).

    Parts without a percentage share what the others leave; they get an equal part when nothing is left.
    """
    named = sum(percent for percent in percents if percent is not None)
    unnamed = sum(percent is None for percent in percents)
    rest = max(0, 100 - named) / unnamed if unnamed else 0.0
    weights = [float(percent) if percent is not None else rest for percent in percents]
    total = sum(weights)
    if total <= 0:
        weights, total = [1.0] * len(weights), float(len(weights))
    exact = [size * weight / total for weight in weights]
    shares = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: size - sum(shares)]:
        shares[place] += 1
    return shares
