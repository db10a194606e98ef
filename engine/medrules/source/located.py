"""A piece of text inside a file, with a way to say where any stretch of it stands.

In: the text as its author meant it (a TOML string with its escapes resolved, a whole JSON file) and
a function from offsets to a ``Span``. Out: ``Located``. The function may be slow: it runs only when
something must be reported or a rule must say where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable

from medrules.record import Record
from medrules.source.span import NOWHERE, Span


class Located(Record):
    """``text`` and where it stands; offsets count code points of ``text``, the end is exclusive."""

    text: str
    locate: Callable[[int, int], Span]

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where ``text[start:end]`` stands in its file."""
        return self.locate(start, len(self.text) if end is None else end)

    @staticmethod
    def unplaced(text: str) -> Located:
        """Text that no file holds, such as an expression in a test or on the command line."""
        return Located(text, lambda _start, _end: NOWHERE)
