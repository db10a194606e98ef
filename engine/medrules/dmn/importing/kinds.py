"""Types of a model as types of a pack.

In: a type name of a model with its item definitions, or the values that a column lists. Out: ``Kind``
(a type of facts and conclusions, with its enum or its range), ``Parts`` (a structure: several of
them), or ``Unfit`` with the reason. Refused, as ``Unfit``: dates, functions, lists of anything but
words, and types that are not declared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from medrules.dmn.importing.blocks import Block, Plain, block, number
from medrules.dmn.importing.names import Taken, id_of
from medrules.dmn.model import Feel, ItemDefinition, Model
from medrules.feel.ast import (
    Expression,
    Negate,
    NumberLit,
    RangeLit,
    TestCompare,
    TestExpr,
    TextLit,
    UnaryTests,
)
from medrules.feel.parser import parse_unary_tests

_WORD = re.compile(r"[A-Za-z0-9]+([-_.+][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """An enum of the pack."""

    id: str
    title: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: ``type``, ``of``, ``min`` and ``max`` as a pack writes them.

    ``lost`` says what of the model's type a pack cannot hold (empty: nothing).
    """

    type: Literal["boolean", "integer", "number", "text", "enum", "set", "list"]
    words: Words | None = None
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    lost: str = ""

    def pairs(self) -> dict[str, Plain]:
        """The keys that a block writes."""
        found: dict[str, Plain] = {"type": self.type}
        if self.words is not None:
            found["of"] = self.words.id
        if self.minimum is not None:
            found["min"] = self.minimum
        if self.maximum is not None:
            found["max"] = self.maximum
        return found


@dataclass(frozen=True, slots=True)
class Parts:
    """A structure, by the names of its components."""

    parts: tuple[tuple[str, Fit], ...]


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a type has no place in a pack, as the end of a sentence about the element."""

    reason: str


Fit: TypeAlias = Kind | Parts | Unfit

_BASIC: Mapping[str, Kind] = {
    "string": Kind("text"),
    "number": Kind("number"),
    "boolean": Kind("boolean"),
}


@dataclass(slots=True)
class Kinds:
    """The types of one model; ``words`` collects the enums that are needed, by id."""

    model: Model
    words: dict[str, Words] = field(default_factory=dict)
    _ids: Taken = field(default_factory=lambda: Taken("-"))
    _by_members: dict[tuple[str, tuple[str, ...]], Words] = field(default_factory=dict)

    def of(self, name: str) -> Fit:
        """The pack's type for a type name."""
        if name in _BASIC:
            return _BASIC[name]
        if name in ("", "Any"):
            return Unfit("has no declared type")
        item = next((one for one in self.model.items if one.name == name), None)
        if item is None:
            return Unfit(f'has the type "{name}", which packs do not have')
        return self._item(item)

    def _item(self, item: ItemDefinition) -> Fit:
        if item.function is not None:
            return Unfit(f'has the type "{item.name}", a function, which packs do not have')
        single = self._single(item)
        if not item.collection:
            return single
        match single:
            case Kind(type="enum", words=words):
                return Kind("set", words, lost="its order and its repeats" + _also(item.constraint))
            case Kind(type="text"):
                return Kind("list", lost=single.lost)
            case Unfit():
                return single
            case _:
                return Unfit(f'has the type "{item.name}", a list, which packs do not have')

    def _single(self, item: ItemDefinition) -> Fit:
        if item.components:
            return Parts(tuple((part.name, self._item(part)) for part in item.components))
        base = self.of(item.base)
        if not isinstance(base, Kind) or item.allowed is None:
            return base
        return self.limited(base, item.allowed, item.name)

    def limited(self, base: Kind, values: Feel, title: str) -> Kind:
        """A type with the values that are allowed for it: an enum, or a range."""
        parse = parse_unary_tests(values.text.text)
        tests = parse.tree
        if tests is None or tests.negated:
            return _lossy(base, values)
        if base.type == "text":
            members = _texts(tests)
            if members and all(_WORD.fullmatch(one) for one in members):
                return Kind("enum", self._enum(title, members))
        if base.type == "number":
            limits = _limits(tests)
            if limits is not None:
                return Kind("number", None, *limits)
        if base.type == "enum" and base.words and set(_texts(tests)) >= set(base.words.members):
            return base
        return _lossy(base, values)

    def _enum(self, title: str, members: tuple[str, ...]) -> Words:
        key = (title, members)
        if key not in self._by_members:
            # Many models name their types with a leading t, which says nothing to people.
            shown = title.removeprefix("t") if re.match("t[A-Z]", title) else title
            words = Words(self._ids.new(id_of(shown, "words")), shown, members)
            self._by_members[key] = self.words[words.id] = words
        return self._by_members[key]

    def block_of(self, words: Words) -> Block:
        """``[[enums]]`` for one of them."""
        return block("enums", id=words.id, title=words.title, members=list(words.members))


def _lossy(base: Kind, values: Feel) -> Kind:
    text = " ".join(values.text.text.split())
    return Kind(base.type, base.words, base.minimum, base.maximum, f"that it allows only {text}")


def _also(constraint: Feel | None) -> str:
    if constraint is None:
        return ""
    return f", and that it allows only {' '.join(constraint.text.text.split())}"


def _texts(tests: UnaryTests) -> tuple[str, ...]:
    """The texts that the tests list, or nothing where they are anything else."""
    found = [
        test.expression.value
        for test in tests.tests
        if isinstance(test, TestExpr) and isinstance(test.expression, TextLit)
    ]
    return tuple(dict.fromkeys(found)) if len(found) == len(tests.tests) else ()


def _limits(tests: UnaryTests) -> tuple[int | Decimal | None, int | Decimal | None] | None:
    """The least and greatest number that one test allows, where both are included."""
    if len(tests.tests) != 1:
        return None
    (test,) = tests.tests
    if isinstance(test, TestCompare) and test.op in (">=", "<="):
        limit = constant(test.operand)
        if limit is None:
            return None
        return (limit, None) if test.op == ">=" else (None, limit)
    if isinstance(test, TestExpr) and isinstance(test.expression, RangeLit):
        limits = test.expression
        if limits.low is None or limits.high is None:
            return None
        low, high = constant(limits.low), constant(limits.high)
        if low is None or high is None or not (limits.low_included and limits.high_included):
            return None
        return low, high
    return None


def constant(node: Expression) -> int | Decimal | None:
    """The number that a literal, perhaps with a sign, is."""
    if isinstance(node, Negate):
        inner = constant(node.operand)
        return None if inner is None else -inner
    return number(node.value) if isinstance(node, NumberLit) else None
