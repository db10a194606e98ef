"""What the cases of a pack can show, and what one run shows.

In: a program and a pack id; then runs. Out: ``Goals``: every goal there is, and those that a run reaches.
Refused: nothing.

Rules, rows, nodes and formulas: that they fire; and, where they have a condition, that they do not.
Edges of flows: that they are taken. Terms: that they are shown true, false and, where they can be, unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias, assert_never

from medrules.cases.decisions import Decision, decisions
from medrules.cases.terms import Shown, Truth, effects
from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Code, Frame, frame_of, list_key, variable_key
from medrules.ir.evaluation import Run, Verdict
from medrules.ir.expr import Const, Expr
from medrules.ir.program import Flow, Loop, Program, Rule
from medrules.ir.values import UNKNOWN
from medrules.record import Record


class RuleGoal(Record):
    """That a rule comes to a verdict, for some record at least."""

    rule: str
    verdict: Verdict


class EdgeGoal(Record):
    """That an answer takes an edge of a flow; ``flow`` is a full id."""

    flow: str
    node: str
    edge: Literal["yes", "no"]


class TermGoal(Record):
    """That a term is shown with effect; both by number."""

    decision: int
    term: int
    value: Shown


Goal: TypeAlias = RuleGoal | EdgeGoal | TermGoal


class Goals:
    """The goals of one pack. ``rules``, ``edges`` and ``terms`` are in the order of the program."""

    def __init__(self, program: Program, pack: str) -> None:
        self.program = program
        self.pack = pack
        self.decisions: tuple[Decision, ...] = decisions(program, pack)
        self.flows = tuple(one for one in program.flows if one.pack == pack)
        conditional = {
            rule.id: rule.condition is not None
            for rule in program.rules
            if rule.origin.pack == pack
        }
        self.rules = [
            RuleGoal(name, verdict)
            for name, can_fail in conditional.items()
            for verdict in (_VERDICTS if can_fail else _VERDICTS[:1])
        ]
        self.edges = [
            EdgeGoal(flow.id, node.id, edge)
            for flow in self.flows
            for node in flow.nodes
            if node.condition is not None
            for edge in _EDGES
        ]
        self.terms = [
            TermGoal(place, number, value)
            for place, decision in enumerate(self.decisions)
            for number, term in enumerate(decision.terms)
            if not isinstance(term, Const)
            for value in (_THREE if decision.uncertain[number] else _TWO)
        ]
        self._own = {
            place: rule.id for place, rule in enumerate(program.rules) if rule.origin.pack == pack
        }
        self._codes: dict[int, Code] = {}

    def reached(self, run: Run, *, terms: bool = True) -> set[Goal]:
        """The goals that a run reaches, and the rules that it leaves unknown."""
        found: set[Goal] = set()
        for firing in run.firings:
            rule = self._own.get(firing.rule)
            if rule is not None:
                found.add(RuleGoal(rule, firing.verdict))
        frame = frame_of(self.program, run)
        for flow in self.flows:
            found.update(self._taken(flow, frame))
        if terms:
            asked = self._asked(frame)
            for place, decision in enumerate(self.decisions):
                if decision.kind != "question" or decision.owner in asked:
                    found.update(self._shown(place, decision, frame))
        return found

    def holds(self, goal: Goal, frame: Frame) -> bool:
        """Whether a goal is reached in a frame that holds at least what it reads."""
        match goal:
            case RuleGoal(name, wanted):
                return any(
                    self._verdict(rule, frame) == wanted
                    for rule in self.program.rules
                    if rule.id == name and rule.part == 0
                    for _ in self._each(rule.loop, frame)
                )
            case EdgeGoal(name):
                return any(goal in self._taken(one, frame) for one in self.flows if one.id == name)
            case TermGoal(place):
                decision = self.decisions[place]
                if decision.kind == "question" and decision.owner not in self._asked(frame):
                    return False
                return goal in self._shown(place, decision, frame)
            case _:
                assert_never(goal)

    def _verdict(self, rule: Rule, frame: Frame) -> Verdict:
        came = True if rule.condition is None else self._value(rule.condition, frame)
        return "fired" if came is True else "unknown" if came is UNKNOWN else "failed"

    def _walk(self, flow: Flow, frame: Frame) -> Iterator[tuple[str, object]]:
        """The questions that the answer comes to, and what each came out as."""
        nodes = {node.id: node for node in flow.nodes}
        name = flow.start
        while (condition := nodes[name].condition) is not None:
            answer = self._value(condition, frame)
            yield name, answer
            if not isinstance(answer, bool):
                return
            name = nodes[name].yes if answer else nodes[name].no

    def _asked(self, frame: Frame) -> set[str]:
        """The questions that answers come to, as owners of decisions."""
        return {f"{flow.id}/{name}" for flow in self.flows for name, _ in self._walk(flow, frame)}

    def _taken(self, flow: Flow, frame: Frame) -> Iterator[EdgeGoal]:
        for name, answer in self._walk(flow, frame):
            if isinstance(answer, bool):
                yield EdgeGoal(flow.id, name, "yes" if answer else "no")

    def _shown(self, place: int, decision: Decision, frame: Frame) -> Iterator[TermGoal]:
        for _ in self._each(decision.loop, frame):
            yield from self._shown_once(place, decision, frame)

    @staticmethod
    def _each(loop: Loop | None, frame: Frame) -> Iterator[None]:
        """Once; or once for every record of a loop, with its variable bound."""
        if loop is None:
            yield
            return
        records = frame[list_key(loop.list_path)]
        key = variable_key(loop.variable)
        for record in records if isinstance(records, tuple) else ():
            frame[key] = record
            yield
        frame.pop(key, None)

    def _shown_once(self, place: int, decision: Decision, frame: Frame) -> Iterator[TermGoal]:
        for before, wanted in decision.way:
            came = self._value(before, frame)
            # Where it is not known which way it goes, both ways are looked at.
            if came is not UNKNOWN and (came is True) is not wanted:
                return
        values: list[Truth] = [_truth(self._value(term, frame)) for term in decision.terms]
        for number, value in enumerate(effects(decision.tree, values)):
            if value is not None:
                yield TermGoal(place, number, value)

    def _value(self, expr: Expr, frame: Frame) -> object:
        code = self._codes.get(id(expr))
        if code is None:
            code = self._codes[id(expr)] = compiled(expr)
        return code(frame)


_VERDICTS: tuple[Literal["fired"], Literal["failed"]] = ("fired", "failed")
_EDGES: tuple[Literal["yes", "no"], ...] = ("yes", "no")
_TWO: tuple[Shown, ...] = ("true", "false")
_THREE: tuple[Shown, ...] = ("true", "false", "unknown")


def _truth(value: object) -> Truth:
    return value if isinstance(value, bool) or value is UNKNOWN else None
