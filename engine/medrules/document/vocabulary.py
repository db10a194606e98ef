"""The parts of a document about what is asked, concluded and set: facts, conclusions, parameters, sources.

In: a pack and its words. Out: parts. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.document.model import (
    Block,
    Code,
    Grid,
    Link,
    Paragraph,
    Part,
    Strong,
    Terms,
    Text,
    WebLink,
    Words,
    separated,
    spaced,
    words,
)
from medrules.document.saying import Saying, anchor, one_line, type_in_words
from medrules.ir.program import Change, Fact, Source
from medrules.ir.types import EnumType, ListType, SetType, Type
from medrules.packs.model import EnumDef, FactDef, ListDef, SourceDef


def conclusion_parts(say: Saying) -> Iterator[Part]:
    """Each conclusion: what it is, and what decides it."""
    by = _deciders(say)
    for one in say.program.derived:
        if one.pack != say.pack.id:
            continue
        items: list[tuple[str, Text]] = [("Value", _kind(say, one.type))]
        items.append(("Hit policy", words(one.policy.value)))
        if one.priority:
            items.append(("Order", words(", ".join(one.priority))))
        if one.default is not None:
            default: Text = (Strong(_said(say, one.default, one.type)),)
            items.append(("When no rule can fire", default))
        items.append(
            ("Decided by", separated(by.get(one.path, [])) or words("nothing in this pack"))
        )
        if one.internal:
            items.append(("Shown", words("not in reports; other rules use it")))
        yield Part(
            anchor("conclusion", one.path),
            one.title or one.path,
            (*_paragraph(one.help), Terms(tuple(items))),
            id=one.path,
        )


def _deciders(say: Saying) -> dict[str, list[Text]]:
    pack = say.pack
    found: dict[str, list[Text]] = {}

    def add(path: str, kind: str, name: str) -> None:
        found.setdefault(path, []).append((Link(anchor(kind, name), name, True),))

    for flow in pack.flows:
        add(flow.outcome, "flow", flow.id)
        if flow.path:
            add(flow.path, "flow", flow.id)
    for table in pack.tables:
        for path in table.outputs:
            add(path, "table", table.id)
    for rule in pack.rules:
        for path in dict.fromkeys(path for path, _ in rule.then):
            add(path, "rule", rule.id)
    for formula in pack.formulas:
        add(formula.conclusion, "formula", formula.id)
    return found


def parameter_part(say: Saying) -> Part | None:
    """All parameters of the pack, with the values they have now, and who changed them."""
    own = [one for one in say.program.parameters if one.pack == say.pack.id]
    if not own:
        return None
    cites = {one.path: one.cites for one in say.pack.parameters}
    rows = []
    for one in own:
        low, high = (say.number(end, "") for end in (one.minimum, one.maximum))
        span = (
            f"{low} to {high}"
            if low and high
            else f"from {low}"
            if low
            else f"to {high}"
            if high
            else ""
        )
        rows.append(
            (
                spaced((Strong(one.title or one.path),), (Code(one.path),)),
                (Strong(_said(say, one.value, one.type)),),
                words(span),
                words("yes" if one.open else "no"),
                spaced(words(one_line(one.help)), *(_change(item) for item in one.changes)),
                say.cites(cites.get(one.path, ())),
            )
        )
    head = ("Parameter", "Value", "Range", "A profile may set it", "Notes", "Sources")
    grid = Grid(
        "Parameters",
        tuple(words(text) for text in head),
        tuple(rows),
        tuple(anchor("parameter", one.path) for one in own),
    )
    return Part("parameters", "Parameters", (grid,))


def _change(change: Change) -> Text:
    return words(
        f"Changed by {change.pack} {change.version}: {change.what} {change.before} became "
        f"{change.after}, because {one_line(change.because)}"
    )


def option_parts(say: Saying) -> Iterator[Part]:
    """Each record that the pack brings, field by field."""
    changes = {(one.list_path, one.id): one for one in say.program.options}
    for option in say.pack.options:
        fields = dict(option.fields)
        now = changes.get((option.of, option.id))
        items = [
            (
                say.titles.get(f"{option.of}[].{name}") or name,
                say.value(value, f"{option.of}[].{name}"),
            )
            for name, value in fields.items()
        ]
        if option.cites:
            items.append(("Sources", say.cites(option.cites)))
        items += [("Changed", _change(one)) for one in (now.changes if now else ())]
        key = next((one.key for one in say.program.lists if one.path == option.of), "")
        title = fields.get(key)
        yield Part(
            anchor("option", f"{option.of}.{option.id}"),
            title if isinstance(title, str) else option.id,
            (Terms(tuple(items)),),
            id=f"{option.of}/{option.id}",
        )


def vocabulary_parts(say: Saying) -> Iterator[Part]:
    """The questions with their allowed values, the record lists, and the closed sets of words."""
    known = {one.path: one for one in say.program.facts}
    if say.pack.facts:
        yield Part("facts", "Questions", (_facts(say, say.pack.facts, "", known),))
    for item in say.pack.lists:
        yield Part(
            anchor("list", item.path), item.title, tuple(_list(say, item, known)), id=item.path
        )
    for enum in say.pack.enums:
        yield Part(anchor("enum", enum.id), enum.title or enum.id, (_enum(enum),), id=enum.id)


def _list(say: Saying, item: ListDef, known: dict[str, Fact]) -> Iterator[Block]:
    by = {"profile": "the profile", "packs": "packs", "both": "the profile and packs"}[
        item.given_by
    ]
    absent = "means that there are none" if item.absent == "empty" else "leaves them unknown"
    yield Paragraph(
        (
            Words(f"A list of at most {item.max_items} records, each named by "),
            Code(item.key),
            Words(f". They are given by {by}; a profile without the list {absent}."),
        )
    )
    yield _facts(say, item.fields, f"{item.path}[].", known)


def _facts(say: Saying, facts: tuple[FactDef, ...], within: str, known: dict[str, Fact]) -> Grid:
    rows = []
    for one in facts:
        fact = known.get(within + one.path)
        kind = fact.type if fact else None
        asked = (fact.question or fact.title) if fact else (one.question or one.title)
        help = fact.help if fact else one.help
        change = {
            "no": "",
            "effort": "Can change with effort.",
            "institution": "The institution can change it.",
        }
        rows.append(
            (
                spaced((Strong(one_line(asked) or one.path),), words(one_line(help))),
                (Code(one.path),),
                _allowed(say, kind, fact),
                spaced(
                    words(change[one.changeable]),
                    *(_change(item) for item in (fact.changes if fact else ())),
                ),
            )
        )
    head = tuple(words(text) for text in ("Question", "Path", "Answer", "Notes"))
    anchors = tuple(anchor("fact", within + one.path) for one in facts)
    return Grid("Questions", head, tuple(rows), anchors)


def _allowed(say: Saying, kind: Type | None, fact: Fact | None) -> Text:
    if kind is None:
        return ()
    ends = ""
    if fact is not None and (fact.minimum is not None or fact.maximum is not None):
        low, high = say.number(fact.minimum, ""), say.number(fact.maximum, "")
        ends = f", {low} to {high}" if low and high else f", from {low}" if low else f", to {high}"
    return (*_kind(say, kind), *words(ends))


def _kind(say: Saying, kind: Type) -> Text:
    item = kind.item if isinstance(kind, SetType | ListType) else kind
    if not isinstance(item, EnumType):
        return words(type_in_words(kind))
    titles = {one.id: one for one in say.program.enums}
    lead = "list of" if isinstance(kind, ListType) else type_in_words(kind)
    if any(one.id == item.id for one in say.pack.enums):
        shown: Text = (Link(anchor("enum", item.id), (titles[item.id].title or item.id)),)
    else:
        shown = words(titles[item.id].title or item.id) if item.id in titles else (Code(item.id),)
    return spaced(words(lead), shown, (Words(f"({', '.join(item.members)})"),))


def _enum(enum: EnumDef) -> Grid:
    head = tuple(words(text) for text in ("Value", "Title", "Meaning"))
    rows = [
        ((Code(one.value),), words(one.title), words(one_line(one.text))) for one in enum.members
    ]
    title = "Members, the later the greater" if enum.ordered else "Members"
    if enum.extend:
        title = "Members added"
    return Grid(title, head, tuple(rows))


def source_parts(say: Saying) -> Iterator[Part]:
    """Each source: grade, dates, address, its sections, and what rests on it.

    Those of other packs stand last, where this pack cites them.
    """
    used = _uses(say)
    others = [one for one in say.program.sources if one.pack != say.pack.id and one.id in used]
    every: list[SourceDef | Source] = [*say.pack.sources, *others]
    for one in every:
        items: list[tuple[str, Text]] = []
        if isinstance(one, Source):
            items.append(("Brought by", words(f"the pack {one.pack}")))
        for name, text in (
            ("Authors", one.authors),
            ("Publisher", one.publisher),
            ("Grade", one.grade),
            ("Published", one.date),
            ("Read on", one.accessed),
            ("Review by", one.review_by),
        ):
            if text:
                items.append((name, words(text)))
        if one.url:
            items.append(("Address", (WebLink(one.url, one.url),)))
        if one.note:
            items.append(("Note", words(one_line(one.note))))
        sections = [spaced((Strong(key),), words(text)) for key, text in one.sections]
        if sections:
            items.append(("Sections", separated(sections, "; ")))
        items.append(("Cited by", separated(used.get(one.id, [])) or words("nothing in this pack")))
        yield Part(anchor("source", one.id), one.title or one.id, (Terms(tuple(items)),), id=one.id)


def _uses(say: Saying) -> dict[str, list[Text]]:
    pack = say.pack
    found: dict[str, dict[str, Text]] = {}
    things = [
        *(
            ("flow", one.id, (*one.cites, *(c for n in one.nodes for c in n.cites)))
            for one in pack.flows
        ),
        *(
            ("table", one.id, (*one.cites, *(c for r in one.rows for c in r.cites)))
            for one in pack.tables
        ),
        *(("rule", one.id, one.cites) for one in pack.rules),
        *(("formula", one.id, one.cites) for one in pack.formulas),
        *(("parameter", one.path, one.cites) for one in pack.parameters),
        *(("option", f"{one.of}.{one.id}", one.cites) for one in pack.options),
    ]
    for kind, name, cites in things:
        for cite in cites:
            source = cite.text.partition("#")[0]
            found.setdefault(source, {})[f"{kind}/{name}"] = (Link(anchor(kind, name), name, True),)
    return {source: list(texts.values()) for source, texts in found.items()}


def _said(say: Saying, value: object, kind: Type) -> str:
    from medrules.explain.wording import say_value

    return say_value(value, kind, say.program, 12)


def _paragraph(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph(words(one_line(text))),) if text else ()
