"""Settling of conditions, hit policies, sets and clashes, by hand."""

from __future__ import annotations

from tests.interpreter.building import (
    COLOURS,
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    either,
    fact,
    holds,
    known,
    no,
    program,
    ref,
    rule,
)
from tests.settle.looking import (
    ABC,
    SET,
    XYZ,
    A,
    B,
    C,
    X,
    look,
    one,
    settled,
)

from medrules.ir.evaluation import Settlement
from medrules.ir.program import Policy, Program
from medrules.ir.types import INTEGER, ListType, SetType


def test_a_fact_or_its_negation_is_settled() -> None:
    made = one(ABC, "f", rule("f", True, either(A, no(A))))
    assert look(made, "f") == settled(True)


def test_a_fact_and_its_negation_is_settled_too() -> None:
    made = one(ABC, "f", rule("f", True, both(A, no(A), B)))
    assert look(made, "f") == settled(False)


def test_conditions_that_hang_together() -> None:
    made = one(
        ABC, "f", rule("f", "red", both(A, B)), rule("f", "green", both(A, no(B))), kind=COLOURS
    )
    assert look(made, "f") == Settlement("unknown", None, ("red", "green", None), ("a", "b"), True)
    assert look(made, "f", {"a": True}).possible == ("red", "green")
    assert look(made, "f", {"a": True}).missing == ("b",)
    assert look(made, "f", {"a": True}).status == "provisional"
    assert look(made, "f", {"b": True}).possible == ("red", None)


def test_both_sides_of_an_open_question_say_the_same() -> None:
    made = one(ABC, "f", rule("f", "red", A), rule("f", "red", no(A)), kind=COLOURS)
    assert look(made, "f") == settled("red")


def test_a_fact_that_is_asked_about_but_cannot_matter_is_not_missing() -> None:
    # c decides only where a is both true and false.
    made = one(ABC, "f", rule("f", True, either(both(A, no(A), C), B)))
    assert look(made, "f").missing == ("b",)


def test_is_known_stays_as_the_profile_answers_it() -> None:
    made = one(ABC, "f", rule("f", True, known(A)))
    assert look(made, "f") == settled(False)
    assert look(made, "f", {"a": False}) == settled(True)


def test_an_unread_fact_is_never_missing() -> None:
    made = one(ABC, "f", rule("f", True, A))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("a",), True)


def flow() -> Program:
    """Three questions, four outcomes."""
    steps = ListType(COLOURS)
    return program(
        ABC,
        [derived("outcome", LEVELS), derived("path", steps, Policy.RULE_ORDER)],
        [
            rule("path", "red"),
            rule("path", "green", A),
            rule("path", "blue", both(A, B)),
            rule("outcome", "low", no(A)),
            rule("outcome", "medium", both(A, no(B))),
            rule("outcome", "high", both(A, B)),
        ],
    )


def test_a_flow_offers_the_outcomes_still_open_and_no_null() -> None:
    said = look(flow(), "outcome")
    assert said == Settlement("unknown", None, ("low", "medium", "high"), ("a", "b"), True)
    assert look(flow(), "outcome", {"a": True}).possible == ("medium", "high")


def test_a_path_is_a_list_of_the_ways_still_open() -> None:
    said = look(flow(), "path")
    assert said.possible == (("red",), ("red", "green"), ("red", "green", "blue"))
    assert look(flow(), "path", {"a": True}).missing == ("b",)
    assert look(flow(), "path", {"a": False}) == settled(("red",))


def test_first_takes_what_stands_before() -> None:
    made = one(
        ABC, "f", rule("f", "red", A), rule("f", "green"), rule("f", "blue", B),
        kind=COLOURS, policy=Policy.FIRST,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("red", "green"), ("a",), True)


def test_priority_leaves_out_what_always_loses() -> None:
    made = one(
        ABC, "f", rule("f", "blue", A), rule("f", "green"), rule("f", "red", B),
        kind=COLOURS, policy=Policy.PRIORITY,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("red", "green"), ("b",), True)


def test_completions_on_which_rules_clash_are_left_out() -> None:
    made = one(ABC, "f", rule("f", "red", A), rule("f", "green", B), kind=COLOURS)
    said = look(made, "f", {"a": True})
    assert said == settled("red")
    assert look(made, "f").possible == ("red", "green", None)


