"""``medrules pack new``: a pack to start from.

In: a name. Out: a folder with a pack that is valid, tested and can be installed, and with comments
that teach. Refused with exit code 2: a name that cannot be an id (with one that could), a folder
that is there already, required packs that are not loaded. Nothing is ever overwritten.
"""

from __future__ import annotations

import os

import click

from medrules_cli.again import packs_again
from medrules_cli.inputs import program_of
from medrules_cli.options import Command, complete_pack, pack_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    examples="""
    medrules pack new northgate
    medrules pack new northgate --requires decision-flow
    medrules pack new northgate --folder-only
    """,
)
@click.argument("name")
@click.option("--folder-only", is_flag=True, help="Only the pack: no Python project around it.")
@click.option(
    "--requires",
    multiple=True,
    metavar="PACK",
    shell_complete=complete_pack,
    help="Build on this pack; the new one shows how to change a figure of it.",
)
@pack_option
def command(
    name: str, folder_only: bool, requires: tuple[str, ...], packs: tuple[str, ...]
) -> None:
    """Make the folder NAME with a pack that works, to be changed into your own.

    NAME is the id of the pack: lower-case words with hyphens.
    """
    from datetime import date

    from medrules_cli.scaffold import checked_id, new_pack, required

    program = program_of(packs)
    id = checked_id(name, program, folder_only=folder_only)
    if os.path.lexists(id):
        raise click.UsageError(f"{id} exists already; nothing was written")
    files = new_pack(
        id, required(requires, program), program, date.today(), folder_only=folder_only
    )
    _make(id, files)
    others = packs_again(packs)
    click.echo(
        f"Made {id} with {len(files)} files. Look at it, change it, and after every change:\n"
        f"  medrules pack check {id}{others}\n"
        f"  medrules pack test {id}{others}",
        err=True,
    )


def _make(folder: str, files: dict[str, str]) -> None:
    """Write the folder whole, or not at all."""
    import shutil

    draft = f"{folder}.{os.getpid()}.part"
    try:
        for name, text in files.items():
            path = os.path.join(draft, *name.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write(text, path)
        os.rename(draft, folder)
    except OSError as error:
        raise click.ClickException(f"cannot make {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
