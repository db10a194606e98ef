"""Values of facts and conclusions as JSON has them.

In: a value and its type. Out: plain data. A set becomes an array in the order of its enum, a list
an array in its own order; whole numbers are ints, fractions ``Decimal``. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from medrules.exact_json import Json
from medrules.ir.evaluation import Interval, Plain
from medrules.ir.types import EnumType, ListType, SetType, Type


def json_value(value: Plain, kind: Type) -> Json:
    """The value as JSON."""
    match value:
        case frozenset():
            return [*_in_order(value, kind)]
        case tuple():
            item = kind.item if isinstance(kind, ListType) else kind
            return [json_value(one, item) for one in value]
        case Decimal():
            return _number(value)
        case _:
            return value


def json_possible(possible: tuple[Plain, ...] | Interval, kind: Type) -> Json:
    """Reachable values as JSON: sorted, those of an enum in its order; or ``{"min", "max"}``.

    With ``"null": true`` beside the ends, that there is no number is reachable too.
    """
    if isinstance(possible, Interval):
        ends: dict[str, Json] = {"min": _number(possible.low), "max": _number(possible.high)}
        return ends | {"null": True} if possible.null else ends
    item = kind.item if isinstance(kind, SetType) else kind
    return [json_value(one, item) for one in _sorted(possible, item)]


def _number(value: int | Decimal) -> int | Decimal | None:
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        if value == value.to_integral_value() and value.adjusted() < 40:
            return int(value)
    return value


def _in_order(members: Iterable[str], kind: Type) -> list[str]:
    """The members in the order of the enum; words that it does not have come last."""
    known = kind.item.members if isinstance(kind, SetType) else ()
    place = {member: index for index, member in enumerate(known)}
    return sorted(members, key=lambda one: (place.get(one, len(place)), one))


def _sorted(values: tuple[Plain, ...], kind: Type) -> list[Plain]:
    if isinstance(kind, EnumType):
        place = {member: index for index, member in enumerate(kind.members)}
        return sorted(values, key=lambda one: place.get(one, -1) if isinstance(one, str) else -1)
    return sorted(values, key=_sort_key)


def _sort_key(value: Plain) -> tuple[int, int | Decimal, str]:
    """Null first, then false before true, numbers by size, texts, and anything else as written."""
    match value:
        case None:
            return (0, 0, "")
        case bool():
            return (1, int(value), "")
        case int() | Decimal():
            return (2, value, "")
        case str():
            return (3, 0, value)
        case frozenset():
            return (4, len(value), repr(sorted(value)))
        case tuple():
            return (5, len(value), repr(value))
