"""Rules that can never both fire, as far as can be seen from their conditions.

In: two rules. Out: whether they exclude each other for certain. Refused: nothing; the answer no
means that they may fire together.

What is seen: facts, fields and sets compared with literals, joined by ``and`` and ``or``. A
comparison is an interval, or a choice of values; two that have nothing in common exclude each
other. Rules that exclude each other need no test for a clash in any row.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from medrules.ir.expr import And, Call, Compare, Const, Expr, Not, Or, Path, Ref, Var
from medrules.ir.program import Rule
from medrules.ir.types import EnumType
from medrules.record import Record

MOST = 24
"""The ways in which a condition may come true that are looked at; beyond it, no answer."""


class Values(Record):
    """One of these values (``inside``), or none of them."""

    values: frozenset[object]
    inside: bool


class Between(Record):
    """A number within these ends; None for no end."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool
    high_open: bool


Atom: TypeAlias = tuple[object, Values | Between]
Way: TypeAlias = tuple[Atom, ...]


def exclude(one: Rule, other: Rule, constants: Mapping[str, object]) -> bool:
    """Whether the two can never fire together (for one record, if they are about records).

    ``constants``: parameters that have one value in every profile, by path.
    """
    if one.condition is None or other.condition is None:
        return False
    if one.loop != other.loop and one.loop is not None and other.loop is not None:
        return False
    # Rules over records that conclude for the profile meet across records.
    about_records = "[]." in one.conclusion
    first, second = (
        _ways(_settled(one.condition, constants)),
        _ways(_settled(other.condition, constants)),
    )
    if first is None or second is None:
        return False
    return all(_apart(a, b, about_records) for a in first for b in second)


def _apart(one: Way, other: Way, about_records: bool) -> bool:
    for subject, allowed in one:
        if not about_records and not isinstance(subject, str | _Holds):
            continue
        if any(subject == also and _disjoint(allowed, mine) for also, mine in other):
            return True
    return False


def _settled(expr: Expr, constants: Mapping[str, object]) -> Expr:
    """The condition with literals for parameters on the right of comparisons."""
    match expr:
        case And(operands) | Or(operands):
            return expr.replace(operands=tuple(_settled(one, constants) for one in operands))
        case Compare(right=Ref(path, kind, span)) if path in constants:
            return expr.replace(right=Const(constants[path], kind, span))  # type: ignore[arg-type]
        case _:
            return expr


class _Holds(Record):
    """Whether a set holds a member."""

    path: str
    member: str


class _FieldOf(Record):
    """A field of the record that the rule is about."""

    variable: str
    name: str


def _ways(condition: Expr) -> list[Way] | None:
    """The ways in which it comes true, each a conjunction; None for too many."""
    match condition:
        case And(operands):
            ways: list[Way] = [()]
            for one in operands:
                more = _ways(one)
                if more is None or len(ways) * len(more) > MOST:
                    return None
                ways = [(*a, *b) for a in ways for b in more]
            return ways
        case Or(operands):
            found: list[Way] = []
            for one in operands:
                more = _ways(one)
                if more is None or len(found) + len(more) > MOST:
                    return None
                found += more
            return found
        case Not(operand):
            return [_denied(operand)]
        case _:
            atom = _atom(condition)
            return [(atom,) if atom is not None else ()]


def _denied(operand: Expr) -> Way:
    match operand:
        case Ref() | Path():
            subject = _subject(operand)
            return () if subject is None else ((subject, Values(frozenset({False}), True)),)
        case Call("list contains", (Ref(path), Const(value))) if isinstance(value, str):
            return ((_Holds(path, value), Values(frozenset({False}), True)),)
        case Compare("=", left, Const(value)):
            subject = _subject(left)
            if subject is not None and isinstance(value, str | bool):
                return ((subject, Values(frozenset({value}), False)),)
        case _:
            pass
    return ()


def _subject(expr: Expr) -> object | None:
    match expr:
        case Ref(path):
            return path
        case Path(Var(name), field):
            return _FieldOf(name, field)
        case _:
            return None


def _atom(expr: Expr) -> Atom | None:
    match expr:
        case Ref() | Path():
            subject = _subject(expr)
            return None if subject is None else (subject, Values(frozenset({True}), True))
        case Call("list contains", (Ref(path), Const(value))) if isinstance(value, str):
            return _Holds(path, value), Values(frozenset({True}), True)
        case Call("list contains", (Const(values), element)) if isinstance(
            values, frozenset | tuple
        ):
            subject = _subject(element)
            return None if subject is None else (subject, Values(frozenset(values), True))
        case Compare(op, left, Const(value), order):
            subject = _subject(left)
            if subject is None:
                return None
            if order is not None and isinstance(value, str):
                allowed = _ordered(op, value, order)
                return None if allowed is None else (subject, allowed)
            if isinstance(value, str | bool) and op in ("=", "!="):
                return subject, Values(frozenset({value}), op == "=")
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                between = _between(op, Decimal(value))
                return None if between is None else (subject, between)
        case _:
            pass
    return None


def _ordered(op: str, value: str, order: EnumType) -> Values | None:
    if value not in order.members:
        return None
    at = order.members.index(value)
    tests = {
        "=": lambda place: place == at,
        "!=": lambda place: place != at,
        "<": lambda place: place < at,
        "<=": lambda place: place <= at,
        ">": lambda place: place > at,
        ">=": lambda place: place >= at,
    }
    kept = frozenset(one for place, one in enumerate(order.members) if tests[op](place))
    return Values(kept, True)


def _between(op: str, value: Decimal) -> Between | None:
    match op:
        case "=":
            return Between(value, value, False, False)
        case "<" | "<=":
            return Between(None, value, False, op == "<")
        case ">" | ">=":
            return Between(value, None, op == ">", False)
        case _:
            return None


def _disjoint(one: Values | Between, other: Values | Between) -> bool:
    if isinstance(one, Values) and isinstance(other, Values):
        if one.inside and other.inside:
            return not one.values & other.values
        if one.inside:
            return one.values <= other.values
        return other.inside and other.values <= one.values
    if isinstance(one, Between) and isinstance(other, Between):
        return _before(one, other) or _before(other, one)
    return False


def _before(one: Between, other: Between) -> bool:
    """Whether one ends before the other begins."""
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and (one.high_open or other.low_open))
