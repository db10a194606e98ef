"""Which types fit together.

In: types of ``medrules.ir.types``. Out: the type that two values have in common, whether a value may
stand where another type is asked for, and words for messages. Refused: nothing; types that do not
fit give None or False.

The type of a literal is *open*: a number literal takes the unit that its place asks for, a text
literal the enum, a list of text literals the set. Null fits everywhere.
"""

from __future__ import annotations

from typing import assert_never

from medrules.feel.units import same_unit
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
    describe,
)


def join(left: Type, right: Type) -> Type | None:
    """The type that values of both have, or None: of an integer and a number, the number."""
    match left, right:
        case NullType(), _:
            return right
        case _, NullType():
            return left
        case NumberType(unit, integer), NumberType(other, whole):
            return NumberType(unit, integer and whole) if same_unit(unit, other) else None
        case ListType(item), ListType(other_item):
            inner = join(item, other_item)
            return None if inner is None else ListType(inner)
        case _:
            return left if same_type(left, right) else None


def join_open(open_type: Type, closed: Type) -> Type | None:
    """The type that a literal and a value have in common: the value's, where the literal can be
    one of it."""
    match open_type, closed:
        case NullType(), _:
            return closed
        case NumberType(_, whole), NumberType(unit, integer):
            return NumberType(unit, integer and whole)
        case TextType(), EnumType():
            return closed
        case ListType(TextType() | NullType()), SetType():
            return closed
        case ListType(item), ListType(other):
            inner = join_open(item, other)
            return None if inner is None else ListType(inner)
        case _:
            return join(open_type, closed)


def fits(actual: Type, wanted: Type, is_open: bool = False) -> bool:
    """Whether a value of one type may stand where the other is asked for.

    An integer may stand for a number, not the other way round.
    """
    joined = join_open(actual, wanted) if is_open else join(actual, wanted)
    return joined is not None and _whole_enough(actual, wanted)


def _whole_enough(actual: Type, wanted: Type) -> bool:
    match actual, wanted:
        case NumberType(_, integer), NumberType(_, whole):
            return integer or not whole
        case ListType(item), ListType(other):
            return _whole_enough(item, other)
        case _:
            return True


def same_type(left: Type, right: Type) -> bool:
    """Whether two types are one: enums by id, records by list, units however they are spelled."""
    match left, right:
        case NumberType(unit, integer), NumberType(other, whole):
            return integer == whole and same_unit(unit, other)
        case EnumType(name), EnumType(other):
            return name == other
        case SetType(item), SetType(other_item):
            return item.id == other_item.id
        case ListType(item), ListType(other_item):
            return same_type(item, other_item)
        case RecordTypeOf(path), RecordTypeOf(other):
            return path == other
        case _:
            return type(left) is type(right)


def unit_clash(left: Type, right: Type) -> tuple[str, str] | None:
    """The two units, where they are all that keeps two types apart."""
    match left, right:
        case NumberType(unit), NumberType(other) if not same_unit(unit, other):
            return unit, other
        case ListType(item), ListType(other_item):
            return unit_clash(item, other_item)
        case _:
            return None


def unit_words(unit: str) -> str:
    """A unit in a sentence."""
    return unit or "a pure number"


def type_words(kind: Type) -> str:
    """A type in a sentence, with its article: ``a number in USD``, ``text``."""
    words = describe(kind)
    match kind:
        case TextType() | NullType():
            return words
        case BooleanType():
            return "true or false"
        case EnumType():
            return f"a member of {kind.id}"
        case NumberType(unit, integer):
            return ("a whole number" if integer else "a number") + (f" in {unit}" if unit else "")
        case SetType() | ListType() | RecordTypeOf() | AnyType():
            return f"a {words}"
        case _:
            assert_never(kind)
