"""Bounds on a conclusion that is not worked out.

In: a world, what is known in it, and a conclusion. Out: what the conclusion's rules could ever say, as
variables of their own that are tied to nothing, and every missing fact that it could rest on.
Refused: nothing.
"""

from __future__ import annotations

from medrules.interpreter.policies import default_of
from medrules.ir.expr import Const
from medrules.ir.program import Derived, Policy
from medrules.ir.types import ListType, SetType
from medrules.ir.values import UNKNOWN
from medrules.settle.diagram import identity
from medrules.settle.held import UNSURE, Held, Members, World
from medrules.settle.outline import Knowledge, Outline


def widest(
    world: World, outline: Outline, known: Knowledge, derived: Derived, index: int | None
) -> Held:
    """Whatever the rules for a conclusion could say, nothing else being known about it."""
    supply, world.forest.steps = world.forest.steps, 1 << 60
    try:
        return _widest(world, outline, known, derived, index)
    finally:
        world.forest.steps = supply


def _widest(
    world: World, outline: Outline, known: Knowledge, derived: Derived, index: int | None
) -> Held:
    facts = behind(outline, known, derived.path) | {UNSURE}
    name = (derived.path, index, "bound")
    consts: list[object] = [default_of(derived)]
    for place in outline.rules[derived.path]:
        firing = known.firings.get((place, index))
        if firing is None or firing.verdict != "failed":
            value = outline.program.rules[place].value
            if not isinstance(value, Const):
                return world.wild(derived.type, facts, name)
            consts.append(value.value)
    if isinstance(derived.type, SetType):
        members = {one for value in consts for one in members_of(value)}
        return Members(
            {
                one: world.numbers.test((name, one), (True, False), facts, None)
                for one in sorted(members)
            }
        )
    if derived.policy in (Policy.SUM, Policy.COUNT) or isinstance(derived.type, ListType):
        return world.wild(derived.type, facts, name)
    values = tuple({identity(value): value for value in consts}.values())
    return world.numbers.test(name, values, facts, None)


def members_of(value: object) -> tuple[str, ...]:
    """What a literal adds to a set."""
    if isinstance(value, frozenset | tuple):
        return tuple(value)
    return (value,) if isinstance(value, str) else ()


def behind(outline: Outline, known: Knowledge, path: str) -> frozenset[str]:
    """Every missing fact, by concrete path, that a conclusion could rest on."""
    found: set[str] = set()
    for one in outline.ground(path):
        head, inside, name = one.partition("[].")
        if (one in outline.lists or inside) and head not in known.records:
            found.add(head)
        elif inside:
            found |= {
                f"{head}[{at}].{name}"
                for at, record in enumerate(known.records[head])
                if record.get(name, UNKNOWN) is UNKNOWN
            }
        elif one in outline.facts and known.values.get(one, UNKNOWN) is UNKNOWN:
            found.add(one)
    return frozenset(found)
