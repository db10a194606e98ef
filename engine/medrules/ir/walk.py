"""Every node of an expression.

In: an expression. Out: ``children`` of a node and ``walk`` over all of them, which does not
recurse, so that an expression of any depth can be walked. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from medrules.ir.expr import (
    And,
    Call,
    Compare,
    Const,
    ContextOf,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    If,
    Invoke,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Quantified,
    Range,
    Records,
    Ref,
    Var,
)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside ``expr``, in the order in which they are written."""
    match expr:
        case Const() | Ref() | Records() | Var():
            return ()
        case Path(source):
            return (source,)
        case And(operands) | Or(operands):
            return operands
        case Not(operand):
            return (operand,)
        case Compare(_, left, right):
            return (left, right)
        case Call(_, args):
            return args
        case If(condition, then_, else_):
            return (condition, then_, else_)
        case Quantified(_, _, source, condition) | Filter(source, _, condition):
            return (source, condition)
        case ForEach(_, source, body):
            return (source, body)
        case IsKnown(subject):
            return (subject,)
        case ListOf(items):
            return items
        case Range(low, high):
            return tuple(end for end in (low, high) if end is not None)
        case ContextOf(entries):
            return tuple(value for _, value in entries)
        case FunctionOf(_, body):
            return (body,)
        case Invoke(function, args):
            return (function, *args)
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """``expr`` and every expression inside it, parents before children, in written order."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))
