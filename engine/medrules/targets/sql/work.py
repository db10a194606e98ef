"""What is known while a query is built: where every value stands, and what a variable is bound to.

In: a program and a layout. Out: ``Work``, ``Place`` and the ways in which a record list exists in a
query. Refused: nothing.

A record list that only packs fill is *unrolled*: its records are known, so each of their fields is
a literal and each of their conclusions a column. A list that a profile gives is *rows*: a relation
of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from medrules.ir.program import Program
from medrules.record import Record
from medrules.targets.sql.layout import Layout
from medrules.targets.sql.scopes import Scope, Stages
from medrules.targets.sql.terms import Term
from medrules.targets.sql.tree import Node


class Row(Record):
    """A variable that is a record of a relation. ``renamed``: column by column, where it is joined."""

    list_path: str
    renamed: tuple[tuple[str, str], ...]


class Item(Record):
    """A variable that is a record of an unrolled list."""

    list_path: str
    index: int


Binding: TypeAlias = Term | Row | Item


class Place(Record):
    """Where an expression is worked out: a relation, and what its variables are."""

    scope: Scope
    bound: dict[str, Binding]

    def bind(self, variable: str, binding: Binding) -> Place:
        """The same place with one more variable."""
        return Place(self.scope, {**self.bound, variable: binding})


class Unrolled(Record):
    """A record list of so many records, each known beforehand."""

    count: int


class Rows(Record):
    """A record list that is a relation. ``given``: whether it is there (a column), or None: always."""

    scope: Scope
    given: Node | None


class Absent(Record):
    """A record list that is unknown in every profile."""


ListForm: TypeAlias = Unrolled | Rows | Absent


class Instance(Record):
    """One item of a list, or the one that stands for all rows of a relation.

    ``present``: whether the list has it at all; strict.
    """

    present: Node
    item: Binding
    order: int = 0


class Listed(Record):
    """A list. ``unknown`` and ``null``: whether the list as a whole is; strict, over ``outer``.

    ``place`` is where its instances are worked out: ``outer`` itself, or a relation with a row for each
    item. ``most``: how many items it has at most.
    """

    outer: Place
    place: Place
    instances: tuple[Instance, ...]
    unknown: Node
    null: Node
    most: int

    @property
    def rows(self) -> bool:
        """Whether its items are rows of a relation."""
        return self.outer.scope is not self.place.scope


@dataclass(eq=False)
class Work:
    """The state of building one query."""

    program: Program
    layout: Layout
    dialect: str
    stages: Stages
    main: Scope
    terms: dict[str, Term] = field(default_factory=dict)
    """Every scalar by its path; fields by ``programs[].score``, or unrolled ``options[2].fit``."""
    lists: dict[str, ListForm] = field(default_factory=dict)
    kept_lists: dict[str, StoredList] = field(default_factory=dict)
    """Conclusions that are lists, by path."""
    failed: set[str] = field(default_factory=set)
    """Conclusions that are gaps, or that rest on one."""
    constants: dict[str, object] = field(default_factory=dict)
    """Parameters that no profile gives, by path."""
    read_fields: frozenset[str] = frozenset()
    """The fields (``programs[].score``) that some rule reads."""


class StoredList(Record):
    """A list conclusion kept as a bit mask of contributions: item i is there when bit i is set."""

    mask: Term
    items: tuple[tuple[str, ...], ...]
