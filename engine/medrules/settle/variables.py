"""What a diagram can ask about the missing facts, and what it answers for one completion.

In: missing facts by concrete path. Out: the four kinds of variable, ``Point`` (one completion: a value
for every missing fact) and ``follow``, which takes a diagram to its leaf at a point.
Refused: following a diagram through a test that stands for a list nobody gave (``KeyError``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Literal, TypeAlias

from medrules.settle.diagram import LEAF, Exact, Forest, Node, Variable
from medrules.settle.terms import Part, Term, exact

Key: TypeAlias = str | tuple[str, str]
"""A missing fact by its path, or a member of a missing set by path and member."""


class Choice(Variable):
    """A missing fact with few values, or whether a missing set has a member."""

    __slots__ = ("key", "values")

    def __init__(self, key: Key, values: tuple[object, ...]) -> None:
        super().__init__(frozenset({key if isinstance(key, str) else key[0]}))
        self.key = key
        self.values = values


class Line(Variable):
    """A sum of missing numbers (often of one) that is compared with something.

    ``parts`` is the sum, with whole coprime factors; ``low`` and ``high`` bound it, None where nothing does.
    ``whole``: only whole numbers occur.
    """

    __slots__ = ("high", "low", "parts", "whole")
    shape: Literal["finite", "line", "words"] = "line"

    def __init__(
        self,
        parts: tuple[Part, ...],
        low: Exact | None,
        high: Exact | None,
        whole: bool,
        facts: frozenset[str],
    ) -> None:
        super().__init__(facts)
        self.parts = parts
        self.low = low
        self.high = high
        self.whole = whole

    @property
    def fact(self) -> str:
        """The path of the fact, where the sum is just one; else empty."""
        (atoms, factor), *more = self.parts
        if more or factor != 1 or len(atoms) != 1 or atoms[0].op != "fact":
            return ""
        return atoms[0].path


class Words(Variable):
    """A missing text."""

    __slots__ = ("fact",)
    shape: Literal["finite", "line", "words"] = "words"

    def __init__(self, fact: str) -> None:
        super().__init__(frozenset({fact}))
        self.fact = fact


class Test(Variable):
    """Something with few values that is not taken apart further.

    ``decide`` gives its value at a point; None where no point has one (a list nobody gave).
    ``words``: texts that it compares with, worth trying.
    """

    __slots__ = ("decide", "values", "words")

    def __init__(
        self,
        values: tuple[object, ...],
        facts: frozenset[str],
        decide: Callable[[Point], object] | None,
        words: tuple[str, ...] = (),
    ) -> None:
        super().__init__(facts)
        self.values = values
        self.decide = decide
        self.words = words


class Point:
    """One completion: a value for every missing fact that is asked about."""

    __slots__ = ("_known", "_sums", "values")

    def __init__(self, values: dict[Key, object]) -> None:
        self.values = values
        self._known: dict[object, object] = {}
        self._sums: dict[Line, Exact] = {}

    def term(self, term: Term) -> object:
        """The value of a term, as the interpreter would compute it."""
        if term.op == "fact":
            return self.values[term.path]
        if term not in self._known:
            self._known[term] = term.evaluate(self._plain)
        return self._known[term]

    def _plain(self, value: object) -> object:
        if type(value) is Term:
            return self.term(value)
        if type(value) is tuple:
            return tuple([self._plain(item) for item in value])
        return value

    def leaf(self, value: object) -> object:
        """A leaf's value with its terms worked out."""
        return self._plain(value)

    def piece(self, variable: Variable, node: Node) -> int:
        """Which piece of the node the point lies in. Raises KeyError where that cannot be said."""
        match variable:
            case Choice():
                return variable.values.index(self.values[variable.key])
            case Line():
                return bisect_left(node.cuts, (self.sum(variable), 0.5))
            case Words():
                text = self.values[variable.fact]
                cuts: tuple[object, ...] = node.cuts
                return cuts.index(text) if text in cuts else len(cuts)
            case Test():
                if variable.decide is None:
                    raise KeyError(variable)
                if variable not in self._known:
                    self._known[variable] = variable.decide(self)
                return variable.values.index(self._known[variable])
            case _:
                raise TypeError(variable)

    def sum(self, line: Line) -> Exact:
        """The exact value of a sum."""
        total = self._sums.get(line)
        if total is None:
            total = 0
            for atoms, factor in line.parts:
                product = factor
                for atom in atoms:
                    product *= exact(self.term(atom))
                total += product
            self._sums[line] = total
        return total


def follow(forest: Forest, node: Node, point: Point) -> Node:
    """The leaf of a diagram at a point."""
    while node.level != LEAF:
        node = node.kids[point.piece(forest.variables[node.level], node)]
    return node
