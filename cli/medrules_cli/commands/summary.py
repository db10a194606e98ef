"""``medrules summary``: what the answers of a cohort come to.

In: a file of answers that ``medrules batch`` wrote. Out: counts and shares as tables, JSON, CSV, Markdown, or
one HTML page with charts. Refused with exit code 2: a file that cannot be read, a column that it
does not have, columns that cannot be crossed.
"""

from __future__ import annotations

import os

import click

from medrules_cli.options import Command, complete_conclusion, output_option, pack_option
from medrules_cli.output import style_for, width, write

FORMATS = ("text", "json", "csv", "html", "markdown")
_ENDINGS = {".html": "html", ".htm": "html", ".json": "json", ".csv": "csv", ".md": "markdown"}


@click.command(
    cls=Command,
    short_help="Count the answers of a cohort.",
    examples="""
    medrules summary answers.parquet
    medrules summary answers.parquet --by decision.outcome --by faculty
    medrules summary answers.parquet --all -o answers.html
    """,
)
@click.argument("answers", metavar="OUTPUT", type=click.Path())
@click.option(
    "--by",
    "columns",
    multiple=True,
    metavar="COLUMN",
    shell_complete=complete_conclusion,
    help="Count this column, not the headline; give it twice to cross two columns.",
)
@click.option("--all", "everything", is_flag=True, help="Count all conclusions that OUTPUT has.")
@click.option(
    "--min-cell",
    "least",
    type=click.IntRange(0, 1_000_000),
    default=10,
    show_default=True,
    help="Hold back counts below this, and those that would give them away; 0 shows all.",
)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to write it; otherwise as the name of the file says, or text.",
)
@output_option
@pack_option
def command(
    answers: str,
    columns: tuple[str, ...],
    everything: bool,
    least: int,
    format_: str | None,
    output: str | None,
    packs: tuple[str, ...],
) -> None:
    """Count the answers in OUTPUT, the file that "medrules batch" wrote: by outcome, status, and more.

    Small counts are held back, since few people can be recognised. The packs give the titles: name the same
    ones (--pack) as for "medrules batch".
    """
    from medrules.cohort.summary.build import summarise
    from medrules_cli.inputs import program_of
    from medrules_cli.summary import plain

    form = format_ or _ENDINGS.get(os.path.splitext(output or "")[1].lower(), "text")
    summary = summarise(answers, program_of(packs), columns, everything, least)
    if summary.notes:
        from medrules_cli.problems import show

        show(summary.notes)
    match form:
        case "json":
            text = plain.as_json(summary)
        case "csv":
            text = plain.as_csv(summary)
        case "markdown":
            text = plain.as_markdown(summary)
        case "html":
            from medrules_cli.summary.page import to_page

            text = to_page(summary)
        case _:
            text = plain.as_text(summary, width(), style_for(output))
    write(text, output)
