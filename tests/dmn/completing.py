"""Profiles in which no fact is missing, and what a model gets of them.

In: a program and a profile. Out: the profile with every missing fact drawn from its domain, and the
inputs of the exported model. DMN has no unknown, so only complete profiles can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from medrules.ir.evaluation import Plain, Profile
from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType, Type


def completed(program: Program, profile: Profile, random: Random) -> Profile:
    """The profile with a value for every fact, and for every field of every record."""
    values = dict(profile.values)
    records = dict(profile.records)
    for fact in program.facts:
        if "[]" not in fact.path and fact.path not in values:
            values[fact.path] = drawn(fact, random)
    for one in program.lists:
        if one.given_by == "packs":
            continue
        fields = [fact for fact in program.facts if fact.path.startswith(f"{one.path}[].")]
        rows = records.get(one.path)
        if rows is None:
            rows = tuple({} for _ in range(random.randrange(4)))
        filled: list[dict[str, Plain]] = []
        for at, row in enumerate(rows):
            whole = {fact.path.rpartition(".")[2]: drawn(fact, random) for fact in fields}
            whole[one.key] = f"record {at}"
            filled.append({**whole, **row})
        records[one.path] = tuple(filled)
    return Profile(values, records, profile.places)


def drawn(fact: Fact, random: Random) -> Plain:
    """A value of the fact's domain; numbers often at its ends."""
    kind: Type = fact.type
    match kind:
        case BooleanType():
            return random.random() < 0.5
        case NumberType():
            low = int(fact.minimum) if fact.minimum is not None else -20
            high = int(fact.maximum) if fact.maximum is not None else 200
            return random.choice(
                [low, high, random.randint(low, min(high, low + 20)), random.randint(low, high)]
            )
        case EnumType(_, members):
            return random.choice(members)
        case SetType(EnumType(_, members)):
            return frozenset(one for one in members if random.random() < 0.4)
        case _:
            return random.choice(["", "some text"])


def inputs_of(profile: Profile, places: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """The inputs of an exported model for this profile."""
    given: dict[str, object] = {}
    for path, (name, *parts) in places.items():
        if path in profile.records:
            given[name] = tuple(
                {key: listed(value) for key, value in row.items()} for row in profile.records[path]
            )
        elif path in profile.values:
            value = listed(profile.values[path])
            if not parts:
                given[name] = value
                continue
            inner = given.setdefault(name, {})
            for part in parts[:-1]:
                assert isinstance(inner, dict)
                inner = inner.setdefault(part, {})
            assert isinstance(inner, dict)
            inner[parts[-1]] = value
    return given


def listed(value: object) -> object:
    """A set as the list that DMN has in its place."""
    return tuple(sorted(value)) if isinstance(value, frozenset) else value
