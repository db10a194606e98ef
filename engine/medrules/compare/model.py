"""What differs between two versions of a pack.

In: nothing. Out: the classes, down to ``Comparison``. A path of an answer names records by their key
(``programs[Fictional MHPE].score``), since two versions may count them otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

How: TypeAlias = Literal[
    "added", "removed", "retired", "back in force", "reworded", "condition changed", "value changed",
    "type changed", "moved", "changed",
]  # fmt: skip
"""``value changed``: what a rule, parameter, option or member gives. ``reworded``: texts alone."""

Origin: TypeAlias = Literal["case", "profile", "generated"]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing said otherwise: what (``condition``, ``title`` …), before and after; empty for nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A rule, fact, parameter … that differs. ``to``: its id in the new version, where that is another."""

    kind: str
    id: str
    how: How
    aspects: tuple[Aspect, ...] = ()
    to: str = ""

    @property
    def only_texts(self) -> bool:
        """Whether no answer can change by it, and no name."""
        return self.how == "reworded"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One conclusion that comes out otherwise for one profile.

    ``fired_before``: rules that fired only in the old version; ``fired_after``: only in the new one.
    ``because``: where the same rules fire, the changed things that their values rest on.
    """

    origin: Origin
    profile: str
    path: str
    before: str
    after: str
    was_settled: bool
    fired_before: tuple[str, ...]
    fired_after: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """How many profiles were evaluated, by origin, and how many generated ones were left out."""

    cases: int
    profiles: int
    generated: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The step, why, the version that it leads to, and whether the new version is at least that."""

    step: Literal["none", "patch", "minor", "major"]
    reasons: tuple[str, ...]
    version: str
    enough: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions: where it was taken from, its id and version."""

    shown: str
    pack: str
    version: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    answers: tuple[AnswerChange, ...]
    tried: Tried
    proposal: Proposal

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.changes and not self.answers
