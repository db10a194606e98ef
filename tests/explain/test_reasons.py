"""Reasons in a few sentences: the most direct first, each once, the steps of a flow after them."""

from __future__ import annotations

import pytest

from interpreter.building import (
    COLOURS,
    derived,
    fact,
    field,
    profile,
    program,
    record_list,
    ref,
    rule,
)
from medrules.evaluating import evaluate
from medrules.explain.reasons import reasons
from medrules.ir.program import Policy, Program
from medrules.ir.types import NUMBER, TEXT, SetType


def made() -> Program:
    base = program(
        facts=[fact("a"), fact("b"), fact("hours", NUMBER), fact("items[].name", TEXT), fact("items[].big")],
        lists=[record_list("items")],
        deriveds=[
            derived("outcome", COLOURS, Policy.FIRST),
            derived("path", TEXT),
            derived("colours", SetType(COLOURS), Policy.COLLECT),
            derived("items[].long"),
            derived("silent"),
        ],
        rules=[
            rule("path", "asked", ref("a"), because=["You said so."], id="test/flow/asked"),
            rule("outcome", "red", ref("a"), id="test/flow/red",
                 because=["It follows for ", ref("hours", NUMBER), "."]),
            rule("outcome", "blue", ref("b"), because=["A later one."]),
            rule("colours", frozenset({"red"}), ref("a"), because=["Red it is."]),
            rule("colours", frozenset({"blue"}), ref("a"), because=["Red it is."]),
            rule("colours", frozenset({"green"}), ref("b"), because=["Green it is not."]),
            rule("items[].long", True, field("item", "items", "big"), loop=("item", "items"),
                 because=["The one called ", field("item", "items", "name", TEXT), "."]),
            rule("silent", True, ref("a")),
        ],
    )  # fmt: skip
    in_flow = [
        one.replace(origin=one.origin.replace(kind="flow", parent="way"))
        if one.id.startswith("test/flow/")
        else one
        for one in base.rules
    ]
    return base.replace(rules=tuple(in_flow))


def said(path: str, **values: object) -> tuple[str, ...]:
    one = made()
    items = [{"name": "A", "big": True}, {"name": "B", "big": False}, {"name": "C", "big": True}]
    return reasons(one, evaluate(one, profile(values, {"items": items})), path)  # type: ignore[arg-type]


def test_the_rule_that_decided_comes_first_then_the_steps_of_its_flow() -> None:
    assert said("outcome", a=True, b=False, hours=4) == ("It follows for 4.", "You said so.")


def test_of_several_rules_only_those_that_decided() -> None:
    assert said("outcome", a=True, b=True, hours=4)[0] == "It follows for 4."
    assert "A later one." not in said("outcome", a=True, b=True, hours=4)
    assert said("outcome", a=False, b=True) == ("A later one.",), "which is no step of the flow"


def test_a_sentence_is_said_once_though_two_rules_have_it() -> None:
    assert said("colours", a=True, b=False) == ("Red it is.",)
    assert said("colours", a=True, b=True) == ("Red it is.", "Green it is not.")


def test_each_record_has_its_own() -> None:
    assert said("items[0].long") == ("The one called A.",)
    assert said("items[1].long") == ()
    assert said("items[2].long") == ("The one called C.",)


def test_a_rule_without_words_and_a_conclusion_without_rules_have_none() -> None:
    assert said("silent", a=True) == ()
    assert said("silent", a=False) == ()
    assert said("colours", a=False, b=False) == ()


@pytest.mark.parametrize("path", ["nothing", "a", "items[].long", "items[9].long"])
def test_what_is_no_conclusion_is_a_key_error(path: str) -> None:
    with pytest.raises(KeyError):
        said(path, a=True)
