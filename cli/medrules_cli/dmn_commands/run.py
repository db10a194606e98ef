"""``medrules dmn run``: evaluate the decisions of a model.

In: a DMN file, and a JSON or TOML file with a value for each input (``-`` is stdin). Out: one JSON
object on stdout: decision to value. Exit code 0; 1 when something was noted on the way (a value
that does not fit its type, a hit policy that is broken, a name that means nothing); 2 for a model
or an input that cannot be used.
"""

from __future__ import annotations

import click

from medrules_cli.options import Command, output_option
from medrules_cli.output import write


@click.command(
    cls=Command,
    examples="""
    medrules dmn run loan.dmn --input me.json
    medrules dmn run loan.dmn --input me.toml --decision "Approval Status"
    echo '{"Age": 18}' | medrules dmn run loan.dmn --input -
    """,
)
@click.argument("model", type=click.Path())
@click.option(
    "-i",
    "--input",
    "input_",
    metavar="FILE",
    type=click.Path(),
    help="A JSON or TOML file with the inputs by name; - for standard input (JSON).",
)
@click.option(
    "-d",
    "--decision",
    "decisions",
    multiple=True,
    metavar="NAME",
    help="Evaluate this decision only (name or id); may be given several times.",
)
@click.option(
    "--unknown",
    is_flag=True,
    help="Take an input that is not given as unknown, not as null; "
    "decisions that are unknown then have no value.",
)
@output_option
def command(
    model: str, input_: str | None, decisions: tuple[str, ...], unknown: bool, output: str | None
) -> int:
    """Evaluate the decisions of MODEL and print their values as JSON."""
    from medrules.diagnostics.model import Severity
    from medrules.dmn.evaluate import Evaluator
    from medrules.dmn.plain import has_unknown, inputs_from, to_plain
    from medrules.dmn.read import load_model
    from medrules.exact_json import to_text
    from medrules.ir.values import UNKNOWN
    from medrules_cli.main import FINDINGS, UNUSABLE
    from medrules_cli.problems import show

    read = load_model(model)
    given = inputs_from(_data(input_), read) if input_ is not None else {}
    outcome = Evaluator(read).run(given, decisions, UNKNOWN if unknown else None)
    if outcome.notes:
        show(outcome.notes)
    if any(note.severity is Severity.ERROR for note in outcome.notes):
        return UNUSABLE
    known = {name: value for name, value in outcome.values.items() if not has_unknown(value)}
    missing = [name for name in outcome.values if name not in known]
    write(to_text(to_plain(known)), output)
    if missing:
        click.echo(f"unknown: {', '.join(missing)}", err=True)
    return FINDINGS if outcome.notes else 0


def _data(path: str) -> dict[str, object]:
    """The inputs in the file; JSON unless its name ends in .toml."""
    from medrules.source.json_text import parse_json
    from medrules.source.text import read_stdin, read_text
    from medrules.source.toml import parse_toml

    source = read_stdin() if path == "-" else read_text(path)
    if path.endswith(".toml"):
        return dict(parse_toml(source).data)
    return dict(parse_json(source).data)
