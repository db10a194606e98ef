"""Rules that contradict each other on the facts of one person.

In: a program and a run with conflicts. Out: the error that names both rules of each,
with their places. Refused: nothing; the error is for the caller to raise.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError
from medrules.ir.evaluation import Run
from medrules.ir.printer import print_expr
from medrules.ir.program import Program


def conflict_error(program: Program, run: Run) -> MedrulesError:
    """One diagnostic for every conclusion on which two rules disagree."""
    return MedrulesError(_conflict(program, *conflict) for conflict in run.conflicts)


def _conflict(program: Program, path: str, first: int, second: int) -> Diagnostic:
    one, other = program.rules[first], program.rules[second]
    policy = next(item.policy for item in program.derived if item.path == one.conclusion)
    return report(
        "MR0701",
        f'two rules disagree about "{path}" (hit policy {policy}): "{one.id}" says '
        f'{print_expr(one.value)}, "{other.id}" says {print_expr(other.value)}',
        one.origin.span,
        (Label(other.origin.span, f'"{other.id}" stands here'),),
        "this is a defect of the pack, not of the profile: narrow one of the conditions, or choose "
        "another hit policy for the conclusion",
    )
