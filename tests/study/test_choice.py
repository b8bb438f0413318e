"""Choice, progress and cities: pure, and the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.study import cities
from bot.study.choice import choose
from bot.study.grade import Grade
from bot.study.memory import Memory, recall, review
from bot.study.progress import progress

DAY = date(2026, 11, 24)


def seen(question: int, days_ago: int, right: bool = True) -> Memory:
    return review(None, Grade.GOOD if right else Grade.AGAIN, DAY - timedelta(days=days_ago), question)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 30), st.integers(0, 2**32))
def test_as_many_as_asked_for_without_repeats(unseen: int, known: int, amount: int, seed: int) -> None:
    memories = {1000 + n: seen(n, n % 9) for n in range(known)}
    candidates = [*range(unseen), *memories]
    chosen = choose(candidates, memories, amount, DAY, seed)
    assert len(chosen) == len(set(chosen)) == min(amount, unseen + known)
    assert chosen == choose(candidates, memories, amount, DAY, seed)


def test_half_is_new_and_the_weakest_of_the_rest_comes_first() -> None:
    memories = {10: seen(10, 1), 11: seen(11, 20), 12: seen(12, 5)}
    chosen = choose([1, 2, 3, 10, 11, 12], memories, 4, DAY, seed=7)
    assert len([q for q in chosen if q < 10]) == 2
    assert next(q for q in chosen if q >= 10) == min(memories, key=lambda q: recall(memories[q], DAY))


def test_siblings_are_not_asked_on_the_same_day() -> None:
    families = {1: 1, 2: 1, 3: 3}
    assert len(choose([1, 2, 3], {}, 3, DAY, 0, families)) == 2
    assert choose([1, 2, 3], {}, 3, DAY, 0, families, not_today={2}) == (3,)


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
