"""Who changes outcome between two scenarios, counted.

In: a drafted output with columns ``before.PATH`` and ``after.PATH``. Out: ``Change`` for each pair of values
that differ, the most frequent first; numbers are counted without their values. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medrules.cohort.duck import rows, run
from medrules.cohort.model import Change
from medrules.cohort.output import Target
from medrules.cohort.taking import name
from medrules.ir.program import Program
from medrules.ir.types import NumberType, TextType

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 20
"""So many pairs of values are counted for one conclusion; the rest are one pair without values."""


def changes(
    link: DuckDBPyConnection, program: Program, target: Target, paths: Sequence[str]
) -> tuple[Change, ...]:
    """What changed, conclusion by conclusion."""
    kinds = {one.path: one.type for one in program.derived}
    found: list[Change] = []
    for path in paths:
        before, after = name(f"before.{path}"), name(f"after.{path}")
        if isinstance(kinds.get(path), NumberType | TextType | None):
            shown = ("CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)")
        else:
            shown = tuple(_text(target, column) for column in (before, after))  # type: ignore[assignment]
        read = target.reader(f"before.{path}", f"after.{path}")
        pairs = rows(
            link,
            f"SELECT {shown[0]} AS b, {shown[1]} AS a, count(*) AS n FROM {read} "
            f"WHERE {before} IS DISTINCT FROM {after} GROUP BY 1, 2 ORDER BY n DESC, b, a",
        )
        several = [(_shown(one), _shown(other), int(str(n))) for one, other, n in pairs]
        found += [Change(path, *one) for one in several[:MOST] if one[-1]]
        rest = sum(count for _, _, count in several[MOST:])
        if rest:
            found.append(Change(path, None, None, rest))
    return tuple(found)


def changed_rows(link: DuckDBPyConnection, target: Target) -> int:
    """How many rows have any conclusion that differs."""
    read = target.reader("changed")
    return run(link, f"SELECT count(*) FROM {read} WHERE CAST(changed AS BOOLEAN)")


def _text(target: Target, column: str) -> str:
    """The value as text; a set as its members, of which there may be none."""
    if target.flat:
        return f"CAST({column} AS VARCHAR)"
    if target.format == "jsonl":
        return f"trim(replace({column}, '\"', ''), '[]')"
    return f"CASE WHEN {column} IS NULL THEN NULL ELSE trim(CAST({column} AS VARCHAR), '[]') END"


def _shown(text: object) -> str | None:
    return None if text is None else str(text)
