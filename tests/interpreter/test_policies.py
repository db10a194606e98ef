"""Each hit policy: fired, pending, by default, in conflict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.interpreter.policies import Clash, resolve
from medrules.ir.evaluation import Firing, Slot
from medrules.ir.program import Derived, Policy, Scalar
from medrules.ir.types import INTEGER, NUMBER, TEXT, ListType, SetType, Type
from medrules.ir.values import UNKNOWN

from .building import COLOURS, LEVELS, derived

U = UNKNOWN


def fired(value: Slot) -> tuple[str, Slot]:
    return ("fired", value)


def pending(value: Slot = U) -> tuple[str, Slot]:
    return ("unknown", value)


def come_to(conclusion: Derived, *live: tuple[str, Slot]) -> Slot | Clash:
    return resolve(
        conclusion,
        [Firing(place, None, verdict, value) for place, (verdict, value) in enumerate(live)],  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("policy", [Policy.UNIQUE, Policy.ANY])
def test_unique_and_any(policy: Policy) -> None:
    it = derived("x", LEVELS, policy, "medium")
    assert come_to(it) == "medium"
    assert come_to(it, fired("low")) == "low"
    assert come_to(it, fired("low"), fired("low")) == "low"
    assert come_to(it, pending("low")) is U
    assert come_to(it, pending("high"), fired("low")) == "low"
    assert come_to(it, fired(U)) is U
    assert come_to(it, fired(U), fired("low")) == "low"
    assert come_to(it, fired(None)) is None
    assert come_to(it, pending(), fired("low"), fired("low"), fired("high")) == Clash(1, 3)
    assert come_to(it, fired(None), fired("high")) == Clash(0, 1)


def test_priority_by_its_own_order() -> None:
    it = derived("x", LEVELS, Policy.PRIORITY, "low", ("high", "low"))
    assert come_to(it) == "low"
    assert come_to(it, fired("low"), fired("high")) == "high"
    assert come_to(it, pending("high"), fired("low")) is U
    assert come_to(it, pending("low"), fired("high")) == "high"
    assert come_to(it, pending(), fired("high")) == "high"
    assert come_to(it, pending(), fired("low")) is U
    assert come_to(it, fired(U), fired("low")) is U
    assert come_to(it, pending("low")) is U
    assert come_to(it, pending("low"), fired("low")) == "low"


def test_values_outside_the_order_come_last_by_rule() -> None:
    it = derived("x", LEVELS, Policy.PRIORITY, None, ("high",))
    assert come_to(it, fired("medium"), fired("low")) == "medium"
    assert come_to(it, fired("low"), fired("high")) == "high"
    assert come_to(it, fired("medium"), pending("low")) == "medium"
    assert come_to(it, pending("low"), fired("medium")) is U
    assert come_to(it, fired(None), fired("high")) == "high"


def test_priority_by_the_order_of_the_enum() -> None:
    it = derived("x", COLOURS, Policy.PRIORITY)
    assert come_to(it, fired("blue"), fired("green")) == "green"
    assert come_to(it, fired("green"), pending("blue")) == "green"


def test_first() -> None:
    it = derived("x", NUMBER, Policy.FIRST, 7)
    assert come_to(it) == 7
    assert come_to(it, fired(1), fired(2)) == 1
    assert come_to(it, pending(1), fired(2)) is U
    assert come_to(it, fired(1), pending(2)) == 1
    assert come_to(it, pending(2), fired(2)) == 2
    assert come_to(it, pending(U), fired(2)) is U
    assert come_to(it, fired(U), fired(2)) is U
    assert come_to(it, pending(2)) is U
    assert come_to(it, fired(None), fired(2)) is None


def test_collect() -> None:
    it = derived("x", SetType(COLOURS), Policy.COLLECT)
    assert come_to(it) == frozenset()
    assert come_to(it, fired("red"), fired("blue"), fired("red")) == {"red", "blue"}
    assert come_to(it, fired("red"), pending("blue")) is U
    assert come_to(it, fired("red"), pending("red")) == {"red"}
    assert come_to(it, fired("red"), pending()) is U
    assert come_to(it, fired("red"), fired(U)) is U
    assert come_to(it, fired(frozenset({"red", "green"})), fired(None)) == {"red", "green"}
    assert come_to(it, fired(None)) == frozenset()


def test_collect_default() -> None:
    assert come_to(derived("x", SetType(COLOURS), Policy.COLLECT, ("red",))) == frozenset({"red"})


def test_rule_order_keeps_order_and_repeats() -> None:
    it = derived("x", ListType(TEXT), Policy.RULE_ORDER)
    assert come_to(it) == ()
    assert come_to(it, fired("b"), fired("a"), fired("b")) == ("b", "a", "b")
    assert come_to(it, fired(("b", "c")), fired(None), fired("a")) == ("b", "c", "a")
    assert come_to(it, fired("b"), pending("a")) is U
    assert come_to(it, fired("b"), fired(U)) is U


def test_output_order() -> None:
    it = derived("x", ListType(COLOURS), Policy.OUTPUT_ORDER, (), ("blue", "red"))
    assert come_to(it, fired("green"), fired("red"), fired("blue"), fired("red")) == (
        "blue", "red", "red", "green",
    )  # fmt: skip
    assert come_to(it, fired("red"), pending("blue")) is U
    plain = derived("x", ListType(COLOURS), Policy.OUTPUT_ORDER)
    assert come_to(plain, fired("blue"), fired("red")) == ("red", "blue")


@pytest.mark.parametrize(
    ("policy", "kind", "default", "values", "wanted"),
    [
        (Policy.SUM, NUMBER, 0, (1, Decimal("0.1"), Decimal("0.2")), Decimal("1.3")),
        (Policy.MIN, NUMBER, None, (3, Decimal("2.5"), 9), Decimal("2.5")),
        (Policy.MAX, NUMBER, None, (3, Decimal("2.5"), 9), 9),
        (Policy.MIN, LEVELS, None, ("medium", "high"), "medium"),
        (Policy.MAX, LEVELS, None, ("low", "high", "medium"), "high"),
    ],
)
def test_sum_min_max(
    policy: Policy, kind: Type, default: Scalar, values: tuple[Slot, ...], wanted: Slot
) -> None:
    it = derived("x", kind, policy, default)
    assert come_to(it) == default
    assert come_to(it, *map(fired, values)) == wanted
    assert come_to(it, *map(fired, values), pending(values[0])) is U
    assert come_to(it, fired(U), *map(fired, values)) is U
    assert come_to(it, *map(fired, values), fired(None)) is None
    assert come_to(it, fired(None), *map(fired, values)) is None
    assert come_to(it, fired(None), pending()) is U


def test_count_counts_rules_not_values() -> None:
    it = derived("x", INTEGER, Policy.COUNT, 0)
    assert come_to(it) == 0
    assert come_to(it, fired(True), fired(True)) == 2
    assert come_to(it, fired(U), fired(None)) == 2
    assert come_to(it, fired(True), pending(True)) is U
