"""Syntax trees with other names in them.

In: a tree, and what names become. Out: the tree with every free name replaced; names that the tree
binds itself (variables, parameters, context keys) stay. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias, assert_never

from medrules.feel.ast import (
    Between,
    Binary,
    BooleanLit,
    CallExpr,
    ContextLit,
    Expression,
    FilterExpr,
    ForExpr,
    FunctionDef,
    IfExpr,
    In,
    InstanceOf,
    Iteration,
    ListLit,
    Name,
    Negate,
    NullLit,
    NumberLit,
    PathExpr,
    QuantifiedExpr,
    RangeLit,
    TemporalLit,
    TestCompare,
    TestExpr,
    TextLit,
    UnaryTest,
    UnaryTests,
)

Renames: TypeAlias = Callable[[tuple[str, ...]], Expression | None]
"""What a free name becomes, followed by the parts of a path: ``("loan", "rate")`` for ``loan.rate``.
None keeps it. Longer paths are asked for first."""

Calls: TypeAlias = Callable[[str, tuple[Expression, ...], tuple[str, ...]], Expression | None]
"""What a call of a free name becomes: the name, the arguments (already rewritten), their names."""


Sums: TypeAlias = Callable[[Binary], Expression]
"""What ``left + right`` (already rewritten) becomes."""


def rewritten(
    tree: Expression,
    renames: Renames,
    calls: Calls = lambda *_: None,
    sums: Sums = lambda node: node,
) -> Expression:
    """The expression with its free names replaced."""
    return _Rewriting(renames, calls, sums).expression(tree, frozenset())


def rewritten_tests(
    tests: UnaryTests,
    renames: Renames,
    calls: Calls = lambda *_: None,
    sums: Sums = lambda node: node,
) -> UnaryTests:
    """The unary tests with their free names replaced."""
    rewriting = _Rewriting(renames, calls, sums)
    return replace(tests, tests=tuple(rewriting.test(one, frozenset()) for one in tests.tests))


class _Rewriting:
    def __init__(self, renames: Renames, calls: Calls, sums: Sums) -> None:
        self.renames = renames
        self.calls = calls
        self.sums = sums

    def expression(self, node: Expression, bound: frozenset[str]) -> Expression:
        def go(part: Expression) -> Expression:
            return self.expression(part, bound)

        match node:
            case NumberLit() | TextLit() | BooleanLit() | NullLit() | TemporalLit():
                return node
            case Name() | PathExpr():
                return self.path(node, bound)
            case FilterExpr(source=source, condition=condition):
                # Which names of a condition are fields of the item shows only when it runs.
                return replace(node, source=go(source), condition=go(condition))
            case CallExpr(function=function, args=args):
                given = tuple(go(arg) for arg in args)
                if isinstance(function, Name):
                    if function.name in bound:
                        return replace(node, args=given)
                    called = self.calls(function.name, given, node.names)
                    return replace(node, args=given) if called is None else called
                return replace(node, function=go(function), args=given)
            case Negate(operand=operand):
                return replace(node, operand=go(operand))
            case Binary(left=left, right=right):
                joined = replace(node, left=go(left), right=go(right))
                return self.sums(joined) if node.op == "+" else joined
            case Between(value=value, low=low, high=high):
                return replace(node, value=go(value), low=go(low), high=go(high))
            case In(value=value, tests=tests):
                return replace(
                    node, value=go(value), tests=tuple(self.test(one, bound) for one in tests)
                )
            case InstanceOf(value=value):
                return replace(node, value=go(value))
            case IfExpr(condition=condition, then_=then, else_=other):
                return replace(node, condition=go(condition), then_=go(then), else_=go(other))
            case ForExpr(iterations=iterations, body=body):
                loops, inside = self.iterations(iterations, bound)
                return replace(node, iterations=loops, body=self.expression(body, inside))
            case QuantifiedExpr(iterations=iterations, condition=condition):
                loops, inside = self.iterations(iterations, bound)
                return replace(node, iterations=loops, condition=self.expression(condition, inside))
            case FunctionDef(parameters=parameters, body=body):
                own = frozenset(name for name, _ in parameters)
                return replace(node, body=self.expression(body, bound | own))
            case ListLit(items=items):
                return replace(node, items=tuple(go(item) for item in items))
            case ContextLit(entries=entries):
                return replace(node, entries=self.entries(entries, bound))
            case RangeLit(low=low, high=high):
                return replace(
                    node,
                    low=None if low is None else go(low),
                    high=None if high is None else go(high),
                )
            case _:
                assert_never(node)

    def path(self, node: Name | PathExpr, bound: frozenset[str]) -> Expression:
        """The longest beginning of a path that becomes something else, then the rest of it."""
        parts: list[str] = []
        root: Expression = node
        while isinstance(root, PathExpr):
            parts.insert(0, root.name)
            root = root.source
        if not isinstance(root, Name):
            made = self.expression(root, bound)
        elif root.name in bound:
            return node
        else:
            whole = (root.name, *parts)
            for length in range(len(whole), 0, -1):
                found = self.renames(whole[:length])
                if found is not None:
                    made, parts = found, list(whole[length:])
                    break
            else:
                return node
        for name in parts:
            made = PathExpr(made, name)
        return made

    def entries(
        self, entries: Iterable[tuple[str, Expression]], bound: frozenset[str]
    ) -> tuple[tuple[str, Expression], ...]:
        """Each entry sees the ones before it."""
        found: list[tuple[str, Expression]] = []
        for name, value in entries:
            found.append((name, self.expression(value, bound)))
            bound |= {name}
        return tuple(found)

    def iterations(
        self, iterations: Iterable[Iteration], bound: frozenset[str]
    ) -> tuple[tuple[Iteration, ...], frozenset[str]]:
        made: list[Iteration] = []
        for one in iterations:
            high = None if one.high is None else self.expression(one.high, bound)
            made.append(replace(one, source=self.expression(one.source, bound), high=high))
            bound |= {one.variable}
        return tuple(made), bound

    def test(self, test: UnaryTest, bound: frozenset[str]) -> UnaryTest:
        match test:
            case TestCompare(operand=operand):
                return replace(test, operand=self.expression(operand, bound))
            case TestExpr(expression=expression):
                return replace(test, expression=self.expression(expression, bound))
            case _:
                assert_never(test)
