"""Grading: options, typed numbers and words, orders and pairs. Pure, and indifferent to what people type."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.folding import folded
from bot.library.model import Kind, Number
from bot.library.numbers import Reading, read_number
from bot.study.grade import Grade, grade, is_right
from bot.study.grade.arranged import grade_order, grade_pairs, read_places
from bot.study.grade.typed import Typed, grade_typed, grade_words
from tests.stage import kinds

RIGHT, WRONG, WRONG_UNIT, UNREADABLE = Reading

MINUTES = Number(Fraction(720), "minutes", ("min",))
RCU = Number(Fraction(1000), "RCU", ("read capacity units",))
HALF = Number(Fraction(1, 2), "%")
GIGABYTE = Number(Fraction(1), "GB")
RATE = Number(Fraction(3500), "requests per second", ("rps",))
ABOUT = Number(Fraction(100), "ms", tolerance=Fraction(5))
MONTH = Number(Fraction(1), "month")
LARGE = Number(Fraction(8001, 2), "")


@pytest.mark.parametrize(
    ("typed", "wanted", "reading"),
    [
        ("720", MINUTES, RIGHT),
        ("720 minutes", MINUTES, RIGHT),
        ("720 Minute", MINUTES, RIGHT),
        ("720min.", MINUTES, RIGHT),
        ("= 720", MINUTES, RIGHT),
        ("12 h", MINUTES, RIGHT),
        ("12 hours", MINUTES, RIGHT),
        ("12 horas", MINUTES, RIGHT),
        ("0.5 d", MINUTES, RIGHT),
        ("43200 s", MINUTES, RIGHT),
        ("12", MINUTES, WRONG),
        ("12 minutes", MINUTES, WRONG),
        ("720 h", MINUTES, WRONG),
        ("720 RCU", MINUTES, WRONG_UNIT),
        ("720 bananas", MINUTES, WRONG_UNIT),
        ("１２　ｈ", MINUTES, RIGHT),
        ("٧٢٠", MINUTES, RIGHT),
        ("1,000 RCU", RCU, RIGHT),
        ("1 000", RCU, RIGHT),
        ("1\u202f000 rcus", RCU, RIGHT),
        ("1'000", RCU, RIGHT),
        ("1.000", RCU, RIGHT),
        ("1000.0", RCU, RIGHT),
        ("1,000.00", RCU, RIGHT),
        ("1.000,00", RCU, RIGHT),
        ("1000 Read Capacity Unit", RCU, RIGHT),
        ("1", RCU, WRONG),
        ("10,00", RCU, WRONG),
        ("-1000", RCU, WRONG),
        ("1000 WCU", RCU, WRONG_UNIT),
        ("0.5", HALF, RIGHT),
        ("0,5 %", HALF, RIGHT),
        ("0.50 percent", HALF, RIGHT),
        ("0,500", HALF, RIGHT),
        ("5", HALF, WRONG),
        ("4,000.5", LARGE, RIGHT),
        ("4.000,5", LARGE, RIGHT),
        ("4000,5", LARGE, RIGHT),
        ("4,00,0.5", LARGE, UNREADABLE),
        ("1 GB", GIGABYTE, RIGHT),
        ("1000 MB", GIGABYTE, RIGHT),
        ("1024 megabytes", GIGABYTE, RIGHT),
        ("1,024 MiB", GIGABYTE, RIGHT),
        ("1 GiB", GIGABYTE, RIGHT),
        ("1 MB", GIGABYTE, WRONG),
        ("1 h", GIGABYTE, WRONG_UNIT),
        ("3500 requests/s", RATE, RIGHT),
        ("3,500 requests per sec", RATE, RIGHT),
        ("3500 rps", RATE, RIGHT),
        ("3500 requests", RATE, WRONG_UNIT),
        ("104 ms", ABOUT, RIGHT),
        ("0.1 s", ABOUT, RIGHT),
        ("106", ABOUT, WRONG),
        ("", MINUTES, UNREADABLE),
        ("dunno", MINUTES, UNREADABLE),
        ("12 or 13", MINUTES, UNREADABLE),
        ("1/2", HALF, UNREADABLE),
        ("½", HALF, UNREADABLE),
        ("720" + " " * 4000, MINUTES, RIGHT),
        ("7" * 4096, MINUTES, UNREADABLE),
        ("1 mes", MONTH, RIGHT),
        ("2 meses", MONTH, WRONG),
        ("1 month", MONTH, RIGHT),
    ],
)
def test_a_typed_number_is_read_as_people_write_it(typed: str, wanted: Number, reading: Reading) -> None:
    assert read_number(typed, wanted) is reading


@given(
    st.integers(0, 4 * 10**9).map(lambda quarters: Fraction(quarters, 4)), st.sampled_from(["", " RCU", "rcu", " RCUs"])
)
def test_every_way_to_write_a_number_is_right(value: Fraction, unit: str) -> None:
    wanted = Number(value, "RCU")
    whole, rest = divmod(value, 1)
    decimals = f"{int(rest * 100):02}"
    for mark, point in ((",", "."), (".", ","), (" ", "."), ("'", ","), ("", ".")):
        assert read_number(f"{int(whole):,}".replace(",", mark) + point + decimals + unit, wanted) is RIGHT


@given(st.integers(0, 10**6).map(lambda quarters: Fraction(quarters, 4)), st.integers(1, 10**6))
def test_another_number_is_wrong(value: Fraction, off: int) -> None:
    assert read_number(f"{float(value + off):.2f}", Number(value)) is not RIGHT


@pytest.mark.parametrize(
    ("typed", "accept", "expected"),
    [
        ("$LATEST", ("$LATEST",), Typed(True)),
        ("  $latest ", ("$LATEST",), Typed(True)),
        ("$latest.", ("$LATEST",), Typed(True)),
        ("LATEST", ("$LATEST",), Typed(False, "$LATEST")),
        ("appspec.yml", ("appspec.yml", "appspec.yaml"), Typed(True)),
        ("“appspec.yaml”", ("appspec.yml", "appspec.yaml"), Typed(True)),
        ("`appspec.yml`", ("appspec.yml",), Typed(True)),
        ("appspec yml", ("appspec.yml",), Typed(False, "appspec.yml")),
        ("ebextensions", (".ebextensions",), Typed(False, ".ebextensions")),
        ("Café", ("cafe",), Typed(True)),
        ("cafe", ("Café",), Typed(True)),
        ("sencha  fukamushi", ("Sencha Fukamushi",), Typed(True)),
        ("ｍａｔｃｈａ", ("matcha",), Typed(True)),
        ("mat\u200bcha", ("matcha",), Typed(True)),
        ("--event—source", ("--event--source",), Typed(True)),
        ("asam", ("assam",), Typed(False, "assam")),
        ("assamm", ("assam",), Typed(False, "assam")),
        ("darjeeling", ("assam",), Typed(False)),
        ("s4", ("s3",), Typed(False)),
        ("が", ("か",), Typed(False)),
        ("й", ("и",), Typed(False)),
        ("", ("assam",), Typed(False)),
        ("assam" + " " * 300 + "no", ("assam",), Typed(False)),
    ],
)
def test_typed_words_are_exact_but_for_case_and_accents(typed: str, accept: tuple[str, ...], expected: Typed) -> None:
    assert grade_words(typed, accept) == expected


@given(st.text(st.characters(max_codepoint=0x17F), min_size=1, max_size=60).filter(lambda text: bool(folded(text))))
def test_what_is_accepted_is_right_in_any_case(text: str) -> None:
    for said in (text, f"  {text}\n", text.casefold()):
        assert grade_words(said, (text,)).correct
    assert folded(folded(text)) == folded(text)


HOSTILE = st.one_of(
    st.text(max_size=4096),
    st.text(st.sampled_from("0123456789.,' _-+=hms%"), max_size=120),
    st.sampled_from(
        [
            "1" * 4096, "1," * 2048, "1." * 32, "1 000" * 12, "1" + " 000" * 15 + "x", "\u202e12 h", "1\u200b2",
            "😀" * 2048, "e\u0301" * 2000, "a" * 4096, "(a+)+$" * 600, "\x00", "\ud800", "²", "Ⅻ", "١٢", "-", ",", "=",
        ]
    ),
)  # fmt: skip


@given(HOSTILE)
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    assert read_number(text, MINUTES) in Reading
    assert isinstance(grade_words(text, ("$LATEST", "x")), Typed)
    read_places(text, 4)


def test_typed_answers_find_their_question() -> None:
    subject = kinds().default
    asked = {question.kind: question for question in subject.questions if question.generator is None}
    cloze, numeric = asked[Kind.CLOZE], asked[Kind.NUMERIC]
    assert grade_typed(cloze, cloze.accept[0].upper()) == Typed(True)
    assert grade_typed(numeric, "3 minutes") == Typed(True, reading=RIGHT)
    assert grade_typed(numeric, "180 s") == Typed(True, reading=RIGHT)
    assert grade_typed(replace(numeric, number=None), "3") is None
    assert grade_typed(asked[Kind.SINGLE], "anything") is None


def test_an_order_is_right_when_every_step_stands_in_its_place() -> None:
    assert grade_order([0, 1, 2], 3).correct
    swapped = grade_order([0, 2, 1], 3)
    assert (swapped.correct, swapped.right, swapped.first_wrong) == (False, (True, False, False), 1)
    assert not grade_order([0, 1], 3).correct
    assert not grade_order([], 3).correct
    assert grade_order([0, 1, 2, 2], 3).correct is False


@given(st.permutations(range(5)))
def test_only_one_order_is_right(given_order: list[int]) -> None:
    assert grade_order(given_order, 5).correct == (given_order == sorted(given_order))


def test_pairs_are_graded_one_by_one() -> None:
    assert grade_pairs([0, 1, 2], 3).correct
    assert grade_pairs([0, 2, None], 3).right == (True, False, False)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("BADC", (1, 0, 3, 2)),
        ("b, a, d, c.", (1, 0, 3, 2)),
        ("B > A > D", (1, 0, 3)),
        ("2143", None),
        ("2 > 1 > 4 > 3", None),
        ("ac2", None),
        ("b1", None),
        ("a", (0,)),
        ("abce", None),
        ("aab", None),
        ("a b?", None),
        ("", None),
        ("1" * 100, None),
    ],
)
def test_typed_letters_name_places(text: str, places: tuple[int, ...] | None) -> None:
    assert read_places(text, 4) == places


def test_options_are_right_all_together_or_not_at_all() -> None:
    assert is_right([2, 0], {0, 2})
    assert not is_right([0], {0, 2})
    assert not is_right([0, 1, 2], {0, 2})
    assert not is_right([], {0})


def test_a_lucky_guess_is_asked_again() -> None:
    assert [grade(True, False), grade(True, True), grade(False, False)] == [Grade.GOOD, Grade.AGAIN, Grade.AGAIN]
