"""Where the bars, bands and labels of a chart stand.

In: a table of a summary, and how many rows there are. Out: ``Drawing``: shapes in pixels, and the words that
stand for it where it cannot be seen. Refused, as None: a table of which nothing may be shown, or that
nobody is in. A count that is held back is drawn as a hatched stretch, never as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from medrules.cohort.summary.model import (
    Cell,
    Change,
    Crossing,
    Members,
    Spread,
    Table,
    Tally,
)
from medrules.cohort.summary.spreads import shown
from medrules.diagnostics.sanitise import visible_line
from medrules.record import Record
from medrules_cli.report.widths import columns_of, wrap
from medrules_cli.summary.sheets import HELD, count, lines_of, percent, title_of

WIDTH = 760
NAMES = 236
"""The room for names at the left."""
NUMBERS = 132
"""The room for counts at the right."""
LINE = 17
LETTER = 7.1
"""How wide a letter is, about, at 13 pixels."""
BAR = 24
STEP = 36
COLOURS = 8
"""So many colours there are; then they begin again, and the letters tell them apart."""


class Bar(Record):
    """A rectangle. ``look`` names its style; the title is shown when the pointer is on it."""

    x: float
    y: float
    width: float
    height: float
    look: str
    title: str


class Text(Record):
    """A line of text; ``anchor`` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str
    look: str


class Band(Record):
    """A band that flows from the left to the right."""

    path: str
    look: str
    title: str


class Key(Record):
    """An entry of the legend: a letter, its colour, and what it stands for."""

    letter: str
    look: str
    title: str


Shape: TypeAlias = Bar | Text | Band


class Drawing(Record):
    """A chart: its size, its shapes in the order in which they are drawn, and its words."""

    width: int
    height: int
    title: str
    told: str
    shapes: tuple[Shape, ...]
    keys: tuple[Key, ...] = ()


def drawn(table: Table, rows: int | None) -> Drawing | None:
    """The chart of a table, or None where it would show nothing."""
    if not rows:
        return None
    match table:
        case Tally(column, cells):
            return _bars(title_of(column), cells, rows)
        case Members(column, states, members):
            return _bars(title_of(column), (*members, *states[1:]), rows)
        case Spread():
            return _histogram(table, rows)
        case Crossing():
            return _stacked(table)
        case Change():
            return _flow(table, rows)
        case _:
            assert_never(table)


def _name(x: float, middle: float, title: str, room: float, anchor: str) -> list[Shape]:
    """A name in at most two lines beside a bar; what does not fit is in the table."""
    lines = wrap(visible_line(title), int(room / LETTER))
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    longest = int(room / LETTER) + 2
    cut = [line if columns_of(line) <= longest else f"{line[:longest]}…" for line in lines]
    start = middle - (len(cut) - 1) * LINE / 2 + 4.5
    return [Text(x, start + n * LINE, line, anchor, "name") for n, line in enumerate(cut)]


# -- counts -----------------------------------------------------------------------------------


def _bars(title: str, cells: Sequence[Cell], rows: int) -> Drawing | None:
    """A bar for each count, as long as its share of all rows."""
    counts = [cell.count for cell in cells]
    if not any(counts):
        return None
    room = WIDTH - NAMES - NUMBERS - 16
    most = max(item for item in counts if item is not None)
    shapes: list[Shape] = []
    y = 6.0
    for cell in cells:
        middle = y + BAR / 2
        shapes += _name(NAMES - 12, middle, cell.title, NAMES - 20, "end")
        if cell.count is None:
            # Of one width whatever it is: its length would tell.
            shapes.append(Bar(NAMES, y, 64, BAR, "held", f"{cell.title}: {HELD}"))
            shapes.append(Text(NAMES + 72, middle + 4.5, HELD, "start", "soft"))
        else:
            size = room * cell.count / most
            told = f"{cell.title}: {count(cell.count)} ({percent(cell.count, rows)})"
            look = "c0" if cell.standing == "value" else "none"
            shapes.append(Bar(NAMES, y, max(size, 1.5 if cell.count else 0), BAR, look, told))
            end = NAMES + size + 8
            words = f"{count(cell.count)} · {percent(cell.count, rows)}"
            shapes.append(Text(end, middle + 4.5, words, "start", "number"))
        y += STEP
    shapes.insert(0, Bar(NAMES - 1, 0, 1, y - 6, "axis", ""))
    told = "; ".join(_said(cell, rows) for cell in cells if cell.count != 0)
    return Drawing(WIDTH, int(y), f"Bar chart: {title}", told, tuple(shapes))


