"""The atomic terms of a condition, and which of them decide it: masking MC/DC over three values.

In: a boolean expression, and a value for each of its terms. Out: ``Tree``, and which value of a term is shown
with effect. Refused: nothing.

A condition is made of terms by ``and``, ``or`` and ``not``; whatever else is boolean is one term. With the
values of one evaluation, a term is *shown true* (or *shown false*) when it is true (false), the condition
came out true or not true, and with that term the other way round, all else as it is, it would have come out
the other way. It is *shown unknown* when it is unknown, the condition is unknown, and one of the two values
of the term would have decided it. A term that ``and`` or ``or`` never looked at has no effect, so that lazy
evaluation changes nothing. Null is not true, and is no value of a term that could be shown.

Shown true by one evaluation and shown false by another, a term has an independence pair: since ``not``
apart each term stands there once, the two evaluations came out differently, each because of that term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from medrules.ir.expr import And, Expr, Not, Or
from medrules.ir.values import UNKNOWN, Unknown

Truth: TypeAlias = bool | Unknown | None

Shown: TypeAlias = Literal["true", "false", "unknown"]
"""A value of a term that was shown with effect."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The term of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class All:
    """``and``."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """``or``."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """``not``."""

    part: Tree


Tree: TypeAlias = Leaf | All | Some | Opposite


def tree_of(expr: Expr) -> tuple[Tree, tuple[Expr, ...]]:
    """How a condition is made of terms, and the terms in the order in which they are written."""
    terms: list[Expr] = []

    def build(node: Expr) -> Tree:
        match node:
            case And(operands):
                return All(tuple([build(one) for one in operands]))
            case Or(operands):
                return Some(tuple([build(one) for one in operands]))
            case Not(operand):
                return Opposite(build(operand))
            case _:
                terms.append(node)
                return Leaf(len(terms) - 1)

    return build(expr), tuple(terms)


def outcome(tree: Tree, values: Sequence[Truth]) -> Truth:
    """What the condition comes to, as the interpreter has it: see ``medrules.interpreter.logic``."""
    match tree:
        case Leaf(number):
            return values[number]
        case All(parts):
            return _joined([outcome(part, values) for part in parts], False)
        case Some(parts):
            return _joined([outcome(part, values) for part in parts], True)
        case Opposite(part):
            value = outcome(part, values)
            return not value if isinstance(value, bool) else value
        case _:
            assert_never(tree)


def _joined(values: list[Truth], decisive: bool) -> Truth:
    if decisive in values:
        return decisive
    if UNKNOWN in values:
        return UNKNOWN
    return None if None in values else not decisive


def verdict(value: Truth) -> bool | Unknown:
    """What follows from it: null counts as not true."""
    return value if value is UNKNOWN else value is True


def shown(tree: Tree, values: Sequence[Truth], number: int) -> Shown | None:
    """Which value of a term these values show with effect; None for none."""
    value = values[number]
    if value is None:
        return None
    came = verdict(outcome(tree, values))
    if value is UNKNOWN:
        if came is UNKNOWN and any(
            verdict(outcome(tree, _with(values, number, other))) is not UNKNOWN
            for other in (True, False)
        ):
            return "unknown"
        return None
    otherwise = verdict(outcome(tree, _with(values, number, not value)))
    if came is UNKNOWN or otherwise is UNKNOWN or came is otherwise:
        return None
    return "true" if value is True else "false"


def _with(values: Sequence[Truth], number: int, value: bool) -> list[Truth]:
    changed = list(values)
    changed[number] = value
    return changed
