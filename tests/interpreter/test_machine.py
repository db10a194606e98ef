"""Whole programs: strata, records, options, parameters, absent lists, and what is written down."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.interpreter.frame import frame_of, list_key
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Firing
from medrules.ir.expr import Expr
from medrules.ir.program import Option, Policy
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER, TEXT, ListType, SetType
from medrules.ir.values import UNKNOWN

from .building import (
    COLOURS,
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    fact,
    field,
    holds,
    known,
    listing,
    no,
    parameter,
    profile,
    program,
    record_list,
    records,
    ref,
    rule,
    run,
    span,
    where,
)

U = UNKNOWN
PROGRAMS = (fact("programs[].name", TEXT), fact("programs[].score", NUMBER))


def test_conclusions_rest_on_conclusions_whatever_the_order_of_the_rules() -> None:
    made = program(
        [fact("a"), fact("n", NUMBER)],
        [derived("z"), derived("y"), derived("x", NUMBER)],
        [
            rule("z", True, both(ref("y"), compare(">", ref("x", NUMBER), const(5)))),
            rule("y", True, no(ref("a"))),
            rule("x", call("+", ref("n", NUMBER), const(1))),
        ],
    )
    assert run(made, {"a": False, "n": 5}).values == {
        "a": False, "n": 5, "x": 6, "y": True, "z": True,
    }  # fmt: skip
    assert run(made, {"a": True}).values == {"a": True, "n": U, "x": U, "y": False, "z": False}
    assert run(made, {"a": False}).values["z"] is U


def test_every_instance_is_written_down_by_rule_then_record() -> None:
    made = program(
        [fact("a"), fact("n", NUMBER), *PROGRAMS],
        [derived("x"), derived("programs[].good"), derived("total", NUMBER)],
        [
            rule("x", True, ref("a")),
            rule(
                "programs[].good",
                True,
                compare(">", field("p", "programs", "score", NUMBER), const(5)),
                loop=("p", "programs"),
            ),
            rule("total", call("+", ref("n", NUMBER), const(1)), ref("a")),
        ],
        [record_list("programs")],
    )
    found = run(
        made, {"a": True}, programs=({"name": "A", "score": 9}, {"name": "B"}, {"score": 1})
    )
    assert found.firings == (
        Firing(0, None, "fired", True),
        Firing(1, 0, "fired", True),
        Firing(1, 1, "unknown", True),
        Firing(1, 2, "failed", None),
        Firing(2, None, "fired", U),
    )
    assert [record["good"] for record in found.records["programs"]] == [True, U, False]
    assert found.records["programs"][1] == {"name": "B", "score": U, "good": U}
    assert found.values["total"] is U


def test_null_conditions_fail() -> None:
    made = program(
        [fact("n", NUMBER)],
        [derived("x")],
        [rule("x", True, compare("<", call("/", const(1), ref("n", NUMBER)), const(1)))],
    )
    found = run(made, {"n": 0})
    assert found.values["x"] is False
    assert found.firings[0].verdict == "failed"


def test_a_second_run_knows_nothing_of_the_first() -> None:
    made = program(
        [fact("a"), fact("b"), *PROGRAMS],
        [derived("x"), derived("programs[].n", INTEGER, Policy.COUNT, 0)],
        [
            rule("x", True, both(ref("a"), ref("b"))),
            rule("programs[].n", True, ref("a"), loop=("p", "programs")),
        ],
        [record_list("programs")],
    )
    machine = prepare(made)
    lists = {"programs": ({"name": "A"},)}
    full = machine.run(profile({"a": True, "b": True}, lists))
    assert machine.run(profile({"a": True}, {})).values["x"] is U
    assert machine.run(profile({"a": True, "b": True}, lists)) == full
    assert lists == {"programs": ({"name": "A"},)}


def test_two_rules_that_disagree_are_named_with_the_place() -> None:
    made = program(
        [fact("a"), *PROGRAMS],
        [derived("x", LEVELS), derived("programs[].level", LEVELS), derived("y")],
        [
            rule("x", "low", ref("a")),
            rule("x", "high", ref("a")),
            rule("programs[].level", "low", loop=("p", "programs")),
            rule(
                "programs[].level",
                "high",
                compare(">", field("p", "programs", "score", NUMBER), const(5)),
                loop=("p", "programs"),
            ),
            rule("y", True, compare("=", ref("x", LEVELS), const(None, LEVELS))),
        ],
        [record_list("programs")],
    )
    found = run(made, {"a": True}, programs=({"score": 1}, {"score": 9}))
    assert set(found.conflicts) == {("x", 0, 1), ("programs[1].level", 2, 3)}
    assert found.values["x"] is None
    assert found.values["y"] is True
    assert [record["level"] for record in found.records["programs"]] == ["low", None]
    assert run(made, {"a": False}, programs=()).conflicts == ()


def test_records_are_compared_with_each_other() -> None:
    score = compare(
        ">",
        field("item", "programs", "score", NUMBER),
        field("p", "programs", "score", NUMBER),
    )
    rank = call("+", call("count", where(records("programs", score=NUMBER), score)), const(1))
    made = program(
        PROGRAMS,
        [derived("programs[].rank", INTEGER)],
        [rule("programs[].rank", rank, loop=("p", "programs"))],
        [record_list("programs")],
    )
    full = run(made, programs=({"score": 50}, {"score": 80}, {"score": 50}))
    assert [record["rank"] for record in full.records["programs"]] == [2, 1, 2]
    partial = run(made, programs=({"score": 50}, {}))
    assert [record["rank"] for record in partial.records["programs"]] == [U, U]


def test_a_loop_can_feed_a_scalar() -> None:
    made = program(
        PROGRAMS,
        [
            derived("best", NUMBER, Policy.MAX),
            derived("sum", NUMBER, Policy.SUM, 0),
            derived("names", ListType(TEXT), Policy.RULE_ORDER),
        ],
        [
            rule("best", field("p", "programs", "score", NUMBER), loop=("p", "programs")),
            rule("sum", field("p", "programs", "score", NUMBER), loop=("p", "programs")),
            rule("names", field("p", "programs", "name", TEXT), loop=("p", "programs")),
        ],
        [record_list("programs", absent="empty")],
    )
    found = run(made, programs=({"name": "A", "score": 1}, {"name": "B", "score": 4})).values
    assert (found["best"], found["sum"], found["names"]) == (4, 5, ("A", "B"))
    partial = run(made, programs=({"name": "A", "score": 1}, {"name": "B"})).values
    assert (partial["best"], partial["sum"], partial["names"]) == (U, U, ("A", "B"))
    empty = run(made).values
    assert (empty["best"], empty["sum"], empty["names"]) == (None, 0, ())


@pytest.mark.parametrize(("absent", "wanted"), [("unknown", U), ("empty", 0)])
def test_what_the_absence_of_a_list_means(absent: str, wanted: object) -> None:
    made = program(
        PROGRAMS,
        [
            derived("how_many", INTEGER, Policy.UNIQUE),
            derived("fed", INTEGER, Policy.COUNT, 0),
            derived("any", BOOLEAN),
            derived("programs[].x"),
        ],
        [
            rule("how_many", call("count", records("programs"))),
            rule("fed", True, loop=("p", "programs")),
            rule("any", True, loop=("p", "programs")),
            rule("programs[].x", True, loop=("p", "programs")),
        ],
        [record_list("programs", absent=absent)],
    )
    found = run(made)
    assert found.values["how_many"] == wanted
    assert found.values["fed"] == wanted
    assert found.values["any"] is (U if absent == "unknown" else False)
    if absent == "unknown":
        assert "programs" not in found.records
        assert Firing(1, None, "unknown", True) in found.firings
        assert frame_of(made, found)[list_key("programs")] is U
    else:
        assert found.records["programs"] == ()
        assert frame_of(made, found)[list_key("programs")] == ()


def option(id: str, **fields: object) -> Option:
    return Option("programs", id, tuple(fields.items()), (), "test", span())  # type: ignore[arg-type]


@pytest.mark.parametrize("given_by", ["packs", "both", "profile"])
def test_options_come_after_what_is_given(given_by: str) -> None:
    made = program(
        PROGRAMS,
        [derived("programs[].known")],
        [
            rule(
                "programs[].known",
                True,
                known(field("p", "programs", "score", NUMBER)),
                loop=("p", "programs"),
            )
        ],
        [record_list("programs", given_by=given_by, absent="empty")],
        [option("course", score=3), option("fellowship", name="Fellowship")],
    )
    given = () if given_by == "packs" else ({"name": "Own"},)
    found = run(made, programs=given).records["programs"]
    own = [("Own", U, False)] if given else []
    brought = [("course", 3, True), ("Fellowship", U, False)] if given_by != "profile" else []
    assert [(r["name"], r["score"], r["known"]) for r in found] == own + brought


def test_options_alone_never_depend_on_the_profile() -> None:
    made = program(
        PROGRAMS,
        [],
        [],
        [record_list("programs", given_by="packs", absent="unknown")],
        [option("course")],
    )
    assert len(run(made).records["programs"]) == 1


def test_parameters_may_be_set_by_the_profile() -> None:
    made = program(
        [],
        [derived("x", NUMBER), derived("y")],
        [
            rule("x", call("*", ref("weight", NUMBER), const(2))),
            rule("y", True, known(ref("weight"))),
        ],
        parameters=[parameter("weight", Decimal("1.5"))],
    )
    assert run(made).values == {"weight": Decimal("1.5"), "x": 3, "y": True}
    assert run(made, {"weight": 4}).values["x"] == 8


def test_trying_completions_does_not_change_what_is_known() -> None:
    made = program(
        [fact("a"), *PROGRAMS],
        [derived("x"), derived("programs[].x")],
        [
            rule("x", True, known(ref("a"))),
            rule(
                "programs[].x",
                True,
                known(field("p", "programs", "score")),
                loop=("p", "programs"),
            ),
        ],
        [record_list("programs")],
    )
    standing = profile({}, {"programs": ({"name": "A"}, {"score": 2})})
    full = profile({"a": True}, {"programs": ({"name": "A", "score": 1}, {"score": 2})})
    machine = prepare(made)
    assert machine.run(full).values["x"] is True
    tried = machine.run(full, standing)
    assert tried.values == {"a": True, "x": False}
    assert [record["x"] for record in tried.records["programs"]] == [False, True]
    assert [record["score"] for record in tried.records["programs"]] == [1, 2]


def test_a_list_with_an_unknown_item_is_unknown_as_a_conclusion() -> None:
    made = program(
        [fact("c", COLOURS)],
        [derived("x", ListType(COLOURS)), derived("y", NUMBER)],
        [
            rule("x", listing(const("red"), ref("c", COLOURS))),
            rule("y", call("count", listing(const("red"), ref("c", COLOURS)))),
        ],
    )
    assert run(made).values["x"] is U
    assert run(made).values["y"] == 2
    assert run(made, {"c": "blue"}).values["x"] == ("red", "blue")


def test_a_set_read_by_members() -> None:
    made = program(
        [fact("s", SetType(COLOURS))],
        [derived("x")],
        [rule("x", True, holds(ref("s", SetType(COLOURS)), "red"))],
    )
    assert run(made, {"s": frozenset({"red", "blue"})}).values["x"] is True
    assert run(made, {"s": frozenset()}).values["x"] is False
    assert run(made).values["x"] is U


def test_a_condition_too_deep_is_a_diagnostic() -> None:
    deep: Expr = ref("a")
    for _ in range(300):
        deep = no(deep)
    made = program([fact("a")], [derived("x")], [rule("x", True, deep)])
    machine = prepare(made)
    object.__setattr__(
        made.rules[0], "condition", nested(deep, 4000)
    )  # past what the checks of a program would walk
    with pytest.raises(MedrulesError) as caught:
        machine.run(profile({"a": True}))
    assert [item.code for item in caught.value.diagnostics] == ["MR0702"]


def nested(expr: Expr, times: int) -> Expr:
    for _ in range(times):
        expr = no(expr)
    return expr
