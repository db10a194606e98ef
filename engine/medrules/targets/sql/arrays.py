"""Lists of texts as arrays of the database, where rows of a relation contribute to them.

In: firings for a conclusion that is a list. Out: a node that is an array, in order of the rules and
then of the records. Refused, as ``Gap``: a list of what is no text.

Databases agree on arrays less than on anything else; what they write differently stands here, as
fixed texts into which only syntax trees are put.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import sqlglot
from sqlglot import exp

from medrules.targets.sql import groups, tree
from medrules.targets.sql.firings import Firing, Grouped, Single
from medrules.targets.sql.gaps import Gap
from medrules.targets.sql.shapes import EmptyShape, TextShape
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Row

_GATHERED = {
    "duckdb": "ARRAY_AGG(v ORDER BY p) FILTER(WHERE c)",
    "postgres": "ARRAY_AGG(v ORDER BY p) FILTER(WHERE c)",
    "bigquery": "ARRAY_AGG(CASE WHEN c THEN v END IGNORE NULLS ORDER BY p)",
    "snowflake": "ARRAY_AGG(CASE WHEN c THEN v END) WITHIN GROUP (ORDER BY p)",
    "spark": "TRANSFORM(ARRAY_SORT(COLLECT_LIST(CASE WHEN c THEN STRUCT(p AS p, v AS v) END)), "
    "e -> e.v)",
}
"""``v`` of the rows where ``c`` holds, in order of ``p``."""


def empty() -> Node:
    """An array of no texts."""
    return tree.cast(exp.Array(expressions=[]), "VARCHAR[]")


def of_texts(texts: Sequence[str]) -> Node:
    """An array of literals."""
    return exp.Array(expressions=[tree.text(one) for one in texts]) if texts else empty()


def gathered(live: Sequence[Firing], dialect: str) -> Node:
    """What all firings contribute, one after the other."""
    parts: list[Node] = []
    for one in live:
        match one:
            case Single():
                parts.append(_of_single(one))
            case Grouped():
                parts += _of_group(one, dialect)
            case _:
                assert_never(one)
    parts = [part for part in parts if not isinstance(part, exp.Cast)] or [empty()]
    if len(parts) == 1:
        return parts[0]
    return exp.ArrayConcat(this=parts[0], expressions=parts[1:])


def _of_single(one: Single) -> Node:
    if one.items is not None:
        return tree.case([(one.test.sql, of_texts(one.items))], empty())
    if isinstance(one.value.shape, EmptyShape):
        return empty()
    if not isinstance(one.value.shape, TextShape):
        raise Gap("A list of what is no text has no SQL")
    there = tree.all_of(one.test.sql, tree.negated(tree.is_null(one.value.sql)))
    return tree.case([(there, exp.Array(expressions=[tree.own(one.value.sql)]))], empty())


def _of_group(group: Grouped, dialect: str) -> list[Node]:
    one, instance = group.one, group.listed.instances[0]
    assert isinstance(instance.item, Row)
    position = tree.column(dict(instance.item.renamed)["position"])
    if one.items is not None:
        if len(one.items) > 1:
            raise Gap("A list of several texts for each record has no SQL")
        if not one.items:
            return []
        value: Node = tree.text(one.items[0])
        fired = tree.all_of(instance.present, one.test.sql)
    else:
        if isinstance(one.value.shape, EmptyShape):
            return []
        if not isinstance(one.value.shape, TextShape):
            raise Gap("A list of what is no text has no SQL")
        value = tree.own(one.value.sql)
        fired = tree.all_of(instance.present, one.test.sql, tree.negated(tree.is_null(value)))
    pieces = {"v": value, "p": position, "c": fired}
    made = sqlglot.parse_one(_GATHERED[dialect], read=dialect).transform(
        lambda node: (
            tree.inner(pieces[node.name])
            if isinstance(node, exp.Column) and not node.table and node.name in pieces
            else node
        )
    )
    return [tree.coalesce(groups.aggregated(group.listed, made, "texts"), empty())]
