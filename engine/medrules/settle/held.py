"""What an expression comes to when facts are missing.

In: diagrams. Out: ``Held``: a diagram of plain values; or a set kept member by member, or a list kept item by
item, each with the condition under which it is there, because writing out every set or list that may come
would be hopeless; and the way back, for operators that need the whole.
Refused: nothing (``Exhausted`` where writing out costs too much).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeAlias

from medrules.ir.types import Type
from medrules.settle.diagram import LEAF, Forest, Node
from medrules.settle.numbers import Numbers

UNSURE = "?"
"""Stands among the facts of whatever can only be bounded, not worked out."""


class Rec:
    """A record of a record list; ``index`` is -1 for any record of a list that nobody gave."""

    __slots__ = ("index", "list_path")

    def __init__(self, list_path: str, index: int) -> None:
        self.list_path = list_path
        self.index = index

    def __repr__(self) -> str:
        return f"{self.list_path}[{self.index}]"


class Wild:
    """A leaf of which nothing is said, but the missing ``facts`` that it rests on.

    ``most``: for a list, how long it can be; None where that is not known.
    """

    __slots__ = ("facts", "most")

    def __init__(self, facts: frozenset[str], most: int | None = None) -> None:
        self.facts = facts | {UNSURE}
        self.most = most


class Members:
    """A set: for each member the condition under which it is in; others are not."""

    __slots__ = ("guards",)

    def __init__(self, guards: dict[str, Node]) -> None:
        self.guards = guards


class Items:
    """A list: its possible items in order, each with the condition under which it is there."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[tuple[Node, Held]]) -> None:
        self.items = tuple(items)


class Tally:
    """A whole number: how many of the conditions are true, and ``more`` on top."""

    __slots__ = ("guards", "more")

    def __init__(self, guards: tuple[Node, ...], more: int) -> None:
        self.guards = guards
        self.more = more

    @property
    def span(self) -> tuple[int, int]:
        """The least and the greatest that it could be, whatever it counts."""
        return self.more, self.more + len(self.guards)


Held: TypeAlias = Node | Members | Items | Tally


class World(Protocol):
    """What an expression can ask about."""

    forest: Forest
    numbers: Numbers

    def scalar(self, path: str) -> Held:
        """A fact, parameter or conclusion."""

    def records(self, path: str) -> Held:
        """A record list."""

    def field(self, record: Rec, name: str) -> Held:
        """A field of a record, given or derived."""

    def is_known(self, name: str, record: Rec | None) -> bool:
        """Whether the profile gives a fact, or a field of a record."""

    def wild(self, kind: Type, facts: frozenset[str], name: object) -> Held:
        """Any value of a type; only the facts that it rests on are said."""

    def rests_on(self, held: Held) -> frozenset[str]:
        """The missing facts that a value rests on."""


def written_out(forest: Forest, held: Held) -> Node:
    """One diagram of whole sets or lists. Raises Exhausted where there are too many."""
    if isinstance(held, Node):
        return held
    if isinstance(held, Members):
        result = forest.leaf(frozenset())
        for member, guard in held.guards.items():

            def join(present: object, sofar: object, member: str = member) -> Node:
                return forest.leaf(sofar | {member} if present is True else sofar)  # type: ignore[operator]

            result = forest.lift(("member", member), join, guard, result)
        return result

    if isinstance(held, Tally):
        return _counted(forest, held.guards, held.more)

    def append(present: object, value: object, sofar: object) -> Node:
        if present is not True or isinstance(sofar, Wild):
            return forest.leaf(sofar)
        return forest.leaf(value if isinstance(value, Wild) else (*sofar, value))  # type: ignore[misc]

    result = forest.leaf(())
    for guard, item in held.items:
        result = forest.lift("append", append, guard, written_out(forest, item), result)
    return result


def _counted(forest: Forest, guards: tuple[Node, ...], more: int) -> Node:
    """How many conditions are true: by halves, so that what is added stays small."""
    if not guards:
        return forest.leaf(more)
    if len(guards) == 1:
        return forest.fork(guards[0], forest.leaf(more + 1), forest.leaf(more))
    half = len(guards) // 2
    return forest.total(_counted(forest, guards[:half], more), _counted(forest, guards[half:], 0))


def as_members(forest: Forest, held: Held) -> Members | None:
    """A set member by member; None for what is not always a set."""
    if isinstance(held, Members):
        return held
    if not isinstance(held, Node):
        return None
    leaves = forest.leaves(held)
    if not all(isinstance(leaf.value, frozenset) for leaf in leaves):
        return None
    names = sorted({name for leaf in leaves for name in leaf.value})  # type: ignore[attr-defined]
    return Members(
        {
            name: forest.lift(
                ("has", name), lambda known, name=name: forest.leaf(name in known), held
            )
            for name in names
        }
    )


def listed(forest: Forest, value: object) -> Items | None:
    """The items of a leaf's list or set; a single value is a list of itself; None for null."""
    if isinstance(value, tuple):
        return Items([(forest.true, forest.leaf(item)) for item in value])
    if isinstance(value, frozenset):
        return Items([(forest.true, forest.leaf(item)) for item in sorted(value)])
    return None if value is None else Items([(forest.true, forest.leaf(value))])


def over(
    forest: Forest,
    held: Held,
    work: Callable[[Items], Held],
    anyhow: Callable[[Wild], Held],
) -> Held:
    """``work`` on the items of a list or set; null of null, and ``anyhow`` where it is not known."""
    if isinstance(held, Items):
        return work(held)
    if isinstance(held, Tally):
        held = written_out(forest, held)
    if isinstance(held, Members):
        return work(Items([(held.guards[name], forest.leaf(name)) for name in sorted(held.guards)]))

    def each(value: object) -> Held:
        if isinstance(value, Wild):
            return anyhow(value)
        items = listed(forest, value)
        return forest.null if items is None else work(items)

    if held.level == LEAF:
        return each(held.value)
    return forest.lift(object(), lambda value: written_out(forest, each(value)), held)


def merged(forest: Forest, condition: Node, then: Held, other: Held) -> Held:
    """``then`` where the condition is true, else ``other``."""
    if isinstance(then, Node) and isinstance(other, Node):
        return forest.fork(condition, then, other)
    if isinstance(then, Items) and isinstance(other, Items):
        holds = truth(forest, condition)
        fails = forest.negate(holds)
        return Items(
            [
                *[(forest.both(holds, guard), item) for guard, item in then.items],
                *[(forest.both(fails, guard), item) for guard, item in other.items],
            ]
        )
    one, two = as_members(forest, then), as_members(forest, other)
    if one is not None and two is not None:
        return Members(
            {
                name: forest.fork(
                    condition,
                    one.guards.get(name, forest.false),
                    two.guards.get(name, forest.false),
                )
                for name in sorted({*one.guards, *two.guards})
            }
        )
    return forest.fork(condition, written_out(forest, then), written_out(forest, other))


def truth(forest: Forest, condition: Node) -> Node:
    """Whether a condition is true: null is not."""
    if not condition.null:
        return condition
    return forest.lift("truth", lambda value: forest.leaf(value is True), condition)
