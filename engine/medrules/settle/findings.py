"""What has been found out of the blank profiles of one program, here and in earlier runs.

In: settings, and what is found out under them. Out: the same where it is asked for again; from a ``Shelf``,
if there is one, also what earlier runs have left there. Refused: nothing; what came first is dropped
where it gets too much.
"""

from __future__ import annotations

from typing import TypeVar

from medrules.settle.setting import Bound, Place, Samples, Setting
from medrules.settle.shelf import MOST_KEPT, Shelf

MOST_SAMPLES = 16
MOST_BOUNDS = 5000

Key = TypeVar("Key")
Value = TypeVar("Value")


class Findings:
    """Samples go by the setting of a profile. What a conclusion could be goes by what the conclusion sees of
    that: it holds in every setting in which this is the same. ``shelf``: where more is kept, if anywhere."""

    def __init__(self, shelf: Shelf | None) -> None:
        self.shelf = shelf
        self._samples: dict[Setting, Samples] = {}
        self._bounds: dict[tuple[Place, Setting], Bound] | None = None
        self._used: dict[tuple[Place, Setting], None] = {}
        self._new_samples: dict[Setting, Samples] = {}
        self._new_bounds = False

    def samples(self, setting: Setting) -> Samples:
        """What made-up profiles have shown so far."""
        found = self._samples.get(setting)
        if found is None:
            kept = None if self.shelf is None else self.shelf.samples(setting)
            found = kept or Samples(0, 0, {})
            _note(self._samples, setting, found, MOST_SAMPLES)
        return found

    def add_samples(self, setting: Setting, samples: Samples) -> None:
        """Put down what they show now."""
        _note(self._samples, setting, samples, MOST_SAMPLES)
        if self.shelf is not None:
            self._new_samples[setting] = samples

    def bound(self, place: Place, setting: Setting) -> Bound | None:
        """What a conclusion could be, where that is known."""
        found = self._all_bounds().get((place, setting))
        if found is not None and self.shelf is not None:
            self._used[place, setting] = None
        return found

    def add_bound(self, place: Place, setting: Setting, bound: Bound) -> None:
        """Put down what a conclusion could be."""
        _note(self._all_bounds(), (place, setting), bound, MOST_BOUNDS)
        if self.shelf is not None:
            self._used[place, setting] = None
            self._new_bounds = True

    def keep(self) -> None:
        """Leave what is new on the shelf; of the bounds, those that were asked for last."""
        if self.shelf is None:
            return
        for setting, samples in self._new_samples.items():
            self.shelf.keep_samples(setting, samples)
        self._new_samples.clear()
        if self._new_bounds:
            bounds = self._all_bounds()
            others = [key for key in bounds if key not in self._used]
            keys = [*others, *self._used][-MOST_KEPT:]
            self.shelf.keep_bounds({key: bounds[key] for key in keys if key in bounds})
            self._new_bounds = False

    def _all_bounds(self) -> dict[tuple[Place, Setting], Bound]:
        if self._bounds is None:
            self._bounds = {} if self.shelf is None else self.shelf.bounds()
        return self._bounds


def _note(kept: dict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Add an item, and drop what came first; other threads may be doing the same."""
    kept[key] = value
    if len(kept) > most:
        for old in list(kept)[:-most]:
            kept.pop(old, None)
