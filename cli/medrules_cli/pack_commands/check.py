"""``medrules pack check``: everything that is wrong with a pack.

In: the folder of a pack. Out: diagnostics, on stderr as text or on stdout as JSON; exit code 1 when
there are any, 0 when there are none. Cases are checked too: facts, conclusions and rules that they
name must exist.
"""

from __future__ import annotations

import click

from medrules_cli.options import Command, format_option, pack_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    examples="""
    medrules pack check my-pack
    medrules pack check my-pack --format json
    """,
)
@click.argument("folder", default=".", type=click.Path())
@format_option("text", "json")
@pack_option
def command(folder: str, format_: str, packs: tuple[str, ...]) -> int:
    """Report every error in the pack in FOLDER (default: here), with file, line and help."""
    from medrules.cases.read import read_cases
    from medrules.diagnostics.model import Diagnostic, MedrulesError
    from medrules_cli.packs_at_work import open_pack

    found: tuple[Diagnostic, ...] = ()
    try:
        pack = open_pack(folder, packs)
        read_cases(pack.files, pack.program, pack.id)
    except MedrulesError as error:
        found = error.diagnostics
    if format_ == "json":
        import json

        from medrules.diagnostics.as_json import to_json

        write(json.dumps(to_json(found), indent=2, ensure_ascii=False) + "\n", None)
    elif found:
        from medrules_cli.problems import show

        show(found)
    else:
        click.echo(f"{folder}: no errors", err=True)
    return 1 if found else 0
