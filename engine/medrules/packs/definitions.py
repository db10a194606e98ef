"""One small function for every kind of table: from a validated TOML table to its definition.

In: a ``Table`` that the schema accepted. Out: the frozen definition of ``medrules.packs.model``.
Nothing is refused here.
"""

from __future__ import annotations

from medrules.packs.model import (
    AcceptDef,
    AidOptionDef,
    ConclusionDef,
    DecisionAidDef,
    EnumDef,
    FactDef,
    FlowDef,
    FlowNodeDef,
    FormulaDef,
    ListDef,
    MemberDef,
    OptionDef,
    OverrideDef,
    ParameterDef,
    RequireDef,
    RetireDef,
    RowDef,
    RuleDef,
    SectionDef,
    SourceDef,
    TableDef,
    TypeDef,
)
from medrules.packs.table import Table
from medrules.source.located import Located


def requirement(table: Table) -> RequireDef:
    """One of ``[[pack.requires]]``."""
    return RequireDef(table.text("pack"), table.text("version"), table.at)


def acceptance(table: Table) -> AcceptDef:
    """One of ``[[pack.accept]]``."""
    return AcceptDef(table.text("code"), table.text("where"), table.text("because"), table.at)


def decision_aid(table: Table) -> DecisionAidDef:
    """``[pack.decision_aid]``."""
    options = tuple(
        AidOptionDef(item.text("name"), item.texts("positives"), item.texts("negatives"), item.at)
        for item in table.tables("options")
    )
    return DecisionAidDef(table.text("decision"), options, table.at)


def enum(table: Table) -> EnumDef:
    """``[[enums]]``; a member may be a bare word."""
    members: list[MemberDef] = []
    for index, item in enumerate(table.items("members")):
        at = table.at.down("members", index)
        if isinstance(item, dict):
            inner = Table(item, at)
            value = inner.text("value")
            members.append(MemberDef(value, inner.text("title", value), inner.text("text"), at))
        else:
            members.append(MemberDef(str(item), str(item), "", at))
    return EnumDef(
        table.text("id"),
        table.text("title"),
        table.flag("ordered"),
        table.flag("extend"),
        tuple(members),
        table.at,
    )


def type_of(table: Table) -> TypeDef:
    """The keys of a table that say a type."""
    return TypeDef(
        table.text("type"),
        table.text("of"),
        table.text("unit"),
        table.raw("min"),
        table.raw("max"),
        table.at,
    )


def fact(table: Table, name_key: str = "path") -> FactDef:
    """``[[facts]]`` of a scalar, or a field of a record list (``name_key = "name"``)."""
    path = table.text(name_key)
    changeable = table.text("changeable", "no")
    return FactDef(
        path,
        type_of(table),
        table.text("title", path),
        table.text("question"),
        table.text("help"),
        "effort"
        if changeable == "effort"
        else "institution"
        if changeable == "institution"
        else "no",
        table.at,
    )


def record_list(table: Table) -> ListDef:
    """``[[facts]]`` with ``type = "records"``."""
    given_by = table.text("given_by", "profile")
    return ListDef(
        path=table.text("path"),
        key=table.text("key"),
        title=table.text("title", table.text("path")),
        given_by="packs" if given_by == "packs" else "both" if given_by == "both" else "profile",
        absent="empty" if table.text("absent") == "empty" else "unknown",
        max_items=table.whole("max_items", 50),
        order_by=table.text("order_by"),
        fields=tuple(fact(item, "name") for item in table.tables("fields")),
        at=table.at,
    )


def option(table: Table) -> OptionDef:
    """``[[options]]``."""
    return OptionDef(
        table.text("of"), table.text("id"), table.pairs("fields"), table.cites(), table.at
    )


def parameter(table: Table) -> ParameterDef:
    """``[[parameters]]``."""
    path = table.text("path")
    return ParameterDef(
        path,
        type_of(table),
        table.raw("value"),
        table.text("title", path),
        table.text("help"),
        table.flag("open"),
        table.cites(),
        table.at,
    )


