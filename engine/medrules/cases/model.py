"""Cases as written, and what became of them.

In: nothing. Out: ``Case``, ``Expectation``, ``Outcome``. A path is concrete (``programs[0].rank``);
rule ids are full (``pack/rule``).
"""

from __future__ import annotations

from dataclasses import dataclass

from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Evaluation, Interval, Plain, Profile, Status
from medrules.packs.model import Place


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold of one conclusion; a part that is None may be anything."""

    path: str
    value: Plain
    checks_value: bool
    status: Status | None
    possible: tuple[Plain, ...] | Interval | None
    missing: tuple[str, ...] | None
    at: Place


@dataclass(frozen=True, slots=True)
class RuleExpectation:
    """A rule that must fire, or must not."""

    rule: str
    fired: bool
    at: Place


@dataclass(frozen=True, slots=True)
class Case:
    """One case, checked against the program: every path and rule in it exists."""

    name: str
    story: str
    profile: Profile
    expectations: tuple[Expectation, ...]
    rules: tuple[RuleExpectation, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that ran: what it gave, and where that is not what was expected."""

    case: Case
    evaluation: Evaluation | None
    failures: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures
