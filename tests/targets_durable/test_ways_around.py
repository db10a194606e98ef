"""What durable_rules cannot take, the target gives it in another form, or refuses with a diagnostic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from importlib.util import find_spec
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.running import OPEN
from tests.interpreter.building import (
    COLOURS,
    LEVELS,
    both,
    compare,
    const,
    derived,
    either,
    fact,
    field,
    no,
    profile,
    program,
    record_list,
    ref,
    rule,
)

from medrules.diagnostics.model import MedrulesError
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Plain
from medrules.ir.expr import CompareOp, Expr
from medrules.ir.program import Policy, Program, Rule
from medrules.ir.types import INTEGER, NUMBER, TEXT
from medrules.ir.values import NUMBERS as CONTEXT
from medrules.targets.durable import TARGET
from medrules.targets.durable.antecedents import MAX_ALTERNATIVES, MAX_FACTS
from medrules.targets.durable.engine import DurableEngine
from medrules.targets.durable.rulesets import MAX_RULES, MAX_SUBJECTS, MAX_TESTS, scopes_of
from medrules.targets.durable.session import Session, library
from medrules.targets.durable.subjects import ABOVE, BELOW, encoded

pytestmark = pytest.mark.skipif(
    find_spec("durable_rules_engine") is None, reason="durable_rules is not installed"
)

N = ref("n", NUMBER)


def counting(*conditions: Expr | None) -> Program:
    """One rule for each condition; the conclusion is how many fire."""
    facts = [fact("n", NUMBER), fact("text", TEXT), fact("level", LEVELS), fact("colour", COLOURS)]
    facts += [fact(f"f{place}") for place in range(40)]
    rules: list[Rule] = [rule("count", 1, one) for one in conditions]
    return program(facts, [derived("count", INTEGER, Policy.COUNT, 0)], rules)


def same(made: Program, *people: Mapping[str, Plain]) -> None:
    engine, machine = DurableEngine(made), prepare(made)
    for person in people:
        assert engine.run(profile(dict(person))) == machine.run(profile(dict(person)))


def test_six_hundred_different_conditions_on_one_fact() -> None:
    made = counting(*[compare("=", N, const(place)) for place in range(600)])
    same(made, {}, {"n": 0}, {"n": 599}, {"n": 600}, {"n": Decimal("5.0")})


def test_more_conditions_that_hold_of_one_fact_than_it_follows() -> None:
    made = counting(*[compare(">", N, const(place)) for place in range(300)])
    same(made, {}, {"n": -1}, {"n": 1000})


def test_more_rules_with_the_same_condition_than_it_remembers() -> None:
    same(counting(*[ref("f0")] * 600), {}, {"f0": True}, {"f0": False})


def test_more_operands_than_it_joins() -> None:
    names = [f"f{place}" for place in range(40)]
    every, some = both(*map(ref, names)), either(*map(ref, names))
    made = counting(every, some, no(every), no(some))
    all_true: dict[str, Plain] = dict.fromkeys(names, True)
    all_false: dict[str, Plain] = dict.fromkeys(names, False)
    same(
        made, {}, all_true, all_false, {**all_true, "f39": False}, {**all_false, "f39": True},
        {"f39": False}, {"f39": True}, dict.fromkeys(names[:-1], True),
    )  # fmt: skip


def test_more_alternatives_than_are_written_out() -> None:
    pairs = [either(ref(f"f{place}"), ref(f"f{place + 1}")) for place in range(0, 40, 2)]
    made = counting(both(*pairs), either(*map(no, pairs)))
    same(made, {}, {f"f{place}": place % 2 == 0 for place in range(40)}, {"f0": False, "f1": False})


def test_a_rule_without_a_condition() -> None:
    same(counting(None, const(True), const(False)), {})


def test_every_ruleset_stays_below_what_durable_rules_can_load() -> None:
    facts = [ref(f"f{place}") for place in range(40)]
    many: list[Expr] = [compare(">", N, const(place)) for place in range(400)]
    many += [both(one, other) for one in facts for other in facts if one is not other]
    made = counting(*many)
    rulesets = [
        one for part in made.strata for scope in scopes_of(made, part) for one in scope.rulesets
    ]
    assert len(rulesets) > 10
    for one in rulesets:
        assert len(one.rules) <= MAX_RULES < 256
        assert len(one.facts) <= MAX_SUBJECTS < 512
        tests: dict[str, set[str]] = {}
        for written in one.rules.values():
            patterns = written["all"]
            assert isinstance(patterns, list)
            assert len(patterns) <= MAX_FACTS < 16
            for pattern in patterns:
                (conditions,) = [item["$and"] for item in pattern.values()]
                name = conditions[0]["fact"]
                tests.setdefault(name, set()).update(map(json.dumps, conditions[1:]))
        assert max(map(len, tests.values())) <= MAX_TESTS < 64
    assert MAX_ALTERNATIVES <= MAX_RULES


NUMBERS = """
0 -0 1 -1 9 10 50000 -50000 0.1 0.10 -0.1 1E-6143 -1E-6143 9.99E+6144 -9.99E+6144 1E+2 100 99.9
9007199254740992 9007199254740993 1.234567890123456789012345678901234
1.234567890123456789012345678901235 -1.234567890123456789012345678901234
-1.23456789012345678901234567890123 12 123 -12 -123 -1.2
"""


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
def test_numbers_are_compared_exactly(op: CompareOp) -> None:
    numbers = list(map(Decimal, NUMBERS.split()))
    made = counting(*[compare(op, N, const(one)) for one in numbers])
    same(made, {}, *[{"n": one} for one in numbers], {"n": 9007199254740993})


HOSTILE = [
    "", "a", "A", "9", "true", "null", "unknown", "!", "~", "=", "%", "%41", "%..", '"', "'", '\\"', "\\",
    "\\u0041", "a\x00b", "\x00", "\n", "é", "e\u0301", "😀", "'}]", '"},{"sid":"2"', "$and", "$s", "{",
    "a b", "0" * 3000, "0" * 3001, "0" * 65536, "0" * 70000, "A" * 40 + "b" * 3000, "A" * 40 + "c" * 3000,
]  # fmt: skip


def test_texts_of_any_kind_are_told_apart() -> None:
    text = ref("text", TEXT)
    made = counting(
        *[compare("=", text, const(one, TEXT)) for one in HOSTILE],
        *[compare("!=", text, const(one, TEXT)) for one in HOSTILE],
        *[no(compare("=", text, const(one, TEXT))) for one in HOSTILE],
    )
    same(made, {}, *[{"text": one} for one in HOSTILE])


def test_names_of_any_kind_are_told_apart() -> None:
    facts = [fact(name) for name in ('a"b', "a'b", "a\\b", "a}b", "é", "always", "begin", "term 1")]
    rules = [rule("count", 1, ref(one.path), id=f'"}} fires {one.path}') for one in facts]
    made = program(facts, [derived("count", INTEGER, Policy.COUNT, 0)], rules)
    same(made, {}, *[{one.path: True} for one in facts], {one.path: True for one in facts})


def test_a_condition_too_deep_to_look_into_is_refused_as_elsewhere() -> None:
    deep: Expr = ref("f0")
    for _ in range(3000):
        deep = no(deep)
    made = counting(ref("f0"))
    made = made.replace(rules=(made.rules[0].replace(condition=deep),))
    with pytest.raises(MedrulesError) as wanted:
        prepare(made).run(profile({"f0": True}))
    with pytest.raises(MedrulesError) as came:
        DurableEngine(made).run(profile({"f0": True}))
    assert came.value.diagnostics == wanted.value.diagnostics


def recording() -> Program:
    """Rules over records that also read what is outside them, under two names of the variable."""
    rules = [
        rule("items[].good", True, both(field("one", "items", "ok"), ref("f0")), ("one", "items")),
        rule("items[].good", True, field("two", "items", "fine"), ("two", "items")),
        rule("count", 1, both(ref("f0"), field("one", "items", "ok")), ("one", "items")),
        rule("count", 1, ref("f0")),
    ]
    facts = [fact("f0"), fact("items[].name", TEXT), fact("items[].ok"), fact("items[].fine")]
    conclusions = [derived("items[].good"), derived("count", INTEGER, Policy.COUNT, 0)]
    return program(facts, conclusions, rules, [record_list("items")])


def test_each_record_is_matched_by_itself() -> None:
    made = recording()
    engine, machine = DurableEngine(made), prepare(made)
    rows: list[dict[str, Plain]] = [
        {"ok": True},
        {"ok": False},
        {},
        {"fine": True},
        {"ok": True, "fine": False},
    ]
    people = [
        profile({"f0": True}, {"items": rows}),
        profile({}, {"items": rows}),
        profile({"f0": False}),
    ]
    people += [profile({}, {"items": []}), profile({"f0": True}, {"items": rows * 300})]
    for person in people:
        assert engine.run(person) == machine.run(person)


def test_two_thousand_profiles_in_one_process() -> None:
    made = recording()
    engine, machine = DurableEngine(made), prepare(made)
    people = [
        profile({"f0": True} if place % 3 else {}, {"items": [{"ok": place % 2 == 0}]})
        for place in range(2000)
    ]
    for person in people:
        assert engine.run(person) == machine.run(person)


def test_threads_get_each_their_own_answer() -> None:
    made = recording()
    engine, machine = DurableEngine(made), prepare(made)
    rows: list[dict[str, Plain]] = [{"ok": True}, {"fine": True}, {}]
    people = [profile({"f0": place % 2 == 0}, {"items": rows[: place % 4]}) for place in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(engine.run, people)) == [machine.run(one) for one in people]


def test_memory_that_was_never_written_is_not_read() -> None:
    """As in ``test_defects_of_durable_rules``, where the same makes it crash."""
    ended = subprocess.run(
        [sys.executable, "-m", "medrules_cli", "evaluate", OPEN, "--engine", "durable"],
        capture_output=True,
        text=True,
        env={**os.environ, "MALLOC_PERTURB_": "165"},
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_nothing_is_printed_and_no_thread_is_started(capfd: pytest.CaptureFixture[str]) -> None:
    import threading

    before = threading.active_count()
    DurableEngine(recording()).run(profile({}))
    assert threading.active_count() == before
    assert capfd.readouterr() == ("", "")


# -- refused ---------------------------------------------------------------------------------------


def test_python_3_13_is_refused() -> None:
    with pytest.raises(MedrulesError) as refused:
        library((3, 13))
    (found,) = refused.value.diagnostics
    assert found.code == "MR1040"
    assert "3.13" in found.message


def test_without_durable_rules_the_extra_is_named() -> None:
    assert TARGET.engine is not None
    missing = patch.dict(sys.modules, {"durable_rules_engine": None})
    with missing, pytest.raises(MedrulesError) as refused:
        TARGET.engine(counting(None))
    (found,) = refused.value.diagnostics
    assert found.code == "MR1001"
    assert "pip install 'medrules[durable]'" in found.help


@pytest.mark.parametrize("error", [MemoryError(), "its own"])
def test_what_durable_rules_says_has_gone_wrong_is_a_diagnostic(error: object) -> None:
    session = Session("test", {})
    raised = error if isinstance(error, MemoryError) else library().error("error code: 303")

    class Failing:
        error = library().error

        def assert_facts(self, *_: object) -> tuple[int, int]:
            raise raised

    with patch.object(session, "_library", Failing()), pytest.raises(MedrulesError) as refused:
        session.match([[{"fact": "a"}]])
    assert [one.code for one in refused.value.diagnostics] == ["MR1042"]
    assert session.match([[{"fact": "a"}]]) == [[]]


def test_rules_that_it_cannot_load_are_a_diagnostic() -> None:
    with pytest.raises(MedrulesError) as refused:
        Session("test", {"wrong": {"all": 1}})
    assert [one.code for one in refused.value.diagnostics] == ["MR1042"]


# -- texts that sort as values do ------------------------------------------------------------------

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False).map(CONTEXT.plus)


@given(st.one_of(st.integers(), DECIMALS), st.one_of(st.integers(), DECIMALS))
def test_encoded_numbers_sort_as_numbers_do(one: int | Decimal, other: int | Decimal) -> None:
    # durable_rules sees the quote that ends a text in a message, and NUL at the end of a literal.
    message, literal = f'{encoded(one)}"', f"{encoded(other)}\0"
    assert (message < literal) == (one < other) or one == other
    assert (encoded(one) == encoded(other)) == (one == other)
    assert f'{BELOW}"' < literal < f'{ABOVE}"'


@given(st.text(), st.text())
def test_encoded_texts_are_equal_only_where_the_texts_are(one: str, other: str) -> None:
    assert (encoded(one) == encoded(other)) == (one == other)
    assert encoded(one).isascii()
    assert not set(encoded(one)) & set('"\\\x00\n')
