"""Settling of sums, thresholds, whole numbers and products of missing numbers, by hand."""

from __future__ import annotations

from decimal import Decimal

from tests.interpreter.building import (
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    fact,
    program,
    ref,
    rule,
)
from tests.settle.looking import (
    TEXTS,
    XYZ,
    YEARS,
    M,
    N,
    T,
    X,
    Y,
    Z,
    look,
    one,
    settled,
)

from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.expr import Expr, If
from medrules.ir.types import INTEGER, NUMBER, TEXT, EnumType
from medrules.settle.simplex import Simplex
from medrules.source.span import NOWHERE


def choice(test: Expr, then: Plain, other: Plain) -> If:
    """``if test then … else …`` of numbers."""
    return If(test, const(then), const(other), NUMBER, NOWHERE)  # type: ignore[arg-type]


def test_thresholds_on_both_sides() -> None:
    made = one(
        XYZ, "f",
        rule("f", "low", compare("<", X, const(Decimal("0.3")))),
        rule("f", "medium", both(compare(">=", X, const(Decimal("0.3"))), compare("<", X, const(10)))),
        rule("f", "high", compare(">=", X, const(10))),
        kind=LEVELS,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("low", "medium", "high"), ("x",), True)
    assert look(made, "f", {"x": Decimal("0.3")}) == settled("medium")


def test_a_threshold_at_the_edge_of_the_domain() -> None:
    assert look(one(XYZ, "f", rule("f", True, compare(">=", X, const(0)))), "f") == settled(True)
    assert look(one(XYZ, "f", rule("f", True, compare(">", X, const(100)))), "f") == settled(False)
    edge = one(XYZ, "f", rule("f", True, compare(">=", X, const(100))))
    assert look(edge, "f").possible == (False, True)


def test_numbers_without_limits_reach_ten_to_the_fifteen() -> None:
    made = one((fact("n", NUMBER),), "f", rule("f", ref("n", NUMBER)), kind=NUMBER)
    assert look(made, "f").possible == Interval(-(10**15), 10**15)


def test_a_difference_compared_with_a_third_number() -> None:
    fits = compare("<=", call("-", X, Y), Z)
    made = one(XYZ, "f", rule("f", True, fits))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("x", "y", "z"), True)
    assert look(made, "f", {"x": 40, "z": 40}) == settled(True)
    assert look(made, "f", {"x": 40, "z": 39}).missing == ("y",)
    assert look(made, "f", {"z": 100}) == settled(True)


def test_two_comparisons_of_the_same_difference() -> None:
    net = call("-", X, Y)
    made = one(
        XYZ, "f",
        rule("f", "low", compare("<=", net, const(10))),
        rule("f", "high", compare(">", net, const(20))),
        rule("f", "medium", both(compare(">", net, const(10)), compare("<=", net, const(20)))),
        kind=LEVELS,
    )  # fmt: skip
    assert look(made, "f").possible == ("low", "medium", "high")
    assert look(made, "f", {"x": 15}).possible == ("low", "medium")


def test_sums_that_exclude_each_other() -> None:
    # x + y <= 10 and x - y >= 20 cannot both hold, though each can.
    made = one(
        XYZ, "f",
        rule("f", True, both(compare("<=", call("+", X, Y), const(10)),
                             compare(">=", call("-", X, Y), const(20)))),
    )  # fmt: skip
    assert look(made, "f") == settled(False)


def test_a_circle_of_comparisons_cannot_hold() -> None:
    made = one(
        XYZ, "f", rule("f", True, both(compare(">", X, Y), compare(">", Y, Z), compare(">", Z, X)))
    )
    assert look(made, "f") == settled(False)


def test_a_range_has_both_ends_reached() -> None:
    share = If(compare(">", call("-", X, Y), const(0)), call("-", X, Y), const(0), NUMBER, NOWHERE)
    made = one(XYZ, "f", rule("f", share), kind=NUMBER)
    assert look(made, "f") == Settlement("unknown", None, Interval(0, 100), ("x", "y"), True)
    assert look(made, "f", {"y": 30}).possible == Interval(0, 70)
    assert look(made, "f", {"x": 30, "y": 40}) == settled(0)


def test_an_end_that_is_only_approached_is_not_exact() -> None:
    made = one(
        XYZ,
        "f",
        rule("f", X, compare("<", X, const(10))),
        rule("f", 3, compare(">=", X, const(10))),
        kind=NUMBER,
    )
    said = look(made, "f")
    assert (said.possible, said.exact) == (Interval(0, 10), False)


