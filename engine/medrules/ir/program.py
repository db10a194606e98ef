"""A compiled program: the vocabulary, the rules by stratum, and what explanations quote.

In: built by ``medrules.compiler`` alone. Out: what every target reads. Refused: by
``medrules.ir.invariants.check``, any program that breaks the rules written there.
A path names a scalar (``support.funding``) or a field of a record list (``programs[].score``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from medrules.ir.expr import Expr
from medrules.ir.types import Type
from medrules.ir.values import Number
from medrules.record import Record
from medrules.source.span import Span

Scalar: TypeAlias = bool | Number | str | frozenset[str] | tuple[str, ...] | None
"""A literal value of a fact or conclusion, as a pack can write it."""


class Policy(StrEnum):
    """Hit policies, in DMN's terms: what several rules for one conclusion come to."""

    UNIQUE = "unique"
    ANY = "any"
    PRIORITY = "priority"
    FIRST = "first"
    RULE_ORDER = "rule-order"
    OUTPUT_ORDER = "output-order"
    COLLECT = "collect"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    COUNT = "count"


class Member(Record):
    """A member of an enum as people see it."""

    value: str
    title: str
    text: str


class EnumInfo(Record):
    """An enum's title and its members' titles, by enum id."""

    id: str
    title: str
    members: tuple[Member, ...]


class Fact(Record):
    """Something that a profile may give: a scalar, or a field of a given record list."""

    path: str
    type: Type
    title: str
    question: str
    help: str
    minimum: Number | None
    maximum: Number | None
    changeable: Literal["no", "effort", "institution"]
    pack: str
    span: Span
    changes: tuple[Change, ...] = ()


class RecordList(Record):
    """A list of records. ``key`` names the field that identifies a record.

    ``given_by``: who lists the records: the profile, the packs (options), or both.
    ``absent``: what it means that a profile has no such list: that it is empty, or unknown.
    """

    path: str
    key: str
    title: str
    given_by: Literal["profile", "packs", "both"]
    absent: Literal["empty", "unknown"]
    max_items: int
    order_by: str
    pack: str
    span: Span


class Option(Record):
    """A record that a pack puts into a record list. ``fields`` pairs names with values."""

    list_path: str
    id: str
    fields: tuple[tuple[str, Scalar], ...]
    cites: tuple[Cite, ...]
    pack: str
    span: Span
    changes: tuple[Change, ...] = ()


class Parameter(Record):
    """A named value of a pack; a later pack may override it, and a profile where ``open``."""

    path: str
    type: Type
    value: Scalar
    title: str
    help: str
    minimum: Number | None
    maximum: Number | None
    open: bool
    cites: tuple[Cite, ...]
    pack: str
    span: Span
    changes: tuple[Change, ...]


class Change(Record):
    """Who changed a parameter, a fact, an option or a rule: what of it, from what to what, and why."""

    pack: str
    version: str
    what: str
    before: str
    after: str
    because: str
    span: Span


class Derived(Record):
    """A conclusion: its type, hit policy, default, and the order of values where that matters.

    ``priority`` lists values from first to last for ``priority`` and ``output-order``.
    ``internal`` conclusions are not shown to people unless asked for.
    """

    path: str
    type: Type
    policy: Policy
    default: Scalar
    priority: tuple[str, ...]
    title: str
    help: str
    internal: bool
    pack: str
    span: Span


class Cite(Record):
    """A source by id, and the section of it that is meant (may be empty)."""

    source: str
    section: str


class Source(Record):
    """A published thing that rules rest on. Dates are ISO text, or empty."""

    id: str
    title: str
    authors: str
    publisher: str
    date: str
    accessed: str
    review_by: str
    url: str
    grade: str
    note: str
    sections: tuple[tuple[str, str], ...]
    pack: str
    span: Span


class Origin(Record):
    """Where a rule comes from: what was written (rule, table row, flow node, formula) and where."""

    kind: Literal["rule", "row", "flow", "formula"]
    pack: str
    version: str
    parent: str
    index: int
    span: Span


class Loop(Record):
    """``for = "variable in list"``: one instance of the rule for every record."""

    variable: str
    list_path: str


class Template(Record):
    """Text with values in it: literal pieces and expressions in turn."""

    parts: tuple[str | Expr, ...]


class Rule(Record):
    """When the condition is true, the conclusion takes (or gains) the value.

    ``id`` is ``pack/rule``, ``pack/table/row`` or ``pack/flow/node``. A rule with several
    conclusions is several IR rules with one ``id`` and ``part`` counting from 0. ``condition`` is
    None for a rule without one. ``rank`` is the position that ``first`` and the order policies use.
    """

    id: str
    part: int
    title: str
    loop: Loop | None
    condition: Expr | None
    conclusion: str
    value: Expr
    because: Template
    cites: tuple[Cite, ...]
    rank: int
    origin: Origin
    changes: tuple[Change, ...]


class Stratum(Record):
    """Conclusions that are worked out together, and the positions in ``Program.rules`` of theirs.

    ``recursive`` strata hold monotone set-valued conclusions and run to a fixpoint.
    """

    conclusions: tuple[str, ...]
    rules: tuple[int, ...]
    recursive: bool


class Retired(Record):
    """A rule that a later pack took out of force; ``rules`` is what it was, part by part."""

    rule: str
    by: str
    version: str
    because: str
    span: Span
    rules: tuple[Rule, ...] = ()


class FlowNode(Record):
    """A node of a flow, for drawing and for the path that an answer took.

    ``condition`` is what a question asks; None for an outcome.
    """

    id: str
    title: str
    yes: str
    no: str
    outcome: str
    condition: Expr | None = None


class Flow(Record):
    """A flow as written: kept for drawings; its rules are ordinary rules."""

    id: str
    title: str
    outcome: str
    path: str
    start: str
    nodes: tuple[FlowNode, ...]
    pack: str


class Section(Record):
    """A part of the report that a person reads: which conclusions, under which heading, how."""

    id: str
    title: str
    kind: Literal["headline", "steps", "reasons", "values", "list", "table", "paragraph"]
    show: tuple[str, ...]
    columns: tuple[str, ...]
    intro: str
    order: int
    limit: int
    pack: str


class PackStamp(Record):
    """Which pack, in which version, with which content (sha256 over its files)."""

    id: str
    version: str
    digest: str
    title: str
    root: str


class Program(Record):
    """Everything that an evaluation needs, compiled from one set of packs.

    ``rules`` are ordered by (rank); ``strata`` are ordered so that each looks only down.
    """

    packs: tuple[PackStamp, ...]
    enums: tuple[EnumInfo, ...]
    facts: tuple[Fact, ...]
    lists: tuple[RecordList, ...]
    options: tuple[Option, ...]
    parameters: tuple[Parameter, ...]
    derived: tuple[Derived, ...]
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    strata: tuple[Stratum, ...]
    retired: tuple[Retired, ...]
    flows: tuple[Flow, ...]
    report: tuple[Section, ...]
