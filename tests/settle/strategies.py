"""Random programs over missing decimals, and over sets that feed each other.

In: Hypothesis draws. Out: ``numeric()``: conclusions from two decimals between 0 and 2 and a truth
value, whose sums and differences are compared with whole numbers; ``curved()``: the same with products and
roundings; ``recursive()``: sets that gain members from each other. Refused: nothing.

With whole thresholds and factors of one, every stretch that conditions can tell apart has a point
on the grid of eighths, so ``grid`` is as good as all decimals.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st
from tests.interpreter.building import (
    COLOURS,
    both,
    call,
    compare,
    const,
    derived,
    either,
    fact,
    holds,
    no,
    program,
    ref,
    rule,
)
from tests.settle.brute import domain

from medrules.ir.evaluation import Plain
from medrules.ir.expr import Expr, If
from medrules.ir.program import Fact, Policy, Program, Rule
from medrules.ir.types import BOOLEAN, NUMBER, BooleanType, SetType
from medrules.source.span import NOWHERE

X, Y = ref("x", NUMBER), ref("y", NUMBER)
FACTS = (
    fact("x", NUMBER).replace(minimum=0, maximum=2),
    fact("y", NUMBER).replace(minimum=0, maximum=2),
    fact("b"),
)


def grid(one: Fact) -> list[Plain]:
    """Eighths from 0 to 2."""
    if isinstance(one.type, BooleanType):
        return [False, True]
    return [Decimal(step) / 8 for step in range(17)]


_LINEAR: tuple[Expr, ...] = (
    X,
    Y,
    call("+", X, Y),
    call("-", X, Y),
    call("-", Y, X),
    call("min", X, Y),
    call("max", X, Y),
    call("abs", call("-", X, Y)),
    call("sum", call("+", X, Y), Y, const(-1)).replace(args=(X, Y, const(1))),
)
_CURVED: tuple[Expr, ...] = (
    call("*", X, Y),
    call("*", X, X),
    call("floor", X),
    call("round half up", call("+", X, Y), const(0)),
    call("/", X, Y),
    call("/", call("-", X, Y), const(4)),
    If(ref("b"), X, Y, NUMBER, NOWHERE),
)


def _conditions(sums: tuple[Expr, ...], deep: int) -> st.SearchStrategy[Expr]:
    base: st.SearchStrategy[Expr] = st.one_of(
        st.just(ref("b")),
        st.builds(
            compare,
            st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
            st.sampled_from(sums),
            st.sampled_from([0, 1, 2]).map(const),
        ),
    )
    if deep == 0:
        return base
    inner = _conditions(sums, deep - 1)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        base,
        inner.map(no),
        several.map(lambda some: both(*some)),
        several.map(lambda some: either(*some)),
    )


@st.composite
def numeric(draw: st.DrawFn, sums: tuple[Expr, ...] = _LINEAR) -> Program:
    """A word by priority, a truth value and a number, each from up to three rules."""
    rules: list[Rule] = []
    for path in ("word", "flag", "size"):
        for _ in range(draw(st.integers(1, 3))):
            value: Expr
            if path == "word":
                value = const(draw(st.sampled_from(COLOURS.members)))
            elif path == "flag":
                value = const(True)
            else:
                value = draw(st.sampled_from((*sums, const(1))))
            rules.append(rule(path, value, draw(_conditions(sums, 2))))
    conclusions = (
        derived("word", COLOURS, Policy.PRIORITY),
        derived("flag", BOOLEAN, Policy.ANY),
        derived("size", NUMBER, Policy.FIRST, 0),
    )
    return program(FACTS, conclusions, rules)


def curved() -> st.SearchStrategy[Program]:
    """Programs with products, quotients and roundings."""
    return numeric(_LINEAR[:4] + _CURVED)


@st.composite
def recursive(draw: st.DrawFn) -> Program:
    """Three sets, each of which may gain members when another has some."""
    names = ("p", "q", "r")
    kind = SetType(COLOURS)
    rules: list[Rule] = []
    for path in names:
        for _ in range(draw(st.integers(1, 3))):
            tests: list[Expr] = [ref(draw(st.sampled_from("abc")))] if draw(st.booleans()) else []
            for _ in range(draw(st.integers(0, 2))):
                source = ref(draw(st.sampled_from(names)), kind)
                tests.append(holds(source, draw(st.sampled_from(COLOURS.members))))
            join = both if draw(st.booleans()) else either
            when = None if not tests else tests[0] if len(tests) == 1 else join(*tests)
            rules.append(rule(path, const(draw(st.sampled_from(COLOURS.members))), when))
    rules.append(rule("flag", const(True), no(holds(ref("p", kind), "red"))))
    conclusions = [
        derived(path, kind, Policy.COLLECT, draw(st.sampled_from([(), ("blue",)])))
        for path in names
    ]
    return program([fact(path) for path in "abc"], [*conclusions, derived("flag")], rules)


__all__ = ["curved", "domain", "grid", "numeric", "recursive"]
