"""Expressions as FEEL text, for people to read.

In: an IR expression. Out: FEEL text that lowers to the same expression again (spans apart) where it
came from a pack. Refused: nothing.

Fields of the item that a filter tests are written bare (``programs[score > 50]``) unless another name
hides them. Numbers and texts are written in one form, whatever form the pack wrote.
"""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

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
from medrules.ir.types import ListType, RecordTypeOf, SetType, Type
from medrules.ir.writing import written
from medrules.record import Record

_OPEN, _OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _POSTFIX = range(9)
"""How tightly a text holds together; a part that holds less tightly than it must is put in
parentheses. ``if``, ``for``, ``some`` and ``every`` reach as far as they can."""

_INFIX = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "**": _POWER}


class _Name(Record):
    """A variable in reach; ``fields`` are those that a filter's item makes names."""

    variable: str
    written: str
    fields: tuple[str, ...]


def print_expr(expr: Expr) -> str:
    """The expression as FEEL text."""
    return _at(expr, _OPEN, ())


def _at(expr: Expr, floor: int, names: tuple[_Name, ...]) -> str:
    """The text of a part that must hold together at least as tightly as ``floor``."""
    text, level = _print(expr, names)
    return f"({text})" if level < floor else text


def _print(expr: Expr, names: tuple[_Name, ...]) -> tuple[str, int]:
    """The text of an expression, and how tightly it holds together."""
    match expr:
        case Const(value):
            text = str(written(value))
            return text, _NEGATE if text.startswith("-") else _POSTFIX
        case Ref(path) | Records(path):
            return path, _POSTFIX
        case Var(name):
            return _variable(name, names), _POSTFIX
        case Path(Var(name), field) if _bare(name, field, names):
            return field, _POSTFIX
        case Path(source, field):
            return f"{_at(source, _POSTFIX, names)}.{field}", _POSTFIX
        case And(operands):
            return " and ".join(_at(one, _COMPARE, names) for one in operands), _AND
        case Or(operands):
            return _any_of(operands, names) or (
                # Parentheses around ``and`` say what its precedence says already, but louder.
                " or ".join(_at(one, _COMPARE, names) for one in operands),
                _OR,
            )
        case Not(operand):
            return f"not({_at(operand, _OPEN, names)})", _POSTFIX
        case Compare(op, left, right):
            return f"{_at(left, _ADD, names)} {op} {_at(right, _ADD, names)}", _COMPARE
        case Call(name, args):
            return _call(name, args, names)
        case If(condition, then_, else_):
            parts = [_at(one, _OPEN, names) for one in (condition, then_, else_)]
            return f"if {parts[0]} then {parts[1]} else {parts[2]}", _OPEN
        case Quantified(kind, variable, source, condition):
            inner = (*names, _Name(variable, variable, ()))
            test = _at(condition, _OPEN, inner)
            return f"{kind} {variable} in {_at(source, _ADD, names)} satisfies {test}", _OPEN
        case Filter(source, variable, condition):
            inner = (*names, _Name(variable, "item", _fields(source.type)))
            return f"{_at(source, _POSTFIX, names)}[{_at(condition, _OPEN, inner)}]", _POSTFIX
        case ForEach(variable, source, body):
            inner = (*names, _Name(variable, variable, ()))
            result = _at(body, _OPEN, inner)
            return f"for {variable} in {_at(source, _ADD, names)} return {result}", _OPEN
        case IsKnown(subject):
            return f"is known({_at(subject, _OPEN, names)})", _POSTFIX
        case ListOf(items):
            return f"[{_listed(items, names)}]", _POSTFIX
        case Range(low, high, low_included, high_included):
            opening, closing = "[" if low_included else "(", "]" if high_included else ")"
            ends = ["" if end is None else _at(end, _OPEN, names) for end in (low, high)]
            return f"{opening}{ends[0]}..{ends[1]}{closing}", _POSTFIX
        case ContextOf(entries):
            inside = ", ".join(f"{key}: {_at(value, _OPEN, names)}" for key, value in entries)
            return f"{{{inside}}}", _POSTFIX
        case FunctionOf(parameters, body):
            return f"function({', '.join(parameters)}) {_at(body, _OPEN, names)}", _OPEN
        case Invoke(function, args, arg_names):
            given = [_at(arg, _OPEN, names) for arg in args]
            if arg_names:
                pairs = zip(arg_names, given, strict=True)
                given = [f"{name}: {text}" for name, text in pairs]
            return f"{_at(function, _POSTFIX, names)}({', '.join(given)})", _POSTFIX
        case _:
            assert_never(expr)


def _listed(items: tuple[Expr, ...], names: tuple[_Name, ...]) -> str:
    return ", ".join(_at(item, _OPEN, names) for item in items)


def _call(name: str, args: tuple[Expr, ...], names: tuple[_Name, ...]) -> tuple[str, int]:
    level = _INFIX.get(name)
    if level is not None and len(args) == 2:
        # A minus sign after an operator is easier to read in parentheses.
        right = _at(args[1], _POSTFIX if _negative(args[1]) else level + 1, names)
        base = _POSTFIX if name == "**" and _negative(args[0]) else level
        return f"{_at(args[0], base, names)} {name} {right}", level
    if name == "negate":
        return f"-{_at(args[0], _POSTFIX, names)}", _NEGATE
    if name == "list contains" and isinstance(args[0].type, SetType):
        return f"{_at(args[1], _ADD, names)} in {_at(args[0], _ADD, names)}", _COMPARE
    return f"{name}({_listed(args, names)})", _POSTFIX


def _negative(expr: Expr) -> bool:
    match expr:
        case Const(int() | Decimal() as value):
            return value < 0
        case Call("negate"):
            return True
        case _:
            return False


def _any_of(operands: tuple[Expr, ...], names: tuple[_Name, ...]) -> tuple[str, int] | None:
    """``x in (a, b)``, where that is what ``x = a or x = b`` says; else None."""
    values: list[Expr] = []
    subjects: set[str] = set()
    for operand in operands:
        match operand:
            case Compare("=", left, Const() as right) if not isinstance(
                left.type, SetType | ListType
            ):
                subjects.add(_at(left, _ADD, names))
                values.append(right)
            case _:
                return None
    if len(subjects) != 1:
        return None
    return f"{subjects.pop()} in ({_listed(tuple(values), names)})", _COMPARE


def _fields(kind: Type) -> tuple[str, ...]:
    match kind:
        case ListType(RecordTypeOf(_, fields)):
            return tuple(name for name, _ in fields)
        case _:
            return ()


def _bare(variable: str, field: str, names: tuple[_Name, ...]) -> bool:
    """Whether the field's name alone means the field of that variable here."""
    for name in reversed(names):
        if name.variable == variable:
            return field in name.fields and field != "item"
        if field == name.written or field in name.fields:
            return False
    return False


def _variable(variable: str, names: tuple[_Name, ...]) -> str:
    """The variable as it is written here: ``item`` inside its own filter."""
    innermost = next((name for name in reversed(names) if name.written == "item"), None)
    return "item" if innermost and innermost.variable == variable else variable
