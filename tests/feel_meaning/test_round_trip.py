"""Whatever packs can say is printed so that it lowers to the same expression again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.feel_meaning.evaluating import evaluate
from tests.feel_meaning.vocabulary import IDENTITY, MOTIVE, VALUE, bare, ir

from medrules.ir.expr import (
    And,
    Call,
    Const,
    ContextOf,
    Expr,
    FunctionOf,
    Invoke,
    ListOf,
    Or,
    Range,
    Ref,
    Var,
)
from medrules.ir.printer import print_expr
from medrules.ir.types import ANY, BOOLEAN, INTEGER, TEXT
from medrules.ir.values import UNKNOWN
from medrules.ir.walk import children, walk
from medrules.source.span import NOWHERE

MEMBERS = {"goals.primary_identity": IDENTITY, "degree.value": VALUE}


def _quoted(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([f'"{word}"' for word in words])


LITERALS = st.one_of(
    st.integers(0, 20).map(str),
    st.decimals(0, 20, places=2).map(str),
    st.integers(-20, -1).map(str),
)
PURE = st.sampled_from(
    ["weights.brand", "weights.share", "experience.teaching_years", "program.score"]
)


def numbers(depth: int) -> st.SearchStrategy[str]:
    """Expressions that are pure numbers."""
    plain = st.one_of(LITERALS, PURE)
    if depth == 0:
        return plain
    inner = numbers(depth - 1)
    return st.one_of(
        plain,
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]} - {parts[1]} * {parts[0]}"),
        inner.map(lambda text: f"-({text})"),
        st.tuples(inner, inner).map(lambda parts: f"max({parts[0]}, {parts[1]})"),
        st.tuples(conditions(depth - 1), inner, inner).map(
            lambda parts: f"if {parts[0]} then {parts[1]} else {parts[2]}"
        ),
        conditions(depth - 1).map(lambda text: f"count(programs[{text}])"),
        inner.map(lambda text: f"sum(for p{depth} in programs return {text})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"mean([{', '.join(items)}])"),
    )


def _set_tests() -> st.SearchStrategy[str]:
    held = st.sampled_from(["goals.motives", "cautions", "program.signs"])
    return st.tuples(_quoted(MOTIVE.members), held).map(" in ".join)


def _enum_tests() -> st.SearchStrategy[str]:
    def tests(path: str) -> st.SearchStrategy[str]:
        words = _quoted(MEMBERS[path].members)
        several = st.lists(words, min_size=1, max_size=3).map(", ".join)
        ops = st.sampled_from(["=", "!="] + (["<", ">="] if MEMBERS[path].ordered else []))
        return st.one_of(
            several.map(lambda words: f"{path} in ({words})"),
            st.tuples(ops, words).map(lambda parts: f"{path} {parts[0]} {parts[1]}"),
            st.just(f"{path} = null"),
        )

    return st.sampled_from(sorted(MEMBERS)).flatmap(tests)


def conditions(depth: int) -> st.SearchStrategy[str]:
    """Expressions that are true or false."""
    plain = st.one_of(
        st.sampled_from(["plan.payoff_plan", "program.buzzwords", "true", "is known(plan.weeks)"]),
        _set_tests(),
        _enum_tests(),
    )
    if depth == 0:
        return plain
    inner, number = conditions(depth - 1), numbers(depth - 1)
    ops = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        plain,
        st.tuples(number, ops, number).map(lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"),
        st.tuples(number, LITERALS, LITERALS).map(
            lambda parts: f"({parts[0]}) in ({parts[1]}, [{parts[2]}..9], > {parts[1]})"
        ),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        st.tuples(inner, inner, inner).map(
            lambda parts: f"{parts[0]} and {parts[1]} or {parts[2]}"
        ),
        inner.map(lambda text: f"not({text})"),
        st.tuples(st.sampled_from(["some", "every"]), inner).map(
            lambda parts: (
                f"{parts[0]} q{depth} in programs satisfies q{depth}.score > 3 or {parts[1]}"
            )
        ),
        inner.map(lambda text: f"count(programs[score > 3 and ({text})].name) > 1"),
        inner.map(lambda text: f"count(options[cost_usd > 3 and ({text})]) > 1"),
    )


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "score": st.one_of(st.integers(0, 20), st.just(UNKNOWN)),
            "name": st.just("A"),
            "buzzwords": st.one_of(st.booleans(), st.just(UNKNOWN)),
            "signs": st.frozensets(st.sampled_from(MOTIVE.members)),
            "cost_usd": st.integers(0, 20),
        }
    ),
    max_size=2,
).map(tuple)
FACTS = st.fixed_dictionaries(
    {
        "programs": RECORDS,
        "options": RECORDS,
        "program": RECORDS.map(lambda found: found[0] if found else {}),
    },
    optional={
        "weights.brand": st.integers(-5, 20),
        "weights.share": st.decimals(0, 1, places=2),
        "experience.teaching_years": st.integers(0, 20),
        "plan.payoff_plan": st.booleans(),
        "plan.weeks": st.integers(0, 3),
        "goals.motives": st.frozensets(st.sampled_from(MOTIVE.members)),
        "cautions": st.frozensets(st.sampled_from(MOTIVE.members)),
        "goals.primary_identity": st.sampled_from(IDENTITY.members),
        "degree.value": st.one_of(st.sampled_from(VALUE.members), st.none()),
    },
)


@given(st.one_of(conditions(2), numbers(2)), FACTS)
@settings(max_examples=150, deadline=None)
def test_printed_text_is_the_same_expression(text: str, facts: dict[str, object]) -> None:
    expr = ir(text)
    printed = print_expr(expr)
    again = ir(printed)
    assert bare(again) == bare(expr)
    assert print_expr(again) == printed
    assert evaluate(again, facts) == evaluate(expr, facts)


@given(st.one_of(conditions(2), numbers(2)))
@settings(max_examples=60, deadline=None)
def test_walking_reaches_every_node_once(text: str) -> None:
    expr = ir(text)
    nodes = list(walk(expr))

    def count(node: Expr) -> int:
        return 1 + sum(map(count, children(node)))

    assert nodes[0] is expr
    assert len(nodes) == count(expr)


A = Ref("a", INTEGER, NOWHERE)
B = Var("b", INTEGER, NOWHERE)
ONE = Const(1, INTEGER, NOWHERE)


@pytest.mark.parametrize(
    ("expr", "text", "inside"),
    [
        (Range(A, ONE, True, False, ANY, NOWHERE), "[a..1)", 2),
        (Range(None, ONE, False, True, ANY, NOWHERE), "(..1]", 1),
        (ContextOf((("x", A), ("y", B)), ANY, NOWHERE), "{x: a, y: b}", 2),
        (
            FunctionOf(("b",), Call("+", (A, B), INTEGER, NOWHERE), ANY, NOWHERE),
            "function(b) a + b",
            1,
        ),
        (Invoke(A, (ONE, B), (), ANY, NOWHERE), "a(1, b)", 3),
        (Invoke(A, (ONE, B), ("x", "y z"), ANY, NOWHERE), "a(x: 1, y z: b)", 3),
        (ListOf((A, ONE), ANY, NOWHERE), "[a, 1]", 2),
        (Const(Decimal("-1.50"), INTEGER, NOWHERE), "-1.5", 0),
        (Call("negate", (Const(-1, INTEGER, NOWHERE),), INTEGER, NOWHERE), "-(-1)", 1),
        (Or((And((A, B), BOOLEAN, NOWHERE), A), BOOLEAN, NOWHERE), "(a and b) or a", 2),
        (Const("x", TEXT, NOWHERE), '"x"', 0),
    ],
)
def test_printing_what_packs_do_not_say(expr: Expr, text: str, inside: int) -> None:
    assert print_expr(expr) == text
    assert len(children(expr)) == inside


def test_the_deepest_text_that_parses_can_be_lowered_and_printed() -> None:
    chain = " and ".join(["plan.payoff_plan"] * 140)
    assert print_expr(ir(chain)) == chain
    nested = "not(" * 40 + "plan.payoff_plan" + ")" * 40
    assert print_expr(ir(nested)) == nested
    total = " + ".join(["1"] * 140)
    assert evaluate(ir(total)) == 140
