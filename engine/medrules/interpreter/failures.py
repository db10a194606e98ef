"""What the interpreter refuses, as diagnostics.

In: nothing, or a program and a run. Out: ``MedrulesError`` to raise. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError


def too_deep() -> MedrulesError:
    """An expression, or calls of functions, nested deeper than Python's stack allows."""
    return MedrulesError(
        [
            report(
                "MR0702",
                "an expression is nested too deep to be worked out",
                help="split it: give a part of it a conclusion of its own and name that instead",
            )
        ]
    )
