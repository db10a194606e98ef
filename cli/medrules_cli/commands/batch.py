"""``medrules batch``: answers for a whole cohort.

In: CSV, JSONL or Parquet files, patterns, or ``-`` for stdin. Out: a file of answers (or stdout), a file of
rejected rows, and the counts on stderr. Exit code 1 where rows were rejected, unless that is allowed.
Refused with exit code 2: packs, files, columns, mappings and options that cannot be used.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from medrules_cli.inputs import program_of
from medrules_cli.options import (
    Command,
    complete_conclusion,
    complete_setting,
    locked_option,
    pack_option,
)

if TYPE_CHECKING:
    from medrules.cohort.model import Format

_FORMATS = click.Choice(("csv", "jsonl", "parquet"))


@click.command(
    cls=Command,
    short_help="Answer for a whole cohort of people.",
    examples="""
    medrules batch faculty.csv -o answers.csv
    medrules batch 'years/*.parquet' -o answers.parquet --keep id --keep department
    medrules batch survey.csv --map survey.toml -o answers.csv --allow-rejects
    medrules batch faculty.csv -o after.csv --compare-set support.funding=full
    cat faculty.jsonl | medrules batch - -o - --only decision.outcome
    """,
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(),
    help="Write the answers to this file (.csv, .jsonl, .parquet), or - for stdout.",
)
@click.option("-f", "--format", "format_", type=_FORMATS, help="How to write the answers.")
@click.option("--input-format", type=_FORMATS, help="How to read the input.")
@click.option(
    "--map", "mapping", metavar="FILE", type=click.Path(), help="Read foreign columns as it says."
)
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    help="Carry this column through, and no others; '*' is every column.",
)
@click.option("--delimiter", default=";", show_default=True, help="Between the members of a set.")
@click.option(
    "--separator", metavar="CHAR", help="Between the columns of CSV; found out by itself."
)
@click.option(
    "--decimals", type=int, metavar="N", help="Read numbers with up to so many decimals (4)."
)
@click.option(
    "--only",
    multiple=True,
    metavar="CONCLUSION",
    shell_complete=complete_conclusion,
    help="Answer this conclusion only, such as decision or programs[].rank.",
)
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="FACT=VALUE",
    shell_complete=complete_setting,
    help="Set one fact for every row, over what the row says.",
)
@click.option(
    "--compare-set",
    "compared",
    multiple=True,
    metavar="FACT=VALUE",
    shell_complete=complete_setting,
    help="Answer every row twice, without and with this setting, and count who changes.",
)
@click.option("--settle", is_flag=True, help="Settle open rows exactly, as evaluate does (slower).")
@click.option("--open", "opened", is_flag=True, help="Add the names of what is open in a row.")
@click.option("--why", is_flag=True, help="Add the rules that fired.")
@click.option("--rejects", metavar="FILE", type=click.Path(), help="Write rejected rows here.")
@click.option("--allow-rejects", is_flag=True, help="Exit with 0 even where rows were rejected.")
@click.option("--threads", type=int, metavar="N", help="Use so many threads.")
@click.option("--memory-limit", "memory", metavar="SIZE", help="Use at most so much, such as 2GB.")
@click.option(
    "--on",
    "engine",
    metavar="ENGINE",
    help="Where to run: duckdb (here), spark (here), or spark=URL such as spark=spark://host:7077.",
)
@click.option(
    "--partition-by",
    multiple=True,
    metavar="COLUMN",
    help="With --on spark: a folder for each value of this column of the output.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@pack_option
@locked_option
def command(
    inputs: tuple[str, ...],
    output: str,
    format_: Format | None,
    input_format: Format | None,
    mapping: str | None,
    keep: tuple[str, ...],
    delimiter: str,
    separator: str | None,
    decimals: int | None,
    only: tuple[str, ...],
    settings: tuple[str, ...],
    compared: tuple[str, ...],
    settle: bool,
    opened: bool,
    why: bool,
    rejects: str | None,
    allow_rejects: bool,
    threads: int | None,
    memory: str | None,
    engine: str | None,
    partition_by: tuple[str, ...],
    quiet: bool,
    packs: tuple[str, ...],
    locked: str | None,
) -> int:
    """Answer for every row of INPUT: CSV, JSONL or Parquet files, patterns, or - for stdin.

    Columns are named after facts (support.funding or support__funding). A row that does not fit goes
    to a file of rejects with the line and the reason, and the run goes on.
    """
    from medrules.cohort.batch import batch
    from medrules.cohort.model import Asked
    from medrules_cli.cohorts.progress import stopping, watching
    from medrules_cli.cohorts.said import changes_text, counts_text

    program = program_of(packs, locked)
    wanted: tuple[str, ...] | None = None
    if only:
        from medrules_cli.naming import chosen

        declared = [item.path for item in program.derived]
        wanted = tuple(dict.fromkeys(path for name in only for path in chosen(declared, name)))
    asked = Asked(
        inputs,
        output,
        input_format,
        format_,
        mapping,
        delimiter,
        separator,
        decimals,
        wanted,
        keep or None,
        settings,
        compared,
        rejects,
        settle,
        why,
        threads,
        memory,
        opened,
    )
    with stopping(), watching(quiet) as steps:
        if engine is None or engine == "duckdb":
            _refuse_partitions(partition_by)
            result = batch(program, asked, steps)
        else:
            from medrules.cohort.spark import on_spark

            steps("Answering on Spark")
            result = on_spark(program, asked, _spark_address(engine), partition_by)
    if not quiet:
        if result.notes:
            from medrules_cli.problems import show

            show(result.notes)
        click.echo(counts_text(result), err=True)
    if compared:
        click.echo(changes_text(result, program), nl=False, err=output == "-")
    sys.stdout.flush()
    return 1 if result.rejected and not allow_rejects else 0


def _refuse_partitions(partition_by: tuple[str, ...]) -> None:
    """Raise a usage error for partitions of what is one file."""
    if partition_by:
        raise click.BadParameter("goes with --on spark only", param_hint="--partition-by")


def _spark_address(engine: str) -> str:
    """The address in ``spark=URL``; empty for this machine."""
    name, equals, address = engine.partition("=")
    if name != "spark" or (equals and not address):
        from medrules_cli.naming import one_of

        one_of(("duckdb", "spark"), name if name != "spark" else engine, "--on", "engine")
    return address
