"""Diagnostics on stderr, with the source lines they are about.

In: diagnostics. Out: text on stderr. A source file that cannot be read any more is shown without
its line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from medrules.diagnostics.model import Diagnostic
from medrules_cli.colour import wanted
from medrules_cli.output import columns


def show(diagnostics: Sequence[Diagnostic]) -> None:
    """Print all diagnostics for a person, in order of file and line."""
    from medrules.diagnostics.render import render_text

    text = render_text(
        diagnostics,
        read_source,
        colour=wanted(sys.stderr),
        width=columns(100),
    )
    click.echo(text, err=True, nl=not text.endswith("\n"), color=True)


def read_source(name: str) -> str | None:
    """The text of a file that a diagnostic names, if it can be had."""
    from medrules_cli.inputs import text_of

    return text_of(name)
