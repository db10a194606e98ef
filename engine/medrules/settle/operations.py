"""Comparisons, operators and functions on values that may be missing.

In: operands as ``Held``. Out: ``Held``. Counting, adding up and searching go through sets and lists item by
item, so that no list need be written out; every other function of the table is applied to each
combination of values that can come. Refused: nothing; what is only bounded stays so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from medrules.feel.operators import OPERATORS, compare
from medrules.feel.operators.comparing import is_number
from medrules.ir.expr import CompareOp
from medrules.ir.types import BOOLEAN, EnumType, NumberType, Type
from medrules.settle.diagram import LEAF, Node
from medrules.settle.held import (
    Held,
    Items,
    Members,
    Rec,
    Tally,
    Wild,
    World,
    as_members,
    over,
    truth,
    written_out,
)
from medrules.settle.terms import holds_term

_EMPTY = object()


# -- comparing -------------------------------------------------------------------------------------


def compared(op: CompareOp, left: Held, right: Held, order: EnumType | None, world: World) -> Node:
    """``left op right``; ``order`` as for ``medrules.feel.operators.compare``."""
    forest = world.forest
    if op in ("=", "!=") and (isinstance(left, Members) or isinstance(right, Members)):
        one, two = as_members(forest, left), as_members(forest, right)
        if one is not None and two is not None:
            same = forest.all_of(
                compared(
                    "=",
                    one.guards.get(name, forest.false),
                    two.guards.get(name, forest.false),
                    None,
                    world,
                )
                for name in sorted({*one.guards, *two.guards})
            )
            return same if op == "=" else forest.negate(same)
    work = partial(_compare_leaves, op, order, world)
    name = (op, order.id if order else None)
    return forest.lift(name, work, written_out(forest, left), written_out(forest, right))


def _compare_leaves(
    op: CompareOp, order: EnumType | None, world: World, left: object, right: object
) -> Node:
    forest = world.forest
    soft = holds_term(left) or holds_term(right)
    if _unclear(left) or _unclear(right) or (soft and order is not None):
        return written_out(
            forest, world.wild(BOOLEAN, _rests(world, (left, right)), (op, left, right))
        )
    if soft:
        return world.numbers.compare(op, left, right)
    return forest.leaf(compare(op, left, right, order))


def as_condition(node: Node, world: World) -> Node:
    """A value as a condition: what is no truth value counts as null."""

    def check(value: object) -> Node:
        if isinstance(value, Wild):
            return written_out(world.forest, world.wild(BOOLEAN, value.facts, value))
        return world.forest.leaf(value if value is True or value is False else None)

    return world.forest.lift("condition", check, node)


def _unclear(value: object) -> bool:
    """Whether a value is one that operators cannot be applied to."""
    if type(value) is tuple:
        return any(map(_unclear, value))
    return isinstance(value, Wild | Rec)


def _rests(world: World, value: object) -> frozenset[str]:
    return world.rests_on(world.forest.leaf(value))


# -- calling ---------------------------------------------------------------------------------------


def call(name: str, args: list[Held], kind: Type, world: World) -> Held:
    """An operator of the table."""
    forest = world.forest
    if len(args) == 1 and isinstance(args[0], Items | Members):
        gather = _GATHERING.get(name)
        if gather is not None:
            return over(forest, args[0], partial(gather, name, world), forest.leaf)
    match name:
        case "list contains" if not isinstance(args[0], Node):
            return _contains(args[0], written_out(forest, args[1]), world)
        case "concatenate" if all(isinstance(arg, Items) for arg in args):
            return Items([item for arg in args if isinstance(arg, Items) for item in arg.items])
        case "union":
            joined = _union([as_members(forest, arg) for arg in args], world)
            if joined is not None:
                return joined
        case "+" | "-":
            further = _tallied(name, args)
            if further is not None:
                return further
        case _:
            pass
    nodes = [written_out(forest, arg) for arg in args]
    if all(node.level == LEAF for node in nodes):
        return _apply(name, kind, world, *[node.value for node in nodes])
    work = lambda *values: written_out(forest, _apply(name, kind, world, *values))  # noqa: E731
    return forest.lift((name, type(kind)), work, *nodes)


def _tallied(name: str, args: list[Held]) -> Tally | None:
    """A count with a whole number added or taken away."""
    if len(args) != 2:
        return None
    left, right = args
    if isinstance(right, Tally) and name == "+":
        left, right = right, left
    value = right.value if isinstance(right, Node) else None
    if isinstance(left, Tally) and is_number(value) and value == int(value):
        return Tally(left.guards, left.more + int(value if name == "+" else -value))
    return None


def _apply(name: str, kind: Type, world: World, *values: object) -> Held:
    """An operator on the values of leaves."""
    if any(map(_unclear, values)):
        facts = _rests(world, values)
        first = values[0]
        if name == "count" and isinstance(first, Wild) and first.most is not None:
            term = world.numbers.algebra.wild(("count", first), facts, (0, first.most), True)
            return world.forest.leaf(term)
        return world.wild(kind, facts, (name, values))
    if holds_term(values):
        return world.numbers.call(name, values, kind)
    return world.forest.leaf(OPERATORS[name].evaluate(*values))


def _union(sets: list[Members | None], world: World) -> Members | None:
    known = [one for one in sets if one is not None]
    if len(known) < len(sets):
        return None
    false = world.forest.false
    names = sorted({name for one in known for name in one.guards})
    return Members(
        {name: world.forest.any_of(one.guards.get(name, false) for one in known) for name in names}
    )


def _contains(items: Held, wanted: Node, world: World) -> Held:
    forest = world.forest
    if isinstance(items, Members) and wanted.level == LEAF and isinstance(wanted.value, str):
        return items.guards.get(wanted.value, forest.false)

    def search(found: Items) -> Held:
        return forest.any_of(
            forest.both(guard, truth(forest, compared("=", item, wanted, None, world)))
            for guard, item in found.items
        )

    return over(forest, items, search, forest.leaf)


# -- gathering -------------------------------------------------------------------------------------


def pair(name: str, left: object, right: object, world: World) -> Node:
    """``+``, ``min`` or ``max`` of two leaf values; null where one is no number."""
    return written_out(world.forest, _apply(name, NumberType(), world, left, right))


def _count(_: str, world: World, items: Items) -> Held:
    sure = sum(guard is world.forest.true for guard, _item in items.items)
    return Tally(tuple([guard for guard, _item in items.items if guard.level != LEAF]), sure)


def _numbers(name: str, world: World, items: Items) -> Node:
    """``sum``, ``min`` and ``max``: null for no items, and where one is null."""
    forest = world.forest
    joins = "+" if name == "sum" else name

    def step(present: object, value: object, sofar: object) -> Node:
        if present is not True or sofar is None:
            return forest.leaf(sofar)
        if sofar is not _EMPTY:
            return pair(joins, sofar, value, world)
        clear = not (_unclear(value) or holds_term(value))
        return forest.leaf(OPERATORS[name].evaluate((value,)) if clear else value)

    def end(value: object) -> Node:
        return forest.leaf(None if value is _EMPTY else value)

    result = forest.leaf(_EMPTY)
    for guard, item in items.items:
        result = forest.lift((name, "step"), step, guard, written_out(forest, item), result)
    return forest.lift((name, "end"), end, result)


def _mean(_: str, world: World, items: Items) -> Held:
    parts = [_numbers("sum", world, items), _count("count", world, items)]
    return call("/", parts, NumberType(), world)


def _truths(name: str, world: World, items: Items) -> Node:
    """``any`` and ``all``."""
    forest = world.forest
    conditions = [
        (guard, as_condition(written_out(forest, item), world)) for guard, item in items.items
    ]
    if name == "any":
        return forest.any_of(forest.both(guard, inner) for guard, inner in conditions)
    return forest.all_of(forest.either(forest.negate(guard), inner) for guard, inner in conditions)


_GATHERING: dict[str, Callable[[str, World, Items], Held]] = {
    "count": _count,
    "sum": _numbers,
    "min": _numbers,
    "max": _numbers,
    "mean": _mean,
    "any": _truths,
    "all": _truths,
}
