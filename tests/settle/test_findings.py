"""What was found out for one profile serves the next, and changes no answer, whatever was asked before."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.interpreter.building import (
    COLOURS,
    both,
    call,
    compare,
    const,
    derived,
    fact,
    no,
    profile,
    program,
    record_list,
    rule,
)
from tests.interpreter.strategies import profiles, programs
from tests.settle.looking import ABC, XYZ, A, B, X, Y
from tests.settle.strategies import numeric

from medrules.interpreter.machine import Machine, prepare
from medrules.ir.evaluation import Profile, Settlement
from medrules.ir.expr import IsKnown, Not, Path, Var
from medrules.ir.program import Policy, Program
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER
from medrules.settle import BUDGET, findings, made_up, settle, settling
from medrules.settle.blank import SAMPLES
from medrules.settle.diagram import Forest
from medrules.settle.findings import Findings
from medrules.settle.outline import Outline, present
from medrules.settle.setting import Bound, Samples, setting_of
from medrules.settle.world import Settling
from medrules.source.span import NOWHERE

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
BUDGETS = st.one_of(st.just(BUDGET), st.integers(0, 3000))


def settled(made: Program, machine: Machine, given_: Profile, budget: int) -> dict[str, Settlement]:
    run = machine.run(given_)
    return {} if run.conflicts else settle(made, machine, given_, run, budget=budget)


@given(st.data(), st.lists(BUDGETS, min_size=1, max_size=3))
@QUICK
def test_an_answer_does_not_depend_on_what_was_asked_before(
    data: st.DataObject, budgets: list[int]
) -> None:
    made = data.draw(programs(asking=True))
    people = [data.draw(profiles(made)) for _ in range(3)]
    used = prepare(made)
    for budget in budgets:
        for one in people:
            assert settled(made, used, one, budget) == settled(made, prepare(made), one, budget)


@given(numeric(), st.permutations([{}, {"x": 1}, {"b": True}]), BUDGETS)
@QUICK
def test_nor_do_sums_of_missing_numbers(
    made: Program, order: list[dict[str, int]], budget: int
) -> None:
    used = prepare(made)
    for values in order:
        one = Profile(dict(values), {}, {})
        assert settled(made, used, one, budget) == settled(made, prepare(made), one, budget)


def test_a_blank_profile_has_its_own_steps_for_each_conclusion() -> None:
    """Where all else is said alike, the status is the same whatever else was asked, however few the steps."""
    made = program(
        (*[one.replace(maximum=2) for one in XYZ[:2]], fact("b")),
        [
            derived("word", COLOURS, Policy.PRIORITY),
            derived("flag", BOOLEAN, Policy.ANY, False),
            derived("size", NUMBER, Policy.FIRST, 0),
        ],
        [
            rule("word", "blue", no(both(B, B))),
            rule("word", "green", no(compare(">", X, const(1)))),
            rule("word", "green", compare(">", call("min", X, Y), const(1))),
            rule("flag", True, no(no(B))),
            rule("flag", True, compare("<=", call("-", Y, X), const(1))),
            rule("flag", True, no(both(compare("=", Y, const(0)), B, B))),
            rule("size", Y, no(no(compare(">=", call("-", X, Y), const(1))))),
            rule("size", call("max", X, Y), no(no(B))),
        ],
    )
    one = profile({"b": True})
    alike = 0
    for budget in range(40, 140):
        machine = prepare(made)
        run = machine.run(one)
        whole = settle(made, machine, one, run, budget=budget)
        for path in whole:
            machine = prepare(made)
            alone = settle(made, machine, one, run, [path], budget=budget)[path]
            if alone.replace(status="unknown") == whole[path].replace(status="unknown"):
                assert alone.status == whole[path].status, (path, budget)
                alike += alone.status != "settled"
    assert alike > 50


@given(st.data(), BUDGETS)
@QUICK
def test_a_copy_of_a_world_goes_its_own_way(data: st.DataObject, budget: int) -> None:
    made = data.draw(programs(asking=True))
    one = data.draw(profiles(made))
    run = prepare(made).run(one)
    assume(not run.conflicts)
    outline = Outline(made)
    paths = list(outline.derived)

    def world() -> Settling:
        found = Settling(outline, present(run), Forest(budget), budget)
        found.conclude(set(paths[: len(paths) // 2]))
        return found

    def shape(one: Settling) -> object:
        return one.forest.steps, len(one.forest.variables), repr(sorted(map(str, one._held)))

    first = world()
    copy, before = first.copied(), shape(first)
    copy.conclude(set(paths))
    assert shape(first) == before
    first.conclude(set(paths))
    assert shape(first) == shape(copy)
    again = world()
    again.conclude(set(paths))
    assert shape(again) == shape(copy)


# -- settings --------------------------------------------------------------------------------------


def asking() -> Program:
    """A conclusion that looks at what is known, and one that does not."""
    known = IsKnown(A, BOOLEAN, NOWHERE)
    of_record = IsKnown(
        Path(Var("row", BOOLEAN, NOWHERE), "ok", BOOLEAN, NOWHERE), BOOLEAN, NOWHERE
    )
    return program(
        (*ABC, fact("rows[].ok")),
        [derived("f"), derived("g"), derived("n", INTEGER, Policy.COUNT, 0)],
        [
            rule("f", True, Not(known, BOOLEAN, NOWHERE)),
            rule("f", True, B),
            rule("g", True, B),
            rule("n", True, of_record, ("row", "rows")),
        ],
        [record_list("rows")],
    )


def test_what_a_conclusion_sees_of_a_setting() -> None:
    made = asking()
    outline = Outline(made)
    assert outline.sees("f").facts == ("a",)
    assert outline.sees("g").facts == ()
    assert (outline.sees("n").fields, outline.sees("n").lists) == (("ok",), frozenset({"rows"}))
    whole = outline.sees(None)
    assert (whole.facts, whole.fields, whole.lists) == (("a",), ("ok",), frozenset({"rows"}))


def test_settings_differ_where_a_blank_profile_would() -> None:
    made = asking()
    outline = Outline(made)
    several = [
        profile(),
        profile({"a": True}),
        profile({}, {"rows": ()}),
        profile({}, {"rows": [{}]}),
        profile({}, {"rows": [{"ok": True}]}),
        profile({}, {"rows": [{"ok": True}, {}]}),
        profile({}, {"rows": [{}, {"ok": True}]}),
    ]
    whole = {setting_of(outline.sees(None), one, BUDGET) for one in several}
    assert len(whole) == len(several)
    assert setting_of(outline.sees(None), several[0], 1) not in whole
    assert len({setting_of(outline.sees("f"), one, BUDGET) for one in several}) == 2
    assert len({setting_of(outline.sees("g"), one, BUDGET) for one in several}) == 1
    alike = [profile({"a": value, "b": value}) for value in (True, False)]
    assert len({setting_of(outline.sees(None), one, BUDGET) for one in alike}) == 1


# -- what is held ----------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often a profile was made up."""
    calls: list[int] = []
    original = made_up.sampled

    def counting(*args: object) -> Samples:
        calls.append(1)
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(made_up, "sampled", counting)
    return calls


