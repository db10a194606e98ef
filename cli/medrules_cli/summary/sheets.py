"""The tables of a summary as texts in rows: what the terminal, Markdown and the page show alike.

In: a summary. Out: ``sheets_of``. Refused: nothing. A count that is held back reads ``held back``, and a
remark below the table says why; shares name what they are shares of.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

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
    held_back,
    known,
)
from medrules.cohort.summary.spreads import shown
from medrules.diagnostics.sanitise import visible_line
from medrules.record import Record

HELD = "held back"


class Sheet(Record):
    """One table: what it is about, its columns, its rows, and what a reader must know about it.

    ``more`` are small tables that belong to it (quantiles).
    """

    title: str
    path: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    remarks: tuple[str, ...]
    more: tuple[Sheet, ...] = ()


def sheets_of(summary: Summary) -> list[tuple[Table, Sheet]]:
    """Every table of the summary beside its texts."""
    return [(table, _sheet(table, summary)) for table in summary.tables]


def title_of(column: Column) -> str:
    """What people call the column."""
    return visible_line(column.title or column.path)


def count(number: int | None) -> str:
    """A count as people read it."""
    return HELD if number is None else f"{number:,}"


def percent(part: int | None, whole: int | None) -> str:
    """A share, to a tenth of a percent; a dash where there is nothing to take a share of."""
    if part is None or whole is None or whole == 0:
        return "–"
    if 0 < part * 1000 < whole // 2:
        return "<0.1 %"
    return f"{100 * part / whole:.1f} %"


def why_held(summary: Summary) -> str:
    """What ``held back`` means, in one sentence."""
    return (
        f"Held back: a count from 1 to {summary.least - 1}, or one from which such a count could be "
        "worked out."
    )


def rows_told(summary: Summary) -> str:
    """How many rows there are, in words."""
    if summary.rows is None:
        return f"fewer than {summary.least} rows; no counts are shown"
    return "1 row" if summary.rows == 1 else f"{summary.rows:,} rows"


def _sheet(table: Table, summary: Summary) -> Sheet:
    match table:
        case Tally():
            return _tally(table, summary)
        case Members():
            return _members(table, summary)
        case Spread():
            return _spread(table, summary)
        case Crossing():
            return _crossing(table, summary)
        case Change():
            return _change(table, summary)
        case _:
            assert_never(table)


def _remarks(table: Table, summary: Summary, *remarks: str) -> tuple[str, ...]:
    told = [remark for remark in remarks if remark]
    if held_back(table) and summary.rows is not None:
        told.append(why_held(summary))
    return tuple(told)


def _counted(
    cells: Sequence[Cell], summary: Summary, head: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Head and rows of a list of counts; shares of the known only where some are not known."""
    answered = known(tuple(cells), summary.rows)
    with_known = answered is not None and answered != summary.rows
    rows = []
    for cell in cells:
        row = [visible_line(cell.title), count(cell.count), percent(cell.count, summary.rows)]
        if with_known:
            unknown = cell.standing == "unknown"
            row.append("–" if unknown else percent(cell.count, answered))
        rows.append(tuple(row))
    heads = [head, "rows", "of all", *(["of known"] if with_known else [])]
    return tuple(heads), tuple(rows)


def _known_told(cells: Sequence[Cell], summary: Summary) -> str:
    answered = known(tuple(cells), summary.rows)
    if answered is None or summary.rows is None:
        return ""
    if answered == summary.rows:
        return f"Known in all {summary.rows:,} rows."
    return f"Known in {answered:,} of {summary.rows:,} rows ({percent(answered, summary.rows)})."


def _tally(table: Tally, summary: Summary) -> Sheet:
    head, rows = _counted(table.cells, summary, "answer")
    numeric = (False, *[True] * (len(head) - 1))
    lead = _known_told(table.cells, summary)
    remarks = _remarks(table, summary)
    return Sheet(title_of(table.column), table.column.path, lead, head, rows, numeric, remarks)


