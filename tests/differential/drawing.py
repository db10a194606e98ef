"""Random profiles of any program: complete ones, and ones that lack much or little.

In: a program and a source of chance. Out: a ``Profile`` that a reader of profiles would let through.
Refused: nothing.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from medrules.ir.evaluation import Plain, Profile
from medrules.ir.program import Fact, Parameter, Program
from medrules.ir.types import BooleanType, EnumType, ListType, NumberType, SetType, Type
from medrules.ir.values import Number

SHARES = (1.0, 0.95, 0.8, 0.5, 0.15)
"""How much of a profile is given."""
_WIDE = 1000


def draw(program: Program, source: Random) -> Profile:
    """A profile that gives some share of what could be given."""
    share = source.choice(SHARES)

    def given() -> bool:
        return source.random() < share

    values: dict[str, Plain] = {
        fact.path: _of_fact(fact, source)
        for fact in program.facts
        if "[]" not in fact.path and given()
    }
    for parameter in program.parameters:
        if parameter.open and source.random() < 0.1:
            values[parameter.path] = _of_fact(parameter, source)
    records: dict[str, tuple[dict[str, Plain], ...]] = {}
    for item in program.lists:
        if item.given_by == "packs" or not given():
            continue
        start = f"{item.path}[]."
        fields = [fact for fact in program.facts if fact.path.startswith(start)]
        rows: list[dict[str, Plain]] = []
        for place in range(source.randint(0, min(item.max_items, 4))):
            row = {one.path[len(start) :]: _of_fact(one, source) for one in fields if given()}
            rows.append({**row, item.key: f"record {place}"})
        records[item.path] = tuple(rows)
    return Profile(values, records, {})


def _of_fact(fact: Fact | Parameter, source: Random) -> Plain:
    return _value(fact.type, fact.minimum, fact.maximum, source)


def _value(kind: Type, low: Number | None, high: Number | None, source: Random) -> Plain:
    match kind:
        case BooleanType():
            return source.random() < 0.5
        case NumberType(_, integer):
            return _number(integer, low, high, source)
        case EnumType(members=members):
            return source.choice(members)
        case SetType(item):
            share = source.random()
            return frozenset(one for one in item.members if source.random() < share)
        case ListType(item):
            return tuple(_value(item, low, high, source) for _ in range(source.randint(0, 3)))
        case _:
            return source.choice(["", "a", "text with 'quotes'", "line\nbreak", "ünïcode ✓"])


def _number(integer: bool, low: Number | None, high: Number | None, source: Random) -> Number:
    """A number of the range: near its ends, round, or anything."""
    first = int(low) if low is not None else -_WIDE
    last = int(high) if high is not None else max(first, 0) + _WIDE
    near = source.random()
    if near < 0.4:
        last = min(last, first + 30)
    elif near < 0.5:
        first = max(first, last - 2)
    whole = source.randint(first, last)
    if integer or source.random() < 0.5 or whole == last:
        return whole
    part = Decimal(source.randint(1, 999)) / 1000
    return whole + part
