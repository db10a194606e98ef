"""Tests of a value: the cells of decision tables, and what follows ``in``.

In: tests as parsed, the value they test, and how to lower what is inside them. Out: boolean IR
expressions, or None when what is wrong is reported. Refused, as diagnostics: whatever comparing
refuses, and a set after ``value in …`` where only a member can stand (MR0302).

What a test means depends on the value. A range tests whether it holds the value; a list in brackets
whether one of its items equals it; a set or list whether it holds the value; anything else
whether it is equal. **The cell of an input that is a set tests membership**: ``"leadership"`` means
that the set holds it, ``not("leadership")`` that it does not; ``= ["leadership"]`` means exactly that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.feel import ast
from medrules.feel.comparing import comparison, disjunction, membership, within
from medrules.feel.typing import same_type, type_words
from medrules.feel.walk import walk
from medrules.ir.expr import Const, Expr, Not
from medrules.ir.printer import print_expr
from medrules.ir.types import BOOLEAN, BooleanType, ListType, NullType, SetType
from medrules.source.span import Span

Lower: TypeAlias = Callable[[ast.Expression], Expr | None]
Place: TypeAlias = Callable[[ast.Node], Span]


class Tester:
    """The tests of one value."""

    def __init__(self, value: Expr, lower: Lower, place: Place, problems: list[Diagnostic]) -> None:
        self.value = value
        self.lower = lower
        self.place = place
        self.problems = problems

    def any_of(self, tests: Sequence[ast.UnaryTest], span: Span) -> Expr | None:
        """Whether the value passes one of the tests."""
        several = len(tests) > 1
        found = [self.one(test, self.place(test) if several else span) for test in tests]
        return disjunction([one for one in found if one], span) if all(found) else None

    def cell_of(self, tests: ast.UnaryTests) -> Expr | None:
        """What a whole cell asks; ``-`` is always true."""
        span = self.place(tests)
        if not tests.tests:
            return Const(True, BOOLEAN, span)
        found = self.any_of(tests.tests, span)
        return Not(found, BOOLEAN, span) if found and tests.negated else found

    def one(self, test: ast.UnaryTest, span: Span) -> Expr | None:
        """Whether the value passes the test; ``span`` is what asks."""
        if isinstance(test, ast.TestCompare):
            operand = self.lower(test.operand)
            if operand is None:
                return None
            return comparison(test.op, self.value, operand, span, self.problems)
        return self._expression(test.expression, span)

    def _expression(self, node: ast.Expression, span: Span) -> Expr | None:
        match node:
            case ast.RangeLit():
                return self._range(node, span)
            case ast.ListLit(items=items) if not self._gathers():
                return self._listed(items, span)
        found = self.lower(node)
        if found is None:
            return None
        if _mentions_value(node):
            return self._own_condition(found)
        return self._value(found, span)

    def _range(self, node: ast.RangeLit, span: Span) -> Expr | None:
        low = None if node.low is None else self.lower(node.low)
        high = None if node.high is None else self.lower(node.high)
        if (node.low is not None and low is None) or (node.high is not None and high is None):
            return None
        return within(
            self.value,
            None if low is None else (">=" if node.low_included else ">", low),
            None if high is None else ("<=" if node.high_included else "<", high),
            span,
            self.problems,
        )

    def _listed(self, items: Iterable[ast.Expression], span: Span) -> Expr | None:
        """``value in [a, b]``: ranges among the items test as ranges."""
        tests = [
            self._range(item, self.place(item))
            if isinstance(item, ast.RangeLit)
            else self._equal(item)
            for item in items
        ]
        return disjunction([test for test in tests if test], span) if all(tests) else None

    def _equal(self, node: ast.Expression) -> Expr | None:
        item = self.lower(node)
        if item is None:
            return None
        return comparison("=", self.value, item, item.span, self.problems)

    def _own_condition(self, found: Expr) -> Expr | None:
        """A test that mentions ``?`` is a condition of its own."""
        if isinstance(found.type, BooleanType):
            return found
        self.problems.append(
            report(
                "MR0310",
                f"a test with `?` is true or false, but this is {type_words(found.type)}",
                found.span,
                help="compare it with something",
            )
        )
        return None

    def _value(self, found: Expr, span: Span) -> Expr | None:
        """The test that an expression without ``?`` is, by the two types."""
        value = self.value
        if isinstance(value.type, SetType | ListType) and not isinstance(found.type, NullType):
            return self._of_several(found, span)
        match found.type:
            case SetType() | ListType():
                return membership(found, value, span, self.problems)
            case _:
                return comparison("=", value, found, span, self.problems)

    def _of_several(self, found: Expr, span: Span) -> Expr | None:
        """The test of a value that is a set or list."""
        value = self.value
        if same_type(value.type, found.type):
            return comparison("=", value, found, span, self.problems)
        if not isinstance(found.type, ListType):
            return membership(value, found, span, self.problems)
        self.problems.append(
            report(
                "MR0302",
                f"{type_words(value.type)} does not hold {type_words(found.type)}",
                span,
                (Label(value.span, f"this is {type_words(value.type)}"),),
                "write the values without brackets for any of them, "
                f"or = {print_expr(found)} for just these",
            )
        )
        return None

    def _gathers(self) -> bool:
        return isinstance(self.value.type, SetType | ListType)


def _mentions_value(node: ast.Expression) -> bool:
    return any(isinstance(inner, ast.Name) and inner.name == "?" for inner, _ in walk(node))
