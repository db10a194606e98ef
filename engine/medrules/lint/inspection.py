"""Everything that is wrong with a pack, from its files to its lint.

In: the files of packs, which of them is under review, the day. Out: ``Inspection``: every diagnostic
that can be found at once. Where files cannot be read or compiled, the lint waits: what it says of half
a pack would be wrong. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from medrules.cases.model import Case
from medrules.cases.read import read_cases
from medrules.compiler.pipeline import check_packs
from medrules.diagnostics.model import Diagnostic, MedrulesError, Severity
from medrules.lint.model import Review
from medrules.lint.run import lint
from medrules.packs.folder import PackFiles
from medrules.packs.model import PackDef
from medrules.packs.read import pack_from_files
from medrules.record import Record


class Inspection(Record):
    """``diagnostics``, in the order of files and lines; ``accepted``: how many findings the pack
    accepts; ``linted``: whether the lint was reached."""

    diagnostics: tuple[Diagnostic, ...]
    accepted: int
    linted: bool

    @property
    def sound(self) -> bool:
        """Whether nothing but notes was found."""
        return all(one.severity is Severity.NOTE for one in self.diagnostics)


def inspect(
    files: PackFiles,
    others: Sequence[PackFiles] = (),
    *,
    today: date,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Inspection:
    """Read, compile and lint the pack in ``files``, beside the packs in ``others``.

    ``today`` decides which sources are overdue. ``select`` and ``ignore`` choose among the findings of
    the lint by code or beginning of a code; errors of reading and compiling are always told.
    """
    packs: list[PackDef] = []
    problems: list[Diagnostic] = []
    for one in (*others, files):
        try:
            packs.append(pack_from_files(one))
        except MedrulesError as error:
            problems += error.diagnostics
    if problems:
        return Inspection(_ordered(problems), 0, False)
    compiled = check_packs(packs)
    problems += compiled.diagnostics
    if compiled.program is None:
        return Inspection(_ordered(problems), 0, False)
    pack = packs[-1]
    cases: Sequence[Case] = ()
    try:
        cases = read_cases(files, compiled.program, pack.id)
    except MedrulesError as error:
        problems += error.diagnostics
        return Inspection(_ordered(problems), 0, False)
    review = Review(pack, packs, compiled.program, cases, today)
    linted = lint(review, select, ignore)
    return Inspection(_ordered([*problems, *linted.diagnostics]), linted.accepted, True)


def _ordered(problems: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(unique, key=lambda one: (one.span.file, one.span.line, one.span.column, one.code))
    )
