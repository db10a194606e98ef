"""A summary as data: what every way of writing it shows.

In: built by ``medrules.cohort.summary.build`` alone. Out: ``Summary`` and its tables. Refused: nothing.
A count of None is one that is held back; nothing in these records says what it was.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from medrules.diagnostics.model import Diagnostic
from medrules.record import Record

Standing: TypeAlias = Literal["value", "other", "unknown", "null", "empty"]
"""What a cell counts: a value, several values together, or that there is none: not known, FEEL's
null, or a set without members."""

Kind: TypeAlias = Literal["category", "list", "set", "number"]
"""How a column is counted: by value, by the list as a whole, by member, or as a spread of numbers."""


class Column(Record):
    """A column of the answers: its name in the file, the path it stands for, and how people call it.

    ``members`` pairs the values that there can be with their titles; empty where any value may come.
    """

    name: str
    path: str
    title: str
    kind: Kind
    unit: str
    members: tuple[tuple[str, str], ...]


class Cell(Record):
    """How many rows have one value; ``low`` and ``high`` are set where it is a range of numbers."""

    value: str
    title: str
    standing: Standing
    count: int | None
    low: Decimal | None = None
    high: Decimal | None = None


class Tally(Record):
    """How many rows have which value; every row is in one cell."""

    column: Column
    cells: tuple[Cell, ...]


class Members(Record):
    """How many rows have which member of a set; a row with two members is in two cells.

    ``states``: how many sets have members, are empty, and are not known.
    """

    column: Column
    states: tuple[Cell, ...]
    members: tuple[Cell, ...]


class Quantile(Record):
    """The least value that so many percent of the known ones do not exceed; None: held back."""

    percent: int
    value: Decimal | None


class Spread(Record):
    """How numbers are spread: rows by range, and quantiles; ``mean`` is None where held back."""

    column: Column
    cells: tuple[Cell, ...]
    quantiles: tuple[Quantile, ...]
    mean: Decimal | None


class Crossing(Record):
    """Two columns crossed. ``counts[i][j]``: rows with ``rows[i]`` and ``across[j]``.

    ``overlapping``: the rows are members of a set, so that they do not add up to the totals.
    """

    down: Column
    over: Column
    rows: tuple[Cell, ...]
    across: tuple[Cell, ...]
    counts: tuple[tuple[int | None, ...], ...]
    overlapping: bool


class Change(Record):
    """Answers before and after: the crossing of the two, and how many rows changed (None: held back)."""

    title: str
    crossing: Crossing
    changed: int | None


Table: TypeAlias = Tally | Members | Spread | Crossing | Change


class Summary(Record):
    """All tables about one file of answers. ``rows`` is None where there are too few to say how many.

    ``least``: the least count that is shown; 0 where every count is. ``packs`` is what people see of the
    rules that were asked for titles, such as ``decision-flow 1.0.0``.
    """

    source: str
    packs: tuple[str, ...]
    rows: int | None
    least: int
    tables: tuple[Table, ...]
    notes: tuple[Diagnostic, ...]


def known(cells: tuple[Cell, ...], rows: int | None) -> int | None:
    """How many rows have an answer; None where that would give away a count that is held back."""
    unknown = [cell.count for cell in cells if cell.standing == "unknown"]
    if rows is None or None in unknown:
        return None
    return rows - sum(count for count in unknown if count is not None)


def held_back(table: Table) -> bool:
    """Whether any count of the table is held back."""
    match table:
        case Tally(_, cells) | Spread(_, cells):
            return any(cell.count is None for cell in cells)
        case Members(_, states, members):
            return any(cell.count is None for cell in (*states, *members))
        case Crossing(_, _, rows, across, counts):
            heads = any(cell.count is None for cell in (*rows, *across))
            return heads or any(count is None for line in counts for count in line)
        case Change(_, crossing):
            return held_back(crossing)
