"""Whether the facts given so far exclude anything.

In: a program, a profile and its run. Out: ``Blank``: how a conclusion's outlook compares with what it could
come to if nothing were given, the profile's records staying as many as they are and ``is known`` answering as
it does now. A few made-up profiles show most exclusions; only where they do not, all that the conclusion
could be is worked out. Refused: nothing.

What nothing given leaves open is the same for many profiles, so it is put down among the ``Findings`` and
taken from there the next time. It must then be the same whether it is found there or worked out, and
whatever else was asked: each conclusion is worked out by itself, with steps of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from medrules.interpreter.machine import Machine
from medrules.ir.evaluation import Profile, Slot
from medrules.ir.program import Derived
from medrules.ir.values import Number
from medrules.settle.diagram import identity
from medrules.settle.findings import Findings
from medrules.settle.held import Tally
from medrules.settle.outline import Outline
from medrules.settle.outlook import Lookout, Outlook
from medrules.settle.setting import Bound, Place, Setting, setting_of
from medrules.settle.world import SHARE, Settling

SAMPLES = 10
"""So many profiles are made up before all that could be is worked out."""


class Blank:
    """Compares outlooks with those of an empty profile.

    ``blank`` makes a world in which only that is known which a blank profile says.
    """

    def __init__(
        self,
        outline: Outline,
        findings: Findings,
        machine: Machine,
        profile: Profile,
        budget: int,
        blank: Callable[[], Settling],
    ) -> None:
        self.outline = outline
        self.findings = findings
        self.machine = machine
        self.profile = profile
        self.budget = budget
        self._blank = blank
        self._rests: dict[str, bool] = {}
        self._settings: dict[str | None, Setting] = {}
        self._below: tuple[str, Settling] | None = None
        self._alone: tuple[Place, Lookout] | None = None

    def excludes(self, derived: Derived, index: int | None, outlook: Outlook) -> bool:
        """Whether something is no longer possible that would be if nothing were given."""
        if not self._given(derived.path):
            return False
        place = derived.path, index
        if self._shown(place, outlook):
            return True
        counted = self._bound(place).counted
        if counted is not None and _all_of(counted, outlook):
            return False
        return not outlook.same(self._outlook(place))

    def _given(self, path: str) -> bool:
        """Whether the conclusion rests on anything that the profile gives."""
        found = self._rests.get(path)
        if found is None:
            found = self._rests[path] = any(map(self._gives, self.outline.ground(path)))
        return found

    def _gives(self, path: str) -> bool:
        head, inside, name = path.partition("[].")
        if inside:
            return any(name in record for record in self.profile.records.get(head, ()))
        return path in self.profile.values

    def _setting(self, path: str | None) -> Setting:
        """What a conclusion sees of the profile's setting; None for all of it."""
        found = self._settings.get(path)
        if found is None:
            sees = self.outline.sees(path)
            found = self._settings[path] = setting_of(sees, self.profile, self.budget)
        return found

    # -- made-up profiles --------------------------------------------------------------------------

    def _shown(self, place: Place, outlook: Outlook) -> bool:
        """Whether a made-up profile shows a value that is not in the outlook."""
        setting, among = self._setting(None), _Among(outlook)
        samples = self.findings.samples(setting)
        told = 0
        while True:
            shown = samples.shown.get(place, ())
            if not all(among.has(slot) for slot in shown[told:]):
                return True
            if samples.made >= SAMPLES:
                return False
            from medrules.settle.made_up import sampled  # seldom needed: what it shows is kept

            told = len(shown)
            samples = sampled(self.outline, self.machine, self.profile, samples)
            self.findings.add_samples(setting, samples)

    # -- all that could be -------------------------------------------------------------------------

    def _bound(self, place: Place) -> Bound:
        """What is easily said of a conclusion, and its outlook where that is known already."""
        found = self.findings.bound(place, self._setting(place[0]))
        if found is None:
            held = self._by_itself(place).world.instance(*place)
            found = Bound(held.span if isinstance(held, Tally) else None, None)
            self.findings.add_bound(place, self._setting(place[0]), found)
        return found

    def _outlook(self, place: Place) -> Outlook:
        bound = self._bound(place)
        found = bound.outlook
        if found is None:
            found = self._by_itself(place).look(*place, False)
            told = Bound(bound.counted, found)
            self.findings.add_bound(place, self._setting(place[0]), told)
        return found

    def _by_itself(self, place: Place) -> Lookout:
        """A world for one conclusion, which so takes the same steps whatever else is asked."""
        path, _ = place
        if self._below is None or self._below[0] != path:
            world = self._blank()
            world.conclude(self.outline.cone([path]) - {path})
            self._below = path, world
        if self._alone is None or self._alone[0] != place:
            # What it rests on is the same for every record; the records do not know of each other.
            self._alone = place, Lookout(self._below[1].copied(), self.budget // SHARE)
        return self._alone[1]


class _Among:
    """Which values an outlook leaves open."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self._values = {identity(one) for one in outlook.values}
        self._members: frozenset[str] = frozenset()
        if outlook.certain is not None:
            self._members = outlook.certain.union(map(str, outlook.values))

    def has(self, slot: Slot) -> bool:
        """Whether a value is one of them."""
        outlook = self.outlook
        if outlook.certain is not None:
            return not isinstance(slot, frozenset) or slot <= self._members
        if outlook.low is not None and outlook.high is not None and _is_number(slot):
            return outlook.low <= slot <= outlook.high  # type: ignore[operator]
        return identity(slot) in self._values


def _all_of(counted: tuple[int, int], outlook: Outlook) -> bool:
    """Whether an outlook leaves open everything that a count could be, whatever it counts."""
    low, high = counted
    if outlook.low is not None:
        return (outlook.low, outlook.high) == (low, high)
    return set(range(low, high + 1)) <= set(outlook.values)


def _is_number(slot: Slot) -> bool:
    return type(slot) is not bool and isinstance(slot, Number)
