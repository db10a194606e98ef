"""FEEL of DMN models into the IR, without static types.

In: a FEEL tree, the text it came from, and the names in scope. Out: ``ir.expr`` trees in which every
type is ``Any``, for the same evaluator that runs packs. Refused: nothing: a name that means nothing,
an argument too many and the like are null in FEEL; each is noted as a warning.

What only FEEL without types needs (``@"…"`` literals, filters by position, tests whose kind is not
known before they run) becomes a call of a function of ``medrules.dmn.built_in``. Those stand in the
outermost scope beside the functions that only DMN models have; the name of each begins with ``@``,
so that no name of a model can hide it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from medrules.diagnostics.suggest import did_you_mean
from medrules.dmn.built_in import FUNCTIONS, forms_of
from medrules.feel.ast import (
    Between,
    Binary,
    BooleanLit,
    CallExpr,
    ContextLit,
    Expression,
    FilterExpr,
    ForExpr,
    FunctionDef,
    IfExpr,
    In,
    InstanceOf,
    Iteration,
    ListLit,
    Name,
    Negate,
    NullLit,
    NumberLit,
    PathExpr,
    QuantifiedExpr,
    RangeLit,
    TemporalLit,
    TestCompare,
    TestExpr,
    TextLit,
    UnaryTest,
    UnaryTests,
)
from medrules.feel.operators import OPERATORS
from medrules.feel.walk import walk
from medrules.ir import expr as ir
from medrules.ir.types import ANY, BOOLEAN, NULL, NUMBER, TEXT
from medrules.ir.values import Number
from medrules.source.located import Located
from medrules.source.span import Span

SUBJECT = "?"
"""The variable that holds what unary tests are about."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names in scope: those of this level, and the levels outside.

    A level with an ``item`` is the inside of a filter: the entries of the item are names there, and
    which ones it has shows only when it runs.
    """

    names: frozenset[str]
    outer: Names | None = None
    item: str = ""

    def bind(self, names: Iterable[str]) -> Names:
        """A level inside this one."""
        return Names(frozenset(names), self)

    def filtered(self) -> Names:
        """The inside of a filter; its item has a name of its own, as filters nest."""
        depth = sum(1 for level in self.levels() if level.item)
        return Names(frozenset(), self, f"@item {depth}" if depth else "item")

    def levels(self) -> Iterable[Names]:
        """From the innermost level out."""
        level: Names | None = self
        while level is not None:
            yield level
            level = level.outer

    def all(self) -> frozenset[str]:
        """Every name of every level."""
        return frozenset(name for level in self.levels() for name in level.names)


def lower(tree: Expression, text: Located, names: Names, warn: Warn) -> ir.Expr:
    """The expression in the IR. ``warn`` is told of what can only be null."""
    return _Lowering(text, warn).expression(tree, names)


def lower_tests(tests: UnaryTests, text: Located, names: Names, warn: Warn) -> ir.Expr:
    """Unary tests as a condition on the variable ``?``."""
    lowering = _Lowering(text, warn)
    span = text.span(tests.start, tests.end)
    inside = names.bind([SUBJECT])
    subject = ir.Var(SUBJECT, ANY, span)
    if not tests.tests:
        return ir.Const(True, BOOLEAN, span)
    joined = lowering.any_test(tests.tests, subject, inside, span)
    return ir.Not(joined, BOOLEAN, span) if tests.negated else joined


Warn = Callable[[str, str, Span, str], None]
"""Told of a warning: its code, its sentence, its place, and what to do."""


class _Lowering:
    """One text on its way into the IR."""

    def __init__(self, text: Located, warn: Warn) -> None:
        self.text = text
        self.warn = warn

    def span(self, node: Expression | UnaryTest) -> Span:
        return self.text.span(node.start, node.end)

    def expression(self, node: Expression, names: Names) -> ir.Expr:
        span = self.span(node)
        match node:
            case NumberLit(value=value):
                return ir.Const(_number(value), NUMBER, span)
            case TextLit(value=value):
                return ir.Const(value, TEXT, span)
            case BooleanLit(value=value):
                return ir.Const(value, BOOLEAN, span)
            case NullLit():
                return _null(span)
            case TemporalLit(text=text):
                return _invoke("@", (ir.Const(text, TEXT, span),), span)
            case Name(name=name):
                return self.name(name, names, span)
            case PathExpr(source=source, name=name):
                return ir.Path(self.expression(source, names), name, ANY, span)
            case FilterExpr(source=source, condition=condition):
                return self.filter(source, condition, names, span)
            case CallExpr():
                return self.call(node, names, span)
            case Negate(operand=operand):
                return ir.Call("negate", (self.expression(operand, names),), ANY, span)
            case Binary():
                return self.binary(node, names, span)
            case Between(value=value, low=low, high=high):
                subject = self.expression(value, names)
                ends = (
                    ir.Compare(">=", subject, self.expression(low, names), None, BOOLEAN, span),
                    ir.Compare("<=", subject, self.expression(high, names), None, BOOLEAN, span),
                )
                return ir.And(ends, BOOLEAN, span)
            case In(value=value, tests=tests):
                return self.any_test(tests, self.expression(value, names), names, span)
            case InstanceOf(value=value, type_name=type_name):
                kind = ir.Const(type_name, TEXT, span)
                return _invoke("@instance", (self.expression(value, names), kind), span)
            case IfExpr(condition=condition, then_=then, else_=other):
                return ir.If(
                    self.expression(condition, names),
                    self.expression(then, names),
                    self.expression(other, names),
                    ANY,
                    span,
                )
            case ForExpr(iterations=iterations, body=body):
                return self.loop(iterations, body, names, span)
            case QuantifiedExpr():
                return self.quantified(node, node.iterations, names, span)
            case FunctionDef(parameters=parameters, body=body):
                own = tuple(name for name, _ in parameters)
                return ir.FunctionOf(own, self.expression(body, names.bind(own)), ANY, span)
            case ListLit(items=items):
                return ir.ListOf(tuple(self.expression(one, names) for one in items), ANY, span)
            case ContextLit(entries=entries):
                return self.context(entries, names, span)
            case RangeLit():
                return self.range(node, names, span)
            case _:
                assert_never(node)

    def range(self, node: RangeLit, names: Names, span: Span) -> ir.Expr:
        first = self.expression(node.low, names) if node.low is not None else None
        last = self.expression(node.high, names) if node.high is not None else None
        return ir.Range(first, last, node.low_included, node.high_included, ANY, span)

    def name(self, name: str, names: Names, span: Span) -> ir.Expr:
        """A variable, perhaps an entry of an item; a function of FEEL; or else null."""
        open_items: list[str] = []
        found: ir.Expr | None = None
        for level in names.levels():
            if level.item and name == "item":
                found = ir.Var(level.item, ANY, span)
            elif name in level.names:
                found = ir.Var(name, ANY, span)
            elif level.item:
                open_items.append(level.item)
            if found is not None:
                break
        if found is None and name in FUNCTIONS:
            found = ir.Var(name, ANY, span)
        if found is None:
            found = _null(span)
            if not open_items:
                self.warn(
                    "MR0913",
                    f'"{name}" means nothing here, so it is null',
                    span,
                    did_you_mean(name, names.all())
                    or "Require what it stands for, or correct the name.",
                )
        key = ir.Const(name, TEXT, span)
        for item in reversed(open_items):
            source = ir.Var(item, ANY, span)
            has = _invoke("@has", (source, key), span)
            found = ir.If(has, ir.Path(source, name, ANY, span), found, ANY, span)
        return found

    def filter(
        self, source: Expression, condition: Expression, names: Names, span: Span
    ) -> ir.Expr:
        items = self.expression(source, names)
        inside = names.filtered()
        test = self.expression(condition, inside)
        if isinstance(test, ir.Const) and test.type == NUMBER:
            return ir.Filter(items, inside.item, test, ANY, span)
        if _is_truth(condition):
            return ir.Filter(_invoke("@list", (items,), span), inside.item, test, ANY, span)
        chosen = ir.FunctionOf((inside.item,), test, ANY, span)
        return _invoke("@select", (items, chosen), span)

    def call(self, node: CallExpr, names: Names, span: Span) -> ir.Expr:
        args = tuple(self.expression(arg, names) for arg in node.args)
        called = node.function
        if not isinstance(called, Name) or called.name in names.all():
            return ir.Invoke(self.expression(called, names), args, node.names, ANY, span)
        name = called.name
        if name == "not" and len(args) == 1:
            return ir.Not(args[0], BOOLEAN, span)
        if name not in FUNCTIONS:
            self.warn(
                "MR0913",
                f'There is no function "{name}" here, so its value is null',
                span,
                did_you_mean(name, [*FUNCTIONS, *names.all()]) or "Correct its name.",
            )
            return _null(span)
        ordered = self.ordered(name, args, node.names, span)
        if ordered is None:
            return _null(span)
        return (
            ir.Call(name, ordered, ANY, span) if name in OPERATORS else _invoke(name, ordered, span)
        )

    def ordered(
        self, name: str, args: tuple[ir.Expr, ...], given: tuple[str, ...], span: Span
    ) -> tuple[ir.Expr, ...] | None:
        """The arguments in the order of the function's parameters, or None where they do not fit."""
        for form in forms_of(name):
            if form.takes(len(args), given):
                by_name = dict(zip(given, args, strict=True)) if given else {}
                return tuple(by_name[one] for one in form.names if one in by_name) or args
        forms = " or ".join(f"{name}({', '.join(form.names)})" for form in forms_of(name))
        self.warn("MR0914", f"{name} cannot be called so; its value is null", span, f"Use {forms}.")
        return None

    def binary(self, node: Binary, names: Names, span: Span) -> ir.Expr:
        left, right = self.expression(node.left, names), self.expression(node.right, names)
        match node.op:
            case "and":
                return ir.And((left, right), BOOLEAN, span)
            case "or":
                return ir.Or((left, right), BOOLEAN, span)
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                return ir.Compare(node.op, left, right, None, BOOLEAN, span)
            case "+" | "-" | "*" | "/" | "**":
                return ir.Call(node.op, (left, right), ANY, span)
            case _:
                assert_never(node.op)

    def any_test(
        self, tests: tuple[UnaryTest, ...], subject: ir.Expr, names: Names, span: Span
    ) -> ir.Expr:
        lowered = tuple(self.test(test, subject, names) for test in tests)
        return lowered[0] if len(lowered) == 1 else ir.Or(lowered, BOOLEAN, span)

    def test(self, test: UnaryTest, subject: ir.Expr, names: Names) -> ir.Expr:
        """One unary test as a condition on ``subject``."""
        span = self.span(test)
        match test:
            case TestCompare(op=op, operand=operand):
                right = self.expression(operand, names)
                return ir.Compare(op, subject, right, None, BOOLEAN, span)
            case TestExpr(expression=expression):
                return self.equality_test(expression, subject, names, span)
            case _:
                assert_never(test)

    def equality_test(
        self, node: Expression, subject: ir.Expr, names: Names, span: Span
    ) -> ir.Expr:
        if any(isinstance(part, Name) and part.name == SUBJECT for part, _ in walk(node)):
            return self.expression(node, names)
        if isinstance(node, RangeLit):
            return self.within(node, subject, names, span)
        value = self.expression(node, names)
        if isinstance(node, NumberLit | TextLit | BooleanLit | NullLit | Negate):
            return ir.Compare("=", subject, value, None, BOOLEAN, span)
        return _invoke("@matches", (subject, value), span)

    def within(self, node: RangeLit, subject: ir.Expr, names: Names, span: Span) -> ir.Expr:
        ends: list[ir.Expr] = []
        if node.low is not None:
            low = self.expression(node.low, names)
            op: ir.CompareOp = ">=" if node.low_included else ">"
            ends.append(ir.Compare(op, subject, low, None, BOOLEAN, span))
        if node.high is not None:
            high = self.expression(node.high, names)
            op = "<=" if node.high_included else "<"
            ends.append(ir.Compare(op, subject, high, None, BOOLEAN, span))
        return ends[0] if len(ends) == 1 else ir.And(tuple(ends), BOOLEAN, span)

    def source(self, iteration: Iteration, names: Names) -> ir.Expr:
        """What an iteration runs over, as a list."""
        span = self.span(iteration.source)
        first = self.expression(iteration.source, names)
        if iteration.high is None:
            return _invoke("@items", (first,), span)
        return _invoke("@span", (first, self.expression(iteration.high, names)), span)

    def loop(
        self, iterations: tuple[Iteration, ...], body: Expression, names: Names, span: Span
    ) -> ir.Expr:
        """``for`` over several variables is one list, not a list of lists."""
        first, *rest = iterations
        source = self.source(first, names)
        inside = names.bind([first.variable])
        if not rest:
            result = self.expression(body, inside)
            return ir.ForEach(first.variable, source, result, ANY, span)
        lists = ir.ForEach(
            first.variable, source, self.loop(tuple(rest), body, inside, span), ANY, span
        )
        return _invoke("@join", (lists,), span)

    def quantified(
        self,
        node: QuantifiedExpr,
        iterations: tuple[Iteration, ...],
        names: Names,
        span: Span,
    ) -> ir.Expr:
        if not iterations:
            return self.expression(node.condition, names)
        first, *rest = iterations
        source = self.source(first, names)
        inside = names.bind([first.variable])
        condition = self.quantified(node, tuple(rest), inside, span)
        return ir.Quantified(node.kind, first.variable, source, condition, BOOLEAN, span)

    def context(
        self, entries: tuple[tuple[str, Expression], ...], names: Names, span: Span
    ) -> ir.Expr:
        lowered: list[tuple[str, ir.Expr]] = []
        inside = names
        for name, value in entries:
            lowered.append((name, self.expression(value, inside)))
            inside = inside.bind([name])
        return ir.ContextOf(tuple(lowered), ANY, span)


def _null(span: Span) -> ir.Expr:
    return ir.Const(None, NULL, span)


def _invoke(name: str, args: tuple[ir.Expr, ...], span: Span) -> ir.Expr:
    return ir.Invoke(ir.Var(name, ANY, span), args, (), ANY, span)


def _number(value: object) -> Number:
    from decimal import Decimal

    assert isinstance(value, Decimal)
    return int(value) if value == value.to_integral_value() and value.adjusted() < 34 else value


def _is_truth(node: Expression) -> bool:
    """Whether the expression can only be true, false or null, whatever its names stand for."""
    match node:
        case BooleanLit() | Between() | In() | InstanceOf() | QuantifiedExpr():
            return True
        case Binary(op=op):
            return op in ("and", "or", "=", "!=", "<", "<=", ">", ">=")
        case CallExpr(function=Name(name="not")):
            return True
        case _:
            return False
