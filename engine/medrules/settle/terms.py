"""Values that rest on missing numbers and texts, kept as formulas.

In: missing facts with their bounds, and operators of the table applied to them. Out: ``Term``s. A
numeric term is a polynomial over *atoms* (facts, and operations that are no polynomial), in a normal
form: equal polynomials are one object, and its bounds hold for every completion. Numbers here are
exact fractions; a term also remembers the operations it came from, so that its value can be worked
out as the interpreter does. Refused: nothing; what has no normal form becomes an atom.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Literal, TypeAlias

from medrules.feel.operators import OPERATORS
from medrules.ir.values import NUMBERS, Number
from medrules.settle.diagram import Exact, identity

Part: TypeAlias = "tuple[tuple[Term, ...], Exact]"
"""A product of atoms, and its factor."""

Bounds: TypeAlias = tuple[Exact | None, Exact | None]
"""Low and high, both included; None where there is no bound."""

MAX_PARTS = 48
_DIGITS = 10**34


class Term:
    """``op`` applied to ``args`` (plain values and terms); ``fact`` applied to a path.

    ``kind``: a number or a text, never null; or anything (``any``), of which nothing else is said.
    ``parts`` and ``const``: the polynomial of a number. ``facts``: the paths it rests on.
    """

    __slots__ = ("args", "const", "facts", "high", "kind", "low", "op", "parts", "serial", "whole")

    def __init__(
        self,
        serial: int,
        op: str,
        args: tuple[object, ...],
        kind: Literal["number", "text", "any"],
        facts: frozenset[str],
        bounds: Bounds = (None, None),
        whole: bool = False,
    ) -> None:
        self.serial = serial
        self.op = op
        self.args = args
        self.kind = kind
        self.facts = facts
        self.low, self.high = bounds
        self.whole = whole
        self.parts: tuple[Part, ...] = (((self,), 1),) if kind == "number" else ()
        self.const: Exact = 0

    @property
    def path(self) -> str:
        """The path of a fact."""
        return str(self.args[0])

    def evaluate(self, value: Callable[[object], object]) -> object:
        """The value, given that of each argument."""
        return OPERATORS[self.op].evaluate(*[value(arg) for arg in self.args])

    def __repr__(self) -> str:
        return f"{self.op}{self.args!r}"


class Algebra:
    """Makes terms; equal ones are the same object."""

    def __init__(self) -> None:
        self._known: dict[object, Term] = {}

    # -- making --------------------------------------------------------------------------------

    def fact(self, path: str, kind: Literal["number", "text"], bounds: Bounds, whole: bool) -> Term:
        """A missing number or text."""
        return self._intern(("fact", path), "fact", (path,), kind, frozenset({path}), bounds, whole)

    def atom(
        self,
        op: str,
        args: tuple[object, ...],
        kind: Literal["number", "text", "any"],
        bounds: Bounds = (None, None),
        whole: bool = False,
    ) -> Term:
        """An operation that is taken as it is."""
        key = (op, identity(args))
        return self._intern(key, op, args, kind, facts_in(args), bounds, whole)

    def wild(
        self,
        name: object,
        facts: frozenset[str],
        bounds: Bounds = (None, None),
        whole: bool = False,
    ) -> Term:
        """A number of which only bounds are known; it has no value at any point."""
        return self._intern(("wild", name), "wild", (name,), "number", facts, bounds, whole)

    def _intern(
        self,
        key: object,
        op: str,
        args: tuple[object, ...],
        kind: Literal["number", "text", "any"],
        facts: frozenset[str],
        bounds: Bounds,
        whole: bool,
    ) -> Term:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Term(len(self._known), op, args, kind, facts, bounds, whole)
        return found

    def _polynomial(
        self, op: str, args: tuple[object, ...], sums: dict[tuple[Term, ...], Exact], const: Exact
    ) -> object:
        """The term of a polynomial; a plain number where it has no parts."""
        parts = tuple(
            sorted(
                [(atoms, factor) for atoms, factor in sums.items() if factor],
                key=lambda part: [atom.serial for atom in part[0]],
            )
        )
        if not parts:
            return number(const)
        if const == 0 and len(parts) == 1 and parts[0][1] == 1 and len(parts[0][0]) == 1:
            return parts[0][0][0]
        if len(parts) > MAX_PARTS:
            return self.atom(op, args, "number", bounds_of(parts, const), all_whole(parts, const))
        key = ("sum", parts, const)
        found = self._known.get(key)
        if found is None:
            found = Term(
                len(self._known),
                op,
                args,
                "number",
                frozenset().union(*[atom.facts for atoms, _ in parts for atom in atoms]),
                bounds_of(parts, const),
                all_whole(parts, const),
            )
            found.parts, found.const = parts, const
            self._known[key] = found
        return found

    # -- arithmetic ----------------------------------------------------------------------------

    def add(self, left: object, right: object, sign: int = 1) -> object:
        """``left + right``, or their difference where ``sign`` is -1."""
        first, const = _form(left)
        more, other = _form(right)
        sums = dict(first)
        for atoms, factor in more:
            sums[atoms] = sums.get(atoms, 0) + sign * factor
        op = "+" if sign == 1 else "-"
        return self._polynomial(op, (left, right), sums, const + sign * other)

    def multiply(self, left: object, right: object) -> object:
        """``left * right``."""
        one, const = _form(left)
        two, other = _form(right)
        if type(left) is Term and left is right and (len(one) > 1 or const):
            # Multiplied out, the square of a sum would lose that it is never negative.
            return self.atom("*", (left, right), "number", squared(span(left)), left.whole)
        if len(one) * len(two) > MAX_PARTS:
            return self.atom("*", (left, right), "number", product(span(left), span(right)))
        sums: dict[tuple[Term, ...], Exact] = {}
        for atoms, factor in (*one, ((), const)):
            for others, times in (*two, ((), other)):
                if factor and times:
                    joined = tuple(sorted((*atoms, *others), key=lambda atom: atom.serial))
                    sums[joined] = sums.get(joined, 0) + factor * times
        return self._polynomial("*", (left, right), sums, sums.pop((), 0))

    def negate(self, value: object) -> object:
        """``-value``."""
        sums, const = _form(value)
        return self._polynomial(
            "negate", (value,), {atoms: -factor for atoms, factor in sums}, -const
        )

    def divide(self, left: object, right: object) -> object:
        """``left / right`` where ``right`` is never zero.

        A quotient that may need rounding is an atom: ``x / 3 * 3`` is not always ``x``.
        """
        if type(right) is Term:
            if type(left) is Term and left.parts == right.parts and left.const == right.const:
                return 1
            return self.atom("/", (left, right), "number", _quotient(span(left), span(right)))
        scale = 1 / Fraction(exact(right))
        if not terminates(scale):
            return self.atom("/", (left, right), "number", self._divided(left, right))
        sums, const = _form(left)
        scaled = {atoms: tidy(factor * scale) for atoms, factor in sums}
        return self._polynomial("/", (left, right), scaled, tidy(const * scale))

    def _divided(self, left: object, right: object) -> Bounds:
        """The bounds of a quotient, as the operator rounds them."""
        ends = [
            None if end is None else exact(OPERATORS["/"].evaluate(number(end), right))
            for end in span(left)
        ]
        return (ends[0], ends[1]) if exact(right) > 0 else (ends[1], ends[0])


def _form(value: object) -> tuple[tuple[Part, ...], Exact]:
    if type(value) is Term:
        return value.parts, value.const
    return (), exact(value)


def facts_in(value: object) -> frozenset[str]:
    """The facts that the terms in a value rest on."""
    if type(value) is Term:
        return value.facts
    if type(value) is tuple:
        return frozenset().union(*[facts_in(item) for item in value])
    return frozenset()


def words_in(value: object) -> tuple[str, ...]:
    """The literal texts in a value and in its terms."""
    if isinstance(value, str):
        return (value,)
    if type(value) is Term:
        return () if value.op == "fact" else words_in(value.args)
    if type(value) is tuple:
        return tuple([word for item in value for word in words_in(item)])
    return ()


def holds_term(value: object) -> bool:
    """Whether the value is a term, or a list with one in it."""
    if type(value) is tuple:
        return any(holds_term(item) for item in value)
    return type(value) is Term


# -- numbers ---------------------------------------------------------------------------------------


def exact(value: object) -> Exact:
    """A FEEL number as an exact one."""
    if type(value) is int:
        return value
    if type(value) is Decimal:
        return tidy(Fraction(value))
    raise TypeError(f"{value!r} is no number")


def tidy(value: Exact) -> Exact:
    """A fraction that is whole, as an ``int``."""
    return value.numerator if value.denominator == 1 else value


def number(value: Exact) -> Number:
    """An exact number as a FEEL number, rounded to 34 digits where it needs more."""
    if value.denominator == 1 and -_DIGITS < value < _DIGITS:
        return int(value)
    return NUMBERS.divide(Decimal(value.numerator), Decimal(value.denominator))


def terminates(value: Exact) -> bool:
    """Whether the number can be written with finitely many decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


