"""What is written otherwise: the definitions of two packs side by side.

In: two packs as written. Out: ``Change`` values, by kind and in the order of the packs. Refused:
nothing. A thing is known by its kind and id. One that is gone where another of the same content has
come was *moved*; so was one that stands in another file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medrules.compare.model import Aspect, Change, How
from medrules.ir.writing import written
from medrules.packs.model import (
    CiteDef,
    FactDef,
    PackDef,
    Place,
    TypeDef,
)
from medrules.source.located import Located
from medrules.source.toml import TomlValue

TEXTS = frozenset(
    {
        "title",
        "help",
        "question",
        "text",
        "because",
        "because (yes)",
        "because (no)",
        "cites",
        "intro",
        "note",
        "authors",
        "publisher",
        "date",
        "accessed",
        "review by",
        "url",
        "grade",
        "sections",
    }
)
"""Aspects that no answer depends on."""

_CONDITIONS = frozenset({"condition", "for", "yes", "no", "start", "inputs"})
_TYPES = frozenset({"type", "range"})
_VALUES = frozenset({"gives", "value", "default", "fields"})

_RULES = ("rule", "row", "step", "formula")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing as it is written: by name of aspect, its text."""

    kind: str
    id: str
    file: str
    aspects: tuple[tuple[str, str], ...]


def changes_of(old: PackDef, new: PackDef) -> tuple[Change, ...]:
    """Everything that is written otherwise."""
    before = {(one.kind, one.id): one for one in _items(old)}
    after = {(one.kind, one.id): one for one in _items(new)}
    gone = [one for key, one in before.items() if key not in after]
    come = [one for key, one in after.items() if key not in before]
    found: list[Change] = []
    for one in gone:
        twin = next((item for item in come if _twins(one, item)), None)
        if twin is not None:
            come.remove(twin)
            found.append(Change(one.kind, one.id, "moved", (), twin.id))
        else:
            lost: How = "back in force" if one.kind == "retirement" else "removed"
            found.append(Change(one.kind, one.id, lost, _aspects(one, None)))
    for item in come:
        how: How = "retired" if item.kind == "retirement" else "added"
        found.append(Change(item.kind, item.id, how, _aspects(None, item)))
    for key, one in before.items():
        if key in after:
            found += _altered(one, after[key])
    order = {key: index for index, key in enumerate((*before, *after))}
    return tuple(sorted(found, key=lambda one: (_KINDS.index(one.kind), order[one.kind, one.id])))


def _twins(one: Item, other: Item) -> bool:
    """Same kind and content; a thing of hardly any content has no twin."""
    return one.kind == other.kind and one.kind in _MOVABLE and one.aspects == other.aspects


def _aspects(before: Item | None, after: Item | None) -> tuple[Aspect, ...]:
    old = dict(before.aspects) if before else {}
    new = dict(after.aspects) if after else {}
    return tuple(
        Aspect(name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name, "") != new.get(name, "")
    )


def _altered(one: Item, other: Item) -> Iterator[Change]:
    aspects = _aspects(one, other)
    if one.file != other.file:
        yield Change(one.kind, one.id, "moved", (Aspect("file", one.file, other.file),), one.id)
    groups: dict[How, list[Aspect]] = {}
    for aspect in aspects:
        if aspect.name == "rows" and set(aspect.before.split(", ")) != set(
            aspect.after.split(", ")
        ):
            continue  # rows that came or went tell it themselves
        groups.setdefault(_how(one.kind, aspect.name), []).append(aspect)
    for how, some in groups.items():
        yield Change(one.kind, one.id, how, tuple(some))


def _how(kind: str, aspect: str) -> How:
    if aspect in TEXTS or kind in _ONLY_TEXTS:
        return "reworded"
    if aspect in _CONDITIONS:
        return "condition changed"
    if aspect in _TYPES:
        return "type changed"
    return "value changed" if aspect in _VALUES else "changed"


# -- the things of a pack ----------------------------------------------------------------------------


