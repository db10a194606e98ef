"""The text of the rulesets: JSON that durable_rules loads, and what has to be asserted for it."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest
from tests.cli.running import medrules
from tests.interpreter.building import (
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    either,
    fact,
    field,
    known,
    no,
    program,
    record_list,
    records,
    ref,
    rule,
)

from medrules.ir.expr import Expr
from medrules.ir.program import Program
from medrules.ir.types import BOOLEAN, INTEGER, TEXT
from medrules.targets.durable import TARGET
from medrules.targets.durable.session import Session

N = ref("n", INTEGER)


def made(condition: Expr | None) -> Program:
    facts = [fact("a"), fact("b"), fact("n", INTEGER), fact("level", LEVELS)]
    facts += [fact("items[].name", TEXT), fact("items[].ok")]
    return program(
        facts, [derived("flag")], [rule("flag", True, condition, id="p/r")], [record_list("items")]
    )


def written(condition: Expr | None) -> dict[str, list[list[dict[str, object]]]]:
    """The rules of the only ruleset: by name, the tests of each pattern."""
    assert TARGET.write is not None
    text = TARGET.write(made(condition), "").text
    (stratum,) = json.loads(text)["strata"]
    (scope,) = stratum["matched"]
    rules = scope["rulesets"][0] if scope["rulesets"] else {}
    return {
        name: [pattern["$and"] for item in one["all"] for pattern in item.values()]
        for name, one in rules.items()
    }


def test_a_fact_fires_a_rule_or_leaves_it_open() -> None:
    assert written(ref("a")) == {
        "0 fires 0 p/r": [[{"fact": "a"}, {"is": "true"}]],
        "0 open 0 p/r": [[{"fact": "a"}, {"is": "unknown"}]],
    }


def test_and_is_open_where_one_is_and_none_is_false() -> None:
    a, b = {"fact": "a"}, {"fact": "b"}
    assert written(both(ref("a"), ref("b"))) == {
        "0 fires 0 p/r": [[a, {"is": "true"}], [b, {"is": "true"}]],
        "0 open 0 p/r": [[a, {"is": "unknown"}], [b, {"$neq": {"is": "false"}}]],
        "0 open 1 p/r": [[a, {"$neq": {"is": "false"}}], [b, {"is": "unknown"}]],
    }


def test_or_has_one_rule_for_each_operand() -> None:
    a, b = {"fact": "a"}, {"fact": "b"}
    found = written(either(ref("a"), no(ref("b"))))
    assert found["0 fires 0 p/r"] == [[a, {"is": "true"}]]
    assert found["0 fires 1 p/r"] == [[b, {"is": "false"}]]
    assert found["0 open 0 p/r"] == [[a, {"is": "unknown"}], [b, {"$neq": {"is": "false"}}]]


def test_what_is_certain_looks_at_one_end_and_what_is_possible_at_the_other() -> None:
    found = written(both(compare("<", N, const(5)), ref("a")))
    assert found["0 fires 0 p/r"][1] == [{"fact": "n"}, {"$lt": {"high": "P5000015"}}]
    assert found["0 open 1 p/r"][1] == [{"fact": "n"}, {"$lt": {"low": "P5000015"}}]


def test_members_of_an_ordered_enum_are_compared_by_rank() -> None:
    level = ref("level", LEVELS)
    found = written(compare(">=", level, const("medium"), LEVELS))
    assert found["0 fires 0 p/r"] == [[{"fact": "level by rank"}, {"$gte": {"low": "P5000011"}}]]


def test_what_is_asked_of_the_profile_is_never_open() -> None:
    assert written(known(N)) == {"0 fires 0 p/r": [[{"fact": "n"}, {"$neq": {"state": "unknown"}}]]}


def test_constants_are_folded() -> None:
    assert list(written(const(False))) == []
    assert written(None) == {"0 fires 0 p/r": [[{"fact": "$always"}]]}
    assert written(no(const(None, BOOLEAN))) == {}


def test_what_has_to_be_worked_out_is_listed_and_warned_of() -> None:
    assert TARGET.write is not None
    sizes = call("count", records("items", name=TEXT, ok=BOOLEAN), kind=INTEGER)
    found = TARGET.write(made(both(compare(">", sizes, N), ref("a"))), "")
    (note,) = found.notes
    assert note.code == "MR1041"
    (scope,) = json.loads(found.text)["strata"][0]["matched"]
    assert scope["given"] == ["a"]
    assert scope["worked out"] == {"term 1": ["n"]}
    assert TARGET.write(made(ref("a")), "").notes == ()


def test_rules_over_records_say_so() -> None:
    facts = [fact("items[].name", TEXT), fact("items[].ok")]
    over = rule("items[].good", True, field("item", "items", "ok"), ("item", "items"))
    assert TARGET.write is not None
    text = TARGET.write(
        program(facts, [derived("items[].good")], [over], [record_list("items")]), ""
    ).text
    (scope,) = json.loads(text)["strata"][0]["matched"]
    assert (scope["for each of"], scope["given"]) == ("items", ["items[].ok"])


@pytest.mark.skipif(
    find_spec("durable_rules_engine") is None, reason="durable_rules is not installed"
)
def test_durable_rules_loads_what_compile_writes_for_the_packs() -> None:
    ran = medrules("compile", "--to", "durable")
    assert ran.code == 0
    assert "MR1041" in ran.err
    for stratum in json.loads(ran.out)["strata"]:
        for scope in stratum["matched"]:
            for rules in scope["rulesets"]:
                Session("test", rules)
