"""Codes 1020 to 1039: what SQL cannot say as the interpreter means it.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

_NEVER = "A query that answered differently from the interpreter would do so for thousands of rows."

CODES: tuple[Code, ...] = (
    Code(
        "MR1020",
        "column-unknown",
        Severity.ERROR,
        what="The input has a column that stands for no fact of the program.",
        why="A misspelt column would leave the fact that was meant unknown in every row.",
        example="A column `support.fundin` where the fact is `support.funding`",
        mend="Name the column after the fact, or leave it out.",
    ),
    Code(
        "MR1021",
        "sql-too-wide",
        Severity.ERROR,
        what="A set has more members, or a number more digits, than a column of SQL holds.",
        why=_NEVER,
        example="A set of an enum of 70 members; bit masks have 62 bits",
        mend="Split the enum, or give the number a narrower `min` and `max`.",
    ),
    Code(
        "MR1022",
        "sql-gap",
        Severity.ERROR,
        what="An expression of the program has no SQL that means the same.",
        why=_NEVER,
        example="`upper case(name)`: databases differ from each other in what a capital is",
        mend="Write the rule without it, or run the program with the interpreter.",
    ),
    Code(
        "MR1023",
        "sql-inexact",
        Severity.ERROR,
        what="A number cannot be worked out exactly in SQL.",
        why="The interpreter rounds to 34 digits; databases round elsewhere, or overflow. "
        + _NEVER,
        example="`1 / n + 1`: a quotient is compared and rounded exactly, but not added to",
        mend="Compare instead of dividing, or give the facts a `min` and a `max` so that the "
        "number of digits is known.",
    ),
    Code(
        "MR1024",
        "dialect-unknown",
        Severity.ERROR,
        what="There is no such SQL dialect among those that queries are written in.",
        why="Each dialect is held to the same answers by tests.",
        example="`medrules compile --to sql --dialect oracle`",
        mend="Choose one of the dialects that the message names.",
    ),
)
