"""Hit policies for all completions at once: what the rules for one conclusion come to.

In: a ``Derived``, and its rule instances in order of rank, then record, each with its condition and
value. Out: the value, and the condition under which two rules disagree where one value is wanted.
The meaning on each completion is that of ``medrules.interpreter.policies``. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from medrules.interpreter.policies import default_of, ranking
from medrules.ir.program import Derived, Policy
from medrules.ir.types import EnumType
from medrules.settle.diagram import LEAF, Node
from medrules.settle.held import (
    Held,
    Items,
    Members,
    Tally,
    Wild,
    World,
    as_members,
    merged,
    truth,
    written_out,
)
from medrules.settle.operations import compared, pair
from medrules.settle.terms import facts_in, holds_term

Live: TypeAlias = Sequence[tuple[Node, Held]]
"""Rule instances that may fire: condition (true or false, never null) and value."""

_NONE = object()
_CLASH = object()


def resolved(derived: Derived, live: Live, world: World) -> tuple[Held, Node]:
    """The value of a conclusion, and when its rules clash."""
    forest = world.forest
    default = forest.leaf(default_of(derived))
    if not live:
        return default, forest.false
    match derived.policy:
        case Policy.UNIQUE | Policy.ANY:
            return _agreed(live, default, world)
        case Policy.FIRST:
            result: Held = default
            for condition, value in reversed(live):
                result = merged(forest, condition, value, result)
            return result, forest.false
        case Policy.PRIORITY:
            return _by_priority(derived, live, default, world), forest.false
        case Policy.RULE_ORDER:
            return _or_default(_listed(live, world), live, default, world), forest.false
        case Policy.OUTPUT_ORDER:
            ordered = _ordered(derived, _listed(live, world), world)
            return _or_default(ordered, live, default, world), forest.false
        case Policy.COLLECT:
            return _or_default(_collected(live, world), live, default, world), forest.false
        case Policy.SUM | Policy.MIN | Policy.MAX:
            return _reduced(derived, live, default, world), forest.false
        case Policy.COUNT:
            return _counted(live, default, world), forest.false
        case _:
            assert_never(derived.policy)


def _agreed(live: Live, default: Node, world: World) -> tuple[Held, Node]:
    forest = world.forest
    if len(live) == 1:
        ((condition, value),) = live
        return merged(forest, condition, value, default), forest.false

    def step(present: object, value: object, sofar: object) -> Node:
        if present is not True or sofar is _CLASH:
            return forest.leaf(sofar)
        if sofar is _NONE:
            return forest.leaf(value)
        same = compared("=", forest.leaf(sofar), forest.leaf(value), None, world)
        return forest.fork(same, forest.leaf(sofar), forest.leaf(_CLASH))

    result = forest.leaf(_NONE)
    for condition, value in live:
        result = forest.lift("agreed", step, condition, written_out(forest, value), result)
    clash = forest.lift("clash", lambda value: forest.leaf(value is _CLASH), result)

    def end(value: object, other: object) -> Node:
        # A conclusion on which rules clash reads as null further on, as in the interpreter.
        return forest.leaf(other if value is _NONE else None if value is _CLASH else value)

    return forest.lift("agreed end", end, result, default), clash


def _by_priority(derived: Derived, live: Live, default: Node, world: World) -> Held:
    forest = world.forest
    rank = ranking(derived)
    last = len(rank)

    def step(present: object, value: object, sofar: object) -> Node:
        if present is not True:
            return forest.leaf(sofar)
        if sofar is _NONE:
            return forest.leaf(value)
        if isinstance(sofar, Wild) or isinstance(value, Wild) or holds_term((value, sofar)):
            return forest.leaf(Wild(_facts(value) | _facts(sofar)))
        better = rank.get(value, last) < rank.get(sofar, last)  # type: ignore[call-overload]
        return forest.leaf(value if better else sofar)

    result = forest.leaf(_NONE)
    for condition, value in live:
        name = ("priority", derived.path)
        result = forest.lift(name, step, condition, written_out(forest, value), result)
    return _filled(result, default, world)


def _facts(value: object) -> frozenset[str]:
    return value.facts if isinstance(value, Wild) else facts_in(value)


def _filled(result: Node, default: Node, world: World) -> Node:
    forest = world.forest

    def end(value: object, other: object) -> Node:
        return forest.leaf(other if value is _NONE else value)

    return forest.lift("filled", end, result, default)


def _reduced(derived: Derived, live: Live, default: Node, world: World) -> Held:
    """``sum``, ``min`` and ``max``: null as soon as one value is null."""
    forest = world.forest
    policy, kind = derived.policy, derived.type
    joins = "+" if policy is Policy.SUM else policy.value
    order = kind.members if isinstance(kind, EnumType) else None

    def step(present: object, value: object, sofar: object) -> Node:
        if present is not True:
            return forest.leaf(sofar)
        if sofar is _NONE:
            return pair("+", 0, value, world) if policy is Policy.SUM else forest.leaf(value)
        if sofar is None or value is None:
            return forest.null
        if order is None:
            return pair(joins, sofar, value, world)
        if isinstance(sofar, Wild) or isinstance(value, Wild):
            return forest.leaf(Wild(_facts(value) | _facts(sofar)))
        pick = min if policy is Policy.MIN else max
        return forest.leaf(pick(sofar, value, key=order.index))

    result = forest.leaf(_NONE)
    for condition, value in live:
        name = (policy, derived.path)
        result = forest.lift(name, step, condition, written_out(forest, value), result)
    return _filled(result, default, world)


def _counted(live: Live, default: Node, world: World) -> Held:
    forest = world.forest
    sure = sum(condition is forest.true for condition, _ in live)
    unsure = tuple([condition for condition, _ in live if condition is not forest.true])
    return _or_default(Tally(unsure, sure), live, default, world)


def _or_default(result: Held, live: Live, default: Node, world: World) -> Held:
    """The result where some rule fires, else the default."""
    forest = world.forest
    fired = forest.any_of(condition for condition, _ in live)
    if fired is forest.true or default.value in ((), frozenset(), 0):
        # What no rule adds to is empty, or nought, anyway.
        return result
    if isinstance(result, Items) and isinstance(default.value, tuple):
        other: Held = Items([(forest.true, forest.leaf(item)) for item in default.value])
        return merged(forest, fired, result, other)
    return merged(forest, fired, result, default)


# -- sets and lists --------------------------------------------------------------------------------


def _collected(live: Live, world: World) -> Held:
    forest = world.forest
    guards: dict[str, Node] = {}
    for condition, value in live:
        added = as_members(forest, value)
        if added is None:
            added = _members(written_out(forest, value), world)
        if added is None:
            return forest.leaf(Wild(world.rests_on(value) | world.rests_on(condition)))
        for name, guard in added.guards.items():
            present = forest.both(condition, guard)
            guards[name] = forest.either(guards.get(name, forest.false), present)
    return Members(guards)


def _members(value: Node, world: World) -> Members | None:
    """What one value adds to a set: itself, its items, or nothing for null."""
    forest = world.forest
    leaves = [leaf.value for leaf in forest.leaves(value)]
    if any(isinstance(one, Wild) or holds_term(one) for one in leaves):
        return None
    names = sorted({name for one in leaves for name in _parts(one)})

    def has(name: str) -> Node:
        return forest.lift(("adds", name), lambda one: forest.leaf(name in _parts(one)), value)

    return Members({name: has(name) for name in names})


def _parts(value: object) -> tuple[str, ...]:
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)  # type: ignore[return-value]


def _listed(live: Live, world: World) -> Held:
    forest = world.forest
    items: list[tuple[Node, Held]] = []
    for condition, value in live:
        if isinstance(value, Items):
            items += [(forest.both(condition, guard), item) for guard, item in value.items]
            continue
        node = written_out(forest, value)
        leaves = forest.leaves(node)
        if node.level == LEAF and not isinstance(node.value, Wild):
            items += [(condition, forest.leaf(part)) for part in _parts(node.value)]
        elif all(isinstance(leaf.value, str) for leaf in leaves):
            items.append((condition, node))
        else:
            # Each value that may come, with the condition under which it does.
            for leaf in leaves:
                if isinstance(leaf.value, Wild):
                    return forest.leaf(Wild(world.rests_on(node) | world.rests_on(condition)))
                there = forest.both(condition, _is(node, leaf, world))
                items += [(there, forest.leaf(part)) for part in _parts(leaf.value)]
    return Items(items)


def _is(node: Node, leaf: Node, world: World) -> Node:
    forest = world.forest
    return forest.lift(("is", leaf), lambda value: forest.leaf(forest.leaf(value) is leaf), node)


def _ordered(derived: Derived, listed: Held, world: World) -> Held:
    forest = world.forest
    rank = ranking(derived)

    def place(value: object) -> int:
        return rank.get(value, len(rank))  # type: ignore[call-overload, no-any-return]

    if isinstance(listed, Items) and all(
        isinstance(item, Node) and item.level == LEAF and not holds_term(item.value)
        for _, item in listed.items
    ):
        return Items(sorted(listed.items, key=lambda one: place(one[1].value)))  # type: ignore[union-attr]

    def order(value: object) -> Node:
        if not isinstance(value, tuple):
            return forest.leaf(value)
        if holds_term(value):
            return forest.leaf(Wild(facts_in(value)))
        return forest.leaf(tuple(sorted(value, key=place)))

    return forest.lift(("ordered", derived.path), order, written_out(forest, listed))


def conditions(live: Live, world: World) -> Live:
    """The instances with null conditions made false, and those that never fire left out."""
    forest = world.forest
    true_or_not = [(truth(forest, condition), value) for condition, value in live]
    return [one for one in true_or_not if one[0] is not forest.false]
