"""Files of answers as ``medrules batch`` writes them, small enough to count by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb

from medrules.ir.program import Program
from medrules.loading import load

OUTCOMES = {"skip": 60, "smaller-programs": 30, "worthwhile": 25}
UNKNOWN = 5
ROWS = 120


@cache
def program() -> Program:
    return load()


def written(
    folder: Path,
    ending: str = "parquet",
    *,
    columns: str = "",
    source: str = "",
    name: str = "answers",
) -> str:
    """A file with 120 rows: an outcome, a status, a faculty, hours and reasons."""
    place = folder / f"{name}.{ending}"
    query = source or f"SELECT * {columns} FROM ({_ROWS})"
    if ending == "csv":
        query = f"SELECT * REPLACE (array_to_string(reasons, ';') AS reasons) FROM ({query})"
    kind = {"parquet": "parquet", "csv": "csv", "jsonl": "json"}[ending]
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{place}' (FORMAT {kind})")
    return str(place)


_ROWS = """
SELECT i AS id,
  CASE WHEN i < 60 THEN 'skip' WHEN i < 90 THEN 'smaller-programs' WHEN i < 115 THEN 'worthwhile'
  END AS decision__outcome,
  CASE WHEN i < 115 THEN 'settled' ELSE 'provisional' END AS status,
  CASE WHEN i % 4 = 0 THEN 'Surgery' ELSE 'Medicine' END AS faculty,
  CASE WHEN i < 100 THEN (100 + i * 10)::DECIMAL(12, 2) END AS costs__hours_low,
  CASE WHEN i >= 100 THEN NULL WHEN i >= 70 THEN []::VARCHAR[]
    WHEN i < 30 THEN ['direction-fits', 'support-in-place'] ELSE ['direction-fits'] END AS reasons
FROM range(120) AS t(i)
"""