def _said(cell: Cell, rows: int) -> str:
    if cell.count is None:
        return f"{visible_line(cell.title)} {HELD}"
    return f"{visible_line(cell.title)} {count(cell.count)} ({percent(cell.count, rows)})"


# -- numbers -----------------------------------------------------------------------------------


def _histogram(table: Spread, rows: int) -> Drawing | None:
    """Columns for ranges, the open ones apart, with the quantiles under them."""
    cells = [cell for cell in table.cells if cell.standing == "value"]
    if not any(cell.count for cell in cells):
        return None
    left, top, height = 12.0, 26.0, 190.0
    each = (WIDTH - 2 * left) / len(cells)
    most = max(cell.count for cell in cells if cell.count is not None)
    floor = top + height
    shapes: list[Shape] = []
    for place, cell in enumerate(cells):
        x = left + place * each
        middle = x + each / 2
        if cell.count is None:
            shapes.append(Bar(x + 2, floor - 40, each - 4, 40, "held", f"{cell.title}: {HELD}"))
            shapes.append(Text(middle, floor - 46, "held", "middle", "soft small"))
        else:
            size = height * cell.count / most
            told = f"{cell.title}: {count(cell.count)} ({percent(cell.count, rows)})"
            shapes.append(Bar(x + 2, floor - size, each - 4, size, "c0", told))
            shapes.append(
                Text(middle, floor - size - 6, count(cell.count), "middle", "number small")
            )
        shapes += _under(cell, middle, floor + 18, each)
    shapes.append(Bar(left, floor, WIDTH - 2 * left, 1, "axis", ""))
    unit = table.column.unit
    if unit:
        shapes.append(Text(WIDTH / 2, floor + 56, unit, "middle", "soft"))
    told = "; ".join(_said(cell, rows) for cell in table.cells if cell.count != 0)
    title = f"Histogram: {title_of(table.column)}"
    return Drawing(WIDTH, int(floor + (66 if unit else 46)), title, told, tuple(shapes))


def _under(cell: Cell, middle: float, y: float, each: float) -> list[Shape]:
    """What a range is called, in lines short enough to stand under its column."""
    if cell.low is None:
        text = f"under {shown(cell.high)}" if cell.high is not None else "any"
    elif cell.high is None:
        text = f"{shown(cell.low)} or more"
    else:
        text = f"from {shown(cell.low)}"
    lines = wrap(text, max(int(each / 6.4), 6))[:2]
    return [Text(middle, y + n * 15, line, "middle", "small") for n, line in enumerate(lines)]


# -- two columns -------------------------------------------------------------------------------


def _keys(cells: Sequence[Cell], places: Sequence[int]) -> tuple[Key, ...]:
    return tuple(
        Key(_letter(n), _look(cells[place], n), visible_line(cells[place].title))
        for n, place in enumerate(places)
    )


def _letter(number: int) -> str:
    return (
        chr(65 + number) if number < 26 else f"{_letter(number // 26 - 1)}{chr(65 + number % 26)}"
    )


def _look(cell: Cell, number: int) -> str:
    return f"c{number % COLOURS}" if cell.standing == "value" else "none"


