"""The SQL target: a program as one query over relations of profiles.

In: a program, a layout of the input (``medrules.targets.sql.layout``), a dialect. Out: a syntax
tree of sqlglot, and its text (``medrules.targets.sql.query``). Refused, as ``MedrulesError``:
whatever SQL cannot say exactly as the interpreter means it (MR1022, MR1023).
"""

from __future__ import annotations

from medrules.ir.program import Program
from medrules.targets import Target, Written

DIALECTS = ("duckdb", "spark", "postgres", "bigquery", "snowflake")


def _write(program: Program, dialect: str) -> Written:
    from medrules.targets.sql.writing import write

    return write(program, dialect)


TARGET = Target(
    "sql",
    "SQL",
    "One query over a table of profiles, for a database or a warehouse.",
    DIALECTS,
    _write,
    None,
)
