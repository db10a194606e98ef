"""``medrules compile``: a program as the text of another runtime.

In: installed packs, or the folder of a pack. Out: the program as Python, SQL and so on. Refused with
exit code 2: packs that cannot be used, a runtime that has no text to show, a dialect that it does not
have, and what it cannot express.
"""

from __future__ import annotations

import click

from medrules_cli.options import Command, complete_target, output_option, pack_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    examples="""
    medrules compile --to python
    medrules compile my-pack --to sql --dialect postgres -o my-pack.sql
    """,
)
@click.argument("pack", required=False, type=click.Path())
@click.option(
    "--to",
    "target",
    required=True,
    metavar="RUNTIME",
    shell_complete=complete_target,
    help="What to compile for: python, sql and so on.",
)
@click.option("--dialect", metavar="NAME", help="Which form of the language, such as duckdb.")
@pack_option
@output_option
def command(
    pack: str | None,
    target: str,
    dialect: str | None,
    packs: tuple[str, ...],
    output: str | None,
) -> None:
    """Write the rules as a program for another runtime.

    PACK is the folder of a pack; without it, the installed packs are compiled.
    """
    from medrules.targets import names
    from medrules.targets import target as target_of
    from medrules_cli.inputs import program_of
    from medrules_cli.naming import one_of

    found = target_of(one_of(names(), target, "--to", "runtime"))
    if found.write is None:
        raise click.BadParameter(f"{found.title} has no text to show", param_hint="--to")
    if dialect is not None and not found.dialects:
        raise click.BadParameter(f"{found.title} has no dialects", param_hint="--dialect")
    form = one_of(found.dialects, dialect, "--dialect", "dialect") if dialect else ""
    program = program_of([*packs, *([pack] if pack else [])])
    written = found.write(program, form or next(iter(found.dialects), ""))
    if written.notes:
        from medrules_cli.problems import show

        show(written.notes)
    write(written.text, output)
