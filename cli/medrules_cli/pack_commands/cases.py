"""``medrules pack cases``: the cases of a pack, and those that it lacks.

In: the folder of a pack. Out: its cases, with whether they are agreed to; with ``--missing`` new cases
that reach what these do not, as TOML: to stdout, to a file, or into the pack. What no profile can reach
is said on stderr, with exit code 1. Refused with exit code 2: packs and cases that cannot be read.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, output_option, pack_option
from medrules_cli.output import style_for, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from medrules.cases.model import Case
    from medrules.proposals.propose import Proposal
    from medrules_cli.packs_at_work import PackAtWork


@click.command(
    cls=Command,
    examples="""
    medrules pack cases my-pack
    medrules pack cases my-pack --missing
    medrules pack cases my-pack --missing --terms --write
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option("--missing", is_flag=True, help="Propose cases that reach what these do not.")
@click.option("--terms", is_flag=True, help="Let each term of a condition count, too.")
@click.option(
    "--write", "into_pack", is_flag=True, help="Write them to cases/missing.toml in the pack."
)
@output_option
@pack_option
def command(
    folder: str,
    missing: bool,
    terms: bool,
    into_pack: bool,
    output: str | None,
    packs: tuple[str, ...],
) -> int:
    """List the cases of the pack in FOLDER, or propose those that it lacks.

    Each proposed case is a person in a few words, with the answer of today. Whether that answer is right is
    for the people responsible to say: they set agreed = true, or correct it.
    """
    if (terms or into_pack) and not missing:
        raise click.UsageError("--terms and --write go with --missing")
    if into_pack and output is not None:
        raise click.UsageError("--write and --output exclude each other")
    from medrules.cases.read import read_cases
    from medrules_cli.packs_at_work import open_pack

    pack = open_pack(folder, packs)
    cases = read_cases(pack.files, pack.program, pack.id)
    if not missing:
        _list(cases, output)
        return 0
    from medrules.proposals.propose import propose
    from medrules.proposals.writing import cases_text

    progress = _progress()
    try:
        found = propose(pack.program, pack.id, cases, terms=terms, done=progress)
    finally:
        if progress is not None:
            sys.stderr.write("\r\x1b[K")
    place = _free(pack) if into_pack else output
    if found.cases:
        write(cases_text(found, {case.name for case in cases}), place)
    _tell(pack, found, place)
    return 1 if found.unreached else 0


def _list(cases: Sequence[Case], output: str | None) -> None:
    from medrules.diagnostics.sanitise import visible_line

    style = style_for(output)
    words = {True: style.good("agreed"), False: style.open("not agreed"), None: ""}
    lines: list[str] = []
    for case in cases:
        agreement = case.agreement
        who = ", ".join(one for one in (agreement.by, agreement.on) if one)
        said = words[agreement.agreed] + (f" ({visible_line(who)})" if who else "")
        todo = f"todo: {visible_line(case.todo)}" if case.todo else ""
        place = style.dim(visible_line(str(case.place)))
        parts = [style.strong(visible_line(case.name)), said, style.open(todo), place]
        lines.append("  ".join(part for part in parts if part))
    write("".join(f"{line}\n" for line in lines), output)


def _free(pack: PackAtWork) -> str:
    """The file for new cases in the folder of the pack: one that is not there yet."""
    folder = os.path.join(pack.files.root, "cases")
    os.makedirs(folder, exist_ok=True)
    place, number = os.path.join(folder, "missing.toml"), 2
    while os.path.lexists(place):
        place = os.path.join(folder, f"missing-{number}.toml")
        number += 1
    return place


def _tell(pack: PackAtWork, found: Proposal, place: str | None) -> None:
    """What was found, on stderr."""
    from medrules.diagnostics.codes import report
    from medrules.proposals.telling import unreached_words
    from medrules_cli.problems import show

    if found.unreached:
        told = [
            unreached_words(found.goals, one.goal, proved=one.proved) for one in found.unreached
        ]
        show([report("MR0494", message, span, help=help) for message, span, help in told])
        click.echo(err=True)
    if not found.missing:
        click.echo(f"{pack.id}: nothing is missing", err=True)
        return
    count = f"{len(found.cases)} new case{'' if len(found.cases) == 1 else 's'}"
    reached = found.missing - len(found.unreached)
    where = f" in {place}" if place not in (None, "-") else ""
    click.echo(
        f"{pack.id}: {count}{where} for {reached} of {found.missing} missing goals", err=True
    )


def _progress() -> Callable[[int, int], object] | None:
    """A line that counts, on a terminal only."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None

    def tell(done: int, goals: int) -> None:
        sys.stderr.write(f"\r{done} of {goals} goals")
        sys.stderr.flush()

    return tell
