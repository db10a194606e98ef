"""From offsets in a text to lines and columns.

In: a text and the name of its file. Out: ``Span`` for any stretch of offsets. Only ``\\n`` ends a
line, so ``\\r\\n`` counts as the last two characters of one. Refused: nothing; offsets outside the
text are moved to its nearest end.
"""

from __future__ import annotations

from bisect import bisect_right

from medrules.source.span import Span


class Lines:
    """Where the lines of one text start."""

    __slots__ = ("_length", "_name", "_starts")

    def __init__(self, name: str, text: str) -> None:
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._name = name
        self._starts = starts
        self._length = len(text)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of ``offset``, both from 1."""
        offset = min(max(offset, 0), self._length)
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``; empty at ``start`` when ``end`` lies before it."""
        line, column = self.place(start)
        end_line, end_column = self.place(max(start, end))
        return Span(self._name, line, column, end_line, end_column)
