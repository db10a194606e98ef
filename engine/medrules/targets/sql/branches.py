"""What a conclusion comes to, and how it is put together from branches.

In: conditions and terms. Out: ``Resolved``, ``picked`` and what all policies share. Refused:
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medrules.interpreter.policies import default_of
from medrules.ir.program import Derived
from medrules.ir.types import NUMBER as _NUMBER
from medrules.record import Record
from medrules.targets.sql import numbers, shapes, tree
from medrules.targets.sql.expressions import both_shapes
from medrules.targets.sql.firings import Firing, Grouped, Single
from medrules.targets.sql.shapes import NumberShape
from medrules.targets.sql.terms import Term, literal
from medrules.targets.sql.tree import Node

Branches = list[tuple[Node, Term]]


class Clash(Record):
    """Where two rules disagree; strict."""

    where: Node
    first: int
    second: int


class Resolved(Record):
    """What a conclusion comes to. ``items`` decode a list: the term is then a mask."""

    term: Term
    clashes: tuple[Clash, ...]
    items: tuple[tuple[str, ...], ...] | None = None


def picked(branches: Branches, default: Term) -> Term:
    """The value of the first branch whose condition holds."""
    kept: Branches = []
    for test, value in branches:
        if tree.is_false(test):
            continue
        if tree.is_true(test):
            default = value
            break
        kept.append((test, value))
    if not kept:
        return default
    terms = [value for _, value in kept] + [default]
    shape: shapes.Shape = shapes.EMPTY
    for one in terms:
        shape = both_shapes(shape, one.shape)
    typed = [
        numbers.widened(one, shape)
        if isinstance(shape, NumberShape) and isinstance(one.shape, NumberShape)
        else one.sql
        for one in terms
    ]
    sql = tree.case(list(zip([test for test, _ in kept], typed, strict=False)), typed[-1])
    null: Node | None = None
    if any(one.null is not None for one in terms):
        null = tree.case([(test, value.is_null) for test, value in kept], default.is_null)
    under, divisor = _under(kept, default)
    return Term(sql, shape, any(one.open for one in terms), null, None, under, divisor)


def _under(kept: Branches, default: Term) -> tuple[Node | None, NumberShape | None]:
    terms = [value for _, value in kept] + [default]
    if all(one.under is None for one in terms):
        return None, None
    one = literal(1, _NUMBER)
    divisors = [
        (Term(term.under, term.divisor, True, None) if term.under and term.divisor else one)
        for term in terms
    ]
    made = picked(
        [(test, below) for (test, _), below in zip(kept, divisors, strict=False)], divisors[-1]
    )
    return made.sql, numbers.shape(made)


def default_term(derived: Derived) -> Term:
    """What a conclusion is when no rule can fire."""
    return literal(default_of(derived), derived.type)


def any_firing(live: Sequence[Firing], what: Callable[[Single], Node]) -> Node:
    """Whether it holds for any firing; strict."""
    return tree.any_of(
        *[one.any(what(one.one)) if isinstance(one, Grouped) else what(one) for one in live]
    )


def value_of(one: Firing) -> Term:
    """What a firing says, of a row where it is grouped."""
    return one.one.value if isinstance(one, Grouped) else one.value
