"""Counts over cards: topics, what becomes due, days as a calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.study.grade import Grade
from bot.study.memory import Memory, review
from bot.study.plan import noon
from bot.study.progress import calendar, coming, topic_strengths

TODAY = date(2026, 11, 24)  # a Tuesday
TOPICS = {n: "abc"[n % 3] for n in range(12)}
days = st.integers(-40, 60)


def card(due: int = 0, seen: int = 3) -> Memory:
    made = review(None, Grade.GOOD, TODAY - timedelta(days=seen), 1)
    return Memory(made.stability, made.difficulty, noon(TODAY + timedelta(days=due)), made.last_review, 1, 0)


def test_topics_by_strength() -> None:
    memories = {0: card(seen=1), 1: card(seen=30), 4: card(seen=20), 99: card()}
    weak, strong, unseen = topic_strengths(TOPICS, memories, TODAY)
    assert (weak.topic, weak.seen, weak.total) == ("b", 2, 4)
    assert (strong.topic, strong.seen) == ("a", 1) and (strong.recall or 0) > (weak.recall or 1)
    assert (unseen.topic, unseen.recall) == ("c", None)


@given(st.lists(days, max_size=50), st.integers(1, 30))
def test_every_card_is_due_once_or_later(due: list[int], ahead: int) -> None:
    counts = coming([card(day) for day in due], TODAY, ahead)
    assert len(counts) == ahead
    assert counts[0] == sum(day <= 0 for day in due)
    assert sum(counts) == sum(day < ahead for day in due)


@given(st.dictionaries(days.filter(lambda n: n <= 0), st.integers(1, 99)), st.integers(1, 12))
def test_a_calendar_ends_today_and_begins_with_the_first_answer(given_days: dict[int, int], weeks: int) -> None:
    counts = {TODAY + timedelta(days=n): count for n, count in given_days.items()}
    made = calendar(counts, TODAY, weeks)
    assert len(made) == weeks and all(len(week) == 7 for week in made)
    assert made[-1][2:] == (None,) * 5 and made[-1][1] == counts.get(TODAY, 0)
    first = TODAY - timedelta(days=1, weeks=weeks - 1)
    assert sum(count or 0 for week in made for count in week) == sum(n for day, n in counts.items() if day >= first)
    flat = [count for week in made for count in week]
    assert [place for place, count in enumerate(flat) if count is None] == [
        place for place in range(len(flat)) if not min(counts, default=TODAY) <= first + timedelta(days=place) <= TODAY
    ]
