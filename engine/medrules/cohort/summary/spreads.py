"""Numbers as ranges and quantiles: exact, though not all of them are held in memory.

In: the rows of a file, and the SQL of a column of numbers. Out: ``ranges``, ``quantiles`` and the mean.
Refused: nothing. DuckDB counts each different number once and goes on in files where these are many.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from medrules.cohort.summary.model import Quantile
from medrules.cohort.summary.relation import Rows
from medrules.record import Record

PERCENTS = (5, 25, 50, 75, 95)
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


class Range(Record):
    """Rows from ``low`` to below ``high``; None where it is open on that side."""

    low: Decimal | None
    high: Decimal | None
    count: int
    whole: bool

    @property
    def title(self) -> str:
        """The range in words."""
        if self.low is None and self.high is None:
            return "any number"
        if self.low is None:
            return f"under {shown(self.high)}"
        if self.high is None:
            return f"{shown(self.low)} or more"
        if self.whole:
            last = self.high - 1
            return shown(self.low) if last == self.low else f"{shown(self.low)} to {shown(last)}"
        return f"{shown(self.low)} to under {shown(self.high)}"


def shown(number: Decimal | None) -> str:
    """A number as people write it: no exponent, commas between thousands."""
    if number is None:
        return ""
    plain = f"{number:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"−{plain[1:]}" if plain.startswith("-") else plain


def quantiles(rows: Rows, value: str, least: int) -> tuple[tuple[Quantile, ...], Decimal | None]:
    """The quantiles and the mean of what is known.

    A quantile is a number that somebody has. It is held back unless so many rows are at or below it and
    as many at or above it that it singles nobody out; the least and the greatest are shown only where
    every count is.
    """
    known = rows.count(f"SELECT count({value}) FROM answers")
    if known == 0:
        return (), None
    percents = (0, *PERCENTS, 100) if least == 0 else PERCENTS
    ranks = [max(1, -(-known * percent // 100)) for percent in percents]
    picks = ", ".join(f"min(v) FILTER (WHERE upto >= {rank})" for rank in ranks)
    (found,) = rows.ask(f"{_upto(value)} SELECT {picks} FROM ranked")
    values = [None if item is None else _plain(item) for item in found]
    kept = tuple(
        Quantile(percent, number if min(rank, known - rank + 1) >= least else None)
        for percent, rank, number in zip(percents, ranks, values, strict=True)
    )
    if known < least:
        return kept, None
    (average,) = rows.ask(f"SELECT avg({value}) FROM answers")[0]
    return kept, _plain(average)


def _upto(value: str) -> str:
    return (
        f"WITH counted AS (SELECT {value} AS v, count(*) AS n FROM answers "
        f"WHERE {value} IS NOT NULL GROUP BY v), "
        "ranked AS (SELECT v, n, sum(n) OVER (ORDER BY v) AS upto FROM counted)"
    )


def ranges(rows: Rows, value: str, most: int, least: int) -> list[Range]:
    """The rows in at most ``most`` ranges of one round width, with an open one at each end.

    The width comes from the middle nine tenths, so that one huge number does not put all others into one
    range. Ends with fewer than the least rows are joined to their neighbours.
    """
    known = rows.count(f"SELECT count({value}) FROM answers")
    if known == 0:
        return []
    low, high, whole = rows.ask(
        f"{_upto(value)} SELECT min(v) FILTER (WHERE upto >= {max(1, known // 20)}), "
        f"min(v) FILTER (WHERE upto >= {max(1, known - known // 20)}), "
        "bool_and(v = floor(v)) FROM ranked"
    )[0]
    edges = _edges(_plain(low), _plain(high), most, bool(whole))
    arms = " ".join(f"WHEN {value} < {edge} THEN {place}" for place, edge in enumerate(edges))
    counted = {
        int(str(place)): int(str(count))
        for place, count in rows.ask(
            f"SELECT CASE {arms} ELSE {len(edges)} END AS place, count(*) FROM answers "
            f"WHERE {value} IS NOT NULL GROUP BY place"
        )
    }
    bounds: list[Decimal | None] = [None, *edges, None]
    found = [
        Range(bounds[place], bounds[place + 1], counted.get(place, 0), bool(whole))
        for place in range(len(edges) + 1)
    ]
    return _joined(found, least)


def _joined(found: list[Range], least: int) -> list[Range]:
    """The ranges without empty or small ones at the ends."""
    floor = max(least, 1)
    while len(found) > 1 and found[0].count < floor:
        first, second = found[:2]
        low = second.low if first.count == 0 else first.low
        found = [Range(low, second.high, first.count + second.count, first.whole), *found[2:]]
    while len(found) > 1 and found[-1].count < floor:
        last, before = found[-1], found[-2]
        high = before.high if last.count == 0 else last.high
        found = [*found[:-2], Range(before.low, high, last.count + before.count, last.whole)]
    return found


def _edges(low: Decimal, high: Decimal, most: int, whole: bool) -> list[Decimal]:
    """Round numbers from ``low`` to ``high``, about ``most`` of them; whole ones a whole step apart."""
    width = (high - low) / max(most - 2, 1)
    if whole:
        width = max(width, Decimal(1))
    elif width <= 0:
        width = abs(low)
    unit = Decimal(10) ** width.adjusted()
    sizes = [unit * size for size in _STEPS]
    step = next(size for size in sizes if size >= width and not (whole and size != int(size)))
    start = (low / step).to_integral_value(ROUND_FLOOR)
    end = (high / step).to_integral_value(ROUND_CEILING)
    if end == high / step:
        end += 1
    return [_tidy((start + place) * step) for place in range(int(end - start) + 1)]


def _plain(value: object) -> Decimal:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return _tidy(number)


def _tidy(number: Decimal) -> Decimal:
    """The same number without needless zeros, and without an exponent."""
    return Decimal(f"{number.normalize():f}")
