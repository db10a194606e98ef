"""An expression on its own, outside any program: what DMN models are evaluated with.

In: an expression, and values for its free variables. Out: its value. Refused, as ``MedrulesError``:
an expression, or calls of functions, nested too deep; loops that go on too long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medrules.interpreter.closures import compiled
from medrules.interpreter.failures import too_deep, too_long
from medrules.interpreter.frame import variable_key
from medrules.ir.expr import Expr
from medrules.ir.limits import TooMuch, grant, release


def prepare_expression(expr: Expr) -> Callable[[Mapping[str, object]], object]:
    """The expression as a function of its free variables by name, each of which must be given.

    Making it, and calling it, raises MedrulesError where it is nested too deep; calling it, also
    where it asks for more work than one expression may be.
    """
    try:
        code = compiled(expr)
    except RecursionError:
        raise too_deep() from None

    def run(variables: Mapping[str, object]) -> object:
        grant()
        try:
            return code({variable_key(name): value for name, value in variables.items()})
        except RecursionError as error:
            long = isinstance(error, TooMuch)
        finally:
            release()
        raise too_long() if long else too_deep()

    return run
