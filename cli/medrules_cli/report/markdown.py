"""Blocks as Markdown, for a file, a mail or a portfolio.

In: blocks. Out: GitHub-flavoured Markdown that ends in a newline. Every character of a pack's or a
profile's text that Markdown or HTML could read as markup is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

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
from medrules_cli.report.text import labelled

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$!&@])")
_START = re.compile(r"^(\d*)([-+=.)])")
_ADDRESS = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)")


def escape(text: str) -> str:
    """The text on one line, so that Markdown shows it as it is."""
    line = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    # What only begins something at the start of a line, and addresses, which GitHub makes links of.
    return _ADDRESS.sub(r"\\\g<0>", _START.sub(r"\1\\\2", line))


def lay_out(blocks: Iterable[Block]) -> str:
    """The report as Markdown."""
    return "\n".join(line for block in blocks for line in _lines(block)).strip("\n") + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield from ("", f"## {escape(text)}", "")
        case Headline(label, text, status, _):
            yield from ("", f"# {escape(labelled(label, text))}", "", f"*{escape(status)}*", "")
        case Paragraph(text):
            yield from (escape(text), "")
        case Note(text):
            yield from ("", f"*{escape(text)}*", "")
        case Bullets(entries, numbered):
            for index, (title, text) in enumerate(entries, start=1):
                mark = f"{index}." if numbered else "-"
                strong = f"**{escape(title)}**" if title else ""
                glue = " " if title.endswith("?") else ": "
                yield f"{mark} " + glue.join(part for part in (strong, escape(text)) if part)
            yield ""
        case Values(entries):
            yield from ("| | |", "|---|---|")
            yield from (f"| {escape(name)} | {escape(value)} |" for name, value in entries)
            yield ""
        case Grid(head, rows, numeric):
            yield "| " + " | ".join(escape(cell) for cell in head) + " |"
            yield "|" + "|".join("---:" if right else "---" for right in numeric) + "|"
            yield from ("| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows)
            yield ""
        case Commands(entries):
            yield from (
                f"- {escape(why)}: `{command.replace('`', '')}`" for why, command in entries
            )
            yield ""
        case _:
            assert_never(block)
