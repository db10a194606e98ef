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


def effects(tree: Tree, values: Sequence[Truth]) -> tuple[Shown | None, ...]:
    """For each term which value of it these values show with effect; None for none.

    In one pass down the tree: what the whole comes to is kept as a function of the part in hand.
    """
    found: list[Shown | None] = [None] * len(values)

    def descend(part: Tree, whole: Whole) -> None:
        match part:
            case Leaf(number):
                found[number] = _effect(values[number], whole)
            case Opposite(inner):
                descend(inner, (whole[1], whole[0], whole[2], whole[3]))
            case All(parts) | Some(parts):
                decisive = isinstance(part, Some)
                came = [outcome(one, values) for one in parts]
                before: list[Truth] = [not decisive]
                for one in came:
                    before.append(_joined([before[-1], one], decisive))
                after: Truth = not decisive
                for place in reversed(range(len(parts))):
                    beside = _joined([before[place], after], decisive)
                    joined = [_joined([value, beside], decisive) for value in _VALUES]
                    descend(parts[place], _composed(whole, joined))
                    after = _joined([after, came[place]], decisive)
            case _:
                assert_never(part)

    descend(tree, (True, False, UNKNOWN, False))
    return tuple(found)


Whole: TypeAlias = tuple[bool | Unknown, bool | Unknown, bool | Unknown, bool | Unknown]
"""The verdict on the whole where a part is true, false, unknown, null."""

_VALUES: tuple[Truth, ...] = (True, False, UNKNOWN, None)


def _composed(whole: Whole, values: Sequence[Truth]) -> Whole:
    one, two, three, four = (whole[_index(value)] for value in values)
    return one, two, three, four


def _index(value: Truth) -> int:
    return 3 if value is None else 2 if value is UNKNOWN else 0 if value is True else 1


def _effect(value: Truth, whole: Whole) -> Shown | None:
    with_true, with_false = whole[0], whole[1]
    if value is None:
        return None
    if value is UNKNOWN:
        decided = with_true is not UNKNOWN or with_false is not UNKNOWN
        return "unknown" if whole[2] is UNKNOWN and decided else None
    if with_true is UNKNOWN or with_false is UNKNOWN or with_true is with_false:
        return None
    return "true" if value is True else "false"
