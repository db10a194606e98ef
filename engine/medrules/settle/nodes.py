"""The nodes of decision diagrams, and how a variable is parted.

In: nothing. Out: ``Node``, ``Variable``, the cuts between pieces, and ``walk`` over a diagram.
Refused: nothing. ``medrules.settle.diagram`` makes the nodes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, TypeAlias

Exact: TypeAlias = int | Fraction
"""A number without rounding."""

Cut: TypeAlias = tuple[Exact, int]
"""A place on the number line: ``(k, 0)`` just below ``k``, ``(k, 1)`` just above it."""

Cuts: TypeAlias = tuple[Cut, ...] | tuple[str, ...]
"""How a node parts its variable: nothing for a finite one, places on the line, or texts."""

LEAF: Final = 1 << 60


class Exhausted(Exception):
    """The steps granted for the search are used up."""


class Lost:
    """The type of ``LOST``: there is no answer, because rules disagree under these facts."""

    def __repr__(self) -> str:
        return "LOST"


LOST: Final = Lost()


class Node:
    """A leaf with its ``value``, or a choice by one variable: ``kids`` in the order of its pieces.

    Pieces: for a finite variable one for each of its values; for a line ``cuts`` in ascending order
    part it; for texts one for each text of ``cuts``, and last one for any other text. ``null``:
    whether some leaf below is null.
    """

    __slots__ = ("cuts", "kids", "level", "null", "value")

    def __init__(self, level: int, cuts: Cuts, kids: tuple[Node, ...], value: object) -> None:
        self.level: int = level
        self.cuts: Cuts = cuts
        self.kids: tuple[Node, ...] = kids
        self.value = value
        self.null: bool = level == LEAF and value is None
        for kid in kids:
            if kid.null:
                self.null = True

    def __repr__(self) -> str:
        if self.level == LEAF:
            return f"<{self.value!r}>"
        return f"<{self.level} {self.cuts} {self.kids}>"


class Variable:
    """What a diagram can ask. ``facts``: the concrete paths of the missing facts it rests on."""

    __slots__ = ("facts",)
    shape: Literal["finite", "line", "words"] = "finite"

    def __init__(self, facts: frozenset[str]) -> None:
        self.facts = facts


def walk(root: Node) -> list[Node]:
    """Every node of a diagram once, each before those below it that were not met yet."""
    seen = {root}
    order = [root]
    for node in order:
        for kid in node.kids:
            if kid not in seen:
                seen.add(kid)
                order.append(kid)
    return order


def identity(value: object) -> object:
    """What tells leaves apart: numbers are equal by value, and no truth value is a number."""
    if type(value) is tuple:
        return ("list", *[identity(item) for item in value])
    if type(value) is dict:
        return ("record", id(value))
    return (type(value) is bool, value)


def along_line(node: Node, cuts: Cuts) -> tuple[Node, ...]:
    """The kids of a node for the pieces of a finer parting of its line."""
    own, at, row = node.cuts, 0, []
    for cut in cuts:
        row.append(node.kids[at])
        if at < len(own) and own[at] == cut:
            at += 1
    return (*row, node.kids[at])


def along_words(node: Node, words: Cuts) -> tuple[Node, ...]:
    """The kids of a node for more texts than it asks for."""
    known = dict(zip(node.cuts, node.kids, strict=False))
    return (*[known.get(word, node.kids[-1]) for word in words], node.kids[-1])
