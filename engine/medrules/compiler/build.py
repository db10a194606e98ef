"""What the stages pass on: packs first, then vocabulary, rules, strata, and all that was found wrong.

In: nothing. Out: ``Vocabulary`` and ``Build``. A stage takes a ``Build`` and returns a new one;
none edits what it was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from medrules.diagnostics.model import Diagnostic
from medrules.feel.checker import Read
from medrules.ir.program import (
    Derived,
    EnumInfo,
    Fact,
    Flow,
    Option,
    Parameter,
    RecordList,
    Retired,
    Rule,
    Section,
    Source,
    Stratum,
)
from medrules.ir.types import EnumType
from medrules.packs.model import PackDef


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that rules can name, by name."""

    enums: dict[str, EnumType] = field(default_factory=dict)
    enum_infos: dict[str, EnumInfo] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    lists: dict[str, RecordList] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    parameters: dict[str, Parameter] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def paths(self) -> list[str]:
        """Every path that a condition or a profile could name."""
        return [*self.facts, *self.lists, *self.parameters, *self.derived]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A rule of the IR with what its condition, its value and its loop read."""

    rule: Rule
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """The state between two stages."""

    packs: tuple[PackDef, ...]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    rules: tuple[Drafted, ...] = ()
    flows: tuple[Flow, ...] = ()
    retired: tuple[Retired, ...] = ()
    report: tuple[Section, ...] = ()
    strata: tuple[Stratum, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    def found(self, problems: Iterable[Diagnostic]) -> Build:
        """The same build with more diagnostics."""
        return replace(self, problems=(*self.problems, *problems))
