"""Relations that grow column by column: the stages of a query.

In: expressions to be given a column. Out: ``Scope``, whose stages are common table expressions, and
``Query parts`` in ``Stages``. Refused: nothing.

A scope only ever adds columns, so an expression over its columns stays good in every later stage.
What is to be worked out once is ``held``: it gets a column, and equal expressions get the same one.
Columns wait in a batch until something reads them; then the batch becomes a stage of its own. Small
stages are what Spark needs, whose code generation gives up on large ones, and cost DuckDB nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from medrules.targets.sql import dialects, tree
from medrules.targets.sql.tree import Node

BATCH = 40
"""The columns that one stage adds at most."""


class Stages:
    """The common table expressions of one query, in order, and the names they and columns have."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, Node]] = []
        self.about = ""
        """The conclusion that is being worked out, as names of columns begin."""
        self._taken = {"row", "position", "conflict", "facts"}

    def name(self, wish: str) -> str:
        """A name that nothing else in the query has."""
        base = wish[:56]
        made, count = base, 1
        while made.casefold() in self._taken:
            count += 1
            made = f"{base}_{count}"
        self._taken.add(made.casefold())
        return made

    def reserve(self, name: str) -> None:
        """Keep a name for what is not a stage."""
        self._taken.add(name.casefold())

    def add(self, wish: str, query: Node) -> str:
        """A further stage. Returns its name."""
        made = self.name(wish)
        self.tables.append((made, query))
        return made

    def query(self, final: exp.Select) -> exp.Select:
        """The query that ends in ``final``, with the stages before it that it needs."""
        needed = {table.name for table in final.find_all(exp.Table)}
        kept: list[tuple[str, Node]] = []
        for name, query in reversed(self.tables):
            if name in needed:
                needed |= {table.name for table in query.find_all(exp.Table)}
                kept.append((name, query))
        from medrules.targets.sql.tidying import tidied

        left = tidied([(name, tree.own(query)) for name, query in reversed(kept)], final)
        if left:
            expressions = [
                exp.CTE(
                    this=tree.own(query),
                    alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)),
                    # Otherwise PostgreSQL puts each stage into the next, and its expressions into
                    # one that doubles with every stage: planning alone then never ends.
                    materialized=True if dialects.chosen.get() == "postgres" else None,
                )
                for name, query in left
            ]
            final.set("with_", exp.With(expressions=expressions))
        return final


def table(name: str, alias: str = "") -> exp.Table:
    """A table by its name."""
    made = exp.Table(this=exp.to_identifier(name, quoted=True))
    if alias:
        made.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return made


def named(node: Node, name: str) -> Node:
    """``node AS name``."""
    return exp.Alias(this=tree.own(tree.bare(node)), alias=exp.to_identifier(name, quoted=True))


def star(relation: str) -> Node:
    """``relation.*``."""
    return exp.Column(this=exp.Star(), table=exp.to_identifier(relation, quoted=True))


def equal_keys(keys: Sequence[str], left: str, right: str) -> Node:
    """The condition of a join on equal keys."""
    return tree.all_of(
        *[tree.binary(exp.EQ, tree.column(key, left), tree.column(key, right)) for key in keys]
    )


@dataclass(eq=False)
class Scope:
    """A relation with a row for each combination of ``keys``; ``stage`` is where it stands."""

    stages: Stages
    title: str
    keys: tuple[str, ...]
    stage: str
    made: set[str] = field(default_factory=set)
    """The columns that it has, those that wait included."""
    pairings: dict[str, object] = field(default_factory=dict)
    """The lists joined to it since the last stage, by path."""
    pairing: object = None
    """What joined it to an outer relation, if anything did."""
    _batch: dict[str, Node] = field(default_factory=dict)
    _held: dict[Node, str] = field(default_factory=dict)
    _awaited: set[str] = field(default_factory=set)
    _waiting: list[Callable[[], None]] = field(default_factory=list)

    def hold(self, node: Node, wish: str, named: bool = False) -> Node:
        """The expression as a column of its own, worked out once.

        Its name begins with what is being worked out, unless it is ``named`` already.
        """
        bare = tree.bare(node)
        if isinstance(bare, exp.Column | exp.Literal | exp.Boolean | exp.Null):
            return tree.own(bare)
        name = self._held.get(bare)
        if name is None:
            if self._reads(bare) or len(self._batch) >= BATCH:
                self.flush()
            about = "" if named or not self.stages.about else f"{self.stages.about}__"
            name = self.stages.name(f"{about}{wish}")
            self._batch[name] = tree.own(bare)
            self.made.add(name)
            self._held[bare.copy()] = name
        return tree.column(name)

    def _reads(self, node: Node) -> bool:
        """Whether it reads a column that still waits in the batch."""
        if not self._batch:
            return False
        return any(one.name in self._batch for one in node.find_all(exp.Column))

    def waits_for(self, names: Iterable[str]) -> bool:
        """Whether one of the columns still waits in the batch."""
        return any(name in self._batch or name in self._awaited for name in names)

    def expect(self, name: str) -> None:
        """Note a column that a join before the next stage will bring."""
        self._awaited.add(name)
        self.made.add(name)

    def wait(self, action: Callable[[], None]) -> None:
        """Have something done before the next stage: a join that the batch will read."""
        self._waiting.append(action)

    def flush(self) -> None:
        """Make a stage of the columns that wait."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for action in waiting:
                action()
            self._awaited.clear()
        if self._batch:
            batch, self._batch = self._batch, {}
            made = exp.select(
                exp.Star(), *[named(node, name) for name, node in batch.items()]
            ).from_(table(self.stage))
            self.stage = self.stages.add(self.title, made)

    def join(self, other: str, columns: Sequence[tuple[str, Node]], left: bool) -> None:
        """Bring in columns of another relation that has these keys, as a stage of its own."""
        self._join(self.keys, other, columns, "left" if left else "")

    def join_by(self, keys: Sequence[str], other: str, columns: Sequence[tuple[str, Node]]) -> None:
        """Bring in columns of a relation that has some of the keys, in every row."""
        self._join(keys, other, columns, "")

    def _join(
        self, keys: Sequence[str], other: str, columns: Sequence[tuple[str, Node]], kind: str
    ) -> None:
        made = exp.select(star("a"), *[named(node, name) for name, node in columns])
        made = made.from_(table(self.stage, "a")).join(
            table(other, "b"), on=equal_keys(keys, "a", "b"), join_type=kind
        )
        self.stage = self.stages.add(self.title, made)