def _items(pack: PackDef) -> Iterator[Item]:
    yield _item("pack", "pack", pack.at, id=pack.id)
    yield _item(
        "texts of the pack",
        "pack",
        pack.at,
        title=pack.title,
        text=pack.description,
        note=f"{pack.update_policy} {pack.funding} {pack.license}",
        authors=", ".join(pack.authors),
        **_aid(pack),
    )
    for need in pack.requires:
        yield _item("requirement", need.pack, need.at, version=need.version)
    yield from _rules(pack)
    yield from _vocabulary(pack)
    for source in pack.sources:
        yield _item(
            "source",
            source.id,
            source.at,
            title=source.title,
            authors=source.authors,
            publisher=source.publisher,
            date=source.date,
            accessed=source.accessed,
            review_by=source.review_by,
            url=source.url,
            grade=source.grade,
            note=source.note,
            sections="; ".join(f"{key} {text}" for key, text in source.sections),
        )
    for one in pack.overrides:
        yield _item(
            "override",
            f"{one.kind} {one.target}",
            one.at,
            value=_value(one.value),
            because=one.because,
            title="; ".join(f"{key}: {text}" for key, text in one.texts),
            fields=_pairs(one.fields),
        )
    for gone in pack.retire:
        yield _item("retirement", gone.rule, gone.at, because=gone.because)
    for section in pack.report:
        yield _item(
            "report section",
            section.id,
            section.at,
            title=section.title,
            show=", ".join(section.show),
            columns=", ".join(section.columns),
            intro=section.intro,
            order=str(section.order),
            limit=str(section.limit),
            layout=section.kind,
        )


def _aid(pack: PackDef) -> dict[str, str]:
    aid = pack.decision_aid
    if aid is None:
        return {}
    options = [
        f"{one.name}: + {'; '.join(one.positives)} - {'; '.join(one.negatives)}"
        for one in aid.options
    ]
    return {"decision aid": "\n".join([aid.decision, *options])}


def _rules(pack: PackDef) -> Iterator[Item]:
    for rule in pack.rules:
        yield _item(
            "rule",
            rule.id,
            rule.at,
            title=rule.title,
            **{"for": rule.loop},
            condition=_text(rule.when),
            gives=_pairs(rule.then),
            because=_text(rule.because),
            cites=_cites(rule.cites),
            order=_order(rule.order),
        )
    for table in pack.tables:
        yield _item(
            "table",
            table.id,
            table.at,
            title=table.title,
            **{"for": table.loop},
            inputs="; ".join(_text(one) for one in table.inputs),
            outputs=", ".join(table.outputs),
            policy=table.policy,
            because=_text(table.because),
            cites=_cites(table.cites),
            order=_order(table.order),
            rows=", ".join(row.id for row in table.rows),
        )
        for row in table.rows:
            yield _item(
                "row",
                f"{table.id}/{row.id}",
                row.at,
                condition=" | ".join(_text(one) for one in row.when),
                gives=" | ".join(_value(one) for one in row.then),
                because=_text(row.because),
                cites=_cites(row.cites),
            )
    for flow in pack.flows:
        yield _item(
            "flow",
            flow.id,
            flow.at,
            title=flow.title,
            outcome=flow.outcome,
            path=flow.path,
            start=flow.start,
            cites=_cites(flow.cites),
        )
        for node in flow.nodes:
            yield _item(
                "step",
                f"{flow.id}/{node.id}",
                node.at,
                question=node.question,
                condition=_text(node.when),
                yes=node.yes,
                no=node.no,
                gives=_value(node.outcome),
                because=_text(node.because),
                **{
                    "because (yes)": _text(node.because_yes),
                    "because (no)": _text(node.because_no),
                },
                cites=_cites(node.cites),
            )
    for formula in pack.formulas:
        yield _item(
            "formula",
            formula.id,
            formula.at,
            title=formula.title,
            conclusion=formula.conclusion,
            gives=_text(formula.value),
            **{"for": formula.loop},
            condition=_text(formula.when),
            because=_text(formula.because),
            cites=_cites(formula.cites),
            order=_order(formula.order),
        )


