"""Which missing facts matter to a diagram.

In: a diagram. Out: for each missing fact in it, whether two completions that differ in nothing else
come to different values: yes, no, or not decided. Where variables share no fact, all that occur
matter. Else completions at hand are tried with one fact changed; then two ways through the diagram
are followed at once, which may part only where the fact is asked about. Refused: nothing.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from medrules.settle.completions import Completions, Scene, stretch
from medrules.settle.diagram import LEAF, LOST, Exhausted, Forest, Node, identity
from medrules.settle.regions import Goal, Regions
from medrules.settle.systems import Demand
from medrules.settle.terms import Part, Term, facts_in, holds_term
from medrules.settle.variables import Key, Line, Point

Decision: TypeAlias = Literal["yes", "no", "maybe"]

Picks: TypeAlias = tuple[tuple[Node, int, bool], ...]
"""Nodes with the piece taken; True in the second completion."""


class Pairs:
    """The search over one scene."""

    def __init__(
        self,
        forest: Forest,
        regions: Regions,
        completions: Completions,
        scene: Scene,
        points: tuple[Point, ...],
    ) -> None:
        self.forest = forest
        self.regions = regions
        self.completions = completions
        self.scene = scene
        self.points = points
        self._seen: set[object] = set()
        self._unsure = False
        # Nothing is shared, and formulas are plain sums and products: whatever occurs matters.
        self._free = not scene.tangled and all(
            leaf.value is not LOST and all(map(_plain, _terms(leaf.value))) for leaf in scene.leaves
        )
        self._rests: dict[Node, frozenset[str]] = {}
        if not self._free:
            self._take_stock()

    def _take_stock(self) -> None:
        """Which facts every node rests on, from the leaves up."""
        for node in sorted(self.scene.nodes, key=lambda one: -one.level):
            if node.level == LEAF:
                self._rests[node] = facts_in(node.value)
            else:
                own = self.scene.variables[node.level].facts
                self._rests[node] = own.union(*[self._rests[kid] for kid in node.kids])

    def matters(self, fact: str) -> Decision:
        """Whether the fact can make a difference."""
        if self._free:
            return "yes"
        self._seen.clear()
        self._unsure = False
        try:
            if self._tried(fact) or self._follow(
                fact, self.scene.root, self.scene.root, (), (), ()
            ):
                return "yes"
        except Exhausted:
            return "maybe"
        return "maybe" if self._unsure else "no"

    def _tried(self, fact: str) -> bool:
        """Whether changing the fact at a known point changes the value."""
        root = self.scene.root
        for point in self.points:
            here = self.completions.value(root, point)
            if here is None:
                continue
            for other in self.completions.neighbours(self.scene, point, fact):
                there = self.completions.value(root, other)
                if there is not None and identity(there[1]) != identity(here[1]):
                    return True
        return False

    def _follow(
        self,
        fact: str,
        one: Node,
        two: Node,
        demands: tuple[Demand, ...],
        picks: Picks,
        marks: tuple[tuple[int, int, bool], ...],
    ) -> bool:
        """Whether two ways from here, in step but for the fact, come to different values."""
        if one is two and fact not in self._rests[one]:
            return False
        key = (one, two, demands, marks)
        if key in self._seen:
            return False
        self._seen.add(key)
        self.forest.spend()
        top = min(one.level, two.level)
        if top == LEAF:
            return self._differ(fact, one, two, demands, picks)
        variable = self.scene.variables[top]
        if fact in variable.facts:
            return self._apart(fact, one, two, demands, picks, marks)
        cuts, rows = self.forest.part(top, (one, two))
        shape = Node(top, cuts, (), None)
        for piece, (left, right) in enumerate(rows):
            further, more, mark = demands, picks, marks
            if top not in self.scene.tangled:
                more = (*picks, (shape, piece, False))
            elif isinstance(variable, Line):
                further = (*demands, Demand(variable, *stretch(shape, piece)))
            else:
                more = (*picks, (shape, piece, False))
                mark = (*marks, (top, piece, False))
            if further is not demands and not self._feasible(further, fact):
                continue
            if self._follow(fact, left, right, further, more, mark):
                return True
        return False

    def _apart(
        self,
        fact: str,
        one: Node,
        two: Node,
        demands: tuple[Demand, ...],
        picks: Picks,
        marks: tuple[tuple[int, int, bool], ...],
    ) -> bool:
        """``_follow`` where the fact is asked about: each way takes any piece."""
        top = min(one.level, two.level)
        variable = self.scene.variables[top]
        for at, left in enumerate(one.kids if one.level == top else (one,)):
            for other, right in enumerate(two.kids if two.level == top else (two,)):
                further, more, mark = demands, picks, marks
                for node, piece, twin in ((one, at, False), (two, other, True)):
                    if node.level != top:
                        continue
                    if isinstance(variable, Line):
                        further = (*further, Demand(variable, *stretch(node, piece), twin))
                    else:
                        more = (*more, (node, piece, twin))
                        mark = (*mark, (top, piece, twin))
                if further is not demands and not self._feasible(further, fact):
                    continue
                if self._follow(fact, left, right, further, more, mark):
                    return True
        return False

    def _feasible(self, demands: tuple[Demand, ...], fact: str) -> bool:
        return self.regions.solve(demands, fact).verdict != "no"

    def _differ(
        self,
        fact: str,
        one: Node,
        two: Node,
        demands: tuple[Demand, ...],
        picks: Picks,
    ) -> bool:
        """Whether completions that come to these two leaves show the fact at work."""
        if one.value is LOST or two.value is LOST:
            return False
        for goal in self._goals(fact, one, two):
            answer = self.regions.solve(demands, fact, goal)
            if answer.verdict == "no":
                return False
            first: dict[Key, object] = {}
            second: dict[Key, object] = {}
            for node, piece, twin in picks:
                (second if twin else first).update(self.completions.picked(node, piece))
            first.update(answer.values)
            here = self.completions.point(self.scene, first)
            changed = {
                key: value
                for key, value in second.items()
                if (key if isinstance(key, str) else key[0]) == fact
            }
            if answer.other is not None:
                changed[fact] = answer.other
            there = Point({**here.values, **changed})
            left = self.completions.value(self.scene.root, here)
            right = self.completions.value(self.scene.root, there)
            if left and right and identity(left[1]) != identity(right[1]):
                return True
        self._unsure = True
        return False

    def _goals(self, fact: str, one: Node, two: Node) -> list[Goal | None]:
        base = self.regions.base.get(fact)
        if base is None or not (isinstance(one.value, Term) or isinstance(two.value, Term)):
            return [None]
        parts: tuple[Part, ...] = (((base,), 1),)
        return [None, (parts, True, True), (parts, False, True)]


def _terms(value: object) -> list[object]:
    """The terms in a leaf's value; a list that holds some counts as one of no known form."""
    return [value] if holds_term(value) else []


def _plain(value: object) -> bool:
    """Whether every fact in a term makes a difference to it: one that is added or multiplied does."""
    if not isinstance(value, Term):
        return True
    if value.op == "fact":
        return True
    if value.kind != "number":
        return False
    if value.parts == (((value,), 1),):
        return value.op == "/" and type(value.args[1]) is not Term and _plain(value.args[0])
    return all(_plain(atom) for atoms, _ in value.parts for atom in atoms)