def test_profiles_are_made_up_once_for_a_setting(counted: list[int]) -> None:
    made = program(ABC, [derived("f"), derived("g")], [rule("f", True, A), rule("g", B, A)])
    machine = prepare(made)
    for values in ({"b": True}, {"b": False}, {"b": True, "c": True}):
        for _ in range(2):
            settled(made, machine, profile(values), BUDGET)  # type: ignore[arg-type]
    assert 0 < len(counted) <= SAMPLES


def test_what_came_first_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MOST_SAMPLES", 3)
    monkeypatch.setattr(findings, "MOST_BOUNDS", 2)
    held = Findings(None)
    places = [("f", at) for at in range(4)]
    for at, place in enumerate(places):
        held.add_samples((at, (), (), ()), Samples(at + 1, 0, {}))
        held.add_bound(place, (0, (), (), ()), Bound((at, at), None))
    made = [held.samples((at, (), (), ())).made for at in (1, 2, 3)]
    assert made == [2, 3, 4]
    assert held.samples((0, (), (), ())).made == 0
    bounds = [held.bound(place, (0, (), (), ())) for place in places]
    assert bounds == [None, None, Bound((2, 2), None), Bound((3, 3), None)]


def test_what_is_learnt_goes_with_the_machine() -> None:
    made = program(ABC, [derived("f")], [rule("f", True, A)])
    machine = prepare(made)
    gc.collect()
    before = len(settling._learnt)
    settled(made, machine, profile(), BUDGET)
    assert len(settling._learnt) == before + 1
    del machine
    gc.collect()
    assert len(settling._learnt) == before
