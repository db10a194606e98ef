"""TOML values as literals of the language's types.

In: a TOML value and the type it should have. Out: the value as facts and conclusions hold it, or a
sentence saying why it is none. A set comes from a list of members; a list from a list of texts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Scalar
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
from medrules.record import Record
from medrules.source.toml import TomlValue


class Misfit(Record):
    """Why a value is no literal of the type: the diagnostic code, one sentence, and what to do."""

    code: str
    message: str
    help: str


def literal(value: TomlValue, kind: Type) -> Scalar | Misfit:
    """The TOML value as a value of that type, or why it is none."""
    match kind:
        case BooleanType():
            if isinstance(value, bool):
                return value
        case NumberType(_, integer):
            if isinstance(value, int) and not isinstance(value, bool):
                return value
            if isinstance(value, Decimal) and value.is_finite():
                if not integer:
                    return value
                if value == value.to_integral_value():
                    return int(value)
        case TextType():
            if isinstance(value, str):
                return value
        case EnumType(name, members):
            if isinstance(value, str):
                if value in members:
                    return value
                return Misfit(
                    "MR0304",
                    f'"{value}" is not a member of {name}',
                    did_you_mean(value, members) or _members(members),
                )
        case SetType(item):
            if isinstance(value, list):
                return _each(value, item, frozenset)
        case ListType(item):
            if isinstance(value, list):
                return _each(value, item, tuple)
        case RecordTypeOf() | NullType() | AnyType():
            pass
        case _:
            assert_never(kind)
    return Misfit(
        "MR0302", f"this should be {_article(kind)}, but it is {_said(value)}", _example(kind)
    )


def _each(
    values: list[TomlValue], item: Type, make: type[frozenset[str]] | type[tuple[str, ...]]
) -> Scalar | Misfit:
    found: list[str] = []
    for value in values:
        one = literal(value, item)
        if isinstance(one, Misfit):
            return one
        found.append(str(one))
    return make(found)


def _members(members: tuple[str, ...]) -> str:
    shown = ", ".join(f'"{item}"' for item in members[:12])
    return f"the members are {shown}" + (" …" if len(members) > 12 else "")


def _article(kind: Type) -> str:
    words = describe(kind)
    return f"an {words}" if words[0] in "aeiou" else words if words == "text" else f"a {words}"


def _said(value: TomlValue) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'the text "{value[:40]}"'
        case int() | Decimal():
            return f"the number {value}"
        case list():
            return "a list"
        case dict():
            return "a table"
        case None:
            return "missing"
        case _:
            return f"the date or time {value}"


def _example(kind: Type) -> str:
    match kind:
        case BooleanType():
            return "write true or false, without quotes"
        case NumberType(_, integer):
            return (
                "write a whole number, without quotes"
                if integer
                else "write a number, without quotes"
            )
        case TextType() | EnumType():
            return "write a text in quotes"
        case SetType() | ListType():
            return 'write a list, such as ["one", "two"]'
        case _:
            return ""
