"""From a pack to its document.

In: a pack as written, the program that it belongs to (for values, titles, and what other packs
changed), and the text of its change log. Out: ``Document``. Refused: nothing. Only what this pack
brings is documented; parts that would be empty are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medrules.document.history import history_part
from medrules.document.model import (
    Block,
    Code,
    Document,
    Listing,
    Paragraph,
    Part,
    Strong,
    Terms,
    Text,
    Words,
    separated,
    spaced,
    words,
)
from medrules.document.rules import flow_parts, formula_parts, rule_parts, table_parts
from medrules.document.saying import Saying, one_line
from medrules.document.vocabulary import (
    conclusion_parts,
    option_parts,
    parameter_part,
    source_parts,
    vocabulary_parts,
)
from medrules.ir.program import Program
from medrules.packs.model import OverrideDef, PackDef


def document_of(pack: PackDef, program: Program, changelog: str = "") -> Document:
    """The document of one pack of the program."""
    say = Saying(pack, program)
    parts = [
        _decision(pack),
        _group("flows", "Flows", flow_parts(say)),
        _group("tables", "Decision tables", table_parts(say)),
        _group("rules", "Rules", rule_parts(say)),
        _group("formulas", "Formulas", formula_parts(say)),
        _group("conclusions", "Conclusions", conclusion_parts(say)),
        _report(say),
        parameter_part(say),
        _group("options", "Options", option_parts(say)),
        _group("vocabulary", "Vocabulary", vocabulary_parts(say)),
        _over_others(say),
        _changed_by_others(say),
        _group("sources", "Sources", source_parts(say)),
        history_part(changelog),
    ]
    return Document(
        pack.title or pack.id,
        f"{pack.id} {pack.version}",
        (*_paragraphs(pack.description), Terms(tuple(_head(pack)))),
        tuple(part for part in parts if part is not None),
    )


def _group(name: str, title: str, parts: Iterable[Part]) -> Part | None:
    found = tuple(parts)
    return Part(name, title, (), found) if found else None


def _head(pack: PackDef) -> Iterator[tuple[str, Text]]:
    for name, text in (
        ("Version", pack.version),
        ("Updated", pack.updated),
        ("How it is kept up to date", one_line(pack.update_policy)),
        ("Funding", one_line(pack.funding)),
        ("Authors", ", ".join(pack.authors)),
        ("License", pack.license),
    ):
        if text:
            yield name, words(text)
    needs = [spaced((Code(one.pack),), words(one.version)) for one in pack.requires]
    if needs:
        yield "Builds on", separated(needs)
    yield "Digest of its files (sha256)", (Code(pack.digest),)


def _decision(pack: PackDef) -> Part | None:
    aid = pack.decision_aid
    if aid is None:
        return None
    options: list[Part] = []
    for index, one in enumerate(aid.options, start=1):
        blocks: list[Block] = []
        for lead, texts in (
            ("What speaks for it:", one.positives),
            ("What speaks against it:", one.negatives),
        ):
            if texts:
                blocks.append(Paragraph((Strong(lead),)))
                blocks.append(Listing(tuple(words(one_line(text)) for text in texts)))
        options.append(Part(f"choice-{index}", one.name, tuple(blocks)))
    return Part("decision", "The decision", _paragraphs(aid.decision), tuple(options))


def _report(say: Saying) -> Part | None:
    sections = sorted(say.pack.report, key=lambda one: one.order)
    items = tuple(
        spaced(
            (Strong(one.title or one.id),),
            words(f"({one.kind}):"),
            separated([say.path(path) for path in one.show]),
            words(one_line(one.intro)),
        )
        for one in sections
    )
    return Part("report", "What a person is shown", (Listing(items),)) if items else None


def _over_others(say: Saying) -> Part | None:
    """What this pack changes in the packs that it builds on."""
    parts: list[Part] = []
    pack = say.pack
    if pack.overrides:
        items = tuple(_override(say, one) for one in pack.overrides)
        parts.append(Part("overrides", "Overridden", (Listing(items),)))
    if pack.retire:
        items = tuple(
            spaced((Code(one.rule),), words("retired because"), words(one_line(one.because)))
            for one in pack.retire
        )
        parts.append(Part("retired", "Retired", (Listing(items),)))
    return _group("changes-to-others", "What it changes in other packs", parts)


def _override(say: Saying, one: OverrideDef) -> Text:
    said: list[Text] = []
    if one.kind == "parameter":
        said.append(spaced(words("becomes"), say.value(one.value, one.target)))
    said += [
        spaced(words(f"{key} becomes"), (Words(f'"{one_line(text)}"'),)) for key, text in one.texts
    ]
    said += [
        spaced(
            (Code(name),),
            words("becomes"),
            say.value(value, f"{one.target.partition('/')[0]}[].{name}"),
        )
        for name, value in one.fields
    ]
    was = spaced(words(", it was"), (Code(str(one.was)),)) if one.was is not None else ()
    return spaced(
        words(one.kind),
        (Code(one.target),),
        separated(said),
        was,
        words("because"),
        words(one_line(one.because)),
    )


def _changed_by_others(say: Saying) -> Part | None:
    """What other packs of the program changed in this one."""
    own = f"{say.pack.id}/"
    items: list[Text] = []
    for gone in say.program.retired:
        if gone.rule.startswith(own):
            items.append(
                spaced(
                    (Code(gone.rule),),
                    words(f"retired by {gone.by} {gone.version} because"),
                    words(one_line(gone.because)),
                )
            )
    for rule in say.program.rules:
        if rule.origin.pack == say.pack.id and rule.part == 0:
            for change in rule.changes:
                said = f"{change.what} changed by {change.pack} {change.version} because"
                items.append(spaced((Code(rule.id),), words(said), words(one_line(change.because))))
    if not items:
        return None
    return Part("changed-by-others", "What other packs change in it", (Listing(tuple(items)),))


def _paragraphs(text: str) -> tuple[Block, ...]:
    """Paragraphs, as blank lines part them."""
    chunks = (one_line(chunk) for chunk in text.strip().replace("\r\n", "\n").split("\n\n"))
    return tuple(Paragraph(words(chunk)) for chunk in chunks if chunk)
