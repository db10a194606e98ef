"""FEEL trees as s-expressions, so that a table of tests can hold them on one line.

``(+ 5 (** 2 5))``; lists are ``[a b]``, contexts ``{(k v)}``, ranges ``(range [ 1 5 ))``, a test
``(test < 5)``, texts are quoted, names of several words stand between bars.
"""

from __future__ import annotations

from typing import assert_never

from medrules.feel import ast
from medrules.feel.walk import AnyNode


def sexpr(node: AnyNode) -> str:
    match node:
        case ast.NumberLit(value=value):
            return str(value)
        case ast.TextLit(value=text):
            return f'"{text}"'
        case ast.BooleanLit(value=truth):
            return str(truth).lower()
        case ast.NullLit():
            return "null"
        case ast.TemporalLit(text=text):
            return f'@"{text}"'
        case ast.Name(name=name):
            return _name(name)
        case ast.PathExpr(source=source, name=name):
            return f"(. {sexpr(source)} {_name(name)})"
        case ast.FilterExpr(source=source, condition=condition):
            return f"(filter {sexpr(source)} {sexpr(condition)})"
        case ast.CallExpr(function=function, args=args, names=names):
            given = [sexpr(arg) for arg in args]
            if names:
                given = [f"({_name(name)} {arg})" for name, arg in zip(names, given, strict=True)]
            return f"({' '.join(['call', sexpr(function), *given])})"
        case ast.Negate(operand=operand):
            return f"(- {sexpr(operand)})"
        case ast.Binary(op=op, left=left, right=right):
            return f"({op} {sexpr(left)} {sexpr(right)})"
        case ast.Between(value=value, low=low, high=high):
            return f"(between {sexpr(value)} {sexpr(low)} {sexpr(high)})"
        case ast.In(value=value, tests=tests):
            return f"(in {sexpr(value)} {' '.join(map(sexpr, tests))})"
        case ast.InstanceOf(value=value, type_name=kind):
            return f"(instance {sexpr(value)} {_name(kind)})"
        case ast.IfExpr(condition=condition, then_=then_, else_=else_):
            return f"(if {sexpr(condition)} {sexpr(then_)} {sexpr(else_)})"
        case ast.Iteration(variable=name, source=source, high=high):
            end = "" if high is None else f" {sexpr(high)}"
            return f"({_name(name)} {sexpr(source)}{end})"
        case ast.ForExpr(iterations=iterations, body=body):
            return f"(for {' '.join(map(sexpr, iterations))} {sexpr(body)})"
        case ast.QuantifiedExpr(kind=kind, iterations=iterations, condition=condition):
            return f"({kind} {' '.join(map(sexpr, iterations))} {sexpr(condition)})"
        case ast.FunctionDef(parameters=parameters, body=body):
            said = [f"{_name(name)}:{kind}" if kind else _name(name) for name, kind in parameters]
            return f"(function ({' '.join(said)}) {sexpr(body)})"
        case ast.ListLit(items=items):
            return f"[{' '.join(map(sexpr, items))}]"
        case ast.ContextLit(entries=entries):
            return f"{{{' '.join(f'({_name(key)} {sexpr(value)})' for key, value in entries)}}}"
        case ast.RangeLit(low=low, high=high, low_included=first, high_included=last):
            ends = " ".join("_" if end is None else sexpr(end) for end in (low, high))
            return f"(range {'[' if first else '('} {ends} {']' if last else ')'})"
        case ast.TestCompare(op=op, operand=operand):
            return f"(test {op} {sexpr(operand)})"
        case ast.TestExpr(expression=expression):
            return sexpr(expression)
        case ast.UnaryTests(tests=tests, negated=negated):
            return f"({' '.join(['not' if negated else 'any', *map(sexpr, tests)])})"
        case _:
            assert_never(node)


def _name(name: str) -> str:
    return name if name.isidentifier() or name == "?" else f"|{name}|"
