"""``medrules schema``: the JSON Schemas, for editors and programs.

In: the name of a file kind. Out: its JSON Schema (2020-12). The schema of profiles is made from the
vocabulary of the packs.
"""

from __future__ import annotations

import click

from medrules_cli.inputs import program_of
from medrules_cli.options import Command, output_option, pack_option
from medrules_cli.output import write


def _names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from medrules_schemas import names

    return [name for name in ("profile", *names()) if name.startswith(incomplete)]


@click.command(
    cls=Command,
    short_help="Print the JSON Schema of a file kind.",
    examples="""
    medrules schema profile -o profile.schema.json
    medrules schema pack
    """,
)
@click.argument("kind", shell_complete=_names)
@pack_option
@output_option
def command(kind: str, packs: tuple[str, ...], output: str | None) -> None:
    """Print the JSON Schema of KIND: profile, pack, content, cases, evaluation, explanation …"""
    from medrules_schemas import names, text

    if kind == "profile":
        from medrules.exact_json import to_text
        from medrules.profile.schema import profile_schema

        write(to_text(profile_schema(program_of(packs))), output)
        return
    if kind not in names():
        raise click.UsageError(
            f'there is no schema "{kind}"; choose from profile, {", ".join(names())}'
        )
    write(text(kind), output)
