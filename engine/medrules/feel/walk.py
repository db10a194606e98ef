"""Every node of a FEEL tree.

In: a tree. Out: ``children`` of a node and ``walk`` over all nodes, which does not recurse, so that a
tree of any depth can be walked. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
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

AnyNode: TypeAlias = Expression | UnaryTest | UnaryTests | Iteration


def children(node: AnyNode) -> tuple[AnyNode, ...]:
    """The nodes directly under ``node``, in the order of the text."""
    match node:
        case NumberLit() | TextLit() | BooleanLit() | NullLit() | TemporalLit() | Name():
            return ()
        case PathExpr(source=source):
            return (source,)
        case FilterExpr(source=source, condition=condition):
            return (source, condition)
        case CallExpr(function=function, args=args):
            return (function, *args)
        case Negate(operand=operand) | TestCompare(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case In(value=value, tests=tests):
            return (value, *tests)
        case InstanceOf(value=value):
            return (value,)
        case IfExpr(condition=condition, then_=then, else_=other):
            return (condition, then, other)
        case Iteration(source=source, high=high):
            return (source,) if high is None else (source, high)
        case ForExpr(iterations=iterations, body=body):
            return (*iterations, body)
        case QuantifiedExpr(iterations=iterations, condition=condition):
            return (*iterations, condition)
        case FunctionDef(body=body):
            return (body,)
        case ListLit(items=items):
            return items
        case ContextLit(entries=entries):
            return tuple(value for _, value in entries)
        case RangeLit(low=low, high=high):
            return tuple(end for end in (low, high) if end is not None)
        case TestExpr(expression=expression):
            return (expression,)
        case UnaryTests(tests=tests):
            return tests
        case _:
            assert_never(node)


def walk(tree: AnyNode) -> Iterator[tuple[AnyNode, int]]:
    """Each node of ``tree`` with its depth (the root has 1), parents before children."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(children(node)))
