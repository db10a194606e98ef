"""A run of cases for a program.

In: ``Tested``. Out: JSON text: a list with one object for each case. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from medrules_cli.testing.session import Tested

if TYPE_CHECKING:
    from medrules.exact_json import Json


def to_json_text(tested: Tested) -> str:
    """The outcomes in the order of the cases; ``proofs`` has what happened where a case failed."""
    from medrules.cases.failing import proofs_of
    from medrules.diagnostics.as_json import to_json
    from medrules.exact_json import to_text
    from medrules.explain.as_json import proof_json

    rows: list[Json] = []
    for one in tested.outcomes:
        agreement = one.case.agreement
        proofs = proofs_of(tested.program, one) if one.state == "failed" else ()
        rows.append(
            {
                "case": one.case.name,
                "passed": one.passed,
                "failures": cast("list[Json]", to_json(one.failures)),
                "state": one.state,
                "file": one.case.file,
                "line": one.case.place.line,
                "todo": one.case.todo or None,
                "agreed": agreement.agreed,
                "by": agreement.by or None,
                "on": agreement.on or None,
                "proofs": [proof_json(proof) for proof in proofs],
            }
        )
    return to_text(rows)
