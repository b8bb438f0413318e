"""Formulas: exact, and nothing but formulas."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.expressions import BadExpression, Value, read_expression

VALUES: dict[str, Value] = {"reads": Fraction(80), "kb": Fraction(5), "mode": "eventually"}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("reads * ceil(kb / 4)", 160),
        ("reads * kb / 4", 100),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("7 // 2 + 7 % 2", 4),
        ("2 ** 10", 1024),
        ("4 ** -1", Fraction(1, 4)),
        ("-kb + +1", -4),
        ("min(16000, max(100, 3 * kb))", 100),
        ("floor(2.9) + abs(-1)", 3),
        ("round(2.5) + round(-0.5)", 2),
        ("round(10 / 3, 2)", Fraction(333, 100)),
        ("1 if mode == 'eventually' else 2", 1),
        ("1 if mode != 'eventually' else 2", 2),
        ("1 if 3 < kb <= 5 else 2", 1),
        ("1 if kb > 9 or (mode == 'eventually' and kb >= 5) else 2", 1),
    ],
)
def test_a_formula_has_an_exact_value(source: str, value: Fraction | int) -> None:
    assert read_expression(source).number(VALUES) == value


@pytest.mark.parametrize(
    "source",
    [
        "",
        "1 +",
        "a b",
        "x = 1",
        "[1, 2]",
        "(1, 2)",
        "{1: 2}",
        "f'{kb}'",
        "lambda: 1",
        "[x for x in y]",
        "True",
        "None",
        "b'x'",
        "1j",
        "kb.real",
        "kb[0]",
        "(kb := 1)",
        "~kb",
        "not kb",
        "kb @ kb",
        "kb << 2",
        "kb is kb",
        "kb in kb",
        "__import__('os')",
        "open('x')",
        "().__class__",
        "min(*kb)",
        "round(kb, digits=1)",
        "min()",
        "(" * 200 + ")" * 200,
        "1 if " * 60 + "1",
        "1+" * 200 + "1",
        "\x00",
    ],
)
def test_what_is_no_formula_is_refused(source: str) -> None:
    with pytest.raises(BadExpression):
        read_expression(source).number({})


@pytest.mark.parametrize(
    "source",
    [
        "1 / 0",
        "1 % (kb - 5)",
        "0 ** -1",
        "9 ** 9 ** 9",
        "2 ** 65",
        "2 ** 0.5",
        "10 ** 60 * 10 ** 60",
        "9" * 299,
        "1e300",
        "1e999",
        "mode",
        "mode + 1",
        "1 if mode > 'a' else 2",
        "1 if kb else 2",
        "kb > 1",
        "writes",
        "ceil(1, 2)",
        "round(1, 2.5)",
        "round(1, 99)",
    ],
)
def test_what_has_no_value_says_so(source: str) -> None:
    with pytest.raises(BadExpression):
        read_expression(source).number(VALUES)


def test_a_formula_knows_its_parameters_and_its_equals() -> None:
    formula = read_expression(" ceil(reads * kb / 4) ")
    assert formula.names == {"reads", "kb"}
    assert formula == read_expression("ceil(reads * kb / 4)")


@given(st.text(max_size=80) | st.text(st.sampled_from("()+-*/%. 0123456789abkimn'<=>,"), max_size=80))
def test_any_text_is_a_formula_or_is_refused(source: str) -> None:
    try:
        read_expression(source).number(VALUES)
    except BadExpression:
        pass
