"""Expressions of the IR as FEEL.

In: an expression, and ``Words``: what its names are called in the model. Out: a FEEL tree, which the
printer of FEEL writes. Refused, as ``NotExpressible``: nodes that packs do not have, and names that
the model does not hold.

Where FEEL of DMN has no form of its own, the meaning is written out: an ordered enum compares by the
position of its members, equal sets hold each other's members, ``is known`` asks whether something is
not null (DMN has no unknown), and ``is defined`` likewise.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias, assert_never

from medrules.feel import ast
from medrules.feel.walk import walk
from medrules.ir import expr as ir
from medrules.ir.types import EnumType, ListType, RecordTypeOf, SetType


class NotExpressible(Exception):
    """Something that DMN cannot say; the message ends a sentence about it."""


Words: TypeAlias = Callable[[ir.Ref | ir.Records | ir.Var | ir.Path], ast.Expression | None]
"""What a name is called in the model; None for a path that is only a path."""

_BINARY: dict[str, ast.BinaryOp] = {"+": "+", "-": "-", "*": "*", "/": "/", "**": "**"}


def as_feel(expr: ir.Expr, words: Words) -> ast.Expression:
    """The FEEL that means the same. Raises NotExpressible."""
    return _Writing(words).expression(expr)


class _Writing:
    def __init__(self, words: Words) -> None:
        self.words = words

    def expression(self, node: ir.Expr) -> ast.Expression:
        go = self.expression
        match node:
            case ir.Const(value):
                return constant(value)
            case ir.Ref() | ir.Records() | ir.Var():
                found = self.words(node)
                if found is None:
                    raise NotExpressible("reads something that the model does not hold")
                return found
            case ir.Path(source, name):
                found = self.words(node)
                return ast.PathExpr(go(source), name) if found is None else found
            case ir.And(operands):
                return joined("and", [go(one) for one in operands])
            case ir.Or(operands):
                return joined("or", [go(one) for one in operands])
            case ir.Not(operand):
                return called("not", go(operand))
            case ir.Compare():
                return self.comparison(node)
            case ir.Call(name, args):
                return self.call(name, tuple(go(one) for one in args))
            case ir.If(condition, then_, else_):
                return ast.IfExpr(go(condition), go(then_), go(else_))
            case ir.Quantified(kind, variable, source, condition):
                step = ast.Iteration(variable, go(source))
                return ast.QuantifiedExpr(kind, (step,), go(condition))
            case ir.Filter(source, _, condition):
                return ast.FilterExpr(go(source), self.filter_condition(source, condition))
            case ir.ForEach(variable, source, body):
                return ast.ForExpr((ast.Iteration(variable, go(source)),), go(body))
            case ir.IsKnown(subject):
                return ast.Binary("!=", go(subject), ast.NullLit())
            case ir.ListOf(items):
                return ast.ListLit(tuple(go(one) for one in items))
            case ir.Range() | ir.ContextOf() | ir.FunctionOf() | ir.Invoke():
                raise NotExpressible("uses a form that packs do not have")
            case _:
                assert_never(node)

    def filter_condition(self, source: ir.Expr, condition: ir.Expr) -> ast.Expression:
        """The condition of a filter, in which the fields of the item hide other names."""
        found = self.expression(condition)
        kind = source.type.item if isinstance(source.type, ListType) else source.type
        if isinstance(kind, RecordTypeOf):
            fields = {name for name, _ in kind.fields}
            for one, _ in walk(found):
                if isinstance(one, ast.Name) and one.name in fields:
                    raise NotExpressible(
                        f'filters {kind.path} by "{one.name}", which its own field hides in DMN'
                    )
        return found

    def comparison(self, node: ir.Compare) -> ast.Expression:
        left, right = self.expression(node.left), self.expression(node.right)
        if node.order is not None and node.op not in ("=", "!="):
            return ast.Binary(node.op, position(left, node.order), position(right, node.order))
        if isinstance(node.left.type, SetType) and isinstance(node.right.type, SetType):
            same = _same_sets(left, right)
            return same if node.op == "=" else called("not", same)
        return ast.Binary(node.op, left, right)

    def call(self, name: str, args: tuple[ast.Expression, ...]) -> ast.Expression:
        if name in _BINARY:
            left, right = args
            return ast.Binary(_BINARY[name], left, right)
        if name == "negate":
            return ast.Negate(args[0])
        if name == "is defined":
            return ast.Binary("!=", args[0], ast.NullLit())
        return called(name, *args)


def called(name: str, *args: ast.Expression) -> ast.CallExpr:
    """A call of a function of FEEL."""
    return ast.CallExpr(ast.Name(name), args)


def joined(op: ast.BinaryOp, parts: list[ast.Expression]) -> ast.Expression:
    """The parts between one operator; they group to the left."""
    whole, *rest = parts
    for part in rest:
        whole = ast.Binary(op, whole, part)
    return whole


def position(value: ast.Expression, order: EnumType) -> ast.Expression:
    """The place of a member in its enum, from 1; a literal's place is worked out here."""
    if isinstance(value, ast.TextLit) and value.value in order.members:
        return ast.NumberLit(Decimal(order.members.index(value.value) + 1))
    members = ast.ListLit(tuple(ast.TextLit(one) for one in order.members))
    return ast.FilterExpr(called("index of", members, value), ast.NumberLit(Decimal(1)))


def _same_sets(left: ast.Expression, right: ast.Expression) -> ast.Expression:
    """Whether two lists without repeats hold the same members, in any order."""
    member = ast.Name("member")
    sizes = ast.Binary("=", called("count", left), called("count", right))
    held = ast.QuantifiedExpr(
        "every", (ast.Iteration("member", left),), called("list contains", right, member)
    )
    return ast.Binary("and", sizes, held)


def constant(value: object) -> ast.Expression:
    """A literal."""
    match value:
        case None:
            return ast.NullLit()
        case bool():
            return ast.BooleanLit(value)
        case int() | Decimal():
            number = Decimal(value)
            return ast.Negate(ast.NumberLit(-number)) if number < 0 else ast.NumberLit(number)
        case str():
            return ast.TextLit(value)
        case frozenset():
            return ast.ListLit(tuple(constant(one) for one in sorted(value)))
        case tuple():
            return ast.ListLit(tuple(constant(one) for one in value))
        case _:
            raise NotExpressible(f"holds {value!r}, which FEEL cannot write")
