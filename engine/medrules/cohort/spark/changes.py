"""Who changes outcome between two scenarios, counted from the folder of answers.

In: the answers as written, with columns ``before.PATH`` and ``after.PATH``. Out: ``Change`` for each pair of
values that differ, as ``medrules.cohort.changes`` counts them. Refused: nothing.

All conclusions are counted in one pass over the answers. What comes to the driver is a line for each
pair that is told, and one for the others, of each conclusion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medrules.cohort.changes import MOST
from medrules.cohort.model import Change, Format
from medrules.cohort.spark.words import quoted
from medrules.ir.program import Program
from medrules.ir.types import ListType, NumberType, SetType, TextType, Type

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_BETWEEN: dict[Format, str] = {"csv": ";", "jsonl": ",", "parquet": ", "}
"""What stands between the members of a set where one is counted."""


def changes(
    answers: DataFrame, program: Program, paths: Sequence[str], written: Format
) -> tuple[Change, ...]:
    """What changed, conclusion by conclusion, the most frequent first."""
    kinds = {one.path: one.type for one in program.derived}
    pairs = ", ".join(
        _pair(place, path, kinds.get(path), written) for place, path in enumerate(paths)
    )
    if not pairs:
        return ()
    counted = (
        answers.selectExpr(f"inline(array_compact(array({pairs})))")
        .groupBy("place", "before", "after")
        .count()
    )
    order = "ORDER BY `count` DESC, `before` NULLS LAST, `after` NULLS LAST"
    rows = (
        counted.selectExpr("*", f"row_number() OVER (PARTITION BY `place` {order}) AS `rank`")
        .selectExpr(
            "`place`",
            f"least(`rank`, {MOST + 1}) AS `rank`",
            f"CASE WHEN `rank` <= {MOST} THEN `before` END AS `before`",
            f"CASE WHEN `rank` <= {MOST} THEN `after` END AS `after`",
            "`count`",
        )
        .groupBy("place", "rank", "before", "after")
        .sum("count")
        .collect()
    )
    return tuple(
        Change(paths[place], before, after, int(count))
        for place, _, before, after, count in sorted(rows, key=lambda row: (row[0], row[1]))
    )


def _pair(place: int, path: str, kind: Type | None, written: Format) -> str:
    """What a row adds to the pairs of a conclusion; NULL where its values are the same."""
    before, after = f"`before.{path}`", f"`after.{path}`"
    shown = [_text(before, kind, written), _text(after, kind, written)]
    return (
        f"CASE WHEN NOT ({before} <=> {after}) THEN struct({place} AS `place`, "
        f"{shown[0]} AS `before`, {shown[1]} AS `after`) END"
    )


def _text(column: str, kind: Type | None, written: Format) -> str:
    """The value as text; numbers and texts are counted without theirs."""
    match kind:
        case NumberType() | TextType() | None:
            return "CAST(NULL AS STRING)"
        case SetType() | ListType() if written != "csv":
            return f"array_join({column}, {quoted(_BETWEEN[written])})"
        case _:
            return f"CAST({column} AS STRING)"
