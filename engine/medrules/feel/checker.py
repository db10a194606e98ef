"""FEEL text of packs, parsed, checked and lowered to IR at once.

In: a ``Located`` text, the ``Scope`` of its names and, where it matters, the type that is wanted. Out:
``Lowered``: a typed IR expression and what it reads, or every reason why there is none. Refused, as
diagnostics placed inside the text: whatever the parser refuses (MR02xx), and names, types and
units that do not fit (MR03xx).

In packs a number literal has the unit that its place asks for: in comparisons, sums and differences
that of the other side, as a factor or divisor none. Members of enums are written as texts.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Severity
from medrules.feel.adapting import adapt, is_open
from medrules.feel.comparing import check_condition
from medrules.feel.lowering import Lowering
from medrules.feel.naming import Reach
from medrules.feel.operators import OPERATORS
from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.feel.reads import Read, reads_of
from medrules.feel.scope import Scope, Symbol, scope_of
from medrules.feel.typing import type_words, unit_clash, unit_words
from medrules.ir.expr import Expr
from medrules.ir.types import BooleanType, EnumType, NullType, NumberType, TextType, Type
from medrules.record import Record
from medrules.source.located import Located

__all__ = [
    "Lowered",
    "Read",
    "Scope",
    "Symbol",
    "lower_expression",
    "lower_unary_tests",
    "reads_of",
    "scope_of",
]

_LONG_NAMES = tuple(name for name in OPERATORS if " " in name)


class Lowered(Record):
    """The outcome: ``expr`` is None where ``diagnostics`` holds an error, and ``reads`` is empty."""

    expr: Expr | None
    diagnostics: tuple[Diagnostic, ...]
    reads: frozenset[Read]


def lower_expression(text: Located, scope: Scope, expected: Type | None = None) -> Lowered:
    """The expression that ``text`` is; with ``expected``, as one of that type."""
    parsed = parse_expression(text.text, _LONG_NAMES)
    if parsed.tree is None or parsed.problems:
        return _failed(parsed.diagnostics(text))
    work = Lowering(text)
    expr = work.lower(parsed.tree, Reach(scope))
    if expr is not None and expected is not None:
        expr = _expect(expr, expected, work.problems)
    return _finished(expr, work.problems)


def lower_unary_tests(text: Located, subject: Expr, scope: Scope) -> Lowered:
    """The table cell that ``text`` is, as a condition on ``subject``; ``-`` is constantly true.

    ``reads`` includes what ``subject`` reads, unless the cell is ``-``.
    """
    parsed = parse_unary_tests(text.text, _LONG_NAMES)
    if parsed.tree is None or parsed.problems:
        return _failed(parsed.diagnostics(text))
    work = Lowering(text)
    return _finished(work.tests(parsed.tree, subject, Reach(scope)), work.problems)


def _failed(diagnostics: tuple[Diagnostic, ...]) -> Lowered:
    return Lowered(None, diagnostics, frozenset())


def _finished(expr: Expr | None, problems: list[Diagnostic]) -> Lowered:
    if expr is None or any(problem.severity is Severity.ERROR for problem in problems):
        return _failed(tuple(problems))
    return Lowered(expr, tuple(problems), reads_of(expr))


def _expect(expr: Expr, expected: Type, problems: list[Diagnostic]) -> Expr | None:
    """The expression as one of the expected type, or None when that is reported."""
    if isinstance(expected, BooleanType) and not isinstance(expr.type, NullType):
        return expr if check_condition(expr, problems) else None
    # A condition that is always null would be a rule that never fires.
    found = None if isinstance(expected, BooleanType) else adapt(expr, expected, problems)
    if found is None:
        problems.append(_unexpected(expr, expected))
    return found


def _unexpected(expr: Expr, expected: Type) -> Diagnostic:
    clash = None if is_open(expr) else unit_clash(expected, expr.type)
    if clash is not None:
        wanted, got = map(unit_words, clash)
        return report(
            "MR0303",
            f"this should be in {wanted}, but it is in {got}"
            if clash[0] and clash[1]
            else f"this should be {type_words(expected)}, but it is {type_words(expr.type)}",
            expr.span,
            help="bring it to that unit: multiply or divide by a number that has the other",
        )
    match expr.type, expected:
        case NumberType(), NumberType():
            advice = "round it: floor(…) and ceiling(…) give whole numbers"
        case EnumType(), TextType():
            advice = "string(…) makes text of it"
        case _:
            advice = ""
    message = f"this should be {type_words(expected)}, but it is {type_words(expr.type)}"
    return report("MR0302", message, expr.span, help=advice)
