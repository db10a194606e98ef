"""Where every key and value of a TOML or JSON text stands, as a tree of offsets.

In: what a scanner finds, in the order of the text. Out: ``Node`` trees and the nearest node for a
path. Refused: nothing; a path that leads nowhere gives the last node it reached.

Also here, since both scanners need them: ``Run``, a piece of a string with the place it was
written, and ``Fault``, what a scanner raises where the text breaks the rules of its format.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and, for members of arrays, positions from 0: ``("rules", 2, "when")``."""

Extent: TypeAlias = tuple[int, int]
"""The start and the end (exclusive) of a stretch of the text."""


class Kind(Enum):
    """How a node came to be, which decides what may be said about it again."""

    VALUE = "a value"
    IMPLIED = "a table named on the way to another"
    DOTTED = "a table made by a dotted key"
    HEADER = "a table with a header"
    ARRAY = "an array of tables"


class Node:
    """One key with its value; ``children`` by key, or by position in an array."""

    __slots__ = ("children", "key", "kind", "value")

    def __init__(self, key: Extent, value: Extent, kind: Kind = Kind.VALUE) -> None:
        self.key = key
        self.value = value
        self.kind = kind
        self.children: dict[str | int, Node] = {}

    def reach(self, path: Path) -> tuple[Node, int]:
        """The node at ``path``, or the last on the way to it, and how many steps led there."""
        node = self
        for steps, part in enumerate(path):
            child = node.children.get(part)
            if child is None:
                return node, steps
            node = child
        return node, len(path)


def root_node() -> Node:
    """The node of a whole text: an empty stretch at its start."""
    return Node((0, 0), (0, 0), Kind.HEADER)


class Run(NamedTuple):
    """A piece of a string: what it means, and where it was written.

    Either as many characters as the stretch is long, one for one, or one character that an escape
    or a line end of two characters stands for.
    """

    text: str
    start: int
    end: int


def places(runs: list[Run], end: int) -> list[Extent]:
    """Where each character of a string stands, and last the empty stretch at its ``end``."""
    found: list[Extent] = []
    for run in runs:
        if len(run.text) == run.end - run.start:
            found.extend((at, at + 1) for at in range(run.start, run.end))
        else:
            found.extend([(run.start, run.end)] * len(run.text))
    found.append((end, end))
    return found


class Fault(Exception):
    """A stretch of text that breaks the rules of its format; ``message`` is one sentence.

    ``other`` is a second place that matters, with a few words on why. After a ``fatal`` fault,
    such as a bracket that is never closed, nothing that follows in the text can be trusted.
    """

    def __init__(
        self,
        code: str,
        message: str,
        extent: Extent,
        help: str = "",
        *,
        other: tuple[Extent, str] | None = None,
        fatal: bool = False,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extent = extent
        self.help = help
        self.other = other
        self.fatal = fatal
