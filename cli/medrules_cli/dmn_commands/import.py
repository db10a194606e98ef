"""``medrules dmn import``: a decision model becomes a pack.

In: a DMN file and the folder to write. Out: the files of a pack that passes ``medrules pack check``;
on stderr every element that is not in it, or is there otherwise. Exit code 0; 1 when there was
something to tell; 2 for a model that cannot be read. Refused: a folder that holds anything.
"""

from __future__ import annotations

import os

import click

from medrules_cli.again import quoted
from medrules_cli.options import Command


@click.command(
    cls=Command,
    examples="""
    medrules dmn import loan.dmn -o loan-pack
    medrules pack check loan-pack
    """,
)
@click.argument("model", type=click.Path())
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(),
    help="The folder of the new pack; it must be empty or not exist.",
)
def command(model: str, folder: str) -> int:
    """Make a pack of the decisions in MODEL, and tell what a pack cannot say."""
    from medrules.diagnostics.sanitise import visible
    from medrules.dmn.importing.pack import import_model
    from medrules.dmn.read import load_model
    from medrules_cli.main import FINDINGS
    from medrules_cli.problems import show

    imported = import_model(load_model(model))
    try:
        if os.path.isdir(folder) and os.listdir(folder):
            raise click.UsageError(f"{folder} is not empty; choose another folder")
        os.makedirs(folder, exist_ok=True)
        for name, text in imported.files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    except OSError as error:
        raise click.ClickException(f"cannot write {folder}: {error.strerror}") from error
    if imported.findings:
        show(imported.findings)
    click.echo(f"Wrote {visible(folder)}. Next: medrules pack check {quoted(folder)}", err=True)
    return FINDINGS if imported.findings else 0
