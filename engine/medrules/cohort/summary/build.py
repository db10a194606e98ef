"""A summary of a file of answers: which tables there are, and what of them may be shown.

In: the path of the file, a program that knows titles, the columns that a person asks for. Out:
``summarise``, a ``Summary``. Refused, as ``MedrulesError``: a file that cannot be read (MR1140), a column
that it does not have (MR1141), nothing to count (MR1142), columns that cannot be crossed (MR1143).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from medrules.cohort.summary.columns import Columns
from medrules.cohort.summary.counting import Axis, axis, crossed
from medrules.cohort.summary.model import (
    Cell,
    Change,
    Column,
    Crossing,
    Members,
    Spread,
    Summary,
    Table,
    Tally,
)
from medrules.cohort.summary.relation import Rows, open_rows
from medrules.cohort.summary.spreads import quantiles
from medrules.cohort.summary.suppression import (
    Place,
    determined,
    held_in_grid,
    held_in_list,
    is_small,
)
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.ir.program import Program

LEAST = 10
"""The least count that is shown, unless the caller says otherwise."""
MOST_RANGES = 12
MOST_RANGES_CROSSED = 6

Counts: TypeAlias = list[list[int]]


def summarise(
    path: str,
    program: Program,
    by: Sequence[str] = (),
    everything: bool = False,
    least: int = LEAST,
) -> Summary:
    """What the answers in that file come to.

    ``by``: no column (the headline conclusions), one, or two that are crossed. ``everything``: also all
    other conclusions that people see. ``least``: counts above 0 and below it are held back, and so are
    those from which they could be worked out; 0 shows all. Raises MedrulesError.
    """
    with open_rows(path) as rows:
        counter = _Counter(rows, program, least)
        tables = _tables(counter, path, by, everything)
        total = rows.count("SELECT count(*) FROM answers")
    return Summary(
        path,
        tuple(f"{pack.id} {pack.version}" for pack in program.packs),
        None if is_small(total, least) else total,
        least,
        tuple(tables),
        tuple(counter.notes),
    )


def _tables(counter: _Counter, path: str, by: Sequence[str], everything: bool) -> list[Table]:
    chosen = [counter.columns.named(name) for name in by]
    _check_crossing(chosen)
    tables: list[Table] = []
    if len(chosen) == 2:
        tables.append(counter.crossing(chosen[0], chosen[1]))
    else:
        tables += [counter.table(column) for column in chosen or counter.headlines()]
    if not chosen:
        tables += counter.changes(everything)
    if everything:
        shown = {one.column.name for one in tables if isinstance(one, Tally | Members | Spread)}
        rest = [column for column in counter.conclusions() if column.name not in shown]
        tables += [counter.table(column) for column in rest]
    if not tables:
        raise _nothing_to_count(path)
    return [*counter.statuses(), *tables]


def _check_crossing(chosen: Sequence[Column]) -> None:
    problem = ""
    if len(chosen) > 2:
        problem = f"{len(chosen)} columns cannot be crossed: a table has rows and columns"
    elif len(chosen) == 2 and chosen[0].name == chosen[1].name:
        problem = f'"{chosen[0].path}" cannot be crossed with itself'
    elif len(chosen) == 2 and all(column.kind == "set" for column in chosen):
        problem = f'"{chosen[0].path}" and "{chosen[1].path}" are both sets'
    if problem:
        help = "Name two different columns with --by, at most one of them a set."
        raise MedrulesError([report("MR1143", problem, help=help)])


def _nothing_to_count(path: str) -> MedrulesError:
    return MedrulesError(
        [
            report(
                "MR1142",
                f'"{path}" holds no headline conclusion of these packs',
                help="Name a column with --by COLUMN, or count all conclusions with --all.",
            )
        ]
    )


class _Counter:
    """The tables of one file."""

    def __init__(self, rows: Rows, program: Program, least: int) -> None:
        self.rows, self.program, self.least = rows, program, least
        self.columns = Columns(rows.types, program)
        self.notes: list[Diagnostic] = []
        self._axes: dict[tuple[str, int], Axis] = {}

    # -- which columns -------------------------------------------------------------------------

    def statuses(self) -> list[Table]:
        """The tables of the columns that say how each row went."""
        return [self.table(column) for column in self.columns.statuses()]

    def headlines(self) -> list[Column]:
        """The conclusions that the report begins with, as far as the file has them."""
        paths = self._headline_paths()
        return [column for path in paths if (column := self.columns.at(path)) is not None]

    def _headline_paths(self) -> list[str]:
        return [
            path
            for section in sorted(self.program.report, key=lambda one: one.order)
            if section.kind == "headline"
            for path in section.show
        ]

    def conclusions(self) -> list[Column]:
        """All conclusions that people see, in the order of the program."""
        paths = [item.path for item in self.program.derived if not item.internal]
        return [column for path in paths if (column := self.columns.at(path)) is not None]

    def changes(self, everything: bool) -> list[Table]:
        """The tables of what a scenario changes: in the headlines, where the file has any, or in all."""
        pairs = [pair for pair in self.columns.pairs() if pair[0].kind != "set"]
        heads = {f"before.{path}" for path in self._headline_paths()}
        some = [pair for pair in pairs if pair[0].path in heads]
        return [self.change(*pair) for pair in (pairs if everything or not some else some)]

    # -- tables --------------------------------------------------------------------------------

    def _axis(self, column: Column, most: int = MOST_RANGES) -> Axis:
        key = (column.name, most)
        if key not in self._axes:
            made = axis(self.rows, self.columns, column, self.least, most)
            self._axes[key] = made
            if made.foreign:
                self._note(column)
        return self._axes[key]

    def _note(self, column: Column) -> None:
        if column.kind == "number":
            note = report(
                "MR1144",
                f'"{column.path}" has texts that are no numbers; they count as not known',
                help="Give the packs that the answers were written with (--pack).",
            )
        else:
            note = report(
                "MR1145",
                f'"{column.path}" has values that its type does not have',
                help="Give the packs that the answers were written with (--pack).",
            )
        if note not in self.notes:
            self.notes.append(note)

    def table(self, column: Column) -> Table:
        """The table of one column."""
        found = self._axis(column)
        match column.kind:
            case "set":
                return self._members(found)
            case "number":
                points, mean = quantiles(self.rows, self.columns.value(column), self.least)
                cells = found.withheld(held_in_list(found.counts, self.least))
                return Spread(column, cells, points, mean)
            case _:
                return Tally(column, found.withheld(held_in_list(found.counts, self.least)))

    def _members(self, found: Axis) -> Members:
        cells = found.cells
        states = self._states(found)
        held = held_in_list([state.count or 0 for state in states], self.least)
        known = sum(state.count or 0 for state in states[:2])
        members = found.withheld(_members_held(found, known, self.least))[:-2]
        shown = tuple(
            cell.replace(count=None) if place in held else cell for place, cell in enumerate(states)
        )
        return Members(found.column, shown, tuple(members) if cells else ())

    def _states(self, found: Axis) -> tuple[Cell, Cell, Cell]:
        """How many sets have members, have none, and are not known."""
        empty, unknown = found.cells[-2:]
        total = self.rows.count("SELECT count(*) FROM answers")
        some = total - (empty.count or 0) - (unknown.count or 0)
        return Cell("(value)", "at least one", "value", some), empty, unknown

    def crossing(self, down: Column, over: Column) -> Crossing:
        """Two columns crossed; the set, if there is one, goes down."""
        if over.kind == "set":
            down, over = over, down
        first, second = (self._axis(item, MOST_RANGES_CROSSED) for item in (down, over))
        grid = crossed(self.rows, first, second)
        across = held_in_list(second.counts, self.least)
        if down.kind == "set":
            total = sum(second.counts)
            known = total - (first.cells[-1].count or 0)
            beside = _members_held(first, known, self.least)
            held = self._held_by_member(second, grid, beside, across)
        else:
            beside = held_in_list(first.counts, self.least)
            held = held_in_grid(grid, self.least, beside, across)
        if is_small(sum(second.counts), self.least):
            everywhere = range(len(first.cells)), range(len(second.cells))
            held = frozenset((i, j) for i in everywhere[0] for j in everywhere[1])
        return Crossing(
            down,
            over,
            first.withheld(beside),
            second.withheld(across),
            tuple(
                tuple(None if (i, j) in held else count for j, count in enumerate(line))
                for i, line in enumerate(grid)
            ),
            down.kind == "set",
        )

    def _held_by_member(
        self,
        second: Axis,
        grid: Counts,
        beside: frozenset[int],
        across: frozenset[int],
    ) -> frozenset[Place]:
        """Each member is a table of its own: those who have it, and the others who are known."""
        unknown = grid[-1]
        known = [count - less for count, less in zip(second.counts, unknown, strict=True)]
        margins = held_in_list([sum(known), sum(unknown)], self.least)
        apart = held_in_grid([known, unknown], self.least, margins, across)
        hidden = frozenset(j for i, j in apart if i == 0)
        held = {(len(grid) - 1, j) for i, j in apart if i == 1}
        for place, counts in enumerate(grid[:-1]):
            others = [count - less for count, less in zip(known, counts, strict=True)]
            both = frozenset((0, 1)) if place in beside else frozenset[int]()
            found = held_in_grid([counts, others], self.least, both, hidden)
            held.update((place, j) for _, j in found)
        return frozenset(held)

    def change(self, before: Column, after: Column) -> Change:
        """Answers before and after, and how many rows changed."""
        crossing = self.crossing(before, after)
        first, second = (self.columns.value(item) for item in (before, after))
        changed = self.rows.count(
            f"SELECT count(*) FROM answers WHERE {first} IS DISTINCT FROM {second}"
        )
        told = changed if self._may_be_told(crossing, changed) else None
        return Change(self.columns.title(before.path), crossing, told)

    def _may_be_told(self, crossing: Crossing, changed: int) -> bool:
        """Whether the number of changes, beside the table, gives no cell of it away."""
        total = sum(self._axis(crossing.over, MOST_RANGES_CROSSED).counts)
        if is_small(total, self.least) or is_small(changed, self.least):
            return False
        if is_small(total - changed, self.least):
            return False
        counts = crossing.counts
        held = {
            (i, j) for i, line in enumerate(counts) for j, count in enumerate(line) if count is None
        }
        if not held:
            return True
        below, beside = len(crossing.rows), len(crossing.across)
        held |= {(i, beside) for i, cell in enumerate(crossing.rows) if cell.count is None}
        held |= {(below, j) for j, cell in enumerate(crossing.across) if cell.count is None}
        sums = [frozenset(one for one in held if one[0] == i) for i in range(below + 1)]
        sums += [frozenset(one for one in held if one[1] == j) for j in range(beside + 1)]
        sums.append(
            frozenset(
                (i, j)
                for i, j in held
                if i < below and j < beside and crossing.rows[i].value != crossing.across[j].value
            )
        )
        return not determined(sorted(held), sums)


def _members_held(found: Axis, known: int, least: int) -> frozenset[int]:
    """The members (and the empty set) that few have, or that few of those known lack."""
    held = {
        place
        for place, count in enumerate(found.counts[:-1])
        if is_small(count, least) or is_small(known - count, least)
    }
    states = [known - found.counts[-2], found.counts[-2], found.counts[-1]]
    apart = held_in_list(states, least)
    held |= {
        place for place, at in ((len(found.cells) - 2, 1), (len(found.cells) - 1, 2)) if at in apart
    }
    return frozenset(held)