def test_a_clash_below_is_left_out_above() -> None:
    made = program(
        ABC,
        [derived("low", COLOURS), derived("high")],
        [
            rule("low", "red", A),
            rule("low", "green", B),
            rule("high", True, both(compare("=", ref("low", COLOURS), const("red")), B)),
        ],
    )
    assert look(made, "high", {"a": True}) == settled(False)


def test_a_set_says_what_is_in_and_what_may_come() -> None:
    made = one(
        ABC, "f", rule("f", "red"), rule("f", "green", A), rule("f", "blue", both(A, no(A))),
        kind=SetType(COLOURS), policy=Policy.COLLECT,
    )  # fmt: skip
    assert look(made, "f") == Settlement(
        "provisional", frozenset({"red"}), ("green",), ("a",), True
    )


def test_sums_and_counts_of_rules() -> None:
    rules = [rule("f", 1, A), rule("f", 2, B), rule("f", 4, both(A, B))]
    made = one(ABC, "f", *rules, kind=INTEGER, policy=Policy.SUM, default=0)
    assert look(made, "f").possible == (0, 1, 2, 7)
    counted = one(ABC, "f", *rules, kind=INTEGER, policy=Policy.COUNT, default=0)
    assert look(counted, "f").possible == (0, 1, 3)
    assert look(counted, "f", {"a": True}).possible == (1, 3)


def test_a_missing_set_can_be_any() -> None:
    kind = SetType(COLOURS)
    made = one(
        (fact("s", kind),), "f",
        rule("f", True, both(holds(ref("s", kind), "red"),
                             compare(">", call("count", ref("s", kind)), const(1)))),
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("s",), True)
    assert look(made, "f", {"s": frozenset({"red"})}) == settled(False)


def test_sets_are_compared_member_by_member() -> None:
    kind = SetType(COLOURS)
    facts = (fact("s", kind), fact("t", kind))
    same = compare("=", ref("s", kind), ref("t", kind))
    made = one(facts, "f", rule("f", True, same))
    assert look(made, "f").missing == ("s", "t")
    assert look(made, "f", {"t": frozenset()}).missing == ("s",)
    joined = call("union", ref("s", kind), ref("t", kind), kind=kind)
    more = one(facts, "f", rule("f", True, holds(joined, "red")))
    assert look(more, "f", {"t": frozenset({"red"})}) == settled(True)


def test_an_ordered_enum() -> None:
    made = one(
        (fact("level", LEVELS),), "f",
        rule("f", True, either(compare("<", ref("level", LEVELS), const("high"), LEVELS),
                               compare("=", ref("level", LEVELS), const("high")))),
    )  # fmt: skip
    assert look(made, "f") == settled(True)


def test_a_clash_on_a_stretch() -> None:
    made = one(
        XYZ, "f",
        rule("f", "low", compare("<", X, const(10))), rule("f", "high", compare(">", X, const(5))),
        kind=LEVELS,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("low", "high"), ("x",), True)


def test_a_clash_whatever_comes() -> None:
    red = compare("=", ref("low", COLOURS), const("red"))
    made = program(
        ABC,
        [
            derived("low", COLOURS),
            derived("set", SET, Policy.COLLECT),
            derived("list", ListType(COLOURS), Policy.RULE_ORDER),
        ],
        [
            *[rule("low", word, A) for word in ("red", "green")],
            *[rule("low", word, no(A)) for word in ("red", "blue")],
            *[rule(path, "red", red) for path in ("set", "list")],
            *[rule(path, "green", B) for path in ("set", "list")],
        ],
    )
    for path in ("low", "set", "list"):
        assert look(made, path) == Settlement("unknown", None, (), (), True)


def test_a_fact_matters_only_between_completions_that_have_an_answer() -> None:
    # With b, rules clash; so b decides nothing that could be told.
    rules = [rule("f", "red", A), rule("f", "green", B), rule("f", "blue", no(A))]
    made = one(ABC, "f", *rules, kind=COLOURS)
    assert look(made, "f") == Settlement("unknown", None, ("red", "blue"), ("a",), True)
