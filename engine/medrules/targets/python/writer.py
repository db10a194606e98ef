"""Expressions of the IR as expressions of Python.

In: an expression and a scope. Out: its ``Value``, or its ``Test`` where it is a condition; statements
that it needs stand before it in the scope. Refused, as MedrulesError: loops nested too deep. What only
DMN models use was refused before (``gaps``).

Expressions have no effects, so that a part may be worked out earlier than FEEL would, or not at all;
loops alone are kept back until the rest of a condition leaves it open.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from decimal import Decimal

from medrules.feel.operators import OPERATORS
from medrules.ir.expr import (
    And,
    Call,
    Compare,
    Const,
    Expr,
    Filter,
    ForEach,
    If,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Quantified,
    Records,
    Ref,
    Var,
)
from medrules.ir.types import ListType, NumberType, SetType, Type
from medrules.ir.walk import walk
from medrules.targets.python import loops, tree
from medrules.targets.python.arithmetic import arithmetic, quotient
from medrules.targets.python.comparing import comparison, defined, membership
from medrules.targets.python.conditions import (
    ALWAYS,
    NEVER,
    Atom,
    Opposite,
    Test,
    can_be_null,
    can_be_unknown,
    conjunction,
    decided,
    disjunction,
    outcome,
    pending,
)
from medrules.targets.python.scope import Scope, Value, wholly_known
from medrules.targets.python.shapes import BROADEST, PLAIN, Shape, joined, of_value

_DEEP = 20
"""So many levels stand in one expression of Python; deeper ones get a variable."""
_INDENTED = 25
"""So many choices stand inside each other; deeper ones are worked out before."""
_LONG = 14
"""From so many nodes on, an operand gets a variable."""


class Writer:
    """Writes the expressions of one function."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._depth = 0
        self._branches = 0

    # -- conditions ------------------------------------------------------------------------------------

    def test(self, expr: Expr) -> Test:
        """A condition as tests."""
        self._depth += 1
        found = self._test(expr)
        self._depth -= 1
        if self._depth and self._depth % _DEEP == 0 and not isinstance(found, Atom):
            value = self.scope.valued(found)
            return self.scope.tested(Value(self.scope.keep(value.node), value.shape))
        return found

    def _test(self, expr: Expr) -> Test:
        scope = self.scope
        match expr:
            case And(operands) | Or(operands):
                return self._joined(operands, isinstance(expr, And))
            case Not(operand):
                return Opposite(self.test(operand))
            case Compare():
                return comparison(scope, expr, self._spare(expr.left), self._spare(expr.right))
            case Call("list contains", (items, Const(str() as wanted))) if isinstance(
                items.type, SetType
            ):
                stored = isinstance(items, Ref) or (
                    isinstance(items, Path) and isinstance(items.source, Var)
                )
                return membership(scope, self.value(items), wanted, stored)
            case Call("is defined", (subject,)):
                return defined(scope, self.value(subject))
            case IsKnown(subject):
                value = self.value(subject)
                if not value.shape.unknown:
                    return ALWAYS
                node = scope.keep(value.node)
                known = tree.compare(node, "is not", scope.unit.unknown)
                return Atom(known, tree.is_(node, scope.unit.unknown), None, False)
            case Const(True):
                return ALWAYS
            case Const(False):
                return NEVER
            case _:
                return scope.tested(self._spare(expr))

    def _spare(self, expr: Expr) -> Value:
        """An operand; a long one gets a variable, since tests may name it more than once."""
        value = self.value(expr)
        if tree.simple(value.node) or sum(1 for _ in ast.walk(value.node)) < _LONG:
            return value
        return Value(self.scope.keep(value.node), value.shape)

    def _joined(self, operands: Sequence[Expr], every: bool) -> Test:
        """``and`` or ``or``; operands with loops run only where the others leave it open."""
        join = conjunction if every else disjunction
        looped = [one for one in operands if _loops(one)]
        plain = [one for one in operands if not _loops(one)]
        if not looped or not plain:
            return join([self.test(one) for one in operands])
        scope = self.scope
        first = join([self.test(one) for one in plain])
        result = scope.temp()
        node = tree.name(result)
        scope.add(tree.assign(result, outcome(first, scope.unit.unknown)))
        with scope.block() as lines:
            second = join([self.test(one) for one in looped])
            value: ast.expr = outcome(second, scope.unit.unknown)
            if can_be_unknown(first) or can_be_null(first):
                value = tree.call(scope.unit.runtime("both" if every else "either"), node, value)
            lines.append(tree.assign(result, value))
        left_open = tree.compare(node, "is not", tree.FALSE if every else tree.TRUE)
        scope.add(*tree.when(left_open, lines))
        shape = PLAIN.replace(
            unknown=can_be_unknown(first) or can_be_unknown(second),
            null=can_be_null(first) or can_be_null(second),
        )
        return scope.tested(Value(node, shape))

    # -- values ----------------------------------------------------------------------------------------

    def value(self, expr: Expr) -> Value:
        """The value of an expression; statements that it needs are written before."""
        self._depth += 1
        found = self._value(expr)
        self._depth -= 1
        if self._depth and self._depth % _DEEP == 0:
            return Value(self.scope.keep(found.node), found.shape)
        return found

    def _value(self, expr: Expr) -> Value:
        scope = self.scope
        match expr:
            case Const(value):
                return Value(scope.unit.literal(value), of_value(value))
            case Ref(path):
                return scope.read(path)
            case Records(path):
                return scope.records(path)
            case Var(name):
                bound = scope.bound[name]
                return Value(tree.name(bound.word), bound.shape)
            case Path():
                return self._path(expr)
            case Call("list contains" | "is defined"):
                return scope.valued(self._test(expr)) if _tested(expr) else self._call(expr)
            case Call():
                return self._call(expr)
            case If():
                return self._choice(expr)
            case Quantified():
                return loops.quantified(self, expr)
            case Filter():
                if isinstance(expr.condition.type, NumberType):
                    items, place = self.value(expr.source), self.value(expr.condition)
                    at = tree.call(scope.unit.runtime("item_at"), items.node, place.node)
                    open_ = items.shape.unknown or place.shape.unknown or not items.shape.items
                    return Value(at, Shape(open_, True))
                return loops.filtered(self, expr)
            case ForEach():
                return loops.for_each(self, expr)
            case ListOf(items_):
                values = [self.value(one) for one in items_]
                known = all(map(wholly_known, items_, values))
                return Value(tree.listed([one.node for one in values]), Shape(items=known))
            case And() | Or() | Not() | Compare() | IsKnown():
                return scope.valued(self.test(expr))
            case _:
                raise AssertionError(f"a gap was let through: {type(expr).__name__}")

    def _path(self, expr: Path) -> Value:
        scope = self.scope
        if isinstance(expr.source, Var):
            field = scope.field(expr.source.name, expr.name)
            if field is not None:
                return field
        source = self.value(expr.source)
        if isinstance(expr.source, Records) and expr.name in scope.world.fields[expr.source.path]:
            shape = scope.world.shapes[f"{expr.source.path}[].{expr.name}"]
            item = tree.item(tree.name("one"), expr.name)
            parts = tree.call("tuple", tree.each(item, "one", source.node))
            node = scope.unless_unknown([source], parts)
            known = not shape.unknown and (shape.items or not _holds_lists(expr.type))
            return Value(node, Shape(source.shape.unknown, items=known))
        part = tree.call(scope.unit.runtime("part_of"), source.node, tree.literal(expr.name))
        return Value(part, BROADEST)

    def _choice(self, expr: If) -> Value:
        scope = self.scope
        test = self.test(expr.condition)
        result = scope.temp()
        self._branches += 1
        eager = self._branches > _INDENTED
        with scope.block() as then_lines:
            then = self.value(expr.then_)
        with scope.block() as other_lines:
            other = self.value(expr.else_)
        self._branches -= 1
        shape = joined([then.shape, other.shape])
        if eager:
            scope.add(*then_lines, *other_lines)
            then_lines, other_lines = [], []
        if not can_be_unknown(test) and not then_lines and not other_lines:
            return Value(tree.choice(decided(test, True), then.node, other.node), shape)
        rest = [*other_lines, tree.assign(result, other.node)]
        if can_be_unknown(test):
            # The condition is kept, so that what it says is worked out once.
            agreed = tree.call(scope.unit.runtime("same"), then.node, other.node)
            unsure = [*then_lines, *other_lines, tree.assign(result, agreed)]
            rest = tree.when(pending(test), unsure, rest)
            shape = shape.replace(unknown=True)
        scope.add(
            *tree.when(decided(test, True), [*then_lines, tree.assign(result, then.node)], rest)
        )
        return Value(tree.name(result), shape)

    # -- operators ---------------------------------------------------------------------------------------

    def _call(self, expr: Call) -> Value:
        scope = self.scope
        entry = OPERATORS[expr.name]
        args = [self.value(one) for one in expr.args]
        if entry.lenient:
            node = tree.call(scope.unit.operator(expr.name), *[one.node for one in args])
            return Value(node, BROADEST)
        args = [
            Value(scope.keep(one.node), one.shape) if one.shape.unknown else one for one in args
        ]
        native = self._native(expr, args)
        if native is None:
            called = tree.call(scope.unit.operator(expr.name), *[one.node for one in args])
            native = Value(called, _result(expr, args))
        node = scope.unless_unknown(args, native.node)
        unknown = native.shape.unknown or any(one.shape.unknown for one in args)
        return Value(node, native.shape.replace(unknown=unknown))

    def _native(self, expr: Call, args: list[Value]) -> Value | None:
        """Arithmetic of Python, where it is that of FEEL: small whole numbers, and no null."""
        if any(one.shape.null for one in args):
            return None
        shapes = [one.shape for one in args]
        nodes = [one.node for one in args]
        sized = all(one.size for one in shapes)
        numbers = all(isinstance(one.type, NumberType) for one in expr.args)
        match expr.name:
            case "+" | "-" | "*" if sized:
                return arithmetic(self.scope, expr.name, args[0], args[1])
            case "/" if sized and isinstance(expr.args[1], Const) and expr.args[1].value != 0:
                return quotient(self.scope, args[0], args[1], Decimal(str(expr.args[1].value)))
            case "negate" if shapes[0].whole:
                return Value(ast.UnaryOp(ast.USub(), nodes[0]), shapes[0])
            case "abs" if shapes[0].whole:
                return Value(tree.call("abs", nodes[0]), shapes[0])
            case "min" | "max" if len(args) == 2 and numbers:
                # The first of two equal ones, as the operator has it.
                one, other = self.scope.keep(nodes[0]), self.scope.keep(nodes[1])
                ahead = tree.compare(one, "<=" if expr.name == "min" else ">=", other)
                return Value(tree.choice(ahead, one, other), joined(shapes))
            case "count" if shapes[0].items or shapes[0].members:
                return Value(tree.call("len", nodes[0]), Shape(size=10**9, whole=True))
            case _:
                return None


def _result(expr: Call, args: list[Value]) -> Shape:
    """What an operator can give for known arguments: an unknown item may make it unknown."""
    unsure = any(
        isinstance(one.type, ListType) and not value.shape.items
        for one, value in zip(expr.args, args, strict=True)
    )
    if expr.name == "union" and all(one.shape.members and not one.shape.null for one in args):
        return Shape(members=True)
    return Shape(unsure, True, items=not unsure)


def _holds_lists(kind: Type) -> bool:
    return isinstance(kind, ListType) and isinstance(kind.item, ListType)


def _tested(expr: Call) -> bool:
    """Whether a call is written as a test."""
    if expr.name == "is defined":
        return True
    items, element = expr.args
    return (
        isinstance(items.type, SetType)
        and isinstance(element, Const)
        and isinstance(element.value, str)
    )


def _loops(expr: Expr) -> bool:
    return any(isinstance(node, Quantified | Filter | ForEach) for node in walk(expr))