def _stacked(table: Crossing) -> Drawing | None:
    """A bar for each row of the table, cut by the shares of the columns."""
    down, over = lines_of(table)
    keys = _keys(table.across, over)
    room = WIDTH - NAMES - 92.0
    shapes: list[Shape] = []
    y = 6.0
    for i in down:
        head, middle = table.rows[i], y + BAR / 2
        shapes += _name(NAMES - 12, middle, head.title, NAMES - 20, "end")
        known = sum(table.counts[i][j] or 0 for j in over)
        whole = head.count
        if whole is None:
            shapes.append(Bar(NAMES, y, room, BAR, "held", f"{head.title}: {HELD}"))
        else:
            x = float(NAMES)
            for key, j in zip(keys, over, strict=True):
                part = table.counts[i][j]
                if part:
                    told = f"{head.title}, {key.letter} {key.title}: {count(part)} ({percent(part, whole)})"
                    size = room * part / whole
                    shapes.append(Bar(x, y, size, BAR, key.look, told))
                    if size > 46:
                        words = f"{key.letter} {100 * part / whole:.0f} %"
                        shapes.append(
                            Text(x + size / 2, middle + 4.5, words, "middle", f"on-{key.look}")
                        )
                    elif size > 12:
                        shapes.append(
                            Text(x + size / 2, middle + 4.5, key.letter, "middle", f"on-{key.look}")
                        )
                    x += size
            if known < whole:
                held = "several counts held back"
                shapes.append(Bar(x, y, room * (whole - known) / whole, BAR, "held", held))
        shapes.append(Text(WIDTH - 4, middle + 4.5, count(whole), "end", "number"))
        y += STEP
    if not any(isinstance(one, Bar) and one.look != "held" for one in shapes):
        return None
    title = f"Stacked bars: {title_of(table.down)} by {title_of(table.over)}"
    told = "Each bar is one line of the table below, cut by the shares of its columns."
    return Drawing(WIDTH, int(y), title, told, tuple(shapes), keys)


def _flow(table: Change, rows: int) -> Drawing | None:
    """Bands from the answers before to the answers after, as wide as they have rows."""
    crossing = table.crossing
    down, over = lines_of(crossing)
    if any(crossing.rows[i].count is None for i in down) or any(
        crossing.across[j].count is None for j in over
    ):
        # Without the totals there is no place to draw the bands from; bars still show the shares.
        return _stacked(crossing)
    height, gap, node = 300.0, 12.0, 14.0
    scale = (height - gap * (max(len(down), len(over)) - 1)) / rows
    left, right = NAMES - 6.0, WIDTH - NAMES + 6.0
    shapes: list[Shape] = []
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    looks = {crossing.rows[i].value: _look(crossing.rows[i], n) for n, i in enumerate(down)}
    for n, j in enumerate(over, start=len(down)):
        looks.setdefault(crossing.across[j].value, _look(crossing.across[j], n))
    top = 26.0
    heads: list[Shape] = [
        Text(left, 14, "before", "end", "soft"),
        Text(right, 14, "after", "start", "soft"),
    ]
    for places, cells, x, at, anchor in (
        (down, crossing.rows, left, starts, "end"),
        (over, crossing.across, right - node, ends, "start"),
    ):
        y = top
        for place in places:
            cell = cells[place]
            size = (cell.count or 0) * scale
            at[place] = y
            told = f"{cell.title}: {count(cell.count)} ({percent(cell.count, rows)})"
            heads.append(Bar(x, y, node, max(size, 1), looks[cell.value], told))
            beside = x - 8 if anchor == "end" else x + node + 8
            words = f"{cell.title} · {count(cell.count)}"
            heads += _name(beside, max(y + size / 2, y + 6), words, NAMES - 34, anchor)
            y += max(size, 22 if size < 22 else 0) + gap
        height = max(height, y - top)
    for i in down:
        for j in over:
            part = crossing.counts[i][j]
            if not part:
                continue
            size = part * scale
            same = crossing.rows[i].value == crossing.across[j].value
            ways = f"{crossing.rows[i].title} → {crossing.across[j].title}"
            told = f"{ways}: {count(part)} ({percent(part, rows)})"
            path = _band(left + node, starts[i], right - node, ends[j], size)
            look = looks[crossing.rows[i].value]
            shapes.append(Band(path, f"{look} {'stays' if same else 'moves'}", told))
            starts[i] += size
            ends[j] += size
    title = f"Flow: {visible_line(table.title)}, before and after"
    told = "Each band is one count of the table below; counts that are held back have none."
    return Drawing(WIDTH, int(top + height), title, told, (*shapes, *heads))


def _band(x1: float, y1: float, x2: float, y2: float, size: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f"M{x1:.1f} {y1:.1f} C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f} "
        f"V{y2 + size:.1f} C{middle:.1f} {y2 + size:.1f} {middle:.1f} {y1 + size:.1f} "
        f"{x1:.1f} {y1 + size:.1f} Z"
    )
