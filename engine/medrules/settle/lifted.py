"""Expressions of the IR, evaluated for all completions at once.

In: an expression, the variables in scope, and a ``World`` that knows facts, records and conclusions.
Out: ``Held``. The meaning is that of the interpreter on every completion. Refused: nothing; forms that
only DMN models use are worked out completion by completion, and bounded where there are too many.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from medrules.ir.types import BOOLEAN, BooleanType, Type
from medrules.ir.walk import walk
from medrules.settle.diagram import LEAF, Node
from medrules.settle.held import (
    Held,
    Items,
    Rec,
    Wild,
    World,
    merged,
    over,
    truth,
    written_out,
)
from medrules.settle.operations import as_condition, call, compared
from medrules.settle.terms import holds_term

Scope = Mapping[str, Held]


def lifted(expr: Expr, scope: Scope, world: World) -> Held:
    """The value of an expression as a function of the missing facts."""
    forest = world.forest
    match expr:  # the most frequent first
        case Var():
            return scope[expr.name]
        case Path():
            inner = expr.source
            source = scope[inner.name] if type(inner) is Var else lifted(inner, scope, world)
            return _path(source, expr.name, expr.type, world)
        case Const():
            return forest.leaf(expr.value)
        case Call():
            args = [lifted(arg, scope, world) for arg in expr.args]
            return call(expr.name, args, expr.type, world)
        case Ref():
            return world.scalar(expr.path)
        case Compare():
            left, right = lifted(expr.left, scope, world), lifted(expr.right, scope, world)
            return compared(expr.op, left, right, expr.order, world)
        case And():
            return forest.all_of(_until(forest.false, expr.operands, scope, world))
        case Or():
            return forest.any_of(_until(forest.true, expr.operands, scope, world))
        case Not():
            return forest.negate(condition(expr.operand, scope, world))
        case If():
            holds = condition(expr.condition, scope, world)
            if holds.level == LEAF:
                taken = expr.then_ if holds is forest.true else expr.else_
                return lifted(taken, scope, world)
            then, other = lifted(expr.then_, scope, world), lifted(expr.else_, scope, world)
            return merged(forest, holds, then, other)
        case Quantified():
            return _quantified(expr, scope, world)
        case Filter():
            return _filtered(expr, scope, world)
        case ForEach():
            return _for_each(expr, scope, world)
        case Records():
            return world.records(expr.path)
        case IsKnown():
            return forest.leaf(_is_known(expr.subject, scope, world))
        case ListOf():
            return Items([(forest.true, lifted(item, scope, world)) for item in expr.items])
        case Range() | ContextOf() | FunctionOf() | Invoke():
            return _pointwise(expr, scope, world)
        case _:
            assert_never(expr)


def _until(decides: Node, operands: tuple[Expr, ...], scope: Scope, world: World) -> list[Node]:
    """The operands as conditions, up to one that decides alone."""
    found: list[Node] = []
    for operand in operands:
        found.append(condition(operand, scope, world))
        if found[-1] is decides:
            break
    return found


def condition(expr: Expr, scope: Scope, world: World) -> Node:
    """An expression as a condition: what is no truth value counts as null."""
    node = written_out(world.forest, lifted(expr, scope, world))
    if isinstance(expr.type, BooleanType):
        return node
    return as_condition(node, world)


def _path(source: Held, name: str, kind: Type, world: World) -> Held:
    if isinstance(source, Node) and isinstance(source.value, Rec):
        return world.field(source.value, name)
    forest = world.forest

    def field(value: object) -> Held:
        match value:
            case Rec():
                return world.field(value, name)
            case Wild():
                return world.wild(kind, value.facts, (value, name))
            case dict():
                return forest.leaf(value.get(name))
            case tuple():
                return Items([(forest.true, field(item)) for item in value])
            case _:
                part = getattr(value, "part", None)
                return forest.leaf(part(name)) if callable(part) else forest.null

    if isinstance(source, Items):
        return Items([(guard, _path(item, name, kind, world)) for guard, item in source.items])
    if not isinstance(source, Node):
        return forest.null
    if source.level == LEAF:
        return field(source.value)
    return forest.lift(("field", name), lambda value: written_out(forest, field(value)), source)


def _is_known(subject: Expr, scope: Scope, world: World) -> bool:
    match subject:
        case Ref():
            return world.is_known(subject.path, None)
        case Path(Var(variable), name):
            held = scope[variable]
            if isinstance(held, Node) and isinstance(held.value, Rec):
                return world.is_known(name, held.value)
            return False
        case _:
            return False


# -- lists -----------------------------------------------------------------------------------------


def _quantified(expr: Quantified, scope: Scope, world: World) -> Held:
    forest = world.forest
    some = expr.kind == "some"

    def hold(items: Items) -> Node:
        answers: list[Node] = []
        for guard, item in items.items:
            inner = condition(expr.condition, {**scope, expr.variable: item}, world)
            if some:
                answers.append(forest.both(guard, inner))
            else:
                answers.append(forest.either(forest.negate(guard), inner))
        return forest.any_of(answers) if some else forest.all_of(answers)

    def anyhow(wild: Wild) -> Held:
        # One item that could be any: where no item can decide, the list does not, however long.
        item = _any_of(wild, expr.source, world)
        inner = condition(expr.condition, {**scope, expr.variable: item}, world)
        if inner is forest.leaf(not some):
            return inner
        facts = wild.facts | world.rests_on(inner)
        return world.wild(BOOLEAN, facts, (expr.kind, wild, inner))

    return over(forest, lifted(expr.source, scope, world), hold, anyhow)


def _filtered(expr: Filter, scope: Scope, world: World) -> Held:
    forest = world.forest
    if not isinstance(expr.condition.type, BooleanType):
        return _pointwise(expr, scope, world)

    def keep(items: Items) -> Held:
        kept = []
        for guard, item in items.items:
            inner = condition(expr.condition, {**scope, expr.variable: item}, world)
            present = forest.both(guard, truth(forest, inner))
            if present is not forest.false:
                kept.append((present, item))
        return Items(kept)

    def anyhow(wild: Wild) -> Held:
        item = _any_of(wild, expr.source, world)
        inner = condition(expr.condition, {**scope, expr.variable: item}, world)
        if truth(forest, inner) is forest.false:
            return forest.leaf(())
        return world.forest.leaf(Wild(wild.facts | world.rests_on(inner), wild.most))

    return over(forest, lifted(expr.source, scope, world), keep, anyhow)


def _for_each(expr: ForEach, scope: Scope, world: World) -> Held:
    def mapped(items: Items) -> Held:
        return Items(
            [
                (guard, lifted(expr.body, {**scope, expr.variable: item}, world))
                for guard, item in items.items
            ]
        )

    return over(world.forest, lifted(expr.source, scope, world), mapped, world.forest.leaf)


def _any_of(wild: Wild, source: Expr, world: World) -> Node:
    """Any one item of a list that is not known."""
    while isinstance(source, Filter):
        source = source.source
    if isinstance(source, Records):
        return world.forest.leaf(Rec(source.path, -1))
    return world.forest.leaf(Wild(wild.facts))


# -- forms of DMN models ---------------------------------------------------------------------------


def _pointwise(expr: Expr, scope: Scope, world: World) -> Held:
    """An expression by way of the interpreter, for every combination of what it reads."""
    from medrules.interpreter.closures import compiled
    from medrules.interpreter.frame import STANDING, Frame, variable_key

    forest = world.forest
    reads = {node.path: world.scalar(node.path) for node in walk(expr) if isinstance(node, Ref)}
    inner = {**reads, **{variable_key(name): held for name, held in scope.items()}}
    listed = [node.path for node in walk(expr) if isinstance(node, Records)]
    nodes = [written_out(forest, held) for held in inner.values()]
    code = compiled(expr)
    standing = frozenset(path for path in reads if world.is_known(path, None))

    def work(*values: object) -> Node:
        if listed or any(isinstance(value, Wild | Rec) or holds_term(value) for value in values):
            facts = frozenset().union(*[world.rests_on(forest.leaf(value)) for value in values])
            facts = facts.union(*[world.rests_on(world.records(path)) for path in listed])
            return written_out(forest, world.wild(expr.type, facts, (id(expr), values)))
        frame: Frame = dict(zip(inner, values, strict=True))
        frame[STANDING] = standing
        return forest.leaf(code(frame))

    return forest.lift((id(expr), "point"), work, *nodes) if nodes else work()
