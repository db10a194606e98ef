"""In which order a model works out what a pack concludes.

In: a program, and the conclusions that are wanted. Out: ``Plan``: every conclusion that is needed, in
order, and for each field of a record list the stage at which it is worked out. Refused: nothing;
conclusions that rest on themselves are left out and named with the reason.

DMN has decisions that require each other and no fields that grow: so a record list becomes a chain of
list-valued decisions. Stage 0 is the list as it is given. A stage adds the fields that need no more of
any list than earlier stages give; fields of one record may use each other inside a stage, in order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from medrules.ir import expr as ir
from medrules.ir.program import Loop, Program, Rule
from medrules.ir.types import ListType, RecordTypeOf
from medrules.ir.walk import walk

Node: TypeAlias = tuple[str, int]
"""A scalar conclusion by its path (and -1), or a record list by its path and a stage."""

SCALAR = -1


@dataclass(frozen=True, slots=True)
class Reads:
    """What an expression reads.

    ``scalars``: facts, parameters and conclusions by path. ``own``: fields of the record of the
    loop. ``lists``: fields that are read of whole lists, by list (perhaps none of a list that is
    only counted).
    """

    scalars: frozenset[str]
    own: frozenset[str]
    lists: dict[str, frozenset[str]]


def reads_of(expressions: Iterable[ir.Expr], loop: Loop | None) -> Reads:
    """What these expressions read together, for the rule's own record where it loops."""
    scalars: set[str] = set()
    own: set[str] = set()
    lists: dict[str, set[str]] = {}
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, ir.Ref):
                scalars.add(node.path)
            elif isinstance(node, ir.Records):
                lists.setdefault(node.path, set())
            elif isinstance(node, ir.Path):
                path = _record_of(node.source)
                if is_own(node.source, loop):
                    own.add(node.name)
                elif path:
                    lists.setdefault(path, set()).add(node.name)
    found = {path: frozenset(names) for path, names in lists.items()}
    return Reads(frozenset(scalars), frozenset(own), found)


def is_own(source: ir.Expr, loop: Loop | None) -> bool:
    """Whether an expression is the record that the rule loops over."""
    return loop is not None and isinstance(source, ir.Var) and source.name == loop.variable


def _record_of(source: ir.Expr) -> str:
    kind = source.type
    if isinstance(kind, ListType):
        kind = kind.item
    return kind.path if isinstance(kind, RecordTypeOf) else ""


def expressions_of(rule: Rule) -> list[ir.Expr]:
    """The condition and the value of a rule."""
    return [one for one in (rule.condition, rule.value) if one is not None]


@dataclass(slots=True)
class Plan:
    """The order of work.

    ``order``: paths of conclusions, each after what it needs. ``stages``: the stage of each field
    by path (``programs[].score``). ``left_out``: path to the reason.
    """

    order: list[str] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    _needs: dict[Node, set[Node]] = field(default_factory=dict)

    def stage_for(self, path: str, names: Iterable[str]) -> int:
        """The first stage of the list at which all these fields are there."""
        return max((self.stages.get(f"{path}[].{name}", 0) for name in names), default=0)

    def last_stage(self, path: str) -> int:
        """The stage at which a list has all its fields."""
        return max(
            (stage for name, stage in self.stages.items() if name.startswith(f"{path}[].")),
            default=0,
        )

    def fields_at(self, path: str, stage: int) -> list[str]:
        """The names of the fields that a stage adds, in order."""
        head = f"{path}[]."
        return [
            name.removeprefix(head)
            for name in self.order
            if name.startswith(head) and self.stages[name] == stage
        ]

    def nodes(self) -> list[Node]:
        """Every conclusion outside lists, and every stage but 0, each after those it needs."""
        found: list[Node] = []
        seen: set[Node] = set()
        for first in self._needs:
            waiting = [first]
            while waiting:
                node = waiting[-1]
                needed = [one for one in sorted(self._needs.get(node, ())) if one not in seen]
                if node in seen or not needed:
                    waiting.pop()
                    if node not in seen:
                        seen.add(node)
                        if node[1] != 0:
                            found.append(node)
                else:
                    waiting.extend(needed)
        return found

    def place(self, path: str, reads: Reads) -> None:
        """Put a conclusion at its place; everything that it reads has been placed."""
        needs: set[Node] = {(one, SCALAR) for one in reads.scalars if (one, SCALAR) in self._needs}
        needs |= {(name, self.stage_for(name, fields)) for name, fields in reads.lists.items()}
        head, inside, _ = path.partition("[].")
        self.order.append(path)
        if not inside:
            self._needs[path, SCALAR] = needs
            return
        stage = max(1, self.stage_for(head, reads.own))
        while any(self._reaches(one, (head, stage)) for one in needs):
            stage += 1
        self.stages[path] = stage
        for step in range(1, stage + 1):
            self._needs.setdefault((head, step), set()).add((head, step - 1))
        self._needs[head, stage] |= needs

    def _reaches(self, start: Node, goal: Node) -> bool:
        seen: set[Node] = set()
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                waiting.extend(self._needs.get(node, ()))
        return False


def plan_of(program: Program, wanted: Collection[str]) -> Plan:
    """The plan for these conclusions and all that they need."""
    rules: dict[str, list[Rule]] = {one.path: [] for one in program.derived}
    for rule in program.rules:
        rules[rule.conclusion].append(rule)
    reads = {path: reads_together(own) for path, own in rules.items()}
    needed = _needed(wanted, reads)
    plan = Plan()
    for stratum in program.strata:
        for path in stratum.conclusions:
            if path not in needed:
                continue
            reason = _reason(path, reads[path], plan, rules.keys())
            if stratum.recursive:
                reason = "rests on itself, and no decision of DMN can require itself"
            if reason:
                plan.left_out[path] = reason
            else:
                plan.place(path, reads[path])
    return plan


def conclusions_read(path: str, reads: Reads, known: Collection[str]) -> set[str]:
    """The paths of the conclusions among what is read for the conclusion at ``path``."""
    head = path.partition("[].")[0]
    found = {one for one in reads.scalars if one in known}
    found |= {f"{head}[].{name}" for name in reads.own if f"{head}[].{name}" in known}
    for name, fields in reads.lists.items():
        found |= {f"{name}[].{one}" for one in fields if f"{name}[].{one}" in known}
    return found


def reads_together(own: list[Rule]) -> Reads:
    """What the rules of one conclusion read."""
    scalars: set[str] = set()
    fields: set[str] = set()
    lists: dict[str, frozenset[str]] = {}
    for rule in own:
        inside = "[]." in rule.conclusion
        one = reads_of(expressions_of(rule), rule.loop if inside else None)
        if rule.loop is not None and not inside:
            # A conclusion drawn from all records reads the list as a whole.
            lists.setdefault(rule.loop.list_path, frozenset())
        scalars |= one.scalars
        fields |= one.own
        for name, names in one.lists.items():
            lists[name] = lists.get(name, frozenset()) | names
    return Reads(frozenset(scalars), frozenset(fields), lists)


def _needed(wanted: Collection[str], reads: dict[str, Reads]) -> set[str]:
    found: set[str] = set()
    waiting = [path for path in wanted if path in reads]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(conclusions_read(path, reads[path], reads.keys()))
    return found


def _reason(path: str, reads: Reads, plan: Plan, known: Collection[str]) -> str:
    """Why a conclusion cannot be placed; empty where it can."""
    missing = sorted(conclusions_read(path, reads, known) & plan.left_out.keys())
    return f"needs {missing[0]}, which is left out" if missing else ""