def _vocabulary(pack: PackDef) -> Iterator[Item]:
    for enum in pack.enums:
        yield _item(
            "enum",
            enum.id,
            enum.at,
            title=enum.title,
            type="ordered" if enum.ordered else "not ordered",
            extend=str(enum.extend),
        )
        for index, member in enumerate(enum.members):
            position = str(index) if enum.ordered else ""
            yield _item(
                "member",
                f"{enum.id}/{member.value}",
                enum.at,
                title=member.title,
                text=member.text,
                order=position,
            )
    for fact in pack.facts:
        yield _fact(fact, "")
    for item in pack.lists:
        yield _item(
            "list",
            item.path,
            item.at,
            title=item.title,
            type=f"named by {item.key}, given by {item.given_by}",
            absent=item.absent,
            limit=str(item.max_items),
            order=item.order_by,
        )
        for field in item.fields:
            yield _fact(field, f"{item.path}[].")
    for conclusion in pack.conclusions:
        yield _item(
            "conclusion",
            conclusion.path,
            conclusion.at,
            type=_type(conclusion.type),
            policy=conclusion.policy,
            default=_value(conclusion.default),
            priority=", ".join(conclusion.priority),
            title=conclusion.title,
            help=conclusion.help,
            internal=str(conclusion.internal),
        )
    for one in pack.parameters:
        yield _item(
            "parameter",
            one.path,
            one.at,
            type=_type(one.type),
            range=_range(one.type),
            value=_value(one.value),
            title=one.title,
            help=one.help,
            open=str(one.open),
            cites=_cites(one.cites),
        )
    for option in pack.options:
        yield _item(
            "option",
            f"{option.of}/{option.id}",
            option.at,
            fields=_pairs(option.fields),
            cites=_cites(option.cites),
        )


def _fact(fact: FactDef, within: str) -> Item:
    return _item(
        "fact",
        within + fact.path,
        fact.at,
        type=_type(fact.type),
        range=_range(fact.type),
        title=fact.title,
        question=fact.question,
        help=fact.help,
        changeable=fact.changeable,
    )


def _item(kind: str, name: str, at: Place, **aspects: str) -> Item:
    # The name of a file inside the pack: the last one or two parts of what people are shown.
    file = at.document.source.name.rpartition("/")[2]
    return Item(
        kind,
        name,
        file,
        tuple((key.replace("_", " "), text) for key, text in aspects.items() if text),
    )


def _type(kind: TypeDef) -> str:
    return " ".join(
        text for text in (kind.type, kind.of, f"in {kind.unit}" if kind.unit else "") if text
    )


def _range(kind: TypeDef) -> str:
    if kind.minimum is None and kind.maximum is None:
        return ""
    low = "…" if kind.minimum is None else str(kind.minimum)
    return f"{low} to {'…' if kind.maximum is None else kind.maximum}"


def _text(text: Located | None) -> str:
    return " ".join(text.text.split()) if text is not None else ""


def _order(order: int) -> str:
    return str(order) if order else ""


def _value(value: TomlValue) -> str:
    if value is None:
        return ""
    return str(written(tuple(value) if isinstance(value, list) else value))


def _pairs(pairs: Sequence[tuple[str, TomlValue]]) -> str:
    return "; ".join(f"{name} = {_value(value)}" for name, value in pairs)


def _cites(cites: Sequence[CiteDef]) -> str:
    return ", ".join(one.text for one in cites)


_KINDS = (
    "pack",
    "texts of the pack",
    "requirement",
    "flow",
    "step",
    "table",
    "row",
    "rule",
    "formula",
    "conclusion",
    "fact",
    "list",
    "enum",
    "member",
    "parameter",
    "option",
    "source",
    "override",
    "retirement",
    "report section",
)
_MOVABLE = frozenset({*_RULES, "source", "option"})
_ONLY_TEXTS = frozenset({"texts of the pack", "source"})
