"""Why not: each thing that can stand in the way of a value."""

from __future__ import annotations

import pytest

from medrules.explain.proof import Concluded, Default, Missing, RuleUse, Term
from medrules.explain.why_not import why_not

from .world import WORLD, answer, nodes


def rules(proof):
    return [node for node in proof.root.children if isinstance(node, RuleUse)]


def test_the_term_that_failed_is_decisive() -> None:
    proof = why_not(WORLD, answer({"wants": True, "paid": False}), "ready", True)
    assert proof.question == "why-not"
    assert proof.asked is True
    default, rule = proof.root.children
    assert isinstance(default, Default)
    assert isinstance(rule, RuleUse)
    assert (rule.verdict, rule.value) == ("failed", True)
    (condition,) = rule.children
    assert isinstance(condition, Term)
    assert condition.value is False


def test_only_rules_that_would_bring_the_value_are_shown() -> None:
    found = answer({"wants": True, "paid": True})
    (rule,) = rules(why_not(WORLD, found, "level", "low"))
    assert rule.rule == "test/rule-3"
    assert rule.verdict == "failed"
    (not_ready,) = rule.children
    assert isinstance(not_ready, Term)
    assert (not_ready.text, not_ready.value, not_ready.decisive) == ("not(ready)", False, True)
    (ready,) = not_ready.children
    assert isinstance(ready, Concluded)
    assert ready.children


def test_a_missing_fact_stands_in_the_way() -> None:
    proof = why_not(WORLD, answer({"wants": True}), "level", "high")
    assert proof.root.note == "High is still possible; it depends on what is missing"
    rule = rules(proof)[0]
    assert rule.verdict == "unknown"
    assert [one.path for one in nodes(proof) if isinstance(one, Missing)] == ["paid"]


def test_an_earlier_rule_counts() -> None:
    (rule,) = rules(why_not(WORLD, answer({"wants": True, "paid": True}), "first", "high"))
    assert rule.verdict == "fired"
    assert rule.note == 'an earlier rule counts: "test/rule-4"'


def test_outranked() -> None:
    (rule,) = rules(why_not(WORLD, answer({"wants": True, "paid": True}), "best", "low"))
    assert (rule.verdict, rule.note) == ("fired", 'outranked by "test/rule-7"')


def test_a_retired_rule_would_have() -> None:
    found = answer({"wants": True, "paid": False})
    proof = why_not(WORLD, found, "level", "high")
    retired = rules(proof)[-1]
    assert retired.rule == "test/old"
    assert retired.note == "out of force; it would have fired"
    assert retired.retired is not None
    assert (retired.retired.because, retired.verdict) == ("It was wrong.", "fired")
    refused = rules(why_not(WORLD, answer({"wants": False}), "level", "high"))[-1]
    assert refused.note == "out of force; it would not have fired either"
    unsure = rules(why_not(WORLD, answer({}), "level", "high"))[-1]
    assert unsure.note == "out of force; it might have fired"


def test_a_value_that_no_rule_gives() -> None:
    proof = why_not(WORLD, answer({"wants": True, "paid": True}), "level", "medium")
    assert proof.root.note == "no rule concludes Medium"
    assert proof.root.children == ()


def test_a_member_that_is_not_in_a_set() -> None:
    found = answer({"wants": False, "money": 500, "colours": frozenset()})
    (rule,) = rules(why_not(WORLD, found, "signs", "red"))
    assert rule.verdict == "failed"
    both = rules(why_not(WORLD, found, "signs", frozenset({"red", "blue"})))
    assert [one.value for one in both] == ["red", "blue"]
    assert why_not(WORLD, found, "signs", "green").root.note == "no rule concludes Green"


def test_what_holds_is_said_to_hold() -> None:
    found = answer({"wants": True, "paid": True, "money": 5})
    proof = why_not(WORLD, found, "level", "high")
    assert proof.root.note == "it does: High is what it came to"
    (rule,) = rules(proof)
    assert rule.verdict == "fired"
    assert why_not(WORLD, found, "signs", "red").root.note.startswith("it does: Red")
    assert why_not(WORLD, found, "signs", frozenset({"red"})).root.note.startswith("it does: Red")


