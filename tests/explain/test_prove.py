"""Proofs: every conclusion down to facts, and every way in which it can have come about."""

from __future__ import annotations

import pytest

from medrules.explain.proof import (
    CiteView,
    Concluded,
    Default,
    Given,
    Missing,
    ParameterUse,
    RuleUse,
    Term,
)
from medrules.explain.prove import prove
from medrules.explain.reasons import reasons
from medrules.explain.templates import render
from medrules.interpreter.frame import frame_of
from medrules.ir.program import Template
from medrules.ir.values import UNKNOWN

from .world import WORLD, answer, nodes

FULL = {"wants": True, "paid": True, "money": 20, "colours": frozenset({"blue"})}


def of_type(proof, kind):
    return [node for node in nodes(proof) if isinstance(node, kind)]


def test_down_to_the_facts() -> None:
    proof = prove(WORLD, answer(FULL), "level")
    assert proof.question == "why"
    assert proof.root.settlement.value == "high"
    assert proof.root.title == "Level"
    (rule,) = proof.root.children
    assert isinstance(rule, RuleUse)
    assert (rule.rule, rule.verdict, rule.value) == ("test/rule-2", "fired", "high")
    assert rule.text == "All is ready."
    assert (rule.place.file, rule.place.line) == ("test/rules.toml", 2)
    assert rule.cites == (
        CiteView("paper", "A paper", "A Decision flow", "2026-01-08",
                 "https://example.org/paper", "moderate"),
    )  # fmt: skip
    (ready,) = rule.children
    assert isinstance(ready, Concluded)
    assert ready.settlement.value is True
    (inner,) = ready.children
    assert isinstance(inner, RuleUse)
    (condition,) = inner.children
    assert isinstance(condition, Term)
    assert (condition.text, condition.value) == ("wants and paid", True)
    wants, paid = condition.children
    assert isinstance(wants, Given)
    assert isinstance(paid, Given)
    assert (wants.path, wants.title, wants.value) == ("wants", "Wants it", True)
    assert (wants.place.line, wants.by) == (40, "")


def test_a_reason_that_cites_nothing_says_why() -> None:
    proof = prove(WORLD, answer({"wants": False, "money": 1}), "level")
    (rule,) = proof.root.children
    assert isinstance(rule, RuleUse)
    assert rule.cites == (CiteView("", "our own judgement", "", "", "", ""),)
    assert rule.text == "Not ready, with 1 USD there."


def test_a_parameter_tells_who_changed_it() -> None:
    proof = prove(WORLD, answer(FULL), "signs")
    (limit,) = of_type(proof, ParameterUse)
    assert (limit.path, limit.title, limit.value, limit.given) == ("limit", "Limit", 100, False)
    assert limit.changes[0].because == "Prices rose."
    assert limit.cites[0].source == "paper"
    set_by_profile = prove(WORLD, answer({**FULL, "limit": 30}), "signs")
    (limit,) = of_type(set_by_profile, ParameterUse)
    assert (limit.value, limit.given) == (30, True)


def test_a_set_rests_on_every_rule_that_adds_to_it() -> None:
    proof = prove(WORLD, answer(FULL), "signs")
    rules = [node for node in proof.root.children if isinstance(node, RuleUse)]
    assert [one.text for one in rules] == [
        "There is 20 USD, less than 100 USD.",
        "Blue, among Blue.",
    ]
    assert [one.value for one in rules] == ["red", "blue"]


def test_of_an_or_what_is_true_decides() -> None:
    proof = prove(WORLD, answer({**FULL, "colours": frozenset({"red"})}), "signs")
    rule = proof.root.children[1]
    assert isinstance(rule, RuleUse)
    (either,) = rule.children
    assert isinstance(either, Term)
    asked, wants = either.children
    assert isinstance(asked, Term)
    assert (asked.text, asked.value, asked.decisive) == ('"blue" in colours', False, False)
    assert isinstance(wants, Given)


def test_a_default_is_told_with_the_rules_that_did_not_apply() -> None:
    proof = prove(WORLD, answer({"wants": False}), "ready")
    assert proof.root.note == "by default, as no rule fired"
    default, rule = proof.root.children
    assert isinstance(default, Default)
    assert default.value is False
    assert isinstance(rule, RuleUse)
    assert rule.verdict == "failed"
    assert rule.text == "Rule 1"
    (condition,) = rule.children
    assert isinstance(condition, Term)
    wants, paid = condition.children
    assert isinstance(paid, Missing)
    assert isinstance(wants, Given)


