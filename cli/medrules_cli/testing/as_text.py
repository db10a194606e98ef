"""A run of cases for a person.

In: ``Tested``. Out: on stderr every case that failed, with each difference at its line and the proofs of
what happened, then what else was found; on stdout what is todo and one line of counts.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from medrules.diagnostics.sanitise import visible_line
from medrules_cli.colour import Style, wanted
from medrules_cli.output import style_for, width, write
from medrules_cli.problems import show

if TYPE_CHECKING:
    from medrules.cases.model import Outcome
    from medrules.ir.program import Program
    from medrules_cli.testing.session import Tested


def tell(tested: Tested) -> None:
    """Write all of it."""
    for outcome in tested.of("failed"):
        _failed(tested.program, outcome)
    if tested.remarks:
        show(tested.remarks)
        click.echo(err=True)
    if tested.refusals:
        show(tested.refusals)
        click.echo(err=True)
    style = style_for(None)
    lines = [
        f"{style.open('todo')} {visible_line(one.case.name)}: {visible_line(one.case.todo)}"
        for one in tested.outcomes
        if one.case.todo
    ]
    write("\n".join([*lines, _summary(tested, style)]) + "\n", None)


def _failed(program: Program, outcome: Outcome) -> None:
    from medrules.cases.failing import DEPTH, proofs_of
    from medrules.explain.as_text import to_lines
    from medrules_cli.report.proof import lay_out

    style = Style(wanted(sys.stderr))
    name, place = visible_line(outcome.case.name), visible_line(str(outcome.case.place))
    click.echo(f"{style.bad('FAILED')} {style.strong(name)}  {style.dim(place)}\n", err=True)
    show(outcome.failures)
    click.echo(err=True)
    for proof in proofs_of(program, outcome):
        head = f"Why not, for {proof.path}:" if proof.question == "why-not" else "What happened:"
        text = lay_out(to_lines(program, proof, DEPTH), width() - 2, style)
        shown = "\n".join(f"  {line}".rstrip() for line in text.splitlines())
        click.echo(f"{style.heading(head)}\n{shown}\n", err=True, color=style.colour)


def _summary(tested: Tested, style: Style) -> str:
    passed, failed = len(tested.of("passed")), len(tested.of("failed"))
    todo = len(tested.of("todo")) + len(tested.of("todo-passed"))
    parts = [f"{passed} passed", f"{failed} failed"]
    if failed:
        parts[1] = style.bad(parts[1])
    elif passed:
        parts[0] = style.good(parts[0])
    if todo:
        parts.append(style.open(f"{todo} todo"))
    return f"{tested.pack}: {', '.join(parts)}"
