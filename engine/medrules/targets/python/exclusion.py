"""Which rules can never fire together, and what must be so for a rule to fire.

In: rules. Out: ``needs``: for a few things that a condition asks, the values without which it is not true;
``exclusive``. Refused: nothing; in doubt rules may fire together. Where rules exclude each other, one
``if … elif`` answers for all of them; where they need different values of one fact, a table finds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import TypeAlias

from medrules.ir.expr import And, Call, Compare, Const, Expr, IsKnown, Not, Or, Path, Ref, Var
from medrules.ir.program import Rule
from medrules.ir.types import BooleanType, EnumType, NumberType, TextType
from medrules.ir.values import Number
from medrules.record import Record

Asked: TypeAlias = tuple[str, ...]
"""What is asked about: ``("fact", path)``, ``("field", name)``, ``("member", path, member)`` …"""

Literal: TypeAlias = bool | Number | str | None


class OneOf(Record):
    """One of these values."""

    values: frozenset[Literal]


class NoneOf(Record):
    """Any but these values."""

    values: frozenset[Literal]


class Between(Record):
    """A number; an end that is None is open."""

    low: Number | None
    low_included: bool
    high: Number | None
    high_included: bool

    def holds(self, value: Literal) -> bool:
        """Whether a value is one of these."""
        if value is None or isinstance(value, str | bool):
            return False
        above = self.low is None or self.low < value or (self.low_included and self.low == value)
        return above and (
            self.high is None or value < self.high or (self.high_included and value == self.high)
        )


Need: TypeAlias = OneOf | NoneOf | Between
Needs: TypeAlias = dict[Asked, tuple[Need, ...]]

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def exclusive(one: Needs, other: Needs) -> bool:
    """Whether two rules that need this can never fire together (for one and the same record)."""
    return any(
        _apart(first, second)
        for asked, found in one.items()
        for first in found
        for second in other.get(asked, ())
    )


def needs(rule: Rule) -> Needs:
    """What must be so for the rule to fire."""
    if rule.condition is None:
        return {}
    return needed(rule.condition, rule.loop.variable if rule.loop else "")


def needed(expr: Expr, variable: str, outcome: bool = True) -> Needs:
    """What must be so for the condition to be true (or false); ``variable`` is that of the rule."""
    match expr:
        case And(operands) | Or(operands):
            found = [needed(one, variable, outcome) for one in operands]
            return reduce(_and, found) if isinstance(expr, And) is outcome else reduce(_or, found)
        case Not(operand):
            return needed(operand, variable, not outcome)
        case Compare(op, left, right):
            for side, other, turned in ((left, right, op), (right, left, _TURNED[op])):
                asked = _asked(side, variable)
                if asked and isinstance(other, Const):
                    return _compared(
                        asked, side, turned if outcome else _OPPOSITE[turned], other, expr.order
                    )
            return {}
        case Call("list contains", (items, Const(str() as member))):
            asked = _asked(items, variable)
            return {("member", *asked, member): (OneOf(frozenset({outcome})),)} if asked else {}
        case IsKnown(subject):
            asked = _asked(subject, variable)
            return {("known", *asked): (OneOf(frozenset({outcome})),)} if asked else {}
        case Ref() | Path() if isinstance(expr.type, BooleanType):
            asked = _asked(expr, variable)
            return {asked: (OneOf(frozenset({outcome})),)} if asked else {}
        case _:
            return {}


def _asked(expr: Expr, variable: str) -> Asked:
    match expr:
        case Ref(path):
            return ("fact", path)
        case Path(Var(name), field) if name == variable:
            return ("field", field)
        case _:
            return ()


def _compared(asked: Asked, side: Expr, op: str, other: Const, order: EnumType | None) -> Needs:
    value = other.value
    if isinstance(value, frozenset | tuple):
        return {}
    kinds = (side.type, other.type)
    if op in ("=", "!="):
        if not all(
            isinstance(one, BooleanType | NumberType | TextType | EnumType) for one in kinds
        ):
            return {}
        values = frozenset({value})
        return {asked: (OneOf(values) if op == "=" else NoneOf(values),)}
    if order is not None:
        if value not in order.members:
            return {}
        place = order.members.index(str(value))
        cut = place + (op in ("<=", ">"))
        return {
            asked: (
                OneOf(frozenset(order.members[:cut] if op in ("<", "<=") else order.members[cut:])),
            )
        }
    if value is None or isinstance(value, str | bool):
        return {}
    if op in ("<", "<="):
        return {asked: (Between(None, False, value, op == "<="),)}
    return {asked: (Between(value, op == ">=", None, False),)}


def _and(one: Needs, other: Needs) -> Needs:
    return {key: one.get(key, ()) + other.get(key, ()) for key in one | other}


def _or(one: Needs, other: Needs) -> Needs:
    found: Needs = {}
    for key in one.keys() & other.keys():
        values = [_only(side[key]) for side in (one, other)]
        if values[0] is not None and values[1] is not None:
            found[key] = (OneOf(values[0] | values[1]),)
    return found


def _only(found: Iterable[Need]) -> frozenset[Literal] | None:
    """The values that a need leaves, where it leaves a few."""
    sets = [one.values for one in found if isinstance(one, OneOf)]
    return reduce(frozenset.intersection, sets) if sets else None


def only(needs_: Needs, asked: Asked) -> frozenset[Literal] | None:
    """The few values that a rule needs of something, or None where it does not say."""
    return _only(needs_.get(asked, ()))


def _apart(one: Need, other: Need) -> bool:
    match one, other:
        case OneOf(values), OneOf(others):
            return values.isdisjoint(others)
        case OneOf(values), NoneOf(others):
            return values <= others
        case NoneOf(), OneOf():
            return _apart(other, one)
        case OneOf(values), Between():
            return not any(other.holds(value) for value in values)
        case Between(), OneOf():
            return _apart(other, one)
        case Between(), Between():
            return _below(one, other) or _below(other, one)
        case _:
            return False


def _below(one: Between, other: Between) -> bool:
    if one.high is None or other.low is None:
        return False
    meet = one.high_included and other.low_included
    return one.high < other.low or (one.high == other.low and not meet)