# -- bounds ----------------------------------------------------------------------------------------


def span(value: object) -> Bounds:
    """The bounds of a number or a numeric term."""
    if type(value) is Term:
        return value.low, value.high
    known = exact(value)
    return known, known


def product(left: Bounds, right: Bounds) -> Bounds:
    """The bounds of a product."""
    ends = [
        _times(one, other)
        for one in (left[0] if left[0] is not None else -inf, _high(left))
        for other in (right[0] if right[0] is not None else -inf, _high(right))
    ]
    low, high = min(ends), max(ends)
    return None if isinstance(low, float) else low, None if isinstance(high, float) else high


def _high(bounds: Bounds) -> Exact | float:
    return inf if bounds[1] is None else bounds[1]


def _times(one: Exact | float, other: Exact | float) -> Exact | float:
    """A product of ends, one of which may be infinite; nought times that is nought."""
    if one == 0 or other == 0:
        return 0
    if isinstance(one, float) or isinstance(other, float):
        return inf if (one > 0) == (other > 0) else -inf
    return one * other


def _quotient(left: Bounds, right: Bounds) -> Bounds:
    low, high = right
    if low is None or high is None or low <= 0 <= high:
        return None, None
    return product(left, (1 / Fraction(high), 1 / Fraction(low)))


def bounds_of(parts: tuple[Part, ...], const: Exact) -> Bounds:
    """The bounds of a polynomial, part by part."""
    low: Exact | None = const
    high: Exact | None = const
    for atoms, factor in parts:
        least, most = product((factor, factor), _monomial(atoms))
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def _monomial(atoms: tuple[Term, ...]) -> Bounds:
    result: Bounds = (1, 1)
    for atom in dict.fromkeys(atoms):
        own: Bounds = (atom.low, atom.high)
        times = atoms.count(atom)
        for _ in range(times // 2):
            result = product(result, squared(own))
        if times % 2:
            result = product(result, own)
    return result


def squared(bounds: Bounds) -> Bounds:
    """The bounds of a square, which is never negative."""
    low, high = product(bounds, bounds)
    if (bounds[0] is None or bounds[0] < 0) and (bounds[1] is None or bounds[1] > 0):
        low = 0
    return low, high


def all_whole(parts: tuple[Part, ...], const: Exact) -> bool:
    """Whether a polynomial only takes whole values."""
    return const.denominator == 1 and all(
        factor.denominator == 1 and all(atom.whole for atom in atoms) for atoms, factor in parts
    )
