"""``medrules init``: a profile to fill in.

In: the vocabulary of the packs. Out: a commented TOML profile, in a file or on stdout. Refused: to
overwrite a file without ``--force``.
"""

from __future__ import annotations

import os

import click

from medrules_cli.inputs import program_of
from medrules_cli.options import Command, pack_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    short_help="Write a profile to fill in.",
    examples="""
    medrules init me.toml
    medrules init > me.toml
    """,
)
@click.argument("file", required=False, type=click.Path())
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@pack_option
def command(file: str | None, force: bool, packs: tuple[str, ...]) -> None:
    """Write a profile with every question as a comment, ready to fill in."""
    from medrules.diagnostics.sanitise import visible
    from medrules.profile.starter import starter_profile
    from medrules_cli.again import Asked

    if file and file != "-" and os.path.exists(file) and not force:
        raise click.UsageError(f"{file} exists already; choose another name, or give --force")
    write(starter_profile(program_of(packs)), file)
    if file and file != "-":
        then = Asked(file, packs).evaluate()
        click.echo(f"Wrote {visible(file)}. Fill in what you know, then: {then}", err=True)
