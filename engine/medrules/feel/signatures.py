"""The signatures of the operator table, read and matched with arguments.

In: signature text such as ``list: list[T], element: T -> boolean``, and the types of arguments. Out:
``Signature`` and, from ``match``, a ``Solution`` (what each argument must become, and the type of
the result) or a ``Mismatch``. Refused: text of another form (ValueError): a fault of the table,
never of a pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias, assert_never

from medrules.feel.typing import fits, join, join_open, type_words, unit_clash
from medrules.feel.units import divide, multiply
from medrules.ir.types import (
    BOOLEAN,
    NULL,
    TEXT,
    BooleanType,
    EnumType,
    ListType,
    NullType,
    NumberType,
    SetType,
    TextType,
    Type,
)


@dataclass(frozen=True, slots=True)
class Numeric:
    """``number`` or ``integer``, pure or in a unit: ``u``, ``u*v`` or ``u/v``."""

    integer: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Variable:
    """``T``, any type, or ``E``, any enum."""

    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """``list[…]``."""

    item: Pattern


@dataclass(frozen=True, slots=True)
class SetOf:
    """``set[E]``."""

    item: Variable


Pattern: TypeAlias = BooleanType | TextType | Numeric | Variable | Listed | SetOf


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name in named calls (may be empty) and its type."""

    name: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters and result; when ``repeats``, the last parameter stands for one or more."""

    parameters: tuple[Parameter, ...]
    repeats: bool
    result: Pattern

    def accepts(self, count: int) -> bool:
        """Whether so many arguments can be given."""
        least = len(self.parameters)
        return count >= least if self.repeats else count == least

    def pattern(self, position: int) -> Pattern:
        """The type of the argument at a position."""
        return self.parameters[min(position, len(self.parameters) - 1)].pattern


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: its type, and whether it is a literal, whose type is open."""

    type: Type
    is_open: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """The type that each argument takes, and that of the result."""

    arguments: tuple[Type, ...]
    result: Type


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The argument that does not fit, what was wanted, and the two units where they are why."""

    position: int
    wanted: str
    units: tuple[str, str] | None


@dataclass(slots=True)
class Bindings:
    """What the variables of a signature stand for so far."""

    types: dict[str, Type] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


@cache
def read_signature(text: str) -> Signature:
    """The signature that the text writes. Raises ValueError where it writes none."""
    before, arrow, after = text.partition("->")
    if not arrow:
        raise ValueError(f"no arrow in the signature {text!r}")
    parts = [part.strip() for part in before.split(",")] if before.strip() else []
    repeats = bool(parts) and parts[-1].endswith("...")
    if repeats:
        parts[-1] = parts[-1].removesuffix("...")
    parameters = []
    for part in parts:
        name, colon, kind = part.rpartition(":")
        parameters.append(Parameter(name.strip() if colon else "", _pattern(kind.strip())))
    return Signature(tuple(parameters), repeats, _pattern(after.strip()))


def _pattern(text: str) -> Pattern:
    head, bracket, rest = text.partition("[")
    inner = rest.removesuffix("]")
    if bool(bracket) != rest.endswith("]"):
        raise ValueError(f"brackets do not close in the type {text!r}")
    match head:
        case "boolean" if not bracket:
            return BOOLEAN
        case "text" if not bracket:
            return TEXT
        case "number" | "integer":
            return Numeric(head == "integer", inner)
        case "list" if bracket:
            return Listed(_pattern(inner))
        case "set" if inner == "E":
            return SetOf(Variable("E"))
        case "T" | "E" if not bracket:
            return Variable(head)
        case _:
            raise ValueError(f"no type is written {text!r}")


def match(signature: Signature, arguments: Sequence[Argument]) -> Solution | Mismatch:
    """What the signature makes of so many arguments as it accepts; literals are matched last."""
    found = Bindings()
    order = sorted(range(len(arguments)), key=lambda position: arguments[position].is_open)
    for position in order:
        argument = arguments[position]
        pattern = signature.pattern(position)
        if not _bind(pattern, argument, found):
            clash = _clash(pattern, argument, found)
            return Mismatch(position, _wanted(pattern, found), clash)
    return Solution(
        tuple(_type(signature.pattern(position), found) for position in range(len(arguments))),
        _type(signature.result, found),
    )


def _bind(pattern: Pattern, argument: Argument, found: Bindings) -> bool:
    """Fit an argument to a pattern, and note what the variables then stand for."""
    kind = argument.type
    match pattern:
        case BooleanType() | TextType():
            return fits(kind, pattern, argument.is_open)
        case Numeric(integer, unit):
            if isinstance(kind, NullType):
                return True
            if not isinstance(kind, NumberType) or (integer and not kind.integer):
                return False
            wanted = found.units.setdefault(unit, kind.unit) if unit else ""
            return argument.is_open or unit_clash(NumberType(wanted), kind) is None
        case Variable(name):
            return _bind_variable(name, argument, found)
        case Listed(item):
            if isinstance(kind, NullType):
                return True
            if not isinstance(kind, ListType):
                return False
            return _bind(item, Argument(kind.item, argument.is_open), found)
        case SetOf(item):
            if isinstance(kind, SetType):
                return _bind(item, Argument(kind.item, False), found)
            bound = found.types.get(item.name)
            if not argument.is_open or not isinstance(bound, EnumType):
                return False
            return fits(kind, SetType(bound), True)
        case _:
            assert_never(pattern)


def _bind_variable(name: str, argument: Argument, found: Bindings) -> bool:
    kind: Type | None = argument.type
    bound = found.types.get(name)
    if bound is not None and not isinstance(bound, NullType):
        kind = join_open(argument.type, bound) if argument.is_open else join(bound, argument.type)
    elif name == "E" and not isinstance(kind, EnumType):
        return False
    if kind is None:
        return False
    found.types[name] = kind
    return True


def _type(pattern: Pattern, found: Bindings) -> Type:
    """The pattern with its variables replaced by what they stand for."""
    match pattern:
        case BooleanType() | TextType():
            return pattern
        case Numeric(integer, unit):
            return NumberType(_unit(unit, found.units), integer)
        case Variable(name):
            return found.types.get(name, NULL)
        case Listed(item):
            return ListType(_type(item, found))
        case SetOf(item):
            bound = found.types.get(item.name)
            return SetType(bound) if isinstance(bound, EnumType) else NULL
        case _:
            assert_never(pattern)


def _unit(text: str, units: dict[str, str]) -> str:
    if "*" in text:
        left, right = text.split("*")
        return multiply(units.get(left, ""), units.get(right, ""))
    if "/" in text:
        left, right = text.split("/")
        return divide(units.get(left, ""), units.get(right, ""))
    return units.get(text, "")


def _clash(pattern: Pattern, argument: Argument, found: Bindings) -> tuple[str, str] | None:
    """The two units, where the argument fits but for its unit."""
    match pattern:
        case Numeric(_, unit) if argument.is_open or (unit and unit not in found.units):
            return None
        case Listed(item) if isinstance(argument.type, ListType):
            return _clash(item, Argument(argument.type.item, argument.is_open), found)
        case _:
            return unit_clash(_type(pattern, found), argument.type)


def _wanted(pattern: Pattern, found: Bindings) -> str:
    """What the parameter asks for, in words."""
    match pattern:
        case Numeric(integer, unit) if unit and unit not in found.units:
            return "a whole number" if integer else "a number"
        case Numeric(integer, ""):
            return "a whole number" if integer else "a number"
        case Variable("E") if "E" not in found.types:
            return "a member of an enum"
        case Variable(name) if name not in found.types:
            return "a value"
        case Listed(Variable(name)) if name not in found.types:
            return "a list"
        case Listed(Numeric(_, unit)) if unit not in found.units:
            return "a list of numbers"
        case Listed(Listed()):
            return "a list of lists"
        case SetOf() if "E" not in found.types:
            return "a set"
        case _:
            return type_words(_type(pattern, found))


def positional(signature: Signature, names: Iterable[str]) -> tuple[int, ...] | None:
    """For each parameter, which of the named arguments is its; None where the names do not fit."""
    given = list(names)
    wanted = [parameter.name for parameter in signature.parameters]
    if signature.repeats or sorted(given) != sorted(wanted) or "" in wanted:
        return None
    return tuple(given.index(name) for name in wanted)
