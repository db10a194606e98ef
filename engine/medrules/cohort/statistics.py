"""What the feet of Parquet files say of a column: whether it has gaps, and from what to what it goes.

In: a database, Parquet files. Out: ``Span`` by name of a column. Refused: nothing; a column of which some
part of some file says nothing is not there.

A column without gaps needs no test for unknown, and one whose numbers all lie in the range of its fact
needs no look at any row: both halve the work for a complete cohort.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from medrules.cohort.model import InputFile
from medrules.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NUMBERS = ("INT32", "INT64")
"""Physical types whose least and greatest value are kept exactly: integers and decimals."""


class Span(Record):
    """``gaps``: whether a row may lack a value. ``low``, ``high``: its numbers lie between, if known."""

    gaps: bool
    low: Decimal | None
    high: Decimal | None


def spans_of(link: DuckDBPyConnection, files: Sequence[InputFile]) -> dict[str, Span]:
    """The columns that stand in every part of every file, with what is known of all parts together."""
    parts = 0
    seen: dict[str, list[tuple[int | None, Decimal | None, Decimal | None]]] = {}
    for file in files:
        rows = link.execute(
            "SELECT path_in_schema, type, num_values, stats_null_count, stats_min_value, "
            "stats_max_value, row_group_id FROM parquet_metadata(?)",
            [file.path],
        ).fetchall()
        parts += len({row[-1] for row in rows})
        for path, kind, _, nulls, least, greatest, _ in rows:
            exact = kind in _NUMBERS
            ends = (_number(least), _number(greatest)) if exact else (None, None)
            seen.setdefault(str(path), []).append((nulls, *ends))
    return {path: _span(found) for path, found in seen.items() if len(found) == parts}


def _span(found: Sequence[tuple[int | None, Decimal | None, Decimal | None]]) -> Span:
    lows = [low for _, low, _ in found if low is not None]
    highs = [high for _, _, high in found if high is not None]
    whole = len(lows) == len(highs) == len(found)
    return Span(
        any(nulls is None or nulls > 0 for nulls, _, _ in found),
        min(lows) if whole else None,
        max(highs) if whole else None,
    )


def _number(text: object) -> Decimal | None:
    try:
        return None if text is None else Decimal(str(text))
    except InvalidOperation:
        return None
