"""Programs in which ``is known`` has become a fact of its own.

In: a program. Out: the same with a boolean fact for every fact that some rule asks ``is known`` of
(``known a.b``, ``list[].known field``: names that no pack can write), so that one analysis covers
profiles that give the fact and profiles that do not. Where a condition compares such a fact, it is
null, which is to say unknown, when the fact is not known. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Callable
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
from medrules.ir.program import Fact, Program, Rule
from medrules.ir.types import BOOLEAN, BooleanType, RecordTypeOf
from medrules.ir.walk import walk
from medrules.source.span import NOWHERE

MARK = "known "


def flag(path: str) -> str:
    """The path of the fact that says whether a fact is known."""
    head, inside, name = path.rpartition("[].")
    return f"{head}{inside}{MARK}{name}"


def asked_of(program: Program) -> frozenset[str]:
    """The declared paths of facts that rules ask ``is known`` of."""
    found: set[str] = set()
    for rule in program.rules:
        for expr in (rule.condition, rule.value):
            if expr is not None:
                subjects = [node.subject for node in walk(expr) if isinstance(node, IsKnown)]
                found.update(path for one in subjects if (path := _declared(one)))
    return frozenset(found)


def with_flags(program: Program) -> Program:
    """The program with those facts."""
    asked = asked_of(program)
    if not asked:
        return program
    flags = [
        Fact(flag(path), BOOLEAN, path, "", "", None, None, "no", "", NOWHERE)
        for path in sorted(asked)
    ]
    rewriter = _Rewriter(asked)
    rules = tuple(rewriter.rule(rule) for rule in program.rules)
    return program.replace(facts=(*program.facts, *flags), rules=rules)


def _declared(subject: Expr) -> str:
    match subject:
        case Ref(path):
            return path
        case Path(source, name) if isinstance(source.type, RecordTypeOf):
            return f"{source.type.path}[].{name}"
        case _:
            return ""


class _Rewriter:
    def __init__(self, asked: frozenset[str]) -> None:
        self.asked = asked

    def rule(self, rule: Rule) -> Rule:
        condition = None if rule.condition is None else self.expr(rule.condition)
        return rule.replace(condition=condition, value=self.expr(rule.value))

    def expr(self, expr: Expr) -> Expr:
        """The expression with flags; every smallest condition in it is guarded by them."""
        if isinstance(expr, IsKnown):
            return _flagged(expr.subject) or expr
        new = rebuilt(expr, self.expr)
        if not isinstance(expr.type, BooleanType) or isinstance(expr, And | Or | Not | Const | If):
            return new
        flags = tuple(dict.fromkeys(self._flags(expr, frozenset())))
        if not flags:
            return new
        known = flags[0] if len(flags) == 1 else And(flags, BOOLEAN, expr.span)
        return If(known, new, Const(None, BOOLEAN, expr.span), BOOLEAN, expr.span)

    def _flags(self, expr: Expr, bound: frozenset[str]) -> list[Expr]:
        """Flags of what an expression reads; variables that it binds itself are out of reach."""
        if isinstance(expr, IsKnown):
            return []
        own = _flagged(expr) if _declared(expr) in self.asked else None
        if own is not None and not (
            isinstance(expr, Path) and isinstance(expr.source, Var) and expr.source.name in bound
        ):
            return [own]
        if isinstance(expr, Quantified | Filter | ForEach):
            bound = bound | {expr.variable}
        found: list[Expr] = []

        def look(child: Expr) -> Expr:
            found.extend(self._flags(child, bound))
            return child

        rebuilt(expr, look)
        return found


def _flagged(subject: Expr) -> Expr | None:
    match subject:
        case Ref(path):
            return Ref(flag(path), BOOLEAN, subject.span)
        case Path(source, name):
            return Path(source, MARK + name, BOOLEAN, subject.span)
        case _:
            return None


def rebuilt(expr: Expr, work: Callable[[Expr], Expr]) -> Expr:
    """The expression with ``work`` done on what stands directly inside it."""
    match expr:
        case Const() | Ref() | Records() | Var() | Range():
            return expr
        case Path(source):
            return expr.replace(source=work(source))
        case And(operands) | Or(operands):
            return expr.replace(operands=tuple([work(one) for one in operands]))
        case Not(operand):
            return expr.replace(operand=work(operand))
        case Compare(_, left, right):
            return expr.replace(left=work(left), right=work(right))
        case Call(_, args):
            return expr.replace(args=tuple([work(one) for one in args]))
        case If(condition, then_, else_):
            return expr.replace(condition=work(condition), then_=work(then_), else_=work(else_))
        case Quantified(_, _, source, condition) | Filter(source, _, condition):
            return expr.replace(source=work(source), condition=work(condition))
        case ForEach(_, source, body):
            return expr.replace(source=work(source), body=work(body))
        case IsKnown(subject):
            return expr.replace(subject=work(subject))
        case ListOf(items):
            return expr.replace(items=tuple([work(one) for one in items]))
        case ContextOf(entries):
            return expr.replace(entries=tuple([(key, work(one)) for key, one in entries]))
        case FunctionOf(_, body):
            return expr.replace(body=work(body))
        case Invoke(function, args):
            return expr.replace(function=work(function), args=tuple([work(one) for one in args]))
        case _:
            assert_never(expr)
