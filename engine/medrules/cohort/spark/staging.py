"""Columns over one relation as a chain of small projections, none of which HotSpot refuses to compile.

In: columns, level by level, and what to carry along. Out: ``Chain.steps``: projections in order, cut into
segments. Refused: nothing.

Spark writes all projections that follow one another into one method. One of more than 8,000 bytes is not
compiled by HotSpot and runs ten times slower. So each projection keeps only the columns that are read
later, and segments of at most ``MOST_NODES`` are kept apart by an operator that takes no part in
code generation.

Several queries over the same rows stand beside each other in one chain. What two of them work out in the
same way is worked out once: of two scenarios, all that does not rest on what is set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp
from sqlglot.expressions import Expression

from medrules.cohort.spark.folding import Level
from medrules.record import Record

MOST_NODES = 400
"""The nodes of the expressions in one segment, and the columns that it hands on, of which each takes the
room of ``_COLUMN`` nodes; measured: their methods stay below 8,000 bytes."""
_COLUMN = 1.5
_LARGEST_PART = 240


_NULL_SAFE_SIZE = 12
"""By how many expressions a comparison that knows NULL is larger than one that does not."""


class Step(Record):
    """One projection: the columns that pass, and new ones as name and Spark SQL.

    ``ends``: whether a segment ends behind it.
    """

    passing: tuple[str, ...]
    made: tuple[tuple[str, str], ...]
    ends: bool


class _Made:
    """A new column: its expression, the columns that it reads, and how large it is."""

    def __init__(self, name: str, node: Expression) -> None:
        self.name = name
        self.sql = node.sql(dialect="spark", identify=True)
        self.reads = {column.name for column in node.find_all(exp.Column)}
        self.size = sum(1 for _ in node.walk())
        self.size += _NULL_SAFE_SIZE * sum(
            1 for _ in node.find_all(exp.NullSafeEQ, exp.NullSafeNEQ)
        )


class Chain:
    """Columns, level by level. A name has one meaning throughout."""

    def __init__(self) -> None:
        self._levels: list[list[_Made]] = []
        self._places: dict[str, tuple[str, int]] = {}
        self._names: set[str] = set()

    def beside(
        self, levels: Sequence[Level], prefix: str = "", names: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Work out these columns beside those that are there. Returns what they are called here.

        ``names``: what columns that they read are called here. The ``prefix`` tells new columns from
        those of the same name.
        """
        called = dict(names or {})
        for at, level in enumerate(levels):
            if at == len(self._levels):
                self._levels.append([])
            for name, node in level:
                called[name] = self._put(at, name, node, prefix, called)
        return called

    def behind(self, level: Level) -> None:
        """Work out these columns when all others are there."""
        self._levels.append([_Made(name, node) for name, node in level])

    def _put(
        self, at: int, name: str, node: Expression, prefix: str, called: Mapping[str, str]
    ) -> str:
        for column in node.find_all(exp.Column):
            if column.name in called:
                column.set("this", exp.to_identifier(called[column.name], quoted=True))
        chosen = name if name not in self._names else f"{prefix}{name}"
        made = _Made(chosen, node)
        known, place = self._places.get(made.sql, (chosen, at + 1))
        if place <= at:
            return known
        self._places[made.sql] = (chosen, at)
        self._names.add(chosen)
        self._levels[at].append(made)
        return chosen

    def steps(self, carried: Sequence[str], wanted: Sequence[str]) -> list[Step]:
        """The projections that end with the columns ``wanted``, and those ``carried`` from the start."""
        small = [part for level in self._levels for part in _parts(level)]
        needed = {*carried, *wanted}
        found: list[Step] = []
        rest = 0.0
        for level in reversed(small):
            made = [one for one in level if one.name in needed]
            if not made:
                continue
            names = {one.name for one in made}
            size = sum(one.size for one in made)
            ends = not found or rest + size > MOST_NODES
            rest = size + (_COLUMN * len(needed) if ends else rest)
            passing = sorted(needed - names)
            found.append(Step(tuple(passing), tuple((one.name, one.sql) for one in made), ends))
            needed = set(passing).union(*[one.reads for one in made])
        found.append(Step(tuple(sorted(needed)), (), True))
        return found[::-1]


def _parts(level: list[_Made]) -> list[list[_Made]]:
    """The level in parts that are small enough for a segment."""
    parts: list[list[_Made]] = []
    room = 0
    for one in level:
        if not parts or room + one.size > _LARGEST_PART:
            parts.append([])
            room = 0
        parts[-1].append(one)
        room += one.size
    return parts
