"""Conditions of rules as the columns and cells of a decision table.

In: the conditions of the rules for one conclusion. Out: ``Columns``: the input expressions, and for
each rule one cell of unary tests per column. Refused, as ``NotExpressible``: what no FEEL can say.

A condition is a conjunction as a rule. Each part of it that tests one thing (``goals.motives``
contains a word, a number lies in a range, a fact is one of some words) is a cell in that thing's
column; any other part is a column of its own that must be true. Where that gives no column, or more
than a person can read, the table has the one column ``true``, and each cell the whole condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medrules.dmn.exporting.expressions import NotExpressible, Words, as_feel, called, constant
from medrules.feel import ast
from medrules.feel.printer import print_expression, print_unary_tests
from medrules.ir import expr as ir
from medrules.ir.types import BooleanType
from medrules.ir.walk import walk

MOST_COLUMNS = 8

_MIRRORED: dict[ir.CompareOp, ir.CompareOp] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}

_OPPOSITE: dict[ir.CompareOp, ir.CompareOp] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Input expressions as FEEL text, with the IR they came from, and the cells of each rule."""

    inputs: tuple[str, ...]
    subjects: tuple[ir.Expr | None, ...]
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a condition: what it is about, and the test."""

    subject: ir.Expr | None
    heading: str
    tests: ast.UnaryTests


def columns_of(conditions: Sequence[ir.Expr | None], words: Words) -> Columns:
    """The columns for these conditions; None is a rule without one. Raises NotExpressible."""
    rules = [_parts(condition, words) for condition in conditions]
    order: dict[tuple[str, int], ir.Expr | None] = {}
    placed: list[dict[tuple[str, int], ast.UnaryTests]] = []
    for parts in rules:
        cells: dict[tuple[str, int], ast.UnaryTests] = {}
        for part in parts:
            repeat = 0
            while (part.heading, repeat) in cells:
                repeat += 1
            order.setdefault((part.heading, repeat), part.subject)
            cells[part.heading, repeat] = part.tests
        placed.append(cells)
    if not 0 < len(order) <= MOST_COLUMNS:
        return _one_column(conditions, words)
    return Columns(
        tuple(heading for heading, _ in order),
        tuple(order.values()),
        tuple(
            tuple(print_unary_tests(cells[key]) if key in cells else "-" for key in order)
            for cells in placed
        ),
    )


def _one_column(conditions: Sequence[ir.Expr | None], words: Words) -> Columns:
    cells = tuple(
        ("-" if one is None else print_unary_tests(_truth(as_feel(one, words))),)
        for one in conditions
    )
    return Columns(("true",), (None,), cells)


def _truth(condition: ast.Expression) -> ast.UnaryTests:
    """A condition as the test of the input ``true``."""
    return ast.UnaryTests((ast.TestExpr(condition),))


def _parts(condition: ir.Expr | None, words: Words) -> list[_Part]:
    """The parts of a condition, two limits of one number joined into a range."""
    if condition is None:
        return []
    parts = [_part(one, words) for one in _conjuncts(condition)]
    merged: list[_Part] = []
    for part in parts:
        for at, other in enumerate(merged):
            both = _range(other, part) if other.heading == part.heading else None
            if both is not None:
                merged[at] = both
                break
        else:
            merged.append(part)
    return merged


def _conjuncts(condition: ir.Expr) -> list[ir.Expr]:
    if isinstance(condition, ir.And):
        return [one for operand in condition.operands for one in _conjuncts(operand)]
    return [condition]


def _part(condition: ir.Expr, words: Words) -> _Part:
    if isinstance(condition, ir.Compare) and condition.op == "!=":
        # With null on one side both are true, so that not(=) says the same.
        equal = condition.replace(op="=")
        condition = ir.Not(equal, condition.type, condition.span)
    negated = isinstance(condition, ir.Not)
    inner = condition.operand if isinstance(condition, ir.Not) else condition
    if negated and isinstance(inner, ir.Compare) and _ranks(inner):
        negated, inner = False, inner.replace(op=_OPPOSITE[inner.op])
    # A rank is tested by its members, and null is none of them; its comparison is null, and not false.
    unknowable = negated and any(_ranks(one) for one in walk(inner))
    found = None if unknowable else _tests(inner, words)
    if found is not None:
        subject, tests = found
        if negated and isinstance(subject.type, BooleanType) and tests == (_TRUE,):
            return _Part(subject, _heading(subject, words), ast.UnaryTests((_FALSE,)))
        return _Part(subject, _heading(subject, words), ast.UnaryTests(tests, negated))
    return _Part(None, _heading(condition, words), ast.UnaryTests((_TRUE,)))


def _ranks(condition: ir.Expr) -> bool:
    """Whether this compares members of an ordered enum by their order."""
    return (
        isinstance(condition, ir.Compare)
        and condition.order is not None
        and condition.op in _OPPOSITE
    )


_TRUE = ast.TestExpr(ast.BooleanLit(True))
_FALSE = ast.TestExpr(ast.BooleanLit(False))


def _heading(subject: ir.Expr, words: Words) -> str:
    return print_expression(as_feel(subject, words))


def _tests(condition: ir.Expr, words: Words) -> tuple[ir.Expr, tuple[ast.UnaryTest, ...]] | None:
    """What a condition is about, and its tests, where it is about one simple thing."""
    if isinstance(condition, ir.Or):
        found = [_tests(one, words) for one in condition.operands]
        if any(one is None for one in found):
            return None
        pairs = [one for one in found if one is not None]
        headings = {_heading(subject, words) for subject, _ in pairs}
        if len(headings) != 1:
            return None
        return pairs[0][0], tuple(test for _, tests in pairs for test in tests)
    if isinstance(condition, ir.Compare):
        return _comparison(condition, words)
    if isinstance(condition, ir.Call) and condition.name == "list contains":
        held, item = condition.args
        if _is_simple(held) and isinstance(item, ir.Const):
            value = constant(item.value)
            return held, (ast.TestExpr(called("list contains", ast.Name("?"), value)),)
    if _is_simple(condition) and isinstance(condition.type, BooleanType):
        return condition, (_TRUE,)
    return None


def _comparison(node: ir.Compare, words: Words) -> tuple[ir.Expr, tuple[ast.UnaryTest, ...]] | None:
    op, subject, operand = node.op, node.left, node.right
    if isinstance(subject, ir.Const):
        op, subject, operand = _MIRRORED[op], operand, subject
    if not _is_simple(subject):
        return None
    literal = isinstance(operand, ir.Const) and not isinstance(operand.value, frozenset | tuple)
    if node.order is not None and op not in ("=", "!="):
        members = node.order.members
        if not isinstance(operand, ir.Const) or operand.value not in members:
            return None
        limit = members.index(str(operand.value))
        fits = [one for at, one in enumerate(members) if _compares(op, at, limit)]
        return subject, tuple(ast.TestExpr(ast.TextLit(one)) for one in fits) if fits else (_NEVER,)
    if op == "=":
        if not literal:
            return None
        assert isinstance(operand, ir.Const)
        return subject, (ast.TestExpr(constant(operand.value)),)
    if op == "!=":
        return None
    if _mentions_list(operand):
        return None
    return subject, (ast.TestCompare(op, as_feel(operand, words)),)


_NEVER = ast.TestExpr(ast.Binary("!=", ast.Name("?"), ast.Name("?")))


def _compares(op: ir.CompareOp, left: int, right: int) -> bool:
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case _:
            raise NotExpressible(f"orders by {op}")


def _is_simple(expr: ir.Expr) -> bool:
    """A fact, a conclusion, a field of a bound record, or the count of one of these."""
    match expr:
        case ir.Ref():
            return True
        case ir.Path(source):
            return isinstance(source, ir.Var)
        case ir.Call("count", (inner,)):
            return _is_simple(inner)
        case _:
            return False


def _mentions_list(expr: ir.Expr) -> bool:
    return any(isinstance(one, ir.Filter | ir.ForEach | ir.Quantified) for one in walk(expr))


def _range(one: _Part, other: _Part) -> _Part | None:
    """``>= 1`` and ``< 5`` of the same thing as ``[1..5)``; None where they make no range."""
    if one.tests.negated or other.tests.negated:
        return None
    if len(one.tests.tests) != 1 or len(other.tests.tests) != 1:
        return None
    first, second = one.tests.tests[0], other.tests.tests[0]
    if not (isinstance(first, ast.TestCompare) and isinstance(second, ast.TestCompare)):
        return None
    if first.op in ("<", "<="):
        first, second = second, first
    if first.op not in (">", ">=") or second.op not in ("<", "<="):
        return None
    limits = ast.RangeLit(first.operand, second.operand, first.op == ">=", second.op == "<=")
    return _Part(one.subject, one.heading, ast.UnaryTests((ast.TestExpr(limits),)))
