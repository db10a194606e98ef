"""Decision diagrams: a value as a function of what is still missing.

In: variables (a missing fact, a member of a missing set, a sum of missing numbers that something is
compared with) and operations on plain values. Out: ``Node``: shared, reduced diagrams with one fixed
order of variables. Equal functions are the same object, so the values that a function takes are its
leaves and the variables that matter to it are those that occur in it.
Refused, with ``Exhausted``: work past the number of steps that was granted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeVar

from medrules.settle.nodes import (
    LEAF,
    LOST,
    Cut,
    Cuts,
    Exact,
    Exhausted,
    Node,
    Variable,
    along_line,
    along_words,
    identity,
    walk,
)

__all__ = [
    "LEAF",
    "LOST",
    "Cut",
    "Cuts",
    "Exact",
    "Exhausted",
    "Forest",
    "Node",
    "Variable",
    "identity",
    "parted",
    "walk",
]

Result = TypeVar("Result")
Whole = TypeVar("Whole")

Memo: TypeAlias = dict[tuple[Node, ...], Node]


class Forest:
    """All diagrams of one analysis: they share nodes, variables and the supply of steps."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.variables: list[Variable] = []
        self._leaves: dict[object, Node] = {}
        self._wholes: dict[int, Node] = {}
        self._nodes: dict[tuple[int, Cuts, tuple[Node, ...]], Node] = {}
        self._memos: dict[object, Memo] = {}
        self._places: list[Node] = []
        self._selected: Memo = {}
        self._merges: dict[
            tuple[int, Cuts, Cuts], tuple[Cuts, tuple[int, ...], tuple[int, ...]]
        ] = {}
        self.true = self.leaf(True)
        self.false = self.leaf(False)
        self.null = self.leaf(None)
        self.lost = self.leaf(LOST)

    def spend(self, steps: int = 1) -> None:
        """Take from the supply. Raises Exhausted when it is empty."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted

    def labour(self, work: int) -> None:
        """Take note of work on numbers, which steps do not tell. Here it is free."""

    def granting(self, steps: int, work: Callable[[], Result]) -> Result:
        """Do some work with no more than so many steps of the supply. Raises Exhausted."""
        supply = self.steps
        allowed = max(0, min(supply, steps))
        self.steps = allowed
        try:
            return work()
        except RecursionError:
            raise Exhausted from None
        finally:
            self.steps += supply - allowed

    def copied(self) -> Forest:
        """Another forest with the same in it and as many steps left."""
        other = parted(self)
        other._memos = {name: memo.copy() for name, memo in self._memos.items()}
        return other

    # -- building ------------------------------------------------------------------------------

    def leaf(self, value: object) -> Node:
        """The leaf of a value; equal numbers share one, but 1 and true do not."""
        if type(value) is int:
            found = self._wholes.get(value)
            if found is not None:
                return found
        # What ``identity`` does, without the call, for all but lists and records.
        kind = type(value)
        key = identity(value) if kind is tuple or kind is dict else (kind is bool, value)
        found = self._leaves.get(key)
        if found is None:
            if type(value) is Decimal and _is_whole(value):
                # Which of several equal numbers comes first must not show.
                value = int(value)
            found = self._leaves[key] = Node(LEAF, (), (), value)
        if type(value) is int:
            self._wholes[value] = found
        return found

    def add(self, variable: Variable) -> int:
        """Put a variable last in the order. Returns its level."""
        self.variables.append(variable)
        return len(self.variables) - 1

    def make(self, level: int, cuts: Cuts, kids: Sequence[Node]) -> Node:
        """A node over kids that lie deeper, reduced: pieces with one outcome are one piece."""
        first = kids[0]
        for kid in kids:
            if kid is not first:
                break
        else:
            return first
        if cuts:
            if self.variables[level].shape == "line":
                keep = [at for at in range(len(cuts)) if kids[at] is not kids[at + 1]]
            else:
                keep = [at for at in range(len(cuts)) if kids[at] is not kids[-1]]
            if len(keep) < len(cuts):
                kids = (*[kids[at] for at in keep], kids[-1])
                cuts = tuple([cuts[at] for at in keep])  # type: ignore[assignment]
        key = (level, cuts, tuple(kids))
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(level, cuts, key[2], None)
        return found

    def choose(self, level: int, cuts: Cuts, kids: Sequence[Node]) -> Node:
        """A node over any kids, also such as ask earlier variables, or the same one."""
        for kid in kids:
            if kid.level <= level:
                break
        else:
            return self.make(level, cuts, kids)
        places = [self._place(at) for at in range(len(kids))]
        return self._select((self.make(level, cuts, places), *kids))

    def _place(self, at: int) -> Node:
        """A leaf that stands for a position, and is no value."""
        while len(self._places) <= at:
            self._places.append(Node(LEAF, (), (), len(self._places)))
        return self._places[at]

    def _select(self, key: tuple[Node, ...]) -> Node:
        """The kid that the first node of ``key`` points at."""
        place = key[0]
        if place.level == LEAF:
            return key[1 + place.value]  # type: ignore[operator]
        found = self._selected.get(key)
        if found is None:
            self.spend()
            top = min([node.level for node in key])
            cuts, rows = self.part(top, key)
            kids: list[Node] = []
            for row in rows:
                kids.append(self._select(row))
            found = self._selected[key] = self.make(top, cuts, kids)
        return found

    def part(self, top: int, nodes: tuple[Node, ...]) -> tuple[Cuts, list[tuple[Node, ...]]]:
        """The nodes piece by piece of the variable at level ``top``."""
        cuts: Cuts = ()
        mixed = False
        pieces = 0
        for node in nodes:
            if node.level == top:
                pieces = len(node.kids)
                if not cuts:
                    cuts = node.cuts
                elif node.cuts != cuts:
                    mixed = True
        if not mixed:
            columns = [node.kids if node.level == top else (node,) * pieces for node in nodes]
            return cuts, list(zip(*columns, strict=True))
        merged: Cuts = tuple(
            sorted({cut for node in nodes if node.level == top for cut in node.cuts})
        )  # type: ignore[assignment]
        along = along_line if self.variables[top].shape == "line" else along_words
        columns = [
            along(node, merged) if node.level == top else ((node,) * (len(merged) + 1))
            for node in nodes
        ]
        return merged, list(zip(*columns, strict=True))

    def _merged(
        self, top: int, left: Cuts, right: Cuts
    ) -> tuple[Cuts, tuple[int, ...], tuple[int, ...]]:
        """Two partings laid over each other, and for each piece its place in both."""
        key = (top, left, right)
        found = self._merges.get(key)
        if found is None:
            places = [
                Node(top, cuts, tuple([self._place(at) for at in range(len(cuts) + 1)]), None)
                for cuts in (left, right)
            ]
            cuts, rows = self.part(top, tuple(places))
            columns = [
                tuple([self._places.index(node) for node in row]) for row in zip(*rows, strict=True)
            ]
            found = self._merges[key] = (cuts, columns[0], columns[1])
        return found

    # -- computing -----------------------------------------------------------------------------

    def lift(self, name: object, work: Callable[..., Node], *args: Node) -> Node:
        """``work`` on the values of the leaves, for every way the variables may turn out.

        ``name`` stands for ``work``: under one name, equal arguments are worked out once.
        """
        memo = self._memos.get(name)
        if memo is None:
            memo = self._memos[name] = {}
        found = memo.get(args)
        if found is not None:
            return found
        for node in args:
            if node.level != LEAF:
                break
        else:
            self.spend()
            found = memo[args] = work(*[node.value for node in args])
            return found
        if len(args) == 2:
            return self._pairwise(work, memo)(*args)
        return self._lift(work, args, memo)

    def _lift(self, work: Callable[..., Node], args: tuple[Node, ...], memo: Memo) -> Node:
        found = memo.get(args)
        if found is None:
            self.spend()
            top = min([node.level for node in args])
            if top == LEAF:
                found = work(*[node.value for node in args])
            else:
                cuts, rows = self.part(top, args)
                kids: list[Node] = []
                for row in rows:
                    kids.append(self._lift(work, row, memo))
                found = self.choose(top, cuts, kids)
            memo[args] = found
        return found

    def total(self, left: Node, right: Node) -> Node:
        """The sum of two diagrams of whole numbers."""
        return self._pairwise(self._add, self._memos.setdefault("total", {}), self.leaf(0))(
            left, right
        )

    def _add(self, left: object, right: object) -> Node:
        return self.leaf(left + right)  # type: ignore[operator]

    def _pairwise(
        self,
        work: Callable[[object, object], Node],
        memo: Memo,
        nought: Node | None = None,
    ) -> Callable[[Node, Node], Node]:
        """``_lift`` of two: by far the most frequent, and most of the time of an analysis.

        ``nought`` is a leaf that leaves the other operand as it is.
        """
        known, made = memo.get, self._nodes

        def pair(one: Node, two: Node) -> Node:
            if one is nought:
                return two
            if two is nought:
                return one
            key = (one, two)
            found = known(key)
            if found is not None:
                return found
            self.steps -= 1
            if self.steps < 0:
                raise Exhausted
            top, other = one.level, two.level
            # A loop and not a comprehension, here and elsewhere: that would be a frame more. So would
            # a call for what is known already, which is most of it.
            kids: list[Node] = []
            if top < other:
                cuts = one.cuts
                for kid in one.kids:
                    kids.append(known((kid, two)) or pair(kid, two))
            elif top > other:
                top, cuts = other, two.cuts
                for kid in two.kids:
                    kids.append(known((one, kid)) or pair(one, kid))
            elif top == LEAF:
                memo[key] = found = work(one.value, two.value)
                return found
            elif one.cuts == two.cuts:
                cuts = one.cuts
                for left, right in zip(one.kids, two.kids, strict=True):
                    kids.append(known((left, right)) or pair(left, right))
            else:
                cuts, lefts, rights = self._merged(top, one.cuts, two.cuts)
                for at, to in zip(lefts, rights, strict=True):
                    kids.append(pair(one.kids[at], two.kids[to]))
            # What ``choose`` does, without the calls, where nothing is out of order.
            first = kids[0]
            alike = True
            for kid in kids:
                if kid.level <= top:
                    found = self.choose(top, cuts, kids)
                    break
                if kid is not first:
                    alike = False
            else:
                if alike:
                    found = first
                elif cuts:
                    found = self.make(top, cuts, kids)
                else:
                    place = (top, cuts, tuple(kids))
                    found = made.get(place)
                    if found is None:
                        found = made[place] = Node(top, cuts, place[2], None)
            memo[key] = found
            return found

        return pair

    def negate(self, node: Node) -> Node:
        """Kleene ``not``; the negation of null is null."""
        if node.level == LEAF:
            return self._not(node.value)
        return self.lift("not", self._not, node)

    def _not(self, value: object) -> Node:
        if value is True:
            return self.false
        return self.true if value is False else self.null

    def both(self, left: Node, right: Node) -> Node:
        """Kleene ``and`` of conditions."""
        return self._join(left, right, self.false, self.true, "and")

    def either(self, left: Node, right: Node) -> Node:
        """Kleene ``or`` of conditions."""
        return self._join(left, right, self.true, self.false, "or")

    def _join(self, left: Node, right: Node, decides: Node, yields: Node, name: str) -> Node:
        if left is decides or right is decides:
            return decides
        if left is yields or left is right:
            return right
        if right is yields:
            return left
        if left.level == LEAF and right.level == LEAF:
            return self.null
        memo = self._memos.setdefault(name, {})
        key = (left, right)
        found = memo.get(key)
        if found is None:
            self.spend()
            kids: list[Node] = []
            top, other = left.level, right.level
            if top < other:
                cuts = left.cuts
                for kid in left.kids:
                    kids.append(self._join(kid, right, decides, yields, name))
            elif top > other:
                top, cuts = other, right.cuts
                for kid in right.kids:
                    kids.append(self._join(left, kid, decides, yields, name))
            else:
                cuts, rows = self.part(top, key)
                for one, two in rows:
                    kids.append(self._join(one, two, decides, yields, name))
            memo[key] = found = self.make(top, cuts, kids)
        return found

    def all_of(self, nodes: Iterable[Node]) -> Node:
        """Kleene ``and`` of any number of conditions."""
        result = self.true
        for node in sorted(nodes, key=_depth):
            result = self.both(node, result)
        return result

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """Kleene ``or`` of any number of conditions."""
        result = self.false
        for node in sorted(nodes, key=_depth):
            result = self.either(node, result)
        return result

    def fork(self, condition: Node, then: Node, other: Node) -> Node:
        """``then`` where the condition is true, else ``other``: null is not true."""
        if condition.level == LEAF:
            return then if condition is self.true else other
        if then is other:
            return then
        if then is self.true and other is self.false and not condition.null:
            return condition
        memo = self._memos.setdefault("fork", {})
        key = (condition, then, other)
        found = memo.get(key)
        if found is None:
            self.spend()
            kids: list[Node] = []
            top = condition.level
            if top < then.level and top < other.level:
                cuts = condition.cuts
                for kid in condition.kids:
                    if kid.level == LEAF:
                        kids.append(then if kid is self.true else other)
                    else:
                        kids.append(self.fork(kid, then, other))
            else:
                top = min(top, then.level, other.level)
                cuts, rows = self.part(top, key)
                for row in rows:
                    kids.append(self.fork(*row))
            memo[key] = found = self.make(top, cuts, kids)
        return found

    # -- reading -------------------------------------------------------------------------------

    def leaves(self, root: Node) -> list[Node]:
        """The leaves, in the order in which they are met."""
        return [node for node in walk(root) if node.level == LEAF]


def parted(one: Whole) -> Whole:
    """The same object once more, with dicts and lists of its own: what one gets, the other does not."""
    other: Whole = object.__new__(type(one))
    for name, value in vars(one).items():
        setattr(other, name, value.copy() if isinstance(value, dict | list) else value)
    return other


def _depth(node: Node) -> int:
    """Deepest first: what is joined on top of it then leaves most of it as it is."""
    return -node.level


def _is_whole(value: Decimal) -> bool:
    return value.adjusted() < 34 and value == value.to_integral_value()
