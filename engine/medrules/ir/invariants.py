"""What every Program must be; run after lowering, and by tests on programs from any other maker.

In: a ``Program``. Out: nothing. Refused with ``BrokenProgram``, which names the first rule broken:
a path that is declared twice or not at all, a rule whose condition is not boolean or whose
conclusion is not in exactly one stratum, a stratum that reads upwards, ranks out of order, a
variable that nothing binds.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.expr import (
    ContextOf,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    Path,
    Quantified,
    Records,
    Ref,
    Var,
)
from medrules.ir.program import Program, Rule
from medrules.ir.types import BooleanType, ListType, RecordTypeOf
from medrules.ir.walk import children, walk


class BrokenProgram(Exception):
    """A defect of whoever made the program, never of a pack's author."""


def check(program: Program) -> None:
    """Raise BrokenProgram unless the program keeps every rule of this module."""
    given = {item.path for item in program.facts} | {item.path for item in program.parameters}
    derived = [item.path for item in program.derived]
    lists = {item.path for item in program.lists}
    _require(len(set(derived)) == len(derived), "a conclusion is declared twice")
    _require(not given & set(derived), "a path is both given and concluded")
    _require(
        [rule.rank for rule in program.rules] == sorted(rule.rank for rule in program.rules),
        "rules are not in order of rank",
    )
    placed = [position for stratum in program.strata for position in stratum.rules]
    _require(
        sorted(placed) == list(range(len(program.rules))), "a rule does not stand in one stratum"
    )
    level: dict[str, int] = {}
    for number, stratum in enumerate(program.strata):
        for path in stratum.conclusions:
            _require(path not in level, f"{path} stands in two strata")
            level[path] = number
        for position in stratum.rules:
            _require(
                program.rules[position].conclusion in stratum.conclusions,
                f"rule {program.rules[position].id} stands in a stratum that is not its conclusion's",
            )
    _require(set(level) == set(derived), "a conclusion stands in no stratum")
    known = given | set(derived)
    for rule in program.rules:
        _check_rule(rule, known, lists)
        for path in reads(rule):
            here = level[rule.conclusion]
            if path in level:
                allowed = level[path] < here or (
                    level[path] == here and program.strata[here].recursive
                )
                _require(allowed, f"rule {rule.id} reads {path}, which is not below it")


def reads(rule: Rule) -> set[str]:
    """The paths that a rule's condition and value read (``programs[].score`` for a field)."""
    found: set[str] = set()
    for expr in (rule.condition, rule.value):
        if expr is not None:
            for node in walk(expr):
                if isinstance(node, Ref):
                    found.add(node.path)
                elif isinstance(node, Path):
                    found |= _field(node)
    return found


def _field(node: Path) -> set[str]:
    kind = node.source.type
    if isinstance(kind, ListType):
        kind = kind.item
    return {f"{kind.path}[].{node.name}"} if isinstance(kind, RecordTypeOf) else set()


def _check_rule(rule: Rule, known: set[str], lists: set[str]) -> None:
    bound = frozenset({rule.loop.variable}) if rule.loop else frozenset()
    if rule.loop:
        _require(rule.loop.list_path in lists, f"rule {rule.id} loops over no record list")
    head, inside, _ = rule.conclusion.partition("[].")
    if inside:
        _require(
            rule.loop is not None and rule.loop.list_path == head,
            f"rule {rule.id} concludes for records without looping over them",
        )
    if rule.condition is not None:
        _require(
            isinstance(rule.condition.type, BooleanType),
            f"the condition of rule {rule.id} is not boolean",
        )
        _check_names(rule, rule.condition, bound, known, lists)
    _check_names(rule, rule.value, bound, known, lists)


def _check_names(
    rule: Rule, expr: Expr, bound: frozenset[str], known: set[str], lists: set[str]
) -> None:
    match expr:
        case Ref(path):
            _require(path in known, f"rule {rule.id} reads {path}, which nothing declares")
        case Records(path):
            _require(path in lists, f"rule {rule.id} reads {path}, which is no record list")
        case Var(name):
            _require(
                name in bound, f"rule {rule.id} reads the variable {name}, which nothing binds"
            )
        case _:
            pass
    for child, names in _inner(expr):
        _check_names(rule, child, bound | names, known, lists)


def _inner(expr: Expr) -> Iterator[tuple[Expr, frozenset[str]]]:
    """The children of an expression, each with the variables bound for it."""
    match expr:
        case Quantified(_, variable, source, body) | Filter(source, variable, body):
            yield source, frozenset()
            yield body, frozenset({variable})
        case ForEach(variable, source, body):
            yield source, frozenset()
            yield body, frozenset({variable})
        case FunctionOf(parameters, body):
            yield body, frozenset(parameters)
        case ContextOf(entries):
            names: frozenset[str] = frozenset()
            for name, value in entries:
                yield value, names
                names |= {name}
        case _:
            for child in children(expr):
                yield child, frozenset()


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise BrokenProgram(message)
