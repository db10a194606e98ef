"""Arithmetic of known numbers that are no null, as Python or the decimal context does it.

In: values whose size is known. Out: their sum, product or quotient, and its shape. Refused: nothing. Whole
numbers that stay small are Python's own; decimals go to the one context of 34 digits, never to the
operators of ``Decimal``, which round to as many digits as the caller happens to have set.
"""

from __future__ import annotations

import ast
from decimal import Decimal

from medrules.targets.python import tree
from medrules.targets.python.scope import Scope, Value
from medrules.targets.python.shapes import DIGITS, FINITE, PLAIN, Shape

_WORDS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}


def arithmetic(scope: Scope, op: str, left: Value, right: Value) -> Value | None:
    """``+``, ``-`` or ``*``; None where the operator itself is needed."""
    one, other = left.shape, right.shape
    size = one.size * other.size if op == "*" else one.size + other.size
    if one.whole and other.whole:
        exact = tree.arithmetic(left.node, op, right.node)
        if size < DIGITS:
            return Value(exact, Shape(size=size, whole=True))
        return Value(tree.call(scope.unit.runtime("whole"), exact), PLAIN)
    if size > FINITE:
        return None
    if one.decimal or other.decimal:
        called = tree.call(decimal(scope, op), left.node, right.node)
        return Value(called, Shape(size=size, decimal=True))
    if size >= DIGITS:
        return None
    first, second = scope.keep(left.node), scope.keep(right.node)
    whole = tree.both(
        [_is_whole(node) for node, shape in ((first, one), (second, other)) if not shape.whole]
    )
    called = tree.call(decimal(scope, op), first, second)
    return Value(tree.choice(whole, tree.arithmetic(first, op, second), called), Shape(size=size))


def quotient(scope: Scope, left: Value, right: Value, divisor: Decimal) -> Value | None:
    """Division by a literal other than zero."""
    size = int(left.shape.size / abs(divisor)) + 1
    if size > FINITE:
        return None
    node = scope.keep(left.node)
    called = tree.call(decimal(scope, "/"), node, right.node)
    if left.shape.decimal or right.shape.decimal:
        return Value(called, Shape(size=size, decimal=True))
    rest = ast.BinOp(node, ast.Mod(), right.node)
    even = [] if left.shape.whole else [_is_whole(node)]
    even.append(tree.compare(rest, "=", tree.literal(0)))
    whole = ast.BinOp(node, ast.FloorDiv(), right.node)
    return Value(tree.choice(tree.both(even), whole, called), Shape(size=size))


def decimal(scope: Scope, op: str) -> str:
    """The method of the context of 34 digits."""
    word = _WORDS[op]
    method = ast.Attribute(tree.name(scope.unit.runtime("NUMBERS")), word, ast.Load())
    node = scope.unit.pooled(f"decimal_{word}", (word,), method)
    assert isinstance(node, ast.Name)
    return node.id


def _is_whole(node: ast.expr) -> ast.expr:
    return tree.is_(tree.call("type", node), tree.name("int"))
