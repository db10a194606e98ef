"""Cohorts made up at random from the facts of the built-in packs, and their answers one by one."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from medrules import load
from medrules.cohort.batch import batch
from medrules.cohort.model import Asked, Result
from medrules.evaluating import machine_for
from medrules.ir.evaluation import Plain, Slot
from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType
from medrules.profile.mapping import profile_from_mapping

Person = dict[str, object]


@cache
def program() -> Program:
    """The program of the built-in packs."""
    return load()


def scalars() -> list[Fact]:
    """The facts that a row gives one value for."""
    return [fact for fact in program().facts if "[]" not in fact.path]


def fields() -> list[Fact]:
    """The facts of a program that somebody thinks about."""
    return [fact for fact in program().facts if fact.path.startswith("programs[].")]


def value(fact: Fact, dice: random.Random) -> object:
    """A value that the fact can have."""
    match fact.type:
        case BooleanType():
            return dice.random() < 0.5
        case EnumType(_, members):
            return dice.choice(members)
        case SetType(EnumType(_, members)):
            return dice.sample(members, dice.randint(0, min(3, len(members))))
        case NumberType(_, integer):
            low, high = int(fact.minimum or 0), int(fact.maximum or 100)
            top = dice.choice([high, low + 5, low + 12])
            found = dice.randint(low, min(top, high))
            return found if integer or dice.random() < 0.5 else min(found + 0.25, high)
        case _:
            return dice.choice(["medicine", "a;b", 'quo"ted', "Ärztin, Köln"])


def people(count: int, seed: int, known: float, programs: bool = False) -> list[Person]:
    """So many people, of whom each fact is known with that probability."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        person: Person = {
            fact.path: value(fact, dice) for fact in scalars() if dice.random() < known
        }
        if programs and dice.random() < 0.8:
            person["programs"] = [
                {"name": f"P{number}-{place}"}
                | {
                    fact.path.partition("[].")[2]: value(fact, dice)
                    for fact in fields()
                    if fact.path != "programs[].name" and dice.random() < known
                }
                for place in range(dice.randint(0, 4))
            ]
        found.append(person)
    return found


def columns(cohort: Sequence[Person]) -> list[str]:
    """Every fact that somebody has."""
    return list(dict.fromkeys(path for person in cohort for path in person))


def write_csv(path: Path, cohort: Sequence[Person]) -> Path:
    """The cohort as CSV, with a column ``id``."""
    names = columns(cohort)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", *names])
        for number, person in enumerate(cohort):
            writer.writerow([number, *(_cell(person.get(name)) for name in names)])
    return path


def _cell(found: object) -> str:
    match found:
        case None:
            return ""
        case bool():
            return "yes" if found else "no"
        case list() if not found or isinstance(found[0], dict):
            return json.dumps(found)
        case list():
            return " ; ".join(found)
        case _:
            return str(found)


def write_jsonl(path: Path, cohort: Sequence[Person]) -> Path:
    """The cohort as JSONL, nested."""
    with path.open("w", encoding="utf-8") as stream:
        for number, person in enumerate(cohort):
            line: dict[str, object] = {"id": number}
            for name, found in person.items():
                head, dot, rest = name.partition(".")
                if dot:
                    line.setdefault(head, {})[rest] = found  # type: ignore[index]
                else:
                    line[name] = found
            stream.write(json.dumps(line) + "\n")
    return path


def write_parquet(path: Path, cohort: Sequence[Person]) -> Path:
    """The cohort as Parquet, with typed columns."""
    import duckdb

    lines = path.with_suffix(".lines")
    names = columns(cohort)
    with lines.open("w", encoding="utf-8") as stream:
        for number, person in enumerate(cohort):
            stream.write(json.dumps({"id": number} | person) + "\n")
    types = {"id": "BIGINT"} | {fact.path: _type(fact) for fact in scalars() if fact.path in names}
    if "programs" in names:
        inner = ", ".join(f'"{one.path.partition("[].")[2]}" {_type(one)}' for one in fields())
        types["programs"] = f"STRUCT({inner})[]"
    shown = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    duckdb.connect().execute(
        f"COPY (SELECT * FROM read_json('{lines}', format = 'newline_delimited', "
        f"columns = {{{shown}}})) TO '{path}' (FORMAT parquet)"
    )
    return path


def _type(fact: Fact) -> str:
    match fact.type:
        case BooleanType():
            return "BOOLEAN"
        case SetType():
            return "VARCHAR[]"
        case NumberType(_, integer):
            return "BIGINT" if integer else "DOUBLE"
        case _:
            return "VARCHAR"


def answer(
    person: Mapping[str, object],
) -> tuple[dict[str, Slot], dict[str, list[dict[str, Slot]]]]:
    """What the interpreter answers: conclusions, and records by list."""
    made = program()
    run = machine_for(made).run(profile_from_mapping(made, person))
    assert not run.conflicts
    return dict(run.values), {path: list(records) for path, records in run.records.items()}


def visible() -> list[str]:
    """The conclusions that a run answers by default."""
    return [one.path for one in program().derived if not one.internal and "[]" not in one.path]


def ran(source: Path, output: Path, **more: object) -> Result:
    """A run over that file."""
    return batch(program(), Asked((str(source),), str(output), **more))


def same(path: str, found: object, expected: Plain) -> bool:
    """Whether a value of the output is what the interpreter says."""
    match expected:
        case frozenset():
            return _words(found) == set(expected) and len(_words_list(found)) == len(expected)
        case tuple():
            return _words_list(found) == list(expected)
        case bool():
            return str(found).lower() == str(expected).lower()
        case int() | Decimal():
            number = Decimal(str(found))
            return abs(number - expected) <= abs(Decimal(expected)) * Decimal("1e-15")
        case None:
            return found in (None, "")
        case _:
            return found == expected


def _words_list(found: object) -> list[str]:
    if isinstance(found, list):
        return found
    return [word for word in str(found or "").split(";") if word]


def _words(found: object) -> set[str]:
    return set(_words_list(found))
