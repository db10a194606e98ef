"""Decision logic as closures: literal expressions, boxed expressions, decision tables.

In: the logic of a model and the names in scope where it stands. Out: ``Code`` as the interpreter has
it, which gives the value in a frame, and what was found wrong before it ran. Refused: nothing: logic
that cannot be read gives null, beside an error; what happens only as it runs (two rules under
UNIQUE, a value that does not fit its type) is noted as it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.dmn.feel_dynamic import Names, lower, lower_tests
from medrules.dmn.model import (
    Boxed,
    BoxedList,
    Conditional,
    Context,
    DecisionTable,
    Feel,
    Function,
    Invocation,
    Iterator,
    Literally,
    Relation,
    Selection,
    Variable,
    Where,
)
from medrules.dmn.notes import misfit, note
from medrules.dmn.table import table_code
from medrules.dmn.types import Misfit, Types, type_of
from medrules.feel.operators import Value
from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.interpreter import dynamic, lists, logic
from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Code, Frame, bind, restore, variable_key
from medrules.ir.values import UNKNOWN
from medrules.source.span import Span


class Logic:
    """Compiles the logic of one model. ``found`` collects what is wrong with texts.

    ``members`` are names that paths may use: components, outputs, entries, columns.
    """

    def __init__(self, types: Types, members: Iterable[str]) -> None:
        self.types = types
        self.members = frozenset(members)
        self.found: list[Diagnostic] = []

    def code(self, boxed: Boxed | None, names: Names) -> Code:
        """The closure of any expression; its value fits the type declared for it."""
        if boxed is None:
            return _null
        return self.fitted(self._code(boxed, names), boxed.type_ref, boxed.where)

    def _code(self, boxed: Boxed, names: Names) -> Code:
        match boxed:
            case Literally(feel=feel):
                return self.expression(feel, names) if feel is not None else _null
            case DecisionTable():
                return table_code(boxed, names, self)
            case Invocation():
                return self._invocation(boxed, names)
            case Context():
                return self._context(boxed, names)
            case Relation(columns=columns, rows=rows):
                cells = [[self.code(cell, names) for cell in row] for row in rows]
                heads = [column.name for column in columns]
                return dynamic.listed(
                    [_record(tuple(zip(heads, row, strict=False))) for row in cells]
                )
            case BoxedList(items=items):
                return dynamic.listed([self.code(item, names) for item in items])
            case Function():
                return self.function(boxed, names)
            case Conditional(condition=condition, then_=then, else_=other):
                return logic.choice(
                    self.code(condition, names), self.code(then, names), self.code(other, names)
                )
            case Selection():
                return self._selection(boxed, names)
            case Iterator():
                return self._iterator(boxed, names)
            case _:
                assert_never(boxed)

    def expression(self, feel: Feel, names: Names) -> Code:
        """A FEEL expression; null, and an error, for a text that is none."""
        if not feel.text.text.strip():
            return _null
        parse = parse_expression(feel.text.text, names.all() | self.members)
        if parse.tree is None:
            self._broken(parse.diagnostics(feel.text), feel.where)
            return _null
        return self._compiled(lower(parse.tree, feel.text, names, self._warner(feel.where)), feel)

    def tests(self, feel: Feel, names: Names) -> Code:
        """Unary tests, about the variable ``?``; an empty text is ``-``."""
        if not feel.text.text.strip():
            return _true
        parse = parse_unary_tests(feel.text.text, names.all() | self.members)
        if parse.tree is None:
            self._broken(parse.diagnostics(feel.text), feel.where)
            return _null
        warn = self._warner(feel.where)
        return self._compiled(lower_tests(parse.tree, feel.text, names, warn), feel)

    def _compiled(self, expr: object, feel: Feel) -> Code:
        try:
            return compiled(expr)  # type: ignore[arg-type]
        except RecursionError:
            self.found.append(
                report("MR0912", f"The {feel.where} is nested too deeply", feel.where.span)
            )
            return _null

    def _broken(self, problems: Iterable[Diagnostic], where: Where) -> None:
        """Keep what the parser found, each with the element that holds the text."""
        label = Label(where.span, f"in the {where}")
        self.found.extend(one.replace(labels=(*one.labels, label)) for one in problems)

    def _warner(self, where: Where) -> Callable[[str, str, Span, str], None]:
        def warn(code: str, message: str, span: Span, help: str) -> None:
            label = Label(where.span, f"in the {where}")
            self.found.append(report(code, message, span, [label], help))

        return warn

    def fitted(self, code: Code, type_ref: str, where: Where) -> Code:
        """The value as its declared type has it; null, and a note, where it does not fit."""
        if type_ref in ("", "Any"):
            return code
        types = self.types

        def fit(frame: Frame) -> Value:
            value = code(frame)
            fitted = types.fit(value, type_ref)
            if isinstance(fitted, Misfit):
                note(frame, misfit(f"The value of the {where}", fitted, where.span))
                return None
            return fitted

        return fit

    def function(self, boxed: Function, names: Names) -> Code:
        """A function value: it fits its arguments to the types of its parameters."""
        parameters = tuple(one.name for one in boxed.parameters)
        body = self.code(boxed.body, names.bind(parameters))
        typed = tuple(one for one in boxed.parameters if one.type_ref not in ("", "Any"))
        types = self.types

        def run(frame: Frame) -> Value:
            for parameter in typed:
                key = variable_key(parameter.name)
                fitted = types.fit(frame[key], parameter.type_ref)
                if isinstance(fitted, Misfit):
                    where = parameter.where
                    note(frame, misfit(f"The argument for the {where}", fitted, where.span))
                    fitted = None
                frame[key] = fitted
            return body(frame)

        return dynamic.function(parameters, run if typed else body)

    def _invocation(self, boxed: Invocation, names: Names) -> Code:
        callee = self.code(boxed.function, names)
        given = tuple(binding.parameter.name for binding in boxed.bindings)
        args = [
            self._binding(binding.value, binding.parameter, names) for binding in boxed.bindings
        ]
        called = dynamic.invocation(callee, args, given)

        def invoked(frame: Frame) -> Value:
            target = callee(frame)
            if target is not UNKNOWN and not callable(target):
                message = f"The {boxed.where} calls a {type_of(target)}, which is no function"
                note(frame, report("MR0923", message, boxed.where.span))
                return None
            return called(frame)

        return invoked

    def _binding(self, value: Boxed | None, parameter: Variable, names: Names) -> Code:
        return self.fitted(self.code(value, names), parameter.type_ref, parameter.where)

    def _context(self, boxed: Context, names: Names) -> Code:
        entries: list[tuple[str, Code]] = []
        inside, result = names, None
        for entry in boxed.entries:
            value = self.code(entry.value, inside)
            if entry.variable is None:
                result = value
                continue
            variable = entry.variable
            entries.append((variable.name, self.fitted(value, variable.type_ref, variable.where)))
            inside = inside.bind([variable.name])
        return dynamic.context(entries) if result is None else _with_result(entries, result)

    def _selection(self, boxed: Selection, names: Names) -> Code:
        """A boxed filter; its condition is FEEL text as a rule, but may be any expression."""
        source = self.code(boxed.source, names)
        inside = names.filtered()
        match = self.code(boxed.match, inside)

        def items(frame: Frame) -> Value:
            value = source(frame)
            return () if value is None else value

        return lists.filtered(inside.item, items, match)

    def _iterator(self, boxed: Iterator, names: Names) -> Code:
        source = self.code(boxed.source, names)
        body = self.code(boxed.body, names.bind([boxed.variable]))
        if boxed.kind == "for":
            return lists.for_each(boxed.variable, source, body)
        return lists.quantified(boxed.kind, boxed.variable, source, body)


def _null(_frame: Frame) -> Value:
    return None


def _true(_frame: Frame) -> Value:
    return True


def _record(cells: tuple[tuple[str, Code], ...]) -> Code:
    return lambda frame: {name: code(frame) for name, code in cells}


def _with_result(entries: list[tuple[str, Code]], result: Code) -> Code:
    """A context whose value is that of its last entry, which sees all the others."""
    pairs = tuple((variable_key(name), code) for name, code in entries)

    def valued(frame: Frame) -> Value:
        before = [(key, bind(frame, key, code(frame))) for key, code in pairs]
        value = result(frame)
        for key, old in reversed(before):
            restore(frame, key, old)
        return value

    return valued
