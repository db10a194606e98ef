"""Closures for quantifiers, filters, ``for`` and fields of lists.

In: compiled parts. Out: a closure. Refused, as ``TooMuch``: loops that go on too long. A set is taken
in the order of its texts, null is no list (the result is null), and any other single value stands
for a list of it.

Unknown: a list that is unknown as a whole gives unknown. ``some`` is true when one item is,
``every`` false when one item is not, whatever is unknown beside; an undecided item of a filter makes
the whole filter unknown, because how many items it has is not known. ``for`` may give a list with
unknown items in it.
"""

from __future__ import annotations

from typing import Literal

from medrules.interpreter.frame import Code, Frame, bind, restore, variable_key
from medrules.ir.limits import spend
from medrules.ir.values import UNKNOWN


def items_of(value: object) -> tuple[object, ...]:
    """The items that a known value other than null stands for."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    return (value,)


def looped(value: object) -> tuple[object, ...]:
    """The items to go through, counted. Raises TooMuch when the loops come to too many."""
    items = items_of(value)
    spend(len(items))
    return items


def quantified(
    kind: Literal["some", "every"], variable: str, source: Code, condition: Code
) -> Code:
    """``some`` and ``every``: ``or`` and ``and`` over the items."""
    key, decisive = variable_key(variable), kind == "some"

    def decided(frame: Frame) -> object:
        value = source(frame)
        if value is UNKNOWN or value is None:
            return value
        result: object = not decisive
        before = bind(frame, key, None)
        for item in looped(value):
            frame[key] = item
            one = condition(frame)
            if one is decisive:
                result = decisive
                break
            if one is UNKNOWN:
                result = UNKNOWN
            elif type(one) is not bool and result is not UNKNOWN:
                result = None
        restore(frame, key, before)
        return result

    return decided


def filtered(variable: str, source: Code, condition: Code) -> Code:
    """The items for which the condition is true."""
    key = variable_key(variable)

    def chosen(frame: Frame) -> object:
        value = source(frame)
        if value is UNKNOWN or value is None:
            return value
        kept: list[object] = []
        undecided = False
        before = bind(frame, key, None)
        for item in looped(value):
            frame[key] = item
            one = condition(frame)
            if one is True:
                kept.append(item)
            elif one is UNKNOWN:
                undecided = True
                break
        restore(frame, key, before)
        return UNKNOWN if undecided else tuple(kept)

    return chosen


def item_at(source: Code, position: Code) -> Code:
    """``list[2]``: one item by its position from 1, from the end where negative; else null."""

    def item(frame: Frame) -> object:
        value, place = source(frame), position(frame)
        if value is UNKNOWN or place is UNKNOWN:
            return UNKNOWN
        if value is None or place is None or place != int(place):  # type: ignore[call-overload]
            return None
        items, offset = items_of(value), int(place)  # type: ignore[call-overload]
        if offset == 0 or abs(offset) > len(items):
            return None
        return items[offset - 1 if offset > 0 else offset]

    return item


def for_each(variable: str, source: Code, body: Code) -> Code:
    """The body for every item."""
    key = variable_key(variable)

    def each(frame: Frame) -> object:
        value = source(frame)
        if value is UNKNOWN or value is None:
            return value
        results: list[object] = []
        before = bind(frame, key, None)
        for item in looped(value):
            frame[key] = item
            results.append(body(frame))
        restore(frame, key, before)
        return tuple(results)

    return each


def part_of(value: object, name: str) -> object:
    """``value.name``: of each item, for a list; null where there is no such part.

    Values of classes that have parts, such as ranges and dates, answer by a method ``part``.
    """
    if type(value) is dict:
        return value.get(name)
    if isinstance(value, tuple):
        return tuple([part_of(item, name) for item in value])
    if value is UNKNOWN:
        return UNKNOWN
    part = getattr(value, "part", None)
    return part(name) if callable(part) else None


def path(source: Code, name: str) -> Code:
    """A field of a record, or of each record of a list."""

    def field(frame: Frame) -> object:
        value = source(frame)
        return value.get(name) if type(value) is dict else part_of(value, name)

    return field


def variable_path(variable: str, name: str) -> Code:
    """A field of a bound record: what rules with ``for`` mostly read."""
    key = variable_key(variable)

    def field(frame: Frame) -> object:
        try:
            return frame[key][name]  # type: ignore[index]
        except (KeyError, TypeError):
            # No record, or one of a DMN model that lacks the field.
            return part_of(frame[key], name)

    return field
