"""The same runs as the interpreter's, values and firings: random programs, and what recurs in packs."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from tests.interpreter.strategies import profiles, programs

pytest.importorskip("durable_rules_engine", exc_type=ImportError)

from medrules.targets.durable.engine import DurableEngine

T = TypeVar("T")


def assert_same(made: Program, *people: Profile) -> None:
    engine, machine = DurableEngine(made), prepare(made)
    for person in people:
        came, wanted = engine.run(person), machine.run(person)
        assert came.values == wanted.values
        assert came.records == wanted.records
        assert came.firings == wanted.firings
        assert came.conflicts == wanted.conflicts


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_programs_on_random_profiles(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    assert_same(made, *[data.draw(profiles(made)) for _ in range(4)], data.draw(profiles(made, True)))
