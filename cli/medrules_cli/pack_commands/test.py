"""``medrules pack test``: run the cases of a pack.

In: the folder of a pack. Out: a line on what passed; every difference with the line of the
expectation, on stderr. Exit code 1 when a case fails or there is none, 2 when the pack or its cases
cannot be read.
"""

from __future__ import annotations

import click

from medrules_cli.options import Command, format_option, pack_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    examples="""
    medrules pack test my-pack
    medrules pack test my-pack -k funding
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option("-k", "--keyword", metavar="TEXT", help="Only the cases whose name contains TEXT.")
@format_option("text", "json")
@pack_option
def command(folder: str, keyword: str | None, format_: str, packs: tuple[str, ...]) -> int:
    """Run the cases of the pack in FOLDER (default: here)."""
    from medrules.cases.read import read_cases
    from medrules.cases.run import run_cases
    from medrules_cli.packs_at_work import open_pack

    pack = open_pack(folder, packs)
    cases = [
        case
        for case in read_cases(pack.files, pack.program, pack.id)
        if keyword is None or keyword.lower() in case.name.lower()
    ]
    outcomes = run_cases(pack.program, cases)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    failures = [failure for outcome in failed for failure in outcome.failures]
    if format_ == "json":
        import json

        from medrules.diagnostics.as_json import to_json

        rows = [
            {"case": one.case.name, "passed": one.passed, "failures": to_json(one.failures)}
            for one in outcomes
        ]
        write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", None)
    else:
        if failures:
            from medrules_cli.problems import show

            show(failures)
        summary = f"{pack.id}: {len(outcomes) - len(failed)} passed, {len(failed)} failed"
        write(summary + "\n", None)
    if not outcomes:
        where = (
            f'no case has "{keyword}" in its name'
            if keyword
            else "there is no case in cases/*.toml"
        )
        click.echo(f"{pack.id}: {where}", err=True)
    return 1 if failed or not outcomes else 0
