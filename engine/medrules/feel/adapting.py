"""Literals take the type of the place they stand in.

In: IR expressions. Out: whether an expression is open (made of literals only), and the expression with
the type that its place asks for: a number literal in the unit, a text literal as a member of the
enum, a list of them as a set. Refused: a text that is no member (MR0304, at the literal); other
misfits give None, and the caller knows best how to say what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.diagnostics.suggest import did_you_mean
from medrules.feel.signatures import Argument
from medrules.feel.typing import fits, join, join_open
from medrules.ir.expr import Call, Const, Expr, If, ListOf
from medrules.ir.types import (
    NULL,
    EnumType,
    ListType,
    NullType,
    NumberType,
    SetType,
    TextType,
    Type,
)

_ARITHMETIC = frozenset(("+", "-", "*", "/", "**", "negate"))


def is_open(expr: Expr) -> bool:
    """Whether it is made of literals alone, so that its place says what type it has."""
    match expr:
        case Const(_, kind):
            return isinstance(kind, NumberType | TextType | NullType)
        case ListOf(items):
            # An `if` in a list would have to become one member or another of a set.
            return all(is_open(item) and not isinstance(item, If) for item in items)
        case If(_, then_, else_):
            return is_open(then_) and is_open(else_)
        case Call(name, args, NumberType()):
            return name in _ARITHMETIC and all(map(is_open, args))
        case _:
            return False


def argument(expr: Expr) -> Argument:
    """The expression as the matching of signatures sees it."""
    return Argument(expr.type, is_open(expr))


def common_type(left: Expr, right: Expr) -> Type | None:
    """The type that two expressions have in common, or None."""
    if is_open(left):
        return join_open(left.type, right.type)
    if is_open(right):
        return join_open(right.type, left.type)
    return join(left.type, right.type)


def adapt(expr: Expr, wanted: Type, problems: list[Diagnostic]) -> Expr | None:
    """The expression as one of the wanted type, or None where it cannot be one."""
    if not is_open(expr):
        return expr if fits(expr.type, wanted) else None
    if not fits(expr.type, wanted, is_open=True):
        return None
    return _adapted(expr, wanted, problems)


def _adapted(expr: Expr, wanted: Type, problems: list[Diagnostic]) -> Expr:
    """An open expression, known to fit, with its type; text that is no member is reported."""
    match expr, wanted:
        case Const(value, TextType(), span), EnumType():
            check_member(expr, wanted, problems)
            return Const(value, wanted, span)
        case Const(value, NumberType(_, integer), span), NumberType(unit):
            return Const(value, NumberType(unit, integer), span)
        case ListOf(items, _, span), SetType(item):
            members = [one for one in items if isinstance(one, Const)]
            for one in members:
                check_member(one, item, problems)
            return Const(frozenset(str(one.value) for one in members), wanted, span)
        case ListOf(items, _, span), ListType(item):
            return ListOf(
                tuple(_adapted(one, item, problems) for one in items),
                join_open(expr.type, wanted) or wanted,
                span,
            )
        case If(condition, then_, else_, kind, span), _:
            return If(
                condition,
                _adapted(then_, wanted, problems),
                _adapted(else_, wanted, problems),
                join_open(kind, wanted) or wanted,
                span,
            )
        case Call(name, args, NumberType(_, integer), span), NumberType(unit):
            # Factors stay pure: only the product has the unit.
            inner = args if name in ("*", "/", "**") else _each(args, wanted, problems)
            return Call(name, inner, NumberType(unit, integer), span)
        case _:
            return expr


def _each(args: tuple[Expr, ...], wanted: Type, problems: list[Diagnostic]) -> tuple[Expr, ...]:
    return tuple(_adapted(one, wanted, problems) for one in args)


def check_member(constant: Const, kind: EnumType, problems: list[Diagnostic]) -> None:
    """Report a text that is no member of the enum."""
    if constant.value in kind.members:
        return
    text = constant.value if isinstance(constant.value, str) else "null"
    listed = ", ".join(f'"{member}"' for member in kind.members[:12])
    more = " …" if len(kind.members) > 12 else ""
    problems.append(
        report(
            "MR0304",
            f'"{text}" is not a member of {kind.id}',
            constant.span,
            help=did_you_mean(text, kind.members) or f"the members are {listed}{more}",
        )
    )


def items_type(items: Sequence[Expr]) -> Type | tuple[Expr, Expr]:
    """The type that the items of a list literal have in common, or two that have none."""
    kind: Type = NULL
    before: list[Expr] = []
    for item in sorted(items, key=is_open):
        # What has a type of its own comes first; if nothing has, literals stay as they are.
        closed = before and not is_open(before[0])
        joined = join_open(item.type, kind) if closed and is_open(item) else join(kind, item.type)
        if joined is None:
            return before[-1], item
        kind = joined
        before.append(item)
    return kind
