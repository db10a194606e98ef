"""A stretch of a source file, as every diagnostic and every IR node carries it.

In: nothing. Out: ``Span`` and ``NOWHERE``. Lines and columns count from 1; a column counts Unicode
code points; the end is exclusive. ``file`` is the name to show a person: a path as the person
gave it, or a path inside a pack (``decision-flow/rules.toml``). A span of line 0 is a whole file.
"""

from __future__ import annotations

from medrules.record import Record


class Span(Record):
    """Where a piece of text stands: file, first line and column, and the end (exclusive)."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


NOWHERE = Span("", 0, 0, 0, 0)
"""The span of things that no file holds, such as an option of the command line."""
