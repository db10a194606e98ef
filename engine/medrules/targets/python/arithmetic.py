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
from medrules.targets.python.shapes import DIGITS, FINITE, PLAIN, SMALL, Shape

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
        spared = _unless_zero(scope, op, left, right, size)
        if spared is not None:
            return spared
        nodes = [as_decimal(scope, left), as_decimal(scope, right)]
        return Value(tree.call(decimal(scope, op), *nodes), Shape(size=size, decimal=True))
    if size >= DIGITS:
        return None
    first, second = scope.keep(left.node), scope.keep(right.node)
    whole = tree.both(
        [_is_whole(node) for node, shape in ((first, one), (second, other)) if not shape.whole]
    )
    sides = (Value(first, one), Value(second, other))
    called = tree.call(decimal(scope, op), *[as_decimal(scope, side) for side in sides])
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


def _unless_zero(scope: Scope, op: str, left: Value, right: Value, size: int) -> Value | None:
    """``x + (if … then 20 else 0)`` without adding the zero; None for anything else.

    ``x`` is the result of an operation or a literal, and so has no digits that adding zero would round.
    """
    match right.node:
        case ast.IfExp(test, ast.Constant() as then, ast.Constant() as rest) if (
            op != "*" and left.shape.decimal and right.shape.whole
        ):
            pass
        case _:
            return None
    if 0 not in (then.value, rest.value):
        return None
    known = scope.keep(left.node)

    def reckoned(literal: ast.Constant) -> ast.expr:
        if literal.value == 0:
            return known
        other = as_decimal(scope, Value(literal, right.shape))
        return tree.call(decimal(scope, op), known, other)

    made = tree.choice(test, reckoned(then), reckoned(rest))
    return Value(made, Shape(size=size, decimal=True))


def as_decimal(scope: Scope, value: Value) -> ast.expr:
    """A whole number that meets a decimal: as a decimal where that costs less than to have it converted.

    Literals are converted when the module is loaded. Small numbers stand in a table; one that is not
    there, against the bounds of its fact, raises KeyError, and the careful body answers.
    """
    if not value.shape.whole:
        return value.node
    written = _converted(scope, value.node)
    if written is not None:
        return written
    if scope.world.nulls or value.shape.unknown or value.shape.size > SMALL:
        return value.node
    return ast.Subscript(tree.name(scope.unit.runtime("DECIMALS")), value.node, ast.Load())


def _converted(scope: Scope, node: ast.expr) -> ast.expr | None:
    """A literal, or a choice between literals, as decimals; None for anything else."""
    match node:
        case ast.Constant(int() as number) if not isinstance(number, bool):
            return scope.unit.literal(Decimal(number))
        case ast.IfExp(test, body, orelse):
            then, other = _converted(scope, body), _converted(scope, orelse)
            return None if then is None or other is None else ast.IfExp(test, then, other)
        case _:
            return None


def decimal(scope: Scope, op: str) -> str:
    """The method of the context of 34 digits."""
    word = _WORDS[op]
    method = ast.Attribute(tree.name(scope.unit.runtime("NUMBERS")), word, ast.Load())
    node = scope.unit.pooled(f"decimal_{word}", (word,), method)
    assert isinstance(node, ast.Name)
    return node.id


def _is_whole(node: ast.expr) -> ast.expr:
    return tree.is_(tree.call("type", node), tree.name("int"))