def test_few_whole_numbers_are_told_one_by_one() -> None:
    year = fact("n", INTEGER).replace(minimum=0, maximum=1000)
    n = ref("n", INTEGER)
    made = one(
        (year,), "f", rule("f", call("*", n, const(10)), compare("<", n, const(3))), kind=NUMBER
    )
    assert look(made, "f").possible == (0, 10, 20, None)


def test_products_and_quotients() -> None:
    hours = call("*", X, Y)
    made = one(XYZ, "f", rule("f", hours), kind=NUMBER)
    assert look(made, "f") == Settlement("unknown", None, Interval(0, 10000), ("x", "y"), True)
    assert look(made, "f", {"x": 0}) == settled(0)
    many = one(XYZ, "f", rule("f", True, compare(">", hours, const(9000))))
    assert look(many, "f") == Settlement("unknown", None, (False, True), ("x", "y"), True)
    part = one(XYZ, "f", rule("f", call("/", X, Y)), kind=NUMBER)
    assert look(part, "f", {"x": 7}).status == "unknown"
    assert look(part, "f", {"y": 0}) == settled(None)


def test_rounding_meets_its_steps() -> None:
    rounded = call("round half up", X, const(0))
    made = one(XYZ, "f", rule("f", True, compare("=", rounded, const(7))))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("x",), True)
    whole = one(XYZ, "f", rule("f", True, compare("=", call("floor", X), const(Decimal("7.5")))))
    assert look(whole, "f") == settled(False)


def test_an_exact_third_is_no_decimal() -> None:
    made = one(XYZ, "f", rule("f", True, compare("=", call("*", X, const(3)), const(1))))
    assert look(made, "f") == settled(False)


def test_a_quotient_is_rounded_as_the_interpreter_rounds_it() -> None:
    third = call("/", X, const(3))
    made = one(XYZ, "f", rule("f", True, compare("=", call("*", third, const(3)), X)))
    assert look(made, "f").possible == (False, True)
    assert look(made, "f", {"x": 1}) == settled(False)


def test_a_tie_that_only_rounding_could_break() -> None:
    third = call("/", X, const(3))
    at_most = XYZ[0].replace(maximum=Decimal("12.5"))
    known = Decimal("4.166666666666666666666666666666667")
    made = one((at_most,), "f", rule("f", True, compare(">", third, const(known))))
    assert look(made, "f") == settled(False)
    reached = one((at_most,), "f", rule("f", third), kind=NUMBER)
    assert look(reached, "f") == Settlement("unknown", None, Interval(0, known), ("x",), True)


def test_sums_of_what_hangs_on_one_number() -> None:
    low, high = compare("<", X, const(10)), compare("<=", X, const(20))
    made = one(XYZ, "f", rule("f", call("+", choice(low, 1, 2), choice(high, 10, 20))), kind=NUMBER)
    assert look(made, "f") == Settlement("unknown", None, (11, 12, 22), ("x",), True)


def test_sums_of_what_hangs_on_one_text() -> None:
    one_, two = compare("=", const("a", TEXT), T), compare("!=", T, const("b", TEXT))
    made = one(
        TEXTS, "f", rule("f", call("+", choice(one_, 1, 2), choice(two, 10, 20))), kind=NUMBER
    )
    assert look(made, "f") == Settlement("unknown", None, (11, 12, 22), ("t",), True)


def test_a_number_that_chooses_and_is_counted() -> None:
    made = one(
        XYZ,
        "f",
        rule("f", If(compare("<", X, const(10)), X, const(50), NUMBER, NOWHERE)),
        kind=NUMBER,
    )
    said = look(made, "f")
    assert said.possible == Interval(0, 50)
    assert said.missing == ("x",)
    assert look(made, "f", {"x": 3}) == settled(3)


def test_a_stretch_that_is_one_point() -> None:
    made = one(
        XYZ, "f", rule("f", X, both(compare(">=", X, const(7)), compare("<=", X, const(7)))),
        kind=NUMBER,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, (7, None), ("x",), True)


def test_whole_numbers_lie_on_one_side_or_the_other() -> None:
    meet = both(compare("=", call("+", M, N), const(7)), compare("=", call("-", M, N), const(2)))
    assert look(one(YEARS, "f", rule("f", True, meet)), "f") == settled(False)
    meet = both(compare("=", call("+", M, N), const(7)), compare("=", call("-", M, N), const(3)))
    assert look(one(YEARS, "f", rule("f", True, meet)), "f") == Settlement(
        "unknown", None, (False, True), ("m", "n"), True
    )