def conclusion(table: Table) -> ConclusionDef:
    """``[[conclusions]]``."""
    path = table.text("path")
    return ConclusionDef(
        path,
        type_of(table),
        table.text("policy", "unique"),
        table.raw("default"),
        table.texts("priority"),
        table.text("title", path),
        table.text("help"),
        table.flag("internal"),
        table.at,
    )


def rule(table: Table) -> RuleDef:
    """``[[rules]]``."""
    return RuleDef(
        table.text("id"),
        table.text("title"),
        table.text("for"),
        table.located("when"),
        table.pairs("then"),
        table.located("because"),
        table.cites(),
        table.whole("order"),
        table.at,
    )


def table(table: Table) -> TableDef:
    """``[[tables]]``; a row without an id is ``row-N``, counted from 1."""
    rows = tuple(
        RowDef(
            item.text("id", f"row-{index}"),
            item.located_items("when"),
            tuple(item.items("then")),
            item.located("because"),
            item.cites(),
            item.at,
        )
        for index, item in enumerate(table.tables("rows"), start=1)
    )
    return TableDef(
        table.text("id"),
        table.text("title"),
        table.text("for"),
        table.located_items("inputs"),
        table.texts("outputs"),
        table.text("policy"),
        table.located("because"),
        table.cites(),
        rows,
        table.whole("order"),
        table.at,
    )


def flow(table: Table) -> FlowDef:
    """``[[flows]]``."""
    nodes = tuple(
        FlowNodeDef(
            item.text("id"),
            item.text("question"),
            item.located("when"),
            item.text("yes"),
            item.text("no"),
            item.raw("outcome"),
            item.located("because"),
            item.located("because_yes"),
            item.located("because_no"),
            item.cites(),
            item.at,
        )
        for item in table.tables("nodes")
    )
    return FlowDef(
        table.text("id"),
        table.text("title"),
        table.text("outcome"),
        table.text("path"),
        table.text("start"),
        table.cites(),
        nodes,
        table.at,
    )


def formula(table: Table) -> FormulaDef:
    """``[[formulas]]``."""
    return FormulaDef(
        table.text("id"),
        table.text("title"),
        table.text("conclusion"),
        table.located("value") or Located.unplaced(""),
        table.text("for"),
        table.located("when"),
        table.located("because"),
        table.cites(),
        table.whole("order"),
        table.at,
    )


def source(table: Table) -> SourceDef:
    """``[[sources]]``."""
    return SourceDef(
        table.text("id"),
        table.text("title"),
        table.text("authors"),
        table.text("publisher"),
        table.text("date"),
        table.text("accessed"),
        table.text("review_by"),
        table.text("url"),
        table.text("grade"),
        table.text("note"),
        tuple((key, str(value)) for key, value in table.pairs("sections")),
        table.at,
    )


def override(table: Table) -> OverrideDef:
    """``[[overrides]]``; the schema has seen to it that one target is named."""
    texts = tuple(
        (key, table.text(key))
        for key in ("because_text", "title", "question", "help")
        if table.raw(key) is not None
    )
    for kind in ("rule", "fact", "option"):
        if table.raw(kind) is not None:
            break
    else:
        kind = "parameter"
    return OverrideDef(
        "rule"
        if kind == "rule"
        else "fact"
        if kind == "fact"
        else "option"
        if kind == "option"
        else "parameter",
        table.text(kind),
        table.raw("was"),
        table.raw("value"),
        texts,
        table.pairs("fields"),
        table.text("because"),
        table.at,
    )


def retirement(table: Table) -> RetireDef:
    """``[[retire]]``."""
    return RetireDef(table.text("rule"), table.raw("was"), table.text("because"), table.at)


def section(table: Table) -> SectionDef:
    """``[[report]]``."""
    kind = table.text("kind")
    return SectionDef(
        table.text("id"),
        table.text("title"),
        kind
        if kind in ("headline", "steps", "reasons", "values", "list", "table")
        else "paragraph",  # type: ignore[arg-type]
        table.texts("show"),
        table.texts("columns"),
        table.text("intro"),
        table.whole("order"),
        table.whole("limit"),
        table.at,
    )
