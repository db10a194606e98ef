"""Linear constraints over the exact rationals, strict ones included.

In: columns and rows (sums of columns), each with bounds. Out: whether all bounds can hold together,
values that show it, and how far a row can be pushed. The method is the bounded simplex of Dutertre
and de Moura (2006): a strict bound ``x < k`` is the bound ``k - d`` for a positive ``d`` as small as
need be, carried along as the second half of every number. Refused: nothing; Bland's rule makes it
end.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from medrules.settle.diagram import Exact

Near: TypeAlias = tuple[Exact, Exact]
"""``(k, d)``: the number ``k`` plus ``d`` times something positive that is as small as need be."""

ZERO: Near = (0, 0)


class Simplex:
    """A system; add columns, then rows, then ``solve``."""

    def __init__(self) -> None:
        self.low: list[Near | None] = []
        self.high: list[Near | None] = []
        self.value: list[Near] = []
        self.rows: dict[int, dict[int, Exact]] = {}
        self.pivots = 0
        self.work = 0  # numbers that were looked at or changed: what the time goes with

    def column(self, low: Near | None, high: Near | None) -> int:
        """A new variable with its bounds. Returns its number."""
        self.low.append(low)
        self.high.append(high)
        self.value.append(low if low is not None else high if high is not None else ZERO)
        return len(self.low) - 1

    def row(self, factors: dict[int, Exact], low: Near | None, high: Near | None) -> int:
        """A variable that is the sum of columns, with its bounds. Returns its number."""
        number = self.column(low, high)
        spelled: dict[int, Exact] = {}
        for column, factor in factors.items():
            inside: dict[int, Exact] = self.rows.get(column, {column: 1})
            for inner, times in inside.items():
                spelled[inner] = spelled.get(inner, 0) + factor * times
            self.work += len(inside)
        self.rows[number] = {column: factor for column, factor in spelled.items() if factor}
        self.value[number] = self._sum(self.rows[number])
        return number

    def bound(self, number: int, low: Near | None, high: Near | None) -> None:
        """Put further bounds on a variable; ``solve`` anew afterwards."""
        if low is not None:
            before = self.low[number]
            self.low[number] = low if before is None else max(before, low)
        if high is not None:
            other = self.high[number]
            self.high[number] = high if other is None else min(other, high)
        if number not in self.rows:
            value = self.value[number]
            least, most = self.low[number], self.high[number]
            if least is not None and value < least:
                self._move(number, least)
            elif most is not None and value > most:
                self._move(number, most)

    def solve(self) -> bool:
        """Whether all bounds can hold together; ``value`` then holds such values."""
        for low, high in zip(self.low, self.high, strict=True):
            if low is not None and high is not None and low > high:
                return False
        while True:
            broken = self._broken()
            if broken is None:
                return True
            number, goal, up = broken
            row = self.rows[number]
            for column in sorted(row):
                if self._free(column, (row[column] > 0) == up):
                    self._exchange(number, column, goal)
                    break
            else:
                return False

    def push(self, number: int, up: bool) -> Near | None:
        """The greatest (or least) value of a variable of a solved system; None for no limit."""
        while True:
            row = self.rows.get(number, {number: 1})
            for column in sorted(row):
                rises = (row[column] > 0) == up
                if self._free(column, rises):
                    break
            else:
                return self.value[number]
            if not self._slide(column, rises):
                return None

    def solution(self) -> list[Exact]:
        """Values with a definite number in place of what is as small as need be."""
        self.work += len(self.value)
        small: Fraction = Fraction(1)
        for low, high, value in zip(self.low, self.high, self.value, strict=True):
            for least, most in ((low, value), (value, high)):
                if least is None or most is None:
                    continue
                if least[0] < most[0] and least[1] > most[1]:
                    small = min(small, Fraction(most[0] - least[0]) / (least[1] - most[1]) / 2)
        return [whole + tiny * small if tiny else whole for whole, tiny in self.value]

    # -- inside ------------------------------------------------------------------------------------

    def _sum(self, row: dict[int, Exact]) -> Near:
        whole: Exact = 0
        tiny: Exact = 0
        for column, factor in row.items():
            value = self.value[column]
            whole += factor * value[0]
            tiny += factor * value[1]
        return whole, tiny

    def _broken(self) -> tuple[int, Near, bool] | None:
        for number in sorted(self.rows):
            value, low, high = self.value[number], self.low[number], self.high[number]
            if low is not None and value < low:
                return number, low, True
            if high is not None and value > high:
                return number, high, False
        return None

    def _free(self, column: int, up: bool) -> bool:
        limit = self.high[column] if up else self.low[column]
        return limit is None or self.value[column] != limit

    def _move(self, column: int, goal: Near) -> None:
        """Set a column, and the rows with it."""
        before = self.value[column]
        whole, tiny = goal[0] - before[0], goal[1] - before[1]
        self.value[column] = goal
        self.work += len(self.rows)
        for number, row in self.rows.items():
            factor = row.get(column)
            if factor:
                value = self.value[number]
                self.value[number] = (value[0] + factor * whole, value[1] + factor * tiny)

    def _exchange(self, number: int, column: int, goal: Near) -> None:
        """Bring a row to its goal by moving a column, and let the two change places."""
        factor = self.rows[number][column]
        value, at = self.value[number], self.value[column]
        step = (_over(goal[0] - value[0], factor), _over(goal[1] - value[1], factor))
        self._move(column, (at[0] + step[0], at[1] + step[1]))
        self._pivot(number, column)

    def _pivot(self, number: int, column: int) -> None:
        self.pivots += 1
        row = self.rows.pop(number)
        factor = row.pop(column)
        spelled: dict[int, Exact] = {other: _over(-times, factor) for other, times in row.items()}
        spelled[number] = _over(1, factor)
        for other in self.rows.values():
            times = other.pop(column, 0)
            if times:
                self.work += len(spelled)
                for inner, part in spelled.items():
                    total = other.get(inner, 0) + times * part
                    if total:
                        other[inner] = total
                    else:
                        other.pop(inner, None)
        self.rows[column] = spelled

    def _slide(self, column: int, up: bool) -> bool:
        """Move a column as far as bounds allow. Returns False where nothing stops it."""
        self.work += len(self.rows)
        best: Near | None = None
        leaving = -1
        own = self.high[column] if up else self.low[column]
        if own is not None:
            best, leaving = self._distance(self.value[column], own), column
        for number in sorted(self.rows):
            factor = self.rows[number].get(column)
            if not factor:
                continue
            limit = self.high[number] if (factor > 0) == up else self.low[number]
            if limit is None:
                continue
            whole, tiny = self._distance(self.value[number], limit)
            size = factor if factor > 0 else -factor
            room = (_over(whole, size), _over(tiny, size))
            if best is None or room < best:
                best, leaving = room, number
        if best is None:
            return False
        sign = 1 if up else -1
        at = self.value[column]
        self._move(column, (at[0] + sign * best[0], at[1] + sign * best[1]))
        if leaving != column:
            self._pivot(leaving, column)
        return True

    @staticmethod
    def _distance(value: Near, limit: Near) -> Near:
        whole, tiny = limit[0] - value[0], limit[1] - value[1]
        return (whole, tiny) if (whole, tiny) >= ZERO else (-whole, -tiny)


def _over(value: Exact, divisor: Exact) -> Exact:
    # Nearly always both are whole, and so is what comes out; fractions take ten times as long.
    if type(value) is int and type(divisor) is int and value % divisor == 0:
        return value // divisor
    result = Fraction(value) / divisor
    return result.numerator if result.denominator == 1 else result
