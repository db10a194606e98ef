"""Numbers are exact decimals of 34 digits, and one number is one number however it is written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.feel_meaning.evaluating import evaluate
from tests.feel_meaning.vocabulary import ir

from medrules.feel.operators import OPERATORS, compare
from medrules.ir.values import NUMBERS, Number
from medrules.ir.writing import plain

SMALL = st.decimals(min_value=-(10**8), max_value=10**8, places=4)
WHOLE = st.integers(min_value=-(10**16), max_value=10**16)
NUMBER = st.one_of(WHOLE, SMALL)


def run(name: str, *args: object) -> object:
    return OPERATORS[name].evaluate(*args)


def value(text: str, **facts: object) -> object:
    return evaluate(ir(text), {key.replace("__", "."): one for key, one in facts.items()})


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("0.1 + 0.2 > 0.3", False),
        ("0.1 * 3 <= 0.3", True),
        ("1.1 + 2.2 = 3.3", True),
        ("0.7 + 0.1 = 0.8", True),
        ("3 * 0.1 - 0.3 = 0", True),
        ("sum(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1) = 1", True),
        ("1 = 1.0", True),
        ("1.50 in [1.5..2]", True),
        ("9007199254740993 = 9007199254740992", False),
        ("9999999999999999999999999999999999 + 0 = 9999999999999999999999999999999999", True),
        ("1 / 3 = 0.3333333333333333333333333333333333", True),
        ("2 / 3 = 0.6666666666666666666666666666666667", True),
        ("10 ** 33 + 1 > 10 ** 33", True),
        ("10 ** 34 + 1 > 10 ** 34", False),
        ("-9999999999999999999999999999999999 + 9999999999999999999999999999999998 = -1", True),
        ("-0.9999999999999999999999999999999999 + 1 = 10 ** -34", True),
        ("-(-0.9999999999999999999999999999999999) < 1", True),
    ],
)
def test_arithmetic_is_that_of_paper(text: str, result: bool) -> None:
    assert value(text) is result


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ("0.29", False),
        ("0.2999999999999999999999999999999999", False),
        ("0.3", True),
        ("0.30", True),
        ("0.3000000000000000000000000000000001", True),
    ],
)
def test_a_threshold_holds_on_both_sides(given: str, result: bool) -> None:
    share = Decimal(given)
    assert value("weights.share >= 0.1 + 0.2", weights__share=share) is result
    assert value("not(weights.share < 0.3)", weights__share=share) is result
    assert value("weights.share in [0.3..1]", weights__share=share) is result


@pytest.mark.parametrize(
    ("years", "at_least", "more", "between"),
    [
        (2, False, False, False),
        (Decimal("2.9999999999"), False, False, False),
        (3, True, False, True),
        (Decimal("3.0"), True, False, True),
        (Decimal("3.0000000001"), True, True, True),
        (5, True, True, True),
        (Decimal("5.01"), True, True, False),
    ],
)
def test_thresholds_of_a_number(years: Number, at_least: bool, more: bool, between: bool) -> None:
    facts = {"weights.brand": years}
    assert evaluate(ir("weights.brand >= 3"), facts) is at_least
    assert evaluate(ir("weights.brand > 3"), facts) is more
    assert evaluate(ir("weights.brand between 3 and 5"), facts) is between
    assert evaluate(ir("weights.brand in [3..5]"), facts) is between
    assert evaluate(ir("weights.brand in (3..5)"), facts) is (more and between and years != 5)


@pytest.mark.parametrize(
    "spellings",
    [
        (1, Decimal("1"), Decimal("1.00")),
        (1000, Decimal("1E+3")),
        (0, Decimal("-0"), Decimal("0.0")),
    ],
)
def test_equal_numbers_are_one_number(spellings: tuple[Number, ...]) -> None:
    assert len(set(spellings)) == 1
    assert len({plain(one) for one in spellings}) == 1
    assert all(compare("=", spellings[0], one) is True for one in spellings)
    assert run("distinct values", spellings) == (spellings[0],)


def test_a_number_is_no_truth_value() -> None:
    assert compare("=", 1, True) is None
    assert run("list contains", (1, 0), True) is False
    assert run("+", 1, True) is None
    assert run("sum", (1, True)) is None


@given(WHOLE, WHOLE)
@settings(max_examples=60, deadline=None)
def test_whole_numbers_stay_whole(left: int, right: int) -> None:
    for name, exact in (("+", left + right), ("-", left - right), ("*", left * right)):
        result = run(name, left, right)
        assert result == exact
        assert type(result) is int


@given(NUMBER, NUMBER)
@settings(max_examples=100, deadline=None)
def test_sums_and_products_are_exact_while_34_digits_hold_them(left: Number, right: Number) -> None:
    for name, exact in (
        ("+", Fraction(left) + Fraction(right)),
        ("-", Fraction(left) - Fraction(right)),
        ("*", Fraction(left) * Fraction(right)),
    ):
        result = run(name, left, right)
        assert isinstance(result, int | Decimal)
        assert Fraction(result) == exact


@given(NUMBER, NUMBER)
@settings(max_examples=100, deadline=None)
def test_how_a_number_is_held_never_matters(left: Number, right: Number) -> None:
    """The same numbers as ``int`` and as ``Decimal`` with more zeros give the same results."""
    other = (
        NUMBERS.multiply(Decimal(left), Decimal("1.00")),
        NUMBERS.multiply(right, Decimal("1.0")),
    )
    for name in ("+", "-", "*", "/", "modulo", "min", "max", "mean"):
        assert run(name, left, right) == run(name, *other)
    for name in ("negate", "abs", "floor", "ceiling", "string"):
        assert run(name, left) == run(name, other[0])
    for scale in (-2, 0, 1, 3):
        for name in ("round up", "round down", "round half up", "round half down", "decimal"):
            assert run(name, left, scale) == run(name, other[0], Decimal(scale))


@given(NUMBER, NUMBER.filter(lambda number: number != 0))
@settings(max_examples=100, deadline=None)
def test_quotient_and_remainder_make_the_number_again(left: Number, right: Number) -> None:
    rest = run("modulo", left, right)
    assert isinstance(rest, int | Decimal)
    assert rest == 0 or (Fraction(rest) < 0) == (right < 0)
    assert abs(Fraction(rest)) < abs(Fraction(right))
    assert ((Fraction(left) - Fraction(rest)) / Fraction(right)).denominator == 1
    quotient = run("/", left, right)
    assert isinstance(quotient, int | Decimal)
    error = abs(Fraction(quotient) * Fraction(right) - Fraction(left))
    assert error <= abs(Fraction(left)) / 10**33


@given(SMALL, st.integers(min_value=-4, max_value=4))
@settings(max_examples=100, deadline=None)
def test_rounding_goes_where_its_name_says(number: Decimal, scale: int) -> None:
    step = Fraction(1, 1) / Fraction(10) ** scale
    exact = Fraction(number)

    def rounded(name: str) -> Fraction:
        result = run(name, number, scale)
        assert isinstance(result, int | Decimal)
        assert (Fraction(result) / step).denominator == 1 or Fraction(result) == exact
        return Fraction(result)

    assert rounded("floor") <= exact <= rounded("ceiling")
    assert abs(rounded("round down")) <= abs(exact) <= abs(rounded("round up"))
    for name in ("round half up", "round half down", "decimal"):
        assert abs(rounded(name) - exact) <= step / 2
    assert (
        abs(rounded("round half down")) <= abs(rounded("decimal")) <= abs(rounded("round half up"))
    )


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("/", (1, 0)),
        ("/", (0, Decimal("0.0"))),
        ("modulo", (1, 0)),
        ("sqrt", (-1,)),
        ("**", (-8, Decimal("0.5"))),
        ("**", (0, -1)),
        ("**", (10, 10**9)),
        ("*", (Decimal("1E+6000"), Decimal("1E+6000"))),
        ("round up", (1, Decimal("0.5"))),
        ("even", (Decimal("1.5"),)),
        ("odd", (Decimal("1.5"),)),
    ],
)
def test_no_result_is_null(name: str, args: tuple[Number, ...]) -> None:
    assert run(name, *args) is None


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("*", (10**20, 10**20), Decimal("1E+40")),
        ("+", (10**34 - 1, 1), Decimal("1E+34")),
        ("**", (2, 3), 8),
        ("**", (0, 0), 1),
        ("**", (7, 100), NUMBERS.power(Decimal(7), Decimal(100))),
        ("floor", (Decimal("1E+40"),), Decimal("1E+40")),
        ("round half up", (Decimal("1234.5"), -2), 1200),
        ("decimal", (Decimal("1.5"), 6176), Decimal("1.5")),
        ("round up", (1, -7000), None),
        ("modulo", (Decimal("-0.5"), 3), Decimal("2.5")),
        ("modulo", (5, Decimal("-1.5")), Decimal("-1.0")),
        ("sqrt", (Decimal("6.25"),), Decimal("2.5")),
    ],
)
def test_far_ends(name: str, args: tuple[Number, ...], result: object) -> None:
    assert run(name, *args) == result


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.0"), "0"),
        (-12, "-12"),
        (Decimal("100"), "100"),
        (Decimal("0.10"), "0.1"),
    ],
)
def test_numbers_have_one_text(number: Number, text: str) -> None:
    assert plain(number) == text
    assert run("string", number) == text
    assert run("number", text) == number
