"""Files whose rules no case makes fire.

In: a program, a pack id, the runs of its cases. Out: a warning for every file of the pack that has
rules of which none fired in any case. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Run
from medrules.ir.program import Program
from medrules.source.span import Span


def unreached_files(program: Program, pack: str, runs: Iterable[Run]) -> tuple[Diagnostic, ...]:
    """One warning for each such file, in order of name."""
    fired = {one.rule for run in runs for one in run.firings if one.verdict == "fired"}
    files: dict[str, tuple[set[str], bool]] = {}
    for place, rule in enumerate(program.rules):
        if rule.origin.pack == pack:
            names, reached = files.get(rule.origin.span.file, (set(), False))
            files[rule.origin.span.file] = (names | {rule.id}, reached or place in fired)
    return tuple(
        report(
            "MR0491",
            f"no case makes {'the rule' if len(names) == 1 else f'any of the {len(names)} rules'} "
            "of this file fire",
            Span(file, 0, 0, 0, 0),
            help="write a case for it; medrules pack cases --missing proposes some",
        )
        for file, (names, reached) in sorted(files.items())
        if not reached
    )
