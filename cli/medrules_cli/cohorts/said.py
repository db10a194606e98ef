"""The counts of a run over a cohort, and who changed, in words.

In: a ``Result``. Out: text. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from medrules.diagnostics.sanitise import visible_line

if TYPE_CHECKING:
    from medrules.cohort.model import Change, Result
    from medrules.ir.program import Program


def counts_text(result: Result) -> str:
    """How many rows were read, answered and rejected, and where they are."""
    lines = [
        f"{_rows(result.read)} read: {result.answered:,} answered, {result.rejected:,} rejected"
    ]
    if result.open:
        lines.append(
            f"{_rows(result.open)} of those answered still "
            f"{'depends' if result.open == 1 else 'depend'} on facts that are not given"
        )
    if result.output != "-":
        lines.append(f"answers: {visible_line(result.output)}")
    if result.rejects:
        lines.append(f"rejects: {visible_line(result.rejects)}")
    return "\n".join(lines)


def changes_text(result: Result, program: Program) -> str:
    """Who changes: for each conclusion, from what to what, and how many."""
    share = f" ({100 * result.changed_rows / result.answered:.1f} %)" if result.answered else ""
    lines = [f"{_rows(result.changed_rows)} of {result.answered:,} change{share}"]
    titles = {one.path: one.title for one in program.derived}
    for path, several in groupby(result.changes, key=lambda one: one.path):
        lines += ["", f"{titles.get(path, path)} ({path})", *_table(several)]
    return "\n".join(lines) + "\n"


def _table(changes: Iterable[Change]) -> Iterator[str]:
    """The pairs of values with their counts, in columns."""
    rows = [
        (f"{one.count:,}", _said(one.before), _said(one.after), one.before is one.after is None)
        for one in changes
    ]
    count = max(len(row[0]) for row in rows)
    before = min(48, max(len(row[1]) for row in rows))
    for number, one, other, together in rows:
        if together:
            yield f"  {number:>{count}}  {'another value' if len(rows) == 1 else 'otherwise'}"
        else:
            yield f"  {number:>{count}}  {one:<{before}} -> {other}"


def _said(value: str | None) -> str:
    if value is None:
        return "not known"
    return visible_line(value) if value else "nothing"


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
