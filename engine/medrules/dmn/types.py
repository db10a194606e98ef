"""Declared types of a DMN model, and whether a value fits one.

In: the item definitions of a model, and a way to run allowed values (which are FEEL). Out:
``Types.fit``, which gives the value as the declared type has it, or a ``Misfit`` that says why not.
Refused: nothing here; names of types that do not exist were refused by the reader.

A value fits as the standard says: null fits every type; a list of one item fits the item's type and
a single value a list of its type; a date fits ``date and time`` as its midnight in UTC; a context
fits a structure when every component that it has fits (one that it lacks is null).
``UNKNOWN`` fits every type, because some value of the type may yet come.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from medrules.dmn.model import Feel, ItemDefinition
from medrules.feel.operators import Value
from medrules.feel.operators.comparing import is_number
from medrules.feel.temporal import Date, DateTime, Days, Months, Time
from medrules.interpreter.dynamic import RangeValue
from medrules.ir.values import UNKNOWN
from medrules.record import Record

Passes: TypeAlias = Callable[[Value], bool]
"""Whether a value satisfies allowed values."""


class Misfit(Record):
    """Why a value does not fit, as the end of a sentence that names the value."""

    reason: str


_KINDS: dict[str, tuple[Callable[[Value], bool], str]] = {
    "string": (lambda value: type(value) is str, "text"),
    "number": (is_number, "number"),
    "boolean": (lambda value: type(value) is bool, "truth value"),
    "date": (lambda value: type(value) is Date, "date"),
    "time": (lambda value: type(value) is Time, "time"),
    "date and time": (lambda value: type(value) is DateTime, "date and time"),
    "days and time duration": (lambda value: type(value) is Days, "duration of days and time"),
    "years and months duration": (
        lambda value: type(value) is Months,
        "duration of years and months",
    ),
    "duration": (lambda value: type(value) in (Days, Months), "duration"),
    "context": (lambda value: type(value) is dict, "context"),
}

_OTHER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def type_of(value: Value) -> str:
    """The kind of a value in words, for messages."""
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return "list"
    for fits, words in _KINDS.values():
        if fits(value):
            return words
    if isinstance(value, RangeValue):
        return "range"
    return "function" if callable(value) else "value"


class Types:
    """The types of one model. ``passes`` turns allowed values into a test."""

    def __init__(self, items: tuple[ItemDefinition, ...], passes: Callable[[Feel], Passes]) -> None:
        self._items = {item.name: item for item in items}
        self._passes = passes
        self._tests: dict[int, Passes] = {}

    def item(self, name: str) -> ItemDefinition | None:
        """The item definition of that name, or None."""
        return self._items.get(name)

    def is_list(self, name: str) -> bool:
        """Whether values of the type are lists."""
        item = self._items.get(name)
        if item is None:
            return name == "list"
        return item.collection or self.is_list(item.base)

    def fit(self, value: Value, name: str) -> Value | Misfit:
        """The value as the type of that name has it; an empty name is ``Any``."""
        if value is None or value is UNKNOWN or name in ("", "Any"):
            return value
        item = self._items.get(name)
        return _basic(value, name) if item is None else self._defined(value, item)

    def has_instance(self, value: Value, name: str) -> bool:
        """``value instance of name``, where nothing is converted; null is of ``Null`` alone."""
        if value is None:
            return name == "Null"
        outer, _, rest = name.partition("<")
        if outer == "list" and rest:
            inner = rest.removesuffix(">").strip()
            return isinstance(value, tuple) and all(self.has_instance(one, inner) for one in value)
        item = self._items.get(name)
        if item is None:
            return _is_basic(value, outer.strip())
        if item.collection:
            return isinstance(value, tuple) and all(self._is_single(one, item) for one in value)
        return self._is_single(value, item)

    def _is_single(self, value: Value, item: ItemDefinition) -> bool:
        if item.components:
            return isinstance(value, dict) and not isinstance(self._structure(value, item), Misfit)
        if item.function is not None:
            return callable(value)
        return self.has_instance(value, item.base) and self._holds(value, item.allowed)

    def _defined(self, value: Value, item: ItemDefinition) -> Value | Misfit:
        if value is None or value is UNKNOWN:
            return value
        if not item.collection:
            fitted = self._single(value, item)
        else:
            each = value if isinstance(value, tuple) else (value,)
            items = [self._single(one, item) for one in each]
            fitted = next((one for one in items if isinstance(one, Misfit)), tuple(items))
        if not isinstance(fitted, Misfit) and not self._holds(fitted, item.constraint):
            return Misfit(f"is not one that {item.name} allows: {_text(item.constraint)}")
        return fitted

    def _single(self, value: Value, item: ItemDefinition) -> Value | Misfit:
        """One value of the type, or one item of the collection."""
        if value is None or value is UNKNOWN:
            return value
        if item.components:
            fitted = self._structure(value, item)
        elif item.function is not None:
            fitted = value if callable(value) else Misfit(f"is a {type_of(value)}, not a function")
        else:
            fitted = self.fit(value, item.base)
        if isinstance(fitted, Misfit) or not item.allowed:
            return fitted
        # The values allowed for a type that is a collection by its base hold for the whole list.
        if not self._holds(fitted, item.allowed):
            return Misfit(f"is not one that {item.name} allows: {_text(item.allowed)}")
        return fitted

    def _structure(self, value: Value, item: ItemDefinition) -> Value | Misfit:
        if isinstance(value, tuple) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            return Misfit(f"is a {type_of(value)}, not a structure of type {item.name}")
        fitted = dict(value)
        for component in item.components:
            part = self._defined(value.get(component.name), component)
            if isinstance(part, Misfit):
                return Misfit(f'has a component "{component.name}" that {part.reason}')
            fitted[component.name] = part
        return fitted

    def _holds(self, value: Value, allowed: Feel | None) -> bool:
        if allowed is None or value is None or value is UNKNOWN:
            return True
        test = self._tests.get(id(allowed))
        if test is None:
            test = self._tests[id(allowed)] = self._passes(allowed)
        return test(value)


def _is_basic(value: Value, name: str) -> bool:
    name = _OTHER_NAMES.get(name, name)
    match name:
        case "Any":
            return True
        case "list":
            return isinstance(value, tuple)
        case "function":
            return callable(value)
        case "range":
            return isinstance(value, RangeValue)
        case _:
            return name in _KINDS and _KINDS[name][0](value)


def _basic(value: Value, name: str) -> Value | Misfit:
    name = _OTHER_NAMES.get(name, name)
    if name == "list":
        return value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
        if value is None or value is UNKNOWN:
            return value
    if name not in _KINDS:
        return value if _is_basic(value, name) else Misfit(f"is a {type_of(value)}, not a {name}")
    fits, words = _KINDS[name]
    if fits(value):
        return value
    if name == "date and time" and isinstance(value, Date):
        return DateTime(value, Time(0, 0, Decimal(0), 0))
    return Misfit(f"is a {type_of(value)}, not a {words}")


def _text(allowed: Feel | None) -> str:
    return " ".join(allowed.text.text.split()) if allowed else ""
