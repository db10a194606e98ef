"""``medrules lsp``: the language server for packs, spoken to by editors over stdin and stdout.

In: messages of the Language Server Protocol. Out: its answers, until the editor ends it. Refused: to
run where the extra ``lsp`` is not installed (exit code 2).
"""

from __future__ import annotations

import click

from medrules_cli.options import Command, pack_option

_MISSING = (
    "the language server needs pygls, which is not installed; "
    "install it with: pip install 'medrules[lsp]'"
)


@click.command(
    cls=Command,
    short_help="Serve an editor that shows packs.",
    examples="""
    medrules lsp
    medrules lsp --pack ../base-pack
    """,
)
@pack_option
def command(packs: tuple[str, ...]) -> None:
    """Serve an editor over stdin and stdout, with the Language Server Protocol.

    The editor starts this command. It then shows what is wrong with a pack while you type, tells what a
    name means, completes names, and goes to where they are declared.
    """
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        raise click.ClickException(_MISSING)
    from medrules_cli.lsp.server import serve

    serve(packs)
