"""Completions to try: points in the space of what is missing.

In: the missing facts of one analysis, and one diagram over them (``Scene``). Out: ``Completions``: a
point with some values fixed and some value for all else, points that differ from it in one fact, and
the value of the diagram at a point. Refused: nothing; where no value can be said, None stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise, product

from medrules.settle.diagram import LEAF, LOST, Cut, Exact, Forest, Node, Variable, identity, walk
from medrules.settle.held import Wild
from medrules.settle.terms import Term, facts_in, number, terminates
from medrules.settle.variables import Choice, Key, Line, Point, Test, Words, follow

OTHER_WORD = "any other text"
NEITHER = "\u2026"
"""A text that hardly any test asks for."""

SPELLINGS = 64


class Scene:
    """One diagram, taken stock of.

    ``tangled``: levels of variables that share a missing fact with another one, or with a formula in
    a leaf, so that their outcomes are not free of each other.
    """

    def __init__(self, forest: Forest, root: Node) -> None:
        self.root = root
        self.nodes = walk(root)
        self.leaves = [node for node in self.nodes if node.level == LEAF]
        levels = sorted({node.level for node in self.nodes} - {LEAF})
        self.variables: dict[int, Variable] = {level: forest.variables[level] for level in levels}
        used: dict[str, int] = {}
        for variable in self.variables.values():
            if not isinstance(variable, Choice):
                for fact in variable.facts:
                    used[fact] = used.get(fact, 0) + 1
        formulas = [(leaf, facts) for leaf in self.leaves if (facts := _facts(leaf.value))]
        inside = frozenset[str]().union(*[facts for _, facts in formulas])
        chosen = {
            fact
            for variable in self.variables.values()
            if isinstance(variable, Choice)
            for fact in variable.facts
        }
        self.facts = inside.union(used, chosen)
        self.terms = [leaf for leaf, _ in formulas]
        self.tangled = {
            level
            for level, variable in self.variables.items()
            if isinstance(variable, Test)
            or (isinstance(variable, Line) and not variable.fact)
            or (
                not isinstance(variable, Choice)
                and any(used[fact] > 1 or fact in inside for fact in variable.facts)
            )
            or (isinstance(variable, Choice) and not used.keys().isdisjoint(variable.facts))
        }

    def cuts(self, level: int) -> set[object]:
        """Where the variable of a level is parted anywhere in the diagram."""
        return {cut for node in self.nodes if node.level == level for cut in node.cuts}


def _facts(value: object) -> frozenset[str]:
    if type(value) is tuple:
        return frozenset[str]().union(*map(_facts, value))
    return value.facts if isinstance(value, Wild) else facts_in(value)


class Completions:
    """Points for the diagrams of a forest; ``bases`` has what each missing fact is made of."""

    def __init__(self, forest: Forest, bases: Mapping[str, list[Choice | Term]]) -> None:
        self.forest = forest
        self.bases = bases

    def point(self, scene: Scene, fixed: Mapping[Key, object]) -> Point:
        """A point with the fixed values, and some value for all else."""
        values: dict[Key, object] = {}
        for fact in scene.facts:
            for base in self.bases.get(fact, ()):
                if isinstance(base, Choice):
                    values[base.key] = base.values[0]
                elif base.kind == "text":
                    values[fact] = OTHER_WORD
                else:
                    values[fact] = number(base.low or 0)
        values.update(fixed)
        return Point(values)

    def value(self, root: Node, point: Point) -> tuple[Node, object] | None:
        """The leaf at a point, and its value there."""
        self.forest.spend()
        try:
            leaf = follow(self.forest, root, point)
            return None if leaf.value is LOST else (leaf, point.leaf(leaf.value))
        except (KeyError, TypeError, ValueError):
            return None

    def picked(self, node: Node, piece: int) -> dict[Key, object]:
        """A value for the variable of a node that puts it in a piece; none for a sum or a test."""
        variable = self.forest.variables[node.level]
        match variable:
            case Choice():
                return {variable.key: variable.values[piece]}
            case Words():
                words = [str(word) for word in node.cuts]
                return {variable.fact: words[piece] if piece < len(words) else unused(words)}
            case Line() if variable.fact:
                low, high = stretch(node, piece)
                return {variable.fact: number(inside(variable, low, high))}
            case _:
                return {}

    def neighbours(self, scene: Scene, point: Point, fact: str) -> Iterator[Point]:
        """Points that differ from a point in nothing but the fact."""
        for base in self.bases.get(fact, ()):
            key: Key = base.key if isinstance(base, Choice) else fact
            for other in self._others(scene, base, fact):
                if identity(other) != identity(point.values[key]):
                    yield Point({**point.values, key: other})

    def spelled(self, scene: Scene, point: Point) -> Iterator[Point]:
        """Points that differ in the texts that tests look into: each of the words, and some else."""
        tests = [one for one in scene.variables.values() if isinstance(one, Test)]
        facts = sorted(
            fact
            for fact in frozenset[str]().union(*[one.facts for one in tests])
            for base in self.bases.get(fact, ())
            if isinstance(base, Term) and base.kind == "text"
        )
        if facts:
            known = dict.fromkeys(word for one in tests for word in one.words)
            words = list(dict.fromkeys(["", *known, "".join(known), NEITHER, OTHER_WORD]))
            for row in islice(product(words, repeat=len(facts)), SPELLINGS):
                yield Point({**point.values, **dict(zip(facts, row, strict=True))})

    def _others(self, scene: Scene, base: Choice | Term, fact: str) -> list[object]:
        if isinstance(base, Choice):
            return list(base.values)
        found: list[object] = []
        for level, variable in scene.variables.items():
            if isinstance(variable, Words) and variable.fact == fact:
                found += sorted(map(str, scene.cuts(level)))
            elif isinstance(variable, Line) and variable.fact == fact:
                cuts: list[Cut | None] = [None, *sorted(scene.cuts(level)), None]  # type: ignore[type-var, list-item]
                pieces = pairwise(cuts)
                found += [number(inside(variable, low, high)) for low, high in pieces]
        if base.kind == "text":
            for variable in scene.variables.values():
                if isinstance(variable, Test) and fact in variable.facts:
                    found += variable.words
            return [*found, OTHER_WORD, NEITHER, ""]
        return [*(number(end) for end in (base.low, base.high) if end is not None), *found]


def stretch(node: Node, piece: int) -> tuple[Cut | None, Cut | None]:
    """The cuts on both sides of a piece of a node on a line."""
    cuts: tuple[object, ...] = node.cuts
    low = cuts[piece - 1] if piece else None
    high = cuts[piece] if piece < len(cuts) else None
    return low, high  # type: ignore[return-value]


def inside(line: Line, low: Cut | None, high: Cut | None) -> Exact:
    """A value of a line between two cuts, at an end where it has one."""
    if line.whole:
        # Cuts on such a line all stand just above a whole number.
        if low is not None:
            return low[0] + 1
        return line.low if line.low is not None else high[0] if high is not None else 0
    first = (line.low, 0) if low is None and line.low is not None else low
    last = (line.high, 1) if high is None and line.high is not None else high
    if first is not None and first[1] == 0 and terminates(first[0]):
        return first[0]
    if last is not None and last[1] == 1 and terminates(last[0]):
        return last[0]
    if first is None or last is None:
        edge = first or last
        return 0 if edge is None else (edge[0] // 1) + (1 if first is not None else -1)
    return Fraction(first[0] + last[0]) / 2


def unused(words: list[str]) -> str:
    """A text that is none of the words."""
    word = OTHER_WORD
    while word in words:
        word += "."
    return word
