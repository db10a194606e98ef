"""A document as one Markdown text, with tables and Mermaid as GitHub and others show them.

In: a document. Out: Markdown. Refused: nothing. No text of a pack becomes markup: every character that
could start some is escaped, and what could move a cursor or reorder a line is written as an escape. The
only HTML in it is the empty anchors before headings and rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from medrules.diagnostics.sanitise import visible, visible_line
from medrules.document.model import (
    Block,
    Chart,
    Code,
    Document,
    Grid,
    Inline,
    Link,
    Listed,
    Listing,
    Paragraph,
    Part,
    Strong,
    Terms,
    Text,
    WebLink,
    Words,
)
from medrules_cli.documents.addresses import web_address
from medrules_cli.documents.mermaid import to_mermaid

_MARKUP = re.compile(r"([\\`*_{}\[\]<>&|~#$!])")
_STARTS = re.compile(r"^(\s*\d*)([-+=.)])")
_TICKS = re.compile(r"`+")


def to_markdown(document: Document) -> str:
    """The whole document."""
    lines = [f"# {escaped(document.title)}", "", escaped(document.subtitle), ""]
    lines += _blocks(document.summary)
    lines += ["## Contents", ""]
    lines += [f"- [{escaped(part.title)}](#{part.anchor})" for part in document.parts]
    lines.append("")
    for part in document.parts:
        lines += _part(part, 2)
    return "\n".join(lines).rstrip("\n") + "\n"


def _part(part: Part, level: int) -> Iterator[str]:
    yield f'<a id="{part.anchor}"></a>'
    yield ""
    shown = f" ({code(part.id)})" if part.id else ""
    yield f"{'#' * min(level, 6)} {escaped(part.title)}{shown}"
    yield ""
    yield from _blocks(part.blocks)
    for inner in part.parts:
        yield from _part(inner, level + 1)


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)
        yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _text(text)
        case Listing(items):
            yield from (f"- {_text(item)}" for item in items)
        case Terms(items):
            yield from (f"- **{escaped(name)}**: {_cell(text, False)}" for name, text in items)
        case Grid(_, head, rows, anchors):
            yield f"| {' | '.join(_cell(one) for one in head)} |"
            yield f"|{' --- |' * len(head)}"
            for index, row in enumerate(rows):
                mark = f'<a id="{anchors[index]}"></a>' if anchors else ""
                yield f"| {mark}{' | '.join(_cell(one) for one in row)} |"
        case Listed(text):
            fence = _fence(text, 3)
            yield f"{fence}feel"
            yield visible(text)
            yield fence
        case Chart():
            yield "```mermaid"
            yield to_mermaid(block).rstrip("\n")
            yield "```"
        case _:
            assert_never(block)


def _text(text: Text) -> str:
    # What would start a list, or underline the line above.
    return _STARTS.sub(r"\1\\\2", "".join(_inline(one) for one in text))


def _cell(text: Text, in_cell: bool = True) -> str:
    return "".join(_inline(one, in_cell) for one in text)


def _inline(inline: Inline, in_cell: bool = False) -> str:
    match inline:
        case Words(text):
            return escaped(text)
        case Strong(text):
            return f"**{escaped(text).strip()}**" if text.strip() else ""
        case Code(text):
            return code(text, in_cell)
        case Link(anchor, text, is_code):
            return f"[{code(text, in_cell) if is_code else escaped(text)}](#{anchor})"
        case WebLink(url, text):
            address = web_address(url)
            return f"[{escaped(text)}](<{address}>)" if address else code(text, in_cell)
        case _:
            assert_never(inline)


def escaped(text: str) -> str:
    """Plain text in Markdown, on one line."""
    return _MARKUP.sub(r"\\\1", visible_line(text.replace("\n", " ")))


def code(text: str, in_cell: bool = False) -> str:
    """Text as code, on one line; in a cell of a table, bars are escaped."""
    shown = visible_line(" ".join(text.split()))
    if in_cell:
        shown = shown.replace("|", "\\|")
    if not shown:
        return ""
    ticks = _fence(shown, 1)
    edge = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{edge}{shown}{edge}{ticks}"


def _fence(text: str, least: int) -> str:
    """A run of backticks that the text does not hold."""
    longest = max((len(one) for one in _TICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)
