"""One line of a file with marks under it, whatever characters it holds.

In: a line, the stretches to mark as offsets in code points, and the columns there are. Out: the
line as it is shown and a row of marks for each stretch. Refused: nothing; stretches outside the
line are moved to its end.

Characters take two columns (Chinese), one, or none (combining accents); a tab goes on to the next
multiple of four; a control character is shown as its escape. A line that is too long is cut
around the first stretch.
"""

from __future__ import annotations

from typing import NamedTuple

from medrules.diagnostics.sanitise import visible_line

_TAB = 4
_CUT = "…"


class Mark(NamedTuple):
    """A stretch to mark with ``sign``; ``start == end`` marks the point before ``start``."""

    start: int
    end: int
    sign: str
    message: str = ""


def draw_line(line: str, marks: list[Mark], columns: int) -> tuple[str, list[str]]:
    """The line as shown in at most ``columns``, and the row of marks for each of ``marks``."""
    focus = marks[0]
    # Of a line of a million characters, only the neighbourhood is looked at.
    skipped = max(0, focus.start - 2 * columns)
    near = line[skipped : focus.start + 4 * columns]
    cells = _cells(near)
    marks = [_within(mark, skipped, len(near)) for mark in marks]
    first, last = _window(cells, marks[0], columns, skipped > 0)
    cut_left = skipped > 0 or first > 0
    cut_right = last < len(cells) or skipped + len(near) < len(line)
    shown = "".join([text for text, _ in cells[first:last]])
    shown = f"{_CUT if cut_left else ''}{shown}{_CUT if cut_right else ''}"
    rows: list[str] = []
    for mark in marks:
        start = min(max(mark.start, first), last)
        end = min(max(mark.end, start), last)
        before = int(cut_left) + sum(width for _, width in cells[first:start])
        length = max(1, sum(width for _, width in cells[start:end]))
        row = " " * before + mark.sign * length
        rows.append(f"{row} {mark.message}" if mark.message else row)
    return shown, rows


def _within(mark: Mark, skipped: int, length: int) -> Mark:
    start = min(max(mark.start - skipped, 0), length)
    end = min(max(mark.end - skipped, start), length)
    return mark._replace(start=start, end=end)


def _window(
    cells: list[tuple[str, int]], focus: Mark, columns: int, cut_left: bool
) -> tuple[int, int]:
    """Which of the cells fit into ``columns`` so that the start of ``focus`` is well inside."""
    room = columns - 2
    first = 0
    upto_end = sum(width for _, width in cells[: focus.end])
    total = upto_end + sum(width for _, width in cells[focus.end :])
    if cut_left or (total > columns and upto_end > room):
        # Leave a third of the row for what stands before the mark.
        first = focus.start
        used = 0
        while first > 0 and used + cells[first - 1][1] <= room // 3:
            first -= 1
            used += cells[first][1]
    elif total <= columns:
        return 0, len(cells)
    last = first
    used = 0
    while last < len(cells) and used + cells[last][1] <= room:
        used += cells[last][1]
        last += 1
    return first, last


def _cells(line: str) -> list[tuple[str, int]]:
    """Each character as it is shown, with the columns it takes."""
    if line.isascii() and line.isprintable():
        return [(char, 1) for char in line]
    from unicodedata import category, east_asian_width

    cells: list[tuple[str, int]] = []
    column = 0
    for char in line:
        if char == "\t":
            width = _TAB - column % _TAB
            cell = (" " * width, width)
        elif char.isprintable():
            if category(char) in ("Mn", "Me"):
                width = 0
            else:
                width = 2 if east_asian_width(char) in "WF" else 1
            cell = (char, width)
        else:
            shown = visible_line(char)
            # Joiners and the like stay as they are and take no room; escapes are plain letters.
            cell = (shown, (0 if category(char) == "Cf" else 1) if shown == char else len(shown))
        cells.append(cell)
        column += cell[1]
    return cells
