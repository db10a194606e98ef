"""A goal as a condition: true of just those profiles that reach it.

In: the goals of a pack, and one of them. Out: ``Wish``: a program with one more rule, which fires when
the goal is reached. Refused: nothing; for a term that is to be unknown there is none, since that is not
about what the facts are but about what is not said.

A term is shown true or false when it is so, and the condition would come out otherwise with it the
other way round: the wish puts both values in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.cases.goals import EdgeGoal, Goal, Goals, RuleGoal, TermGoal
from medrules.ir.expr import And, Const, Expr, If, Not, Or
from medrules.ir.program import (
    Derived,
    Flow,
    Loop,
    Origin,
    Policy,
    Program,
    Rule,
    Stratum,
    Template,
)
from medrules.ir.types import BOOLEAN
from medrules.proposals.slicing import cone, paths_read, sliced
from medrules.record import Record
from medrules.source.span import NOWHERE

PATH = "goal reached"
"""The conclusion of the wish: a path that no pack can write."""


class Wish(Record):
    """``place`` is the position of the wish among the rules of ``program``."""

    program: Program
    place: int


def wish_for(goals: Goals, goal: Goal) -> Wish | None:
    """The wish for a goal."""
    found = _condition(goals, goal)
    if found is None:
        return None
    condition, loop = found
    kept = cone(goals.program, paths_read([condition]))
    program = sliced(goals.program, kept)
    place = len(program.rules)
    rank = program.rules[-1].rank + 1 if program.rules else 0
    origin = Origin("rule", "", "", "", 0, NOWHERE)
    rule = Rule(
        PATH, 0, "", loop, condition, PATH, _TRUE, Template(()), (), rank, origin, ()
    )  # fmt: skip
    derived = Derived(PATH, BOOLEAN, Policy.ANY, False, (), "", "", True, "", NOWHERE)
    return Wish(
        program.replace(
            rules=(*program.rules, rule),
            derived=(*program.derived, derived),
            strata=(*program.strata, Stratum((PATH,), (place,), False)),
        ),
        place,
    )


def _condition(goals: Goals, goal: Goal) -> tuple[Expr, Loop | None] | None:
    match goal:
        case RuleGoal(name, verdict):
            rule = next(one for one in goals.program.rules if one.id == name)
            condition = _TRUE if rule.condition is None else rule.condition
            return (condition if verdict == "fired" else _is_not(condition)), rule.loop
        case EdgeGoal(name, node, edge):
            flow = next(one for one in goals.flows if one.id == name)
            return _all([*_way_to(flow, node), _answered(flow, node, edge)]), None
        case TermGoal(place, number, value):
            if value == "unknown":
                return None
            decision = goals.decisions[place]
            term = decision.terms[number]
            before = [_is(expr) if wanted else _is_not(expr) for expr, wanted in decision.way]
            if decision.kind == "question":
                owner, _, node = decision.owner.rpartition("/")
                flow = next(one for one in goals.flows if one.id == owner)
                before += _way_to(flow, node)
            here = _is(term) if value == "true" else _is(Not(term, BOOLEAN, NOWHERE))
            yes = replaced(decision.expr, number, _TRUE)
            no = replaced(decision.expr, number, _FALSE)
            other = Or(
                (_all([_is(yes), _is_not(no)]), _all([_is_not(yes), _is(no)])), BOOLEAN, NOWHERE
            )
            return _all([*before, here, other]), decision.loop


def _way_to(flow: Flow, wanted: str) -> list[Expr]:
    """That answers come to a node: on one of the ways to it, every question was answered so."""
    nodes = {node.id: node for node in flow.nodes}
    ways: list[Expr] = []

    def walk(name: str, before: tuple[Expr, ...]) -> None:
        if name == wanted:
            ways.append(_all(list(before)))
        elif nodes[name].condition is not None:
            walk(nodes[name].yes, (*before, _answered(flow, name, "yes")))
            walk(nodes[name].no, (*before, _answered(flow, name, "no")))

    walk(flow.start, ())
    return [ways[0] if len(ways) == 1 else Or(tuple(ways), BOOLEAN, NOWHERE)]


def _answered(flow: Flow, name: str, edge: str) -> Expr:
    condition = next(node.condition for node in flow.nodes if node.id == name)
    if condition is None:
        return _TRUE
    return _is(condition if edge == "yes" else Not(condition, BOOLEAN, NOWHERE))


def replaced(expr: Expr, number: int, by: Expr) -> Expr:
    """The condition with another expression for one of its terms, counted as written."""
    count = 0

    def build(node: Expr) -> Expr:
        nonlocal count
        match node:
            case And(operands) | Or(operands):
                return node.replace(operands=tuple([build(one) for one in operands]))
            case Not(operand):
                return node.replace(operand=build(operand))
            case _:
                count += 1
                return by if count - 1 == number else node

    return build(expr)


_TRUE = Const(True, BOOLEAN, NOWHERE)
_FALSE = Const(False, BOOLEAN, NOWHERE)


def _is(expr: Expr) -> Expr:
    """That it is true: never null."""
    return If(expr, _TRUE, _FALSE, BOOLEAN, NOWHERE)


def _is_not(expr: Expr) -> Expr:
    """That it is false or null."""
    return If(expr, _FALSE, _TRUE, BOOLEAN, NOWHERE)


def _all(exprs: Sequence[Expr]) -> Expr:
    if not exprs:
        return _TRUE
    return exprs[0] if len(exprs) == 1 else And(tuple(exprs), BOOLEAN, NOWHERE)
