"""A summary as one HTML page: charts, each with its table beside it.

In: a summary. Out: HTML without scripts and without anything from a network; style and charts are part
of it. Refused: nothing. Every text is escaped by the template, and made visible before.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from medrules.cohort.summary.model import Summary, held_back
from medrules_cli.page_template import page_template
from medrules_cli.summary.charts import drawn
from medrules_cli.summary.sheets import rows_told, sheets_of, why_held

if TYPE_CHECKING:
    from jinja2 import Template


def to_page(summary: Summary) -> str:
    """The whole page."""
    parts = [
        (f"t{number}", sheet, drawn(table, summary.rows))
        for number, (table, sheet) in enumerate(sheets_of(summary), start=1)
    ]
    return _template().render(
        name=os.path.basename(summary.source.rstrip("/")) or summary.source,
        summary=summary,
        rows=rows_told(summary),
        parts=parts,
        held=any(held_back(table) for table in summary.tables) or summary.rows is None,
        why=why_held(summary),
    )


@cache
def _template() -> Template:
    return page_template("summary")
