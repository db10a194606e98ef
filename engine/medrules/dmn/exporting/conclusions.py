"""What a conclusion's rules come to, as decision logic.

In: a conclusion, its rules in order of rank, and what names are called. Out: a boxed expression.
Refused, as ``NotExpressible``: values or conditions that DMN cannot say.

One rule without a condition is a literal expression. Otherwise the rules are the rows of a decision
table. ``unique`` becomes ANY where there are several rules, because rules of a pack may agree. Sets,
sums and the like are worked out from the list of hits, because a table without hits is null in DMN
and empty, zero or the default in a pack. A conclusion drawn from the records of a list has no table:
its hits are listed by FEEL.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from medrules.dmn.exporting.columns import Columns, columns_of
from medrules.dmn.exporting.expressions import (
    NotExpressible,
    Words,
    as_feel,
    called,
    constant,
)
from medrules.dmn.exporting.names import Names, word_of
from medrules.dmn.exporting.parts import context, feel, literal, variable, where
from medrules.dmn.exporting.types import TypeNames, members
from medrules.dmn.model import Boxed, DecisionTable, Feel, HitPolicy, Input, Output, TableRule
from medrules.feel import ast
from medrules.feel.printer import print_expression
from medrules.ir import expr as ir
from medrules.ir.program import Derived, Loop, Policy, Rule, Template
from medrules.ir.types import ANY, EnumType, ListType, SetType, Type

HITS = "hits"
"""The entry of a context that holds what the rules of its table gave."""

_SINGLE: dict[Policy, HitPolicy] = {
    Policy.UNIQUE: HitPolicy.ANY,
    Policy.ANY: HitPolicy.ANY,
    Policy.FIRST: HitPolicy.FIRST,
    Policy.PRIORITY: HitPolicy.PRIORITY,
}
_GATHERED: dict[Policy, HitPolicy] = {
    Policy.COLLECT: HitPolicy.COLLECT,
    Policy.RULE_ORDER: HitPolicy.RULE_ORDER,
    Policy.OUTPUT_ORDER: HitPolicy.OUTPUT_ORDER,
    Policy.SUM: HitPolicy.COLLECT,
    Policy.MIN: HitPolicy.COLLECT,
    Policy.MAX: HitPolicy.COLLECT,
    Policy.COUNT: HitPolicy.COLLECT,
}


def logic_of(
    derived: Derived, rules: Sequence[Rule], words: Words, types: TypeNames, ids: Names
) -> Boxed:
    """The logic that works the conclusion out. Raises NotExpressible."""
    if not rules:
        return literal(constant(_default(derived)))
    if "[]." not in derived.path and any(rule.loop is not None for rule in rules):
        return _from_records(derived, rules, words)
    if derived.policy in _SINGLE:
        if len(rules) == 1 and rules[0].condition is None:
            return literal(as_feel(rules[0].value, words))
        policy = _SINGLE[derived.policy]
        if len(rules) == 1:
            policy = HitPolicy.UNIQUE
        return _table(derived, rules, policy, words, types, ids, _default(derived))
    ordered = _extreme_by_order(derived)
    if ordered is not None:
        if not all(isinstance(rule.value, ir.Const) for rule in rules):
            raise NotExpressible("takes the least or greatest of members that are worked out")
        policy = HitPolicy.PRIORITY
        return _table(ordered, rules, policy, words, types, ids, _default(derived))
    table = _table(derived, rules, _GATHERED[derived.policy], words, types, ids, None)
    empty = ast.Binary("=", ast.Name(HITS), ast.NullLit())
    result = ast.IfExpr(empty, constant(_default(derived)), _gathered(derived, rules))
    return context([(variable(HITS), table)], literal(result))


def _from_records(derived: Derived, rules: Sequence[Rule], words: Words) -> Boxed:
    """A conclusion drawn from every record of a list: what each rule gives, one after the other."""
    given: list[ast.Expression] = []
    for rule in rules:
        hit: ast.Expression = ast.ListLit((as_feel(rule.value, words),))
        if rule.condition is not None:
            hit = ast.IfExpr(as_feel(rule.condition, words), hit, ast.ListLit(()))
        if rule.loop is not None:
            records = words(_records(rule.loop, rule.value))
            assert records is not None
            hit = ast.ForExpr((ast.Iteration(rule.loop.variable, records),), hit)
        given.append(hit)
    hits = called("flatten", ast.ListLit(tuple(given)))
    none = ast.Binary("=", called("count", ast.Name(HITS)), ast.NumberLit(Decimal(0)))
    match derived.policy:
        case Policy.UNIQUE | Policy.ANY:
            alike = called("count", called("distinct values", ast.Name(HITS)))
            agree = ast.Binary("=", alike, ast.NumberLit(Decimal(1)))
            found: ast.Expression = ast.IfExpr(agree, _first(), ast.NullLit())
        case Policy.FIRST:
            found = _first()
        case Policy.PRIORITY | Policy.OUTPUT_ORDER:
            raise NotExpressible("orders what it draws from the records of a list")
        case Policy.MIN | Policy.MAX if isinstance(derived.type, EnumType):
            raise NotExpressible("orders what it draws from the records of a list")
        case _:
            found = _gathered(derived, rules)
    result = ast.IfExpr(none, constant(_default(derived)), found)
    return context([(variable(HITS), literal(hits))], literal(result))


def _first() -> ast.Expression:
    return ast.FilterExpr(ast.Name(HITS), ast.NumberLit(Decimal(1)))


def _records(loop: Loop, value: ir.Expr) -> ir.Records:
    """The list that a rule loops over."""
    return ir.Records(loop.list_path, ANY, value.span)


def _default(derived: Derived) -> object:
    """The value when no rule fires; an empty set is a list here."""
    default = derived.default
    if isinstance(derived.type, SetType) and default is None:
        return ()
    return default


def _gathered(derived: Derived, rules: Sequence[Rule]) -> ast.Expression:
    """What the list of hits comes to."""
    hits: ast.Expression = ast.Name(HITS)
    match derived.policy:
        case Policy.SUM | Policy.MIN | Policy.MAX | Policy.COUNT:
            return called(derived.policy.value, hits)
        case _:
            pass
    if not all(isinstance(rule.value, ir.Const) and rule.value.value is not None for rule in rules):
        if derived.policy is Policy.OUTPUT_ORDER:
            raise NotExpressible("orders values that are worked out")
        present = ast.Binary("!=", ast.Name("item"), ast.NullLit())
        hits = ast.FilterExpr(called("flatten", hits), present)
    return called("distinct values", hits) if derived.policy is Policy.COLLECT else hits


def _extreme_by_order(derived: Derived) -> Derived | None:
    """``min`` and ``max`` of members of an ordered enum: the first by priority of that order."""
    kind = derived.type
    if derived.policy not in (Policy.MIN, Policy.MAX) or not isinstance(kind, EnumType):
        return None
    order = kind.members if derived.policy is Policy.MIN else kind.members[::-1]
    return derived.replace(policy=Policy.PRIORITY, priority=order)


def _table(
    derived: Derived,
    rules: Sequence[Rule],
    policy: HitPolicy,
    words: Words,
    types: TypeNames,
    ids: Names,
    default: object,
) -> DecisionTable:
    columns = columns_of([rule.condition for rule in rules], words)
    kind = _contributed(derived)
    values = _values(derived, kind, policy)
    output = Output(
        "",
        types.of(kind),
        values,
        None if default is None else feel(print_expression(constant(default))),
        where("output"),
    )
    rows = tuple(
        TableRule(
            tuple(feel(cell, "", "inputEntry") for cell in cells),
            (feel(print_expression(as_feel(rule.value, words)), "", "outputEntry"),),
            (rule.id, _because(rule.because, words), ", ".join(_cites(rule))),
            where("rule", ids.new(f"rule_{word_of(rule.id)}")),
        )
        for rule, cells in zip(rules, columns.cells, strict=True)
    )
    return DecisionTable(
        policy,
        "",
        _inputs(columns, types),
        (output,),
        rows,
        "",
        where("decisionTable", ids.new(f"table_{word_of(derived.path)}")),
        ("rule", "because", "sources"),
    )


def _inputs(columns: Columns, types: TypeNames) -> tuple[Input, ...]:
    return tuple(
        Input(
            feel(text, types.of(subject.type) if subject is not None else "boolean"),
            None,
            "",
            where("input"),
        )
        for text, subject in zip(columns.inputs, columns.subjects, strict=True)
    )


def _contributed(derived: Derived) -> Type:
    """The type of what one rule gives."""
    kind = derived.type
    if derived.policy in _GATHERED and isinstance(kind, SetType | ListType):
        return kind.item
    return ANY if derived.policy is Policy.COUNT else kind


def _values(derived: Derived, kind: Type, policy: HitPolicy) -> Feel | None:
    """The values of an output, in order of priority where the policy asks for one."""
    if policy not in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        return None
    listed = derived.priority or (kind.members if isinstance(kind, EnumType) else ())
    return members(listed) if listed else None


def _because(template: Template, words: Words) -> str:
    """The reason as its author wrote it, with expressions in braces."""
    pieces: list[str] = []
    for part in template.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        try:
            pieces.append("{" + print_expression(as_feel(part, words)) + "}")
        except NotExpressible:
            pieces.append("{…}")
    return "".join(pieces)


def _cites(rule: Rule) -> list[str]:
    return [f"{one.source}#{one.section}" if one.section else one.source for one in rule.cites]
