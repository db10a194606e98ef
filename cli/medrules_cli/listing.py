"""Lists of what is loaded, as aligned lines or as JSON.

In: rows of named columns. Out: text for a terminal, or a JSON array of objects with the same names.
Texts are shown without control characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.diagnostics.sanitise import visible
from medrules_cli.colour import Style


def as_lines(rows: Sequence[dict[str, str]], style: Style, width: int) -> str:
    """One line a row; the last column takes the rest of the line and is cut with an ellipsis."""
    if not rows:
        return ""
    names = list(rows[0])
    widths = [max(len(visible(row[name])) for row in rows) for name in names]
    lines = []
    for row in rows:
        cells = [visible(row[name]) for name in names]
        start = "  ".join(f"{cell:<{size}}" for cell, size in zip(cells[:-1], widths, strict=False))
        room = max(width - len(start) - 2, 20)
        last = cells[-1] if len(cells[-1]) <= room else cells[-1][: room - 1] + "…"
        head = style.strong(f"{cells[0]:<{widths[0]}}") + start[widths[0] :]
        lines.append(f"{head}  {last}".rstrip())
    return "\n".join(lines) + "\n"


def as_json(rows: Sequence[dict[str, str]]) -> str:
    """The rows as a JSON array."""
    import json

    return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"
