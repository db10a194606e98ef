"""FEEL syntax trees become typed IR expressions.

In: a tree with the text it came from, and what is in reach. Out: an IR expression, or None when what is
wrong is reported; all of a tree is gone through, so that all is reported at once. Refused, as
diagnostics: names, types and units that do not fit, and what packs do not have of FEEL (MR0307).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.feel import ast
from medrules.feel.adapting import adapt, common_type, items_type
from medrules.feel.calling import call, is_known, known_function, wrong_count
from medrules.feel.comparing import (
    check_condition,
    comparison,
    conjunction,
    disjunction,
    two_types,
    within,
)
from medrules.feel.naming import (
    Part,
    Reach,
    check_free,
    field_of,
    look_up,
    quoted_word,
    resolve,
)
from medrules.feel.testing import Tester
from medrules.feel.typing import type_words
from medrules.ir.expr import Const, Expr, Filter, ForEach, If, ListOf, Not, Quantified
from medrules.ir.printer import print_expr
from medrules.ir.types import (
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    TEXT,
    ListType,
    NumberType,
    SetType,
)
from medrules.ir.values import NUMBERS
from medrules.source.located import Located
from medrules.source.span import Span


class Lowering:
    """The lowering of one text; ``problems`` gathers what is wrong with it."""

    def __init__(self, text: Located) -> None:
        self.text = text
        self.problems: list[Diagnostic] = []

    def place(self, node: ast.Node) -> Span:
        """Where a node stands."""
        return self.text.span(node.start, node.end)

    def lower(self, node: ast.Expression, reach: Reach) -> Expr | None:
        """The node as an IR expression."""
        match node:
            case ast.NumberLit(value):
                return _number(value, self.place(node))
            case ast.TextLit(value):
                return Const(value, TEXT, self.place(node))
            case ast.BooleanLit(value):
                return Const(value, BOOLEAN, self.place(node))
            case ast.NullLit():
                return Const(None, NULL, self.place(node))
            case ast.Name() | ast.PathExpr():
                return self._name(node, reach)
            case ast.FilterExpr(source, condition):
                return self._filter(source, condition, reach, self.place(node))
            case ast.CallExpr():
                return self._call(node, reach)
            case ast.Negate(operand):
                return self._negate(operand, node, reach)
            case ast.Binary("and" | "or"):
                return self._junction(node, reach)
            case ast.Binary(op, left, right):
                return self._binary(op, left, right, node, reach)
            case ast.Between(value, low, high):
                return self._between(value, low, high, node, reach)
            case ast.In(value, tests):
                return self._in(value, tests, reach, self.place(node))
            case ast.IfExpr(condition, then_, else_):
                return self._if(condition, then_, else_, reach, self.place(node))
            case ast.ForExpr(iterations, body):
                return self._for(iterations, body, reach, self.place(node))
            case ast.QuantifiedExpr():
                return self._quantified(node, node.iterations, reach)
            case ast.ListLit(items):
                return self._list(items, reach, self.place(node))
            case ast.RangeLit():
                return self._absent(node, "a range as a value", "test with it: x in [1..3]")
            case ast.TemporalLit():
                return self._absent(node, "a date, time or duration", "use numbers with a unit")
            case ast.InstanceOf():
                return self._absent(node, "`instance of`", "every fact has the type it declares")
            case ast.FunctionDef():
                return self._absent(node, "a function definition", "derive a conclusion instead")
            case ast.ContextLit():
                return self._absent(node, "a context", "derive a conclusion for each entry instead")
            case _:
                assert_never(node)

    def condition(self, node: ast.Expression, reach: Reach) -> Expr | None:
        """The node as a condition."""
        found = self.lower(node, reach)
        return found if found is None or check_condition(found, self.problems) else None

    def tests(self, node: ast.UnaryTests, subject: Expr, reach: Reach) -> Expr | None:
        """A table cell as a condition on its input."""
        return self._tester(subject, reach).cell_of(node)

    def _tester(self, subject: Expr, reach: Reach) -> Tester:
        inner = replace(reach, subject=subject)
        return Tester(subject, lambda node: self.lower(node, inner), self.place, self.problems)

    def _absent(self, node: ast.Node, what: str, advice: str) -> Expr | None:
        """Report a part of FEEL that packs do not have; nothing comes of it."""
        message = f"{what} is not available in packs"
        self.problems.append(report("MR0307", message, self.place(node), help=advice))
        return None

    # Names

    def _name(self, node: ast.Name | ast.PathExpr, reach: Reach) -> Expr | None:
        if isinstance(node, ast.Name) and node.name == "?" and reach.subject is not None:
            return reach.subject
        parts: list[Part] = []
        base: ast.Expression = node
        while isinstance(base, ast.PathExpr):
            parts.append(Part(base.name, base.end))
            base = base.source
        parts.reverse()
        if isinstance(base, ast.Name) and (base.name != "?" or reach.subject is None):
            parts.insert(0, Part(base.name, base.end))
            return resolve(parts, node.start, reach, self.text, self.problems)
        found = self.lower(base, reach)
        for part in parts:
            if found is not None:
                span = self.text.span(node.start, part.end)
                found = field_of(found, part.name, span, self.problems)
        return found

    # Logic

    def _junction(self, node: ast.Binary, reach: Reach) -> Expr | None:
        """``a and b and c``: one conjunction, however long the chain."""
        operands: list[ast.Expression] = []
        rest: ast.Expression = node
        while isinstance(rest, ast.Binary) and rest.op == node.op:
            operands.append(rest.right)
            rest = rest.left
        operands.append(rest)
        found = [self.condition(operand, reach) for operand in reversed(operands)]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        return (conjunction if node.op == "and" else disjunction)(known, self.place(node))

    def _binary(
        self,
        op: ast.BinaryOp,
        left: ast.Expression,
        right: ast.Expression,
        node: ast.Binary,
        reach: Reach,
    ) -> Expr | None:
        match op:
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                first, second = self.lower(left, reach), self.lower(right, reach)
                if first is None or second is None:
                    return None
                return comparison(op, first, second, self.place(node), self.problems)
            case "-" if self._unquoted(node, reach):
                return None
            case _:
                return self._operate(op, (left, right), node, reach)

    def _unquoted(self, node: ast.Binary, reach: Reach) -> bool:
        """Report ``program-director`` without quotes, which reads like a subtraction."""
        word = self.text.text[node.start : node.end]
        advice = quoted_word(word, reach.scope)
        parts = [[Part(part, node.end)] for part in word.split("-")]
        if not advice or all(look_up(part, node.start, reach, self.text) for part in parts):
            return False
        message = f'there is no fact "{word}"'
        self.problems.append(report("MR0301", message, self.place(node), help=advice))
        return True

    def _operate(
        self, name: str, operands: tuple[ast.Expression, ...], node: ast.Node, reach: Reach
    ) -> Expr | None:
        args = [self.lower(operand, reach) for operand in operands]
        known = [arg for arg in args if arg is not None]
        if len(known) < len(args):
            return None
        return call(name, known, self.place(node), self.problems)

    def _negate(self, operand: ast.Expression, node: ast.Node, reach: Reach) -> Expr | None:
        found = self.lower(operand, reach)
        match found:
            case None:
                return None
            case Const(int() | Decimal() as value, kind) if not isinstance(value, bool):
                # The minus sign of Python would round a Decimal to the digits of its own context.
                less = -value if isinstance(value, int) else value.copy_negate()
                return Const(less, kind, self.place(node))
            case _:
                return call("negate", (found,), self.place(node), self.problems)

    def _between(
        self,
        value: ast.Expression,
        low: ast.Expression,
        high: ast.Expression,
        node: ast.Node,
        reach: Reach,
    ) -> Expr | None:
        found = [self.lower(one, reach) for one in (value, low, high)]
        subject, least, most = found
        if subject is None or least is None or most is None:
            return None
        return within(subject, (">=", least), ("<=", most), self.place(node), self.problems)

    def _in(
        self,
        value: ast.Expression,
        tests: tuple[ast.UnaryTest, ...],
        reach: Reach,
        span: Span,
    ) -> Expr | None:
        subject = self.lower(value, reach)
        if subject is not None and not isinstance(subject.type, SetType | ListType):
            return self._tester(subject, reach).any_of(tests, span)
        if subject is not None:
            shown = print_expr(subject)
            message = f"{type_words(subject.type)} cannot stand before `in`"
            advice = f'ask whether it holds a value: "…" in {shown}'
            self.problems.append(report("MR0302", message, subject.span, help=advice))
        for test in tests:
            inner = test.operand if isinstance(test, ast.TestCompare) else test.expression
            if not isinstance(inner, ast.RangeLit):
                self.lower(inner, reach)
        return None

    # Calls

    def _call(self, node: ast.CallExpr, reach: Reach) -> Expr | None:
        if not isinstance(node.function, ast.Name):
            return self._absent(node.function, "a function as a value", "call a function by name")
        name = node.function.name
        known = known_function(name, self.place(node.function), self.problems)
        if name == "not" and len(node.args) == 1 and node.names in ((), ("negand",)):
            operand = self.condition(node.args[0], reach)
            return None if operand is None else Not(operand, BOOLEAN, self.place(node))
        args = [self.lower(arg, reach) for arg in node.args]
        found = [arg for arg in args if arg is not None]
        if not known or len(found) < len(args):
            return None
        span = self.place(node)
        if name in ("not", "is known"):
            if name == "is known" and len(found) == 1 and node.names in ((), ("fact",)):
                return is_known(found[0], reach.scope, span, self.problems)
            self.problems.append(wrong_count(name, len(found), node.names, span))
            return None
        return call(name, found, span, self.problems, node.names)

    # Constructs

    def _if(
        self,
        condition: ast.Expression,
        then_: ast.Expression,
        else_: ast.Expression,
        reach: Reach,
        span: Span,
    ) -> Expr | None:
        test = self.condition(condition, reach)
        first, second = self.lower(then_, reach), self.lower(else_, reach)
        if test is None or first is None or second is None:
            return None
        kind = common_type(first, second)
        if kind is not None:
            yes = adapt(first, kind, self.problems)
            no = adapt(second, kind, self.problems)
            if yes is not None and no is not None:
                return If(test, yes, no, kind, span)
        self.problems.append(two_types("`then` and `else`", first, second, span))
        return None

    def _list(self, items: tuple[ast.Expression, ...], reach: Reach, span: Span) -> Expr | None:
        lowered = [self.lower(item, reach) for item in items]
        known = [item for item in lowered if item is not None]
        if len(known) < len(lowered):
            return None
        found = items_type(known)
        if isinstance(found, tuple):
            one, other = found
            self.problems.append(two_types("the items of a list", one, other, other.span))
            return None
        typed = [adapt(item, found, self.problems) for item in known]
        return ListOf(tuple(item for item in typed if item), ListType(found), span)

    def _filter(
        self, source: ast.Expression, condition: ast.Expression, reach: Reach, span: Span
    ) -> Expr | None:
        found = self.lower(source, reach)
        if found is None:
            return None
        if isinstance(found.type, SetType):
            return self._absent(source, "a filter on a set", "test the members: some x in set …")
        if not isinstance(found.type, ListType):
            message = f"only a list can be filtered, and this is {type_words(found.type)}"
            self.problems.append(report("MR0302", message, found.span))
            return None
        variable, inner = reach.filter(found.type.item)
        test = self.lower(condition, inner)
        if test is not None and isinstance(test.type, NumberType):
            return self._absent(
                condition, "picking an item by its number", "filter by a condition instead"
            )
        if test is None or not check_condition(test, self.problems):
            return None
        return Filter(found, variable, test, found.type, span)

    def _for(
        self,
        iterations: tuple[ast.Iteration, ...],
        body: ast.Expression,
        reach: Reach,
        span: Span,
    ) -> Expr | None:
        if len(iterations) > 1:
            return self._absent(iterations[1], "`for` with two variables", "nest two `for`")
        found = self._iterated(iterations[0], reach)
        if found is None:
            return None
        source, inner = found
        if isinstance(source.type, SetType):
            return self._absent(
                iterations[0].source, "`for` over a set (it has no order)", "use some or every"
            )
        result = self.lower(body, inner)
        if result is None:
            return None
        return ForEach(iterations[0].variable, source, result, ListType(result.type), span)

    def _quantified(
        self, node: ast.QuantifiedExpr, iterations: tuple[ast.Iteration, ...], reach: Reach
    ) -> Expr | None:
        """Several variables are one quantifier inside the other."""
        found = self._iterated(iterations[0], reach)
        if found is None:
            return None
        source, inner = found
        rest = iterations[1:]
        if rest:
            test = self._quantified(node, rest, inner)
        else:
            test = self.condition(node.condition, inner)
        if test is None:
            return None
        variable = iterations[0].variable
        return Quantified(node.kind, variable, source, test, BOOLEAN, self.place(node))

    def _iterated(self, node: ast.Iteration, reach: Reach) -> tuple[Expr, Reach] | None:
        """What an iteration goes through, and the reach of its body."""
        check_free(node.variable, reach, self.place(node), self.problems)
        if node.high is not None:
            self._absent(node, "counting through numbers", "go through the items of a list")
            return None
        source = self.lower(node.source, reach)
        if source is None:
            return None
        if not isinstance(source.type, ListType | SetType):
            message = f"only lists and sets have items, and this is {type_words(source.type)}"
            self.problems.append(report("MR0302", message, source.span))
            return None
        return source, reach.bind(node.variable, source.type.item)


def _number(value: Decimal, span: Span) -> Const:
    """A number literal; a whole number is an integer, however it is written."""
    if value == value.to_integral_value() and value.adjusted() < NUMBERS.prec:
        return Const(int(value), INTEGER, span)
    return Const(value, NUMBER, span)
