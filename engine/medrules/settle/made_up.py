"""Profiles made up by chance that is the same everywhere: what a conclusion may come to, by example.

In: a program's ``Outline``, a machine, and the profile of which the records stay as many as they are
and ``is known`` goes on answering as it does. Out: ``sampled``: the values that one more made-up
profile comes to. Refused: nothing; a profile on which rules clash shows nothing.
"""

from __future__ import annotations

from medrules.interpreter.machine import Machine
from medrules.ir.evaluation import Plain, Profile, Run, Slot
from medrules.ir.program import Fact
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType
from medrules.ir.values import UNKNOWN, Number
from medrules.settle.diagram import identity
from medrules.settle.outline import Outline
from medrules.settle.setting import Place, Samples

_LARGE = 10**6


def sampled(outline: Outline, machine: Machine, profile: Profile, samples: Samples) -> Samples:
    """The samples, with one more."""
    chance = _Chance(samples.turn)
    run = machine.run(_made_up(outline, profile, chance), profile)
    shown = samples.shown if run.conflicts else _added(outline, run, samples.shown)
    return Samples(samples.made + 1, chance.turn, shown)


def _added(
    outline: Outline, run: Run, shown: dict[Place, tuple[Slot, ...]]
) -> dict[Place, tuple[Slot, ...]]:
    """What was shown before, and what this run shows besides."""
    more = shown.copy()
    for path in outline.derived:
        head, inside, name = path.partition("[].")
        slots: list[tuple[int | None, Slot]] = (
            [(None, run.values[path])]
            if not inside
            else [(index, record[name]) for index, record in enumerate(run.records.get(head, ()))]
        )
        for index, slot in slots:
            before = shown.get((path, index), ())
            if slot is not UNKNOWN and identity(slot) not in map(identity, before):
                more[path, index] = (*before, slot)
    return more


def _made_up(outline: Outline, profile: Profile, chance: _Chance) -> Profile:
    """A profile with some value for every fact, and as many records."""
    facts = outline.facts.values()
    values: dict[str, Plain] = {
        path: profile.values[path] for path in profile.values if path not in outline.facts
    }
    values.update((fact.path, chance.some(fact)) for fact in facts if "[]" not in fact.path)
    records: dict[str, tuple[dict[str, Plain], ...]] = {}
    for path, some in profile.records.items():
        fields = [fact for fact in facts if fact.path.startswith(f"{path}[].")]
        records[path] = tuple(
            {fact.path.partition("[].")[2]: chance.some(fact) for fact in fields} for _ in some
        )
    return Profile(values, records, {})


class _Chance:
    """Another value each time; the same ones in every analysis."""

    def __init__(self, turn: int) -> None:
        self.turn = turn

    def some(self, fact: Fact) -> Plain:
        """Some value of the fact."""
        match fact.type:
            case BooleanType():
                return self._pick(2) == 1
            case EnumType(members=members):
                return members[self._pick(len(members))]
            case SetType(item):
                odds = self._pick(4)
                return frozenset(one for one in item.members if self._pick(4) <= odds - 1)
            case NumberType():
                low = 0 if fact.minimum is None else fact.minimum
                high = _LARGE if fact.maximum is None else fact.maximum
                return self._between(low, high)
            case _:
                return f"text {self._pick(3)}"

    def _between(self, low: Number, high: Number) -> Number:
        """Mostly low numbers: what matters is seldom near the top of what is allowed."""
        room = int(high) - int(low)
        shrunk = room // (1, 1, 4, 50, 1000)[self._pick(5)]
        at = int(low) + self._pick(shrunk + 1)
        return min(max(at, low), high)

    def _pick(self, size: int) -> int:
        self.turn = (self.turn * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.turn >> 33) % size
