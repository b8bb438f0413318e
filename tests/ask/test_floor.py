"""Look-up may not get worse than this, over all questions of this folder; `make bench` prints the whole table."""

from functools import cache

from tests.ask.measure import Tally, measure
from tests.ask.questions import SUBJECTS, Part, questions, visible
from tests.bench.lookup import ours, shipped


@cache
def tally() -> Tally:
    total = Tally()
    for name in SUBJECTS:
        search = ours(shipped(name))
        for part in Part:
            total.add(measure(search, questions(name, part)))
    return total


def test_answers_and_topics() -> None:
    assert tally().share("answer@1", "answerable") >= 94.5
    assert tally().share("answer@3", "answerable") >= 97.5
    assert tally().share("topic@1", "answerable") >= 96


def test_refusals() -> None:
    assert tally().share("unanswerable refused", "unanswerable") >= 93
    assert tally().share("wrongly refused", "answerable") <= 1.5


def test_answers_are_short() -> None:
    assert tally().median_length <= 450
    assert max(tally().lengths) <= 700


def test_every_question_could_be_answered() -> None:
    """What a question wants to see stands in the notes of its topics."""
    for name in SUBJECTS:
        subject = shipped(name)
        for part in Part:
            for asked in questions(name, part):
                assert all(subject.has(topic) for topic in asked.topics), asked
        assert len({one.text for part in Part for one in questions(name, part)}) == sum(
            len(questions(name, part)) for part in Part
        )


def test_every_fact_is_asked_for_in_everyday_words() -> None:
    for name in SUBJECTS:
        for note in shipped(name).notes:
            asked = {fact for phrasing in note.asked for fact in phrasing.facts}
            assert {fact.id for fact in note.facts} <= asked, note.id


def test_a_phrasing_finds_its_note() -> None:
    asked = found = 0
    for name in SUBJECTS:
        subject = shipped(name)
        answers = ours(subject).answers
        for note in subject.notes:
            for phrasing in note.asked:
                shown = answers.text(phrasing.text)
                assert len(shown) <= 700, phrasing.text
                asked += 1
                found += shown.startswith(note.title)
    assert found >= 0.94 * asked


def test_units_and_commas_do_not_count() -> None:
    assert visible("up to 10,000 RPS, 4 KB", ("10000", "4KB|8KB"))
    assert not visible("x" * 700 + "late", ("late",))
