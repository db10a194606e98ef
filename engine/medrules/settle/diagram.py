"""Decision diagrams: a value as a function of what is still missing.

In: variables (a missing fact, a member of a missing set, a sum of missing numbers that something is
compared with) and operations on plain values. Out: ``Node``: shared, reduced diagrams with one fixed
order of variables. Equal functions are the same object, so the values that a function takes are its
leaves and the variables that matter to it are those that occur in it.
Refused, with ``Exhausted``: work past the number of steps that was granted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, Literal, TypeAlias, TypeVar

Result = TypeVar("Result")

Exact: TypeAlias = int | Fraction
"""A number without rounding."""

Cut: TypeAlias = tuple[Exact, int]
"""A place on the number line: ``(k, 0)`` just below ``k``, ``(k, 1)`` just above it."""

Cuts: TypeAlias = tuple[Cut, ...] | tuple[str, ...]
"""How a node parts its variable: nothing for a finite one, places on the line, or texts."""

LEAF: Final = 1 << 60


class Exhausted(Exception):
    """The steps granted for the search are used up."""


class Lost:
    """The type of ``LOST``: there is no answer, because rules disagree under these facts."""

    def __repr__(self) -> str:
        return "LOST"


LOST: Final = Lost()


class Node:
    """A leaf with its ``value``, or a choice by one variable: ``kids`` in the order of its pieces.

    Pieces: for a finite variable one for each of its values; for a line ``cuts`` in ascending order
    part it; for texts one for each text of ``cuts``, and last one for any other text. ``null``:
    whether some leaf below is null.
    """

    __slots__ = ("cuts", "kids", "level", "null", "value")

    def __init__(self, level: int, cuts: Cuts, kids: tuple[Node, ...], value: object) -> None:
        self.level: int = level
        self.cuts: Cuts = cuts
        self.kids: tuple[Node, ...] = kids
        self.value = value
        self.null: bool = level == LEAF and value is None
        for kid in kids:
            if kid.null:
                self.null = True

    def __repr__(self) -> str:
        if self.level == LEAF:
            return f"<{self.value!r}>"
        return f"<{self.level} {self.cuts} {self.kids}>"


class Variable:
    """What a diagram can ask. ``facts``: the concrete paths of the missing facts it rests on."""

    __slots__ = ("facts",)
    shape: Literal["finite", "line", "words"] = "finite"

    def __init__(self, facts: frozenset[str]) -> None:
        self.facts = facts


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
        self._selected: Memo = {}
        self.true = self.leaf(True)
        self.false = self.leaf(False)
        self.null = self.leaf(None)
        self.lost = self.leaf(LOST)

    def spend(self, steps: int = 1) -> None:
        """Take from the supply. Raises Exhausted when it is empty."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted

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

    # -- building ------------------------------------------------------------------------------

    def leaf(self, value: object) -> Node:
        """The leaf of a value; equal numbers share one, but 1 and true do not."""
        if type(value) is int:
            found = self._wholes.get(value)
            if found is not None:
                return found
        key = identity(value)
        found = self._leaves.get(key)
        if found is None:
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
                kids = (*[kids[at] for at in keep], kids[-1])
            else:
                other = kids[-1]
                keep = [at for at in range(len(cuts)) if kids[at] is not other]
                kids = (*[kids[at] for at in keep], other)
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
        places = [self.leaf(at) for at in range(len(kids))]
        return self._select((self.make(level, cuts, places), *kids))

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
            found = self.make(top, cuts, [self._select(row) for row in rows])
            self._selected[key] = found
        return found

    def part(self, top: int, nodes: tuple[Node, ...]) -> tuple[Cuts, list[tuple[Node, ...]]]:
        """The nodes piece by piece of the variable at level ``top``."""
        cuts: Cuts = ()
        mixed = False
        for node in nodes:
            if node.level == top:
                pieces = len(node.kids)
                if not cuts:
                    cuts = node.cuts
                elif node.cuts != cuts:
                    mixed = True
        if not mixed:
            return cuts, [
                tuple([node.kids[at] if node.level == top else node for node in nodes])
                for at in range(pieces)
            ]
        merged: Cuts = tuple(
            sorted({cut for node in nodes if node.level == top for cut in node.cuts})
        )  # type: ignore[assignment]
        along = _along_line if self.variables[top].shape == "line" else _along_words
        columns = [
            along(node, merged) if node.level == top else ((node,) * (len(merged) + 1))
            for node in nodes
        ]
        return merged, list(zip(*columns, strict=True))

    # -- computing -----------------------------------------------------------------------------

    def lift(self, name: object, work: Callable[..., Node], *args: Node) -> Node:
        """``work`` on the values of the leaves, for every way the variables may turn out.

        ``name`` stands for ``work``: under one name, equal arguments are worked out once.
        """
        memo = self._memos.setdefault(name, {})
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
                found = self.choose(top, cuts, [self._lift(work, row, memo) for row in rows])
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
            if top < other:
                cuts = one.cuts
                kids = [pair(kid, two) for kid in one.kids]
            elif top > other:
                top, cuts = other, two.cuts
                kids = [pair(one, kid) for kid in two.kids]
            elif top == LEAF:
                memo[key] = found = work(one.value, two.value)
                return found
            elif one.cuts == two.cuts:
                cuts = one.cuts
                kids = list(map(pair, one.kids, two.kids))
            else:
                cuts, rows = self.part(top, key)
                kids = [pair(left, right) for left, right in rows]
            if len(kids) == 2 and not cuts and kids[0].level > top < kids[1].level:
                # What ``choose`` does, without the calls, where nothing is out of order.
                first, second = kids
                if first is second:
                    found = first
                else:
                    place = (top, cuts, (first, second))
                    found = made.get(place)
                    if found is None:
                        found = made[place] = Node(top, cuts, place[2], None)
            else:
                found = self.choose(top, cuts, kids)
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
            top = min(left.level, right.level)
            cuts, rows = self.part(top, key)
            found = self.make(
                top, cuts, [self._join(one, other, decides, yields, name) for one, other in rows]
            )
            memo[key] = found
        return found

    def all_of(self, nodes: Iterable[Node]) -> Node:
        """Kleene ``and`` of any number of conditions."""
        result = self.true
        for node in nodes:
            result = self.both(result, node)
        return result

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """Kleene ``or`` of any number of conditions."""
        result = self.false
        for node in nodes:
            result = self.either(result, node)
        return result

    def fork(self, condition: Node, then: Node, other: Node) -> Node:
        """``then`` where the condition is true, else ``other``: null is not true."""
        if condition.level == LEAF:
            return then if condition is self.true else other
        if then is other:
            return then
        memo = self._memos.setdefault("fork", {})
        key = (condition, then, other)
        found = memo.get(key)
        if found is None:
            self.spend()
            top = min(condition.level, then.level, other.level)
            cuts, rows = self.part(top, key)
            found = self.make(top, cuts, [self.fork(*row) for row in rows])
            memo[key] = found
        return found

    # -- reading -------------------------------------------------------------------------------

    def leaves(self, root: Node) -> list[Node]:
        """The leaves, in the order in which they are met."""
        return [node for node in walk(root) if node.level == LEAF]

    def support(self, root: Node) -> list[Variable]:
        """The variables that occur, in their order."""
        levels = {node.level for node in walk(root)}
        return [self.variables[level] for level in sorted(levels - {LEAF})]


def walk(root: Node) -> list[Node]:
    """Every node of a diagram once, each before those below it that were not met yet."""
    seen = {root}
    order = [root]
    for node in order:
        for kid in node.kids:
            if kid not in seen:
                seen.add(kid)
                order.append(kid)
    return order


def identity(value: object) -> object:
    """What tells leaves apart: numbers are equal by value, and no truth value is a number."""
    if type(value) is tuple:
        return ("list", *[identity(item) for item in value])
    if type(value) is dict:
        return ("record", id(value))
    return (type(value) is bool, value)


def _along_line(node: Node, cuts: Cuts) -> tuple[Node, ...]:
    own, at, row = node.cuts, 0, []
    for cut in cuts:
        row.append(node.kids[at])
        if at < len(own) and own[at] == cut:
            at += 1
    return (*row, node.kids[at])


def _along_words(node: Node, words: Cuts) -> tuple[Node, ...]:
    known = dict(zip(node.cuts, node.kids, strict=False))
    return (*[known.get(word, node.kids[-1]) for word in words], node.kids[-1])
