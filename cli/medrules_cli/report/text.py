"""Blocks as text for a terminal.

In: blocks, a width in columns, a style. Out: text that ends in a newline. Nothing is refused; what
does not fit is wrapped, and the last column of a table is wrapped inside its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
            yield style.heading(text)
        case Headline(label, text, status, tone):
            paint = style.good if tone == "good" else style.open
            start = labelled(label, "")
            for index, line in enumerate(wrap(text, width - len(start))):
                yield style.heading(start) + style.strong(line) if index == 0 else "  " + line
            yield "  " + paint(_STATUS.get(status, status))
        case Paragraph(text):
            yield from ("  " + line for line in wrap(text, width - 2))
        case Note(text):
            yield from ("  " + style.dim(line) for line in wrap(text, width - 2))
        case Bullets(entries, numbered):
            for index, (title, text) in enumerate(entries, start=1):
                mark = f"{index}." if numbered else "-"
                yield from _bullet(mark, title, text, width, style)
        case Values(entries):
            name_width = min(max(len(name) for name, _ in entries), 44)
            for name, value in entries:
                room = width - name_width - 4
                for index, line in enumerate(wrap(value, room)):
                    yield f"  {(name if index == 0 else ''):<{name_width}}  {line}"
        case Grid(head, rows, numeric):
            yield from _grid(head, rows, numeric, width, style)
        case Commands(entries):
            size = max(len(why) for why, _ in entries)
            yield from (f"  {style.dim(f'{why:<{size}}')}  {command}" for why, command in entries)
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
    needed = [max(len(row[column]) for row in cells) for column in range(len(head))]
    floor = [
        min(needed[column], max(len(word) for row in cells for word in row[column].split() or [""]))
        for column in range(len(head))
    ]
    room = width - 2 - 2 * (len(head) - 1)
    while sum(needed) > room:
        shrinkable = [index for index, one in enumerate(needed) if one > floor[index]]
        if not shrinkable:
            break
        widest = max(shrinkable, key=lambda index: needed[index])
        needed[widest] -= 1
    for index, row in enumerate(cells):
        wrapped = [wrap(cell, needed[column]) for column, cell in enumerate(row)]
        for line in range(max(len(cell) for cell in wrapped)):
            parts = []
            for column, cell in enumerate(wrapped):
                text = cell[line] if line < len(cell) else ""
                right = numeric[column] and index > 0
                padded = f"{text:>{needed[column]}}" if right else f"{text:<{needed[column]}}"
                parts.append(style.dim(padded) if index == 0 else padded)
            yield ("  " + "  ".join(parts)).rstrip()


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most that width; a longer word stands alone."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    lines.append(current)
    return lines
