"""A few hundred of the random profiles that ``python -m tests.differential`` tries by the million."""

from __future__ import annotations

import pytest

from medrules.ir.evaluation import Run
from medrules.ir.values import UNKNOWN
from medrules.loading import load

from .comparing import differences
from .running import try_batch
from .runtimes import RUNTIMES


@pytest.mark.parametrize("name", sorted(RUNTIMES))
def test_runtimes_agree_with_the_interpreter(name: str) -> None:
    if name == "durable":
        pytest.importorskip("durable_rules_engine", exc_type=ImportError)
    size = 100 if name == "durable" else 300
    tally = try_batch(load(), [name], seed=7, batch=0, size=size)[name]
    assert tally.tried == size
    assert tally.shown == []


def test_differences_are_seen_wherever_they_are() -> None:
    one = Run({"a": True, "n": 1}, {"list": ({"x": UNKNOWN},)}, (), ())
    assert differences(one, one) == []
    assert differences(one, one.replace(values={"a": 1, "n": 1})) == ["a: True became 1"]
    assert differences(one, one.replace(records={})) != []
    assert differences(one, one.replace(records={"list": ({"x": None},)})) == [
        "list[0].x: UNKNOWN became None"
    ]
    assert differences(one, one.replace(conflicts=(("a", 0, 1),))) != []
