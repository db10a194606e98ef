"""Every operator on missing values comes to what it comes to on each completion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.interpreter.building import (
    COLOURS,
    LEVELS,
    call,
    compare,
    const,
    derived,
    fact,
    listing,
    profile,
    program,
    record_list,
    records,
    ref,
    rule,
    where,
)
from tests.settle.brute import Expected, expected, told, wanted
from tests.settle.strategies import grid

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.expr import Expr, ForEach, Path, Var
from medrules.ir.program import Derived, Policy, Program, Rule
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER, TEXT, ListType, SetType, Type
from medrules.settle import settle
from medrules.source.span import NOWHERE

SET = SetType(COLOURS)
FACTS = (
    fact("a"),
    fact("b"),
    fact("m", INTEGER).replace(minimum=0, maximum=3),
    fact("n", INTEGER).replace(minimum=-1, maximum=2),
    fact("s", SET),
    fact("u", SET),
    fact("c", COLOURS),
    fact("rows[].size", INTEGER).replace(minimum=0, maximum=2),
    fact("rows[].name", TEXT),
    fact("rows[].ok"),
)
A, B, M, N = ref("a"), ref("b"), ref("m", INTEGER), ref("n", INTEGER)
S, U, C = ref("s", SET), ref("u", SET), ref("c", COLOURS)
ROWS = records("rows", size=INTEGER, name=TEXT, ok=BOOLEAN)
SIZES = Path(ROWS, "size", ListType(INTEGER), NOWHERE)
KEPT = where(SIZES, compare(">", Var("item", INTEGER, NOWHERE), M))
MAYBE = call("/", M, N)
"""Null where ``n`` is nought."""


def several(name: str, *args: Expr, kind: Type = NUMBER) -> Expr:
    return call(name, *args, kind=kind)


EXPRESSIONS: dict[str, Expr] = {
    "sum of a list": several("sum", listing(M, N, const(1))),
    "sum of arguments": several("sum", M, N),
    "sum with null": several("sum", listing(M, MAYBE)),
    "sum of what is kept": several("sum", KEPT),
    "least of what is kept": several("min", KEPT),
    "greatest of what is kept": several("max", KEPT),
    "mean of what is kept": several("mean", KEPT),
    "median of what is kept": several("median", KEPT),
    "count of what is kept": several("-", several("count", KEPT), const(1)),
    "count added to a count": several("+", several("count", KEPT), several("count", S)),
    "count taken from": several("-", const(5), several("count", S)),
    "count of one": several("count", M),
    "all of a list": several("all", listing(A, B), kind=BOOLEAN),
    "any of a list": several("any", listing(A, B), kind=BOOLEAN),
    "any with null": several("any", listing(A, compare("<", MAYBE, const(2))), kind=BOOLEAN),
    "all of what is no truth value": several("all", listing(A, M), kind=BOOLEAN),
    "least of texts": several("min", listing(C, const("green")), kind=TEXT),
    "element of a list": several("list contains", listing(M, const(2)), N, kind=BOOLEAN),
    "missing element of a set": several("list contains", S, C, kind=BOOLEAN),
    "no element": several("list contains", S, const(None), kind=BOOLEAN),
    "concatenated": several("concatenate", listing(M), KEPT, kind=ListType(INTEGER)),
    "appended": several("append", KEPT, N, kind=ListType(INTEGER)),
    "reversed": several("reverse", listing(M, N), kind=ListType(INTEGER)),
    "distinct": several("distinct values", listing(M, N, const(1)), kind=ListType(INTEGER)),
    "sets joined": several("union", S, U, kind=SET),
    "lists joined": several("union", listing(M), listing(N), kind=ListType(INTEGER)),
    "sets equal": compare("=", S, U),
    "sets not equal": compare("!=", S, const(frozenset({"red"}), SET)),
    "set against null": compare("=", S, const(None)),
    "set against a number": compare("=", S, M),
    "lists equal": compare("=", listing(M, N), listing(N, M)),
    "orders of sets": compare("<", S, U),
    "truth against number": compare("=", A, M),
    "text joined": several("+", C, const("!", TEXT), kind=TEXT),
    "text joined to a number": several("+", C, M, kind=TEXT),
    "text in capitals": several("upper case", C, kind=TEXT),
    "length": several("string length", C),
    "string of a number": several("string", MAYBE, kind=TEXT),
    "names joined": several("string join", listing(C, C), const(", ", TEXT), kind=TEXT),
    "names of a set": several("string join", S, kind=TEXT),
    "each of a set": ForEach(
        "it", S, several("string length", Var("it", TEXT, NOWHERE)), ListType(NUMBER), NOWHERE
    ),
    "each of one": ForEach(
        "it", M, several("+", Var("it", INTEGER, NOWHERE), N), ListType(NUMBER), NOWHERE
    ),
    "each of a count": several(
        "sum",
        ForEach("it", several("count", S), Var("it", INTEGER, NOWHERE), ListType(NUMBER), NOWHERE),
    ),
    "power": several("**", N, M),
    "modulo": several("modulo", M, const(2)),
    "even": several("even", N, kind=BOOLEAN),
    "field of no record": Path(M, "size", NUMBER, NOWHERE),
    "field of a set": Path(S, "size", NUMBER, NOWHERE),
    "defined": several("is defined", MAYBE, kind=BOOLEAN),
    "compared as conditions": several(
        "all", compare("<=", M, N), compare(">=", M, const(0)), kind=BOOLEAN
    ),
    "not of a number": several("any", listing(several("count", S)), kind=BOOLEAN),
}


def kind_of(name: str, expr: Expr) -> Derived:
    kind = expr.type
    default: Plain = () if isinstance(kind, ListType) else None
    return derived("f", kind, Policy.UNIQUE, default)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_operator_on_missing_values(name: str) -> None:
    expr = EXPRESSIONS[name]
    made = program(FACTS, [kind_of(name, expr)], [rule("f", expr)], [record_list("rows")])
    given = profile({}, {"rows": [{"ok": True}, {"ok": True}, {"size": 1}]})
    agree(made, given_values(made, given))


def given_values(made: Program, given: object) -> tuple[Settlement, Expected]:
    machine = prepare(made)
    run = machine.run(given)  # type: ignore[arg-type]
    found = settle(made, machine, given, run)["f"]  # type: ignore[arg-type]
    return found, expected(made, given)["f"]  # type: ignore[arg-type]


def agree(made: Program, pair: tuple[Settlement, Expected]) -> None:
    said, expect = pair
    assert said.exact
    if said.status == "settled":
        assert expect.values == [said.value]
        return
    assert len(expect.values) > 1
    assert set(said.missing) == expect.missing
    assert told(made, "f", said) == wanted(made, "f", expect)


RULES: dict[str, tuple[Derived, list[Rule]]] = {
    "collect what a set holds": (
        derived("f", SET, Policy.COLLECT),
        [rule("f", S, A), rule("f", const("red"), B)],
    ),
    "collect an enum": (derived("f", SET, Policy.COLLECT), [rule("f", C, A)]),
    "collect with a default": (
        derived("f", SET, Policy.COLLECT, ("blue",)),
        [rule("f", "red", A), rule("f", "green", B)],
    ),
    "list what a set holds": (
        derived("f", ListType(COLOURS), Policy.RULE_ORDER),
        [rule("f", S, A), rule("f", C)],
    ),
    "list with a default": (
        derived("f", ListType(COLOURS), Policy.RULE_ORDER, ("blue", "red")),
        [rule("f", "red", A)],
    ),
    "list a list": (
        derived("f", ListType(INTEGER), Policy.RULE_ORDER),
        [rule("f", listing(M, N), A), rule("f", MAYBE, B)],
    ),
    "order what is missing": (
        derived("f", ListType(COLOURS), Policy.OUTPUT_ORDER, (), ("blue", "red", "green")),
        [rule("f", C), rule("f", "red", A), rule("f", "blue", B)],
    ),
    "order what is written": (
        derived("f", ListType(COLOURS), Policy.OUTPUT_ORDER, (), ("blue", "red", "green")),
        [rule("f", "green"), rule("f", "red", A), rule("f", "blue", B)],
    ),
    "least of an ordered enum": (
        derived("f", LEVELS, Policy.MIN),
        [rule("f", "high", A), rule("f", "low", B), rule("f", "medium")],
    ),
    "greatest number": (
        derived("f", NUMBER, Policy.MAX),
        [rule("f", M, A), rule("f", N), rule("f", MAYBE, B)],
    ),
    "sum with null": (derived("f", NUMBER, Policy.SUM, 0), [rule("f", M, A), rule("f", MAYBE, B)]),
    "count with a default": (
        derived("f", INTEGER, Policy.COUNT, 7),
        [rule("f", True, A), rule("f", True, B)],
    ),
    "priority of an enum": (
        derived("f", COLOURS, Policy.PRIORITY, "red", ("green", "blue", "red")),
        [rule("f", C, A), rule("f", "blue", B)],
    ),
    "first of sets": (
        derived("f", SET, Policy.FIRST),
        [rule("f", S, A), rule("f", U)],
    ),
    "any of several": (
        derived("f", NUMBER, Policy.ANY),
        [rule("f", M, A), rule("f", N, B), rule("f", 1, compare("=", M, N))],
    ),
    "any of lists": (
        derived("f", ListType(INTEGER), Policy.ANY, ()),
        [rule("f", listing(M), A), rule("f", listing(N), B)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_a_policy_on_missing_values(name: str) -> None:
    item, rules = RULES[name]
    made = program(FACTS, [item], rules, [record_list("rows")])
    agree(made, given_values(made, profile({}, {"rows": []})))


# -- formulas --------------------------------------------------------------------------------------

X, Y = ref("x", NUMBER), ref("y", NUMBER)
DECIMALS = (
    fact("x", NUMBER).replace(minimum=0, maximum=2),
    fact("y", NUMBER).replace(minimum=0, maximum=2),
    fact("b"),
)

FORMULAS: dict[str, tuple[Expr, Interval | tuple[Plain, ...]]] = {
    "sum": (several("+", X, Y), Interval(0, 4)),
    "difference": (several("-", X, Y), Interval(-2, 2)),
    "negated": (several("negate", X), Interval(-2, 0)),
    "product": (several("*", X, Y), Interval(0, 4)),
    "square": (several("**", several("-", X, const(1)), const(2)), Interval(0, 1)),
    "third": (several("/", X, const(4)), Interval(0, Decimal("0.5"))),
    "backwards": (several("/", X, const(-4)), Interval(Decimal("-0.5"), 0)),
    "quotient": (several("/", X, several("+", Y, const(1))), Interval(0, 2)),
    "one of itself": (several("/", several("+", X, const(1)), several("+", X, const(1))), (1,)),
    "absolute": (several("abs", several("-", X, const(1))), Interval(0, 1)),
    "least": (several("min", X, Y, const(1)), Interval(0, 1)),
    "greatest": (several("max", listing(X, const(1))), Interval(1, 2)),
    "mean": (several("mean", X, Y), Interval(0, 2)),
    "floor": (several("floor", X), (0, 1, 2)),
    "ceiling": (several("ceiling", several("/", X, const(2))), (0, 1)),
    "round": (several("round half up", several("+", X, Y), const(0)), (0, 1, 2, 3, 4)),
    "round to tenths": (several("round down", X, const(1)), Interval(0, 2)),
    "round no whole": (several("floor", several("/", X, const(8))), (0,)),
    "root": (several("sqrt", several("*", X, const(2))), Interval(0, 2)),
    "cancelled": (several("-", several("+", X, Y), X), Interval(0, 2)),
    "nothing left": (several("-", X, X), (0,)),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_of_missing_numbers(name: str) -> None:
    expr, possible = FORMULAS[name]
    made = program(DECIMALS, [derived("f", NUMBER)], [rule("f", expr)])
    machine = prepare(made)
    said = settle(made, machine, profile(), machine.run(profile()))["f"]
    if isinstance(possible, tuple) and len(possible) == 1:
        assert said == Settlement("settled", possible[0], (), (), True)
        return
    assert said.possible == possible
    assert set(said.missing) == expected(made, profile(), values=grid)["f"].missing


OTHER_FORMULAS: dict[str, Expr] = {
    "null where it divides by nought": several("/", X, Y),
    "modulo": several("modulo", X, const(2)),
    "power of a missing number": several("**", X, Y),
    "root that may be null": several("sqrt", several("-", X, Y)),
    "median": several("median", X, Y, const(1)),
    "text of it": several("string", X, kind=TEXT),
    "even": several("even", several("floor", X), kind=BOOLEAN),
    "list of it": listing(X, Y),
    "compared with text": compare("=", X, const("a", TEXT)),
    "compared with null": compare("!=", X, const(None)),
    "ordered with null": compare("<", X, const(None)),
    "lists of them": compare("=", listing(X, const(1)), listing(Y, const(1))),
    "lists that differ in length": compare("=", listing(X), listing(X, Y)),
    "lists that differ": compare("!=", listing(X), listing(Y)),
    "order of lists": compare("<", listing(X), listing(Y)),
    "itself": compare(">=", X, X),
    "found in a list": several("list contains", listing(const(1), Y), X, kind=BOOLEAN),
    "compared as text": compare("=", several("string", X, kind=TEXT), const("1", TEXT)),
    "plus null": several("+", X, const(None)),
    "defined": several("is defined", X, kind=BOOLEAN),
    "defined quotient": several("is defined", several("/", X, Y), kind=BOOLEAN),
    "sum of a list": several("sum", listing(X, const(1))),
    "count of a list": several("count", listing(X, Y)),
    "distinct": several("distinct values", listing(X, Y), kind=ListType(NUMBER)),
    "scaled by a missing scale": several("floor", X, several("floor", Y)),
}


@pytest.mark.parametrize("name", OTHER_FORMULAS)
def test_what_no_formula_says_is_still_covered(name: str) -> None:
    from tests.settle.test_against_brute_force import covers

    expr = OTHER_FORMULAS[name]
    made = program(DECIMALS, [derived("f", expr.type)], [rule("f", expr)])
    machine = prepare(made)
    said = settle(made, machine, profile(), machine.run(profile()))["f"]
    expect = expected(made, profile(), values=grid)["f"]
    covers(made, "f", said, expect)
    if said.status == "settled":
        assert expect.values == [said.value]
