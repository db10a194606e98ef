"""``medrules pack test``: run the cases of a pack.

In: the folder of a pack. Out: a line on what passed; every case that failed with the line of each
expectation that was not met and the proof of what happened, on stderr; or JSON, or JUnit XML. Exit code 1
when a case fails, is not agreed to although it must be, or when there is none; 2 when the pack or its cases
cannot be read. With ``--watch`` it runs again whenever a file changes, until Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, format_option, output_option, pack_option
from medrules_cli.output import write

if TYPE_CHECKING:
    from medrules_cli.testing.session import Tested


@click.command(
    cls=Command,
    examples="""
    medrules pack test my-pack
    medrules pack test my-pack -k funding
    medrules pack test my-pack --watch
    medrules pack test my-pack --format junit -o report.xml
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option("-k", "--keyword", metavar="TEXT", help="Only the cases whose name contains TEXT.")
@click.option(
    "--require-agreed",
    is_flag=True,
    help="Fail when a case is not agreed to; a pack may demand it with require_agreed = true.",
)
@click.option("--watch", is_flag=True, help="Run again whenever a file of the pack changes.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="At most so many processes; by default as many as are faster.",
)
@format_option("text", "json", "junit")
@output_option
@pack_option
def command(
    folder: str,
    keyword: str | None,
    require_agreed: bool,
    watch: bool,
    jobs: int | None,
    format_: str,
    output: str | None,
    packs: tuple[str, ...],
) -> int:
    """Run the cases of the pack in FOLDER (default: here).

    A case gives facts and says what must follow. Where something else follows, the difference is shown with
    the proof of what happened. A misspelt rule, fact, member or key is an error, never a pass.
    """
    from medrules_cli.testing.session import run_suite

    def once() -> int:
        tested = run_suite(folder, packs, keyword, jobs or 0, require_agreed)
        _tell(tested, format_, output)
        if tested.chosen and not tested.outcomes:
            click.echo(f'{tested.pack}: no case has "{keyword}" in its name', err=True)
        return 0 if tested.ok else 1

    if not watch:
        return once()
    from medrules_cli.testing.watching import watch as watch_files

    watch_files((folder, *packs), lambda: _again(once, folder))
    return 0


def _again(once: Callable[[], object], folder: str) -> None:
    """One run of many: what cannot be read is shown, and waited for."""
    from medrules.diagnostics.model import MedrulesError
    from medrules_cli.problems import show

    try:
        once()
    except MedrulesError as error:
        show(error.diagnostics)
    sys.stdout.flush()
    click.echo(f"watching {folder}; Ctrl-C ends", err=True)


def _tell(tested: Tested, format_: str, output: str | None) -> None:
    from medrules_cli.problems import show

    if format_ == "text":
        from medrules_cli.testing.as_text import tell

        tell(tested)
        return
    if format_ == "json":
        from medrules_cli.testing.as_json import to_json_text

        write(to_json_text(tested), output)
    else:
        from medrules_cli.testing.as_junit import to_junit

        write(to_junit(tested), output)
    if tested.refusals or tested.remarks:
        show((*tested.refusals, *tested.remarks))
