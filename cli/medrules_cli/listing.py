"""Lists of what is loaded, as entries for a terminal or as JSON.

In: rows of named columns. Out: text for a terminal, or a JSON array of objects with the same names.
Texts are shown without control characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.diagnostics.sanitise import visible
from medrules_cli.colour import Style
from medrules_cli.report.widths import wrap


def as_entries(rows: Sequence[dict[str, str]], style: Style, width: int) -> str:
    """An entry a row: the first value as its title, the others indented below, wrapped."""
    lines: list[str] = []
    for row in rows:
        title, *rest = [visible(value) for value in row.values()]
        lines.append(style.strong(title))
        lines += [
            f"  {line}" for value in rest if value for line in wrap(value, max(width - 2, 40))
        ]
    return "".join(f"{line}\n" for line in lines)


def as_json(rows: Sequence[dict[str, str]]) -> str:
    """The rows as a JSON array."""
    from medrules_cli.output import json_text

    return json_text(list(rows))
