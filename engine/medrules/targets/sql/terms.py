"""A value in SQL: an expression, what its NULL means, and what is known of it beforehand.

In: nodes, shapes, literals. Out: ``Term``. Refused: nothing.

SQL has one NULL; the language has two lacks: *unknown* (it could still turn out to be anything) and
*null* (there is no value, and that is known). A term's ``sql`` is NULL for both. ``null`` tells
them apart: a strict boolean, true for null; it is None where static analysis shows that null cannot
be. ``open`` is False where unknown cannot be. So most terms are a plain expression and nothing
else.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.ir.evaluation import Slot
from medrules.ir.types import (
    BooleanType,
    EnumType,
    NullType,
    NumberType,
    SetType,
    Type,
)
from medrules.ir.values import UNKNOWN, Number
from medrules.record import Record
from medrules.targets.sql import shapes, tree
from medrules.targets.sql.shapes import NumberShape, Shape, TextShape
from medrules.targets.sql.tree import Node


class Fixed(Record):
    """What a term is, where that is known beforehand: a value, null, or ``UNKNOWN``."""

    value: Slot


class Term(Record):
    """One value. ``under``: what ``sql`` is to be divided by, above zero, within the bounds of
    ``divisor``; None for 1.
    """

    sql: Node
    shape: Shape
    open: bool
    null: Node | None
    fixed: Fixed | None = None
    under: Node | None = None
    divisor: NumberShape | None = None

    @property
    def plain(self) -> bool:
        """Whether it always has a value."""
        return not self.open and self.null is None

    @property
    def unknown(self) -> Node:
        """Whether it is unknown; strict."""
        if not self.open:
            return tree.false()
        if self.null is None:
            return tree.is_null(self.sql)
        return tree.all_of(tree.is_null(self.sql), tree.negated(self.null))

    @property
    def known(self) -> Node:
        """Whether it is a value or null; strict."""
        return tree.negated(self.unknown)

    @property
    def is_null(self) -> Node:
        """Whether it is null; strict."""
        return tree.false() if self.null is None else tree.own(self.null)

    @property
    def strict(self) -> Node:
        """For a truth value: whether it is true; strict."""
        return tree.own(self.sql) if self.plain else tree.strict(self.sql)


def bit_mask(members: Sequence[str], chosen: frozenset[str]) -> int:
    """The set as a whole number."""
    return sum(1 << place for place, member in enumerate(members) if member in chosen)


def unknown(shape: Shape = shapes.EMPTY) -> Term:
    """What is not known in any row."""
    return Term(tree.null(), shape, True, None, Fixed(UNKNOWN))


def nothing(shape: Shape = shapes.EMPTY) -> Term:
    """Null in every row."""
    return Term(tree.null(), shape, False, tree.true(), Fixed(None))


def truth(value: bool) -> Term:
    """TRUE or FALSE."""
    node = tree.true() if value else tree.false()
    return Term(node, shapes.BOOLEAN, False, None, Fixed(value))


def number(value: Number) -> Term:
    """A literal number."""
    shape = shapes.of_value(value)
    node = tree.number(value)
    return Term(node, shape, False, None, Fixed(value))


def text(value: str) -> Term:
    """A literal text."""
    return Term(tree.text(value), TextShape((value,)), False, None, Fixed(value))


def members(value: frozenset[str], order: tuple[str, ...]) -> Term:
    """A literal set over the members of an enum."""
    shape = shapes.SetShape(order)
    return Term(tree.integer(bit_mask(order, value)), shape, False, None, Fixed(value))


def literal(value: Slot, kind: Type) -> Term:
    """A literal of that type; lists are no terms (TypeError)."""
    if value is UNKNOWN:
        return unknown(shape_of(kind))
    if value is None:
        return nothing()
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(kind, SetType) and isinstance(value, frozenset | tuple):
        return members(frozenset(map(str, value)), kind.item.members)
    if isinstance(value, tuple | frozenset):
        raise TypeError("a list is no term")
    return number(value)


def shape_of(kind: Type) -> Shape:
    """The shape that values of a type have, where it does not depend on bounds."""
    match kind:
        case BooleanType():
            return shapes.BOOLEAN
        case EnumType(members=known):
            return TextShape(known)
        case SetType(EnumType(members=known)):
            return shapes.SetShape(known)
        case NumberType() | NullType():
            return shapes.EMPTY
        case _:
            return TextShape(None)


def lifted(args: Sequence[Term], sql: Node, shape: Shape, missing: Node | None = None) -> Term:
    """An operation that is unknown when an argument is, and null when one is.

    ``missing``: where besides it has no value (strict where the arguments are known); ``sql`` is
    NULL there by itself.
    """
    some_null = [one.is_null for one in args if one.null is not None]
    if missing is not None:
        some_null.append(missing)
    null: Node | None = None
    if some_null:
        known = [one.known for one in args if one.open]
        null = tree.all_of(tree.any_of(*some_null), *known)
        if missing is not None and not all(one.plain for one in args):
            null = tree.strict(null)
        if tree.is_false(null):
            null = None
    return Term(sql, shape, any(one.open for one in args), null)
