"""What the entries of the table do with null, with unknown items, and with arguments of other types."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from medrules.feel.operators import OPERATORS, compare
from medrules.feel.temporal import Date
from medrules.ir.expr import CompareOp
from medrules.ir.types import EnumType
from medrules.ir.values import UNKNOWN
from medrules.ir.writing import written

U = UNKNOWN
LEVELS = EnumType("level", ("low", "moderate", "high"), True)


def run(name: str, *args: object) -> object:
    return OPERATORS[name].evaluate(*args)


NULLS: list[tuple[str, tuple[object, ...]]] = [
    ("+", (1, None)),
    ("+", (None, "a")),
    ("+", (1, "a")),
    ("+", (True, False)),
    ("-", ("a", "a")),
    ("*", (None, 0)),
    ("/", (None, 2)),
    ("**", ("2", 2)),
    ("negate", (None,)),
    ("abs", ("1",)),
    ("floor", (None,)),
    ("round up", (1, None)),
    ("modulo", (1, "2")),
    ("sqrt", (None,)),
    ("sum", ([None],)),
    ("sum", ((),)),
    ("sum", (None,)),
    ("sum", ((1, "2"),)),
    ("min", ((),)),
    ("min", ((1, None),)),
    ("max", ((1, "a"),)),
    ("mean", ((),)),
    ("median", ((1, None),)),
    ("count", (None,)),
    ("list contains", (None, 1)),
    ("append", (None, 1)),
    ("concatenate", ((1,), None)),
    ("reverse", (None,)),
    ("index of", (None, 1)),
    ("flatten", (None,)),
    ("distinct values", (None,)),
    ("union", ((1,), None)),
    ("sublist", (None, 1)),
    ("sublist", ((1, 2), 0)),
    ("sublist", ((1, 2), 1, 3)),
    ("sublist", ((1, 2), 1, 0)),
    ("any", (None,)),
    ("all", (None,)),
    ("all", ((True, 1),)),
    ("contains", ("a", None)),
    ("starts with", (1, "a")),
    ("ends with", ("a", 1)),
    ("string length", (None,)),
    ("substring", (None, 1)),
    ("substring", ("abc", 0)),
    ("substring", ("abc", 4)),
    ("substring", ("abc", 1, 0)),
    ("substring", ("abc", Decimal("1.5"))),
    ("substring before", ("a", None)),
    ("substring after", (None, "a")),
    ("upper case", (1,)),
    ("lower case", (None,)),
    ("string", (None,)),
    ("string join", (None, ",")),
    ("string join", (("a", 1), ",")),
    ("string join", (("a",), 1)),
    ("number", ("1e5",)),
    ("number", ("1_000",)),
    ("number", (" 1",)),
    ("number", ("",)),
    ("number", ("-",)),
    ("number", ("1.",)),
    ("number", ("NaN",)),
    ("number", ("٣",)),
    ("number", (None,)),
    ("number", ("1,5", ",", ",")),
    ("number", ("1.5", " ", ",")),
    ("number", ("1", ";", ".")),
    ("not", (1,)),
    ("not", (None,)),
    ("and", (True, None)),
    ("and", (1, True)),
    ("or", (False, None)),
    ("or", ("a", False)),
]


@pytest.mark.parametrize(("name", "args"), NULLS)
def test_null_where_there_is_no_result(name: str, args: tuple[object, ...]) -> None:
    assert run(name, *[tuple(arg) if isinstance(arg, list) else arg for arg in args]) is None


RESULTS: list[tuple[str, tuple[object, ...], object]] = [
    # Counting does not need to know the items.
    ("count", ((U, U),), 2),
    ("count", (frozenset({"a", "b"}),), 2),
    ("count", (7,), 1),
    # An unknown number may be anything.
    ("sum", ((1, U),), U),
    ("mean", ((1, U),), U),
    ("median", ((1, U),), U),
    ("min", ((1, U),), U),
    ("max", (U,), U),
    ("max", ((U,),), U),
    # A null or a text among them makes the result null whatever the unknown one is.
    ("sum", ((None, U),), None),
    ("min", ((U, None),), None),
    ("max", ((U, "a", 1),), None),
    ("median", ((U, None),), None),
    ("min", (("b", "a"),), "a"),
    ("sum", (2,), 2),
    ("median", (4,), 4),
    # One item can decide.
    ("any", ((True, U),), True),
    ("any", ((None, True),), True),
    ("any", ((False, U),), U),
    ("any", ((None, U),), U),
    ("all", ((False, U),), False),
    ("all", ((True, U),), U),
    ("all", ((None, False),), False),
    ("all", (True,), True),
    ("list contains", ((1, U), 1), True),
    ("list contains", ((2, U), 1), U),
    ("list contains", ((2, None), None), True),
    ("list contains", (("a", 1), "1"), False),
    ("list contains", (frozenset({"a"}), "a"), True),
    ("list contains", (frozenset({"a"}), "b"), False),
    ("list contains", (frozenset({"a"}), None), False),
    ("list contains", (((1, 2), (3,)), (3,)), True),
    ("list contains", (((1, U),), (1, 2)), U),
    ("list contains", (((1, U),), (2, 2)), False),
    ("list contains", (1, 1), True),
    # Lists are built from what is not known yet.
    ("append", ((1,), U), (1, U)),
    ("append", (U, 1), U),
    ("append", (frozenset({"b", "a"}), "c"), ("a", "b", "c")),
    ("concatenate", ((1, U), (2,)), (1, U, 2)),
    ("reverse", ((1, U),), (U, 1)),
    ("flatten", ((1, (U, (2,))),), (1, U, 2)),
    ("distinct values", ((1, U),), U),
    ("distinct values", ((U,),), (U,)),
    ("union", ((1, 2), (2, U)), U),
    ("union", (frozenset({"a"}), frozenset({"b"})), frozenset({"a", "b"})),
    ("index of", ((1, U), 1), U),
    ("index of", ((1, "1", None), None), (3,)),
    ("sublist", ((1, U, 3), 2), (U, 3)),
    ("sublist", ((1, 2, 3), -2), (2, 3)),
    ("sublist", ((1, 2, 3), Decimal("2.0"), Decimal("1.0")), (2,)),
    ("string", ((1, U),), U),
    ("string", ((1, "a", None, True),), '[1, "a", null, true]'),
    ("string", (frozenset({"b", "a"}),), '["a", "b"]'),
    ("string", ({"a": 1},), "{a: 1}"),
    ("string", ({"a": U},), U),
    ("string", ("a",), "a"),
    ("string join", (("a", U), "-"), U),
    ("string join", (("a", None, "b"), None), "ab"),
    ("number", ("-0.5",), Decimal("-0.5")),
    ("number", (".5",), Decimal("0.5")),
    ("number", (3,), 3),
    ("number", ("1 000,5", " ", ","), Decimal("1000.5")),
    ("substring", ("foobar", 3, Decimal("3.8")), "oba"),
    ("substring", ("naïve😀", -1), "😀"),
    ("substring", ("abc", 2, 99), "bc"),
    ("substring before", ("abc", ""), ""),
    ("substring after", ("abc", ""), "abc"),
    ("string length", ("😀",), 1),
    ("is defined", (None,), False),
    ("is defined", (False,), True),
    ("is known", (U,), False),
    ("is known", (None,), True),
]


@pytest.mark.parametrize(("name", "args", "result"), RESULTS)
def test_results(name: str, args: tuple[object, ...], result: object) -> None:
    found = run(name, *args)
    assert found == result
    assert type(found) is type(result) or isinstance(result, int)


TRUTHS: tuple[object, ...] = (True, False, None, U)


def completions(value: object) -> tuple[object, ...]:
    return (True, False) if value is U else (value,)


@pytest.mark.parametrize("name", ["and", "or"])
def test_joining_is_exact_about_what_is_unknown(name: str) -> None:
    """Unknown comes out exactly when the completions of the operands differ."""
    for operands in itertools.product(TRUTHS, repeat=3):
        full = itertools.product(*map(completions, operands))
        reachable = {run(name, *one) for one in full}
        expected = reachable.pop() if len(reachable) == 1 else U
        assert run(name, *operands) is expected


@pytest.mark.parametrize(("name", "other"), [("any", "or"), ("all", "and")])
def test_lists_of_truths_join_like_their_words(name: str, other: str) -> None:
    for items in itertools.product(TRUTHS, repeat=3):
        assert run(name, items) is run(other, *items)


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("=", None, None, True),
        ("!=", None, None, False),
        ("=", None, 0, False),
        ("!=", None, 0, True),
        ("=", 1, "1", None),
        ("!=", 1, "1", None),
        ("=", "a", "A", False),
        ("=", True, True, True),
        ("<", True, False, None),
        ("<", "a", "b", True),
        (">=", "b", "b", True),
        ("<", None, 1, None),
        ("<=", 1, None, None),
        ("<=", None, None, None),
        ("<", 1, "2", None),
        ("=", (1, 2), (1, 2), True),
        ("=", (1, 2), (1,), False),
        ("=", (1, U), (1, 2), U),
        ("=", (2, U), (1, 2), False),
        ("=", (), (), True),
        ("<", (1,), (2,), None),
        ("=", frozenset({"a"}), frozenset({"a"}), True),
        ("=", frozenset({"a"}), frozenset(), False),
        ("=", frozenset(), (), None),
        ("=", {"a": 1}, {"a": Decimal("1.0")}, True),
        ("=", {"a": 1}, {"b": 1}, False),
        ("=", {"a": U}, {"a": 1}, U),
        ("!=", {"a": U}, {"a": 1}, U),
        ("=", U, None, U),
        ("<", 1, U, U),
    ],
)
def test_comparison(op: CompareOp, left: object, right: object, result: object) -> None:
    assert compare(op, left, right) is result


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("<", "low", "high", True),
        ("<", "high", "moderate", False),
        ("<=", "moderate", "moderate", True),
        (">", "moderate", "low", True),
        (">=", "low", "high", False),
        ("=", "low", "low", True),
        ("!=", "low", "high", True),
        (">", "low", None, None),
        (">", "low", "other", None),
        (">", 1, "low", None),
        (">", U, "low", U),
    ],
)
def test_ordered_members_compare_by_rank(
    op: CompareOp, left: object, right: object, result: object
) -> None:
    assert compare(op, left, right, LEVELS) is result


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (Decimal("2.50"), "2.5"),
        ('a "b"\n\\', '"a \\"b\\"\\n\\\\"'),
        ((1, ("a",)), '[1, ["a"]]'),
        ((), "[]"),
        ({"a": None}, "{a: null}"),
        (Date(2026, 1, 8), "2026-01-08"),
        ({"a": (1, U)}, U),
    ],
)
def test_values_as_literals(value: object, text: object) -> None:
    assert written(value) == text
