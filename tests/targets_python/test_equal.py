"""Generated Python and the interpreter give the same, slot by slot, on whatever can be drawn."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.interpreter.strategies import profiles, programs

from medrules.targets.python import compiled

from .comparing import differences


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_programs_and_profiles(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    code = compiled(made)
    for full in (True, False, False):
        facts = data.draw(profiles(made, full=full))
        assert differences(made, code, facts) == []
