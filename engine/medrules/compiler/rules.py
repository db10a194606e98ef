"""Stage three, first half: rules, tables and formulas become IR rules.

In: a build with its vocabulary. Out: drafted rules that remember what they were written as.
Refused, as diagnostics: whatever ``medrules.compiler.drafting`` refuses; ids used twice; rows whose
cells do not match the table's inputs and outputs; a table whose policy is not that of its
conclusion.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.compiler.build import Drafted
from medrules.compiler.drafting import Drafting, contribution, full_id
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Label
from medrules.feel.checker import Read, lower_expression, lower_unary_tests
from medrules.feel.scope import Scope
from medrules.ir.expr import And, Const, Expr
from medrules.ir.program import Derived, Loop, Origin, Rule, Template
from medrules.ir.types import BOOLEAN
from medrules.packs.model import FormulaDef, PackDef, RowDef, RuleDef, TableDef
from medrules.source.span import Span


def draft_rules(drafting: Drafting, pack: PackDef) -> Iterator[tuple[int, Drafted]]:
    """Every rule, table row and formula of a pack, each with its ``order``."""
    taken: dict[str, Span] = {}
    named = [(item.id, item.at) for item in pack.rules]
    named += [(item.id, item.at) for item in pack.tables]
    named += [(item.id, item.at) for item in pack.flows]
    named += [(item.id, item.at) for item in pack.formulas]
    for name, at in named:
        span = at.value("id")
        first = taken.setdefault(name, span)
        if first is not span:
            drafting.problems.append(
                report(
                    "MR0440",
                    f'the id "{name}" is used twice in this pack',
                    span,
                    (Label(first, "first used here"),),
                    "rules, tables, flows and formulas of a pack share one set of ids",
                )
            )
    for rule in pack.rules:
        for drafted in _rule(drafting, pack, rule):
            yield rule.order, drafted
    for table in pack.tables:
        for drafted in _table(drafting, pack, table):
            yield table.order, drafted
    for formula in pack.formulas:
        for drafted in _formula(drafting, pack, formula):
            yield formula.order, drafted


def _rule(drafting: Drafting, pack: PackDef, item: RuleDef) -> Iterator[Drafted]:
    loop, scope = drafting.loop(item.loop, item.at)
    condition, reads = drafting.condition(item.when, scope)
    because, _ = drafting.template(item.because, scope)
    cites = drafting.cites(item.cites, (), item.at, "this rule")
    broken = item.when is not None and condition is None
    part = 0
    for path, value in item.then:
        conclusion = drafting.conclusion(path, loop, item.at.key("then", path))
        if conclusion is None:
            continue
        span = item.at.value("then", path)
        for constant, kind in drafting.literals(value, conclusion, span):
            if broken:
                continue
            yield Drafted(
                Rule(
                    full_id(pack, item.id),
                    part,
                    item.title or item.id,
                    loop,
                    condition,
                    path,
                    Const(constant, kind, span),
                    because,
                    cites,
                    0,
                    Origin("rule", pack.id, pack.version, "", 0, item.at.value("id")),
                    (),
                ),
                reads,
            )
            part += 1


def _formula(drafting: Drafting, pack: PackDef, item: FormulaDef) -> Iterator[Drafted]:
    loop, scope = drafting.loop(item.loop, item.at)
    condition, reads = drafting.condition(item.when, scope)
    conclusion = drafting.conclusion(item.conclusion, loop, item.at.value("conclusion"))
    because, _ = drafting.template(item.because, scope)
    cites = drafting.cites(item.cites, (), item.at, "this formula")
    if conclusion is None:
        return
    value, more = drafting.expression(item.value, scope, contribution(conclusion))
    if value is None or (item.when is not None and condition is None):
        return
    yield Drafted(
        Rule(
            full_id(pack, item.id),
            0,
            item.title or item.id,
            loop,
            condition,
            item.conclusion,
            value,
            because,
            cites,
            0,
            Origin("formula", pack.id, pack.version, "", 0, item.at.value("id")),
            (),
        ),
        # A value is never a monotone use: what it is changes with what it reads.
        (*reads, *(Read(one.path, False, one.span) for one in more)),
    )


def _table(drafting: Drafting, pack: PackDef, item: TableDef) -> Iterator[Drafted]:
    loop, scope = drafting.loop(item.loop, item.at)
    subjects = [drafting.take(lower_expression(text, scope)) for text in item.inputs]
    outputs = [
        drafting.conclusion(path, loop, item.at.value("outputs", index))
        for index, path in enumerate(item.outputs)
    ]
    _check_policy(drafting, item, outputs)
    base, _ = drafting.template(item.because, scope)
    ids: dict[str, Span] = {}
    for index, row in enumerate(item.rows):
        if row.id in ids:
            drafting.problems.append(
                report(
                    "MR0440",
                    f'the row id "{row.id}" is used twice in this table',
                    row.at.value("id"),
                    (Label(ids[row.id], "first used here"),),
                    "give each row an id of its own",
                )
            )
        ids[row.id] = row.at.value("id")
        because = drafting.template(row.because, scope)[0] if row.because else base
        yield from _row(drafting, pack, item, row, index, subjects, outputs, loop, scope, because)


def _row(
    drafting: Drafting,
    pack: PackDef,
    table: TableDef,
    row: RowDef,
    index: int,
    subjects: list[tuple[Expr | None, tuple[Read, ...]]],
    outputs: list[Derived | None],
    loop: Loop | None,
    scope: Scope,
    because: Template,
) -> Iterator[Drafted]:
    cites = drafting.cites(row.cites, table.cites, table.at, "this table")
    for code, key, have, want, what in (
        ("MR0450", "when", len(row.when), len(table.inputs), "inputs"),
        ("MR0451", "then", len(row.then), len(table.outputs), "outputs"),
    ):
        if have != want:
            drafting.problems.append(
                report(
                    code,
                    f"this row has {have} entries in {key}, but the table has {want} {what}",
                    row.at.value(key),
                    (Label(table.at.value(what), f"the {what} of the table"),),
                    'write "-" for an input that does not matter'
                    if key == "when"
                    else "write one value for each output",
                )
            )
            return
    tests: list[Expr] = []
    reads: list[Read] = []
    broken = False
    for cell, (subject, _) in zip(row.when, subjects, strict=True):
        if subject is None:
            broken = True
            continue
        test, more = drafting.take(lower_unary_tests(cell, subject, scope))
        if test is None:
            broken = True
        elif not (isinstance(test, Const) and test.value is True):
            tests.append(test)
            reads += more  # with what the input reads
    span = row.at.value()
    condition = (
        None if not tests else tests[0] if len(tests) == 1 else And(tuple(tests), BOOLEAN, span)
    )
    part = 0
    for position, conclusion in enumerate(outputs):
        if conclusion is None:
            continue
        place = row.at.value("then", position)
        for constant, kind in drafting.literals(row.then[position], conclusion, place):
            if broken:
                continue
            yield Drafted(
                Rule(
                    full_id(pack, table.id, row.id),
                    part,
                    table.title or table.id,
                    loop,
                    condition,
                    conclusion.path,
                    Const(constant, kind, place),
                    because,
                    cites,
                    0,
                    Origin("row", pack.id, pack.version, table.id, index, span),
                    (),
                ),
                tuple(reads),
            )
            part += 1


def _check_policy(drafting: Drafting, item: TableDef, outputs: list[Derived | None]) -> None:
    for conclusion in outputs:
        if conclusion is not None and item.policy and item.policy != conclusion.policy.value:
            drafting.problems.append(
                report(
                    "MR0456",
                    f'this table says "{item.policy}", but the hit policy of "{conclusion.path}" is '
                    f'"{conclusion.policy.value}"',
                    item.at.value("policy"),
                    (Label(conclusion.span, "the conclusion is declared here"),),
                    "a hit policy belongs to the conclusion: change it there, or leave it out here",
                )
            )
