"""Whether a condition can come true, shown by a completion or refuted.

In: a diagram of truth values in a ``Settling``. Out: ``Asked``: ``yes`` with a completion that makes it
true, ``no``, which is proved, or ``maybe`` where the steps granted did not suffice or only bounds are
known. Refused: nothing.

The way to ``true`` is searched depth first; sums of missing numbers on it are put to ``Regions``.
"""

from __future__ import annotations

from typing import Literal

from medrules.record import Record
from medrules.settle.completions import Completions, Scene, stretch
from medrules.settle.diagram import LEAF, Exhausted, Forest, Node
from medrules.settle.held import UNSURE
from medrules.settle.regions import Regions
from medrules.settle.systems import Demand
from medrules.settle.variables import Key, Line, Point
from medrules.settle.world import Settling


class Asked(Record):
    """An answer; ``point`` is a completion that makes the condition true, where there is one."""

    verdict: Literal["yes", "no", "maybe"]
    point: Point | None


NO = Asked("no", None)
MAYBE = Asked("maybe", None)


class Asker:
    """Answers for the diagrams of one world; each answer may take ``grant`` steps."""

    def __init__(self, world: Settling, grant: int) -> None:
        self.forest = world.forest
        self.grant = grant
        self.regions = Regions(world.forest, world.missing_numbers)
        self.completions = Completions(world.forest, world.bases)
        self._known: dict[Node, Asked] = {}

    def ask(self, node: Node) -> Asked:
        """Whether the condition can come true."""
        if node is self.forest.false or node is self.forest.null:
            return NO
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._asked(node)
        return found

    def _asked(self, node: Node) -> Asked:
        try:
            return self.forest.granting(self.grant, lambda: self._search(node))
        except (Exhausted, RecursionError):
            return MAYBE

    def _search(self, node: Node) -> Asked:
        scene = Scene(self.forest, node)
        search = _Search(self.forest, self.regions, self.completions, scene)
        point = search.descend(node, (), (), ())
        if point is not None:
            return Asked("yes", point)
        return MAYBE if search.unsure or UNSURE in scene.facts else NO


class _Search:
    """One search; ``unsure``: a way to ``true`` was neither shown nor refuted."""

    def __init__(
        self, forest: Forest, regions: Regions, completions: Completions, scene: Scene
    ) -> None:
        self.forest = forest
        self.regions = regions
        self.completions = completions
        self.scene = scene
        self.unsure = False
        self._seen: set[object] = set()

    def descend(
        self,
        node: Node,
        demands: tuple[Demand, ...],
        picks: tuple[tuple[Node, int], ...],
        marks: tuple[tuple[int, int], ...],
    ) -> Point | None:
        """A completion below a node; ``demands`` and ``marks`` are what was chosen on the way."""
        if node.level == LEAF:
            return self._arrive(demands, picks) if node is self.forest.true else None
        key = (node, demands, marks)
        if key in self._seen:
            return None
        self._seen.add(key)
        self.forest.spend()
        variable = self.scene.variables[node.level]
        tangled = node.level in self.scene.tangled
        for piece, kid in enumerate(node.kids):
            if not tangled:
                found = self.descend(kid, demands, (*picks, (node, piece)), marks)
            elif isinstance(variable, Line):
                further = (*demands, Demand(variable, *stretch(node, piece)))
                if self.regions.solve(further).verdict == "no":
                    continue
                found = self.descend(kid, further, picks, marks)
            else:
                mark = (*marks, (node.level, piece))
                found = self.descend(kid, demands, (*picks, (node, piece)), mark)
            if found is not None:
                return found
        return None

    def _arrive(
        self, demands: tuple[Demand, ...], picks: tuple[tuple[Node, int], ...]
    ) -> Point | None:
        fixed: dict[Key, object] = {}
        for node, piece in picks:
            fixed.update(self.completions.picked(node, piece))
        fixed.update(self.regions.solve(demands).values)
        point = self.completions.point(self.scene, fixed)
        found = self.completions.value(self.scene.root, point)
        if found is not None and found[1] is True:
            return point
        self.unsure = True
        return None
