"""Which values a diagram can come to.

In: a diagram whose variables need not be free of each other. Out: ``Reached``: the plain values, the
range of formulas, and whether all of that is certain. Where variables share no missing fact, every
leaf is reached and there is nothing to do; else each way to a leaf is put to ``Regions``, and each
value is shown by a completion. Refused: nothing; what the steps do not suffice for is reported as
reachable, and not exact.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from medrules.ir.values import Number
from medrules.record import Record
from medrules.settle.completions import Completions, Scene, stretch
from medrules.settle.diagram import LEAF, LOST, Exact, Exhausted, Forest, Node, identity
from medrules.settle.held import UNSURE, Wild
from medrules.settle.regions import Answer, Regions
from medrules.settle.simplex import Near
from medrules.settle.systems import Demand
from medrules.settle.terms import Term, exact, holds_term, number, tidy
from medrules.settle.variables import Key, Line, Point

FEW_VALUES = 12
MAX_WAYS = 200
CANDIDATES = 64


class Reached(Record):
    """``values``: the plain values, by leaf. ``low`` and ``high``: the range of numbers that are
    not told one by one, None where there are none. ``unbounded``: there are values that are neither.
    ``points``: completions that show some of it."""

    values: tuple[object, ...]
    low: Number | None
    high: Number | None
    unbounded: bool
    exact: bool
    points: tuple[Point, ...]


class Way(Record):
    """A way to a leaf with a formula: what it demands, and the picks made on it."""

    leaf: Node
    demands: tuple[Demand, ...]
    picks: tuple[tuple[Node, int], ...]


class Reach:
    """The search over one scene."""

    def __init__(
        self, forest: Forest, regions: Regions, completions: Completions, scene: Scene
    ) -> None:
        self.forest = forest
        self.regions = regions
        self.completions = completions
        self.scene = scene
        self.points: list[Point] = []
        self._done: dict[Node, object] = {}
        self._unsure: dict[Node, None] = {}
        self._ways: list[Way] = []
        self._seen: set[object] = set()
        self._below: dict[Node, frozenset[Node]] = {}

    def reached(self) -> Reached:
        """Look for every value."""
        scene = self.scene
        plain = [leaf for leaf in scene.leaves if leaf.value is not LOST]
        if UNSURE in scene.facts:
            return self._loose(plain)
        if not scene.tangled and not scene.terms:
            return Reached(tuple([leaf.value for leaf in plain]), None, None, False, True, ())
        for node in sorted(scene.nodes, key=lambda one: -one.level):
            below = [self._below[kid] for kid in node.kids]
            self._below[node] = frozenset[Node]().union(*below) if below else frozenset({node})
        try:
            self._descend(scene.root, (), (), ())
            return self._summed_up(plain)
        except Exhausted:
            return self._loose(plain)

    def _loose(self, plain: list[Node]) -> Reached:
        """Every leaf, and every formula within its bounds."""
        spans = [
            (leaf.value.low, leaf.value.high)
            if isinstance(leaf.value, Term) and leaf.value.kind == "number"
            else (None, None)
            for leaf in plain
            if leaf in self.scene.terms
        ]
        ends = [end for span in spans for end in span]
        known = [end for end in ends if end is not None]
        bounded = len(known) == len(ends) and known
        return Reached(
            tuple([leaf.value for leaf in plain if leaf not in self.scene.terms]),
            number(min(known)) if bounded else None,
            number(max(known)) if bounded else None,
            len(known) < len(ends),
            False,
            tuple(self.points),
        )

    # -- ways ------------------------------------------------------------------------------------

    def _descend(
        self,
        node: Node,
        demands: tuple[Demand, ...],
        picks: tuple[tuple[Node, int], ...],
        marks: tuple[tuple[int, int], ...],
    ) -> None:
        if self._below[node] <= self._done.keys():
            return
        key = (node, demands, marks)
        if key in self._seen:
            return
        self._seen.add(key)
        self.forest.spend()
        if node.level == LEAF:
            self._arrive(node, demands, picks)
            return
        variable = self.scene.variables[node.level]
        tangled = node.level in self.scene.tangled
        for piece, kid in enumerate(node.kids):
            if not tangled:
                self._descend(kid, demands, (*picks, (node, piece)), marks)
            elif isinstance(variable, Line):
                further = (*demands, Demand(variable, *stretch(node, piece)))
                if self.regions.solve(further).verdict != "no":
                    self._descend(kid, further, picks, marks)
            else:
                mark = (*marks, (node.level, piece))
                self._descend(kid, demands, (*picks, (node, piece)), mark)

    def _arrive(
        self, leaf: Node, demands: tuple[Demand, ...], picks: tuple[tuple[Node, int], ...]
    ) -> None:
        if leaf.value is LOST:
            return
        if leaf in self.scene.terms:
            if len(self._ways) == MAX_WAYS:
                raise Exhausted
            self._ways.append(Way(leaf, demands, picks))
        point = self._point(self.regions.solve(demands), picks)
        found = self.completions.value(self.scene.root, point)
        if found is not None and found[0] not in self.scene.terms:
            self._done[found[0]] = found[1]
            self.points.append(point)
        if found is None or found[0] is not leaf:
            self._unsure[leaf] = None
            self._spell(point)

    def _spell(self, point: Point) -> None:
        """Try texts, where tests look into them."""
        for other in self.completions.spelled(self.scene, point):
            found = self.completions.value(self.scene.root, other)
            if (
                found is not None
                and found[0] not in self._done
                and found[0] not in self.scene.terms
            ):
                self._done[found[0]] = found[1]
                self.points.append(other)

    def _point(self, answer: Answer, picks: tuple[tuple[Node, int], ...]) -> Point:
        fixed: dict[Key, object] = {}
        for node, piece in picks:
            fixed.update(self.completions.picked(node, piece))
        fixed.update(answer.values)
        return self.completions.point(self.scene, fixed)

    # -- ranges ----------------------------------------------------------------------------------

    def _summed_up(self, plain: list[Node]) -> Reached:
        values = [leaf.value for leaf in plain if leaf in self._done or leaf in self._unsure]
        values = [value for value in values if not _is_formula(value)]
        sure = all(leaf in self._done for leaf in self._unsure)
        ways = [way for way in self._ways if _numeric(way) is not None]
        unbounded = len(ways) < len(self._ways)
        few = None if unbounded else self._few(ways)
        if few is not None:
            told, certain = few
            known = {identity(one): one for one in (*values, *told)}
            return Reached(
                tuple(known.values()), None, None, False, sure and certain, tuple(self.points)
            )
        numbers = [
            one for one in values if isinstance(one, int | Decimal) and type(one) is not bool
        ]
        low, low_sure = self._end(ways, False, numbers)
        high, high_sure = self._end(ways, True, numbers)
        if low is None or high is None:
            unbounded = unbounded or bool(ways)
        else:
            values = [one for one in values if one not in numbers]
        return Reached(
            tuple(values),
            low,
            high,
            unbounded,
            sure and low_sure and high_sure and not unbounded,
            tuple(self.points),
        )

    def _end(self, ways: list[Way], up: bool, numbers: list[Number]) -> tuple[Number | None, bool]:
        """The least or the greatest value of all, and whether some completion has it."""
        best: Near | None = None
        shown = list(numbers)
        pick = max if up else min
        for way in ways:
            term = _numeric(way)
            if term is None:
                continue
            answer = self.regions.solve(way.demands, "", (term.parts, up, False))
            if answer.verdict == "no":
                continue
            if answer.limit is None:
                return None, False
            limit = (answer.limit[0] + term.const, answer.limit[1])
            best = limit if best is None else pick(best, limit)
            point = self._point(answer, way.picks)
            found = self.completions.value(self.scene.root, point)
            if found is not None and isinstance(found[1], int | Decimal):
                shown.append(found[1])
                self.points.append(point)
        if best is None:
            return None, True
        limit_told, told = tidy(best[0]), pick(shown) if shown else None
        if told is not None and (
            (told >= number(limit_told) if up else told <= number(limit_told))
            or _close(exact(told), limit_told)
        ):
            return told, True
        return number(limit_told), False

    def _few(self, ways: list[Way]) -> tuple[list[Number], bool] | None:
        """The values of formulas, where they are few whole steps; None where they are not."""
        found: dict[Exact, bool] = {}
        for way in ways:
            term = _numeric(way)
            if term is None or not all(atom.whole for atoms, _ in term.parts for atom in atoms):
                return None
            ends = [
                self.regions.solve(way.demands, "", (term.parts, up, False)).limit
                for up in (False, True)
            ]
            low, high = ends
            if low is None or high is None:
                return None
            step = _step(term)
            first, last = ceil(low[0] / step), floor(high[0] / step)
            if last - first >= CANDIDATES:
                return None
            line = Line(
                tuple([(atoms, tidy(factor / step)) for atoms, factor in term.parts]),
                first, last, True, term.facts,
            )  # fmt: skip
            for at in range(first, last + 1):
                value = tidy(at * step + term.const)
                if found.get(value):
                    continue
                demand = Demand(line, (at - 1, 1), (at, 1))
                answer = self.regions.solve((*way.demands, demand))
                if answer.verdict == "no":
                    continue
                point = self._point(answer, way.picks)
                shown = self.completions.value(self.scene.root, point)
                if shown is not None and shown[1] == number(value):
                    found[value] = True
                    self.points.append(point)
                else:
                    found.setdefault(value, False)
                if len(found) > FEW_VALUES:
                    return None
        return [number(value) for value in sorted(found)], all(found.values())


def _close(told: Exact, limit: Exact) -> bool:
    """Whether two numbers are the same but for what the interpreter rounds away."""
    apart, size = Fraction(told) - limit, Fraction(limit)
    return abs(apart) * 10**30 <= abs(size)


def _numeric(way: Way) -> Term | None:
    value = way.leaf.value
    return value if isinstance(value, Term) and value.kind == "number" else None


def _is_formula(value: object) -> bool:
    return isinstance(value, Wild) or holds_term(value)


def _step(term: Term) -> Fraction:
    """The greatest number that divides every factor."""
    scale = lcm(*[factor.denominator for _, factor in term.parts])
    return Fraction(gcd(*[int(factor * scale) for _, factor in term.parts]), scale)
