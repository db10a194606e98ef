"""Demands as one linear system.

In: demands, each a sum of missing numbers (``Line``) and the stretch it should lie in. Out: ``System``:
the same as rows of a simplex, with a column for each missing number, and for each product or rounding one
that is tied to its parts as well as a line can. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from medrules.record import Record
from medrules.settle.diagram import Cut, Exact
from medrules.settle.simplex import Near, Simplex
from medrules.settle.terms import Part, Term, bounds_of, exact, number
from medrules.settle.variables import Line, Point

_SLACK: dict[str, tuple[Near, Near]] = {
    # What ``operand - result`` lies between, for each rounding, in units of the last place kept.
    "floor": ((0, 0), (1, -1)),
    "ceiling": ((-1, 1), (0, 0)),
    "round up": ((-1, 1), (1, -1)),
    "round down": ((-1, 1), (1, -1)),
    "round half up": ((Fraction(-1, 2), 0), (Fraction(1, 2), 0)),
    "round half down": ((Fraction(-1, 2), 0), (Fraction(1, 2), 0)),
    "decimal": ((Fraction(-1, 2), 0), (Fraction(1, 2), 0)),
}


class Demand(Record):
    """``line`` should lie between two cuts (None for no limit). ``twin``: in the second completion."""

    line: Line
    low: Cut | None
    high: Cut | None
    twin: bool = False


Name: TypeAlias = tuple[str, bool]
"""A missing number; True for its value in the second completion, where that differs."""


class System:
    """Demands as rows of one simplex.

    ``rounding``: whether quotients may differ from the exact ones, as rounding can make them.
    """

    def __init__(
        self, base: Mapping[str, Term], twin: str, fixed: dict[str, Exact], rounding: bool
    ) -> None:
        self.simplex = Simplex()
        self.base = base
        self.twin = twin
        self.fixed = fixed
        self.rounding = rounding
        self._point = Point({path: number(value) for path, value in fixed.items()})
        self._columns: dict[tuple[tuple[Term, bool], ...], int] = {}
        self._facts: dict[Name, int] = {}
        self._consts: dict[int, Exact] = {}

    def demand(self, demand: Demand) -> int:
        """Add a row. Returns its number."""
        low: Near | None = None
        high: Near | None = None
        if demand.low is not None:
            at, side = demand.low
            low = (at + 1, 0) if side and demand.line.whole else (at, side)
        if demand.high is not None:
            at, side = demand.high
            high = (at, side - 1)
        return self.row(demand.line.parts, demand.twin, low, high)

    def row(self, parts: tuple[Part, ...], twin: bool, low: Near | None, high: Near | None) -> int:
        """Add the row of a sum, with its bounds. Returns its number."""
        factors: dict[int, Exact] = {}
        const: Exact = 0
        waiting = list(parts)
        for atoms, factor in waiting:
            quotient = None if self.rounding else _quotient(atoms)
            if quotient is not None:
                operand, scale = quotient
                waiting += [(inner, times * scale * factor) for inner, times in operand.parts]
                const += operand.const * scale * factor
                continue
            rest: list[Term] = []
            times = factor
            for atom in atoms:
                value = self._value(atom)
                if value is None:
                    rest.append(atom)
                else:
                    times *= value
            if rest:
                column = self._column(tuple(rest), twin)
                factors[column] = factors.get(column, 0) + times
            else:
                const += times
        placed = [None if end is None else (end[0] - const, end[1]) for end in (low, high)]
        made = self.simplex.row(factors, placed[0], placed[1])
        self._consts[made] = const
        return made

    def push(self, row: int, up: bool) -> Near | None:
        """How far a row can go."""
        limit = self.simplex.push(row, up)
        return None if limit is None else (limit[0] + self._consts[row], limit[1])

    def bound(self, name: Name, at: int, up: bool) -> None:
        """Let a fact be at most ``at`` (at least, where not ``up``)."""
        column = self._facts[name]
        self.simplex.bound(column, None if up else (at, 0), (at, 0) if up else None)

    def values(self) -> dict[Name, Exact]:
        """The values of the facts in a solved system."""
        solution = self.simplex.solution()
        return {name: solution[column] for name, column in self._facts.items()}

    def _value(self, atom: Term) -> Exact | None:
        """The value of an atom whose facts are all fixed; None for any other."""
        if not atom.facts or not atom.facts <= self.fixed.keys():
            return None
        value = self._point.term(atom)
        return None if value is None else exact(value)

    def _column(self, atoms: tuple[Term, ...], twin: bool) -> int:
        key = tuple([(atom, twin and self.twin in atom.facts) for atom in atoms])
        column = self._columns.get(key)
        if column is None:
            least, most = bounds_of(((atoms, 1),), 0)
            column = self._columns[key] = self.simplex.column(
                None if least is None else (least, 0), None if most is None else (most, 0)
            )
            if len(atoms) == 1:
                if atoms[0].op == "fact":
                    self._facts[atoms[0].path, key[0][1]] = column
                elif atoms[0].op in _SLACK or atoms[0].op == "/":
                    self._link(atoms[0], twin)
        return column

    def _link(self, atom: Term, twin: bool) -> None:
        """A rounded sum lies near the sum."""
        low: Near
        high: Near
        times: Exact
        quotient = _quotient((atom,))
        if quotient is not None:
            operand, times = quotient
            if atom.low is None or atom.high is None:
                return
            room = (abs(Fraction(atom.low)) + abs(Fraction(atom.high)) + 1) / 10**33
            low, high = (-room, 0), (room, 0)
        else:
            rounded, scale = atom.args[0], atom.args[-1]
            if type(rounded) is not Term or type(scale) is not int:
                return
            operand, times = rounded, 1
            unit = Fraction(10) ** -scale
            (least, close), (most, near) = _SLACK[atom.op]
            low, high = (least * unit, close), (most * unit, near)
        parts = (*[(inner, part * times) for inner, part in operand.parts], ((atom,), -1))
        const = operand.const * times
        self.row(parts, twin, (low[0] - const, low[1]), (high[0] - const, high[1]))


def _quotient(atoms: tuple[Term, ...]) -> tuple[Term, Exact] | None:
    """What is divided by a plain number, and one over that number."""
    if len(atoms) != 1 or atoms[0].op != "/":
        return None
    operand, divisor = atoms[0].args
    if type(operand) is not Term or type(divisor) is Term:
        return None
    return operand, 1 / Fraction(exact(divisor))
