"""Settling agrees with trying every completion, on random programs and profiles."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile, Settlement
from medrules.ir.program import Program
from medrules.settle import settle

from tests.interpreter.strategies import profiles, programs
from tests.settle.brute import Expected, TooMany, emptied, expected, told, wanted


def agree(
    made: Program, path: str, said: Settlement, expect: Expected, blank: Expected | None
) -> None:
    if not expect.values:
        assert (said.status, said.possible) == ("unknown", ())
        return
    should = wanted(made, path, expect)
    assert said.exact
    if said.status == "settled":
        assert len(expect.values) == 1
        assert said.value == expect.values[0]
        assert (said.possible, said.missing) == ((), ())
        return
    assert len(expect.values) > 1
    assert told(made, path, said) == should
    assert set(said.missing) == expect.missing
    if blank is not None:
        same = wanted(made, path, blank) == should and not said.value
        assert said.status == ("unknown" if same else "provisional")


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_exact(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    profile = data.draw(profiles(made))
    profile = Profile(profile.values, {"items": (), **profile.records}, {})
    machine = prepare(made)
    run = machine.run(profile)
    assume(not run.conflicts)
    try:
        expect = expected(made, profile)
    except TooMany:
        assume(False)
    try:
        blank = expected(made, emptied(profile), profile)
    except TooMany:
        blank = {}
    found = settle(made, machine, profile, run)
    assert found.keys() == expect.keys()
    for path, said in found.items():
        agree(made, path, said, expect[path], blank.get(path))
