"""Choice, progress and cities: pure, and the same for the same seed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.study import cities
from bot.study.choice import Wanted, choose, new_share, standing
from bot.study.grade import Grade
from bot.study.memory import Memory, review
from bot.study.progress import progress

DAY = date(2026, 11, 24)


def seen(question: int, days_ago: int, right: bool = True) -> Memory:
    return review(None, Grade.GOOD if right else Grade.AGAIN, DAY - timedelta(days=days_ago), question)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 30), st.integers(0, 2**32))
def test_as_many_as_asked_for_without_repeats(unseen: int, known: int, amount: int, seed: int) -> None:
    memories = {1000 + n: seen(n, n % 9) for n in range(known)}
    candidates = [*range(unseen), *memories]
    wanted = Wanted(amount, DAY, seed)
    chosen = choose(candidates, memories, wanted)
    assert len(chosen) == len(set(chosen)) == min(amount, unseen + known)
    assert chosen == choose(candidates, memories, wanted)


def plan(amount: int, begun: int, left: int, daily: int | None = None) -> Wanted:
    """A session today in a plan that began so many days ago and ends in so many."""
    return Wanted(amount, DAY, 7, daily, begun=DAY - timedelta(days=begun), exam=DAY + timedelta(days=left))


def test_everything_is_seen_by_half_time() -> None:
    memories: dict[int, Memory] = {}
    for day in range(30):
        wanted = replace(plan(20, 0, 60), day=DAY + timedelta(days=day), seed=day)
        for question in choose(range(300), memories, wanted):
            memories[question] = review(memories.get(question), Grade.GOOD, wanted.day, question)
    assert len(memories) == 300


def test_the_evening_before_brings_nothing_new() -> None:
    memories = {n: seen(n, 5) for n in range(20)}
    assert all(q < 20 for q in choose(range(40), memories, plan(10, 59, 1)))


def test_what_was_missed_yesterday_comes_before_what_is_well_known() -> None:
    memories = {1: seen(1, 1, right=False), 2: seen(2, 1), 3: seen(3, 1)}
    assert choose([1, 2, 3], memories, plan(1, 1, 59, daily=2)) == (1,)


def test_in_the_last_days_the_most_faded_comes_first() -> None:
    memories = {1: seen(1, 2), 2: seen(2, 40), 3: seen(3, 9)}
    assert choose([1, 2, 3], memories, plan(3, 58, 2, daily=1))[0] == 2


def test_whoever_forgets_nearly_everything_is_asked_in_turn() -> None:
    missed = {n: replace(seen(n, 1 + n % 7, right=False), reviews=5, lapses=4) for n in range(50)}
    assert standing(range(50), missed).spread == 1
    chosen = choose(range(50), missed, plan(7, 10, 50))
    assert {(DAY - missed[q].last_review.date()).days for q in chosen} == {7}


def test_leeches_come_last() -> None:
    memories = {n: seen(n, 9, right=False) for n in range(5)} | {5: replace(seen(5, 9, right=False), lapses=8)}
    assert choose(range(6), memories, plan(6, 30, 30))[-1] == 5


def test_a_late_start_still_repeats() -> None:
    memories = {n: seen(n, 3) for n in range(50)}
    assert new_share(standing(range(300), memories), plan(20, 59, 5)) <= 0.75


def test_what_counts_more_in_the_exam_is_asked_more() -> None:
    weights = {n: 1.8 if n < 100 else 0.2 for n in range(200)}
    chosen = choose(range(200), {}, replace(plan(60, 0, 60), weights=weights))
    assert sum(q < 100 for q in chosen) > 40


def test_siblings_are_not_asked_on_the_same_day() -> None:
    wanted = Wanted(3, DAY, seed=0, families={1: 1, 2: 1, 3: 3})
    assert len(choose([1, 2, 3], {}, wanted)) == 2
    assert choose([1, 2, 3], {}, replace(wanted, not_today={2})) == (3,)


def test_progress_counts_what_is_seen_strong_and_due() -> None:
    memories = {1: seen(1, 0), 2: seen(2, 200, right=False), 3: seen(3, 200, right=False)}
    held = progress({1: "a", 2: "b", 3: "b", 4: "c"}, memories, DAY)
    assert (held.total, held.seen, held.strong, held.due) == (4, 3, 1, 2)
    assert held.weakest == ("b",)


def test_a_clock_names_cities_that_show_it() -> None:
    now = datetime(2026, 7, 1, 20, 40, tzinfo=UTC)
    found = cities.showing(22 * 60 + 38, now)
    assert len(found) == 3
    assert len({city.zone for city in found}) == 3
    assert all(now.astimezone(ZoneInfo(city.zone)).strftime("%H:%M") == "22:40" for city in found)


def test_every_named_city_has_a_zone() -> None:
    assert all(ZoneInfo(city.zone) for city in cities.CITIES)


def test_a_city_is_found_as_people_type_it() -> None:
    for typed, meant in {
        "madrid": "Europe/Madrid",
        "São Paulo": "America/Sao_Paulo",
        "sao paulo": "America/Sao_Paulo",
        "new york": "America/New_York",
        "europe/vienna": "Europe/Vienna",
        "buenos aires": "America/Argentina/Buenos_Aires",
    }.items():
        city, _ = cities.named(typed)
        assert city is not None and city.zone == meant
    assert cities.named("madird")[1][0].name == "Madrid"
    assert cities.named("") == (None, [])
    assert cities.named("🍕" * 500) == (None, [])
