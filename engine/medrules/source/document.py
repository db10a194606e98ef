"""A structured text as read: its data, and where each piece of it stands.

In: a ``SourceFile`` and the data that a parser made of it. Out: ``Document`` with the data and, by
path, spans of keys and values and ``Located`` texts. Refused: nothing; a path that does not exist
gives the nearest thing around it, since that is where a missing key has to be reported.

Positions are found by a second reading of the text, which runs when the first one is asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeAlias

from medrules.source.located import Located

if TYPE_CHECKING:
    from datetime import date, datetime, time
    from decimal import Decimal

    from medrules.source.lines import Lines
    from medrules.source.span import Span
    from medrules.source.text import SourceFile
    from medrules.source.tree import Extent, Node, Path

TomlValue: TypeAlias = (
    "str | int | Decimal | bool | date | datetime | time "
    "| list[TomlValue] | dict[str, TomlValue] | None"
)
"""What TOML and JSON texts hold; None comes from JSON only. Numbers are never binary floats."""


class Document(ABC):
    """The data of one text and the places of its parts."""

    __slots__ = ("_lines", "_root", "data", "source")

    def __init__(self, source: SourceFile, data: dict[str, TomlValue]) -> None:
        self.source = source
        self.data = data
        self._root: Node | None = None
        self._lines: Lines | None = None

    @abstractmethod
    def _scan(self) -> Node:
        """Find where everything stands."""

    @abstractmethod
    def _places(self, start: int) -> list[Extent]:
        """Where each character of the string that starts at offset ``start`` stands."""

    def key_span(self, path: Path) -> Span:
        """Where the key at ``path`` is written; for a member of an array, where its value is."""
        node, _ = self._tree().reach(path)
        return self._line_table().span(*node.key)

    def value_span(self, path: Path) -> Span:
        """Where the value at ``path`` is written; for a table with a header, where the header is.

        Where a table is only a part of dotted keys, the first of those parts.
        """
        node, _ = self._tree().reach(path)
        return self._line_table().span(*node.value)

    def written(self, path: Path) -> str:
        """The value at ``path`` as it is written, or what ``value_span`` shows in its place."""
        node, _ = self._tree().reach(path)
        return self.source.text[slice(*node.value)]

    def located(self, path: Path) -> Located:
        """The string at ``path``, with its places. Raises LookupError where there is no string."""
        value: TomlValue = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value[part]
                continue
            if not isinstance(value, list) or not isinstance(part, int):
                raise LookupError(f"nothing stands at {path!r}")
            value = value[part]
        if not isinstance(value, str):
            raise LookupError(f"no string stands at {path!r}")
        text = value
        known: list[Extent] = []

        def locate(start: int, end: int) -> Span:
            if not known:
                node, steps = self._tree().reach(path)
                if steps < len(path):
                    return self._line_table().span(*node.value)
                known.extend(self._places(node.value[0]))
            last = len(known) - 1
            start = min(max(start, 0), last)
            end = min(max(end, start), last)
            first = known[start][0]
            return self._line_table().span(first, known[end - 1][1] if end > start else first)

        return Located(text, locate)

    def _tree(self) -> Node:
        if self._root is None:
            self._root = self._scan()
        return self._root

    def _line_table(self) -> Lines:
        if self._lines is None:
            from medrules.source.lines import Lines

            self._lines = Lines(self.source.name, self.source.text)
        return self._lines
