"""The core as one learner meets it: a plan of days, and the same through lines of JSON."""

import orjson
import pytest

from bot.operate.studying import study
from bot.study.core import Core, Course
from tests.bench.learning import Ours, Play, RoundRobin, truth

COURSE = Course(domains=[n % 3 for n in range(30)], weights=[0.5, 0.3, 0.2], options=4, exam_day=20, budget=5, seed=3)
START = {"op": "start", "items": 12, "domains": [0, 1] * 6, "weights": [0.5, 0.5], "options": 4}


def asked_on(core: Core, day: int, hour: float = 0.4, correct: bool = True) -> list[int]:
    """A session of the whole budget."""
    items = []
    for asked in range(core.course.budget):
        item = core.next(day + hour, asked)
        assert item is not None
        core.answer(day + hour, item, correct, guessed=False)
        items.append(item)
    return items


def test_nothing_comes_twice_a_day_and_the_same_seed_asks_the_same() -> None:
    first, second = Core(COURSE), Core(COURSE)
    for day in range(20):
        items = asked_on(first, day)
        assert len(set(items)) == 5
        assert items == asked_on(second, day)


def test_half_of_the_days_are_enough_to_see_everything() -> None:
    core = Core(COURSE)
    for day in range(12):
        asked_on(core, day)
    assert len(core.memories) == 30


def test_after_midnight_is_still_the_same_day() -> None:
    core = Core(COURSE)
    evening = asked_on(core, 3, hour=0.95)
    night = asked_on(core, 4, hour=0.1)
    morning = asked_on(core, 4, hour=0.4)
    assert not set(evening) & set(night)
    assert len({memory.last_review for memory in core.memories.values()}) == 2
    assert set(morning) & set(evening + night)


def test_when_everything_was_asked_the_missed_ones_come_again() -> None:
    core = Core(Course([0] * 3, [1.0], 4, 10, 20, 1))
    for item in (0, 1, 2):
        core.answer(0.4, item, correct=item != 1, guessed=False)
    assert core.next(0.5, 3) == 1
    core.answer(0.5, 1, correct=True, guessed=False)
    assert core.next(0.5, 4) is None


def said(*lines: object) -> list[dict[str, object]]:
    raw = [line if isinstance(line, bytes) else orjson.dumps(line) for line in lines]
    return [orjson.loads(line) for line in study(raw)]


def test_a_learner_in_lines() -> None:
    answers = said(
        START | {"exam_day": 20, "budget": 4, "seed": 1},
        {"op": "next", "day": 0, "at": 0.391, "asked_today": 0},
        {"op": "answer", "day": 0, "at": 0.392, "item": 3, "correct": True, "seconds": 11.2, "guessed": False},
        {"op": "forecast", "day": 20},
        {"op": "readiness", "day": 20},
        {"op": "end"},
    )
    assert answers[0] == answers[2] == answers[5] == {}
    assert answers[1]["item"] in range(12)
    chances = answers[3]["p"]
    assert isinstance(chances, list) and len(chances) == 12 and max(chances) == chances[3]
    assert answers[4] == {"estimate": None, "low": None, "high": None}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b'{"op": "start", "items": NaN}',
        {"op": []},
        {"op": "dance"},
        {"items": 3},
        {"op": "start", "items": 0},
        {"op": "start", "items": 10**9},
        START | {"weights": [0.0, 0.0]},
        START | {"weights": [1.0, -1.0]},
        START | {"weights": []},
        START | {"domains": [0, 2] * 6},
        START | {"domains": [0]},
        START | {"exam_day": 0},
        START | {"options": "4"},
        {"op": "next"},
        {"op": "next", "day": -1},
        {"op": "next", "day": 0, "at": 1e300},
        {"op": "next", "day": 2**70 % 10**18},
        {"op": "answer", "day": 0, "item": 12, "correct": True},
        {"op": "answer", "day": 0, "item": -1, "correct": True},
        {"op": "answer", "day": 0, "item": 0, "correct": 1},
        {"op": "answer", "day": 0, "item": 0},
        {"op": "forecast", "day": "soon"},
        {"op": "readiness"},
    ],
)
def test_a_bad_line_is_answered_and_changes_nothing(line: object) -> None:
    before = {"op": "forecast", "day": 9}
    answers = said(START, before, line, before, {"op": "next", "day": 0})
    assert answers[2].keys() == {"error"} and answers[2]["error"]
    assert answers[1] == answers[3]
    assert answers[4]["item"] in range(12)


def test_without_a_start_there_is_nobody_to_ask() -> None:
    asked = [{"op": "next", "day": 0}, {"op": "forecast", "day": 0}, {"op": "readiness", "day": 0}]
    assert all("start" in str(one["error"]) for one in said(*asked, START, {"op": "end"}, *asked)[:3])
    assert said({"op": "end"}) == [{}]


def test_no_budget_no_question() -> None:
    assert said(START | {"budget": 0}, {"op": "next", "day": 0})[1] == {"item": None}


def test_one_simulated_learner_does_better_than_in_turn() -> None:
    """The laboratory in small; its tables come from `python -m tests.bench.learning`."""
    play = Play("steep", 5)
    ours = Ours(5)
    true = truth(play.run(ours))
    assert sum(true) > sum(truth(play.run(RoundRobin(5)))) + 10
    forecast = ours.core.forecast(60)
    assert abs(sum(forecast) - sum(true)) / len(true) < 0.1
    figure = ours.core.readiness(60)
    assert figure is not None and figure.low < figure.share < figure.high
