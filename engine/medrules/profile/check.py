"""Raw values, checked against the types and ranges of the vocabulary.

In: ``Given``. Out: a ``Profile`` with the values that fit. Refused, all at once: values of another
type, outside their range, not members of their enum, repeated in a set, texts too long, more
records than a list takes, records of the same name.

A whole number is held as ``int`` however it was written; a fraction as ``Decimal``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, assert_never

from medrules.ir.evaluation import Plain, Profile
from medrules.ir.types import (
    AnyType,
    BooleanType,
    EnumType,
    ListType,
    NullType,
    NumberType,
    RecordTypeOf,
    SetType,
    TextType,
    Type,
)
from medrules.ir.values import NUMBERS, Number
from medrules.profile.given import Entry, Given, Problems
from medrules.profile.vocabulary import Slot, Vocabulary

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

MOST_CHARACTERS: Final = 2000
"""The longest text that a fact takes."""

WIDEST: Final = 10**15
"""Numbers without a declared bound lie between its negative and itself."""


class Misfit(Exception):
    """A raw value that is no value of its slot; why is worked out only when somebody asks."""


def check(given: Given, vocabulary: Vocabulary, problems: Problems) -> Profile:
    """The values that fit; every one that does not is among the problems."""
    values: dict[str, Plain] = {}
    for path, entry in given.values.items():
        _check_one(path, entry, vocabulary.scalars[path], values, path, problems)
    records: dict[str, tuple[dict[str, Plain], ...]] = {}
    for path, raw_records in given.records.items():
        fields = vocabulary.fields[path]
        found: list[dict[str, Plain]] = []
        for index, raw_record in enumerate(raw_records):
            record: dict[str, Plain] = {}
            for name, entry in raw_record.items():
                shown = f"{path}[{index}].{name}"
                _check_one(name, entry, fields[name], record, shown, problems)
            found.append(record)
        records[path] = tuple(found)
        _check_list(path, given, records[path], vocabulary, problems)
    return Profile(values, records, {})


def _check_one(
    key: str,
    entry: Entry,
    slot: Slot,
    into: dict[str, Plain],
    shown: str,
    problems: Problems,
) -> None:
    try:
        into[key] = fit(entry.raw, slot.type, slot.minimum, slot.maximum)
    except Misfit:
        from medrules.profile.misfits import explain

        explain(shown, entry, slot, problems)


def _check_list(
    path: str,
    given: Given,
    records: tuple[dict[str, Plain], ...],
    vocabulary: Vocabulary,
    problems: Problems,
) -> None:
    item = vocabulary.lists[path]
    if len(records) > item.max_items:
        from medrules.profile.misfits import too_many

        too_many(item, len(records), Entry(None, given.rows[path][item.max_items]), problems)
    names = [record.get(item.key) for record in records]
    known = [name for name in names if isinstance(name, str)]
    taken = vocabulary.option_keys(path) if known and item.given_by == "both" else {}
    if len(set(known)) < len(known) or not taken.keys().isdisjoint(known):
        from medrules.profile.misfits import same_names

        entries = [record.get(item.key) for record in given.records[path]]
        same_names(item, entries, taken, problems)


def fit(raw: TomlValue, kind: Type, low: Number | None, high: Number | None) -> Plain:
    """The value of that type and range. Raises Misfit where the raw value is none."""
    match kind:
        case EnumType(_, members):
            if isinstance(raw, str) and raw in members:
                return raw
        case NumberType(_, integer):
            if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
                return _number(raw, integer, low, high)
        case BooleanType():
            if isinstance(raw, bool):
                return raw
        case TextType():
            if isinstance(raw, str) and len(raw) <= MOST_CHARACTERS:
                return raw
        case SetType(item):
            if isinstance(raw, list):
                members = item.members
                found = [one for one in raw if isinstance(one, str) and one in members]
                if len(found) == len(raw) == len(set(found)):
                    return frozenset(found)
        case ListType(item):
            if isinstance(raw, list):
                return tuple([fit(one, item, None, None) for one in raw])
        case RecordTypeOf() | NullType() | AnyType():
            pass
        case _:
            assert_never(kind)
    raise Misfit


def _number(raw: Number, integer: bool, low: Number | None, high: Number | None) -> Number:
    if isinstance(raw, Decimal) and not raw.is_finite():
        raise Misfit
    if raw < (-WIDEST if low is None else low) or raw > (WIDEST if high is None else high):
        raise Misfit
    if isinstance(raw, int):
        return raw
    whole = int(raw)
    if whole == raw:
        return whole
    if integer:
        raise Misfit
    return NUMBERS.plus(raw)
