"""Conclusions that all rules add to: sets, lists, sums and counts.

In: a conclusion as ``conclude`` has it, with its rules. Out: statements that give it its value, and its
shape. Refused: nothing. All are unknown while something may yet come that matters, and the default
where no rule counts.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Protocol

from medrules.interpreter.policies import ranking
from medrules.ir.expr import Const
from medrules.ir.program import Derived, Rule, Scalar
from medrules.targets.python import tree
from medrules.targets.python.arithmetic import decimal
from medrules.targets.python.runtime import members
from medrules.targets.python.scope import Scope, Value
from medrules.targets.python.shapes import DIGITS, Shape, joined, of_value
from medrules.targets.python.unit import Unit

_MOST_BITS = 8

Does = Callable[[int, Value], list[ast.stmt]]


class Gathers(Protocol):
    """A conclusion while it is written. ``sure``: some rule always fires."""

    scope: Scope
    unit: Unit
    derived: Derived
    rules: tuple[tuple[int, Rule], ...]
    default: Scalar
    shapes: list[Shape]
    sure: bool

    def give(self, node: ast.expr) -> None:
        """Write the value."""
        ...

    def each(self, fire: Does, wait: Does) -> None:
        """Write every rule: what it does when it fires, and when it may yet."""
        ...

    def unsure(self) -> bool:
        """Whether the conclusion may be unknown, once its rules are written."""
        ...


def _flag(word: str, value: bool) -> list[ast.stmt]:
    return [tree.assign(word, tree.literal(value))]


def _finish(rules: Gathers, result: ast.expr, empty: bool, waits: str, lives: str) -> None:
    """``result``; unknown where ``waits``, the default where no rule counts."""
    if rules.unsure():
        result = tree.choice(tree.name(waits), rules.unit.unknown, result)
    if not empty and not rules.sure:
        default = rules.unit.literal(rules.default)
        result = tree.choice(tree.name(lives), result, default)
    rules.give(result)


def _gathered(
    rules: Gathers,
    start: ast.expr,
    empty: bool,
    add: Callable[[ast.expr, Value], list[ast.stmt]],
    result: Callable[[ast.expr], ast.expr],
    every: bool = True,
) -> None:
    """A total of some kind: ``add`` what a rule says; unknown while anything may yet come.

    ``empty``: the default is what the total of nothing is. ``every``: values matter.
    """
    found, waits, lives = rules.scope.temp(), rules.scope.temp(), rules.scope.temp()
    before = len(rules.scope.lines)

    def living() -> list[ast.stmt]:
        return [] if empty else _flag(lives, True)

    def fire(_position: int, value: Value) -> list[ast.stmt]:
        if every and value.shape.unknown:
            value = Value(rules.scope.keep(value.node), value.shape)
        lines = add(tree.name(found), value)
        if every and value.shape.unknown:
            asked = tree.is_(value.node, rules.unit.unknown)
            lines = tree.when(asked, _flag(waits, True), lines)
        return [*living(), *lines]

    def wait(_position: int, _value: Value) -> list[ast.stmt]:
        return [*living(), *_flag(waits, True)]

    rules.each(fire, wait)
    head: list[ast.stmt] = [tree.assign(found, start)]
    if not every:
        rules.shapes = [Shape()]
    if rules.unsure():
        head += _flag(waits, False)
    if not empty:
        head += _flag(lives, False)
    rules.scope.lines[before:before] = head
    _finish(rules, result(tree.name(found)), empty, waits, lives)


def listed(rules: Gathers, by_rank: bool) -> Shape:
    """``rule order`` and ``output order``: the list of all values."""

    def add(found: ast.expr, value: Value) -> list[ast.stmt]:
        if isinstance(value.node, ast.Constant) and isinstance(value.node.value, str):
            return [tree.run(tree.method(found, "append", value.node))]
        members = tree.call(rules.unit.runtime("members"), value.node)
        return [tree.run(tree.method(found, "extend", members))]

    def result(found: ast.expr) -> ast.expr:
        if not by_rank:
            return tree.call("tuple", found)
        ranks = [
            (rules.unit.literal(value), tree.literal(place))  # type: ignore[arg-type]
            for value, place in ranking(rules.derived).items()
        ]
        table = rules.unit.pooled("RANK", ("order", *ranking(rules.derived)), tree.mapping(ranks))
        return tree.call(rules.unit.runtime("by_rank"), found, table)

    _gathered(rules, ast.List([], ast.Load()), rules.default == (), add, result)
    null = rules.default is None and not rules.sure
    return Shape(rules.unsure(), null, items=True)


def counted(rules: Gathers) -> Shape:
    """``count``: how many rules fired."""

    def add(found: ast.expr, _value: Value) -> list[ast.stmt]:
        assert isinstance(found, ast.Name)
        return [tree.assign(found.id, tree.arithmetic(found, "+", tree.literal(1)))]

    _gathered(rules, tree.literal(0), _zero(rules), add, lambda found: found, every=False)
    shape = joined([Shape(size=10**9, whole=True), of_value(rules.default)])
    return shape.replace(unknown=rules.unsure())


def total(rules: Gathers) -> Shape:
    """``sum``."""

    sizes: list[int] = []
    # A rule about records may say its value once for each of them.
    most = 10**9 if any(rule.loop for _, rule in rules.rules) else 1

    def add(found: ast.expr, value: Value) -> list[ast.stmt]:
        assert isinstance(found, ast.Name)
        shape = value.shape
        size = shape.size * most * len(rules.rules)
        sized = 0 < size < DIGITS and not shape.null and all(sizes)
        sizes.append(size if sized and shape.whole else 0)
        if sizes[-1]:
            return [tree.assign(found.id, tree.arithmetic(found, "+", value.node))]
        word = decimal(rules.scope, "+") if sized and shape.decimal else rules.unit.operator("+")
        return [tree.assign(found.id, tree.call(word, found, value.node))]

    _gathered(rules, tree.literal(0), _zero(rules), add, lambda found: found)
    size = max(sizes) if sizes and all(sizes) else 0
    shape = joined([Shape(null=not size, size=size, whole=size > 0), of_value(rules.default)])
    return shape.replace(unknown=rules.unsure())


def _zero(rules: Gathers) -> bool:
    return type(rules.default) is int and rules.default == 0


def masked(rules: Gathers) -> Shape | None:
    """``collect`` of literals, by bits: one look-up gives the set. None where there are too many."""
    bits: dict[str, int] = {}
    for _, rule in rules.rules:
        if not isinstance(rule.value, Const):
            return None
        for member in members(rule.value.value):
            bits.setdefault(member, 1 << len(bits))
    if len(bits) > _MOST_BITS or rules.default != frozenset():
        return None
    found, waiting = rules.scope.temp(), rules.scope.temp()
    before = len(rules.scope.lines)

    def told(word: str) -> Callable[[int, Value], list[ast.stmt]]:
        def tell(position: int, _value: Value) -> list[ast.stmt]:
            mask = sum(bits[member] for member in set(members(values[position])))
            return [tree.mark(word, mask)] if mask else [ast.Pass()]

        return tell

    values = {
        position: rule.value.value
        for position, rule in rules.rules
        if isinstance(rule.value, Const)
    }
    rules.each(told(found), told(waiting))
    unsure = rules.unsure()
    head: list[ast.stmt] = [tree.assign(found, tree.literal(0))]
    if unsure:
        head.append(tree.assign(waiting, tree.literal(0)))
    rules.scope.lines[before:before] = head
    names = tree.listed([tree.literal(member) for member in bits])
    sets = rules.unit.pooled(
        "SETS", ("sets", *bits), tree.call(rules.unit.runtime("subsets"), names)
    )
    result: ast.expr = ast.Subscript(sets, tree.name(found), ast.Load())
    if unsure:
        more = ast.BinOp(
            tree.name(waiting),
            ast.BitAnd(),
            ast.UnaryOp(ast.Invert(), tree.name(found)),
        )
        result = tree.choice(more, rules.unit.unknown, result)
    rules.give(result)
    return Shape(unsure, members=True)


def collected(rules: Gathers) -> Shape:
    """``collect``: the set of all values."""

    found, waiting, lives = rules.scope.temp(), rules.scope.temp(), rules.scope.temp()
    empty = rules.default == frozenset()
    before = len(rules.scope.lines)
    gathered, kept = tree.name(found), tree.name(waiting)

    def living() -> list[ast.stmt]:
        return [] if empty else _flag(lives, True)

    def wait(_position: int, value: Value) -> list[ast.stmt]:
        return [*living(), tree.run(tree.method(kept, "append", value.node))]

    def fire(_position: int, value: Value) -> list[ast.stmt]:
        shape = value.shape
        node = rules.scope.keep(value.node) if shape.unknown else value.node
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines = [tree.run(tree.method(gathered, "add", node))]
        elif shape.members and not shape.null:
            lines = [tree.run(tree.method(gathered, "update", node))]
        else:
            members = tree.call(rules.unit.runtime("members"), node)
            lines = [tree.run(tree.method(gathered, "update", members))]
        if shape.unknown:
            asked = tree.is_(node, rules.unit.unknown)
            lines = tree.when(
                asked, [tree.run(tree.method(kept, "append", rules.unit.unknown))], lines
            )
        return [*living(), *lines]

    rules.each(fire, wait)
    unsure = rules.unsure()
    head: list[ast.stmt] = [tree.assign(found, tree.call("set"))]
    if unsure:
        head.append(tree.assign(waiting, ast.List([], ast.Load())))
    if not empty:
        head += _flag(lives, False)
    rules.scope.lines[before:before] = head
    result = tree.call("frozenset", gathered)
    if unsure:
        left = tree.both([kept, tree.call(rules.unit.runtime("undecided"), gathered, kept)])
        result = tree.choice(left, rules.unit.unknown, result)
    if not empty and not rules.sure:
        result = tree.choice(tree.name(lives), result, rules.unit.literal(rules.default))
    rules.give(result)
    null = rules.default is None and not rules.sure
    return Shape(unsure, null, members=True)
