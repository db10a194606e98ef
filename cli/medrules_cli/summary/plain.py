"""A summary as text for a terminal, Markdown, CSV and JSON.

In: a summary. Out: text. Refused: nothing. JSON and CSV carry values and titles; a count that is held
back is ``null`` in JSON and an empty field in CSV, with ``held_back`` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    known,
)
from medrules.exact_json import Json, to_text
from medrules_cli.colour import Style
from medrules_cli.report.blocks import Block, Grid, Heading, Note, Paragraph, Values
from medrules_cli.summary.sheets import rows_told, sheets_of

VERSION = 1
"""Of the JSON: raised when a field changes its meaning or goes."""


def as_text(summary: Summary, width: int, style: Style) -> str:
    """Tables for a terminal."""
    from medrules_cli.report.text import lay_out

    return lay_out(_blocks(summary), width, style)


def as_markdown(summary: Summary) -> str:
    """Tables in GitHub-flavoured Markdown."""
    from medrules_cli.report.markdown import lay_out

    return lay_out(_blocks(summary))


def _blocks(summary: Summary) -> Iterator[Block]:
    yield Heading(f"Answers in {summary.source}")
    yield Paragraph(rows_told(summary))
    for _, sheet in sheets_of(summary):
        yield Heading(sheet.title)
        if sheet.lead:
            yield Paragraph(sheet.lead)
        yield Grid(sheet.head, sheet.rows, sheet.numeric)
        for more in sheet.more:
            yield Values(tuple((row[0], row[1]) for row in more.rows))
        for remark in sheet.remarks:
            yield Note(remark)


# -- JSON ----------------------------------------------------------------------------------------


def as_json(summary: Summary) -> str:
    """The summary as one JSON object."""
    tables: list[Json] = [_table(table, summary) for table in summary.tables]
    return to_text(
        {
            "summary": VERSION,
            "source": summary.source,
            "packs": list(summary.packs),
            "rows": summary.rows,
            "min_cell": summary.least,
            "tables": tables,
        }
    )


def _table(table: Table, summary: Summary) -> Json:
    match table:
        case Tally(column, cells):
            return {
                "kind": "counts",
                "column": _column(column),
                "known": known(cells, summary.rows),
                "cells": _cells(cells),
            }
        case Members(column, states, members):
            return {
                "kind": "members",
                "column": _column(column),
                "known": known(states, summary.rows),
                "states": _cells(states),
                "cells": _cells(members),
            }
        case Spread(column, cells, quantiles, mean):
            points: list[Json] = [
                {"percent": point.percent, "value": point.value} for point in quantiles
            ]
            return {
                "kind": "numbers",
                "column": _column(column),
                "known": known(cells, summary.rows),
                "cells": _cells(cells),
                "quantiles": points,
                "mean": mean,
            }
        case Crossing():
            return {"kind": "crossed", **_crossed(table)}
        case Change(title, crossing, changed):
            return {
                "kind": "changes",
                "title": title,
                "changed": changed,
                **_crossed(crossing),
            }
        case _:
            assert_never(table)


def _column(column: Column) -> Json:
    return {
        "name": column.name,
        "path": column.path,
        "title": column.title,
        "unit": column.unit or None,
    }


def _cells(cells: tuple[Cell, ...]) -> Json:
    return [_cell(cell) for cell in cells]


def _cell(cell: Cell) -> Json:
    found: dict[str, Json] = {
        "value": cell.value if cell.standing == "value" else None,
        "title": cell.title,
        "standing": cell.standing,
        "count": cell.count,
        "held_back": cell.count is None,
    }
    if cell.low is not None or cell.high is not None:
        found |= {"low": cell.low, "below": cell.high}
    return found


def _crossed(table: Crossing) -> dict[str, Json]:
    counts: list[Json] = [list(line) for line in table.counts]
    return {
        "rows": {"column": _column(table.down), "cells": _cells(table.rows)},
        "columns": {"column": _column(table.over), "cells": _cells(table.across)},
        "overlapping": table.overlapping,
        "counts": counts,
    }


# -- CSV -----------------------------------------------------------------------------------------

HEAD = (
    "table",
    "kind",
    "value",
    "title",
    "by",
    "by_value",
    "by_title",
    "count",
    "held_back",
    "number",
)


def as_csv(summary: Summary) -> str:
    """One line a count (or quantile), with the names of what it counts."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerow(_line("", "rows", "", "", None, summary.rows))
    for table in summary.tables:
        writer.writerows(_lines(table))
    return stream.getvalue()


def _lines(table: Table) -> Iterator[tuple[str, ...]]:
    match table:
        case Tally(column, cells):
            yield from (_of(column, "count", cell) for cell in cells)
        case Members(column, states, members):
            yield from (_of(column, "state", cell) for cell in states)
            yield from (_of(column, "member", cell) for cell in members)
        case Spread(column, cells, quantiles, mean):
            yield from (_of(column, "count", cell) for cell in cells)
            for point in quantiles:
                yield _point(column, f"quantile {point.percent}", point.value)
            yield _point(column, "mean", mean)
        case Crossing():
            yield from _crossed_lines(table, "crossed")
        case Change(_, crossing, changed):
            yield from _crossed_lines(crossing, "change")
            yield _line(crossing.down.path, "changed", "", "", None, changed)
        case _:
            assert_never(table)


def _crossed_lines(table: Crossing, kind: str) -> Iterator[tuple[str, ...]]:
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(table.across):
            over = (table.over.path, cell.value, cell.title)
            yield _line(table.down.path, kind, row.value, row.title, over, table.counts[i][j])


def _of(column: Column, kind: str, cell: Cell) -> tuple[str, ...]:
    return _line(column.path, kind, cell.value, cell.title, None, cell.count)


def _point(column: Column, kind: str, number: Decimal | None) -> tuple[str, ...]:
    held = "yes" if number is None else "no"
    return (
        _inert(column.path),
        kind,
        "",
        "",
        "",
        "",
        "",
        "",
        held,
        f"{number or 0:f}" if number is not None else "",
    )


def _line(
    table: str,
    kind: str,
    value: str,
    title: str,
    over: tuple[str, str, str] | None,
    number: int | None,
) -> tuple[str, ...]:
    by = tuple(map(_inert, over or ("", "", "")))
    counted = "" if number is None else str(number)
    held = "yes" if number is None else "no"
    return (_inert(table), kind, _inert(value), _inert(title), *by, counted, held, "")


def _inert(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
