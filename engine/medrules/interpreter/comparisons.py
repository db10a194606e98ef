"""Closures for comparisons and for members of sets, made fast where the types allow it.

In: a ``Compare`` node, or the parts of a ``list contains`` call, and what compiles operands. Out: a
closure that means what ``medrules.feel.operators.compare`` means. Refused: nothing.

Static types say what a known value can be, so that most comparisons need no look at their
operands beyond unknown and null. A fact compared with a literal, by far the most common condition,
is one closure instead of three.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TypeAlias

from medrules.feel.operators.comparing import compare
from medrules.interpreter.frame import Code, Frame, variable_key
from medrules.ir.expr import Compare, Const, Expr, Path, Ref, Var
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType, TextType, Type
from medrules.ir.values import UNKNOWN

Test: TypeAlias = Callable[..., object]

_TESTS: dict[str, Test] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(node: Compare, compiled: Callable[[Expr], Code]) -> Code:
    """The closure of a comparison; ``compiled`` makes those of the operands that it needs."""
    test = _TESTS[node.op]
    kind = _kind(node.left.type)
    alike = kind != "" and kind == _kind(node.right.type)
    constant = node.right.value if isinstance(node.right, Const) else None
    if alike and node.op in ("=", "!="):
        # Null equals null alone, in FEEL as in Python.
        if constant is None:
            return _equality(compiled(node.left), compiled(node.right), test)
        if isinstance(node.left, Ref):
            return _fact_equality(node.left.path, constant, test)
        field = _field(node.left)
        if field is not None:
            return _field_equality(*field, compiled(node.left), constant, test)
        return _constant_equality(compiled(node.left), constant, test)
    if alike and kind == "number":
        field = _field(node.left)
        if constant is None:
            if field is not None:
                return _field_order(*field, compiled(node.left), compiled(node.right), test)
            return _order(compiled(node.left), compiled(node.right), test)
        if isinstance(node.left, Ref):
            return _fact_order(node.left.path, constant, test)
        return _constant_order(compiled(node.left), constant, test)
    left, right = compiled(node.left), compiled(node.right)
    op, order = node.op, node.order
    if order is not None and op not in ("=", "!="):
        return _rank_order(left, right, order, test)
    return lambda frame: compare(op, left(frame), right(frame))


def membership(items: Expr, element: Expr, compiled: Callable[[Expr], Code]) -> Code | None:
    """The closure of ``list contains`` for a set and a literal text; None for anything else."""
    if not (
        isinstance(items.type, SetType)
        and isinstance(element, Const)
        and isinstance(element.value, str)
    ):
        return None
    wanted = element.value
    if isinstance(items, Ref):
        path = items.path

        def fact_holds(frame: Frame) -> object:
            members = frame[path]
            if type(members) is frozenset:
                return wanted in members
            return UNKNOWN if members is UNKNOWN else None

        return fact_holds

    code = compiled(items)
    field = _field(items)
    if field is not None:
        key, name = field

        def field_holds(frame: Frame) -> object:
            try:
                members = frame[key][name]  # type: ignore[index]
            except (KeyError, TypeError):
                members = code(frame)
            if type(members) is frozenset:
                return wanted in members
            return UNKNOWN if members is UNKNOWN else None

        return field_holds

    def holds(frame: Frame) -> object:
        members = code(frame)
        if type(members) is frozenset:
            return wanted in members
        if isinstance(members, tuple):
            if wanted in members:
                return True
            return UNKNOWN if UNKNOWN in members else False
        return UNKNOWN if members is UNKNOWN else None

    return holds


def _field(expr: Expr) -> tuple[str, str] | None:
    """The variable's key and the field's name, for a field of the record that a rule is about."""
    if isinstance(expr, Path) and isinstance(expr.source, Var):
        return variable_key(expr.source.name), expr.name
    return None


def _kind(kind: Type) -> str:
    """What Python compares by itself: a word for the family, or nothing."""
    match kind:
        case BooleanType():
            return "boolean"
        case NumberType():
            return "number"
        case TextType() | EnumType():
            return "text"
        case _:
            return ""


def _equality(left: Code, right: Code, test: Test) -> Code:
    def equality(frame: Frame) -> object:
        one, other = left(frame), right(frame)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        return test(one, other)

    return equality


def _constant_equality(left: Code, constant: object, test: Test) -> Code:
    def equality(frame: Frame) -> object:
        value = left(frame)
        return UNKNOWN if value is UNKNOWN else test(value, constant)

    return equality


def _fact_equality(path: str, constant: object, test: Test) -> Code:
    def equality(frame: Frame) -> object:
        value = frame[path]
        return UNKNOWN if value is UNKNOWN else test(value, constant)

    return equality


def _order(left: Code, right: Code, test: Test) -> Code:
    def order(frame: Frame) -> object:
        one, other = left(frame), right(frame)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        return None if one is None or other is None else test(one, other)

    return order


def _constant_order(left: Code, constant: object, test: Test) -> Code:
    def order(frame: Frame) -> object:
        value = left(frame)
        if value is UNKNOWN or value is None:
            return value
        return test(value, constant)

    return order


def _fact_order(path: str, constant: object, test: Test) -> Code:
    def order(frame: Frame) -> object:
        value = frame[path]
        if value is UNKNOWN or value is None:
            return value
        return test(value, constant)

    return order


def _field_equality(key: str, name: str, slow: Code, constant: object, test: Test) -> Code:
    def equality(frame: Frame) -> object:
        try:
            value = frame[key][name]  # type: ignore[index]
        except (KeyError, TypeError):
            value = slow(frame)
        return UNKNOWN if value is UNKNOWN else test(value, constant)

    return equality


def _field_order(key: str, name: str, slow: Code, right: Code, test: Test) -> Code:
    def order(frame: Frame) -> object:
        try:
            one = frame[key][name]  # type: ignore[index]
        except (KeyError, TypeError):
            one = slow(frame)
        other = right(frame)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        return None if one is None or other is None else test(one, other)

    return order


def _rank_order(left: Code, right: Code, kind: EnumType, test: Test) -> Code:
    rank: dict[object, int] = {member: place for place, member in enumerate(kind.members)}

    def order(frame: Frame) -> object:
        one, other = left(frame), right(frame)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        first, second = rank.get(one), rank.get(other)
        return None if first is None or second is None else test(first, second)

    return order
