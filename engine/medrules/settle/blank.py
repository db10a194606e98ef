"""Whether the facts given so far exclude anything.

In: a program, a profile and its run. Out: ``Blank``: how a conclusion's outlook compares with what it could
come to if nothing were given, the profile's records staying as many as they are and ``is known`` answering as
it does now. A few made-up profiles show most exclusions; only where they do not, all that the conclusion
could be is worked out. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medrules.interpreter.machine import Machine
from medrules.ir.evaluation import Plain, Profile, Run, Slot
from medrules.ir.program import Derived, Fact
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType
from medrules.ir.values import UNKNOWN, Number
from medrules.settle.diagram import identity
from medrules.settle.held import Tally
from medrules.settle.outline import Outline
from medrules.settle.outlook import Lookout, Outlook

SAMPLES = 10
_LARGE = 10**6


class Blank:
    """Compares outlooks with those of an empty profile."""

    def __init__(
        self,
        outline: Outline,
        machine: Machine,
        profile: Profile,
        run: Run,
        lookout: Callable[[], Lookout],
    ) -> None:
        self.outline = outline
        self.machine = machine
        self.profile = profile
        self.run = run
        self._lookout = lookout
        self._made: Lookout | None = None
        self._samples: list[Run] = []
        self._turn = 0

    def excludes(self, derived: Derived, index: int | None, outlook: Outlook) -> bool:
        """Whether something is no longer possible that would be if nothing were given."""
        if not self._given(derived.path):
            return False
        if any(self._outside(derived, index, outlook, run) for run in self._runs()):
            return True
        if self._made is None:
            self._made = self._lookout()
        self._made.world.conclude(self.outline.cone([derived.path]) - {derived.path})
        held = self._made.world.instance(derived.path, index)
        if isinstance(held, Tally) and _all_of(held, outlook):
            return False
        return not outlook.same(self._made.look(derived.path, index, False))

    def _given(self, path: str) -> bool:
        """Whether the conclusion rests on anything that the profile gives."""
        for one in self.outline.ground(path):
            head, inside, name = one.partition("[].")
            if inside:
                if any(name in record for record in self.profile.records.get(head, ())):
                    return True
            elif one in self.profile.values:
                return True
        return False

    def _outside(self, derived: Derived, index: int | None, outlook: Outlook, run: Run) -> bool:
        """Whether a made-up profile shows a value that is not in the outlook."""
        head, inside, name = derived.path.partition("[].")
        slot = run.values[derived.path] if not inside else run.records[head][index or 0][name]
        if slot is UNKNOWN:
            return False
        if outlook.certain is not None:
            members = slot if isinstance(slot, frozenset) else frozenset()
            return not members <= outlook.certain.union(map(str, outlook.values))
        if outlook.low is not None and outlook.high is not None and _is_number(slot):
            return not outlook.low <= slot <= outlook.high  # type: ignore[operator]
        return identity(slot) not in {identity(one) for one in outlook.values}

    # -- made-up profiles --------------------------------------------------------------------------

    def _runs(self) -> Iterator[Run]:
        """Runs over made-up profiles, made as they are needed and kept."""
        for at in range(SAMPLES):
            if at == len(self._samples):
                self._samples.append(self.machine.run(self._made_up(), self.profile))
            if not self._samples[at].conflicts:
                yield self._samples[at]

    def _made_up(self) -> Profile:
        """A profile with some value for every fact, and as many records."""
        facts = self.outline.facts.values()
        values: dict[str, Plain] = {
            path: self.profile.values[path]
            for path in self.profile.values
            if path not in self.outline.facts
        }
        values.update((fact.path, self._some(fact)) for fact in facts if "[]" not in fact.path)
        records: dict[str, tuple[dict[str, Plain], ...]] = {}
        for path, some in self.profile.records.items():
            fields = [fact for fact in facts if fact.path.startswith(f"{path}[].")]
            records[path] = tuple(
                {fact.path.partition("[].")[2]: self._some(fact) for fact in fields} for _ in some
            )
        return Profile(values, records, {})

    def _some(self, fact: Fact) -> Plain:
        """Some value of the fact, another one each time; the same ones in every analysis."""
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
        self._turn = (self._turn * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._turn >> 33) % size


def _all_of(tally: Tally, outlook: Outlook) -> bool:
    """Whether an outlook leaves open everything that a count could be, whatever it counts."""
    low, high = tally.more, tally.more + len(tally.guards)
    if outlook.low is not None:
        return (outlook.low, outlook.high) == (low, high)
    return set(range(low, high + 1)) <= set(outlook.values)


def _is_number(slot: Slot) -> bool:
    return type(slot) is not bool and isinstance(slot, Number)
