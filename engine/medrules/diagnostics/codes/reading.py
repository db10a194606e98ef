"""Codes 01xx: a file that cannot be read, or whose text is not TOML or JSON.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0101",
        "not-utf8",
        Severity.ERROR,
        what="A file holds bytes that are not UTF-8 text.",
        why="Packs and profiles are UTF-8, so that a letter means the same on every computer.",
        example='A profile saved as Windows-1252 with the line `name = "Renée"`.',
        mend="Open the file in its editor and save it again with the encoding UTF-8.",
    ),
)
