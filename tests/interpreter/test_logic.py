"""The truth tables of ``docs/unknown.md``, cell by cell."""

from __future__ import annotations

from itertools import product

import pytest

from medrules.feel.operators import OPERATORS, compare
from medrules.interpreter.alone import prepare_expression
from medrules.interpreter.closures import compiled
from medrules.ir.expr import Expr, If, Var
from medrules.ir.types import ANY, BOOLEAN, NUMBER, TEXT
from medrules.ir.values import UNKNOWN
from medrules.source.span import NOWHERE

from .building import (
    COLOURS,
    LEVELS,
    both,
    const,
    either,
    every,
    listing,
    no,
    ref,
    some,
)  # fmt: skip
from .building import (
    compare as compared,
)

T, F, N, U = True, False, None, UNKNOWN
ORDER = (T, F, N, U)
AND = ((T, F, N, U), (F, F, F, F), (N, F, N, U), (U, F, U, U))
OR = ((T, T, T, T), (T, F, N, U), (T, N, N, U), (T, U, U, U))


def value_of(expr: Expr, **facts: object) -> object:
    return compiled(expr)(dict(facts))


@pytest.mark.parametrize(("row", "column"), list(product(range(4), range(4))))
def test_and_or_follow_their_tables(row: int, column: int) -> None:
    facts = {"a": ORDER[row], "b": ORDER[column]}
    assert value_of(both(ref("a"), ref("b")), **facts) is AND[row][column]
    assert value_of(either(ref("a"), ref("b")), **facts) is OR[row][column]


@pytest.mark.parametrize("values", list(product(ORDER, repeat=3)))
def test_three_operands_are_two_and_one(values: tuple[object, ...]) -> None:
    facts = dict(zip("abc", values, strict=True))
    a, b, c = ref("a"), ref("b"), ref("c")
    assert value_of(both(a, b, c), **facts) is value_of(both(both(a, b), c), **facts)
    assert value_of(either(a, b, c), **facts) is value_of(either(either(a, b), c), **facts)
    assert value_of(both(a, b, c), **facts) is OPERATORS["and"].evaluate(*values)
    assert value_of(either(a, b, c), **facts) is OPERATORS["or"].evaluate(*values)


@pytest.mark.parametrize(("given", "wanted"), [(T, F), (F, T), (N, N), (U, U)])
def test_not(given: object, wanted: object) -> None:
    assert value_of(no(ref("a")), a=given) is wanted


def test_what_is_no_truth_value_counts_as_null() -> None:
    assert value_of(both(ref("a"), ref("b")), a=3, b=T) is N
    assert value_of(both(ref("a"), ref("b")), a=3, b=F) is F
    assert value_of(either(ref("a"), ref("b")), a=3, b=T) is T
    assert value_of(no(ref("a")), a="true") is N


@pytest.mark.parametrize(
    ("condition", "first", "second", "wanted"),
    [
        (T, 1, 2, 1),
        (F, 1, 2, 2),
        (N, 1, 2, 2),
        (U, 1, 2, U),
        (U, 1, 1, 1),
        (U, U, U, U),
        (U, N, N, N),
        (U, (1, U), (1, U), U),
        (T, U, 2, U),
    ],
)
def test_if(condition: object, first: object, second: object, wanted: object) -> None:
    node = If(ref("c"), ref("a", NUMBER), ref("b", NUMBER), NUMBER, NOWHERE)
    assert value_of(node, c=condition, a=first, b=second) == wanted


@pytest.mark.parametrize("values", [p for n in range(4) for p in product(ORDER, repeat=n)])
def test_quantifiers_are_or_and_and_over_the_items(values: tuple[object, ...]) -> None:
    item = Var("x", BOOLEAN, NOWHERE)
    assert value_of(some("x", ref("l"), item), l=values) is OPERATORS["or"].evaluate(*values)
    assert value_of(every("x", ref("l"), item), l=values) is OPERATORS["and"].evaluate(*values)


@pytest.mark.parametrize("source", [U, N])
def test_quantifier_over_no_list(source: object) -> None:
    item = Var("x", BOOLEAN, NOWHERE)
    assert value_of(some("x", ref("l"), item), l=source) is source
    assert value_of(every("x", ref("l"), item), l=source) is source


NUMBERS_TRIED = (0, 1, 1.5, N, U)


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (NUMBER, (0, 1, 2, N, U)),
        (TEXT, ("a", "b", N, U)),
        (LEVELS, ("low", "medium", "high", N, U)),
        (BOOLEAN, (T, F, N, U)),
        (ANY, (0, "a", T, N, U, (1, 2), (1, U))),
    ],
)
def test_fast_comparisons_mean_what_the_table_of_operators_means(op, kind, values) -> None:
    order = LEVELS if kind is LEVELS else None
    for left, right in product(values, repeat=2):
        wanted = compare(op, left, right, order)
        slow = compared(op, ref("a", kind), ref("b", kind), order)
        assert value_of(slow, a=left, b=right) is wanted
        if right is not U and type(right) is not tuple:
            fast = compared(op, ref("a", kind), const(right, kind), order)
            assert value_of(fast, a=left) is wanted
            inner = compared(op, Var("v", kind, NOWHERE), const(right, kind), order)
            assert compiled(inner)({"$v": left}) is wanted


def test_null_compares_with_an_enum() -> None:
    null = const(None, BOOLEAN)
    assert value_of(compared("=", ref("a", LEVELS), null, LEVELS), a="low") is False
    assert value_of(compared("=", ref("a", LEVELS), null, LEVELS), a=None) is True
    assert value_of(compared("<", ref("a", LEVELS), null, LEVELS), a="low") is None


def test_thresholds_are_exact() -> None:
    from decimal import Decimal

    tenth, fifth = Decimal("0.1"), Decimal("0.2")
    from .building import call

    total = call("+", ref("a", NUMBER), ref("b", NUMBER))
    assert value_of(compared("=", total, const(Decimal("0.3"))), a=tenth, b=fifth) is True


def test_a_word_in_a_list() -> None:
    from .building import holds

    words = listing(const("red"), ref("c", COLOURS))
    assert value_of(holds(words, "red"), c=U) is True
    assert value_of(holds(words, "blue"), c=U) is U
    assert value_of(holds(words, "blue"), c="green") is False


def test_an_expression_alone() -> None:
    run = prepare_expression(both(Var("a", BOOLEAN, NOWHERE), Var("b", BOOLEAN, NOWHERE)))
    assert run({"a": True, "b": True}) is True
    assert run({"a": True, "b": UNKNOWN}) is UNKNOWN
