"""The algebra of units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.feel.units import divide, multiply, same_unit, singular

WORDS = st.sampled_from(["hours", "week", "weeks", "USD", "years", "students", "points"])


@st.composite
def units(draw: st.DrawFn) -> str:
    above = "*".join(draw(st.lists(WORDS, max_size=2)))
    below = draw(st.lists(WORDS, max_size=2))
    return "/".join([above or "1", *below]) if below else above


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        ("hours/week", "weeks", "hours"),
        ("weeks", "hours/week", "hours"),
        ("USD/hour", "hours/week", "USD/week"),
        ("USD", "", "USD"),
        ("", "", ""),
        ("hours", "hours", "hours*hours"),
        ("USD/year", "years", "USD"),
        ("1/week", "weeks", ""),
        ("hours/week/student", "weeks*students", "hours"),
    ],
)
def test_products(left: str, right: str, product: str) -> None:
    assert multiply(left, right) == product


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [
        ("USD", "hours", "USD/hours"),
        ("hours", "hours/week", "week"),
        ("hours", "hour", ""),
        ("", "weeks", "1/weeks"),
        ("USD", "", "USD"),
        ("hours/week", "weeks", "hours/week/week"),
    ],
)
def test_quotients(left: str, right: str, quotient: str) -> None:
    assert divide(left, right) == quotient


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("hours", "hour", True),
        ("hours/week", "hour/weeks", True),
        ("classes", "class", True),
        ("studies", "study", True),
        ("boxes", "box", True),
        ("GPS", "GP", False),
        ("bus", "bu", False),
        ("hours", "USD", False),
        ("hours", "", False),
        ("a*b", "b*a", True),
        ("a/b/c", "a/c/b", True),
        ("hours/week", "week/hours", False),
        ("hours / week", "hours/week", True),
    ],
)
def test_which_units_are_one(left: str, right: str, same: bool) -> None:
    assert same_unit(left, right) is same
    assert same_unit(right, left) is same


@pytest.mark.parametrize("word", ["USD", "EUR", "%", "is", "bus", "class", "thesis"])
def test_words_that_only_look_like_plurals(word: str) -> None:
    assert singular(word) == word


@given(units(), units(), units())
@settings(max_examples=100, deadline=None)
def test_products_obey_the_laws(one: str, two: str, three: str) -> None:
    assert same_unit(multiply(one, two), multiply(two, one))
    assert same_unit(multiply(multiply(one, two), three), multiply(one, multiply(two, three)))
    assert same_unit(multiply(one, ""), one)
    assert same_unit(divide(multiply(one, two), two), one)
    assert same_unit(multiply(divide(one, two), two), one)
    assert divide(one, one) == ""
    assert same_unit(divide(one, divide(two, three)), multiply(one, divide(three, two)))