def test_what_is_not_settled_names_what_may_yet_fire_and_the_question() -> None:
    proof = prove(WORLD, answer({"paid": True}), "ready")
    assert proof.root.settlement.missing == ("wants",)
    (rule,) = proof.root.children
    assert isinstance(rule, RuleUse)
    assert (rule.verdict, rule.text) == ("unknown", "Rule 1")
    (missing,) = of_type(proof, Missing)
    assert missing == Missing("wants", "Wants it", "Do you want it?")


def test_settled_though_nothing_is_known() -> None:
    """``best`` is high once it is paid for, whether it is wanted or not."""
    proof = prove(WORLD, answer({"paid": True}), "best")
    assert proof.root.settlement.value == "high"
    (rule,) = proof.root.children
    assert isinstance(rule, RuleUse)
    assert rule.verdict == "fired"


def test_settled_by_whatever_is_missing() -> None:
    from interpreter.building import derived, either, fact, no, program, ref, rule

    made = program(
        [fact("a")],
        [derived("x"), derived("y")],
        [
            rule("x", True, either(ref("a"), no(ref("a"))), because=("One way or the other.",)),
            rule("y", True, ref("x"), because=("It follows.",)),
        ],
    )
    found = answer({}, made=made)
    assert found.run.values["y"] is UNKNOWN
    proof = prove(made, found, "x")
    assert proof.root.settlement.value is True
    assert proof.root.note == "holds whatever the missing facts turn out to be"
    (rule_,) = proof.root.children
    assert isinstance(rule_, RuleUse)
    assert rule_.verdict == "unknown"
    follows = prove(made, found, "y")
    (second,) = follows.root.children
    assert isinstance(second, RuleUse)
    assert (second.verdict, second.text) == ("fired", "It follows.")
    assert reasons(made, found, "y") == ("It follows.",)


COURSES = ({"name": "North", "price": 80, "good": False}, {"name": "South", "price": 200})


def test_records_are_named() -> None:
    found = answer(FULL, COURSES)
    proof = prove(WORLD, found, "courses[0].cheap")
    assert proof.root.title == "Cheap of North"
    (rule,) = proof.root.children
    assert isinstance(rule, RuleUse)
    assert (rule.record, rule.text) == ("courses[0]", "North costs little.")
    (price,) = of_type(proof, Given)
    assert (price.path, price.title, price.value) == ("courses[0].price", "Price of North", 80)


def test_an_option_is_given_by_its_pack() -> None:
    found = answer(FULL, COURSES)
    assert found.conclusions["courses[2].cheap"].settlement.value is True
    (price,) = of_type(prove(WORLD, found, "courses[2].cheap"), Given)
    assert (price.title, price.by, price.place.line) == ("Price of Brought", "test", 90)
    alone = answer(FULL)
    (price,) = of_type(prove(WORLD, alone, "courses[0].cheap"), Given)
    assert price.by == "test"


def test_a_filter_shows_the_records_that_stay() -> None:
    proof = prove(WORLD, answer(FULL, COURSES), "courses[1].rank")
    assert proof.root.settlement.value == 3
    terms = {node.text: node for node in of_type(proof, Term)}
    assert terms["courses[price < course.price]"].value == ("North", "Brought")
    assert [text for text in terms if text.startswith("for ")] == [
        "for North", "for Brought", "for South",
    ]  # fmt: skip
    assert terms["for North"].decisive
    assert not terms["for South"].decisive


def test_of_some_the_record_that_decides_comes_first() -> None:
    courses = (*COURSES, {"name": "East", "price": 10, "good": True})
    proof = prove(WORLD, answer(FULL, courses), "any_cheap")
    labels = [one for one in of_type(proof, Term) if one.text.startswith("for ")]
    assert (labels[0].text, labels[0].value, labels[0].decisive) == ("for East", True, True)
    assert all(not one.decisive for one in labels[1:])
    cheap = [one for one in of_type(proof, Concluded) if one.path == "courses[2].cheap"]
    assert cheap[0].children
    others = [one for one in of_type(proof, Concluded) if one.path == "courses[0].cheap"]
    assert not others[0].children


def test_of_many_records_some_are_shown() -> None:
    courses = tuple({"name": f"C{n}", "price": n, "good": False} for n in range(9))
    proof = prove(WORLD, answer(FULL, courses), "any_cheap")
    assert "and 5 more" in [one.text for one in of_type(proof, Term)]


def test_a_conclusion_is_explained_once() -> None:
    from interpreter.building import both, derived, fact, program, ref, rule

    made = program(
        [fact("a")],
        [derived("x"), derived("y"), derived("z")],
        [
            rule("x", True, ref("a")),
            rule("y", True, ref("x")),
            rule("z", True, both(ref("x"), ref("y"))),
        ],
    )
    proof = prove(made, answer({"a": True}, made=made), "z")
    found = [one for one in of_type(proof, Concluded) if one.path == "x"]
    assert [one.repeated for one in found] == [False, True]
    assert [len(one.children) for one in found] == [1, 0]


