"""Items taken together: any, how many, the sum, the least … of items that are known or rows.

In: a ``Listed`` and a node for each of its instances. Out: a node over the outer relation. Refused:
nothing.

What is said here twice, once for items known beforehand and once for rows, the rest of the target
says once: quantifiers, counts, sums and hit policies all rest on these few. For rows, the items are
joined to the outer relation, aggregated by its keys and joined back; all that is asked of one list
between two stages shares one join.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from medrules.targets.sql import tree
from medrules.targets.sql.scopes import Scope, equal_keys, named, star, table
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Listed, Place, Row, Rows, Work

LARGE = 12
"""The nodes from which on an expression that is needed several times gets a column of its own."""


@dataclass(eq=False)
class Pairing:
    """An outer relation joined with the rows of a list, while aggregates of it are gathered."""

    outer: Scope
    scope: Scope
    row: Row
    source: str
    columns: list[tuple[str, Node]] = field(default_factory=list)
    held: dict[Node, str] = field(default_factory=dict)

    def aggregate(self, node: Node, wish: str) -> str:
        """The column for an aggregate; equal ones share it."""
        name = self.held.get(node)
        if name is None:
            name = self.outer.stages.name(wish)
            self.held[node.copy()] = name
            if not self.columns:
                self.outer.wait(self.close)
            self.columns.append((name, tree.own(node)))
            self.outer.expect(name)
        return name

    def close(self) -> None:
        """Aggregate, and join the results to the outer relation.

        What is asked of the same rows later is aggregated by itself: their relation stays.
        """
        self.outer.pairings.pop(self.row.list_path, None)
        columns, self.columns = self.columns, []
        if not columns:
            return
        self.scope.flush()
        keys = [tree.column(key) for key in self.outer.keys]
        made = (
            exp.select(*keys, *[named(node, name) for name, node in columns])
            .from_(table(self.scope.stage))
            .group_by(*[key.copy() for key in keys])
        )
        stage = self.outer.stages.add(f"{self.scope.title}_grouped", made)
        self.outer.join(stage, [(name, tree.column(name, "b")) for name, _ in columns], left=True)


def pairing(work: Work, outer: Scope, list_path: str, form: Rows) -> Pairing:
    """The rows of a list beside each row of the outer relation."""
    inner = form.scope
    found = outer.pairings.get(list_path)
    if isinstance(found, Pairing):
        if found.source == inner.stage or inner is outer:
            return found
        outer.flush()
    wanted = [
        one
        for path, term in work.terms.items()
        if path.startswith(f"{list_path}[].") and path in work.read_fields
        for one in columns_of(term.sql, term.null, term.under)
        if not inner.waits_for([one])
    ]
    position = work.stages.name("item")
    renamed = [(name, work.stages.name(f"each_{name}")) for name in dict.fromkeys(wanted)]
    made = exp.select(
        star("o"),
        named(tree.column("position", "i"), position),
        *[named(tree.column(old, "i"), new) for old, new in renamed],
    ).from_(table(outer.stage, "o"))
    made = made.join(table(inner.stage, "i"), on=equal_keys(("row",), "o", "i"))
    title = f"{outer.title}_by_{inner.title}"
    scope = Scope(work.stages, title, (*outer.keys, position), work.stages.add(title, made))
    result = Pairing(outer, scope, Row(list_path, (("position", position), *renamed)), inner.stage)
    outer.pairings[list_path] = scope.pairing = result
    outer.wait(result.close)
    return result


def columns_of(*nodes: Node | None) -> list[str]:
    """The names of the columns that expressions read."""
    return [one.name for node in nodes if node is not None for one in node.find_all(exp.Column)]


def any_item(listed: Listed, nodes: Sequence[Node]) -> Node:
    """Whether any is true; the nodes are strict."""
    if not listed.rows:
        return tree.any_of(*nodes)
    if all(tree.is_false(node) for node in nodes):
        return tree.false()
    return tree.coalesce(
        aggregated(listed, exp.LogicalOr(this=tree.own(nodes[0])), "any"), tree.false()
    )


def how_many(listed: Listed, nodes: Sequence[Node]) -> Node:
    """How many are true; the nodes are strict."""
    ones = [
        tree.case([(node, tree.integer(1))], tree.integer(0))
        for node in nodes
        if not tree.is_false(node)
    ]
    if not listed.rows:
        return _sum(ones)
    if not ones:
        return tree.integer(0)
    return total(listed, ones, "BIGINT", "count")


def total(listed: Listed, nodes: Sequence[Node], kind: str, wish: str = "sum") -> Node:
    """The sum, in that type; the nodes are numbers, and not NULL. Zero for none."""
    if not listed.rows:
        return _sum(nodes)
    summed = tree.cast(exp.Sum(this=tree.own(nodes[0])), kind)
    return tree.coalesce(aggregated(listed, summed, wish), tree.integer(0))


def _sum(nodes: Sequence[Node]) -> Node:
    if not nodes:
        return tree.integer(0)
    made = tree.own(nodes[0])
    for node in nodes[1:]:
        made = tree.binary(exp.Add, made, node)
    return made


def extreme(listed: Listed, nodes: Sequence[Node], least: bool) -> Node:
    """The least or greatest of those that are not NULL; NULL for none."""
    if listed.rows:
        kind = exp.Min if least else exp.Max
        return aggregated(listed, kind(this=tree.own(nodes[0])), "least" if least else "greatest")
    kept = [node for node in nodes if not isinstance(node, exp.Null)]
    if not kept:
        return tree.null()
    best = kept[0]
    for node in kept[1:]:
        if tree.size(best, LARGE) >= LARGE:
            best = listed.outer.scope.hold(best, "best")
        test = tree.binary(exp.LTE if least else exp.GTE, best, node)
        best = tree.case([(tree.is_null(node), best), (test, best)], node)
    return tree.own(best)


def bits(listed: Listed, nodes: Sequence[Node]) -> Node:
    """The bits of all; the nodes are not NULL."""
    if listed.rows:
        found = aggregated(listed, exp.BitwiseOrAgg(this=tree.own(nodes[0])), "bits")
        return tree.coalesce(found, tree.integer(0))
    return join_bits(nodes)


def join_bits(nodes: Sequence[Node]) -> Node:
    """``a | b | …``; zero for none."""
    kept = [node for node in nodes if node != tree.integer(0)]
    if not kept:
        return tree.integer(0)
    made = tree.own(kept[0])
    for node in kept[1:]:
        made = tree.binary(exp.BitwiseOr, made, node)
    return made


def aggregated(listed: Listed, aggregate: Node, wish: str) -> Node:
    """The column of an aggregate over the rows, in the outer relation."""
    found = listed.place.scope.pairing
    assert isinstance(found, Pairing)
    return tree.column(found.aggregate(aggregate, wish))


def place_of(found: Pairing, outer: Place) -> Place:
    """The place of the items, with the variables of the outer one."""
    return Place(found.scope, outer.bound)
