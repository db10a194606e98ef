"""A query as a chain of small projections, none of which HotSpot refuses to compile.

In: the syntax tree of a query whose stages follow one another, and what to carry along. Out: ``steps``:
projections in order, cut into segments. Refused, as None: a query that joins relations.

Spark writes all projections that follow one another into one method. One of more than 8,000 bytes is not
compiled by HotSpot and runs ten times slower. So each projection keeps only the columns that are read
later, and segments of at most ``MOST_NODES`` nodes are kept apart by an operator that takes no part in
code generation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from medrules.record import Record

if TYPE_CHECKING:
    from sqlglot.expressions import Expression

MOST_NODES = 320
"""The nodes of the expressions in one segment; measured: their methods stay below 8,000 bytes."""


ANSWER = "answer "
"""What stands before the name of a column of the query's answer, so that it is like no other."""


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

    def renamed(self, name: str) -> _Made:
        """The same column under another name."""
        self.name = name
        return self


def steps(
    tree: exp.Select, carried: Sequence[str], after: Sequence[Sequence[tuple[str, Expression]]]
) -> list[Step] | None:
    """The projections of the query, and of what is done ``after`` it with its columns.

    ``carried`` are columns of ``facts`` that stay to the end; what is ``after`` gives, level by level,
    columns that replace all others.
    """
    levels = _levels(tree)
    if levels is None:
        return None
    levels += [[_Made(name, node) for name, node in level] for level in after]
    small = [part for level in levels for part in _parts(level)]
    needed = set(carried) | {one.name for one in levels[-1]}
    found: list[Step] = []
    rest = 0
    for level in reversed(small):
        made = [one for one in level if one.name in needed]
        if not made:
            continue
        names = {one.name for one in made}
        size = sum(one.size for one in made)
        ends = not found or rest + size > MOST_NODES
        rest = size if ends else rest + size
        passing = sorted(needed - names)
        found.append(Step(tuple(passing), tuple((one.name, one.sql) for one in made), ends))
        needed = set(passing).union(*[one.reads for one in made])
    found.append(Step(tuple(sorted(needed)), (), True))
    return found[::-1]


def _levels(tree: exp.Select) -> list[list[_Made]] | None:
    """The new columns of each stage; the last are those of the answer. None where stages are joined."""
    held = tree.args.get("with_")
    levels: list[list[_Made]] = []
    last = "facts"
    for one in held.expressions if held is not None else ():
        made = _made(one.this, last)
        if made is None:
            return None
        levels.append(made)
        last = one.alias
    own = tree.copy()
    own.set("with_", None)
    final = _made(own, last)
    if final is None:
        return None
    # Some answers are called as the stage before calls what they are made of.
    return [*levels, [one.renamed(ANSWER + one.name) for one in final]]


def _made(select: Expression, source: str) -> list[_Made] | None:
    tables = [one.name for one in select.find_all(exp.Table)]
    plain = not any(select.args.get(key) for key in ("joins", "where", "group", "distinct"))
    if not isinstance(select, exp.Select) or tables != [source] or not plain:
        return None
    return [
        _Made(one.alias_or_name, one.this if isinstance(one, exp.Alias) else one)
        for one in select.expressions
        if not isinstance(one, exp.Star) and one.alias_or_name != "row"
    ]


def _parts(level: list[_Made]) -> list[list[_Made]]:
    """The level in parts that are small enough for a segment; what reads itself stays in one."""
    names = {one.name for one in level}
    if any(one.reads & names for one in level):
        return [level]
    parts: list[list[_Made]] = []
    room = 0
    for one in level:
        if not parts or room + one.size > MOST_NODES:
            parts.append([])
            room = 0
        parts[-1].append(one)
        room += one.size
    return parts
