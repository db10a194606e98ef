"""Quantifiers, filters and ``for`` as loops.

In: the nodes of the IR, and what writes their parts. Out: values; the loops stand before them. Refused, as
MedrulesError: loops nested deeper than Python allows. What the loops come to is said in
``medrules.interpreter.lists``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from medrules.ir.expr import Expr, Filter, ForEach, Quantified
from medrules.ir.types import ListType, RecordTypeOf, SetType, Type
from medrules.source.span import Span
from medrules.targets.python import tree
from medrules.targets.python.conditions import (
    can_be_null,
    can_be_unknown,
    decided,
    pending,
)
from medrules.targets.python.scope import Bound, Value, Writes, wholly_known
from medrules.targets.python.shapes import BROADEST, PLAIN, Shape

_EMPTY = ast.List([], ast.Load())


def quantified(writer: Writes, node: Quantified) -> Value:
    """``some`` and ``every``."""
    scope = writer.scope
    decisive = node.kind == "some"
    result = scope.temp()
    state = {"unknown": False, "null": False}

    def body(bound: Bound) -> list[ast.stmt]:
        with scope.block() as lines, scope.binding(node.variable, bound):
            test = writer.test(node.condition)
            stop = [tree.assign(result, tree.literal(decisive)), ast.Break()]
            rest: list[ast.stmt] = []
            if can_be_null(test):
                state["null"] = True
                unless = tree.compare(tree.name(result), "is not", scope.unit.unknown)
                none: list[ast.stmt] = [tree.assign(result, tree.NONE)]
                if can_be_unknown(test):
                    none = tree.when(unless, none)
                rest = tree.when(tree.opposite(decided(test, not decisive)), none)
            if can_be_unknown(test):
                state["unknown"] = True
                maybe = pending(test, decisive)
                rest = tree.when(maybe, [tree.assign(result, scope.unit.unknown)], rest)
            lines += tree.when(decided(test, decisive), stop, rest)
        return lines

    start = tree.literal(not decisive)
    source = _through(writer, node.source, node.span, node.variable, result, start, body)
    unknown, null = state["unknown"] or source.unknown, state["null"] or source.null
    return Value(tree.name(result), Shape(unknown, null))


def filtered(writer: Writes, node: Filter) -> Value:
    """The items for which the condition is true."""
    scope = writer.scope
    result = scope.temp()
    state = {"unknown": False}

    def body(bound: Bound) -> list[ast.stmt]:
        with scope.block() as lines, scope.binding(node.variable, bound):
            test = writer.test(node.condition)
            kept = tree.run(tree.method(tree.name(result), "append", tree.name(bound.word)))
            rest: list[ast.stmt] = []
            if can_be_unknown(test):
                state["unknown"] = True
                stop = [tree.assign(result, scope.unit.unknown), ast.Break()]
                rest = tree.when(pending(test), stop)
            lines += tree.when(decided(test, True), [kept], rest)
        return lines

    def after() -> list[ast.stmt]:
        packed = [tree.assign(result, tree.call("tuple", tree.name(result)))]
        if not state["unknown"]:
            return packed
        return tree.when(tree.compare(tree.name(result), "is not", scope.unit.unknown), packed)

    shape = _through(writer, node.source, node.span, node.variable, result, _EMPTY, body, after)
    return Value(
        tree.name(result), Shape(state["unknown"] or shape.unknown, shape.null, items=shape.items)
    )


def for_each(writer: Writes, node: ForEach) -> Value:
    """The body for every item."""
    scope = writer.scope
    result = scope.temp()
    state = {"items": True}

    def body(bound: Bound) -> list[ast.stmt]:
        with scope.block() as lines, scope.binding(node.variable, bound):
            value = writer.value(node.body)
            state["items"] = wholly_known(node.body, value)
            lines.append(tree.run(tree.method(tree.name(result), "append", value.node)))
        return lines

    def after() -> list[ast.stmt]:
        return [tree.assign(result, tree.call("tuple", tree.name(result)))]

    shape = _through(writer, node.source, node.span, node.variable, result, _EMPTY, body, after)
    return Value(tree.name(result), Shape(shape.unknown, shape.null, items=state["items"]))


def _through(
    writer: Writes,
    source: Expr,
    span: Span,
    variable: str,
    result: str,
    start: ast.expr,
    body: Callable[[Bound], list[ast.stmt]],
    after: Callable[[], list[ast.stmt]] = list,
) -> Shape:
    """Write ``result = start`` and the loop; unknown and null where the source is that."""
    scope = writer.scope
    value = writer.value(source)
    shape = value.shape
    unsure = shape.unknown or shape.null
    node = scope.keep(value.node) if unsure else value.node
    bound = scope.variable(variable, *_item(source.type, shape))
    scope.enter_loop(span)
    with scope.block() as lines:
        items = tree.call(scope.unit.runtime("items_of"), node)
        inner = body(bound)
        scope.leave_loop()
        lines += [tree.assign(result, start), tree.loop(bound.word, items, inner), *after()]
    asked = []
    if shape.unknown:
        asked.append(tree.is_(node, scope.unit.unknown))
    if shape.null:
        asked.append(tree.is_(node, tree.NONE))
    skipped: list[ast.stmt] = [tree.assign(result, node)]
    scope.add(*tree.when(tree.either(asked), skipped, lines))
    return shape


def _item(kind: Type, shape: Shape) -> tuple[Shape, str]:
    """What an item can be, and the record list that it is of."""
    match kind:
        case SetType():
            return (PLAIN if shape.members else BROADEST), ""
        case ListType(RecordTypeOf(path)) if shape.items:
            return PLAIN, path
        case ListType() if shape.items:
            return Shape(null=True), ""
        case _:
            return BROADEST, ""
