"""Decision tables as closures.

In: a ``DecisionTable`` and the names in scope. Out: ``Code`` for its value. Refused: nothing; what a
hit policy or the values allowed for an input do not permit gives null and a note.

A test that is null does not match. Where an input is unknown (a run that asked for unknown), the
table is unknown, unless the rules that surely match decide by themselves: the one rule under UNIQUE
and ANY, the first rule under FIRST before any that is undecided.
"""

from __future__ import annotations

from typing import Protocol

from medrules.diagnostics.codes import report
from medrules.dmn.feel_dynamic import SUBJECT, Names
from medrules.dmn.hits import Outputs, Row, Violation, settle
from medrules.dmn.model import DecisionTable, Feel, HitPolicy, Output, Where
from medrules.dmn.notes import note
from medrules.dmn.types import Types
from medrules.feel.operators import Value
from medrules.feel.parser import parse_unary_tests
from medrules.interpreter.frame import Code, Frame, bind, restore, variable_key
from medrules.ir.values import UNKNOWN
from medrules.record import Record
from medrules.source.located import Located


class Texts(Protocol):
    """What compiles the cells of a table: ``medrules.dmn.logic.Logic``."""

    types: Types

    def expression(self, feel: Feel, names: Names) -> Code:
        """A FEEL expression."""

    def tests(self, feel: Feel, names: Names) -> Code:
        """Unary tests about the variable ``?``."""

    def fitted(self, code: Code, type_ref: str, where: Where) -> Code:
        """The value as its declared type has it."""


class _Input(Record):
    """An input column, compiled: its value, and the test of the values it may take."""

    value: Code
    allowed: Code | None
    name: str


class _Rule(Record):
    """A rule, compiled: a test for each input that it looks at, and its outputs."""

    tests: tuple[tuple[int, Code], ...]
    outputs: tuple[Code, ...]


def table_code(table: DecisionTable, names: Names, logic: Texts) -> Code:
    """The closure of a decision table."""
    inside = names.bind([SUBJECT])
    inputs = tuple(
        _Input(
            logic.fitted(
                logic.expression(column.expression, names),
                column.expression.type_ref,
                column.where,
            ),
            logic.tests(column.values, inside) if column.values else None,
            " ".join(column.expression.text.text.split()),
        )
        for column in table.inputs
    )
    rules = tuple(
        _Rule(
            tuple(
                (at, logic.tests(cell, inside))
                for at, cell in enumerate(rule.tests)
                if cell.text.text.strip() not in ("", "-")
            ),
            tuple(
                logic.fitted(logic.expression(cell, names), output.type_ref, cell.where)
                for cell, output in zip(rule.outputs, table.outputs, strict=False)
            ),
        )
        for rule in table.rules
    )
    defaults = tuple(
        logic.expression(output.default, names) if output.default else None
        for output in table.outputs
    )
    if any(defaults):
        default = tuple(code or (lambda _frame: None) for code in defaults)
    else:
        default = None
    ranks = tuple(_ranking(output, table, names, logic) for output in table.outputs)
    named = tuple(output.name or f"output {at}" for at, output in enumerate(table.outputs, start=1))
    return _Table(table, inputs, rules, default, named, ranks).value


class _Table:
    """What the closure of a table needs as it runs."""

    def __init__(
        self,
        table: DecisionTable,
        inputs: tuple[_Input, ...],
        rules: tuple[_Rule, ...],
        default: tuple[Code, ...] | None,
        names: tuple[str, ...],
        ranks: tuple[tuple[Code, ...], ...],
    ) -> None:
        self.table = table
        self.inputs = inputs
        self.rules = rules
        self.default = default
        self.names = names
        self.ranks = ranks

    def value(self, frame: Frame) -> Value:
        """The value of the table in this frame."""
        values = [column.value(frame) for column in self.inputs]
        key = variable_key(SUBJECT)
        before = bind(frame, key, None)
        try:
            if not self._allowed(frame, key, values):
                return None
            hits, undecided = self._hits(frame, key, values)
        finally:
            restore(frame, key, before)
        if undecided and not (hits and self.table.policy in _DECIDED_BY_A_HIT):
            return UNKNOWN
        ranks = tuple(tuple(code(frame) for code in codes) for codes in self.ranks)
        default = tuple(code(frame) for code in self.default) if self.default else None
        policy, aggregation = self.table.policy, self.table.aggregation
        settled = settle(policy, aggregation, Outputs(self.names, ranks), hits, default)
        if isinstance(settled, Violation):
            self._note(frame, "MR0924", f"has no value: {settled.reason}")
            return None
        return settled

    def _hits(self, frame: Frame, key: str, values: list[Value]) -> tuple[list[Row], bool]:
        """The outputs of the rules that match, and whether more may match."""
        hits: list[Row] = []
        undecided = False
        first = self.table.policy is HitPolicy.FIRST
        for rule in self.rules:
            verdict: Value = True
            for at, test in rule.tests:
                frame[key] = values[at]
                answer = test(frame)
                if answer is UNKNOWN:
                    verdict = UNKNOWN
                elif answer is not True:
                    verdict = False
                    break
            if verdict is True:
                hits.append(tuple(code(frame) for code in rule.outputs))
            elif verdict is UNKNOWN:
                undecided = True
            if first and verdict is not False:
                break
        return hits, undecided

    def _allowed(self, frame: Frame, key: str, values: list[Value]) -> bool:
        """Whether every input takes a value that its column allows; null and unknown may pass."""
        for column, value in zip(self.inputs, values, strict=True):
            if column.allowed is None or value is None or value is UNKNOWN:
                continue
            frame[key] = value
            if column.allowed(frame) is not True:
                self._note(
                    frame, "MR0925", f"has no value: its input {column.name} may not be {value}"
                )
                return False
        return True

    def _note(self, frame: Frame, code: str, text: str) -> None:
        where = self.table.where
        note(frame, report(code, f"The {where} {text}", where.span))


_DECIDED_BY_A_HIT = frozenset((HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST))


def _ranking(output: Output, table: DecisionTable, names: Names, logic: Texts) -> tuple[Code, ...]:
    """The output's values from first to last, for the policies that look at their order."""
    if table.policy not in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        return ()
    values = output.values
    if values is None:
        item = logic.types.item(output.type_ref)
        values = item.allowed if item else None
    return tuple(logic.expression(part, names) for part in _parts(values)) if values else ()


def _parts(values: Feel) -> list[Feel]:
    """The single tests of a list of values, each as a text of its own."""
    parse = parse_unary_tests(values.text.text)
    if parse.tree is None or parse.tree.negated:
        return []
    text = values.text

    def part(start: int, end: int) -> Feel:
        located = Located(
            text.text[start:end], lambda one, other: text.locate(start + one, start + other)
        )
        return Feel(located, "", values.where)

    return [part(test.start, test.end) for test in parse.tree.tests]
