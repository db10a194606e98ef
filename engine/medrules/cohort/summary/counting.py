"""The counts of one column, before anything is held back.

In: the rows of a file and a column of it. Out: ``Axis``: the cells with their true counts, and the SQL that
says in which of them a row is. Refused: nothing; values that the type does not have, and those too rare
to be named, are counted together as other values.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from medrules.cohort.summary.columns import Columns
from medrules.cohort.summary.model import Cell, Column, Standing
from medrules.cohort.summary.relation import Rows, listed
from medrules.cohort.summary.spreads import ranges
from medrules.record import Record

MOST_VALUES = 40
"""So many values of a column without declared values are named; the others are counted together."""


class Axis(Record):
    """A column and its cells, with true counts.

    ``place`` is SQL for the position of a row's cell; for a set, for the list of positions.
    ``foreign``: how many rows have a value that the column's type does not have.
    """

    column: Column
    cells: tuple[Cell, ...]
    place: str
    foreign: int

    @property
    def counts(self) -> list[int]:
        """The true counts."""
        return [cell.count or 0 for cell in self.cells]

    def withheld(self, held: Iterable[int]) -> tuple[Cell, ...]:
        """The cells without the counts at these places."""
        gone = frozenset(held)
        return tuple(
            cell.replace(count=None) if place in gone else cell
            for place, cell in enumerate(self.cells)
        )


def axis(rows: Rows, columns: Columns, column: Column, least: int, most_ranges: int) -> Axis:
    """The cells of a column; numbers are put into at most so many ranges."""
    if column.kind == "set":
        return _of_members(rows, columns, column)
    value, null = columns.value(column), columns.is_null(column)
    if column.kind == "number":
        cells, inside = _of_numbers(rows, column, value, most_ranges, least)
        foreign = rows.count(f"SELECT count(*) FROM answers WHERE {columns.misread(column)}")
    else:
        cells, inside, foreign = _of_values(rows, column, value, least)
    nulls = rows.count(f"SELECT count(*) FROM answers WHERE {value} IS NULL AND {null}")
    unknown = rows.count(f"SELECT count(*) FROM answers WHERE {value} IS NULL") - nulls
    place = f"CASE WHEN {value} IS NOT NULL THEN {inside}"
    if nulls:
        place += f" WHEN {null} THEN {len(cells)}"
        cells.append(_cell("null", nulls))
    place += f" ELSE {len(cells)} END"
    cells.append(_cell("unknown", unknown))
    return Axis(column, tuple(cells), place, foreign)


def _cell(standing: Standing, count: int) -> Cell:
    titles = {
        "other": "other values",
        "null": "no value",
        "unknown": "not known",
        "empty": "none of these",
        "value": "at least one",
    }
    return Cell(f"({standing})", titles[standing], standing, count)


def _of_values(rows: Rows, column: Column, value: str, least: int) -> tuple[list[Cell], str, int]:
    titles = dict(column.members) if column.kind == "category" else {}
    among = f"{value} IN (SELECT unnest({listed(list(titles))}))" if titles else "true"
    counted = {
        str(word): int(str(count))
        for word, count in rows.ask(
            f"SELECT {value} AS v, count(*) AS n FROM answers WHERE {value} IS NOT NULL AND {among} "
            # A value that only few have may say who they are; it is not even named.
            f"GROUP BY v HAVING n >= {max(least, 1) if not titles else 1} ORDER BY n DESC, v "
            f"LIMIT {max(MOST_VALUES, len(titles))}"
        )
    }
    everything = rows.count(f"SELECT count(*) FROM answers WHERE {value} IS NOT NULL")
    words = list(titles) if titles else list(counted)
    cells = [
        Cell(word, titles.get(word) or _titled(word, column), "value", counted.get(word, 0))
        for word in words
    ]
    inside = f"list_position({listed(words)}, {value}) - 1"
    others = everything - sum(counted.values())
    if others:
        inside = f"coalesce({inside}, {len(cells)})"
        cells.append(_cell("other", others))
    return cells, inside, others if titles else 0


def _titled(word: str, column: Column) -> str:
    """A value as people read it: the members of a list by their titles, in order."""
    if column.kind != "list":
        return word or '""'
    titles = dict(column.members)
    return " → ".join(titles.get(item, item) for item in word.split(";")) if word else "none"


def _of_members(rows: Rows, columns: Columns, column: Column) -> Axis:
    value = columns.value(column)
    counted = {
        str(word): int(str(count))
        for word, count in rows.ask(
            f"SELECT m, count(*) AS n FROM (SELECT unnest(list_distinct({value})) AS m FROM answers) "
            f"WHERE m IS NOT NULL GROUP BY m ORDER BY n DESC, m LIMIT {MOST_VALUES + len(column.members)}"
        )
    }
    titles = dict(column.members) or {word: word for word in counted}
    words = list(titles)
    cells = [Cell(word, titles[word], "value", counted.get(word, 0)) for word in words]
    empty = rows.count(f"SELECT count(*) FROM answers WHERE len({value}) = 0")
    unknown = rows.count(f"SELECT count(*) FROM answers WHERE {value} IS NULL")
    place = (
        f"CASE WHEN {value} IS NULL THEN [{len(cells) + 1}] WHEN len({value}) = 0 THEN [{len(cells)}] "
        f"ELSE list_distinct(list_transform({value}, lambda m: list_position({listed(words)}, m) - 1)) END"
    )
    cells += [_cell("empty", empty), _cell("unknown", unknown)]
    foreign = sum(count for word, count in counted.items() if word not in titles)
    return Axis(column, tuple(cells), place, foreign)


def _of_numbers(
    rows: Rows, column: Column, value: str, most: int, least: int
) -> tuple[list[Cell], str]:
    cells: list[Cell] = []
    arms: list[str] = []
    for found in ranges(rows, value, most, least):
        if found.high is not None:
            arms.append(f"WHEN {value} < {found.high} THEN {len(cells)}")
        low = "" if found.low is None else str(found.low)
        high = "" if found.high is None else str(found.high)
        title = found.title + (f" {column.unit}" if column.unit else "")
        cells.append(Cell(f"{low}..{high}", title, "value", found.count, found.low, found.high))
    last = max(len(cells) - 1, 0)
    return cells, f"CASE {' '.join(arms)} ELSE {last} END" if arms else str(last)


def crossed(rows: Rows, down: Axis, over: Axis) -> list[list[int]]:
    """How many rows are in each cell of the one and of the other."""
    first = f"unnest({down.place})" if down.column.kind == "set" else down.place
    second = f"unnest({over.place})" if over.column.kind == "set" else over.place
    grid = [[0] * len(over.cells) for _ in down.cells]
    for i, j, count in rows.ask(
        f"SELECT i, j, count(*) FROM (SELECT {first} AS i, {second} AS j FROM answers) "
        "WHERE i IS NOT NULL AND j IS NOT NULL GROUP BY ALL"
    ):
        grid[int(str(i))][int(str(j))] = int(str(count))
    return grid


def as_decimal(value: object) -> Decimal:
    """A number that DuckDB gave, as it prints."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
