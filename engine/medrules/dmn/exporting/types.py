"""Types of a program as item definitions.

In: types of the IR. Out: type names, and the item definitions that they need, each once. Refused:
nothing: every type of a fact or a conclusion has one.

An enum is a text with its members as allowed values; a set or a list is a collection of its items.
Units have no place in DMN: they stand in descriptions.
"""

from __future__ import annotations

from typing import assert_never

from medrules.dmn.exporting.names import Names, type_of
from medrules.dmn.exporting.parts import feel, where
from medrules.dmn.model import Feel, ItemDefinition
from medrules.ir.program import Fact, Program
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
from medrules.ir.writing import plain, quoted


class TypeNames:
    """The item definitions so far, by the key of what they define."""

    def __init__(self, program: Program) -> None:
        self._titles = {info.id: info.title for info in program.enums}
        self._names = Names()
        self._made: dict[str, ItemDefinition] = {}

    def items(self) -> tuple[ItemDefinition, ...]:
        """Every item definition, in the order in which they were needed."""
        return tuple(self._made.values())

    def of(self, kind: Type) -> str:
        """The name of a type; empty for one that only a run can tell."""
        match kind:
            case BooleanType():
                return "boolean"
            case NumberType():
                return "number"
            case TextType():
                return "string"
            case EnumType():
                return self._enum(kind)
            case SetType(item):
                return self._list(item)
            case ListType(item):
                return self._list(item)
            case RecordTypeOf() | NullType() | AnyType():
                return ""
            case _:
                assert_never(kind)

    def structure(self, key: str, parts: tuple[ItemDefinition, ...], collection: bool) -> str:
        """The name of a structure with these components."""
        if key not in self._made:
            name = self._names.new(type_of(key))
            self._made[key] = ItemDefinition(
                name, "", parts, None, collection, None, None, where("itemDefinition", "", name)
            )
        return self._made[key].name

    def _enum(self, kind: EnumType) -> str:
        key = f"enum {kind.id}"
        if key not in self._made:
            name = self._names.new(type_of(kind.id))
            title = self._titles.get(kind.id, "")
            order = ", from least to greatest" if kind.ordered else ""
            self._made[key] = ItemDefinition(
                name,
                "string",
                (),
                None,
                False,
                members(kind.members),
                None,
                where("itemDefinition", "", name),
                f"{title}{order}",
            )
        return self._made[key].name

    def _list(self, item: Type) -> str:
        base = self.of(item)
        key = f"list of {base}"
        if key not in self._made:
            name = self._names.new(f"{base if base.startswith('t') else type_of(base)}List")
            self._made[key] = ItemDefinition(
                name, base, (), None, True, None, None, where("itemDefinition", "", name)
            )
        return self._made[key].name

    def component(self, name: str, fact: Fact) -> ItemDefinition:
        """A fact as a component of the structure that it stands in."""
        kind = fact.type
        base = self.of(kind.item if isinstance(kind, SetType | ListType) else kind)
        limits = _limits(fact.minimum, fact.maximum) if isinstance(kind, NumberType) else None
        return ItemDefinition(
            name,
            base,
            (),
            None,
            isinstance(kind, SetType | ListType),
            limits,
            None,
            where("itemComponent", "", name),
            described(fact.title, fact.type, fact.question),
        )

    def plain_component(self, name: str, kind: Type, title: str) -> ItemDefinition:
        """A conclusion as a component of the records that it belongs to."""
        inner = kind.item if isinstance(kind, SetType | ListType) else kind
        return ItemDefinition(
            name,
            self.of(inner),
            (),
            None,
            isinstance(kind, SetType | ListType),
            None,
            None,
            where("itemComponent", "", name),
            described(title, kind, ""),
        )


def members(values: tuple[str, ...]) -> Feel:
    """Texts as allowed values."""
    return feel(", ".join(quoted(one) for one in values), "", "allowedValues")


def described(title: str, kind: Type, more: str) -> str:
    """A title with its unit, and what else there is to say."""
    unit = f", in {kind.unit}" if isinstance(kind, NumberType) and kind.unit else ""
    return ". ".join(one for one in (f"{title}{unit}", more) if one)


def _limits(low: Number | None, high: Number | None) -> Feel | None:
    if low is not None and high is not None:
        return feel(f"[{plain(low)}..{plain(high)}]", "", "allowedValues")
    if low is not None:
        return feel(f">= {plain(low)}", "", "allowedValues")
    return feel(f"<= {plain(high)}", "", "allowedValues") if high is not None else None
