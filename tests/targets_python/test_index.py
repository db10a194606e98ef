"""Conclusions of many rules, by tables of every kind, answer as the interpreter does."""

from __future__ import annotations

import re
from random import Random

import pytest
from tests.interpreter.building import (
    both,
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

from medrules.ir.evaluation import Profile
from medrules.ir.expr import Expr
from medrules.ir.program import Policy, Program
from medrules.ir.types import INTEGER, TEXT, EnumType, ListType, SetType
from medrules.ir.values import UNKNOWN
from medrules.targets.python import compiled
from medrules.targets.python.indexing import without_index

from .comparing import unlike

CODES = EnumType("code", tuple(f"c{place}" for place in range(20)))
FACTS = (
    fact("code", CODES),
    fact("codes", SetType(CODES)),
    fact("text", TEXT),
    fact("n", INTEGER).replace(minimum=0, maximum=30),
    fact("flag"),
)
POLICIES = {
    Policy.UNIQUE: CODES,
    Policy.ANY: CODES,
    Policy.FIRST: CODES,
    Policy.PRIORITY: CODES,
    Policy.COLLECT: SetType(CODES),
    Policy.RULE_ORDER: ListType(CODES),
    Policy.OUTPUT_ORDER: ListType(CODES),
    Policy.SUM: INTEGER,
    Policy.MIN: INTEGER,
    Policy.MAX: CODES,
    Policy.COUNT: INTEGER,
}


def _is(path: str, word: str | int) -> Expr:
    if path == "n":
        return compare("=", ref("n", INTEGER), const(word, INTEGER))
    kind = CODES if path == "code" else TEXT
    return compare("=", ref(path, kind), const(word, kind))


def _condition(source: Random, place: int, kind: str) -> Expr:
    code = f"c{place % 20}"
    tests = {
        "equal": lambda: _is("code", code),
        "text": lambda: _is("text", f"t{place % 9}"),
        "number": lambda: _is("n", place % 13),
        "member": lambda: holds(ref("codes", SetType(CODES)), code),
        "either": lambda: either(_is("code", code), _is("code", f"c{(place + 7) % 20}")),
        "unlike": lambda: no(_is("code", code)),
    }
    if kind == "mixed":
        kind = source.choice(sorted(tests))
    first = tests[kind]()
    if source.random() < 0.3:
        return first
    least = compare(">=", ref("n", INTEGER), const(source.randint(0, 20)))
    return both(first, source.choice([least, ref("flag"), no(ref("flag"))]))


def _made(policy: Policy, kind: str, count: int, seed: int) -> Program:
    source = Random(seed)
    numbers = POLICIES[policy] == INTEGER
    default = 0 if numbers and policy in (Policy.SUM, Policy.COUNT) else None
    rules = []
    for place in range(count):
        value = const(source.randint(0, 9), INTEGER)
        if not numbers:
            value = const(source.choice(CODES.members[:4]), CODES)
        rules.append(rule("end", value, _condition(source, place, kind)))
    rules.append(rule("next", True, both(ref("flag"), _is("code", "c1"))))
    ends = (derived("end", POLICIES[policy], policy, default), derived("next"))
    return program(FACTS, ends, rules)


def _profile(source: Random, share: float) -> Profile:
    values = {
        "code": source.choice(CODES.members),
        "codes": frozenset(source.sample(CODES.members, source.randint(0, 3))),
        "text": f"t{source.randint(0, 10)}",
        "n": source.randint(0, 30),
        "flag": source.random() < 0.5,
    }
    kept = {path: value for path, value in values.items() if source.random() < share}
    return Profile(kept, {}, {})


@pytest.mark.parametrize("kind", ["equal", "text", "number", "member", "either", "mixed"])
@pytest.mark.parametrize("policy", POLICIES)
def test_many_rules(policy: Policy, kind: str) -> None:
    made = _made(policy, kind, 40, len(kind))
    code = compiled(made)
    with without_index():
        plain = compiled(made)
    source = Random(kind)
    for _ in range(25):
        facts = _profile(source, source.choice([1, 1, 0.7, 0.3]))
        assert unlike(made, facts, code) == []
        assert code.run(facts) == plain.run(facts)


@pytest.mark.parametrize("policy", POLICIES)
def test_rules_of_more_than_one_function(policy: Policy) -> None:
    made = _made(policy, "mixed", 260, 5)
    code, source = compiled(made), Random(9)
    for _ in range(20):
        assert unlike(made, _profile(source, source.choice([1, 0.7, 0.3])), code) == []


def test_only_rules_that_can_fire_are_asked() -> None:
    text = compiled(_made(Policy.SUM, "equal", 100, 1)).source
    body = text[text.index("def answer") :]
    assert re.search(r"RULES_end\w*\.get\(f_code", body)
    assert "'c5'" not in body


def test_a_table_of_one_fact_is_one_look_up() -> None:
    rules = [rule("end", f"c{n}", _is("code", f"c{n + 1}")) for n in range(6)]
    made = program(FACTS, [derived("end", CODES, Policy.UNIQUE)], rules)
    code = compiled(made)
    assert "c_end = TABLE_end[f_code]" in code.source
    for word in (*CODES.members, None):
        given = {} if word is None else {"code": word}
        assert unlike(made, Profile(given, {}, {}), code) == []


def _tariff(codes: EnumType, count: int, each: int) -> Program:
    rules = []
    for place in range(count):
        is_code = compare("=", ref("code", codes), const(codes.members[place // each], codes))
        least = compare(">=", ref("n", INTEGER), const(place % each))
        test = both(is_code, least) if each > 1 else is_code
        rules.append(rule("total", const(1 + place % 10, INTEGER), test))
    facts = (fact("code", codes), fact("n", INTEGER).replace(minimum=0, maximum=9))
    return program(facts, [derived("total", INTEGER, Policy.SUM, 0)], rules)


def test_ten_thousand_rules_compile_and_answer() -> None:
    codes = EnumType("code", tuple(f"c{place}" for place in range(10_000)))
    made = _tariff(codes, 10_000, 1)
    answer = compiled(made).function
    assert [answer({"code": f"c{n}"})["total"] for n in (0, 7, 9_999)] == [1, 8, 10]
    assert answer({}) == {"total": UNKNOWN}


def test_a_thousand_rules_of_which_ten_can_fire() -> None:
    codes = EnumType("code", tuple(f"c{place}" for place in range(100)))
    made = _tariff(codes, 1_000, 10)
    code = compiled(made)
    assert code.function({"code": "c7", "n": 3}) == {"total": 1 + 2 + 3 + 4}
    assert code.function({"code": "c99", "n": 9}) == {"total": 55}
    for facts in ({"n": 4}, {"code": "c3"}, {"code": "c3", "n": 2}, {}):
        assert unlike(made, Profile(facts, {}, {}), code) == []
