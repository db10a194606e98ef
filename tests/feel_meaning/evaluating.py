"""A second, plain reading of the IR, to check the table and the lowering without the interpreter.

In: an expression and the values of paths and variables. Out: its value, or UNKNOWN. It is slow, keeps
no trace and knows only what packs produce.
"""

from __future__ import annotations

from collections.abc import Mapping

from medrules.feel.operators import OPERATORS, Value, compare
from medrules.ir import expr as ir
from medrules.ir.values import UNKNOWN

Values = Mapping[str, Value]


def evaluate(expr: ir.Expr, values: Values | None = None) -> Value:
    """The value of ``expr``; ``values`` maps paths and variables, and what it lacks is UNKNOWN."""
    known = {} if values is None else values
    match expr:
        case ir.Const(value):
            return value
        case ir.Ref(name) | ir.Records(name) | ir.Var(name):
            return known.get(name, UNKNOWN)
        case ir.Path(source, name):
            return _field(evaluate(source, known), name)
        case ir.And(operands):
            return OPERATORS["and"].evaluate(*[evaluate(one, known) for one in operands])
        case ir.Or(operands):
            return OPERATORS["or"].evaluate(*[evaluate(one, known) for one in operands])
        case ir.Not(operand):
            return OPERATORS["not"].evaluate(evaluate(operand, known))
        case ir.Compare(op, left, right, order):
            return compare(op, evaluate(left, known), evaluate(right, known), order)
        case ir.Call(name, args):
            given = [evaluate(arg, known) for arg in args]
            entry = OPERATORS[name]
            strict = not entry.lenient and UNKNOWN in given
            return UNKNOWN if strict else entry.evaluate(*given)
        case ir.If(condition, then_, else_):
            test = evaluate(condition, known)
            return UNKNOWN if test is UNKNOWN else evaluate(then_ if test is True else else_, known)
        case ir.Quantified(kind, variable, source, condition):
            tests = _each(source, variable, condition, known)
            name = "or" if kind == "some" else "and"
            return UNKNOWN if tests is None else OPERATORS[name].evaluate(*tests)
        case ir.ForEach(variable, source, body):
            results = _each(source, variable, body, known)
            return UNKNOWN if results is None else tuple(results)
        case ir.Filter(source, variable, condition):
            items = evaluate(source, known)
            tests = _each(source, variable, condition, known)
            if tests is None or UNKNOWN in tests:
                return UNKNOWN
            assert isinstance(items, tuple)
            return tuple(item for item, test in zip(items, tests, strict=True) if test is True)
        case ir.IsKnown(subject):
            return evaluate(subject, known) is not UNKNOWN
        case ir.ListOf(items):
            return tuple(evaluate(item, known) for item in items)
        case _:
            raise AssertionError(f"packs do not produce {type(expr).__name__}")


def _field(source: Value, name: str) -> Value:
    if isinstance(source, tuple):
        return tuple(_field(item, name) for item in source)
    return source.get(name, UNKNOWN) if isinstance(source, dict) else UNKNOWN


def _each(source: ir.Expr, variable: str, body: ir.Expr, known: Values) -> list[Value] | None:
    items = evaluate(source, known)
    if items is UNKNOWN:
        return None
    assert isinstance(items, tuple | frozenset)
    return [evaluate(body, {**known, variable: item}) for item in items]
