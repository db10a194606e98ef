"""The change history of a pack, from its ``CHANGELOG.md``.

In: the text of the file. Out: a part with a part for each heading, or None where there is nothing.
Refused: nothing; of Markdown only headings, list items and code in backticks are understood, the
rest is plain text. What is longer than ``MOST_LINES`` is cut, and says so.
"""

from __future__ import annotations

import re

from medrules.document.model import Block, Code, Inline, Listing, Paragraph, Part, Text, words

MOST_LINES = 2000

_ITEM = re.compile(r"\s*[-*+] +(.*)")
_HEADING = re.compile(r"(#{1,6}) +(.*?)#*\s*$")
_CODE = re.compile(r"`([^`]+)`")


def history_part(text: str) -> Part | None:
    """The history as one part."""
    lines = text.splitlines()
    parts: list[Part] = []
    title, chunk = "", list[str]()

    def close() -> None:
        blocks = _blocks(chunk)
        if title or blocks:
            parts.append(Part(f"change-{len(parts) + 1}", title or "Changes", blocks))

    for line in lines[:MOST_LINES]:
        heading = _HEADING.match(line)
        if heading is None:
            chunk.append(line)
        elif len(heading[1]) > 1:
            close()
            title, chunk = heading[2].strip(), []
    close()
    if len(lines) > MOST_LINES:
        parts.append(
            Part("change-older", "Older changes", (Paragraph(words("See CHANGELOG.md.")),))
        )
    return (
        Part("history", "Change history", (), tuple(parts))
        if any(one.blocks for one in parts)
        else None
    )


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    items: list[str] = []
    plain: list[str] = []

    def close() -> None:
        if plain:
            blocks.append(Paragraph(_text(" ".join(plain))))
            plain.clear()
        if items:
            blocks.append(Listing(tuple(_text(one) for one in items)))
            items.clear()

    for line in lines:
        item = _ITEM.match(line)
        if not line.strip():
            close()
        elif item is not None:
            if plain:
                close()
            items.append(item[1].strip())
        elif items:
            items[-1] += f" {line.strip()}"
        else:
            plain.append(line.strip())
    close()
    return tuple(blocks)


def _text(text: str) -> Text:
    found: list[Inline] = []
    for index, piece in enumerate(_CODE.split(text)):
        if index % 2:
            found.append(Code(piece))
        else:
            found += words(piece.replace("**", ""))
    return tuple(found)
