"""Comparison of values: one meaning for ``=``, ``<`` and the rest.

In: two values and, for members of an ordered enum, the enum. Out: true, false, null where the
types do not compare, or ``UNKNOWN`` where an unknown value decides. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeGuard, assert_never

from medrules.feel.operators.model import Ordered, Value
from medrules.ir.expr import CompareOp
from medrules.ir.types import EnumType
from medrules.ir.values import UNKNOWN, Number, Unknown


def is_number(value: Value) -> TypeGuard[Number]:
    """Whether it is a FEEL number; Python counts ``True`` as a whole number, FEEL does not."""
    kind = type(value)
    return kind is int or kind is Decimal


def is_text(value: Value) -> TypeGuard[str]:
    """Whether it is a text."""
    return type(value) is str


def compare(
    op: CompareOp, left: Value, right: Value, order: EnumType | None = None
) -> bool | Unknown | None:
    """``left op right``. With ``order``, texts compare by their place among its members.

    Null equals null and nothing else. Values of different types, and an order where there is
    none (two booleans, two sets, a text that is no member), give null.
    """
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if op == "=":
        return equal(left, right)
    if op == "!=":
        same = equal(left, right)
        return not same if type(same) is bool else same
    sign = _sign(left, right) if order is None else _rank_sign(left, right, order)
    if sign is None:
        return None
    match op:
        case "<":
            return sign < 0
        case "<=":
            return sign <= 0
        case ">":
            return sign > 0
        case ">=":
            return sign >= 0
        case _:
            assert_never(op)


def equal(left: Value, right: Value) -> bool | Unknown | None:
    """``left = right``: by value for numbers, item by item for lists and records."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if left is None or right is None:
        return left is right
    if type(left) is tuple and type(right) is tuple:
        if len(left) != len(right):
            return False
        return _all_equal(zip(left, right, strict=True))
    if type(left) is dict and type(right) is dict:
        if left.keys() != right.keys():
            return False
        return _all_equal((value, right[name]) for name, value in left.items())
    if type(left) is type(right) or (is_number(left) and is_number(right)):
        return left == right
    return None


def found_in(items: Iterable[Value], wanted: Value) -> bool | Unknown:
    """Whether some item equals ``wanted``; items of another type do not."""
    unsure = False
    for item in items:
        same = equal(item, wanted)
        if same is True:
            return True
        unsure = unsure or same is UNKNOWN
    return UNKNOWN if unsure else False


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> bool | Unknown:
    unsure = False
    for one, other in pairs:
        same = equal(one, other)
        if same is UNKNOWN:
            unsure = True
        elif not same:
            return False
    return UNKNOWN if unsure else True


def _sign(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 for two numbers, two texts (by code point) or two dates; else null."""
    if is_number(left) and is_number(right):
        return -1 if left < right else int(left > right)
    if is_text(left) and is_text(right):
        return -1 if left < right else int(left > right)
    return left.sign(right) if isinstance(left, Ordered) else None


def _rank_sign(left: Value, right: Value, order: EnumType) -> int | None:
    members = order.members
    if is_text(left) and is_text(right) and left in members and right in members:
        return members.index(left) - members.index(right)
    return None
