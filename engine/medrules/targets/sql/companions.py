"""The columns that stand beside those of ``facts``, so that a query can do without NULL.

In: a column of the layout, and the SQL that gives it. Out: names and SQL, in DuckDB's words. Refused:
nothing.

They are what ``medrules.targets.sql.forms`` reads: of a truth value whether it is true and whether it
may be, of any other whether it is known, and a value that is never NULL; of a text of a closed list, its
enum.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.ir.writing import plain
from medrules.targets.sql.layout import Column


def beside(column: str, what: str) -> str:
    """The name of a column that says something of another; no column of a pack has a space in its name."""
    return f"{column} {what}"


def enum(words: Iterable[str]) -> str:
    """The type of an enum of DuckDB."""
    return f"ENUM({', '.join(literal(word) for word in words)})"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def companions(
    column: Column, sql: str, given: str = "", word: str = "", mask: str = ""
) -> list[tuple[str, str]]:
    """What stands beside a column, by name.

    Where it is there already, ``given`` is something that is NULL in the same rows, ``word`` its text as
    an enum of DuckDB, and ``mask`` its set, never NULL.
    """
    found = []
    if column.encoding == "boolean" and not column.complete:
        found += [("true", f"({sql}) IS NOT DISTINCT FROM TRUE")]
        found += [("may", f"({sql}) IS DISTINCT FROM FALSE")]
    elif not column.complete:
        found += [("known", f"({given or sql}) IS NOT NULL")]
    # GREATEST passes NULL over. It has a loop of its own, and sees each word of a dictionary only once, where
    # COALESCE looks at every row.
    if column.encoding == "text" and column.members:
        kind = enum(column.members)
        value = word or f"TRY_CAST({sql} AS {kind})"
        if not column.complete:
            value = f"greatest({value}, CAST({literal(column.members[0])} AS {kind}))"
        found += [("value", value)]
    elif column.encoding == "set" and not column.complete:
        found += [("value", mask or f"greatest({sql}, CAST(0 AS BIGINT))")]
    elif column.encoding in ("integer", "decimal") and not column.complete:
        least = f"CAST({plain(column.low or 0)} AS {column.sql})"
        found += [("value", f"greatest({sql}, {least})")]
    return [(beside(column.name, what), made) for what, made in found]
