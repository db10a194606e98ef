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


def too_long() -> MedrulesError:
    """Loops, lists or texts that come to more than one evaluation may be."""
    return MedrulesError(
        [
            report(
                "MR0703",
                "the loops, lists or texts of an expression come to more than one evaluation may be",
                help="look for a loop inside a loop over long lists, or a text that is joined to itself",
            )
        ]
    )
