"""What generated Python does not express: said, never answered otherwise.

In: a program. Out: diagnostics. Refused, as MedrulesError: ranges, contexts and functions as values,
which only DMN models use.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.ir.expr import ContextOf, Expr, FunctionOf, Invoke, Range
from medrules.ir.program import Program
from medrules.ir.walk import walk
from medrules.source.span import NOWHERE, Span


def refuse_gaps(program: Program) -> None:
    """Raise MedrulesError with everything in the program that cannot be written."""
    found: list[Diagnostic] = []
    for rule in program.rules:
        for expr in (rule.condition, rule.value):
            if expr is not None:
                for node in walk(expr):
                    words = _words(node)
                    if words:
                        span = rule.origin.span if node.span == NOWHERE else node.span
                        found.append(_gap(rule.id, words, span))
    if found:
        raise MedrulesError(found)


def _words(node: Expr) -> str:
    match node:
        case Range():
            return "a range as a value"
        case ContextOf():
            return "a context"
        case FunctionOf():
            return "a function as a value"
        case Invoke():
            return "a call of a function value"
        case _:
            return ""


def _gap(rule: str, words: str, span: Span) -> Diagnostic:
    return report(
        "MR1010",
        f'the rule "{rule}" uses {words}, which generated Python cannot express',
        span,
        help="evaluate the model with `medrules dmn`, or say it with facts and conclusions",
    )


def too_many_loops(span: Span) -> Diagnostic:
    """Loops inside loops, deeper than Python allows."""
    return report(
        "MR1011",
        "loops stand too deep inside each other for generated Python",
        span,
        help="give an inner loop a conclusion of its own and name that instead",
    )


def too_deep() -> Diagnostic:
    """An expression nested deeper than the generator can follow."""
    return report(
        "MR1012",
        "an expression is nested too deep for generated Python",
        help="split it: give a part of it a conclusion of its own and name that instead",
    )
