"""What one conclusion can still come to.

In: a conclusion as ``Held``. Out: ``Outlook``: its values or their range, for a set the members that
are certain, and the missing facts that matter. Refused: nothing; ``exact`` is False for what was
bounded and not worked out.
"""

from __future__ import annotations

from decimal import Decimal

from medrules.ir.types import SetType, Type
from medrules.ir.values import Number
from medrules.record import Record
from medrules.settle.completions import Completions, Scene
from medrules.settle.diagram import LEAF, Exhausted, Forest, Node, identity
from medrules.settle.held import UNSURE, Held, Items, Members, as_members, written_out
from medrules.settle.pairs import Decision, Pairs
from medrules.settle.reach import FEW_VALUES, Reach, Reached
from medrules.settle.regions import Regions
from medrules.settle.terms import holds_term
from medrules.settle.world import Settling

MAX_LISTS = 64


class Outlook(Record):
    """``values``: what it can come to; of a set, the members that may come and may stay away, with
    ``certain`` the members that are in; lists are cut off after 64. ``low`` and ``high``: the range of
    numbers that are too many to tell. ``unbounded``: there are values besides. No values at all: rules
    clash whatever the facts."""

    values: tuple[object, ...]
    certain: frozenset[str] | None
    low: Number | None
    high: Number | None
    unbounded: bool
    missing: frozenset[str]
    exact: bool

    @property
    def settled(self) -> bool:
        """Whether there is one value only."""
        if self.unbounded or self.low is not None:
            return False
        return not self.values if self.certain is not None else len(self.values) == 1

    @property
    def nothing(self) -> bool:
        """Whether there is no value at all."""
        return not (
            self.values or self.unbounded or self.low is not None or self.certain is not None
        )

    def same(self, other: Outlook) -> bool:
        """Whether another outlook leaves the same open."""
        return (
            {identity(one) for one in self.values} == {identity(one) for one in other.values}
            and self.certain == other.certain
            and (self.low, self.high) == (other.low, other.high)
            and self.unbounded == other.unbounded
        )


