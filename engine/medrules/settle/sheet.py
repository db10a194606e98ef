"""What a profile that says nothing leaves open, as far as it has been worked out.

In: a profile, to find its ``Setting``: all that a blank profile still has of it. Out: ``Sheet``, which
holds for every profile of the same program and setting: the values that made-up profiles come to, and
what each conclusion could be. Refused: nothing.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from medrules.ir.evaluation import Plain, Profile, Run, Slot
from medrules.record import Record
from medrules.settle.outline import Sees
from medrules.settle.outlook import Outlook

Place: TypeAlias = tuple[str, int | None]
"""A conclusion as declared, and for which record."""

Setting: TypeAlias = tuple[
    int,
    tuple[bool, ...],
    tuple[tuple[str, tuple[tuple[bool, ...], ...]], ...],
    tuple[tuple[str, str], ...],
]
"""The budget; which facts are known of those that ``is known`` asks about; the same for every record of
every list; the parameters that the profile sets."""

KEPT_SHEETS = 16
KEPT_BOUNDS = 5000

Key = TypeVar("Key")
Value = TypeVar("Value")


class Samples(Record):
    """``made``: how many profiles have been made up; ``turn``: where chance stands after that; ``shown``: the
    values that they came to."""

    made: int
    turn: int
    shown: dict[Place, tuple[Slot, ...]]


class Bound(Record):
    """What one conclusion could be. ``counted``: the least and the greatest that a count could be, whatever
    it counts. ``outlook``: None where nobody has asked for it."""

    counted: tuple[int, int] | None
    outlook: Outlook | None


class Sheet:
    """Grows as more is asked; what is written stays. ``grown``: more is written than was read."""

    __slots__ = ("bounds", "grown", "samples")

    def __init__(self, samples: Samples, bounds: dict[Place, Bound]) -> None:
        self.samples = samples
        self.bounds = bounds
        self.grown = False

    def write(self, samples: Samples) -> None:
        """Put down one more made-up profile."""
        self.samples = samples
        self.grown = True

    def note(self, place: Place, bound: Bound) -> None:
        """Put down what a conclusion could be."""
        self.bounds[place] = bound
        self.grown = True


def new_sheet() -> Sheet:
    """A sheet on which nothing is written yet."""
    return Sheet(Samples(0, 0, {}), {})


class Sheets:
    """The sheets of one program; those of the last few settings are kept.

    What a conclusion could be holds in every setting in which nothing that it sees is otherwise, so
    it is kept by that, too.
    """

    def __init__(self) -> None:
        self._sheets: dict[Setting, Sheet] = {}
        self._bounds: dict[tuple[Place, Setting], Bound] = {}

    def find(self, setting: Setting) -> Sheet | None:
        """The sheet of a setting, where there is one."""
        return self._sheets.get(setting)

    def add(self, setting: Setting, sheet: Sheet) -> None:
        """Take up a sheet."""
        _forget(self._sheets, KEPT_SHEETS - 1)
        self._sheets[setting] = sheet

    def bound(self, place: Place, setting: Setting) -> Bound | None:
        """What a conclusion could be, where that is known; ``setting`` is what it sees of one."""
        return self._bounds.get((place, setting))

    def note(self, place: Place, setting: Setting, bound: Bound) -> None:
        """Put down what a conclusion could be."""
        _forget(self._bounds, KEPT_BOUNDS - 1)
        self._bounds[place, setting] = bound


def _forget(kept: dict[Key, Value], most: int) -> None:
    """Drop what came first until no more than so many are left; other threads may do the same."""
    if len(kept) > most:
        for old in list(kept)[:-most]:
            kept.pop(old, None)


def setting_of(sees: Sees, profile: Profile, budget: int) -> Setting:
    """The setting of a profile, as far as it is seen.

    The order of the lists counts: profiles are made up in it.
    """
    return (
        budget,
        tuple([path in profile.values for path in sees.facts]),
        tuple(
            [
                (path, tuple([tuple([name in one for name in sees.fields]) for one in records]))
                for path, records in profile.records.items()
                if path in sees.lists
            ]
        ),
        tuple(
            [
                (path, _spelled(value))
                for path, value in profile.values.items()
                if path in sees.parameters
            ]
        ),
    )


def _spelled(value: Plain) -> str:
    """A value such that no two that differ in anything are spelled alike: 1 and 1.0 differ."""
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


def records_of(path: str, run: Run) -> list[int | None]:
    """The records that a conclusion is for; only None for one that is not of records."""
    head, inside, _ = path.partition("[].")
    return list(range(len(run.records.get(head, ())))) if inside else [None]
