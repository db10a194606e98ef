"""One goal, made quick to try.

In: the goals of a pack, and one of them. Out: ``Probe``: the facts that the goal rests on, values worth
trying for them, and whether facts reach the goal, worked out with as little of the program as that
needs. Refused: nothing.
"""

from __future__ import annotations

from medrules.cases.goals import EdgeGoal, Goal, Goals, RuleGoal, TermGoal
from medrules.interpreter.frame import frame_of
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Plain
from medrules.ir.expr import Expr
from medrules.ir.program import Flow, Program
from medrules.lint.examples import Example
from medrules.proposals.boundaries import Boundaries
from medrules.proposals.slicing import cone, facts_behind, paths_read, sliced


class Probe:
    """What a goal needs; ``facts`` and ``lists`` are declared paths, in the order of the vocabulary."""

    def __init__(self, goals: Goals, goal: Goal) -> None:
        self.goals = goals
        self.goal = goal
        exprs = list(_exprs(goals, goal))
        program: Program = sliced(goals.program, cone(goals.program, paths_read(exprs)))
        self.program = program
        self.machine = prepare(program)
        behind = facts_behind(program, exprs) | _loops(goals, goal)
        filled = {item.path for item in program.lists if item.given_by == "packs"}
        self.lists = [
            one.path for one in program.lists if one.path in behind and one.path not in filled
        ]
        self.facts = [
            one.path
            for one in program.facts
            if one.path in behind and one.path.partition("[].")[0] not in filled
        ]
        every = [
            expr
            for rule in program.rules
            for expr in (rule.condition, rule.value)
            if expr is not None
        ]
        boundaries = Boundaries(program, [*exprs, *every])
        self.values: dict[str, tuple[Plain, ...]] = {
            path: boundaries.values(path) for path in self.facts
        }

    def of_term(self) -> set[str]:
        """The declared paths of the facts that a term that is to be unknown rests on; else none."""
        if not isinstance(self.goal, TermGoal) or self.goal.value != "unknown":
            return set()
        term = self.goals.decisions[self.goal.decision].terms[self.goal.term]
        program = sliced(self.program, cone(self.program, paths_read([term])))
        return facts_behind(program, [term])

    def holds(self, facts: dict[str, Plain]) -> bool:
        """Whether these facts, by concrete path, reach the goal."""
        run = self.machine.run(Example(facts).profile())
        return not run.conflicts and self.goals.holds(self.goal, frame_of(self.program, run))


def _exprs(goals: Goals, goal: Goal) -> list[Expr]:
    """What has to be worked out to see whether the goal is reached."""
    match goal:
        case RuleGoal(name):
            rules = [one for one in goals.program.rules if one.id == name]
            return [one.condition for one in rules if one.condition is not None]
        case EdgeGoal(name):
            return _asked(next(one for one in goals.flows if one.id == name))
        case TermGoal(place):
            decision = goals.decisions[place]
            found = [decision.expr, *(expr for expr, _ in decision.way)]
            if decision.kind == "question":
                owner = decision.owner.rpartition("/")[0]
                found += _asked(next(one for one in goals.flows if one.id == owner))
            return found


def _asked(flow: Flow) -> list[Expr]:
    return [node.condition for node in flow.nodes if node.condition is not None]


def _loops(goals: Goals, goal: Goal) -> set[str]:
    """The record lists that the goal's own rule goes through."""
    match goal:
        case RuleGoal(name):
            loops = [one.loop for one in goals.program.rules if one.id == name]
        case EdgeGoal():
            loops = []
        case TermGoal(place):
            loops = [goals.decisions[place].loop]
    return {one.list_path for one in loops if one is not None}
