"""Which cells of a table are held back, so that nobody can be recognised in a small number.

In: the counts of a table, and the least count that may be shown (0: everything may). Out: the places
of the cells to hold back. Refused: nothing.

A cell above 0 and below the least is small and is held back. A small cell could still be worked out
from a total and the other cells, so more are held back until it cannot: in a list, until there are two
and they come to the least together; in a crossed table, until every cell that is held back lies on a
closed way through other such cells, each step within one row or one column. On such a way one cell can
be one more and the next one less without any total changing, so no total gives any of them away; a cell
that lies on none is determined. (Gusfield 1988, "A graph theoretic approach to statistical data
security".) Which of them was the small one is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from fractions import Fraction

P = TypeVar("P")

Place: TypeAlias = tuple[int, int]
"""Row and column of a crossed table, from 0."""

Line: TypeAlias = tuple[str, int]
"""A row or a column: which of the two, and its place."""

_EMPTY = 1 << 62
"""What it costs to hold back a cell of 0, which protects less than one that people are in."""


def is_small(count: int, least: int) -> bool:
    """Whether the count is one that may not be shown."""
    return 0 < count < least


def held_in_list(counts: Sequence[int], least: int) -> frozenset[int]:
    """The places to hold back where the total of the counts is shown.

    Where the total itself is small, nothing may be shown: every place is held back.
    """
    if is_small(sum(counts), least):
        return frozenset(range(len(counts)))
    held = [place for place, count in enumerate(counts) if is_small(count, least)]
    rest = _cheapest_first([(counts[place], place) for place in range(len(counts))], held)
    while held and rest and (len(held) < 2 or sum(counts[place] for place in held) < least):
        held.append(rest.pop(0))
    return frozenset(held)


def held_in_grid(
    grid: Sequence[Sequence[int]],
    least: int,
    rows: frozenset[int],
    columns: frozenset[int],
) -> frozenset[Place]:
    """The cells to hold back where the totals of ``rows`` and ``columns`` are held back already.

    All other totals are shown, and so is the grand total. Nothing in a row or column of zeros is held back:
    its total says what is in it.
    """
    return _Grid(grid, least, rows, columns).held()


class _Grid:
    """A crossed table with a last row and a last column of totals."""

    def __init__(
        self,
        grid: Sequence[Sequence[int]],
        least: int,
        rows: frozenset[int],
        columns: frozenset[int],
    ) -> None:
        self.least = least
        self.rows = [row for row, counts in enumerate(grid) if any(counts)]
        wide = len(grid[0]) if grid else 0
        self.columns = [column for column in range(wide) if any(counts[column] for counts in grid)]
        self.counts = {
            (row, column): grid[row][column] for row in self.rows for column in self.columns
        }
        self.below, self.beside = len(grid), wide
        self.totals = {(row, self.beside) for row in rows if row in self.rows} | {
            (self.below, column) for column in columns if column in self.columns
        }
        self.inner: set[Place] = set()
        self.steps: dict[Line, list[tuple[Place, Line]]] = {}
        for row, column in sorted({*self.counts, *self.totals}):
            self.steps.setdefault(("row", row), []).append(((row, column), ("column", column)))
            self.steps.setdefault(("column", column), []).append(((row, column), ("row", row)))

    def held(self) -> frozenset[Place]:
        self.inner = {place for place, count in self.counts.items() if is_small(count, self.least)}
        before = -1
        while before != len(self.inner):
            before = len(self.inner)
            self._fill_lines()
            self._close_ways()
        return frozenset(self.inner)

    def _fill_lines(self) -> None:
        """Let what is held back in a line whose total is shown come to the least."""
        lines = [
            [(row, column) for column in self.columns]
            for row in self.rows
            if (row, self.beside) not in self.totals
        ] + [
            [(row, column) for row in self.rows]
            for column in self.columns
            if (self.below, column) not in self.totals
        ]
        for line in lines:
            held = [place for place in line if place in self.inner]
            rest = _cheapest_first([(self.counts[place], place) for place in line], held)
            while held and rest and sum(self.counts[place] for place in held) < self.least:
                held.append(rest.pop(0))
            self.inner.update(held)

    def _close_ways(self) -> None:
        """Put every cell that is held back on a closed way of such cells, as cheaply as may be."""
        closed: set[Place] = set()
        for place in sorted(self.inner | self.totals):
            if place in closed:
                continue
            way = self._way_round(place)
            if way is None:  # one row or column, beside totals that are all shown
                self.inner.update(self.counts)
                return
            closed.update(way, (place,))
            self.inner.update(step for step in way if step in self.counts)

    def _way_round(self, place: Place) -> tuple[Place, ...] | None:
        """The cheapest way from the row of the cell to its column that does not use the cell itself."""
        end: Line = ("column", place[1])
        queue: list[tuple[int, Line, tuple[Place, ...]]] = [(0, ("row", place[0]), ())]
        done: set[Line] = set()
        while queue:
            cost, here, way = heappop(queue)
            if here == end:
                return way
            if here in done:
                continue
            done.add(here)
            for step, there in self.steps[here]:
                if step != place and there not in done:
                    heappush(queue, (cost + self._cost(step), there, (*way, step)))
        return None

    def _cost(self, place: Place) -> int:
        if place in self.totals or place in self.inner:
            return 0
        return self.counts[place] or _EMPTY


def _cheapest_first(counts: Sequence[tuple[int, P]], held: Sequence[P]) -> list[P]:
    """The places not held back yet, the one with the fewest people first, those with none last."""
    rest = [(count, place) for count, place in counts if place not in held]
    return [place for _, place in sorted(rest, key=lambda pair: (pair[0] == 0, pair[0]))]


def determined(unknown: Sequence[Place], equations: Sequence[frozenset[Place]]) -> frozenset[Place]:
    """The unknown cells that sums of unknown cells give away.

    Each equation is the set of unknown cells whose sum a reader can work out. A cell is given away where
    some combination of the equations leaves it alone: a row with one entry once they are reduced.
    """
    from fractions import Fraction

    order = {place: number for number, place in enumerate(unknown)}
    rows: list[dict[int, Fraction]] = [
        {order[place]: Fraction(1) for place in equation} for equation in equations if equation
    ]
    reduced: list[dict[int, Fraction]] = []
    while rows:
        row = rows.pop()
        if not row:
            continue
        pivot = min(row)
        row = {key: value / row[pivot] for key, value in row.items()}
        rows = [_less(other, row, pivot) for other in rows]
        reduced = [_less(other, row, pivot) for other in reduced]
        reduced.append(row)
    alone = {next(iter(row)) for row in reduced if len(row) == 1}
    return frozenset(place for place, number in order.items() if number in alone)


def _less(
    row: dict[int, Fraction], pivot_row: dict[int, Fraction], pivot: int
) -> dict[int, Fraction]:
    """The row without the pivot: so many times the pivot's row taken from it."""
    factor = row.get(pivot)
    if not factor:
        return row
    zero = factor - factor
    changed = {
        key: row.get(key, zero) - factor * pivot_row.get(key, zero) for key in {*row, *pivot_row}
    }
    return {key: value for key, value in changed.items() if value}
