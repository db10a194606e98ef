"""One run of the cases of a pack.

In: the folder of a pack, which cases, in how many processes. Out: ``Tested``. Refused, as
``MedrulesError``: a pack or cases that cannot be read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from medrules.record import Record
from medrules_cli.packs_at_work import open_pack

if TYPE_CHECKING:
    from medrules.cases.model import Outcome
    from medrules.diagnostics.model import Diagnostic
    from medrules.ir.program import Program


class Tested(Record):
    """What a run came to.

    ``refusals``: what makes it fail beside cases that fail; ``remarks``: what does not. ``chosen``: whether
    only some of the cases were asked for.
    """

    pack: str
    program: Program
    outcomes: tuple[Outcome, ...]
    refusals: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...]
    chosen: bool

    def of(self, state: str) -> tuple[Outcome, ...]:
        """The outcomes in that state."""
        return tuple(one for one in self.outcomes if one.state == state)

    @property
    def ok(self) -> bool:
        """Whether the exit code is 0."""
        return bool(self.outcomes) and not self.of("failed") and not self.refusals


def run_suite(
    folder: str,
    others: Sequence[str],
    keyword: str | None,
    jobs: int,
    require_agreed: bool,
) -> Tested:
    """Run the cases whose name contains the keyword. Raises MedrulesError."""
    from medrules.cases.agreement import not_agreed
    from medrules.cases.parallel import processors, run_in_parallel
    from medrules.cases.reached import unreached_files
    from medrules.cases.read import read_suite
    from medrules.diagnostics.codes import report

    pack = open_pack(folder, others)
    suite = read_suite(pack.files, pack.program, pack.id)
    wanted = (keyword or "").lower()
    cases = [case for case in suite.cases if wanted in case.name.lower()]
    progress = _progress(len(cases))
    try:
        outcomes = run_in_parallel(pack.program, cases, jobs or processors(), progress)
    finally:
        if progress is not None:
            sys.stderr.write("\r\x1b[K")
    refusals = not_agreed(cases) if require_agreed or suite.require_agreed else ()
    if not suite.cases:
        message = f'the pack "{pack.id}" has no case'
        help = (
            'write some in cases/first.toml; "medrules pack cases --missing --write" proposes them'
        )
        refusals = (*refusals, report("MR0492", message, help=help))
    remarks = [
        report(
            "MR0493",
            f'case "{one.case.name}" is todo, and holds',
            one.case.place,
            help="take its todo out, so that it guards the rules from now on",
        )
        for one in outcomes
        if one.state == "todo-passed"
    ]
    if suite.cases and keyword is None:
        runs = [one.evaluation.run for one in outcomes if one.evaluation is not None]
        remarks += unreached_files(pack.program, pack.id, runs)
    return Tested(pack.id, pack.program, outcomes, refusals, tuple(remarks), keyword is not None)


def _progress(cases: int) -> Callable[[int], object] | None:
    """A line that counts, on a terminal only."""
    import os

    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None

    def tell(done: int) -> None:
        sys.stderr.write(f"\r{done} of {cases} cases")
        sys.stderr.flush()

    return tell
