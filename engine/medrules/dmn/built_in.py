"""The functions that stand in the outermost scope of every DMN model.

In: nothing. Out: ``FUNCTIONS``, by name, with the forms in which each may be called; ``scope``, the
variables that an evaluation starts from. Refused: nothing.

All functions of the operator table are here, and those of ``TEMPORAL_OPERATORS``. The ones whose name
begins with ``@`` are what the lowering of FEEL without types stands on; no expression can name them.
A new function of FEEL is a new entry of one of those tables and nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from medrules.dmn.types import Types
from medrules.feel.operators import OPERATORS, Operator, Value, compare
from medrules.feel.operators.comparing import equal, is_number
from medrules.feel.operators.temporal import TEMPORAL_OPERATORS
from medrules.feel.temporal import temporal
from medrules.interpreter.dynamic import RangeValue
from medrules.ir.values import UNKNOWN
from medrules.record import Record

MAX_SPAN = 100_000
"""The most numbers that ``for i in 1..n`` runs over."""


class Form(Record):
    """One way to call a function: the names of its parameters; ``repeats``: the last one may."""

    names: tuple[str, ...]
    repeats: bool

    def takes(self, count: int, given: tuple[str, ...]) -> bool:
        """Whether so many arguments, perhaps with names, fit."""
        if given:
            return len(set(given)) == len(self.names) and set(given) == set(self.names)
        return count >= len(self.names) if self.repeats else count == len(self.names)


def _form(signature: str) -> Form:
    """The parameters of ``list: list[T], element: T... -> boolean``, without their types."""
    text = signature.rpartition("->")[0].strip()
    repeats = text.endswith("...")
    parts = [part.strip() for part in text.removesuffix("...").split(",")] if text else []
    return Form(tuple(part.rpartition(":")[0] or part for part in parts), repeats)


_TABLE: dict[str, Operator] = {
    entry.name: entry
    for entry in (*OPERATORS.values(), *TEMPORAL_OPERATORS)
    if entry.kind == "function"
}

FUNCTIONS: Mapping[str, Operator] = _TABLE
"""Every function that a model may call, by its name."""


@cache
def forms_of(name: str) -> tuple[Form, ...]:
    """The forms in which the function of that name may be called."""
    return tuple(_form(signature) for signature in _TABLE[name].signatures)


def scope(types: Types) -> dict[str, Value]:
    """The outermost variables, by name: what an evaluation binds first."""
    functions: dict[str, Value] = {name: _strict(name, entry) for name, entry in _TABLE.items()}

    def instance(value: Value, name: Value) -> Value:
        return UNKNOWN if value is UNKNOWN else types.has_instance(value, str(name))

    return functions | _INTERNAL | {"@instance": instance}


def _strict(name: str, entry: Operator) -> Callable[..., Value]:
    """The function as a value: null for a call in no form, unknown for an unknown argument."""

    def function(*args: Value, **named: Value) -> Value:
        given = tuple(named)
        for form in forms_of(name):
            if form.takes(len(args) + len(given), given) and not (args and given):
                values = tuple(named[one] for one in form.names) if given else args
                if not entry.lenient and any(value is UNKNOWN for value in values):
                    return UNKNOWN
                return entry.evaluate(*values)
        return None

    return function


def _literal(text: Value) -> Value:
    """``@"2026-01-08"``."""
    return temporal(text) if isinstance(text, str) else None


def _has(item: Value, name: Value) -> Value:
    """Whether the item of a filter is a context that has the entry."""
    return isinstance(item, dict) and name in item


def _items(value: Value) -> Value:
    """What ``for``, ``some`` and ``every`` run over: a list; a range of whole numbers as one."""
    if isinstance(value, RangeValue):
        low, high = value.low, value.high
        if not (is_number(low) and is_number(high)) or low != int(low) or high != int(high):
            return None
        first, last = int(low) + (not value.low_included), int(high) - (not value.high_included)
        return _numbers(first, last) if first <= last else ()
    return value


def _span(low: Value, high: Value) -> Value:
    """The whole numbers of ``low..high``, also downwards."""
    if low is UNKNOWN or high is UNKNOWN:
        return UNKNOWN
    if not (is_number(low) and is_number(high)) or low != int(low) or high != int(high):
        return None
    return _numbers(int(low), int(high))


def _numbers(first: int, last: int) -> Value:
    if abs(last - first) >= MAX_SPAN:
        return None
    step = 1 if first <= last else -1
    return tuple(range(first, last + step, step))


def _list(value: Value) -> Value:
    """What a filter runs over: a list; a single value as one item, null as none."""
    if value is UNKNOWN or isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _at(items: Value, position: Value) -> Value:
    """``list[2]``: by position from 1, from the end where negative."""
    listed = _list(items)
    if listed is UNKNOWN or position is UNKNOWN:
        return UNKNOWN
    if not isinstance(listed, tuple) or not is_number(position) or position != int(position):
        return None
    offset = int(position)
    if not 1 <= abs(offset) <= len(listed):
        return None
    return listed[offset - 1 if offset > 0 else offset]


def _select(items: Value, chosen: Value) -> Value:
    """A filter whose condition may turn out to be a position."""
    listed = _list(items)
    if listed is UNKNOWN or not isinstance(listed, tuple) or not callable(chosen):
        return UNKNOWN if listed is UNKNOWN else None
    if not listed:
        return None if is_number(chosen(None)) else ()
    kept: list[Value] = []
    for item in listed:
        answer = chosen(item)
        if is_number(answer):
            return _at(listed, answer)
        if answer is UNKNOWN:
            return UNKNOWN
        if answer is True:
            kept.append(item)
    return tuple(kept)


def _join(lists: Value) -> Value:
    """One list of the lists of a ``for`` over several variables."""
    if not isinstance(lists, tuple):
        return lists
    joined: list[Value] = []
    for inner in lists:
        if not isinstance(inner, tuple):
            return UNKNOWN if inner is UNKNOWN else None
        joined.extend(inner)
    return tuple(joined)


def _matches(subject: Value, value: Value) -> Value:
    """A unary test whose kind shows when it runs: true, equal, inside a range, or in a list."""
    if subject is UNKNOWN or value is UNKNOWN:
        return UNKNOWN
    if value is True and type(subject) is not bool:
        return True
    if isinstance(value, RangeValue):
        return _within(subject, value)
    if isinstance(value, tuple):
        if isinstance(subject, tuple) and equal(subject, value) is True:
            return True
        answers = [_matches(subject, one) for one in value if one is not True or subject is True]
        if any(answer is True for answer in answers):
            return True
        return UNKNOWN if any(answer is UNKNOWN for answer in answers) else False
    return equal(subject, value)


def _within(subject: Value, limits: RangeValue) -> Value:
    tests: list[Value] = []
    if limits.low is not None:
        tests.append(compare(">=" if limits.low_included else ">", subject, limits.low))
    if limits.high is not None:
        tests.append(compare("<=" if limits.high_included else "<", subject, limits.high))
    return OPERATORS["and"].evaluate(*tests)


_INTERNAL: dict[str, Value] = {
    "@": _literal,
    "@has": _has,
    "@items": _items,
    "@join": _join,
    "@list": _list,
    "@matches": _matches,
    "@select": _select,
    "@span": _span,
}
