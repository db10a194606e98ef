"""The stages of a finished query with what turned out to be needless taken out.

In: stages in order, and the last select. Out: fewer and smaller stages that mean the same. Refused:
nothing.

An expression gets a column when it may be needed again. Often it is not: then it is better written
where it is used, since a database works out the branches of a CASE only where it must. Stages of
which nothing is left are dropped, and stages that do not read each other become one.
"""

from __future__ import annotations

from sqlglot import exp

from medrules.targets.sql import tree
from medrules.targets.sql.tree import Node

LARGEST = 120
"""The nodes of the largest expression that is written where it is used."""
WIDEST = 24
"""The columns that a stage has at most after stages became one."""

Stage = tuple[str, Node]


def tidied(stages: list[Stage], final: exp.Select) -> list[Stage]:
    """The stages that are left; ``final`` is changed where it reads others than before."""
    found = dict(stages)
    _inline(found, final)
    _drop(found, final)
    _merge(found, final)
    return list(found.items())


def _is_plain(node: Node) -> bool:
    """``SELECT *, … FROM stage`` and no more."""
    return (
        isinstance(node, exp.Select)
        and bool(node.expressions)
        and isinstance(node.expressions[0], exp.Star)
        and not node.args.get("joins")
        and not node.args.get("group")
        and not node.args.get("where")
    )


def _source(node: Node) -> exp.Table | None:
    """The relation whose columns a stage passes on, row by row."""
    if not isinstance(node, exp.Select) or not node.expressions or node.args.get("group"):
        return None
    first = node.expressions[0]
    if not (isinstance(first, exp.Star) or (isinstance(first, exp.Column) and first.table == "a")):
        return None
    source = node.args["from_"].this
    return source if isinstance(source, exp.Table) else None


def _inline(found: dict[str, Node], final: exp.Select) -> None:
    """Write an expression where it is used, if that is in one place of a later plain stage."""
    uses: dict[str, list[tuple[str, exp.Column]]] = {}
    for name, node in (*found.items(), ("", final)):
        for column in node.find_all(exp.Column):
            uses.setdefault(column.name, []).append((name, column))
    for name, node in found.items():
        if not _is_plain(node):
            continue
        for alias in list(node.expressions[1:]):
            places = uses.get(alias.alias, [])
            if len(places) != 1:
                continue
            where, column = places[0]
            if where in ("", name) or column.table or not _is_plain(found[where]):
                continue
            if not _passes(found, name, where):
                continue
            value = alias.this
            if tree.size(value, LARGEST) >= LARGEST:
                continue
            inlined = tree.inner(value.copy())
            for part in inlined.find_all(exp.Column):
                entry = uses[part.name]
                entry[:] = [
                    (where, part) if one[1].find_ancestor(exp.Alias) is alias else one
                    for one in entry
                ]
            _replace(column, inlined)
            alias.pop()


def _replace(column: exp.Column, value: Node) -> None:
    """Put a value in the place of a column, with parentheses where they change nothing left out."""
    if isinstance(column.parent, exp.Alias | exp.If | exp.Paren | exp.Coalesce):
        value = tree.bare(value)
    column.replace(value)


def _passes(found: dict[str, Node], above: str, below: str) -> bool:
    """Whether the rows of one stage are those of a later one, with more columns."""
    at: str | None = below
    while at is not None and at != above:
        node = found.get(at)
        source = None if node is None else _source(node)
        at = None if source is None else source.name
    return at == above


def _readers(found: dict[str, Node], final: exp.Select) -> dict[str, list[exp.Table]]:
    """The places in which each stage is read."""
    readers: dict[str, list[exp.Table]] = {}
    for node in (*found.values(), final):
        for table in node.find_all(exp.Table):
            readers.setdefault(table.name, []).append(table)
    return readers


def _drop(found: dict[str, Node], final: exp.Select) -> None:
    """Leave out the stages that add nothing."""
    readers = _readers(found, final)
    for name, node in list(found.items()):
        if _is_plain(node) and len(node.expressions) == 1:
            source = node.args["from_"].this
            for table in readers.get(name, ()):
                table.set("this", source.this.copy())
                readers.setdefault(source.name, []).append(table)
            readers[source.name].remove(source)
            del found[name]


def _merge(found: dict[str, Node], final: exp.Select) -> None:
    """Make one stage of two that do not read each other, where nothing else reads the first."""
    readers = _readers(found, final)
    for node in list(found.values()):
        if not _is_plain(node):
            continue
        source = node.args["from_"].this.name
        above = found.get(source)
        if above is None or not _is_plain(above) or len(readers[source]) > 1:
            continue
        if len(above.expressions) + len(node.expressions) > WIDEST:
            continue
        made = {alias.alias for alias in above.expressions[1:]}
        if any(one.name in made for one in node.find_all(exp.Column)):
            continue
        merged = [one.pop() for one in list(above.expressions[1:])]
        node.set("expressions", [node.expressions[0], *merged, *node.expressions[1:]])
        node.set("from_", above.args["from_"].pop())
        del found[source]
