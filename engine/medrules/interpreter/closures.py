"""Expressions become closures, once; running them walks no tree.

In: an expression of the IR. Out: ``Code``, which gives its value in a frame. Refused: nothing; the
program was checked. An expression too deep for Python's stack raises RecursionError, which whoever
asked turns into a diagnostic.

The order of the cases is that of how often they occur, for the sake of start-up.
"""

from __future__ import annotations

from typing import assert_never

from medrules.feel.operators import OPERATORS
from medrules.interpreter import dynamic, lists, logic
from medrules.interpreter.comparisons import comparison, membership
from medrules.interpreter.frame import STANDING, Code, Frame, list_key, variable_key
from medrules.ir.expr import (
    And,
    Call,
    Compare,
    Const,
    ContextOf,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    If,
    Invoke,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Quantified,
    Range,
    Records,
    Ref,
    Var,
)
from medrules.ir.types import NumberType
from medrules.ir.values import UNKNOWN


def compiled(expr: Expr) -> Code:
    """The closure of an expression."""
    match expr:
        case Compare():
            return comparison(expr, compiled)
        case Ref():
            return _from_frame(expr.path)
        case Const():
            return _constant(expr.value)
        case And():
            return logic.conjunction([compiled(one) for one in expr.operands])
        case Call():
            return _call(expr)
        case Path():
            if isinstance(expr.source, Var):
                return lists.variable_path(expr.source.name, expr.name)
            return lists.path(compiled(expr.source), expr.name)
        case Or():
            return logic.disjunction([compiled(one) for one in expr.operands])
        case Not():
            return logic.negation(compiled(expr.operand))
        case Var():
            return _from_frame(variable_key(expr.name))
        case If():
            return logic.choice(
                compiled(expr.condition), compiled(expr.then_), compiled(expr.else_)
            )
        case Records():
            return _from_frame(list_key(expr.path))
        case Quantified():
            return lists.quantified(
                expr.kind, expr.variable, compiled(expr.source), compiled(expr.condition)
            )
        case Filter():
            if isinstance(expr.condition.type, NumberType):
                return lists.item_at(compiled(expr.source), compiled(expr.condition))
            return lists.filtered(expr.variable, compiled(expr.source), compiled(expr.condition))
        case ForEach():
            return lists.for_each(expr.variable, compiled(expr.source), compiled(expr.body))
        case IsKnown():
            return _is_known(expr.subject)
        case ListOf():
            return dynamic.listed([compiled(item) for item in expr.items])
        case Range():
            return dynamic.ranged(
                None if expr.low is None else compiled(expr.low),
                None if expr.high is None else compiled(expr.high),
                expr.low_included,
                expr.high_included,
            )
        case ContextOf():
            return dynamic.context([(name, compiled(value)) for name, value in expr.entries])
        case FunctionOf():
            return dynamic.function(expr.parameters, compiled(expr.body))
        case Invoke():
            return dynamic.invocation(
                compiled(expr.function), [compiled(one) for one in expr.args], expr.names
            )
        case _:
            assert_never(expr)


def _constant(value: object) -> Code:
    return lambda _: value


def _from_frame(key: str) -> Code:
    return lambda frame: frame[key]


def _call(expr: Call) -> Code:
    """An operator or function of the table: unknown in, unknown out, unless it is lenient."""
    if expr.name == "list contains":
        fast = membership(expr.args[0], expr.args[1], compiled)
        if fast is not None:
            return fast
    args = [compiled(one) for one in expr.args]
    entry = OPERATORS[expr.name]
    evaluate = entry.evaluate
    if entry.lenient:
        return lambda frame: evaluate(*[code(frame) for code in args])
    if len(args) == 1:
        (only,) = args

        def of_one(frame: Frame) -> object:
            value = only(frame)
            return UNKNOWN if value is UNKNOWN else evaluate(value)

        return of_one
    if len(args) == 2:
        left, right = args

        def of_two(frame: Frame) -> object:
            one = left(frame)
            if one is UNKNOWN:
                return UNKNOWN
            other = right(frame)
            return UNKNOWN if other is UNKNOWN else evaluate(one, other)

        return of_two

    def of_many(frame: Frame) -> object:
        values: list[object] = []
        for code in args:
            value = code(frame)
            if value is UNKNOWN:
                return UNKNOWN
            values.append(value)
        return evaluate(*values)

    return of_many


def _is_known(subject: Expr) -> Code:
    """``is known``: whether there is a value, or whether there was one in the standing profile."""
    code = compiled(subject)
    if isinstance(subject, Ref):
        path = subject.path

        def fact_known(frame: Frame) -> object:
            standing = frame.get(STANDING)
            if standing is None:
                return frame[path] is not UNKNOWN
            return path in standing  # type: ignore[operator]

        return fact_known
    if isinstance(subject, Path) and isinstance(subject.source, Var):
        key, name = variable_key(subject.source.name), subject.name

        def field_known(frame: Frame) -> object:
            standing = frame.get(STANDING)
            if standing is None:
                return code(frame) is not UNKNOWN
            return (id(frame[key]), name) in standing  # type: ignore[operator]

        return field_known
    return lambda frame: code(frame) is not UNKNOWN
