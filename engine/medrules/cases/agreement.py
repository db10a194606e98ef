"""Cases that the people responsible have not agreed to.

In: cases. Out: an error for every case, as written, that is not agreed to. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.cases.model import Case
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic


def not_agreed(cases: Sequence[Case]) -> tuple[Diagnostic, ...]:
    """One for each; the rows of a case are agreed to together."""
    found: dict[Diagnostic, None] = {}
    for case in cases:
        if case.agreement.agreed is not True:
            name = case.written.located("name").text
            answer = "disagreed with" if case.agreement.by else "not agreed to"
            found[
                report(
                    "MR0490",
                    f'case "{name}" is {answer}'
                    + (f" by {case.agreement.by}" if case.agreement.by else ""),
                    case.written.value("name"),
                    help='once the answer is confirmed: agreed = true, by = "…" (a role) and on = a date',
                )
            ] = None
    return tuple(found)
