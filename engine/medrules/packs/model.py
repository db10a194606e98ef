"""A pack as written: one frozen definition for every table of its TOML files.

Out of ``medrules.packs.read``, into ``medrules.compiler``. Nothing is resolved here: a path is
text, a condition is text with positions (``Located``), a literal is the TOML value. Every
definition has ``at``, its place in its file, from which the span of any of its keys can be had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from medrules.source.located import Located
from medrules.source.span import Span
from medrules.source.toml import TomlDocument, TomlValue

Step: TypeAlias = str | int


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a definition stands: a document, and the path of keys and indexes inside it."""

    document: TomlDocument
    path: tuple[Step, ...]

    def value(self, *more: Step) -> Span:
        """The span of the value at this place, or further in."""
        return self.document.value_span((*self.path, *more))

    def key(self, *more: Step) -> Span:
        """The span of the key at this place, or further in."""
        return self.document.key_span((*self.path, *more))

    def located(self, *more: Step) -> Located:
        """The text value at this place, or further in, with its positions."""
        return self.document.located((*self.path, *more))

    def down(self, *more: Step) -> Place:
        """The place further in."""
        return Place(self.document, (*self.path, *more))


@dataclass(frozen=True, slots=True)
class MemberDef:
    """A member of an enum."""

    value: str
    title: str
    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class EnumDef:
    """``[[enums]]``."""

    id: str
    title: str
    ordered: bool
    extend: bool
    members: tuple[MemberDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class TypeDef:
    """The keys that say a type: ``type``, ``of``, ``unit``, ``min``, ``max``."""

    type: str
    of: str
    unit: str
    minimum: TomlValue
    maximum: TomlValue
    at: Place


@dataclass(frozen=True, slots=True)
class FactDef:
    """``[[facts]]`` of a scalar, or one of ``[[facts.fields]]`` (``path`` is then the name)."""

    path: str
    type: TypeDef
    title: str
    question: str
    help: str
    changeable: Literal["no", "effort", "institution"]
    at: Place


@dataclass(frozen=True, slots=True)
class ListDef:
    """``[[facts]]`` with ``type = "records"``."""

    path: str
    key: str
    title: str
    given_by: Literal["profile", "packs", "both"]
    absent: Literal["empty", "unknown"]
    max_items: int
    order_by: str
    fields: tuple[FactDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class CiteDef:
    """One entry of ``cites``."""

    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class OptionDef:
    """``[[options]]``."""

    of: str
    id: str
    fields: tuple[tuple[str, TomlValue], ...]
    cites: tuple[CiteDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class ParameterDef:
    """``[[parameters]]``."""

    path: str
    type: TypeDef
    value: TomlValue
    title: str
    help: str
    open: bool
    cites: tuple[CiteDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class ConclusionDef:
    """``[[conclusions]]``; ``default`` is None where none is written."""

    path: str
    type: TypeDef
    policy: str
    default: TomlValue
    priority: tuple[str, ...]
    title: str
    help: str
    internal: bool
    at: Place


@dataclass(frozen=True, slots=True)
class RuleDef:
    """``[[rules]]``."""

    id: str
    title: str
    loop: str
    when: Located | None
    then: tuple[tuple[str, TomlValue], ...]
    because: Located | None
    cites: tuple[CiteDef, ...]
    order: int
    at: Place


@dataclass(frozen=True, slots=True)
class RowDef:
    """One of ``[[tables.rows]]``."""

    id: str
    when: tuple[Located, ...]
    then: tuple[TomlValue, ...]
    because: Located | None
    cites: tuple[CiteDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class TableDef:
    """``[[tables]]``."""

    id: str
    title: str
    loop: str
    inputs: tuple[Located, ...]
    outputs: tuple[str, ...]
    policy: str
    because: Located | None
    cites: tuple[CiteDef, ...]
    rows: tuple[RowDef, ...]
    order: int
    at: Place


@dataclass(frozen=True, slots=True)
class FlowNodeDef:
    """One of ``[[flows.nodes]]``: a question when it has ``when``, else an outcome."""

    id: str
    question: str
    when: Located | None
    yes: str
    no: str
    outcome: TomlValue
    because: Located | None
    because_yes: Located | None
    because_no: Located | None
    cites: tuple[CiteDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class FlowDef:
    """``[[flows]]``."""

    id: str
    title: str
    outcome: str
    path: str
    start: str
    cites: tuple[CiteDef, ...]
    nodes: tuple[FlowNodeDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class FormulaDef:
    """``[[formulas]]``."""

    id: str
    title: str
    conclusion: str
    value: Located
    loop: str
    when: Located | None
    because: Located | None
    cites: tuple[CiteDef, ...]
    order: int
    at: Place


@dataclass(frozen=True, slots=True)
class SourceDef:
    """``[[sources]]``; dates as ISO text."""

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
    at: Place


@dataclass(frozen=True, slots=True)
class OverrideDef:
    """``[[overrides]]``: ``kind`` says what ``target`` names; ``was``, what it was written against."""

    kind: Literal["parameter", "rule", "fact", "option"]
    target: str
    was: TomlValue
    value: TomlValue
    texts: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, TomlValue], ...]
    because: str
    at: Place


@dataclass(frozen=True, slots=True)
class RetireDef:
    """``[[retire]]``."""

    rule: str
    was: TomlValue
    because: str
    at: Place


@dataclass(frozen=True, slots=True)
class SectionDef:
    """``[[report]]``."""

    id: str
    title: str
    kind: Literal["headline", "steps", "reasons", "values", "list", "table", "paragraph"]
    show: tuple[str, ...]
    columns: tuple[str, ...]
    intro: str
    order: int
    limit: int
    at: Place


@dataclass(frozen=True, slots=True)
class RequireDef:
    """One of ``[[pack.requires]]``."""

    pack: str
    version: str
    at: Place


@dataclass(frozen=True, slots=True)
class AidOptionDef:
    """One of ``[[pack.decision_aid.options]]``: a choice, what speaks for it and against it."""

    name: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class DecisionAidDef:
    """``[pack.decision_aid]``: what a person who decides has to be told."""

    decision: str
    options: tuple[AidOptionDef, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class AcceptDef:
    """One of ``[[pack.accept]]``: a finding that is right as it is, and why."""

    code: str
    where: str
    because: str
    at: Place


@dataclass(frozen=True, slots=True)
class PackDef:
    """One pack: its head, and everything in its files, in the order of file names, then of lines.

    ``digest`` is the sha256 (hexadecimal) over the names and bytes of all its TOML files.
    """

    id: str
    version: str
    title: str
    description: str
    updated: str
    update_policy: str
    funding: str
    license: str
    authors: tuple[str, ...]
    requires: tuple[RequireDef, ...]
    reading_grade: int
    decision_aid: DecisionAidDef | None
    accept: tuple[AcceptDef, ...]
    root: str
    digest: str
    enums: tuple[EnumDef, ...]
    facts: tuple[FactDef, ...]
    lists: tuple[ListDef, ...]
    options: tuple[OptionDef, ...]
    parameters: tuple[ParameterDef, ...]
    conclusions: tuple[ConclusionDef, ...]
    rules: tuple[RuleDef, ...]
    tables: tuple[TableDef, ...]
    flows: tuple[FlowDef, ...]
    formulas: tuple[FormulaDef, ...]
    sources: tuple[SourceDef, ...]
    overrides: tuple[OverrideDef, ...]
    retire: tuple[RetireDef, ...]
    report: tuple[SectionDef, ...]
    at: Place
