"""Whether missing numbers can be such that several sums lie where they should.

In: demands, each a sum (``Line``) and the stretch it should lie in. Out: ``Answer``: numbers that
meet them all, a proof that none do, or neither. Sums are handed to the simplex method; products,
quotients and roundings of missing numbers are bounded there, and met by trying values for some.
Refused: nothing; ``Exhausted`` when the steps are used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor
from typing import Literal, TypeAlias

from medrules.ir.values import Number
from medrules.record import Record
from medrules.settle.diagram import Cut, Exact, Forest
from medrules.settle.simplex import Near
from medrules.settle.systems import Demand, Name, System
from medrules.settle.terms import Part, Term, exact, number
from medrules.settle.variables import Key, Point

PIVOT_COST = 8
BRANCHES = 40
TRIES = 27


class Answer(Record):
    """``yes`` with values of the missing numbers (and of the one that differs, in the second
    completion); ``no``, proved; or ``maybe``. ``limit``: how far the goal can be pushed."""

    verdict: Literal["yes", "no", "maybe"]
    values: dict[str, Number]
    other: Number | None
    limit: Near | None


Goal: TypeAlias = tuple[tuple[Part, ...], bool, bool]
"""A sum, whether it should be great (or small), and whether in the second completion."""


class Regions:
    """Solves demands over the missing numbers of one forest; ``base`` has them by path."""

    def __init__(self, forest: Forest, base: Mapping[str, Term]) -> None:
        self.forest = forest
        self.base = base
        self._known: dict[object, Answer] = {}

    def solve(
        self, demands: tuple[Demand, ...], twin: str = "", goal: Goal | None = None
    ) -> Answer:
        """Numbers that meet all demands; with a ``goal``, such as take it far.

        ``twin`` names the fact that may differ between the two completions.
        """
        key = (demands, twin, goal)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._solve(demands, twin, goal)
        return found

    def _solve(self, demands: tuple[Demand, ...], twin: str, goal: Goal | None) -> Answer:
        first = self._attempt(demands, twin, goal, {}, False)
        if first is None:
            # Without rounding there is nothing; with it there may be.
            first = self._attempt(demands, twin, goal, {}, True)
        if first is None:
            return Answer("no", {}, None, None)
        values, limit = first
        paths = frozenset[str]().union(*[demand.line.facts for demand in demands], _facts(goal))
        best: tuple[Exact, Answer] | None = None
        for fixed in (None, *islice(self._tries(demands, goal, twin, values), TRIES)):
            if fixed is not None:
                again = self._attempt(demands, twin, goal, fixed, False)
                if again is None:
                    continue
                values = {**again[0], **{(path, False): value for path, value in fixed.items()}}
            for known, other in self._rounded(demands, values, fixed or {}, paths, twin):
                points = self._points(known, other, twin)
                if not self._meets(demands, points):
                    continue
                answer = Answer("yes", known, other, limit)
                if goal is None:
                    return answer
                here = self._at(goal, points)
                if here is None or limit is None or here == limit[0]:
                    return answer
                if best is None or (here > best[0]) == goal[1]:
                    best = here, answer
        return Answer("maybe", {}, None, limit) if best is None else best[1]

    # -- linear systems ----------------------------------------------------------------------------

    def _attempt(
        self,
        demands: tuple[Demand, ...],
        twin: str,
        goal: Goal | None,
        fixed: dict[str, Exact],
        rounding: bool,
    ) -> tuple[dict[Name, Exact], Near | None] | None:
        """Values of the missing numbers, and the limit of the goal; None where there are none.

        Whole numbers are found by branching; where that takes too long, no values are given.
        """
        waiting: list[tuple[tuple[Name, int, bool], ...]] = [()]
        outer: Near | None = None
        best: tuple[dict[Name, Exact], Near | None] | None = None
        for turn in range(BRANCHES):
            if not waiting:
                return best
            bounds = waiting.pop()
            system = System(self.base, twin, fixed, rounding)
            for demand in demands:
                system.demand(demand)
            aim = None if goal is None else system.row(goal[0], goal[2], None, None)
            for bound in bounds:
                system.bound(*bound)
            feasible = system.simplex.solve()
            limit: Near | None = None
            if feasible and aim is not None and goal is not None:
                limit = system.push(aim, goal[1])
            self.forest.spend(PIVOT_COST * (1 + system.simplex.pivots))
            self.forest.labour(system.simplex.work)
            if turn == 0:
                outer = limit
            if not feasible or (best is not None and not _further(limit, best[1], goal)):
                continue
            values = system.values()
            uneven = [
                name
                for name, value in values.items()
                if value.denominator != 1 and self.base[name[0]].whole
            ]
            if uneven:
                # A whole number lies on one side or the other; each is a system of its own.
                value = values[uneven[0]]
                waiting.append((*bounds, (uneven[0], floor(value), True)))
                waiting.append((*bounds, (uneven[0], ceil(value), False)))
                continue
            best = values, limit
            if goal is None:
                return best
        return ({} if best is None else best[0]), outer

    # -- from solutions to completions -------------------------------------------------------------

    def _tries(
        self,
        demands: tuple[Demand, ...],
        goal: Goal | None,
        twin: str,
        values: dict[Name, Exact],
    ) -> Iterator[dict[str, Exact]]:
        """Values for the numbers that stand in products and the like, to make the rest linear."""
        parts = [part for demand in demands for part in demand.line.parts]
        parts += goal[0] if goal else ()
        curved = sorted(
            {
                path
                for atoms, _ in parts
                if len(atoms) > 1 or atoms[0].op != "fact"
                for atom in atoms
                for path in atom.facts
                if path != twin and path in self.base
            }
        )
        if not curved:
            return
        choices = []
        for path in curved:
            low, high = self.base[path].low, self.base[path].high
            if low is None or high is None:
                return
            middle = (low + high) // 2
            wanted = (values.get((path, False), low), low, high, middle, 1, 0)
            choices.append(list(dict.fromkeys(one for one in wanted if low <= one <= high)))
        for row in product(*choices):
            yield dict(zip(curved, row, strict=True))

    def _rounded(
        self,
        demands: tuple[Demand, ...],
        values: dict[Name, Exact],
        fixed: dict[str, Exact],
        paths: frozenset[str],
        twin: str,
    ) -> Iterator[tuple[dict[str, Number], Number | None]]:
        """The values as decimals; then others from the middle, where rounding does no harm."""
        yield self._as_decimals(values, paths, twin)
        if demands:
            middle = self._middle(demands, fixed, twin)
            middle.update({(path, False): value for path, value in fixed.items()})
            yield self._as_decimals(middle, paths, twin)

    def _middle(
        self, demands: tuple[Demand, ...], fixed: dict[str, Exact], twin: str
    ) -> dict[Name, Exact]:
        """The mean of the solutions that push each demand both ways."""
        system = System(self.base, twin, fixed, False)
        rows = [system.demand(demand) for demand in demands]
        if not system.simplex.solve():
            return {}
        found = [system.values()]
        for row in rows:
            for up in (True, False):
                if system.push(row, up) is not None:
                    found.append(system.values())
        self.forest.spend(PIVOT_COST * (1 + system.simplex.pivots))
        self.forest.labour(system.simplex.work)
        mean: dict[Name, Exact] = {}
        for name in found[0]:
            at = Fraction(sum(one[name] for one in found)) / len(found)
            mean[name] = round(at) if self.base[name[0]].whole else at
        return mean

    def _as_decimals(
        self, values: dict[Name, Exact], paths: frozenset[str], twin: str
    ) -> tuple[dict[str, Number], Number | None]:
        known: dict[str, Number] = {}
        for path in paths:
            if path in self.base:
                known[path] = number(values.get((path, False), self.base[path].low) or 0)
        other = values.get((twin, True))
        return known, None if other is None else number(other)

    def _points(
        self, known: dict[str, Number], other: Number | None, twin: str
    ) -> tuple[Point, Point] | None:
        """The two completions, the same where there is no second; None for one out of bounds."""
        for path, value in (*known.items(), *([(twin, other)] if other is not None else [])):
            term, at = self.base[path], exact(value)
            if term.low is not None and at < term.low:
                return None
            if term.high is not None and at > term.high:
                return None
        values: dict[Key, object] = {}
        values.update(known)
        first = Point(values)
        return first, first if other is None else Point({**values, twin: other})

    def _meets(self, demands: Iterable[Demand], points: tuple[Point, Point] | None) -> bool:
        if points is None:
            return False
        try:
            return all(within(points[one.twin].sum(one.line), one.low, one.high) for one in demands)
        except (KeyError, TypeError):
            # A null in a sum, or a number of which nothing but bounds is known.
            return False

    def _at(self, goal: Goal, points: tuple[Point, Point] | None) -> Exact | None:
        """What the goal comes to at a point."""
        if points is None:
            return None
        total: Exact = 0
        try:
            for atoms, factor in goal[0]:
                product: Exact = factor
                for atom in atoms:
                    product *= exact(points[goal[2]].term(atom))
                total += product
        except (KeyError, TypeError):
            return None
        return total


def within(value: Exact, low: Cut | None, high: Cut | None) -> bool:
    """Whether a number lies between two cuts."""
    here = (value, 0.5)
    return (low is None or low < here) and (high is None or here < high)


def _facts(goal: Goal | None) -> frozenset[str]:
    parts = goal[0] if goal else ()
    return frozenset[str]().union(*[atom.facts for atoms, _ in parts for atom in atoms])


def _further(limit: Near | None, best: Near | None, goal: Goal | None) -> bool:
    if goal is None or limit is None or best is None:
        return True
    return limit > best if goal[1] else limit < best
