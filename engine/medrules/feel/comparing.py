"""Comparisons, membership and ranges between lowered operands.

In: IR expressions and where they stand. Out: boolean IR expressions: comparisons with their literals
typed, ``in`` and ``between`` as comparisons joined by ``And`` and ``Or``. Refused, as diagnostics:
operands of two types (MR0302) or units (MR0303), texts that are no member (MR0304), an order where
there is none (MR0308), conditions that are neither true nor false (MR0310).
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.feel.adapting import adapt, common_type, is_open
from medrules.feel.typing import fits, type_words, unit_clash, unit_words
from medrules.ir.expr import And, Call, Compare, CompareOp, Const, Expr, Or
from medrules.ir.printer import print_expr
from medrules.ir.types import (
    BOOLEAN,
    EnumType,
    ListType,
    NullType,
    NumberType,
    RecordTypeOf,
    SetType,
    TextType,
    Type,
)
from medrules.source.span import Span


def conjunction(operands: Iterable[Expr], span: Span) -> Expr:
    """``and`` of the operands, flat; of one, itself."""
    flat: list[Expr] = []
    for operand in operands:
        flat += operand.operands if isinstance(operand, And) else (operand,)
    return flat[0] if len(flat) == 1 else And(tuple(flat), BOOLEAN, span)


def disjunction(operands: Iterable[Expr], span: Span) -> Expr:
    """``or`` of the operands, flat; of one, itself; of none, false."""
    flat: list[Expr] = []
    for operand in operands:
        flat += operand.operands if isinstance(operand, Or) else (operand,)
    if not flat:
        return Const(False, BOOLEAN, span)
    return flat[0] if len(flat) == 1 else Or(tuple(flat), BOOLEAN, span)


def comparison(
    op: CompareOp, left: Expr, right: Expr, span: Span, problems: list[Diagnostic]
) -> Expr | None:
    """``left op right``, or None when what is wrong with it is reported."""
    kind = common_type(left, right)
    if kind is None or _has_records(kind):
        problems.append(_unlike(left, right, span))
        return None
    if op not in ("=", "!="):
        null = next((one.type for one in (left, right) if isinstance(one.type, NullType)), None)
        if null or not _ordered(kind):
            problems.append(_no_order(null or kind, span))
            return None
    wanted = NumberType(kind.unit) if isinstance(kind, NumberType) else kind
    # Whatever has a type in common can be adapted; only members may still turn out wrong.
    first, second = (adapt(one, wanted, problems) or one for one in (left, right))
    order = kind if isinstance(kind, EnumType) and kind.ordered else None
    return Compare(op, first, second, order, BOOLEAN, span)


def check_condition(expr: Expr, problems: list[Diagnostic]) -> bool:
    """Whether it can be a condition; if not, that is reported with what to write instead."""
    if fits(expr.type, BOOLEAN):
        return True
    shown = print_expr(expr)
    match expr.type:
        case SetType(item):
            advice = f'ask whether it holds a member: "{item.members[0]}" in {shown}'
        case ListType():
            advice = f"ask how many there are: count({shown}) > 0"
        case EnumType(_, members):
            advice = f'compare it with a member: {shown} = "{members[0]}"'
        case TextType():
            advice = f'compare it with a text: {shown} = "…"'
        case NumberType():
            advice = f"compare it with a number: {shown} > 0"
        case _:
            advice = "compare it with something"
    message = f"a condition is true or false, but this is {type_words(expr.type)}"
    problems.append(report("MR0310", message, expr.span, help=advice))
    return False


def two_types(what: str, first: Expr, second: Expr, span: Span) -> Diagnostic:
    """The diagnostic for two parts that should have one type or unit, and have not."""
    labels = tuple(Label(one.span, f"this is {type_words(one.type)}") for one in (first, second))
    clash = None if is_open(first) or is_open(second) else unit_clash(first.type, second.type)
    if clash is not None:
        one, other = map(unit_words, clash)
        message = f"{what} are in two units, {one} and {other}"
        return report("MR0303", message, span, labels, "bring both to one unit first")
    message = f"{what} are of two types, {type_words(first.type)} and {type_words(second.type)}"
    return report("MR0302", message, span, labels)


def within(
    value: Expr,
    low: tuple[CompareOp, Expr] | None,
    high: tuple[CompareOp, Expr] | None,
    span: Span,
    problems: list[Diagnostic],
) -> Expr | None:
    """The value compared with the ends of a range that it has."""
    found: list[Diagnostic] = []
    ends = [end for end in (low, high) if end is not None]
    tests = [comparison(op, value, end, span, found) for op, end in ends]
    # Both ends may be wrong in the same way; once is enough.
    problems += {(item.code, item.message): item for item in reversed(found)}.values()
    return conjunction([test for test in tests if test], span) if all(tests) else None


def membership(held: Expr, item: Expr, span: Span, problems: list[Diagnostic]) -> Expr | None:
    """``item in held``, where ``held`` is a set or list."""
    inner: Type = held.type.item if isinstance(held.type, SetType | ListType) else held.type
    typed = None if _has_records(inner) else adapt(item, _any_number(inner), problems)
    if typed is None:
        problems.append(_no_item(held, item, inner, span))
        return None
    return Call("list contains", (held, typed), BOOLEAN, span)


def _has_records(kind: Type) -> bool:
    return isinstance(kind.item if isinstance(kind, ListType) else kind, RecordTypeOf)


def _ordered(kind: Type) -> bool:
    return isinstance(kind, NumberType) or (isinstance(kind, EnumType) and kind.ordered)


def _any_number(kind: Type) -> Type:
    """The type without ``integer``: 2.5 may be looked for among integers, in vain."""
    return NumberType(kind.unit) if isinstance(kind, NumberType) else kind


def _no_order(kind: Type, span: Span) -> Diagnostic:
    match kind:
        case EnumType(name):
            what = f"the enum {name} has no order"
            advice = f"declare {name} with ordered = true, or compare with = or in (…)"
        case NullType():
            what, advice = "null comes neither before nor after anything", "compare with = or !="
        case TextType():
            what, advice = "text has no order in packs", "compare with = or in (…)"
        case _:
            what, advice = f"{type_words(kind)} has no order", "compare with = or !="
    return report("MR0308", what, span, help=advice)


def _unlike(left: Expr, right: Expr, span: Span) -> Diagnostic:
    """Why two expressions have no type in common."""
    clash = None if is_open(left) or is_open(right) else unit_clash(left.type, right.type)
    labels = tuple(Label(one.span, f"this is {type_words(one.type)}") for one in (left, right))
    if clash is not None:
        first, second = map(unit_words, clash)
        return report(
            "MR0303",
            f"{first} and {second} cannot be compared",
            span,
            labels,
            "bring both to one unit first",
        )
    return report(
        "MR0302",
        f"{type_words(left.type)} and {type_words(right.type)} cannot be compared",
        span,
        labels,
        _instead(left, right) or _instead(right, left) or "compare two values of one type",
    )


def _instead(left: Expr, right: Expr) -> str:
    """What to write in place of comparing the left with the right, where that is clear."""
    match left.type, right.type:
        case SetType(), TextType() | EnumType():
            return f"ask whether the set holds it: {print_expr(right)} in {print_expr(left)}"
        case SetType() | ListType(), NumberType():
            return f"count the items: count({print_expr(left)})"
        case NumberType(), TextType() if isinstance(right, Const):
            return "write a number without quotes"
        case RecordTypeOf(_, fields), RecordTypeOf():
            return f"compare a field of theirs, such as {fields[0][0]}" if fields else ""
        case EnumType(name), TextType():
            return f"only the words of {name}, written in quotes, compare with it"
        case EnumType(name), EnumType(other):
            return f"{name} and {other} are two enums, even where they share words"
        case _:
            return ""


def _no_item(held: Expr, item: Expr, inner: Type, span: Span) -> Diagnostic:
    clash = unit_clash(inner, item.type)
    labels = (
        Label(held.span, f"this is {type_words(held.type)}"),
        Label(item.span, f"this is {type_words(item.type)}"),
    )
    if clash is not None:
        first, second = map(unit_words, clash)
        message = f"a list in {first} never holds a value in {second}"
        return report("MR0303", message, span, labels, "bring both to one unit first")
    message = f"{type_words(held.type)} never holds {type_words(item.type)}"
    advice = "ask for a field of them, such as some x in list satisfies x.name = …"
    if not _has_records(inner):
        advice = f"what it holds is always {type_words(inner)}"
    return report("MR0302", message, span, labels, advice)
