"""Values, types and examples in the words that people who write profiles use.

In: values, types, slots. Out: pieces of sentences. Refused: nothing. Read only when something must
be said about a profile, or when a starter is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, assert_never

from medrules.diagnostics.sanitise import visible_line
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
from medrules.ir.values import Number
from medrules.ir.writing import plain
from medrules.profile.check import WIDEST
from medrules.profile.vocabulary import Slot

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

_MOST_MEMBERS = 12


def clipped(text: str, most: int = 40) -> str:
    """A text on one line, and not longer than a message can bear."""
    return visible_line(text if len(text) <= most else text[:most] + "…")


def quoted(text: str) -> str:
    """A TOML basic string, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(char) for char in escaped) + '"'


def _escaped(char: str) -> str:
    if char >= " " and char != "\x7f":
        return char
    return f"\\u{ord(char):04x}"


def said(raw: TomlValue) -> str:
    """What a raw value is, in a sentence after ``it is``."""
    match raw:
        case bool():
            return "true" if raw else "false"
        case str():
            return f'the text "{clipped(raw)}"' if raw else "an empty text"
        case Decimal() if not raw.is_finite():
            return "not a number that can be calculated with"
        case int() | Decimal():
            return f"the number {plain(raw)}"
        case list():
            return "a list" if raw else "an empty list"
        case dict():
            return "a table"
        case None:
            return "null"
        case _:
            return f"the date or time {raw}"


def wanted(kind: Type) -> str:
    """What a value of the type is, in a sentence after ``should be``."""
    match kind:
        case BooleanType():
            return "true or false"
        case NumberType(unit, integer):
            whole = "a whole number" if integer else "a number"
            return f"{whole} of {unit}" if unit else whole
        case TextType():
            return "a text"
        case EnumType():
            return "one word of a list"
        case SetType():
            return "a list of words"
        case ListType():
            return "a list of texts"
        case RecordTypeOf() | NullType() | AnyType():
            return "something else"
        case _:
            assert_never(kind)


def example_value(slot: Slot) -> str:
    """A value that the slot takes, as TOML."""
    return _example(slot.type, slot.minimum, slot.maximum)


def _example(kind: Type, low: Number | None, high: Number | None) -> str:
    match kind:
        case BooleanType():
            return "true"
        case NumberType(_, integer):
            return plain(_typical(integer, low, high))
        case TextType():
            return '"some text"'
        case EnumType(_, members):
            return quoted(members[0])
        case SetType(item):
            return f"[{', '.join(quoted(member) for member in item.members[:2])}]"
        case ListType(item):
            return f"[{_example(item, None, None)}]"
        case RecordTypeOf() | NullType() | AnyType():
            return '""'
        case _:
            assert_never(kind)


def _typical(integer: bool, low: Number | None, high: Number | None) -> Number:
    """A number that looks like an example: round, and inside the range."""
    least = -WIDEST if low is None else low
    most = WIDEST if high is None else high
    for candidate in (10, 3, 1, 0, 50, 100, 1000):
        if least <= candidate <= most:
            return candidate
    if integer:
        return int(Decimal(least).to_integral_value(ROUND_CEILING))
    return (Decimal(least) + Decimal(most)) / 2


def range_text(slot: Slot) -> str:
    """The range of a number with its unit, such as ``0 to 168 hours/week``; maybe ``""``."""
    if not isinstance(slot.type, NumberType):
        return ""
    unit = f" {slot.type.unit}" if slot.type.unit else ""
    low, high = slot.minimum, slot.maximum
    if low is not None and high is not None:
        return f"{plain(low)} to {plain(high)}{unit}"
    if low is not None:
        return f"{plain(low)}{unit} or more"
    if high is not None:
        return f"{plain(high)}{unit} or less"
    return ""


def members_text(members: Iterable[str]) -> str:
    """The members of an enum, quoted; of a long one only the first."""
    words = [f'"{member}"' for member in members]
    if len(words) > _MOST_MEMBERS:
        return f"{', '.join(words[:_MOST_MEMBERS])} and {len(words) - _MOST_MEMBERS} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
