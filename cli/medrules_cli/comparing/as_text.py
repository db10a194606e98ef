"""A comparison as text for a terminal, or as Markdown for a review.

In: a comparison. Out: text. Refused: nothing: text of packs is made visible, and escaped in Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.compare.model import Comparison
from medrules.diagnostics.sanitise import visible_line
from medrules_cli.colour import Style
from medrules_cli.comparing.lines import groups, heading, step, tried
from medrules_cli.documents.markdown import code, escaped


def to_text(found: Comparison, style: Style) -> str:
    """For a terminal."""
    return "\n".join(_text(found, style)) + "\n"


def _text(found: Comparison, style: Style) -> Iterator[str]:
    yield visible_line(heading(found))
    for group in groups(found):
        yield ""
        yield style.heading(group.title)
        for entry in group.entries:
            yield f"  {style.open(visible_line(entry.name))}: {visible_line(entry.what)}"
            for detail in entry.details:
                yield f"      {visible_line(detail)}"
    yield ""
    yield f"{step(found)}; {tried(found)}"
    if found.proposal.step != "none":
        for reason in found.proposal.reasons:
            yield f"  because {visible_line(reason)}"


def to_markdown(found: Comparison) -> str:
    """For a review."""
    return "\n".join(_markdown(found)) + "\n"


def _markdown(found: Comparison) -> Iterator[str]:
    yield f"# {escaped(heading(found))}"
    yield ""
    yield f"**{escaped(step(found))}**"
    if found.proposal.step != "none":
        yield ""
        yield from (f"- because {escaped(reason)}" for reason in found.proposal.reasons)
    for group in groups(found):
        yield ""
        yield f"## {escaped(group.title)}"
        yield ""
        for entry in group.entries:
            yield f"- {code(entry.name)}: {escaped(entry.what)}"
            yield from (f"  - {escaped(detail)}" for detail in entry.details)
    yield ""
    yield escaped(tried(found)).capitalize() + "."
