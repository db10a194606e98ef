"""Blocks as text for a terminal.

In: blocks, a width in columns, a style. Out: text that ends in a newline. Nothing is refused; what
does not fit is wrapped, cells inside their column, and a table for which there is no room becomes a
list. Only a word or a command that is longer than the line goes beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import assert_never

from medrules_cli.colour import Style
from medrules_cli.report.blocks import (
    Block,
    Bullets,
    Commands,
    Grid,
    Heading,
    Headline,
    Note,
    Paragraph,
    Values,
)
from medrules_cli.report.widths import columns_of, filled, longest_word, wrap

MOST_NAME = 44
"""The most columns that the names of values take."""


def lay_out(blocks: Iterable[Block], width: int, style: Style) -> str:
    """The report as text; a blank line goes before each heading."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and lines:
            lines.append("")
        lines += _lines(block, max(width, 40), style)
    return "\n".join(lines) + "\n"


def _lines(block: Block, width: int, style: Style) -> Iterator[str]:
    match block:
        case Heading(text):
            yield from (style.heading(line) for line in wrap(text, width))
        case Headline(label, text, status, tone):
            paint = style.good if tone == "good" else style.open
            first, *more = wrap(labelled(label, text), width - 2)
            yield style.heading(first)
            yield from ("  " + style.heading(line) for line in more)
            for line in wrap(_STATUS.get(status, status), width - 2):
                yield "  " + paint(line)
        case Paragraph(text):
            yield from ("  " + line for line in wrap(text, width - 2))
        case Note(text):
            yield from ("  " + style.dim(line) for line in wrap(text, width - 2))
        case Bullets(entries, numbered):
            for index, (title, text) in enumerate(entries, start=1):
                mark = f"{index}." if numbered else "-"
                yield from _bullet(mark, title, text, width, style)
        case Values(entries):
            size = min(max(columns_of(name) for name, _ in entries), MOST_NAME, width // 2)
            for name, value in entries:
                names, values = wrap(name, size), wrap(value, width - size - 4)
                for part, line in zip_longest(names, values, fillvalue=""):
                    yield f"  {filled(part, size)}  {line}".rstrip()
        case Grid(head, rows, numeric):
            yield from _grid(head, rows, numeric, width, style)
        case Commands(entries):
            size = max(columns_of(why) for why, _ in entries)
            yield from (f"  {style.dim(filled(why, size))}  {command}" for why, command in entries)
        case _:
            assert_never(block)


_STATUS = {
    "settled": "settled: nothing that is still missing can change this",
    "provisional": "provisional: it depends on facts that are missing",
    "unknown": "unknown: too little is known to say",
}


def _bullet(mark: str, title: str, text: str, width: int, style: Style) -> Iterator[str]:
    indent = " " * (len(mark) + 3)
    whole = labelled(title, text) if title and text else title or text
    for index, line in enumerate(wrap(whole, width - len(indent))):
        start = f"  {mark} " if index == 0 else indent
        if index == 0 and title and line.startswith(title):
            line = style.strong(title) + line[len(title) :]
        yield start + line


def labelled(label: str, text: str) -> str:
    """``label: text``; a question needs no colon."""
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def _grid(
    head: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    numeric: tuple[bool, ...],
    width: int,
    style: Style,
) -> Iterator[str]:
    """Columns as wide as they need to be, shrunk from the widest until the table fits."""
    cells = (head, *rows)
    needed = [max(columns_of(row[column]) for row in cells) for column in range(len(head))]
    floor = [
        min(needed[column], max(longest_word(row[column]) for row in cells))
        for column in range(len(head))
    ]
    room = width - 2 - 2 * (len(head) - 1)
    if sum(floor) > room:
        yield from _entries(head, rows, width, style)
        return
    while sum(needed) > room:
        widest = max(
            (index for index, one in enumerate(needed) if one > floor[index]),
            key=lambda index: needed[index],
        )
        needed[widest] -= 1
    for index, row in enumerate(cells):
        wrapped = [wrap(cell, needed[column]) for column, cell in enumerate(row)]
        for line in range(max(len(cell) for cell in wrapped)):
            parts = []
            for column, cell in enumerate(wrapped):
                text = cell[line] if line < len(cell) else ""
                padded = filled(text, needed[column], right=numeric[column] and index > 0)
                parts.append(style.dim(padded) if index == 0 else padded)
            yield ("  " + "  ".join(parts)).rstrip()


def _entries(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], width: int, style: Style
) -> Iterator[str]:
    """A table for which the terminal is too narrow: an entry for each row, a line for each cell."""
    for row in rows:
        for index, (title, cell) in enumerate(zip(head, row, strict=True)):
            start = "- " if index == 0 else "  "
            for line in wrap(f"{title}: {cell}", width - 6):
                yield f"  {start}{style.strong(line) if index == 0 else line}"
                start = "    "
