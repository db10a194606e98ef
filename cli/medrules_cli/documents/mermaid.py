"""A flow as a Mermaid flowchart.

In: a chart. Out: Mermaid text. Refused: nothing. No text of a pack can end its label or become markup.
"""

from __future__ import annotations

from medrules.document.model import Chart
from medrules.explain.as_mermaid import escaped


def to_mermaid(chart: Chart) -> str:
    """The flowchart, top to bottom; outcomes are rounded."""
    names = {node.id: f"n{index}" for index, node in enumerate(chart.nodes)}
    lines = ["flowchart TD"]
    for node in chart.nodes:
        opening, closing = ("([", "])") if node.outcome else ("{{", "}}")
        lines.append(
            f'  {names[node.id]}{opening}"{escaped(" ".join(node.text.split()))}"{closing}'
        )
    for node in chart.nodes:
        for label, target in (("yes", node.yes), ("no", node.no)):
            if target in names:
                lines.append(f"  {names[node.id]} -->|{label}| {names[target]}")
    return "\n".join(lines) + "\n"
