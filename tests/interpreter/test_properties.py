"""What holds of every program: more facts change nothing that is known; the order of rules neither."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Run
from medrules.ir.program import Policy, Program
from medrules.ir.values import UNKNOWN

from .building import program
from .strategies import completed, profiles, programs


def slots(made: Program, found: Run) -> dict[str, object]:
    """Every conclusion by concrete path."""
    values: dict[str, object] = {}
    for item in made.derived:
        head, inside, name = item.path.partition("[].")
        if not inside:
            values[item.path] = found.values[item.path]
        for index, record in enumerate(found.records.get(head, ()) if inside else ()):
            values[f"{head}[{index}].{name}"] = record[name]
    return values


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_further_fact_never_changes_what_is_known(data: st.DataObject) -> None:
    made = data.draw(programs())
    little = data.draw(profiles(made))
    more = data.draw(completed(made, little))
    machine = prepare(made)
    before, after = machine.run(little), machine.run(more)
    assume(not after.conflicts)
    later = slots(made, after)
    for path, value in slots(made, before).items():
        if value is not UNKNOWN:
            assert later[path] == value, path
    told = {(one.rule, one.record): one for one in after.firings}
    for one in before.firings:
        now = told.get((one.rule, one.record))
        if now is not None and one.verdict != "unknown":
            assert now.verdict == one.verdict
            assert one.value is UNKNOWN or now.value == one.value


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_with_all_facts_given_nothing_is_unknown(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    found = prepare(made).run(data.draw(profiles(made, full=True)))
    assert UNKNOWN not in slots(made, found).values()
    assert all(one.verdict != "unknown" for one in found.firings)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_rules_changes_no_answer(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    ordered = {
        item.path for item in made.derived if item.policy in (Policy.FIRST, Policy.RULE_ORDER)
    }
    # Whatever reads a conclusion that goes by the order of rules may change with it.
    assume(not ordered)
    shuffled = program(
        made.facts,
        made.derived,
        [one.replace(rank=0) for one in data.draw(st.permutations(made.rules))],
        made.lists,
        parameters=made.parameters,
    )
    facts = data.draw(profiles(made))
    one, other = prepare(made).run(facts), prepare(shuffled).run(facts)
    assert slots(made, one) == slots(made, other)
    assert {path for path, _, _ in one.conflicts} == {path for path, _, _ in other.conflicts}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_runs_do_not_disturb_each_other(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    first, second = data.draw(profiles(made)), data.draw(profiles(made))
    machine = prepare(made)
    alone = machine.run(first)
    machine.run(second)
    assert machine.run(first) == alone
