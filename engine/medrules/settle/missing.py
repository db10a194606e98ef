"""Missing facts as every value that they could have.

In: a fact and its concrete path. Out: ``Gaps.domain``: a choice for a truth value, an enum or a small whole
number; one for each member of a set; a term for any other number and for a text.
Refused: nothing; a fact of any other type is bounded by nothing.
"""

from __future__ import annotations

from math import ceil, floor
from typing import Literal, assert_never

from medrules.ir.program import Fact
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
)
from medrules.ir.values import Number
from medrules.settle.diagram import Forest, Node, parted
from medrules.settle.held import Held, Members, Wild
from medrules.settle.numbers import Numbers
from medrules.settle.terms import Bounds, Term, exact, number
from medrules.settle.variables import Choice

LARGEST = 10**15
"""What a number without a declared limit reaches, either way."""

FEW = 12
"""Whole numbers with no more values than this are tried one by one."""


class Gaps:
    """The missing facts of one forest; ``bases`` has what each is made of, by path."""

    def __init__(self, forest: Forest, numbers: Numbers) -> None:
        self.forest = forest
        self.numbers = numbers
        self.bases: dict[str, list[Choice | Term]] = {}
        self.numbers_by_path: dict[str, Term] = {}

    def copied(self, forest: Forest, numbers: Numbers) -> Gaps:
        """The same for a copy of the forest."""
        other = parted(self)
        other.forest, other.numbers = forest, numbers
        return other

    def domain(self, fact: Fact, path: str) -> Held:
        """Every value that the fact could have."""
        kind = fact.type
        match kind:
            case BooleanType():
                return self._choice(path, (False, True))
            case EnumType():
                return self._choice(path, kind.members)
            case SetType():
                return Members(
                    {
                        member: self._choice((path, member), (False, True))
                        for member in kind.item.members
                    }
                )
            case NumberType():
                return self._number(path, fact.minimum, fact.maximum, kind.integer)
            case TextType():
                return self._term(path, "text", (None, None), False)
            case ListType() | RecordTypeOf() | NullType() | AnyType():
                return self.forest.leaf(Wild(frozenset({path})))
            case _:
                assert_never(kind)

    def _choice(self, key: str | tuple[str, str], values: tuple[object, ...]) -> Node:
        if len(values) == 1:
            return self.forest.leaf(values[0])
        choice = Choice(key, values)
        self.bases.setdefault(key if isinstance(key, str) else key[0], []).append(choice)
        level = self.forest.add(choice)
        return self.forest.make(level, (), [self.forest.leaf(value) for value in values])

    def _number(
        self, path: str, minimum: Number | None, maximum: Number | None, whole: bool
    ) -> Node:
        low = exact(-LARGEST if minimum is None else minimum)
        high = exact(LARGEST if maximum is None else maximum)
        if whole:
            low, high = ceil(low), floor(high)
            if high - low < FEW:
                return self._choice(path, tuple(range(int(low), int(high) + 1)))
        if low == high:
            return self.forest.leaf(number(low))
        return self._term(path, "number", (low, high), whole)

    def _term(
        self, path: str, kind: Literal["number", "text"], bounds: Bounds, whole: bool
    ) -> Node:
        term = self.numbers.algebra.fact(path, kind, bounds, whole)
        self.bases[path] = [term]
        if kind == "number":
            self.numbers_by_path[path] = term
        return self.forest.leaf(term)
