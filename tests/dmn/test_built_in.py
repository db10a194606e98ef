"""The functions of the outermost scope: those of the tables, and what the lowering stands on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.dmn.built_in import FUNCTIONS, MAX_SPAN, forms_of, scope
from medrules.dmn.evaluate import Evaluator
from medrules.dmn.read import read_model
from medrules.dmn.types import Types, type_of
from medrules.feel.operators.temporal import TEMPORAL_OPERATORS
from medrules.feel.temporal import temporal
from medrules.interpreter.dynamic import RangeValue
from medrules.ir.values import UNKNOWN

from .model_text import decision, given, literal, model

OUTER = scope(Types((), lambda _: lambda _value: True))
RANGE = RangeValue(2, 4, True, False)


def value(text: str, **inputs: object) -> object:
    needs = [given(name) for name in inputs]
    parts = model(*needs, decision("d", literal(text), *(f"i_{name}" for name in inputs)))
    return Evaluator(read_model(parts, "m")).run(inputs).values["d"]


@pytest.mark.parametrize(
    ("text", "result"),
    [example for entry in TEMPORAL_OPERATORS for example in entry.examples],
)
def test_examples_of_temporal_functions_hold(text: str, result: str) -> None:
    assert value(text) == value(result)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("date(2026, 1, 8)", "2026-01-08"),
        ("date(-44, 3, 15)", "-0044-03-15"),
        ("date(2026, 1.5, 8)", "None"),
        ("date(2026, 13, 8)", "None"),
        ('date(date and time("2026-01-08T10:00:00"))', "2026-01-08"),
        ('date(date("2026-01-08"))', "2026-01-08"),
        ("date(1)", "None"),
        ("time(14, 30, 5)", "14:30:05"),
        ("time(hour: 14, minute: 30, second: 5.5)", "14:30:05.5"),
        ('time(14, 30, 5, duration("PT2H"))', "14:30:05+02:00"),
        ('time(14, 30, 5, duration("P1M"))', "None"),
        ("time(24, 0, 0)", "None"),
        ("time(1, 0.5, 0)", "None"),
        ('time(date and time("2026-01-08T10:00:00"))', "10:00:00"),
        ('time(date("2026-01-08"))', "00:00:00Z"),
        ('time(time("10:00:00"))', "10:00:00"),
        ("time(1)", "None"),
        ('date and time(date("2026-01-08"), time("10:00:00"))', "2026-01-08T10:00:00"),
        (
            'date and time(date and time("2026-01-08T01:00:00"), time("10:00:00"))',
            "2026-01-08T10:00:00",
        ),
        ('date and time(date("2026-01-08"), 1)', "None"),
        ('date and time(date and time("2026-01-08"))', "2026-01-08T00:00:00"),
        ("date and time(1)", "None"),
        ('duration(duration("P1D"))', "P1D"),
        ("duration(1)", "None"),
        ('string(@"2026-01-08")', "2026-01-08"),
        ('@"2026-01-08"', "2026-01-08"),
        ('[@"P1D", @"P2D"][item > @"P1D"][1]', "P2D"),
    ],
)
def test_dates_times_and_durations_are_made(text: str, shown: str) -> None:
    assert str(value(text)) == shown


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("@", (1,), None),
        ("@items", (RANGE,), (2, 3)),
        ("@items", (RangeValue(4, 2, True, True),), ()),
        ("@items", (RangeValue("a", "b", True, True),), None),
        ("@items", (5,), 5),
        ("@span", (1, 3), (1, 2, 3)),
        ("@span", (3, 1), (3, 2, 1)),
        ("@span", (1, UNKNOWN), UNKNOWN),
        ("@span", (1, Decimal("1.5")), None),
        ("@span", (1, MAX_SPAN + 1), None),
        ("@list", (UNKNOWN,), UNKNOWN),
        ("@list", (5,), (5,)),
        ("@select", ((), lambda _item: 1), None),
        ("@select", ((), lambda _item: True), ()),
        ("@select", ((7, 8), lambda _item: 2), 8),
        ("@select", ((7, 8), lambda _item: 3), None),
        ("@select", ((7, 8), lambda item: item > 7), (8,)),
        ("@select", ((7, 8), lambda _item: UNKNOWN), UNKNOWN),
        ("@select", (UNKNOWN, lambda _item: True), UNKNOWN),
        ("@select", ((7,), 1), None),
        ("@join", (((1, 2), (3,)),), (1, 2, 3)),
        ("@join", (((1, 2), None),), None),
        ("@join", (((1, 2), UNKNOWN),), UNKNOWN),
        ("@join", (None,), None),
        ("@matches", (3, RANGE), True),
        ("@matches", (4, RANGE), False),
        ("@matches", (9, RangeValue(None, 5, False, False)), False),
        ("@matches", (UNKNOWN, 1), UNKNOWN),
        ("@matches", (1, (UNKNOWN, 1)), True),
        ("@matches", (1, (UNKNOWN, 2)), UNKNOWN),
        ("@matches", ((1, 2), (1, 2)), True),
        ("@matches", ((1, 2), ((1, 2), 3)), True),
        ("@matches", (5, True), True),
        ("@matches", (False, True), False),
        ("@instance", (UNKNOWN, "number"), UNKNOWN),
        ("@instance", (None, "Null"), True),
    ],
)
def test_what_the_lowering_stands_on(name: str, args: tuple[object, ...], result: object) -> None:
    function = OUTER[name]
    assert callable(function)
    assert function(*args) == result


def test_functions_as_values_take_names_and_refuse_other_arguments() -> None:
    contains = OUTER["contains"]
    assert callable(contains)
    assert contains("abc", "b") is True
    assert contains(match="b", string="abc") is True
    assert contains("abc") is None
    assert contains("abc", match="b") is None
    assert contains("abc", UNKNOWN) is UNKNOWN


def test_every_function_has_a_form() -> None:
    for name in FUNCTIONS:
        assert forms_of(name)
    assert [form.names for form in forms_of("time")][1] == ("hour", "minute", "second")
    assert forms_of("max")[-1].repeats


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        ((1,), "list"),
        (1, "number"),
        (True, "truth value"),
        ("a", "text"),
        ({}, "context"),
        (temporal("P1D"), "duration of days and time"),
        (RANGE, "range"),
        (len, "function"),
        (object(), "value"),
    ],
)
def test_values_have_a_kind_in_words(value: object, words: str) -> None:
    assert type_of(value) == words


ITEMS = (
    '<itemDefinition name="tWord"><typeRef>string</typeRef><allowedValues><text>"a"</text>'
    "</allowedValues></itemDefinition>",
    '<itemDefinition name="tWords" isCollection="true"><typeRef>tWord</typeRef></itemDefinition>',
    '<itemDefinition name="tPair"><itemComponent name="a"><typeRef>number</typeRef>'
    "</itemComponent></itemDefinition>",
    '<itemDefinition name="tCall"><functionItem/></itemDefinition>',
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('"a" instance of tWord', True),
        ('"b" instance of tWord', False),
        ('["a"] instance of tWords', True),
        ('"a" instance of tWords', False),
        ("{a: 1} instance of tPair", True),
        ('{a: "x"} instance of tPair', False),
        ("count instance of tCall", True),
        ("1 instance of Any", True),
        ("[1] instance of list", True),
        ("[1..2] instance of range", True),
        ('duration("P1D") instance of days and time duration', True),
        ("1 instance of nonsense", False),
    ],
)
def test_instance_of_asks_without_converting(text: str, answer: bool) -> None:
    parts = model(*ITEMS, decision("d", literal(text)))
    assert Evaluator(read_model(parts, "m")).run({}).values == {"d": answer}


def test_types_fit_through_other_types() -> None:
    parts = (
        *ITEMS,
        '<itemDefinition name="tAlias"><typeRef>tWords</typeRef></itemDefinition>',
        given("x", "tAlias"),
        given("f", "tCall"),
        given("r", "range"),
        decision("d", literal("x"), "i_x", type_ref="tAlias"),
        decision("e", literal("f"), "i_f", type_ref="tCall"),
        decision("g", literal("r"), "i_r", type_ref="range"),
    )
    evaluator = Evaluator(read_model(model(*parts), "m"))
    assert evaluator.types.is_list("tAlias")
    assert evaluator.types.is_list("list")
    assert not evaluator.types.is_list("tPair")
    assert evaluator.run({"x": ("a",), "f": len, "r": RANGE}).values == {
        "d": ("a",),
        "e": len,
        "g": RANGE,
    }
    outcome = evaluator.run({"x": ("b",), "f": 1, "r": 1})
    assert outcome.values == {"d": None, "e": None, "g": None}
    assert {note.code for note in outcome.notes} == {"MR0922"}
