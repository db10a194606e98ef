"""Every hit policy, with several hits, one, and none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.dmn.hits import Outputs, Row, Violation, settle
from medrules.dmn.model import Aggregation, HitPolicy

ONE = Outputs(("",), (("b", "a"),))
TWO = Outputs(("x", "y"), (("b", "a"), ()))


@pytest.mark.parametrize(
    ("policy", "hits", "value"),
    [
        (HitPolicy.UNIQUE, [("a",)], "a"),
        (HitPolicy.ANY, [("a",), ("a",)], "a"),
        (HitPolicy.ANY, [(1,), (Decimal("1.0"),)], 1),
        (HitPolicy.FIRST, [("a",), ("b",)], "a"),
        (HitPolicy.PRIORITY, [("a",), ("b",)], "b"),
        (HitPolicy.PRIORITY, [("zz",), ("a",)], "a"),
        (HitPolicy.RULE_ORDER, [("a",), ("b",), ("a",)], ("a", "b", "a")),
        (HitPolicy.OUTPUT_ORDER, [("a",), ("b",), ("a",)], ("b", "a", "a")),
        (HitPolicy.COLLECT, [("a",), ("a",)], ("a", "a")),
    ],
)
def test_one_output(policy: HitPolicy, hits: list[Row], value: object) -> None:
    assert settle(policy, "", ONE, hits, None) == value


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [("SUM", Decimal("0.3")), ("MIN", Decimal("0.1")), ("MAX", Decimal("0.2")), ("COUNT", 2)],
)
def test_aggregation(aggregation: Aggregation, value: object) -> None:
    hits: list[Row] = [(Decimal("0.1"),), (Decimal("0.2"),)]
    assert settle(HitPolicy.COLLECT, aggregation, ONE, hits, None) == value


@pytest.mark.parametrize("policy", HitPolicy)
def test_no_hit_gives_the_default_or_null(policy: HitPolicy) -> None:
    assert settle(policy, "", ONE, [], None) is None
    assert settle(policy, "", ONE, [], ("d",)) == "d"
    assert settle(policy, "", TWO, [], ("d", None)) == {"x": "d", "y": None}


def test_the_count_of_no_hits_is_zero() -> None:
    assert settle(HitPolicy.COLLECT, "COUNT", ONE, [], None) == 0
    assert settle(HitPolicy.COLLECT, "SUM", ONE, [], None) is None


def test_several_outputs_make_a_context_and_rank_from_left_to_right() -> None:
    hits: list[Row] = [("a", 1), ("b", 2), ("b", 3)]
    assert settle(HitPolicy.PRIORITY, "", TWO, hits, None) == {"x": "b", "y": 2}
    listed = settle(HitPolicy.OUTPUT_ORDER, "", TWO, hits, None)
    assert listed == ({"x": "b", "y": 2}, {"x": "b", "y": 3}, {"x": "a", "y": 1})


@pytest.mark.parametrize(
    ("policy", "aggregation", "outputs", "hits"),
    [
        (HitPolicy.UNIQUE, "", ONE, [("a",), ("a",)]),
        (HitPolicy.ANY, "", ONE, [("a",), ("b",)]),
        (HitPolicy.ANY, "", ONE, [("a",), (None,)]),
        (HitPolicy.COLLECT, "SUM", TWO, [(1, 2)]),
    ],
)
def test_hits_that_the_policy_does_not_allow(
    policy: HitPolicy, aggregation: Aggregation, outputs: Outputs, hits: list[Row]
) -> None:
    assert isinstance(settle(policy, aggregation, outputs, hits, None), Violation)
