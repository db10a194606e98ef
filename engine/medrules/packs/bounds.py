"""How much a pack may hold, counted as soon as a file is parsed and before anything is made of it.

In: the data of a pack's files, one after the other. Out: nothing, or the diagnostic that the pack
holds too much. Refused: nothing here; the reader of the pack refuses it. What takes long in a pack
goes with the number of its values: checking, compiling and reviewing them. The built-in packs have
some thousands at most.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.source.span import Span
from medrules.source.toml import TomlDocument, TomlValue

MAX_VALUES = 10_000
"""Tables, lists, texts and numbers in the files of a pack, cases aside."""
MAX_CASE_VALUES = 40_000
"""The same in the files of its cases."""


class Size:
    """What was counted so far."""

    def __init__(self) -> None:
        self._counted = {False: 0, True: 0}

    def add(self, document: TomlDocument, *, cases: bool) -> Diagnostic | None:
        """Count a file; the diagnostic when the pack has become too large with it."""
        most = MAX_CASE_VALUES if cases else MAX_VALUES
        self._counted[cases] += _values(document.data, most)
        if self._counted[cases] <= most:
            return None
        what = "the cases of this pack hold" if cases else "this pack holds"
        return report(
            "MR0411",
            f"{what} more than {most:,} values",
            Span(document.source.name, 0, 0, 0, 0),
            help="split it in two, or keep large tables of data out of it",
        )


def _values(data: dict[str, TomlValue], most: int) -> int:
    """How many values there are; counting ends soon after ``most``."""
    count = 0
    waiting: list[TomlValue] = [data]
    while waiting and count <= most:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return count