def test_a_circle_ends() -> None:
    from interpreter.building import derived, fact, holds, program, ref, rule

    from .world import COLOUR_SET, Policy

    made = program(
        [fact("a")],
        [derived("x", COLOUR_SET, Policy.COLLECT)],
        [
            rule("x", "red", ref("a")),
            rule("x", "blue", holds(ref("x", COLOUR_SET), "red")),
        ],
    )
    proof = prove(made, answer({"a": True}, made=made), "x")
    found = of_type(proof, Concluded)
    assert [one.repeated for one in found] == [False, True]


def test_a_list_that_is_not_given() -> None:
    from interpreter.building import derived, fact, field, program, record_list, records, rule, some

    from .world import TEXT

    made = program(
        [fact("people[].name", TEXT), fact("people[].ok")],
        [derived("x"), derived("y")],
        [
            rule("x", True, field("p", "people", "ok"), loop=("p", "people")),
            rule("y", True, some("p", records("people"), field("p", "people", "ok"))),
        ],
        [record_list("people").replace(title="People")],
    )
    found = answer({}, made=made)
    for path in ("x", "y"):
        (missing,) = of_type(prove(made, found, path), Missing)
        assert missing == Missing("people", "People", 'What would you list under "People"?')
    assert reasons(made, found, "x") == ()


@pytest.mark.parametrize("path", ["nothing", "wants", "courses[7].cheap", "courses[].cheap"])
def test_what_is_no_conclusion_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        prove(WORLD, answer(FULL), path)


def test_reasons_in_short() -> None:
    found = answer(FULL, COURSES)
    assert reasons(WORLD, found, "level") == ("All is ready.",)
    assert reasons(WORLD, found, "first") == ("Wanted.",)
    assert reasons(WORLD, found, "best") == ("Paid.",)
    assert reasons(WORLD, found, "courses[1].cheap") == ()
    assert len(reasons(WORLD, found, "signs")) == 2


def test_templates_say_what_is_unknown() -> None:
    template = Template(("With ", WORLD.rules[2].because.parts[1], "."))
    found = answer({})
    assert render(template, frame_of(WORLD, found.run), WORLD) == "With unknown."
    assert render(Template(()), {}, WORLD) == ""


def test_a_settled_field_of_a_record_is_used_by_what_reads_it() -> None:
    from interpreter.building import derived, either, fact, field, no, program, record_list, rule

    from .world import TEXT

    good = field("p", "people", "good")
    made = program(
        [fact("people[].name", TEXT), fact("people[].good")],
        [derived("people[].either"), derived("people[].follows")],
        [
            rule("people[].either", True, either(good, no(good)), loop=("p", "people")),
            rule(
                "people[].follows",
                True,
                field("p", "people", "either"),
                loop=("p", "people"),
                because=(field("p", "people", "either"),),
            ),
        ],
        [record_list("people")],
    )
    from medrules.evaluating import evaluate
    from medrules.ir.evaluation import Profile

    found = evaluate(made, Profile({}, {"people": ({"name": "A"},)}, {}))
    assert found.run.records["people"][0]["follows"] is UNKNOWN
    proof = prove(made, found, "people[0].follows")
    (used,) = proof.root.children
    assert isinstance(used, RuleUse)
    assert (used.verdict, used.text) == ("fired", "yes")
    assert reasons(made, found, "people[0].follows") == ("yes",)


def test_what_was_not_looked_into_is_explained_from_the_run() -> None:
    found = answer(FULL).replace(conclusions={})
    assert prove(WORLD, found, "level").root.settlement.value == "high"
    open_ = answer({}).replace(conclusions={})
    proof = prove(WORLD, open_, "level")
    assert proof.root.settlement.status == "unknown"
    assert len(proof.root.children) == 2


def test_the_way_through_a_flow_gives_reasons_too() -> None:
    from interpreter.building import derived, fact, program, ref, rule

    def step(conclusion: str, words: str):
        made = rule(conclusion, True, ref("a"), because=(words,))
        return made.replace(origin=made.origin.replace(kind="flow", parent="flow"))

    made = program(
        [fact("a")],
        [derived("x"), derived("y"), derived("z")],
        [step("x", "The end."), step("y", "The way."), rule("z", True, ref("a"))],
    )
    found = answer({"a": True}, made=made)
    assert reasons(made, found, "x") == ("The end.", "The way.")
    assert reasons(made, found, "z") == ()
