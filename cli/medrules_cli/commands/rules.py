"""``medrules rules``: the rules that are in force, and those that were retired.

In: nothing, or the id of a pack. Out: a line a rule: id, conclusion, value, condition, place.
Refused: an id that no loaded pack has.
"""

from __future__ import annotations

import click

from medrules_cli.inputs import program_of
from medrules_cli.listing import as_entries, as_json
from medrules_cli.options import (
    Command,
    complete_conclusion,
    complete_pack,
    format_option,
    pack_option,
)
from medrules_cli.output import style_for, width, write


@click.command(
    cls=Command,
    examples="""
    medrules rules
    medrules rules decision-flow
    medrules rules --concludes degree.value --format json
    """,
)
@click.argument("pack", required=False, shell_complete=complete_pack)
@click.option(
    "--concludes",
    metavar="CONCLUSION",
    shell_complete=complete_conclusion,
    help="Only the rules for this conclusion.",
)
@format_option("text", "json")
@pack_option
def command(pack: str | None, concludes: str | None, format_: str, packs: tuple[str, ...]) -> None:
    """List the rules in force, of all packs or of PACK."""
    from medrules.ir.printer import print_expr

    program = program_of(packs)
    known = [stamp.id for stamp in program.packs]
    for word, choices, what in (
        (pack, known, "pack"),
        (concludes, [item.path for item in program.derived], "conclusion"),
    ):
        if word is not None and word not in choices:
            from medrules.diagnostics.suggest import did_you_mean

            hint = did_you_mean(word, choices)
            raise click.UsageError(f'there is no {what} "{word}"' + (f"; {hint}" if hint else ""))
    rows = [
        {
            "id": rule.id,
            "concludes": f"{rule.conclusion} = {print_expr(rule.value)}",
            "when": "always" if rule.condition is None else f"when {print_expr(rule.condition)}",
            "place": str(rule.origin.span),
            "changed": "; ".join(
                f"{one.what} changed by {one.pack} {one.version}: {one.because}"
                for one in rule.changes
            ),
        }
        for rule in program.rules
        if pack in (None, rule.origin.pack) and concludes in (None, rule.conclusion)
    ]
    rows += [
        {
            "id": item.rule,
            "concludes": "(retired)",
            "when": f"retired by {item.by} {item.version}: {item.because}",
            "place": str(item.span),
            "changed": "",
        }
        for item in program.retired
        if pack is None or item.rule.startswith(f"{pack}/")
        if concludes is None or any(rule.conclusion == concludes for rule in item.rules)
    ]
    write(as_json(rows) if format_ == "json" else as_entries(rows, style_for(None), width()), None)
