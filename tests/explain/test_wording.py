"""Values in words: titles, units in the right number, thousands, what is possible."""

from __future__ import annotations

from decimal import Decimal

import pytest

from interpreter.building import COLOURS, LEVELS
from medrules.explain.wording import digits, joined, say_possible, say_value, unit_for
from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    TEXT,
    EnumType,
    ListType,
    NumberType,
    RecordTypeOf,
    SetType,
    Type,
)
from medrules.ir.values import UNKNOWN
from medrules.loading import load

from .world import WORLD

HOURS = NumberType("hours/week")


@pytest.mark.parametrize(
    ("value", "kind", "wanted"),
    [
        (UNKNOWN, BOOLEAN, "unknown"),
        (None, NUMBER, "none"),
        (True, BOOLEAN, "yes"),
        (False, BOOLEAN, "no"),
        (20, HOURS, "20 hours/week"),
        (1, HOURS, "1 hour/week"),
        (Decimal("1.0"), HOURS, "1 hour/week"),
        (-1, HOURS, "-1 hour/week"),
        (0, HOURS, "0 hours/week"),
        (Decimal("0.5"), NumberType("hours"), "0.5 hours"),
        (15000, NumberType("USD"), "15,000 USD"),
        (1, NumberType("USD"), "1 USD"),
        (1, NumberType("USD/hour"), "1 USD/hour"),
        (5, NumberType("%"), "5%"),
        (1, NumberType("studies"), "1 study"),
        (1, NumberType("classes per class"), "1 classes per class"),
        (1, NumberType("m"), "1 m"),
        (Decimal("1234567.891"), NUMBER, "1,234,567.89"),
        (Decimal("1E+3"), NUMBER, "1,000"),
        (Decimal("3.10"), NUMBER, "3.1"),
        (Decimal(2) / Decimal(3), NUMBER, "0.67"),
        (Decimal("0.00012345"), NUMBER, "0.00012"),
        (Decimal("-0.00"), NUMBER, "0"),
        (Decimal("0.005"), NUMBER, "0.005"),
        ("some text", TEXT, "some text"),
        ("medium", LEVELS, "Medium"),
        ("gone", LEVELS, "gone"),
        ("x", EnumType("other", ("x",)), "x"),
        (frozenset({"blue", "red"}), SetType(COLOURS), "Red and Blue"),
        (frozenset({"blue", "red", "green"}), SetType(COLOURS), "Red, Green and Blue"),
        (frozenset(), SetType(COLOURS), "none"),
        (("blue", "red", "blue"), ListType(COLOURS), "Blue, Red and Blue"),
        ((), ListType(TEXT), "none"),
        (None, NULL, "none"),
        (3, ANY, "3"),
        ("x", ANY, "x"),
        (True, ANY, "yes"),
        (UNKNOWN, ANY, "unknown"),
        ((1, ("a", None)), ANY, "1 and a and none"),
        (frozenset({"b", "a"}), ANY, "a and b"),
        ({"a": 1}, ANY, "{a: 1}"),
        ({"name": "North"}, RecordTypeOf("courses", ()), "North"),
        ({"price": 3}, RecordTypeOf("courses", ()), "one of courses"),
        ({"name": "n", "title": "North"}, RecordTypeOf("courses", ()), "North"),
        ({"name": "n", "title": ""}, RecordTypeOf("courses", ()), "n"),
        ("north", RecordTypeOf("courses", ()), "north"),
        ("wrong", NUMBER, "wrong"),
    ],
)
def test_values(value: object, kind: Type, wanted: str) -> None:
    assert say_value(value, kind, WORLD) == wanted


def test_more_places_on_request() -> None:
    assert say_value(Decimal(200) / 3, NUMBER, WORLD, 6) == "66.666667"
    assert digits(Decimal("1e-30"), 2) == "0." + "0" * 29 + "1"


def test_lists_of_words() -> None:
    assert joined([]) == "none"
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"], "or") == "a, b or c"
    assert unit_for(2, "hours") == "hours"


def open_(value: Plain, possible: tuple[Plain, ...] | Interval, exact: bool = True) -> Settlement:
    return Settlement("provisional", value, possible, (), exact)


@pytest.mark.parametrize(
    ("settlement", "kind", "wanted"),
    [
        (open_(None, ("high", "low")), LEVELS, "Low or High"),
        (open_(None, ("high", "low", None)), LEVELS, "Low, High or none"),
        (open_(None, ("high", "low"), False), LEVELS, "Low or High (perhaps fewer)"),
        (open_(None, (False, True)), BOOLEAN, "yes or no"),
        (open_(None, (3, 1, 2)), HOURS, "1 hour/week, 2 hours/week or 3 hours/week"),
        (open_(None, ()), HOURS, "unknown"),
        (open_(None, Interval(10, 20)), HOURS, "between 10 and 20 hours/week"),
        (open_(None, Interval(10, 20)), NUMBER, "between 10 and 20"),
        (open_(None, Interval(10, 20, True)), NUMBER, "between 10 and 20 or none"),
        (open_(None, Interval(10, 20)), NumberType("%"), "between 10 and 20%"),
        (open_(None, Interval(10, 10)), HOURS, "10 hours/week"),
        (open_(None, tuple("abcdefgh")), TEXT, "a, b, c, d, e or 3 others"),
        (open_(frozenset({"red"}), ("blue",)), SetType(COLOURS), "Red; perhaps Blue"),
        (open_(frozenset(), ("blue", "green")), SetType(COLOURS), "perhaps Green or Blue"),
        (open_(frozenset({"red"}), ()), SetType(COLOURS), "Red"),
        (open_(frozenset(), ()), SetType(COLOURS), "unknown"),
    ],
)
def test_what_is_possible(settlement: Settlement, kind: Type, wanted: str) -> None:
    assert say_possible(settlement, kind, WORLD) == wanted


def test_an_option_is_called_by_its_title() -> None:
    kind = ListType(RecordTypeOf("alternatives", ()))
    said = say_value(("education-fellowship", "no-such"), kind, load())
    assert said == "Education fellowship and no-such"
