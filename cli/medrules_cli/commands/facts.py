"""``medrules facts``: what a profile may say, and what can be concluded.

In: nothing, or the beginning of a path. Out: a line a fact: path, type, question. Refused: a
beginning that no path has.
"""

from __future__ import annotations

import click

from medrules_cli.inputs import program_of
from medrules_cli.listing import as_entries, as_json
from medrules_cli.options import Command, complete_fact, format_option, pack_option
from medrules_cli.output import style_for, width, write


@click.command(
    cls=Command,
    short_help="List the facts that a profile may give.",
    examples="""
    medrules facts
    medrules facts support
    medrules facts --conclusions
    """,
)
@click.argument("prefix", required=False, shell_complete=complete_fact)
@click.option("--conclusions", is_flag=True, help="List what rules conclude instead.")
@format_option("text", "json")
@pack_option
def command(prefix: str | None, conclusions: bool, format_: str, packs: tuple[str, ...]) -> None:
    """List the facts that a profile may give (also the parameters that it may set)."""
    program = program_of(packs)
    from medrules.ir.types import EnumType, SetType, Type, describe

    def say(kind: Type) -> str:
        match kind:
            case EnumType(_, members):
                return "one of " + ", ".join(members)
            case SetType(EnumType(_, members)):
                return "any of " + ", ".join(members)
            case _:
                return describe(kind)

    theirs = {item.path for item in program.lists if item.given_by == "packs"}
    rows: list[dict[str, str]] = []
    if conclusions:
        rows += [
            {
                "path": item.path,
                "policy": str(item.policy),
                "title": item.title,
                "type": say(item.type),
            }
            for item in program.derived
            if not item.internal
        ]
    else:
        rows += [
            {"path": item.path, "question": item.question or item.title, "type": say(item.type)}
            for item in program.facts
            if item.path.partition("[]")[0] not in theirs
        ]
        rows += [
            {
                "path": one.path,
                "question": f"{one.title} (preset: {one.value})",
                "type": say(one.type),
            }
            for one in program.parameters
            if one.open
        ]
    chosen = [row for row in rows if prefix is None or row["path"].startswith(prefix)]
    if not chosen:
        from medrules.diagnostics.suggest import did_you_mean

        paths = [row["path"] for row in rows]
        groups = [path.rpartition(".")[0] for path in paths]
        hint = did_you_mean(prefix or "", [*dict.fromkeys(groups), *paths])
        raise click.UsageError(f'no path begins with "{prefix}"' + (f"; {hint}" if hint else ""))
    write(
        as_json(chosen) if format_ == "json" else as_entries(chosen, style_for(None), width()), None
    )
