"""What the cases of a pack reach: rules, rows, edges of flows, and the terms of every condition.

In: a program, a pack id, and the runs of the pack's cases. Out: ``Coverage``: for every goal in how many
cases it is reached. A rule without a condition cannot fail and needs only to fire. ``percent`` counts rules
and edges, ``terms_percent`` the terms, as ``medrules.cases.terms`` says. Refused: nothing.

Nothing is settled for this: only what the cases themselves give counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from medrules.cases.decisions import Kind
from medrules.cases.goals import Goal, Goals, RuleGoal, TermGoal
from medrules.cases.model import Case, Outcome
from medrules.evaluating import machine_for
from medrules.ir.evaluation import Run
from medrules.ir.expr import Const, Expr
from medrules.ir.printer import print_expr
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
class EdgeCoverage:
    """One edge of a flow: from a question by an answer; in how many cases it was taken."""

    flow: str
    node: str
    edge: Literal["yes", "no"]
    place: Span
    taken: int


@dataclass(frozen=True, slots=True)
class TermCoverage:
    """One term: in how many cases it was shown true, false and unknown with effect.

    ``uncertain``: whether it can be unknown at all.
    """

    expr: Expr
    true: int
    false: int
    unknown: int
    uncertain: bool

    @property
    def text(self) -> str:
        """The term in FEEL."""
        return print_expr(self.expr)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not shown."""
        counts = [("true", self.true), ("false", self.false)]
        if self.uncertain:
            counts.append(("unknown", self.unknown))
        return tuple(name for name, count in counts if not count)


@dataclass(frozen=True, slots=True)
class ConditionCoverage:
    """One condition, question, boolean value or ``if``, with its terms in the order written."""

    owner: str
    kind: Kind
    expr: Expr
    terms: tuple[TermCoverage, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a pack."""

    pack: str
    cases: int
    rules: tuple[RuleCoverage, ...]
    edges: tuple[EdgeCoverage, ...] = ()
    conditions: tuple[ConditionCoverage, ...] = ()

    @property
    def goals(self) -> int:
        """How many goals rules and edges have."""
        return sum(rule.goals for rule in self.rules) + len(self.edges)

    @property
    def reached(self) -> int:
        """How many of them are reached."""
        taken = sum(edge.taken > 0 for edge in self.edges)
        return sum(rule.reached for rule in self.rules) + taken

    @property
    def percent(self) -> float:
        """Goals of rules and edges reached, from 0 to 100; a pack without rules is covered."""
        return _percent(self.reached, self.goals)

    @property
    def term_goals(self) -> int:
        """How many goals the terms have."""
        return sum(2 + term.uncertain for one in self.conditions for term in one.terms)

    @property
    def terms_reached(self) -> int:
        """How many of them are reached."""
        lacking = sum(len(term.lacking) for one in self.conditions for term in one.terms)
        return self.term_goals - lacking

    @property
    def terms_percent(self) -> float:
        """Goals of terms reached, from 0 to 100."""
        return _percent(self.terms_reached, self.term_goals)


def _percent(reached: int, goals: int) -> float:
    return 100 * reached / goals if goals else 100.0


def coverage(program: Program, pack: str, outcomes: Sequence[Outcome]) -> Coverage:
    """The coverage by cases that have been run; one that rules contradicted shows nothing."""
    runs = [one.evaluation.run for one in outcomes if one.evaluation is not None]
    return measured(Goals(program, pack), runs, len(outcomes))


def runs_of(program: Program, cases: Iterable[Case]) -> tuple[Run, ...]:
    """The cases, run and not settled; one that rules contradict gives none."""
    machine = machine_for(program)
    runs = [machine.run(case.profile) for case in cases]
    return tuple(run for run in runs if not run.conflicts)


def measured(goals: Goals, runs: Iterable[Run], cases: int) -> Coverage:
    """In how many of the runs each goal is reached."""
    counts: Counter[Goal] = Counter()
    for run in runs:
        counts.update(goals.reached(run))
    return Coverage(
        goals.pack, cases, _rules(goals, counts), _edges(goals, counts), _conditions(goals, counts)
    )


def _rules(goals: Goals, counts: Counter[Goal]) -> tuple[RuleCoverage, ...]:
    found: dict[str, RuleCoverage] = {}
    for rule in goals.program.rules:
        if rule.origin.pack == goals.pack and rule.id not in found:
            found[rule.id] = RuleCoverage(
                rule.id,
                rule.origin.kind,
                rule.origin.span,
                rule.condition is not None,
                counts[RuleGoal(rule.id, "fired")],
                counts[RuleGoal(rule.id, "failed")],
                counts[RuleGoal(rule.id, "unknown")],
            )
    return tuple(found.values())


def _edges(goals: Goals, counts: Counter[Goal]) -> tuple[EdgeCoverage, ...]:
    places = {
        (flow.id, node.id): node.condition.span
        for flow in goals.flows
        for node in flow.nodes
        if node.condition is not None
    }
    return tuple(
        EdgeCoverage(one.flow, one.node, one.edge, places[one.flow, one.node], counts[one])
        for one in goals.edges
    )


def _conditions(goals: Goals, counts: Counter[Goal]) -> tuple[ConditionCoverage, ...]:
    return tuple(
        ConditionCoverage(
            decision.owner,
            decision.kind,
            decision.expr,
            tuple(
                TermCoverage(
                    term,
                    counts[TermGoal(place, number, "true")],
                    counts[TermGoal(place, number, "false")],
                    counts[TermGoal(place, number, "unknown")],
                    decision.uncertain[number],
                )
                for number, term in enumerate(decision.terms)
                if not isinstance(term, Const)
            ),
        )
        for place, decision in enumerate(goals.decisions)
    )
