"""An expression on its own, outside any program: what DMN models are evaluated with.

In: an expression, and values for its free variables. Out: its value. Refused, as ``MedrulesError``:
an expression, or calls of functions, nested too deep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medrules.interpreter.closures import compiled
from medrules.interpreter.failures import too_deep
from medrules.interpreter.frame import variable_key
from medrules.ir.expr import Expr


def prepare_expression(expr: Expr) -> Callable[[Mapping[str, object]], object]:
    """The expression as a function of its free variables by name, each of which must be given.

    Making it, and calling it, raises MedrulesError where it is nested too deep.
    """
    try:
        code = compiled(expr)
    except RecursionError:
        raise too_deep() from None

    def run(variables: Mapping[str, object]) -> object:
        try:
            return code({variable_key(name): value for name, value in variables.items()})
        except RecursionError:
            pass
        raise too_deep()

    return run