def test_anything_else() -> None:
    found = answer({"wants": True, "paid": True})
    (lower, old) = rules(why_not(WORLD, found, "level"))
    assert (lower.value, old.rule) == ("low", "test/old")
    assert why_not(WORLD, answer({"wants": True}), "ready").root.note == ""
    from interpreter.building import derived, fact, program, ref, rule

    made = program([fact("a")], [derived("x")], [rule("x", True, ref("a"))])
    alone = why_not(made, answer({"a": True}, made=made), "x")
    assert alone.root.note == "no other rule is about it"


def test_a_formula_that_gave_something_else() -> None:
    courses = ({"name": "North", "price": 80},)
    found = answer({}, courses)
    assert found.conclusions["courses[0].rank"].settlement.value == 2
    proof = why_not(WORLD, found, "courses[0].rank", 5)
    (rule,) = rules(proof)
    assert (rule.verdict, rule.value, rule.note) == ("fired", 2, "it came to 2")


def test_numbers_still_in_reach() -> None:
    found = answer({}, ({"name": "North", "price": 80}, {"name": "South"}))
    settlement = found.conclusions["courses[0].rank"].settlement
    assert settlement.status != "settled"
    proof = why_not(WORLD, found, "courses[0].rank", 3)
    assert proof.root.note == "3 is still possible; it depends on what is missing"
    assert "possible" not in why_not(WORLD, found, "courses[0].rank", 9).root.note


@pytest.mark.parametrize("path", ["nothing", "wants", "courses[7].cheap"])
def test_what_is_no_conclusion_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        why_not(WORLD, answer({}), path)


def test_rules_that_contradict_are_said_to() -> None:
    from interpreter.building import LEVELS, derived
    from medrules.explain.support import set_aside
    from medrules.ir.evaluation import Firing
    from medrules.ir.program import Policy

    one, other = Firing(0, None, "fired", "low"), Firing(1, None, "fired", "high")
    unique = derived("x", LEVELS)
    assert set_aside(unique, other, one, '"a/b"') == 'it contradicts "a/b"'
    assert set_aside(unique, one, one, '"a/b"') == ""
    assert set_aside(derived("x", LEVELS, Policy.MAX), other, one, '"a/b"') == ""
    unlisted = derived("x", LEVELS, Policy.PRIORITY, None, ("medium",))
    told = set_aside(unlisted, other, one, '"a/b"')
    assert told == 'outranked by "a/b", which stands earlier'


def test_a_number_within_an_interval() -> None:
    from medrules.ir.evaluation import Conclusion, Interval, Settlement

    found = answer({}, ({"name": "North", "price": 80}, {"name": "South"}))
    path = "courses[0].rank"
    wide = Settlement("provisional", None, Interval(1, 3, True), ("courses[1].price",), True)
    found = found.replace(conclusions={**found.conclusions, path: Conclusion(path, wide, ())})
    assert "still possible" in why_not(WORLD, found, path, 2).root.note
    assert "still possible" not in why_not(WORLD, found, path, 4).root.note
    assert "still possible" not in why_not(WORLD, found, path, "x").root.note


def test_every_rule_has_its_part_in_a_sum_and_a_count() -> None:
    from interpreter.building import NUMBER, Policy, derived, fact, program, ref, rule

    made = program(
        [fact("a"), fact("b")],
        [derived("x", NUMBER, Policy.SUM, 0)],
        [rule("x", 1, ref("a")), rule("x", 2, ref("b"))],
    )
    found = answer({"a": True, "b": False}, made=made)
    assert [one.verdict for one in rules(why_not(made, found, "x", 3))] == ["fired", "failed"]
    assert [one.verdict for one in rules(why_not(made, found, "x"))] == ["failed"]


def test_what_is_asked_of_a_list() -> None:
    from interpreter.building import COLOURS, ListType, Policy, derived, fact, program, ref, rule

    made = program(
        [fact("a"), fact("b")],
        [derived("x", ListType(COLOURS), Policy.RULE_ORDER)],
        [rule("x", "red", ref("a")), rule("x", "blue", ref("b"))],
    )
    found = answer({"a": True, "b": False}, made=made)
    assert why_not(made, found, "x", "red").root.note.startswith("it does: Red")
    assert [one.value for one in rules(why_not(made, found, "x", "blue"))] == ["blue"]
    assert why_not(made, found, "x", "green").root.note == "no rule concludes Green"
