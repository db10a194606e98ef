"""``medrules pack check``: everything that is wrong with a pack, or likely is.

In: the folder of a pack. Out: what the compiler and the lint find: as text on stderr, or on stdout as
JSON, as SARIF 2.1.0 or as workflow commands. Every format tells the same findings and ends in the same
exit code: 0 when there is nothing but notes, 1 when there is an error or a warning (with ``--strict``:
a note), 2 when the folder cannot be read. ``--fix`` first mends what is mechanical.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, format_option, pack_option
from medrules_cli.output import write

if TYPE_CHECKING:
    from medrules.diagnostics.model import Diagnostic
    from medrules.lint.inspection import Inspection
    from medrules.packs.folder import PackFiles


@click.command(
    cls=Command,
    examples="""
    medrules pack check my-pack
    medrules pack check my-pack --fix
    medrules pack check my-pack --ignore MR0830
    medrules pack check my-pack --format sarif > findings.sarif
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option("--fix", is_flag=True, help="First mend what is mechanical, and say what was done.")
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    help="Of the lint, only these findings: a code or its beginning, such as MR080.",
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Of the lint, not these findings.")
@click.option("--strict", is_flag=True, help="Exit with code 1 for notes, too.")
@format_option("text", "json", "sarif", "github")
@pack_option
def command(
    folder: str,
    fix: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    format_: str,
    packs: tuple[str, ...],
) -> int:
    """Report what is wrong with the pack in FOLDER (default: here), with file, line and help.

    Errors of the compiler come first; a pack without any is then looked at for rules that can never fire,
    contradict each other or are not needed, for gaps in tables, for texts that are hard to read, and more.
    """
    from datetime import date

    from medrules.lint.inspection import inspect
    from medrules_cli.packs_at_work import read_at_work

    _check_codes((*select, *ignore))
    *others, files = read_at_work(folder, packs)
    today = date.today()

    def inspected(one: PackFiles) -> Inspection:
        return inspect(one, others, today=today, select=select, ignore=ignore)

    if fix:
        files = _fixed(files, inspected)
    found = inspected(files)
    _tell(found.diagnostics, format_)
    if format_ == "text":
        for line in _remarks(folder, found):
            click.echo(line, err=True)
    return 0 if (not found.diagnostics if strict else found.sound) else 1


def _check_codes(codes: Sequence[str]) -> None:
    from medrules.diagnostics.codes import all_codes

    known = [one.code for one in all_codes()]
    for code in codes:
        if not any(one.startswith(code) for one in known):
            from medrules.diagnostics.suggest import did_you_mean

            hint = did_you_mean(code, known) or '"medrules explain-code" lists all codes'
            raise click.UsageError(f'no code is, or begins with, "{code}"; {hint}')


def _fixed(files: PackFiles, inspected: Callable[[PackFiles], Inspection]) -> PackFiles:
    from medrules.lint.fixing import fix, save

    fixed = fix(files, lambda one: inspected(one).diagnostics)
    try:
        save(files, fixed.changed(files))
    except OSError as error:
        raise click.ClickException(f"cannot write into {files.shown}: {error.strerror}") from error
    for line in fixed.done:
        click.echo(f"fixed {line}", err=True)
    return fixed.files


def _tell(found: Sequence[Diagnostic], format_: str) -> None:
    from medrules_cli.output import json_text

    match format_:
        case "json":
            from medrules.diagnostics.as_json import to_json

            write(json_text(to_json(found)), None)
        case "sarif":
            from medrules.diagnostics.sarif import to_sarif

            write(json_text(to_sarif(found)), None)
        case "github":
            from medrules.diagnostics.github import to_github

            write(to_github(found), None)
        case _:
            if found:
                from medrules_cli.problems import show

                show(found)


def _remarks(folder: str, found: Inspection) -> Iterator[str]:
    """What the diagnostics themselves do not tell."""
    from medrules_cli.packs_at_work import called

    accepted = f"{found.accepted} accepted by the pack" if found.accepted else ""
    if not found.diagnostics:
        yield f"{called(folder)}: no findings" + (f" ({accepted})" if accepted else "")
    elif accepted:
        yield accepted
    if not found.linted:
        yield "mend the errors to see what the lint finds"
