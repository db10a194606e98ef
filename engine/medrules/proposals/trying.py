"""Facts that reach a goal, found by trying values on both sides of what they are compared with.

In: a probe, and facts of cases that came near. Out: facts that reach the goal, as few as can be.
Refused: nothing. Where there are few combinations all are tried; else the facts of other cases with one
fact changed, and then so many combinations drawn by chance, always the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from math import prod
from random import Random

from medrules.ir.evaluation import Plain
from medrules.lint.examples import Example, shrunk
from medrules.proposals.probing import Probe

Facts = dict[str, Plain]

MOST_COMBINATIONS = 3000
DRAWN = 400
RECORDS = (1, 2, 3)
"""How many records of a list are tried."""


def tried(probe: Probe, near: Sequence[Facts]) -> Iterator[Facts]:
    """Facts that reach the goal, each as small as can be; none where trying finds none."""
    for facts in _candidates(probe, near):
        if probe.holds(facts):
            yield shrunk(Example(facts), lambda one: probe.holds(one.facts)).facts


def _candidates(probe: Probe, near: Sequence[Facts]) -> Iterator[Facts]:
    yield {}
    if probe.of_term():
        yield from islice(_left_out(probe, near), MOST_COMBINATIONS)
    for count in RECORDS if probe.lists else (0,):
        spots = _spots(probe, count)
        options = [_options(probe, spot) for spot in spots]
        if prod(len(one) for one in options) <= MOST_COMBINATIONS:
            for chosen in product(*options):
                yield _given(spots, chosen)
        else:
            yield from islice(_near(probe, near), MOST_COMBINATIONS)
            yield from _drawn(spots, options)


def _spots(probe: Probe, count: int) -> list[str]:
    """The concrete paths of the facts, with so many records in each list."""
    spots: list[str] = []
    for path in probe.facts:
        if "[]." in path:
            spots += [path.replace("[]", f"[{at}]", 1) for at in range(count)]
        else:
            spots.append(path)
    listed = {one.partition("[].")[0] for one in probe.facts if "[]." in one}
    for path in probe.lists:
        if path not in listed:
            key = next(one.key for one in probe.program.lists if one.path == path)
            spots += [f"{path}[{at}].{key}" for at in range(count)]
    return spots


_ABSENT = object()


def _options(probe: Probe, spot: str) -> tuple[object, ...]:
    values = probe.values.get(_declared(spot))
    if values is None:  # the key of a record of which nothing else matters
        return (f"Number {int(spot.partition('[')[2].partition(']')[0]) + 1}",)
    return (*values, _ABSENT)


def _given(spots: Sequence[str], chosen: Iterable[object]) -> Facts:
    pairs = zip(spots, chosen, strict=True)
    return {spot: value for spot, value in pairs if value is not _ABSENT}  # type: ignore[misc]


def _near(probe: Probe, near: Sequence[Facts]) -> Iterator[Facts]:
    """What other cases say of these facts, with one fact changed or left out."""
    wanted = set(probe.facts)
    seen: set[str] = set()
    for facts in near:
        own = {path: value for path, value in facts.items() if _declared(path) in wanted}
        if repr(own) in seen:
            continue
        seen.add(repr(own))
        yield own
        for path in own:
            yield {other: value for other, value in own.items() if other != path}
        for path in probe.facts:
            spot = path.replace("[]", "[0]", 1)
            for value in probe.values[path]:
                yield {**own, spot: value}


def _left_out(probe: Probe, near: Sequence[Facts]) -> Iterator[Facts]:
    """What other cases say, without what the term rests on: all of it, or one fact."""
    wanted, behind = set(probe.facts), probe.of_term()
    seen: set[str] = set()
    for facts in near:
        own = {path: value for path, value in facts.items() if _declared(path) in wanted}
        if repr(own) in seen:
            continue
        seen.add(repr(own))
        yield {path: value for path, value in own.items() if _declared(path) not in behind}
        for path in own:
            if _declared(path) in behind:
                yield {other: value for other, value in own.items() if other != path}


def _drawn(spots: Sequence[str], options: Sequence[tuple[object, ...]]) -> Iterator[Facts]:
    random = Random(len(spots))

    def draws() -> Iterator[Facts]:
        while True:
            yield _given(spots, [random.choice(one) for one in options])

    return islice(draws(), DRAWN)


def _declared(spot: str) -> str:
    head, inside, rest = spot.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if inside else spot