def _members(table: Members, summary: Summary) -> Sheet:
    states = table.states
    head, _ = _counted(states, summary, "")
    answered = known(states, summary.rows)
    rows = []
    for cell in (*table.members, *states[1:]):
        row = [visible_line(cell.title), count(cell.count), percent(cell.count, summary.rows)]
        if len(head) == 4:
            unknown = cell.standing == "unknown"
            row.append("–" if unknown else percent(cell.count, answered))
        rows.append(tuple(row))
    return Sheet(
        title_of(table.column),
        table.column.path,
        _known_told(states, summary),
        ("each of", *head[1:]),
        tuple(rows),
        (False, *[True] * (len(head) - 1)),
        _remarks(
            table,
            summary,
            "A row can have several of these, so the counts may come to more than all rows.",
        ),
    )


_NAMES = {0: "least", 25: "lower quarter", 50: "median", 75: "upper quarter", 100: "greatest"}


def _spread(table: Spread, summary: Summary) -> Sheet:
    head, rows = _counted(table.cells, summary, "range")
    unit = f" {table.column.unit}" if table.column.unit else ""

    def said(number: Decimal | None) -> str:
        return HELD if number is None else shown(number) + unit

    points = [
        (_NAMES.get(point.percent, f"{point.percent} % have at most"), said(point.value))
        for point in table.quantiles
    ]
    if table.quantiles:
        average = None if table.mean is None else _rounded(table.mean)
        points.append(("mean", said(average)))
    more = (Sheet("", "", "", ("", "value"), tuple(points), (False, True), ()),) if points else ()
    return Sheet(
        title_of(table.column),
        table.column.path,
        _known_told(table.cells, summary),
        head,
        rows,
        (False, *[True] * (len(head) - 1)),
        _remarks(
            table,
            summary,
            f"A value of these is held back unless at least {summary.least} rows are on either side "
            "of it."
            if any(point.value is None for point in table.quantiles)
            else "",
        ),
        more,
    )


def _rounded(number: Decimal) -> Decimal:
    """To two decimals, or four digits where it is below one."""
    places = -2 if abs(number) >= 1 else number.adjusted() - 3
    return number.quantize(Decimal(1).scaleb(places)) if number else number


def lines_of(table: Crossing) -> tuple[list[int], list[int]]:
    """The rows and columns of a crossing in which there is anybody."""
    down = [place for place, cell in enumerate(table.rows) if cell.count != 0]
    over = [place for place, cell in enumerate(table.across) if cell.count != 0]
    return down, over


def _crossing(table: Crossing, summary: Summary) -> Sheet:
    down, over = lines_of(table)
    rows = []
    for i in down:
        cells = [count(table.counts[i][j]) for j in over]
        rows.append((visible_line(table.rows[i].title), *cells, count(table.rows[i].count)))
    totals = [count(table.across[j].count) for j in over]
    rows.append(("all rows", *totals, count(summary.rows)))
    first, second = title_of(table.down), title_of(table.over)
    overlap = "A row can have several of the members, so the lines may come to more than all rows."
    left_out = len(down) < len(table.rows) or len(over) < len(table.across)
    return Sheet(
        f"{first} by {second}" if not first.endswith("?") else f"{first} / {second}",
        f"{table.down.path} × {table.over.path}",
        "",
        ("", *[visible_line(table.across[j].title) for j in over], "all"),
        tuple(rows),
        (False, *[True] * (len(over) + 1)),
        _remarks(
            table,
            summary,
            overlap if table.overlapping else "",
            "Values that no row has are left out." if left_out else "",
        ),
    )


def _change(table: Change, summary: Summary) -> Sheet:
    sheet = _crossing(table.crossing, summary)
    if table.changed is None:
        lead = "How many rows change is held back." if summary.rows is not None else ""
    else:
        lead = (
            f"The scenario changes the answer in {table.changed:,} of {count(summary.rows)} rows "
            f"({percent(table.changed, summary.rows)})."
        )
    return sheet.replace(
        title=f"{visible_line(table.title)} – before and after",
        lead=lead,
        head=("before ↓   after →", *sheet.head[1:]),
    )
