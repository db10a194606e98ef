"""Values in the words of people: titles, units, "a, b and c".

In: values with their types, and the program for the titles of enum members. Out: text, not yet made
safe for a terminal (``medrules.diagnostics.sanitise`` does that). Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import assert_never

from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.program import Program
from medrules.ir.types import (
    AnyType,
    BooleanType,
    EnumType,
    ListType,
    NullType,
    NumberType,
    RecordTypeOf,
    SetType,
    TextType,
    Type,
)
from medrules.ir.values import UNKNOWN, Number
from medrules.ir.writing import written

PLACES = 2
"""How many decimals a number is shown with, unless the caller wants more."""

_MOST_WAYS = 6
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)


def say_value(value: object, kind: Type, program: Program, places: int = PLACES) -> str:
    """The value as a person would say it: ``Educator``, ``15,000 USD``, ``none``, ``unknown``.

    A number is rounded to ``places`` decimals. A record is said by its title, or by its key.
    """
    if value is UNKNOWN:
        return "unknown"
    if value is None:
        return "none"
    match kind:
        case BooleanType():
            return "yes" if value is True else "no"
        case NumberType(unit):
            if isinstance(value, int | Decimal):
                return say_number(value, unit, places)
        case EnumType():
            if isinstance(value, str):
                return title_of(value, kind, program)
        case TextType():
            if isinstance(value, str):
                return value
        case SetType(item):
            if isinstance(value, frozenset):
                return joined(say_value(one, item, program) for one in in_order(value, item))
        case ListType(item):
            if isinstance(value, tuple):
                return joined(say_value(one, item, program, places) for one in value)
        case RecordTypeOf(path):
            if isinstance(value, dict):
                return _record(value, path, program)
            if isinstance(value, str):
                return _option(value, path, program)
        case NullType() | AnyType():
            pass
        case _:
            assert_never(kind)
    return _untyped(value, program, places)


def say_number(value: Number, unit: str = "", places: int = PLACES) -> str:
    """``1,234.5 hours``: rounded half to even, thousands in groups, the unit in its number."""
    text = digits(value, places)
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit_for(value, unit)}"


def digits(value: Number, places: int = PLACES) -> str:
    """The number alone; one that would round to 0 keeps two digits that are not zero."""
    number = Decimal(value)
    if number.is_finite() and number != 0:
        if number.adjusted() < -places:
            places = 1 - number.adjusted()
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            number = number.quantize(Decimal((0, (1,), -places)), context=_ROUNDING)
    text = format(number, ",f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def unit_for(value: Number, unit: str) -> str:
    """The unit beside that number: ``1 hour/week``, ``2 hours/week``; packs write it in plural."""
    if value not in (1, -1):
        return unit
    thing, slash, per = unit.partition("/")
    if thing.islower() and len(thing) > 2 and thing.endswith("s") and not thing.endswith("ss"):
        thing = thing[:-3] + "y" if thing.endswith("ies") else thing[:-1]
    return thing + slash + per


def joined(parts: Iterable[str], last: str = "and") -> str:
    """``a, b and c``; ``none`` for nothing."""
    words = list(parts)
    if len(words) < 2:
        return words[0] if words else "none"
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def title_of(member: str, kind: EnumType, program: Program) -> str:
    """The title of a member; the word itself where no pack gives one."""
    for info in program.enums:
        if info.id == kind.id:
            for one in info.members:
                if one.value == member:
                    return one.title or member
    return member


def in_order(members: Iterable[str], kind: EnumType) -> list[str]:
    """Members in the order of their enum."""
    place = {member: index for index, member in enumerate(kind.members)}
    return sorted(members, key=lambda one: (place.get(one, len(place)), one))


def say_possible(settlement: Settlement, kind: Type, program: Program) -> str:
    """What a conclusion that is not settled may still be: ``Moderate or High``."""
    possible = settlement.possible
    if isinstance(possible, Interval):
        none = " or none" if possible.null else ""
        return _interval(possible, kind) + none + _loosely(settlement)
    if isinstance(kind, SetType):
        return _set(settlement, possible, kind, program)
    if not possible:
        return "unknown"
    words = [say_value(value, kind, program) for value in _sorted(possible, kind)]
    if len(words) > _MOST_WAYS:
        words = [*words[: _MOST_WAYS - 1], f"{len(words) - _MOST_WAYS + 1} others"]
    return joined(words, "or") + _loosely(settlement)


def _loosely(settlement: Settlement) -> str:
    return "" if settlement.exact else " (perhaps fewer)"


def _interval(possible: Interval, kind: Type) -> str:
    unit = kind.unit if isinstance(kind, NumberType) else ""
    if possible.low == possible.high:
        return say_number(possible.low, unit)
    glue = "" if unit == "%" else " " if unit else ""
    return f"between {digits(possible.low)} and {digits(possible.high)}{glue}{unit}"


def _set(
    settlement: Settlement, possible: tuple[Plain, ...], kind: SetType, program: Program
) -> str:
    """Certain members, and those that may still come."""
    item = kind.item
    certain = settlement.value if isinstance(settlement.value, frozenset) else frozenset()
    sure = [title_of(one, item, program) for one in in_order(certain, item)]
    more = [one for one in possible if isinstance(one, str) and one not in certain]
    may = [title_of(one, item, program) for one in in_order(more, item)]
    if not may:
        return joined(sure) if sure else "unknown"
    ending = f"perhaps {joined(may, 'or')}{_loosely(settlement)}"
    return f"{joined(sure)}; {ending}" if sure else ending


def _sorted(values: Sequence[Plain], kind: Type) -> list[Plain]:
    if isinstance(kind, EnumType):
        place: dict[Plain, int] = {member: index for index, member in enumerate(kind.members)}
        return sorted(values, key=lambda one: place.get(one, len(place)))
    if isinstance(kind, BooleanType):
        return sorted(values, key=lambda one: one is not True)
    if isinstance(kind, NumberType):
        return sorted(values, key=lambda one: one if isinstance(one, int | Decimal) else 0)
    return list(values)


def _record(record: dict[str, object], path: str, program: Program) -> str:
    key = next((item.key for item in program.lists if item.path == path), "")
    return record_name(record, key) or f"one of {path}"


def _option(id: str, path: str, program: Program) -> str:
    """What people call a record of which only the key is told."""
    found = (one for one in program.options if one.list_path == path and one.id == id)
    return next((record_name(dict(one.fields), "") for one in found), "") or id


def record_name(record: Mapping[str, object], key: str) -> str:
    """What people call a record: its title, where it has one, or its key; empty for neither."""
    names = (record.get("title"), record.get(key))
    return next((name for name in names if isinstance(name, str) and name), "")


def _untyped(value: object, program: Program, places: int) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return say_number(value, "", places)
        case str():
            return value
        case frozenset():
            return joined(sorted(value))
        case tuple():
            return joined(_untyped(one, program, places) for one in value)
        case _:
            if value is UNKNOWN:
                return "unknown"
            return "none" if value is None else str(written(value))
