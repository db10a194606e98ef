"""Everything in a pack that comes out true or not.

In: a program and a pack id. Out: ``Decision`` for each condition of a rule, row or formula, each question
of a flow, each formula whose value is true or false, and each ``if`` of a formula; with its terms and with
which of them can be unknown at all. Refused: nothing.

The rules of a flow's nodes are left out: their conditions repeat the questions on the way. What stands inside
``some``, ``every``, ``for`` and filters belongs to the one term around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from medrules.cases.terms import Tree, tree_of
from medrules.ir.expr import (
    Const,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    If,
    IsKnown,
    Path,
    Quantified,
    Records,
    Ref,
)
from medrules.ir.program import Loop, Program, Rule
from medrules.ir.types import BooleanType, ListType, RecordTypeOf
from medrules.ir.walk import children, walk

Kind: TypeAlias = Literal["condition", "value", "if", "question"]

Way: TypeAlias = tuple[tuple[Expr, bool], ...]
"""What was asked before, and how it must have come out, or may have."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One of them. ``owner`` is the id of its rule, row, formula or node.

    ``way``: it is asked only where each of these may have come out so. ``uncertain``: for each
    term, whether it can be unknown.
    """

    owner: str
    kind: Kind
    expr: Expr
    loop: Loop | None
    way: Way
    tree: Tree
    terms: tuple[Expr, ...]
    uncertain: tuple[bool, ...]


def decisions(program: Program, pack: str) -> tuple[Decision, ...]:
    """All decisions of the pack, rules first, in the order of the program."""
    unknown = _Uncertainty(program)
    found: list[Decision] = []
    seen: set[tuple[str, Expr]] = set()

    def add(owner: str, kind: Kind, expr: Expr, loop: Loop | None, way: Way) -> None:
        if isinstance(expr, Const) or (owner, expr) in seen:
            return
        seen.add((owner, expr))
        tree, terms = tree_of(expr)
        uncertain = tuple(unknown.can_be(term) for term in terms)
        found.append(Decision(owner, kind, expr, loop, way, tree, terms, uncertain))

    for rule in program.rules:
        if rule.origin.pack == pack and rule.origin.kind != "flow":
            for kind, expr, way in _of_rule(rule):
                add(rule.id, kind, expr, rule.loop, way)
    for flow in program.flows:
        if flow.pack == pack:
            for node in flow.nodes:
                if node.condition is not None:
                    add(f"{flow.id}/{node.id}", "question", node.condition, None, ())
    return tuple(found)


def _of_rule(rule: Rule) -> Iterator[tuple[Kind, Expr, Way]]:
    way: Way = ()
    if rule.condition is not None:
        yield "condition", rule.condition, ()
        way = ((rule.condition, True),)
    if isinstance(rule.value.type, BooleanType) and not isinstance(rule.value, If):
        yield "value", rule.value, way
    for condition, before in _ifs(rule.value, way):
        yield "if", condition, before


def _ifs(expr: Expr, way: Way) -> Iterator[tuple[Expr, Way]]:
    """The conditions of every ``if``, outermost first, each with those that lead to it."""
    match expr:
        case If(condition, then_, else_):
            yield condition, way
            yield from _ifs(condition, way)
            yield from _ifs(then_, (*way, (condition, True)))
            yield from _ifs(else_, (*way, (condition, False)))
        case Quantified() | Filter() | ForEach() | FunctionOf():
            return
        case _:
            for child in children(expr):
                yield from _ifs(child, way)


class _Uncertainty:
    """Which expressions can be unknown, as far as can be told without running anything."""

    def __init__(self, program: Program) -> None:
        self.parameters = {one.path for one in program.parameters}
        self.firm = self._options(program)
        self.filled = {one.path for one in program.lists if one.given_by == "packs"}
        rules: dict[str, list[Rule]] = {one.path: [] for one in program.derived}
        for rule in program.rules:
            rules[rule.conclusion].append(rule)
        for stratum in program.strata:
            if stratum.recursive:
                continue
            for path in stratum.conclusions:
                if not any(self._rule_can_be(rule) for rule in rules[path]):
                    self.firm.add(path)

    @staticmethod
    def _options(program: Program) -> set[str]:
        """The fields of lists that packs fill which every option gives."""
        firm: set[str] = set()
        for item in program.lists:
            options = [dict(one.fields) for one in program.options if one.list_path == item.path]
            if item.given_by == "packs" and options:
                names = set(options[0]).intersection(*options[1:]) | {item.key}
                firm |= {f"{item.path}[].{name}" for name in names}
        return firm

    def _rule_can_be(self, rule: Rule) -> bool:
        if rule.loop is not None and rule.loop.list_path not in self.filled:
            return True
        exprs = [rule.value, *([] if rule.condition is None else [rule.condition])]
        return any(self.can_be(expr) for expr in exprs)

    def can_be(self, expr: Expr) -> bool:
        """Whether it reads anything that may be missing."""
        asked = {id(node.subject) for node in walk(expr) if isinstance(node, IsKnown)}
        for node in walk(expr):
            match node:
                case Ref(path):
                    known = path in self.parameters or path in self.firm
                    if not known and id(node) not in asked:
                        return True
                case Records(path):
                    if path not in self.filled:
                        return True
                case Path(source, name):
                    kind = source.type.item if isinstance(source.type, ListType) else source.type
                    known = isinstance(kind, RecordTypeOf) and f"{kind.path}[].{name}" in self.firm
                    if not known and id(node) not in asked:
                        return True
                case _:
                    pass
        return False
