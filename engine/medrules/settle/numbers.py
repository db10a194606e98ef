"""Operators of the table on terms: what they come to, as diagrams.

In: operators by name with arguments of which some are terms. Out: leaves where the result is one
formula, and choices where it depends: ``a < b`` is a choice on the sum ``a - b``, ``max(a, b)`` one
between ``a`` and ``b``. Refused: nothing; what cannot be said in sums becomes an atom with wide
bounds, or a ``Test``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import floor, gcd, lcm

from medrules.feel.operators import OPERATORS, compare
from medrules.feel.operators.comparing import is_number
from medrules.ir.expr import CompareOp
from medrules.ir.types import BooleanType, Type
from medrules.settle.diagram import Cut, Exact, Forest, Node, parted
from medrules.settle.terms import (
    Algebra,
    Part,
    Term,
    all_whole,
    bounds_of,
    exact,
    facts_in,
    number,
    terminates,
    tidy,
    words_in,
)
from medrules.settle.variables import Line, Point, Test, Words

_ROUNDING = frozenset(
    {"floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal"}
)
_TEXT_TESTS = frozenset({"contains", "starts with", "ends with"})
_FLIPPED: dict[CompareOp, CompareOp] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


class Numbers:
    """Operators on leaf values of one forest, terms among them."""

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        self.algebra = Algebra()
        self._lines: dict[tuple[Part, ...], int] = {}
        self._words: dict[str, int] = {}
        self._tests: dict[object, Node] = {}

    def copied(self, forest: Forest) -> Numbers:
        """The same for a copy of the forest."""
        other = parted(self)
        other.forest, other.algebra = forest, parted(self.algebra)
        return other

    # -- comparing -----------------------------------------------------------------------------

    def compare(self, op: CompareOp, left: object, right: object) -> Node:
        """``left op right``, where some of the two is a term or a list that holds one."""
        forest = self.forest
        if left is right:
            return forest.leaf(op in ("=", "<=", ">="))
        one, two = _sort(left), _sort(right)
        if "any" in (one, two):
            return self._undecided(op, left, right, (True, False, None))
        if "null" in (one, two):
            return forest.leaf({"=": False, "!=": True}.get(op))
        if one != two:
            return forest.null
        match one:
            case "number":
                return self._compare_numbers(op, left, right)
            case "text":
                return self._compare_texts(op, left, right)
            case "list" if op in ("=", "!="):
                same = self._equal_lists(left, right)
                return same if op == "=" else forest.negate(same)
            case _:
                return forest.null

    def _compare_numbers(self, op: CompareOp, left: object, right: object) -> Node:
        rest = self.algebra.add(left, right, -1)
        if type(rest) is not Term:
            return self.forest.leaf(compare(op, rest, 0))
        scale = lcm(*[factor.denominator for _, factor in rest.parts])
        scale_down = gcd(*[int(factor * scale) for _, factor in rest.parts])
        factor: Exact = scale if scale_down == 1 else Fraction(scale, scale_down)
        if rest.parts[0][1] < 0:
            factor, op = -factor, _FLIPPED[op]
        parts = tuple([(atoms, tidy(one * factor)) for atoms, one in rest.parts])
        return self._on_line(op, parts, tidy(-rest.const * factor))

    def _on_line(self, op: CompareOp, parts: tuple[Part, ...], limit: Exact) -> Node:
        """``parts op limit``."""
        level = self._lines.get(parts)
        if level is None:
            low, high = bounds_of(parts, 0)
            facts = frozenset[str]().union(*[atom.facts for atoms, _ in parts for atom in atoms])
            line = Line(parts, low, high, all_whole(parts, 0), facts)
            level = self._lines[parts] = self.forest.add(line)
        found = self.forest.variables[level]
        if not isinstance(found, Line):
            raise TypeError(found)
        yes, no = self.forest.true, self.forest.false
        below, above = self._cut(found, (limit, 0)), self._cut(found, (limit, 1))
        match op:
            case "<":
                return self._pieces(level, [below], [yes, no])
            case ">=":
                return self._pieces(level, [below], [no, yes])
            case "<=":
                return self._pieces(level, [above], [yes, no])
            case ">":
                return self._pieces(level, [above], [no, yes])
            case "=":
                return self._pieces(level, [below, above], [no, yes, no])
            case "!=":
                return self._pieces(level, [below, above], [yes, no, yes])

    def _cut(self, line: Line, cut: Cut) -> Cut | bool:
        """The cut in normal form; True where all of the line lies left of it, False where right."""
        limit, side = cut
        if line.whole:
            limit = floor(limit) if side or limit.denominator != 1 else int(limit) - 1
            side = 1
        elif side and not terminates(limit):
            # No decimal is equal to the limit: just below and just above are one place.
            side = 0
        if line.high is not None and (line.high, 0.5) < (limit, side):
            return True
        if line.low is not None and (limit, side) < (line.low, 0.5):
            return False
        return limit, side

    def _pieces(self, level: int, cuts: list[Cut | bool], kids: list[Node]) -> Node:
        places: list[Cut] = []
        kept = [kids[0]]
        for cut, kid in zip(cuts, kids[1:], strict=True):
            if cut is True:
                break
            if cut is False or (places and cut == places[-1]):
                kept[-1] = kid
            else:
                places.append(cut)
                kept.append(kid)
        if not places:
            return kept[-1]
        return self.forest.make(level, tuple(places), kept)

    def _compare_texts(self, op: CompareOp, left: object, right: object) -> Node:
        if type(left) is str:
            left, right = right, left
            op = _FLIPPED[op]
        same = op == "="
        if op not in ("=", "!=") or type(right) is not str or left.op != "fact":  # type: ignore[attr-defined]
            return self._undecided(op, left, right, (True, False))
        fact = left.path  # type: ignore[attr-defined]
        if fact not in self._words:
            self._words[fact] = self.forest.add(Words(fact))
        kids = [self.forest.leaf(same), self.forest.leaf(not same)]
        return self.forest.make(self._words[fact], (right,), kids)

    def _equal_lists(self, left: object, right: object) -> Node:
        if not (isinstance(left, tuple) and isinstance(right, tuple)) or len(left) != len(right):
            return self.forest.false
        pairs = zip(left, right, strict=True)
        return self.forest.all_of(
            self.forest.fork(self.equal(one, other), self.forest.true, self.forest.false)
            for one, other in pairs
        )

    def equal(self, left: object, right: object) -> Node:
        """``left = right``, terms or not."""
        if _sort(left) == _sort(right) == "plain":
            return self.forest.leaf(compare("=", left, right))
        return self.compare("=", left, right)

    def _undecided(
        self, op: CompareOp, left: object, right: object, values: tuple[object, ...]
    ) -> Node:
        def decide(point: Point) -> object:
            return compare(op, point.leaf(left), point.leaf(right))

        return self.test(
            (op, left, right), values, facts_in((left, right)), decide, words_in((left, right))
        )

    def test(
        self,
        name: object,
        values: tuple[object, ...],
        facts: frozenset[str],
        decide: Callable[[Point], object] | None,
        words: tuple[str, ...] = (),
    ) -> Node:
        """A choice among values that is not taken apart; one for each name."""
        found = self._tests.get(name)
        if found is None:
            level = self.forest.add(Test(values, facts, decide, words))
            kids = [self.forest.leaf(value) for value in values]
            found = self._tests[name] = self.forest.make(level, (), kids)
        return found

    # -- calling -------------------------------------------------------------------------------

    def call(self, name: str, args: tuple[object, ...], kind: Type) -> Node:
        """The operator ``name`` on arguments of which at least one holds a term."""
        sorts = [_sort(arg) for arg in args]
        result = None
        if all(sort == "number" for sort in sorts):
            result = self._arithmetic(name, args)
        elif len(args) == 1 and sorts[0] == "list":
            items = args[0]
            if isinstance(items, tuple) and all(_sort(item) == "number" for item in items):
                result = self._gather(name, items)
        elif all(sort == "text" for sort in sorts):
            result = self._text(name, args)
        elif "any" not in sorts and "null" in sorts and name in ("+", "-", "*", "/", "**"):
            result = self.forest.null
        if name == "is defined" and sorts[0] in ("number", "text", "list"):
            result = self.forest.true
        return result or self._opaque(name, args, kind)

    def _arithmetic(self, name: str, args: tuple[object, ...]) -> Node | None:
        forest, algebra = self.forest, self.algebra
        match name, args:
            case "+", (left, right):
                return forest.leaf(algebra.add(left, right))
            case "-", (left, right):
                return forest.leaf(algebra.add(left, right, -1))
            case "*", (left, right):
                return forest.leaf(algebra.multiply(left, right))
            case "negate", (operand,):
                return forest.leaf(algebra.negate(operand))
            case "/", (left, right):
                nought = self.equal(right, 0)
                if nought is forest.true:
                    return forest.null
                return forest.fork(nought, forest.null, forest.leaf(algebra.divide(left, right)))
            case "**", (left, int() as power) if 1 <= power <= 4:
                result = left
                for _ in range(power - 1):
                    result = algebra.multiply(result, left)
                return forest.leaf(result)
            case "abs", (operand,):
                positive = self.compare(">=", operand, 0)
                other = forest.leaf(algebra.negate(operand))
                return forest.fork(positive, forest.leaf(operand), other)
            case _, (Term() as operand, *rest) if name in _ROUNDING:
                return self._rounded(name, operand, rest[0] if rest else 0)
            case "modulo", (Term() as operand, int() as divisor) if divisor > 0:
                bounds = (0, divisor - 1 if operand.whole else divisor)
                return forest.leaf(algebra.atom(name, args, "number", bounds, operand.whole))
            case "sqrt", (Term(low=low, high=high),) if low is not None and low >= 0:
                ends = [None if end is None else root(end) for end in (low, high)]
                return forest.leaf(algebra.atom(name, args, "number", (ends[0], ends[1])))
            case _:
                return self._gather(name, args)

    def _gather(self, name: str, items: tuple[object, ...]) -> Node | None:
        """``sum``, ``mean``, ``min`` or ``max`` of numbers."""
        forest = self.forest
        match name:
            case "sum" | "mean":
                total = items[0]
                for item in items[1:]:
                    total = self.algebra.add(total, item)
                if name == "mean":
                    total = self.algebra.divide(total, len(items))
                return forest.leaf(total)
            case "min" | "max":
                best = forest.leaf(items[0])
                for item in items[1:]:
                    best = forest.lift((name, item), partial(self._better, name, item), best)
                return best
            case "count":
                return forest.leaf(len(items))
            case _:
                return None

    def _better(self, name: str, item: object, best: object) -> Node:
        wins = self._compare_numbers("<" if name == "min" else ">", item, best)
        return self.forest.fork(wins, self.forest.leaf(item), self.forest.leaf(best))

    def _rounded(self, name: str, operand: Term, scale: object) -> Node | None:
        if type(scale) is not int:
            return None
        if operand.whole and scale >= 0:
            return self.forest.leaf(operand)
        work = OPERATORS[name].evaluate
        ends = [
            None if end is None else exact(work(number(end), scale))
            for end in (operand.low, operand.high)
        ]
        args = (operand, scale)
        if ends[0] is not None and ends[0] == ends[1]:
            return self.forest.leaf(number(ends[0]))
        return self.forest.leaf(
            self.algebra.atom(name, args, "number", (ends[0], ends[1]), scale <= 0)
        )

    def _text(self, name: str, args: tuple[object, ...]) -> Node | None:
        if name in _TEXT_TESTS:

            def decide(point: Point) -> object:
                return OPERATORS[name].evaluate(*[point.leaf(arg) for arg in args])

            return self.test((name, args), (True, False), facts_in(args), decide, words_in(args))
        if name == "string length":
            return self.forest.leaf(self.algebra.atom(name, args, "number", (0, None), True))
        if name in ("+", "upper case", "lower case"):
            return self.forest.leaf(self.algebra.atom(name, args, "text"))
        return None

    def _opaque(self, name: str, args: tuple[object, ...], kind: Type) -> Node:
        if isinstance(kind, BooleanType):

            def decide(point: Point) -> object:
                return OPERATORS[name].evaluate(*[point.leaf(arg) for arg in args])

            return self.test(
                (name, args), (True, False, None), facts_in(args), decide, words_in(args)
            )
        return self.forest.leaf(self.algebra.atom(name, args, "any"))


def root(value: Exact) -> Exact:
    """The square root, as the operator rounds it."""
    return exact(OPERATORS["sqrt"].evaluate(number(value)))


def _sort(value: object) -> str:
    """What kind of value a leaf holds, terms counted as what they stand for."""
    if type(value) is Term:
        return value.kind
    if is_number(value):
        return "number"
    match value:
        case None:
            return "null"
        case str():
            return "text"
        case tuple():
            return "list"
        case _:
            return "plain"
