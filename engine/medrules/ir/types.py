"""Types of facts, conclusions and expressions: a closed union.

In: nothing. Out: the type classes, ``Type``, and ``describe`` for messages. Two enums are the same
type when they have the same id. A unit is a plain word (``USD``, ``hours``, ``hours/week``): equal
units add and compare; a number without a unit is a pure number.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from medrules.record import Record


class BooleanType(Record):
    """true or false."""


class NumberType(Record):
    """A decimal number, or a whole one; ``unit`` is empty for a pure number."""

    unit: str = ""
    integer: bool = False


class TextType(Record):
    """Any text."""


class EnumType(Record):
    """One of a closed set of texts; when ``ordered``, later members are greater."""

    id: str
    members: tuple[str, ...]
    ordered: bool = False


class SetType(Record):
    """A set of members of one enum."""

    item: EnumType


class ListType(Record):
    """A list, in order, with repeats."""

    item: Type


class RecordTypeOf(Record):
    """One record of the record list at ``path``; ``fields`` pairs names with types."""

    path: str
    fields: tuple[tuple[str, Type], ...]

    def field(self, name: str) -> Type | None:
        """The type of the field of that name, or None where there is none."""
        return next((kind for key, kind in self.fields if key == name), None)


class NullType(Record):
    """The type of ``null`` alone."""


class AnyType(Record):
    """Not known before it runs: expressions of DMN models only, never of packs."""


Type: TypeAlias = (
    BooleanType
    | NumberType
    | TextType
    | EnumType
    | SetType
    | ListType
    | RecordTypeOf
    | NullType
    | AnyType
)

BOOLEAN = BooleanType()
TEXT = TextType()
NUMBER = NumberType()
INTEGER = NumberType("", True)
NULL = NullType()
ANY = AnyType()


def describe(kind: Type) -> str:
    """The type in the words that a pack author uses, such as ``number in USD``."""
    match kind:
        case BooleanType():
            return "boolean"
        case NumberType(unit, integer):
            return ("integer" if integer else "number") + (f" in {unit}" if unit else "")
        case TextType():
            return "text"
        case EnumType(name):
            return f"enum {name}"
        case SetType(item):
            return f"set of {item.id}"
        case ListType(item):
            return f"list of {describe(item)}"
        case RecordTypeOf(path):
            return f"record of {path}"
        case NullType():
            return "null"
        case AnyType():
            return "any"
        case _:
            assert_never(kind)
