"""Which rules a conclusion rests on, by its hit policy.

In: a conclusion's declaration, its value, and the firings that are about it. Out: the firings that
support it; and, for one that fired and does not count, why not. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from medrules.interpreter.policies import ranking
from medrules.ir.evaluation import Firing, Slot
from medrules.ir.program import Derived, Policy
from medrules.ir.values import UNKNOWN


def gathers(policy: Policy) -> bool:
    """Whether every rule that fires has its part in the value."""
    match policy:
        case Policy.UNIQUE | Policy.ANY | Policy.PRIORITY | Policy.FIRST:
            return False
        case (
            Policy.COLLECT
            | Policy.RULE_ORDER
            | Policy.OUTPUT_ORDER
            | Policy.SUM
            | Policy.MIN
            | Policy.MAX
            | Policy.COUNT
        ):
            return True
        case _:
            assert_never(policy)


def supporting(derived: Derived, value: Slot, firings: Sequence[Firing]) -> list[Firing]:
    """The firings that the value rests on: those that fired, or the one that decided."""
    fired = [one for one in firings if one.verdict == "fired"]
    match derived.policy:
        case Policy.FIRST:
            return fired[:1]
        case Policy.UNIQUE | Policy.ANY | Policy.PRIORITY:
            return [one for one in fired if one.value == value]
        case _:
            return fired


def could_give(derived: Derived, value: Slot, asked: object) -> bool:
    """Whether a rule that says ``value`` would bring what was asked about."""
    if value is UNKNOWN or derived.policy in (Policy.SUM, Policy.COUNT):
        return True
    if value == asked and isinstance(value, bool) == isinstance(asked, bool):
        return True
    if isinstance(asked, frozenset | tuple) and gathers(derived.policy):
        return value in asked or (isinstance(value, frozenset) and bool(value & set(asked)))
    return isinstance(value, frozenset | tuple) and asked in value


def set_aside(derived: Derived, firing: Firing, winner: Firing, who: str) -> str:
    """Why a rule that fired did not decide: ``who`` names the rule that did."""
    if firing.value == winner.value:
        return ""
    match derived.policy:
        case Policy.FIRST:
            return f"an earlier rule counts: {who}"
        case Policy.PRIORITY:
            order = ranking(derived)
            known = winner.value in order
            return f"outranked by {who}" + ("" if known else ", which stands earlier")
        case Policy.UNIQUE | Policy.ANY:
            return f"it contradicts {who}"
        case _:
            return ""
