"""Which rules and table rows the cases of a pack reach.

In: a program, a pack id, and the outcomes of the pack's cases. Out: for every rule of the pack how
often it fired and how often its condition was false. A rule without a condition cannot fail and
needs only to fire. ``percent`` counts two goals for a rule with a condition (fired, not fired) and
one for a rule without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from medrules.cases.model import Outcome
from medrules.ir.program import Program
from medrules.source.span import Span


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule: in how many cases it fired, failed, or could not be decided."""

    rule: str
    kind: Literal["rule", "row", "flow", "formula"]
    place: Span
    conditional: bool
    fired: int
    failed: int
    unknown: int

    @property
    def goals(self) -> int:
        """How many goals there are for this rule."""
        return 2 if self.conditional else 1

    @property
    def reached(self) -> int:
        """How many of them the cases reach."""
        return (self.fired > 0) + (self.conditional and self.failed > 0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a pack."""

    pack: str
    cases: int
    rules: tuple[RuleCoverage, ...]

    @property
    def percent(self) -> float:
        """Goals reached, from 0 to 100; a pack without rules is covered."""
        goals = sum(rule.goals for rule in self.rules)
        return 100 * sum(rule.reached for rule in self.rules) / goals if goals else 100.0


def coverage(program: Program, pack: str, outcomes: Sequence[Outcome]) -> Coverage:
    """Count over all cases; several parts of one rule (conclusions) count as one."""
    verdicts: dict[str, dict[str, set[int]]] = {}
    for number, outcome in enumerate(outcomes):
        if outcome.evaluation is None:
            continue
        for firing in outcome.evaluation.run.firings:
            name = program.rules[firing.rule].id
            verdicts.setdefault(name, {}).setdefault(firing.verdict, set()).add(number)
    found: dict[str, RuleCoverage] = {}
    for rule in program.rules:
        if rule.origin.pack != pack or rule.id in found:
            continue
        seen = verdicts.get(rule.id, {})
        found[rule.id] = RuleCoverage(
            rule.id,
            rule.origin.kind,
            rule.origin.span,
            rule.condition is not None,
            len(seen.get("fired", ())),
            len(seen.get("failed", ())),
            len(seen.get("unknown", ())),
        )
    return Coverage(pack, len(outcomes), tuple(found.values()))