def test_an_even_number_is_not_odd() -> None:
    twice = compare("=", call("*", M, const(2)), const(7))
    assert look(one(YEARS, "f", rule("f", True, twice)), "f") == settled(False)
    between = both(compare(">", M, const(3)), compare("<", M, const(4)))
    assert look(one(YEARS, "f", rule("f", True, between)), "f") == settled(False)


def test_the_greatest_whole_sum_within_bounds() -> None:
    total = call("+", call("*", M, const(3)), call("*", N, const(5)))
    limit = both(
        compare("<=", call("+", M, N), const(Decimal("30.5"))), compare(">=", M, const(25))
    )
    made = one(YEARS, "f", rule("f", total, limit), kind=NUMBER)
    assert look(made, "f").possible == Interval(75, 100, True)


def test_many_whole_values_are_a_range() -> None:
    few = both(compare(">=", M, const(10)), compare("<", M, const(22)))
    made = one(YEARS, "f", rule("f", M, few), kind=NUMBER, default=10)
    assert look(made, "f").possible == tuple(range(10, 22))
    more = both(compare(">=", M, const(10)), compare("<", M, const(23)))
    made = one(YEARS, "f", rule("f", M, more), kind=NUMBER, default=10)
    assert look(made, "f").possible == Interval(10, 22)


def test_a_fact_that_has_only_one_value() -> None:
    lone = EnumType("lone", ("only",))
    facts = (
        fact("e", lone),
        fact("x", NUMBER).replace(minimum=4, maximum=4),
        fact("m", INTEGER).replace(minimum=Decimal("2.5"), maximum=Decimal("3.5")),
    )
    made = program(
        facts,
        [derived("e2", lone), derived("sum", NUMBER)],
        [rule("e2", ref("e", lone)), rule("sum", call("+", X, M))],
    )
    assert look(made, "e2") == settled("only")
    assert look(made, "sum") == settled(7)


def test_long_sums() -> None:
    facts = [fact(f"x{at}", NUMBER).replace(minimum=0, maximum=1) for at in range(60)]
    terms = [ref(item.path, NUMBER) for item in facts]
    made = one(tuple(facts), "f", rule("f", call("sum", *terms)), kind=NUMBER)
    assert look(made, "f").possible == Interval(0, 60)
    pair = call("*", call("sum", *terms[:8]), call("sum", *terms[8:16]))
    assert look(one(tuple(facts), "f", rule("f", pair), kind=NUMBER), "f").possible == Interval(
        0, 64
    )


def test_products_that_must_meet() -> None:
    hours = call("*", X, Y)
    meet = both(compare("=", hours, const(5000)), compare("=", X, const(100)))
    assert look(one(XYZ, "f", rule("f", True, meet)), "f").possible == (False, True)
    apart = both(compare(">", hours, const(5000)), compare("<", X, const(10)))
    said = look(one(XYZ, "f", rule("f", True, apart)), "f")
    assert (said.possible, said.exact) == ((False, True), False)


def test_cubes_and_squares() -> None:
    facts = (fact("x", NUMBER).replace(minimum=-2, maximum=3), XYZ[1])
    cube = one(facts, "f", rule("f", call("**", X, const(3))), kind=NUMBER)
    said = look(cube, "f")
    assert isinstance(said.possible, Interval)
    assert said.possible.low <= -8
    assert said.possible.high == 27
    square = one(facts, "f", rule("f", call("*", call("+", X, Y), call("+", X, Y))), kind=NUMBER)
    assert look(square, "f", {"y": 0}).possible == Interval(0, 9)


def test_bounds_put_on_later() -> None:
    system = Simplex()
    x, y = system.column((0, 0), (10, 0)), system.column((0, 0), None)
    total = system.row({x: 1, y: 1}, None, (8, 0))
    assert system.solve()
    assert system.push(total, True) == (8, 0)
    system.bound(x, (3, 0), (5, 0))
    system.bound(y, (4, 1), None)
    assert system.solve()
    assert system.push(x, True) == (4, -1)
    assert system.push(y, True) == (5, 0)
    values = system.solution()
    assert 3 <= values[x] <= 5
    assert values[y] > 4
    system.bound(x, (6, 0), None)
    assert not system.solve()


def test_a_row_without_a_limit() -> None:
    system = Simplex()
    x = system.column((0, 0), None)
    row = system.row({x: 2}, (1, 1), None)
    assert system.solve()
    assert system.push(row, True) is None
    assert system.push(row, False) == (1, 1)
