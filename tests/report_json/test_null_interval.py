"""A range of numbers beside which null is reachable says so."""

from __future__ import annotations

from medrules.ir.evaluation import Interval
from medrules.ir.types import NUMBER
from medrules.json_values import json_possible


def test_null_is_told_beside_the_ends() -> None:
    assert json_possible(Interval(1, 2), NUMBER) == {"min": 1, "max": 2}
    assert json_possible(Interval(1, 2, True), NUMBER) == {"min": 1, "max": 2, "null": True}
