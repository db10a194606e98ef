"""``medrules dmn export``: a pack becomes a decision model.

In: the folder of a pack or the id of an installed one. Out: DMN 1.5 XML with a diagram, on stdout or
in a file; on stderr every conclusion that DMN cannot say. Exit code 0; 1 when there was something to
tell; 2 for a pack that cannot be used or does not exist.
"""

from __future__ import annotations

import os

import click

from medrules_cli.options import Command, complete_pack, output_option, pack_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    examples="""
    medrules dmn export decision-flow -o decision-flow.dmn
    medrules dmn export my-pack -o my-pack.dmn
    """,
)
@click.argument("pack", shell_complete=complete_pack)
@pack_option
@output_option
def command(pack: str, packs: tuple[str, ...], output: str | None) -> int:
    """Write what PACK concludes, and all that this needs, as a DMN model.

    PACK is the folder of a pack, or the id of an installed one.
    """
    from medrules.dmn.exporting.program import export_pack
    from medrules.dmn.layout import lay_out
    from medrules.dmn.write import write_model
    from medrules_cli.main import FINDINGS
    from medrules_cli.problems import show

    if os.path.isdir(pack):
        from medrules_cli.packs_at_work import open_pack

        opened = open_pack(pack, packs)
        program, id = opened.program, opened.id
    else:
        from medrules_cli.inputs import program_of

        program, id = program_of(packs), pack
    exported = export_pack(program, id)
    write(write_model(exported.model, lay_out(exported.model)), output)
    if exported.findings:
        show(exported.findings)
    return FINDINGS if exported.findings else 0
