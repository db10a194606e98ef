"""The conditions of rules as antecedents of durable_rules: when they are true, and when still open.

In: a condition. Out: its ``Alternative``s, in one of five forms; each alternative is a conjunction of
tests on facts, so that durable_rules has to know no ``or``, no ``not`` and no absence. Refused:
nothing; what would take too many alternatives, or too many facts in one, becomes one term that is
worked out before it is asserted.

A condition is true, false, null or unknown. "Open" means unknown. With ``and``:

- true: all operands are true;
- false: one operand is false;
- open: one operand is open, and none of the others is false.

``or`` is the same with true and false exchanged, and ``not`` exchanges them. So five forms are
closed under all three: true, false, open, not false, not true.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeAlias

from medrules.ir.expr import And, Compare, CompareOp, Const, Expr, IsKnown, Not, Or
from medrules.ir.types import BOOLEAN, EnumType
from medrules.targets.durable.subjects import (
    LONGEST,
    Subject,
    comparable,
    encoded,
    escaped,
    named,
    shape,
)

MAX_ALTERNATIVES = 64
"""For one form of one condition."""
MAX_FACTS = 12
"""In one alternative; durable_rules joins 16 at most."""


class Form(Enum):
    """What is asked about a condition."""

    TRUE = "true"
    FALSE = "false"
    OPEN = "open"
    NOT_FALSE = "not false"
    NOT_TRUE = "not true"


Test: TypeAlias = tuple[str, str, str]
"""An operator of durable_rules, a field, a text."""

Alternative: TypeAlias = frozenset[tuple[str, Test]]
"""Tests, each on the fact of that name; all of them have to hold."""

Alternatives: TypeAlias = tuple[Alternative, ...]

_OPPOSITE = {
    Form.TRUE: Form.FALSE,
    Form.FALSE: Form.TRUE,
    Form.OPEN: Form.OPEN,
    Form.NOT_FALSE: Form.NOT_TRUE,
    Form.NOT_TRUE: Form.NOT_FALSE,
}
_MIRRORED: dict[CompareOp, CompareOp] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_ORDERS = {"<": ("$lt", "$gte"), "<=": ("$lte", "$gt"), ">": ("$gt", "$lte"), ">=": ("$gte", "$lt")}
_ALL: Alternatives = (frozenset(),)
_NONE: Alternatives = ()


class _TooWide(Exception):
    pass


class Antecedents:
    """The conditions of one ruleset; ``subjects`` grows with what they ask about, by name."""

    def __init__(self) -> None:
        self.subjects: dict[str, Subject] = {}
        self._names: dict[object, str] = {}
        self._kept: dict[tuple[int, Form], Alternatives] = {}
        self._fitted: dict[int, tuple[Expr, ...]] = {}
        self._whole: dict[int, Expr] = {}
        self._seen: dict[tuple[int, EnumType | None], str] = {}

    def of(self, condition: Expr | None, form: Form) -> Alternatives:
        """When the condition has that form; a rule without a condition is always true."""
        if condition is None:
            return _constant(True, form)
        self._kept.clear()
        self._fitted.clear()
        self._whole.clear()
        self._seen.clear()
        try:
            return _checked(self._of(condition, form))
        except (_TooWide, RecursionError):
            # Too deep to look into here may still be shallow enough to be worked out.
            return self._truth(condition, form)

    def _of(self, expr: Expr, form: Form) -> Alternatives:
        if id(expr) in self._whole:
            return self._truth(expr, form)
        key = (id(expr), form)
        kept = self._kept.get(key)
        if kept is None:
            try:
                kept = self._structure(expr, form)
            except _TooWide:
                kept = self._truth(expr, form)
            self._kept[key] = kept
        return kept

    def _structure(self, expr: Expr, form: Form) -> Alternatives:
        match expr:
            case Const(value):
                return _constant(value, form)
            case Not(operand):
                return self._of(operand, _OPPOSITE[form])
            case And():
                return self._conjunction(self._fitting(expr), form)
            case Or():
                # By De Morgan, which holds for all four values.
                return self._conjunction(self._fitting(expr), _OPPOSITE[form], _OPPOSITE)
            case Compare():
                return self._comparison(expr, form)
            case IsKnown(subject):
                return self._known(subject, form)
            case _:
                return self._truth(expr, form)

    def _conjunction(
        self, operands: tuple[Expr, ...], form: Form, turned: dict[Form, Form] | None = None
    ) -> Alternatives:
        def each(operand: Expr, wanted: Form) -> Alternatives:
            return self._of(operand, turned[wanted] if turned else wanted)

        match form:
            case Form.TRUE | Form.NOT_FALSE:
                return _product(each(one, form) for one in operands)
            case Form.FALSE | Form.NOT_TRUE:
                return _union(each(one, form) for one in operands)
            case Form.OPEN:
                return _union(
                    _product(
                        each(one, Form.OPEN if one is open_ else Form.NOT_FALSE) for one in operands
                    )
                    for open_ in operands
                    if each(open_, Form.OPEN)
                )

    def _fitting(self, node: And | Or) -> tuple[Expr, ...]:
        """As many operands as one alternative has room for; the last then stands for the rest."""
        operands = node.operands
        if len(operands) <= MAX_FACTS:
            return operands
        fitted = self._fitted.get(id(node))
        if fitted is None:
            rest = type(node)(operands[MAX_FACTS - 1 :], BOOLEAN, node.span)
            self._whole[id(rest)] = rest
            fitted = self._fitted[id(node)] = (*operands[: MAX_FACTS - 1], rest)
        return fitted

    # -- terms -------------------------------------------------------------------------------------

    def _truth(self, expr: Expr, form: Form) -> Alternatives:
        name = self._subject(expr)
        tests: dict[Form, Test] = {
            Form.TRUE: ("$eq", "is", "true"),
            Form.FALSE: ("$eq", "is", "false"),
            Form.OPEN: ("$eq", "is", "unknown"),
            Form.NOT_FALSE: ("$neq", "is", "false"),
            Form.NOT_TRUE: ("$neq", "is", "true"),
        }
        return _one(name, tests[form])

    def _known(self, subject: Expr, form: Form) -> Alternatives:
        match form:
            case Form.TRUE | Form.NOT_FALSE:
                return _one(self._subject(subject), ("$neq", "state", "unknown"))
            case Form.FALSE | Form.NOT_TRUE:
                return _one(self._subject(subject), ("$eq", "state", "unknown"))
            case Form.OPEN:
                return _NONE

    def _comparison(self, node: Compare, form: Form) -> Alternatives:
        op, left, right = node.op, node.left, node.right
        if isinstance(left, Const):
            op, left, right = _MIRRORED[op], right, left
        if not isinstance(right, Const) or isinstance(left, Const) or right.value is None:
            return self._truth(node, form)
        family = comparable(left.type)
        if not family or family != comparable(right.type):
            return self._truth(node, form)
        code = encoded(right.value)
        if op in ("=", "!="):
            if len(code) > LONGEST or code.endswith("%.."):
                return self._truth(node, form)
            wanted = form if op == "=" else _OPPOSITE[form]
            return _one(self._subject(left), *_equality(wanted, code))
        if node.order is not None:
            if right.value not in node.order.members:
                return self._truth(node, form)
            rank = encoded(node.order.members.index(str(right.value)))
            return _one(self._subject(left, node.order), *_order(form, op, rank))
        if family != "number":
            return self._truth(node, form)
        return _one(self._subject(left), *_order(form, op, code))

    def _subject(self, expr: Expr, order: EnumType | None = None) -> str:
        """The name of a subject, which is new where nothing alike was asked about."""
        seen = self._seen.get((id(expr), order))
        if seen is not None:
            return seen
        try:
            alike: object = (shape(expr), order)
        except RecursionError:
            alike = id(expr)
        name = self._names.get(alike)
        if name is None:
            plain = named(expr)
            name = plain or f"term {len(self._names) + 1}"
            name += "" if order is None else " by rank"
            name = escaped(name)
            while name in self.subjects:
                # A path and its field may be read through variables of different names.
                name += " again"
            self._names[alike] = name
            self.subjects[name] = Subject(name, expr, order, plain is None)
        self._seen[id(expr), order] = name
        return name


def _constant(value: object, form: Form) -> Alternatives:
    match form:
        case Form.TRUE:
            holds = value is True
        case Form.FALSE:
            holds = value is False
        case Form.OPEN:
            holds = False
        case Form.NOT_FALSE:
            holds = value is not False
        case Form.NOT_TRUE:
            holds = value is not True
    return _ALL if holds else _NONE


def _one(name: str, *tests: Test) -> Alternatives:
    return (frozenset((name, test) for test in tests),)


def _equality(form: Form, code: str) -> tuple[Test, ...]:
    """Null is a value, unequal to every other; unknown lies below and above every code."""
    match form:
        case Form.TRUE:
            return (("$eq", "low", code),)
        case Form.FALSE:
            return ("$neq", "low", code), ("$neq", "state", "unknown")
        case Form.OPEN:
            return (("$eq", "state", "unknown"),)
        case Form.NOT_FALSE:
            return ("$lte", "low", code), ("$gte", "high", code), ("$neq", "state", "null")
        case Form.NOT_TRUE:
            return (("$neq", "low", code),)


def _order(form: Form, op: CompareOp, code: str) -> tuple[Test, ...]:
    """Null is neither less nor more, so it is not true and not false; so is unknown."""
    holds, fails = _ORDERS[op]
    upwards = op in (">", ">=")
    sure, sure_not = ("low", "high") if upwards else ("high", "low")
    match form:
        case Form.TRUE:
            return ((holds, sure, code),)
        case Form.FALSE:
            return ((fails, sure_not, code),)
        case Form.OPEN:
            return (("$eq", "state", "unknown"),)
        case Form.NOT_FALSE:
            return ((holds, sure_not, code),)
        case Form.NOT_TRUE:
            return ((fails, sure, code),)


def _union(parts: Iterable[Alternatives]) -> Alternatives:
    found: dict[Alternative, None] = {}
    for part in parts:
        found.update(dict.fromkeys(part))
    return _checked(tuple(found))


def _product(parts: Iterable[Alternatives]) -> Alternatives:
    found = _ALL
    for part in parts:
        found = _checked(tuple(dict.fromkeys(one | other for one in found for other in part)))
    return found


def _checked(found: Alternatives) -> Alternatives:
    if len(found) > MAX_ALTERNATIVES:
        raise _TooWide
    for one in found:
        if len({name for name, _ in one}) > MAX_FACTS or len(one) > 3 * MAX_FACTS:
            raise _TooWide
    return found
