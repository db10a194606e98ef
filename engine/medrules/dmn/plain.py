"""FEEL values from plain data (JSON, TOML), and back to what JSON can hold.

In: data as ``parse_json`` and ``parse_toml`` give it, and the type that the model declares; values.
Out: FEEL values; what ``medrules.exact_json`` writes. Refused: nothing; a text that is no
date where a date is declared stays a text, and then does not fit its type.

JSON has no dates: they come and go as text. A function or range, which JSON cannot hold either, is
written as FEEL shows it. Unknown has no JSON: ``has_unknown`` finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from medrules.dmn.model import ItemDefinition, Model
from medrules.exact_json import Json
from medrules.feel import temporal
from medrules.feel.operators import Value
from medrules.ir.values import UNKNOWN

_FROM_TEXT: dict[str, Callable[[str], Value]] = {
    "date": temporal.date,
    "time": temporal.time,
    "date and time": temporal.date_time,
    "dateTime": temporal.date_time,
    "duration": temporal.duration,
    "days and time duration": temporal.duration,
    "dayTimeDuration": temporal.duration,
    "years and months duration": temporal.duration,
    "yearMonthDuration": temporal.duration,
}


def inputs_from(data: Mapping[str, object], model: Model) -> dict[str, Value]:
    """The values of input data by name, each read as its declared type asks."""
    items = {item.name: item for item in model.items}
    types = {thing.variable.name: thing.variable.type_ref for thing in model.inputs}
    return {name: _typed(value, types.get(name, ""), items) for name, value in data.items()}


def _typed(value: object, name: str, items: Mapping[str, ItemDefinition]) -> Value:
    item = items.get(name)
    return _defined(value, item, items) if item is not None else _basic(value, name)


def _defined(value: object, item: ItemDefinition, items: Mapping[str, ItemDefinition]) -> Value:
    if isinstance(value, list):
        return tuple(_defined(one, item, items) for one in value)
    if item.components and isinstance(value, dict):
        parts = {component.name: component for component in item.components}
        return {
            name: _defined(one, parts[name], items) if name in parts else _basic(one, "")
            for name, one in value.items()
        }
    return _typed(value, item.base, items)


def _basic(value: object, name: str) -> Value:
    if isinstance(value, list):
        return tuple(_basic(one, name) for one in value)
    if isinstance(value, dict):
        return {key: _basic(one, "") for key, one in value.items()}
    if isinstance(value, datetime | date | time):
        return temporal.temporal(value.isoformat())
    if isinstance(value, str) and name in _FROM_TEXT:
        read = _FROM_TEXT[name](value)
        return value if read is None else read
    return value


def has_unknown(value: Value) -> bool:
    """Whether a value is unknown, or holds something that is."""
    if isinstance(value, tuple | frozenset):
        return any(has_unknown(one) for one in value)
    if isinstance(value, dict):
        return any(has_unknown(one) for one in value.values())
    return value is UNKNOWN


def to_plain(value: Value) -> Json:
    """The value as JSON can hold it; nothing in it is unknown."""
    match value:
        case None | bool() | int() | Decimal() | str():
            return value
        case dict():
            return {str(key): to_plain(one) for key, one in value.items()}
        case tuple():
            return [to_plain(one) for one in value]
        case frozenset():
            return [to_plain(one) for one in sorted(value)]
        case _:
            return str(value)
