"""Rules of all kinds, by id, as their packs wrote them.

In: packs. Out: for the full id of every rule, row, flow node and formula a ``Written``: what it is,
where its name and its condition stand, and the table or flow it is part of. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from medrules.packs.model import FlowDef, PackDef, Place, TableDef
from medrules.record import Record
from medrules.source.span import Span

Kind: TypeAlias = Literal["rule", "row", "node", "formula"]


class Written(Record):
    """One rule as written. ``table`` and ``flow``: what it is part of, else None; ``when``: the key
    of its condition, empty where it has none."""

    id: str
    kind: Kind
    pack: PackDef
    at: Place
    when: str
    table: TableDef | None
    flow: FlowDef | None

    @property
    def named(self) -> Span:
        """Where its name stands; for a row without one, the head of the row."""
        return self.at.value("id")

    @property
    def condition(self) -> Span:
        """Where its condition stands, or its name where it has none."""
        return self.at.value(self.when) if self.when else self.named


def written_rules(packs: Sequence[PackDef]) -> dict[str, Written]:
    """All of them, by full id."""
    return {one.id: one for pack in packs for one in _of(pack)}


def _of(pack: PackDef) -> Iterator[Written]:
    for rule in pack.rules:
        when = "when" if rule.when is not None else ""
        yield Written(f"{pack.id}/{rule.id}", "rule", pack, rule.at, when, None, None)
    for formula in pack.formulas:
        when = "when" if formula.when is not None else ""
        yield Written(f"{pack.id}/{formula.id}", "formula", pack, formula.at, when, None, None)
    for table in pack.tables:
        for row in table.rows:
            name = f"{pack.id}/{table.id}/{row.id}"
            yield Written(name, "row", pack, row.at, "when", table, None)
    for flow in pack.flows:
        for node in flow.nodes:
            when = "when" if node.when is not None else ""
            name = f"{pack.id}/{flow.id}/{node.id}"
            yield Written(name, "node", pack, node.at, when, None, flow)
