"""The relation ``facts`` as DuckDB reads it quickest: nothing worked out twice, nothing calculated with NULL.

In: the columns of the layout, with what fills each of them. Out: the columns of ``facts``, which has beside
each of them its ``companions`` (``medrules.targets.sql.companions``), and what they are taken from. Refused:
nothing.

Masks of sets, words of enums and numbers out of texts are worked out below the check of the row, so that the
check and the query both read them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from medrules.cohort.taking import Held, name
from medrules.record import Record
from medrules.targets.sql.companions import companions, enum
from medrules.targets.sql.layout import Column


class Filled(Record):
    """A column of ``facts``: its SQL, what it is taken from (None for a constant), and the constant that
    stands where a row says nothing (empty for none)."""

    column: Column
    sql: str
    held: Held | None
    default: str


def held_name(what: object, others: Collection[str]) -> str:
    """The name of a column that is worked out beforehand, like none of the others."""
    prefix = "held"
    while any(one.startswith(prefix) for one in others):
        prefix += "_"
    return f"{prefix} {what}"


def below(relation: str, raw: Sequence[str], aside: Sequence[tuple[str, str]]) -> str:
    """The relation ``raw`` with what is worked out once: names with SQL, in ``aside``."""
    inner = [f"raw.{name(one)}" for one in raw]
    inner += [f"{sql} AS {name(alias)}" for alias, sql in aside]
    return f"(SELECT {', '.join(inner)} FROM {relation}) AS raw"


def accompanied(one: Filled) -> list[tuple[str, str]]:
    """A column, and what stands beside it: names with SQL."""
    column, held = one.column, one.held
    given, word, mask = one.sql, "", ""
    if held is not None:
        given, word, mask = held.given, held.word, held.mask
    if word and one.default:
        word = f"coalesce({word}, CAST({one.default} AS {enum(column.members)}))"
    return [(column.name, one.sql), *companions(column, one.sql, given, word, mask)]
