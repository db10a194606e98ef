"""What a blank profile still has of the one at hand, and what is found out of it.

In: a profile, and what rules see of it beside the values of facts. Out: its ``Setting``; ``Samples`` and
``Bound``, which hold for every profile of the same setting. Refused: nothing.
"""

from __future__ import annotations

from typing import TypeAlias

from medrules.ir.evaluation import Plain, Profile, Slot
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
