"""Whether the facts given so far exclude anything.

In: a program, a profile and its run. Out: ``Blank``: how a conclusion's outlook compares with what it could
come to if nothing were given, the profile's records staying as many as they are and ``is known`` answering as
it does now. A few made-up profiles show most exclusions; only where they do not, all that the conclusion
could be is worked out. Refused: nothing.

What nothing given leaves open is the same for many profiles, so it is written on a ``Sheet`` and read from
there the next time. It must then be the same whether it is read or worked out, and whatever else was
asked: each conclusion is worked out by itself, with steps of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from medrules.interpreter.machine import Machine
from medrules.ir.evaluation import Profile, Run, Slot
from medrules.ir.program import Derived
from medrules.ir.values import Number
from medrules.settle.diagram import identity
from medrules.settle.held import Tally
from medrules.settle.made_up import SAMPLES, sampled
from medrules.settle.outline import Outline
from medrules.settle.outlook import Lookout, Outlook
from medrules.settle.sheet import Bound, Place, Setting, Sheet, Sheets, new_sheet, setting_of
from medrules.settle.shelf import Shelf


class Blank:
    """Compares outlooks with those of an empty profile.

    ``shelf``: where more is kept, if anywhere. ``lookout`` makes a lookout that knows only what a blank
    profile says; it may take ``budget`` steps.
    """

    def __init__(
        self,
        outline: Outline,
        sheets: Sheets,
        machine: Machine,
        profile: Profile,
        run: Run,
        budget: int,
        shelf: Shelf | None,
        lookout: Callable[[], Lookout],
    ) -> None:
        self.outline = outline
        self.sheets = sheets
        self.machine = machine
        self.profile = profile
        self.run = run
        self.budget = budget
        self._sheet: Sheet | None = None
        self._shelf = shelf
        self._lookout = lookout
        self._rests: dict[str, bool] = {}
        self._alone: tuple[Place, Lookout] | None = None

    @property
    def sheet(self) -> Sheet:
        """What is known of this profile's setting."""
        if self._sheet is None:
            setting = self._setting(None)
            found = self.sheets.find(setting)
            if found is None:
                kept = self._shelf.read(setting) if self._shelf is not None else None
                found = kept or new_sheet()
                self.sheets.add(setting, found)
            self._sheet = found
        return self._sheet

    def keep(self) -> None:
        """Keep what has been found out here, where anything is kept."""
        if self._shelf is not None and self._sheet is not None and self._sheet.grown:
            self._shelf.write(self._setting(None), self._sheet)
            self._sheet.grown = False

    def _setting(self, path: str | None) -> Setting:
        return setting_of(self.outline.sees(path), self.profile, self.budget)

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

    # -- made-up profiles --------------------------------------------------------------------------

    def _shown(self, place: Place, outlook: Outlook) -> bool:
        """Whether a made-up profile shows a value that is not in the outlook."""
        sheet = self.sheet
        among = _Among(outlook)
        told = 0
        while True:
            shown = sheet.samples.shown.get(place, ())
            if not all(among.has(slot) for slot in shown[told:]):
                return True
            told = len(shown)
            if sheet.samples.made >= SAMPLES:
                return False
            sheet.write(sampled(self.outline, self.machine, self.profile, sheet.samples))

    # -- all that could be -------------------------------------------------------------------------

    def _bound(self, place: Place) -> Bound:
        """What is easily said of a conclusion, and its outlook where that is written already."""
        found = self.sheet.bounds.get(place)
        if found is None:
            found = self.sheets.bound(place, self._setting(place[0]))
            if found is None:
                held = self._by_itself(place).world.instance(*place)
                found = Bound(held.span if isinstance(held, Tally) else None, None)
            self._note(place, found)
        return found

    def _outlook(self, place: Place) -> Outlook:
        bound = self._bound(place)
        found = bound.outlook
        if found is None:
            found = self._by_itself(place).look(*place, False)
            self._note(place, Bound(bound.counted, found))
        return found

    def _note(self, place: Place, bound: Bound) -> None:
        self.sheet.note(place, bound)
        self.sheets.note(place, self._setting(place[0]), bound)

    def _by_itself(self, place: Place) -> Lookout:
        """A world for one conclusion, which so takes the same steps whatever else is asked."""
        if self._alone is None or self._alone[0] != place:
            lookout = self._lookout()
            lookout.world.conclude(self.outline.cone([place[0]]) - {place[0]})
            self._alone = place, lookout
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
