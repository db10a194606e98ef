"""What the columns of an output are called, wherever it is worked out.

In: the conclusions wanted, the columns that are carried through. Out: names. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.cohort.model import RawColumn

BEFORE, AFTER = "before.", "after."
"""What stands before the name of a conclusion where two scenarios are compared."""
_OWN = ("row", "status", "open", "possible", "missing", "rules", "changed")


def names_kept(kept: Sequence[RawColumn], wanted: Sequence[str]) -> list[str]:
    """The name of each column that is carried through; one that an answer may have gets another."""
    taken = {*_OWN, *wanted, *(path.partition("[].")[0] for path in wanted)}
    taken |= {f"{stage}{path}" for stage in (BEFORE, AFTER) for path in wanted}
    found = []
    for column in kept:
        shown = column.name
        while shown in taken:
            shown = f"input.{shown}"
        taken.add(shown)
        found.append(shown)
    return found
