"""What settling should say, found by trying every completion.

In: a program, a partial profile, and for each missing fact the values to try. Out: ``Expected`` for each
conclusion. The interpreter alone decides what a completion comes to; ``is known`` keeps asking about
the partial profile. Refused: more completions than ``limit`` (``TooMany``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import chain, combinations, product

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Interval, Plain, Profile, Run, Settlement, Slot
from medrules.ir.invariants import reads
from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType
from medrules.ir.values import UNKNOWN
from medrules.record import Record

Place = tuple[str, int | None]
"""The declared path of a fact, and the record."""

Domain = Callable[[Fact], list[Plain]]


class TooMany(Exception):
    """There are more completions than can be tried."""


class Expected(Record):
    """``values``: all that come up. ``missing``: concrete paths of the facts that matter."""

    values: list[Plain]
    missing: set[str]


def domain(fact: Fact) -> list[Plain]:
    """Every value, where there are few: what the tests' vocabularies keep to."""
    match fact.type:
        case BooleanType():
            return [False, True]
        case EnumType(members=members):
            return list(members)
        case SetType(item):
            some = (combinations(item.members, size) for size in range(len(item.members) + 1))
            return [frozenset(one) for one in chain.from_iterable(some)]
        case NumberType(integer=True):
            low, high = fact.minimum, fact.maximum
            return list(range(0 if low is None else int(low), 5 if high is None else int(high) + 1))
        case NumberType():
            return [Decimal(step) / 2 for step in range(9)]
        case _:
            return ["x", "y", "z"]


def concrete(place: Place) -> str:
    """The path as settlements name it."""
    path, index = place
    return path if index is None else path.replace("[]", f"[{index}]", 1)


def gaps(program: Program, profile: Profile) -> list[tuple[Fact, Place]]:
    """The missing facts that some rule reads."""
    read = set().union(*[reads(rule) for rule in program.rules]) if program.rules else set()
    found: list[tuple[Fact, Place]] = []
    for fact in program.facts:
        if fact.path not in read:
            continue
        head, inside, name = fact.path.partition("[].")
        if not inside:
            if fact.path not in profile.values:
                found.append((fact, (fact.path, None)))
            continue
        for index, record in enumerate(profile.records.get(head, ())):
            if name not in record:
                found.append((fact, (fact.path, index)))
    return found


def filled(profile: Profile, places: Iterable[Place], row: Iterable[Plain]) -> Profile:
    """The profile with a value for each place."""
    values = dict(profile.values)
    records = {path: [dict(one) for one in some] for path, some in profile.records.items()}
    for (path, index), value in zip(places, row, strict=True):
        if index is None:
            values[path] = value
        else:
            head, _, name = path.partition("[].")
            records[head][index][name] = value
    return Profile(values, {path: tuple(some) for path, some in records.items()}, {})


def emptied(profile: Profile) -> Profile:
    """The profile with its records, and nothing else said."""
    return Profile({}, {path: ({},) * len(some) for path, some in profile.records.items()}, {})


def expected(
    program: Program,
    profile: Profile,
    standing: Profile | None = None,
    values: Domain = domain,
    limit: int = 1000,
) -> dict[str, Expected]:
    """Try every completion of the profile; ``is known`` asks ``standing`` (the profile itself)."""
    machine, cones = prepare(program), _cones(program)
    missing = gaps(program, profile)
    options = [values(fact) for fact, _ in missing]
    size = 1
    for some in options:
        size *= len(some)
    if size > limit:
        raise TooMany
    places = [place for _, place in missing]
    results: dict[tuple[int, ...], dict[str, Slot]] = {}
    for row in product(*[range(len(some)) for some in options]):
        chosen = [some[at] for some, at in zip(options, row, strict=True)]
        run = machine.run(filled(profile, places, chosen), standing or profile)
        results[row] = _values(program, run, cones)
    found: dict[str, Expected] = {}
    for path in next(iter(results.values())):
        distinct: dict[object, Plain] = {}
        for answers in results.values():
            if answers[path] is not UNKNOWN:
                distinct.setdefault(key(answers[path]), answers[path])  # type: ignore[arg-type]
        matter = {concrete(place) for at, place in enumerate(places) if _matters(results, path, at)}
        found[path] = Expected(list(distinct.values()), matter)
    return found


def key(value: object) -> object:
    """Equal for equal values only: true is not 1."""
    if isinstance(value, tuple):
        return tuple(key(one) for one in value)
    return type(value) is bool, value


def _matters(results: dict[tuple[int, ...], dict[str, Slot]], path: str, at: int) -> bool:
    groups: dict[tuple[int, ...], object] = {}
    for row, answers in results.items():
        if answers[path] is UNKNOWN:
            continue
        rest = row[:at] + row[at + 1 :]
        mine = key(answers[path])
        if groups.setdefault(rest, mine) != mine:
            return True
    return False


def _values(program: Program, run: Run, cones: dict[str, set[str]]) -> dict[str, Slot]:
    """Every conclusion; ``UNKNOWN`` where rules clash on it or on what it rests on."""
    clashing = {declared(path) for path, _, _ in run.conflicts}
    found: dict[str, Slot] = {}
    for item in program.derived:
        lost = bool(clashing) and not clashing.isdisjoint(cones[item.path])
        head, inside, name = item.path.partition("[].")
        if inside:
            for index, record in enumerate(run.records.get(head, ())):
                found[f"{head}[{index}].{name}"] = UNKNOWN if lost else record[name]
        else:
            found[item.path] = UNKNOWN if lost else run.values[item.path]
    return found


def declared(path: str) -> str:
    """``programs[0].score`` as it is declared: ``programs[].score``."""
    head, inside, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if inside else path


def _cones(program: Program) -> dict[str, set[str]]:
    """What each conclusion rests on, itself included."""
    below: dict[str, set[str]] = {item.path: {item.path} for item in program.derived}
    for one in program.rules:
        below[one.conclusion] |= reads(one)
    for _ in below:
        for path, found in below.items():
            below[path] = found.union(*[below.get(other, set()) for other in found])
    return below


def told(program: Program, path: str, said: Settlement) -> object:
    """What a settlement says can come, in the form of ``wanted``."""
    if isinstance(said.possible, Interval):
        return said.possible
    if isinstance(said.value, frozenset):
        return said.value, frozenset(said.possible)
    if said.status == "settled":
        return frozenset({key(said.value)})
    return frozenset(key(one) for one in said.possible)


def wanted(program: Program, path: str, expect: Expected) -> object:
    """What should be said: values, certain and possible members, or an interval."""
    kind = next(item.type for item in program.derived if item.path == declared(path))
    if isinstance(kind, SetType) and expect.values:
        sets = [frozenset(one) for one in expect.values]  # type: ignore[arg-type]
        certain = frozenset.intersection(*sets)
        return certain, frozenset.union(*sets) - certain
    if isinstance(kind, NumberType):
        numbers = [one for one in expect.values if one is not None]
        if len(numbers) > 12:
            return Interval(min(numbers), max(numbers), len(numbers) < len(expect.values))  # type: ignore[type-var]
    return frozenset(key(one) for one in expect.values)
