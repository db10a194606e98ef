"""Conclusions that rest on one fact alone, as a table from its values to the answer.

In: a conclusion and its rules. Out: ``Table``, or None where the rules ask about more than one thing, or say
more than a literal. Refused: nothing. The entries are worked out here, by the operators and hit
policies themselves; at run time there is one look-up, however many rules there were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from medrules.feel.operators.comparing import compare
from medrules.feel.operators.logic import conjunction, disjunction, negation
from medrules.interpreter.policies import Clash, resolve
from medrules.ir.evaluation import Firing, Slot, Verdict
from medrules.ir.expr import And, Compare, Const, Expr, IsKnown, Not, Or, Ref
from medrules.ir.program import Derived, Rule, Scalar
from medrules.ir.types import BooleanType, EnumType, NumberType, TextType, Type
from medrules.ir.values import UNKNOWN, Number
from medrules.ir.walk import walk
from medrules.record import Record
from medrules.targets.python.exclusion import needs, only

Key: TypeAlias = bool | Number | str
Ruled: TypeAlias = tuple[int, Rule]

_OTHER = "\0"


class Table(Record):
    """The answer for each value of the fact at ``path``, for any other value, and for none.

    ``closed``: the fact can have no other value. ``unknown``: it is never unknown what is known.
    """

    path: str
    entries: tuple[tuple[Key, Slot], ...]
    other: Slot
    null: Slot
    unknown: Slot
    closed: bool


def table_of(derived: Derived, rules: Sequence[tuple[int, Rule]]) -> Table | None:
    """The conclusion as a table, if it is one."""
    source: Ref | None = None
    keys: dict[Key, None] = {}
    for _, rule in rules:
        if rule.loop is not None or not isinstance(rule.value, Const) or rule.condition is None:
            return None
        for node in walk(rule.condition):
            if isinstance(node, Ref):
                if source is not None and source.path != node.path:
                    return None
                source = node
            elif isinstance(node, Const):
                if isinstance(node.value, bool | str | int) or _number(node.value):
                    keys[node.value] = None  # type: ignore[index]
            elif not isinstance(node, And | Or | Not | Compare):
                return None
        if not _simple(rule.condition):
            return None
    if source is None:
        return None
    closed = _domain(source.type)
    if closed is None and any(
        isinstance(node, Compare) and node.op not in ("=", "!=")
        for _, rule in rules
        if rule.condition is not None
        for node in walk(rule.condition)
    ):
        return None
    other: Key = _OTHER
    if isinstance(source.type, NumberType):
        other = max([int(one) for one in keys if not isinstance(one, str)], default=0) + 1
    values = list(keys) if closed is None else list(closed)
    found: list[Slot] = []
    able = _able(rules, source.path)
    for value in [*values, other, None, UNKNOWN]:
        some = rules if value is None or value is UNKNOWN else able(value)
        answer = _answer(derived, some, value)
        if isinstance(answer, Clash):
            return None
        found.append(answer)
    entries = tuple(zip(values, found, strict=False))
    return Table(source.path, entries, found[-3], found[-2], found[-1], closed is not None)


def _able(rules: Sequence[Ruled], path: str) -> Callable[[object], Sequence[Ruled]]:
    """The rules that can fire for a value, so that a long table is not gone through for each."""
    keyed: dict[object, list[Ruled]] = {}
    rest: list[Ruled] = []
    for position, rule in rules:
        values = only(needs(rule), ("fact", path))
        for value in values or ():
            keyed.setdefault(value, []).append((position, rule))
        if values is None:
            rest.append((position, rule))
    return lambda value: sorted([*keyed.get(value, ()), *rest], key=lambda one: one[0])


def _number(value: Scalar) -> bool:
    from decimal import Decimal

    return isinstance(value, Decimal)


def _domain(kind: Type) -> tuple[Key, ...] | None:
    match kind:
        case BooleanType():
            return (True, False)
        case EnumType(members=members):
            return members
        case _:
            return None


def _simple(expr: Expr) -> bool:
    """Whether every comparison is of the fact with a literal of its own kind."""
    match expr:
        case And(operands) | Or(operands):
            return all(map(_simple, operands))
        case Not(operand):
            return _simple(operand)
        case Compare(_, left, right):
            sides = (left, right)
            return (
                any(isinstance(one, Ref) for one in sides)
                and any(isinstance(one, Const) for one in sides)
                and all(
                    isinstance(one.type, BooleanType | NumberType | TextType | EnumType)
                    for one in sides
                )
            )
        case Ref():
            return isinstance(expr.type, BooleanType)
        case Const():
            return isinstance(expr.type, BooleanType)
        case _:
            return False


def _answer(derived: Derived, rules: Sequence[tuple[int, Rule]], value: object) -> Slot | Clash:
    live: list[Firing] = []
    for position, rule in rules:
        assert rule.condition is not None
        assert isinstance(rule.value, Const)
        outcome = _outcome(rule.condition, value)
        if outcome is True or outcome is UNKNOWN:
            verdict: Verdict = "fired" if outcome is True else "unknown"
            live.append(Firing(position, None, verdict, rule.value.value))
    return resolve(derived, live)


def _outcome(expr: Expr, value: object) -> object:
    match expr:
        case And(operands):
            return conjunction(*[_outcome(one, value) for one in operands])
        case Or(operands):
            return disjunction(*[_outcome(one, value) for one in operands])
        case Not(operand):
            return negation(_outcome(operand, value))
        case Compare(op, left, right, order):
            return compare(op, _outcome(left, value), _outcome(right, value), order)
        case Const(literal):
            return literal
        case Ref():
            return value
        case IsKnown():
            return value is not UNKNOWN
        case _:
            raise AssertionError("no table of such conditions")
