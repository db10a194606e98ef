"""Proof trees on a terminal: the lines of a proof, wrapped so that the tree's bars stay whole.

In: the lines of ``medrules.explain.as_text``, a width in columns, a style. Out: text that ends in a
newline. Nothing is refused; a word longer than the line stands alone on one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medrules.explain.as_text import Line, Piece
from medrules_cli.colour import Style
from medrules_cli.report.widths import columns_of

LEAST = 30
"""However deep the tree, this many columns are left for its words."""


def lay_out(lines: Iterable[Line], width: int, style: Style) -> str:
    """The proof as text."""
    return "".join(f"{row}\n" for line in lines for row in _rows(line, width, style))


def _rows(line: Line, width: int, style: Style) -> Iterator[str]:
    room = max(width - columns_of(line.branch), LEAST)
    below = line.branch.replace("├─", "│ ").replace("└─", "  ") + "  "
    branch, used, parts = line.branch, 0, ""
    for piece in _words(line.pieces):
        size = columns_of(piece.text)
        if used and used + columns_of(piece.text.rstrip()) > room:
            yield f"{branch}{parts}".rstrip()
            branch, used, parts = below, 0, ""
            room = max(width - columns_of(below), LEAST)
        parts += style.role(piece.role, piece.text) if piece.text.strip() else piece.text
        used += size
    yield f"{branch}{parts}".rstrip()


def _words(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Every word with the spaces behind it, in the role of its piece."""
    for piece in pieces:
        start = 0
        text = piece.text
        for place in range(1, len(text)):
            if text[place] != " " and text[place - 1] == " " and text[start:place].strip():
                yield Piece(piece.role, text[start:place])
                start = place
        if text[start:]:
            yield Piece(piece.role, text[start:])
