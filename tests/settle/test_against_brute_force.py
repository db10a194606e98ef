"""Settling agrees with trying every completion, on random programs and profiles."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.interpreter.strategies import profiles, programs
from tests.settle.brute import (
    Domain,
    Expected,
    TooMany,
    domain,
    emptied,
    expected,
    key,
    told,
    wanted,
)
from tests.settle.strategies import curved, grid, numeric, recursive

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Interval, Plain, Profile, Settlement
from medrules.ir.program import Program
from medrules.settle import BUDGET, settle

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def settled(made: Program, profile: Profile, budget: int = BUDGET) -> dict[str, Settlement]:
    """Settle a profile on which no rules clash for certain."""
    machine = prepare(made)
    run = machine.run(profile)
    assume(not run.conflicts)
    return settle(made, machine, profile, run, budget=budget)


def tried(
    made: Program,
    profile: Profile,
    standing: Profile | None = None,
    values: Domain = domain,
) -> dict[str, Expected]:
    """Try every completion; gives up on the example where there are too many."""
    try:
        return expected(made, profile, standing, values)
    except TooMany:
        assume(False)
        raise


def same(made: Program, path: str, said: Settlement, expect: Expected) -> None:
    """All that is said of a conclusion, but for its status, is what trying gave."""
    if not expect.values:
        # Rules clash on every completion: what those that have fired say is all that there is.
        assert (said.status, said.possible) in (("unknown", ()), ("settled", ()))
    elif said.status == "settled":
        assert [key(one) for one in expect.values] == [key(said.value)]
        assert (said.possible, said.missing) == ((), ())
    else:
        assert len(expect.values) > 1
        assert set(said.missing) == expect.missing
        if isinstance(said.possible, Interval):
            numbers = [one for one in expect.values if one is not None]
            span = Interval(min(numbers), max(numbers), None in expect.values)  # type: ignore[type-var]
            assert said.possible == span
        else:
            assert told(made, path, said) == wanted(made, path, expect)


def covers(made: Program, path: str, said: Settlement, expect: Expected) -> None:
    """Nothing that trying gave is left out."""
    if said.status == "settled":
        assert [key(one) for one in expect.values] in ([], [key(said.value)])
        return
    assert expect.missing <= set(said.missing)
    if isinstance(said.value, frozenset):
        for one in expect.values:
            assert isinstance(one, frozenset)
            assert said.value <= one <= said.value.union(map(str, said.possible))  # type: ignore[arg-type]
    elif isinstance(said.possible, Interval):
        assert all(_inside(one, said.possible) for one in expect.values)
    elif said.possible:
        assert {key(one) for one in expect.values} <= {key(one) for one in said.possible}


def _inside(value: Plain, span: Interval) -> bool:
    return span.null if value is None else span.low <= value <= span.high  # type: ignore[operator]


@given(st.data())
@QUICK
def test_every_answer_is_exact(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    profile = data.draw(profiles(made))
    profile = Profile(profile.values, {"items": (), **profile.records}, {})
    expect = tried(made, profile)
    for path, said in settled(made, profile).items():
        assert said.exact
        same(made, path, said, expect[path])


@given(st.data())
@QUICK
def test_unknown_means_that_nothing_is_excluded(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    profile = data.draw(profiles(made))
    profile = Profile(profile.values, {"items": (), **profile.records}, {})
    found = settled(made, profile)
    assume(any(said.status != "settled" for said in found.values()))
    expect = tried(made, profile)
    blank = tried(made, emptied(profile), profile)
    for path, said in found.items():
        if said.status != "settled" and expect[path].values:
            open_still = wanted(made, path, expect[path]) == wanted(made, path, blank[path])
            assert said.status == ("unknown" if open_still and not said.value else "provisional")


@given(st.data(), st.integers(0, 400))
@QUICK
def test_a_small_budget_leaves_nothing_out_and_says_so(data: st.DataObject, budget: int) -> None:
    made = data.draw(programs())
    profile = data.draw(profiles(made))
    profile = Profile(profile.values, {"items": (), **profile.records}, {})
    expect = tried(made, profile)
    for path, said in settled(made, profile, budget).items():
        covers(made, path, said, expect[path])
        if said.exact:
            same(made, path, said, expect[path])


@given(numeric(), st.sampled_from([{}, {"x": 1}, {"b": True}]))
@QUICK
def test_sums_of_missing_numbers(made: Program, values: dict[str, Plain]) -> None:
    profile = Profile(values, {}, {})
    expect = tried(made, profile, values=grid)
    for path, said in settled(made, profile).items():
        covers(made, path, said, expect[path])
        if not isinstance(said.possible, Interval):
            assert said.exact
        if said.exact:
            same(made, path, said, expect[path])


@given(curved(), st.sampled_from([{}, {"x": 1}, {"b": True}]))
@QUICK
def test_products_and_roundings(made: Program, values: dict[str, Plain]) -> None:
    profile = Profile(values, {}, {})
    expect = tried(made, profile, values=grid)
    for path, said in settled(made, profile).items():
        covers(made, path, said, expect[path])


@given(recursive(), st.sampled_from([{}, {"a": True}, {"b": False}]))
@QUICK
def test_sets_that_feed_each_other(made: Program, values: dict[str, Plain]) -> None:
    profile = Profile(values, {}, {})
    expect = tried(made, profile)
    for path, said in settled(made, profile).items():
        assert said.exact
        same(made, path, said, expect[path])


@given(st.data())
@QUICK
def test_a_list_that_nobody_gave_can_be_any(data: st.DataObject) -> None:
    made = data.draw(programs())
    profile = data.draw(profiles(made))
    profile = Profile(profile.values, {}, {})
    found = settled(made, profile)
    for length in range(3):
        listed = Profile(profile.values, {"items": ({},) * length}, {})
        expect = tried(made, listed)
        for path, said in found.items():
            covers(
                made,
                path,
                said.replace(missing=(*said.missing, *expect[path].missing)),
                expect[path],
            )
