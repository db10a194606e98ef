"""What is known of a value before it is there: whether it can be unknown or null, and how large.

In: types and values of the program. Out: ``Shape``. Refused: nothing; in doubt, more is possible.
This is what makes generated code fast: where nothing can be unknown, nothing asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from medrules.ir.program import Scalar
from medrules.ir.types import ListType, NumberType, SetType, Type
from medrules.ir.values import Number
from medrules.record import Record

DIGITS = 10**34
"""Whole numbers of this size or more are rounded."""
FINITE = 10**3000
"""Decimals up to this size are far from infinity."""
SMALL = 1000
"""Whole numbers up to this size, either way, are kept as decimals too."""
WIDEST = 10**15
"""The largest number that a profile may give where the fact has no bounds."""


class Shape(Record):
    """What a value can be.

    ``unknown``, ``null``: whether it can be. ``size``: above 0 where every known value is a number
    that is not larger, either way; then ``whole`` says that it is an ``int``, ``decimal`` that it is a
    ``Decimal``; with neither it may be of either type. ``members``: every known value is a
    ``frozenset``. ``items``: every known value is a ``tuple`` none of whose items is unknown.
    """

    unknown: bool = False
    null: bool = False
    size: int = 0
    whole: bool = False
    decimal: bool = False
    members: bool = False
    items: bool = False


BROADEST = Shape(True, True)
PLAIN = Shape()


def of_value(value: Scalar) -> Shape:
    """The shape of a literal."""
    if isinstance(value, bool):
        return PLAIN
    match value:
        case None:
            return Shape(null=True)
        case int():
            return Shape(size=max(abs(value), 1), whole=True)
        case Decimal():
            return Shape(size=int(abs(value)) + 1, decimal=True)
        case frozenset():
            return Shape(members=True)
        case tuple():
            return Shape(items=True)
        case _:
            return PLAIN


def of_fact(kind: Type, low: Number | None, high: Number | None) -> Shape:
    """The shape of a given value that is not null."""
    members, items = isinstance(kind, SetType), isinstance(kind, ListType)
    if not isinstance(kind, NumberType):
        return Shape(members=members, items=items)
    ends = [WIDEST if end is None else end for end in (low, high)]
    size = max(1, *[int(abs(Decimal(end))) + 1 for end in ends])
    return Shape(size=size, whole=kind.integer)


def joined(shapes: Iterable[Shape]) -> Shape:
    """The shape of a value that is one of several; of none, null alone."""
    found = list(shapes)
    known = [one for one in found if one != Shape(null=True)]

    def all_(words: Iterable[object]) -> bool:
        return bool(known) and all(words)

    return Shape(
        any(one.unknown for one in found),
        any(one.null for one in found) or not found,
        max(one.size for one in known) if all_(one.size for one in known) else 0,
        all_(one.whole for one in known),
        all_(one.decimal for one in known),
        all_(one.members for one in known),
        all_(one.items for one in known),
    )