class Lookout:
    """Makes outlooks in one world; each may take ``grant`` steps."""

    def __init__(self, world: Settling, grant: int) -> None:
        self.world = world
        self.forest = world.forest
        self.grant = grant
        self.regions = Regions(world.forest, world.missing_numbers)
        self.completions = Completions(world.forest, world.bases)
        self._known: dict[tuple[Node, bool], Outlook] = {}

    def look(self, path: str, index: int | None, missing: bool) -> Outlook:
        """The outlook of a conclusion; ``missing``: whether the facts that matter are wanted."""
        held = self.world.instance(path, index)
        kind = self.world.outline.derived[path].type
        try:
            return self.forest.granting(
                self.grant, lambda: self._look(held, self.world.clash(path), kind, missing)
            )
        except Exhausted:
            bounded = self.world.bounded(path, index)
        # What is bounded is small, so it may be looked at whatever is left.
        supply, self.forest.steps = self.forest.steps, 1 << 60
        try:
            return self._look(bounded, self.forest.false, kind, missing)
        finally:
            self.forest.steps = supply

    def _look(self, held: Held, clash: Node, kind: Type, missing: bool) -> Outlook:
        if isinstance(held, Items):
            return self._list(held, clash, missing)
        members = as_members(self.forest, held) if isinstance(kind, SetType) else None
        if members is not None:
            return self._set(members, clash, missing)
        return self._node(self._unless(clash, written_out(self.forest, held)), missing)

    def _unless(self, clash: Node, node: Node) -> Node:
        return self.forest.fork(clash, self.forest.lost, node)

    # -- one diagram -------------------------------------------------------------------------------

    def _node(self, node: Node, missing: bool) -> Outlook:
        found = self._known.get((node, missing))
        if found is None:
            found = self._known[node, missing] = self._looked_at(node, missing)
        return found

    def _looked_at(self, node: Node, missing: bool) -> Outlook:
        scene = Scene(self.forest, node)
        reach = Reach(self.forest, self.regions, self.completions, scene)
        reached = self.forest.granting(self.grant, reach.reached)
        facts, exact = frozenset[str](), reached.exact
        values, low, high = reached.values, reached.low, reached.high
        numbers = [
            one for one in values if isinstance(one, int | Decimal) and type(one) is not bool
        ]
        if len(numbers) > FEW_VALUES or (numbers and low is not None):
            low = min(numbers) if low is None else min(low, *numbers)
            high = max(numbers) if high is None else max(high, *numbers)
            values = tuple(one for one in values if one not in numbers)
        if low is not None and low == high:
            values, low, high = (*values, low), None, None
        one_value = len(values) == 1 and low is None and not reached.unbounded
        if missing and not one_value:
            facts, certain = self._mattering(scene, reached)
            exact = exact and certain
        return Outlook(
            values,
            None,
            low,
            high,
            reached.unbounded,
            facts,
            # All completions give the one value that is left: nothing about it is in doubt.
            exact or one_value,
        )

    def _mattering(self, scene: Scene, reached: Reached) -> tuple[frozenset[str], bool]:
        """The missing facts that matter, and whether that is certain."""
        facts = scene.facts - {UNSURE}
        if UNSURE in scene.facts:
            return facts, False
        pairs = Pairs(self.forest, self.regions, self.completions, scene, reached.points)
        matter: set[str] = set()
        certain = True
        for fact in sorted(facts):
            decision = self._decided(pairs, fact)
            if decision != "no":
                matter.add(fact)
                certain = certain and decision == "yes"
        return frozenset(matter), certain

    def _decided(self, pairs: Pairs, fact: str) -> Decision:
        try:
            return self.forest.granting(self.grant, lambda: pairs.matters(fact))
        except Exhausted:
            return "maybe"

    # -- sets and lists ----------------------------------------------------------------------------

    def _set(self, members: Members, clash: Node, missing: bool) -> Outlook:
        """Member by member: a fact matters to the set where it matters to a member."""
        if clash is not self.forest.false:
            agreed = self._node(self._unless(clash, self.forest.true), False)
            if not agreed.values:
                return agreed
        certain: set[str] = set()
        sometimes: list[object] = []
        facts: frozenset[str] = frozenset()
        exact = True
        for member, guard in members.guards.items():
            outlook = self._node(self._unless(clash, guard), missing)
            if True in outlook.values:
                if False in outlook.values:
                    sometimes.append(member)
                else:
                    certain.add(member)
            facts |= outlook.missing
            exact = exact and outlook.exact
        return Outlook(
            tuple(sometimes), frozenset(certain), None, None, False, facts, exact or not sometimes
        )

    def _list(self, items: Items, clash: Node, missing: bool) -> Outlook:
        try:
            node = self.forest.granting(self.grant, lambda: written_out(self.forest, items))
        except Exhausted:
            node = None
        if node is not None and len(self.forest.leaves(node)) <= 4 * MAX_LISTS:
            return self._node(self._unless(clash, node), missing)
        facts: frozenset[str] = frozenset()
        if missing:
            for guard, item in items.items:
                facts |= self._node(guard, True).missing
                facts |= self.world.rests_on(item) - {UNSURE}
        return Outlook(_some_lists(self.forest, items), None, None, None, False, facts, False)


def _some_lists(forest: Forest, items: Items) -> tuple[object, ...]:
    """The first lists that come up when the conditions are gone through together."""
    found: dict[object, object] = {}
    waiting: list[tuple[Node, ...]] = [
        tuple([part for pair in items.items for part in (pair[0], written_out(forest, pair[1]))])
    ]
    while waiting and len(found) < MAX_LISTS:
        row = waiting.pop()
        top = min([node.level for node in row])
        if top == LEAF:
            pairs = zip(row[::2], row[1::2], strict=True)
            value = tuple([item.value for guard, item in pairs if guard.value is True])
            found[identity(value)] = value
        else:
            waiting += reversed(forest.part(top, row)[1])
    return tuple(value for value in found.values() if not holds_term(value))
