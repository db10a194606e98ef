"""Every text of a pack that a person may be shown.

In: a pack as written, and the program (which tells the text fields of options). Out: ``Text`` values
with their places. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.program import Program
from medrules.ir.types import TextType
from medrules.packs.model import PackDef, Place
from medrules.source.located import Located
from medrules.source.span import Span


class Text:
    """``what`` it is, in words; ``about``: the thing it belongs to; ``prose``: sentences that a person
    reads, in the pack's own words."""

    __slots__ = ("about", "at", "prose", "text", "what")

    def __init__(self, what: str, about: str, text: str, at: Place, prose: bool) -> None:
        self.what = what
        self.about = about
        self.text = text
        self.at = at
        self.prose = prose

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.at.value()

    def located(self, start: int, end: int) -> Span:
        """Where a stretch of it stands."""
        return self.at.located().span(start, end)


def texts_of(pack: PackDef, program: Program) -> Iterator[Text]:
    """All of them, kind by kind, in the order written."""
    yield from _head(pack)
    yield from _vocabulary(pack)
    yield from _options(pack, program)
    yield from _rules(pack)
    yield from _rest(pack)


def _head(pack: PackDef) -> Iterator[Text]:
    yield from _keys(
        "the pack", "pack", pack.at, {"title": False, "description": True, "funding": False}
    )
    yield from _keys("the pack", "pack", pack.at, {"update_policy": False})
    if pack.decision_aid is not None:
        aid = pack.decision_aid
        yield from _keys("the decision aid", "pack", aid.at, {"decision": True})
        for option in aid.options:
            about = f"pack/{option.name}"
            yield from _keys(f'the option "{option.name}"', about, option.at, {"name": False})
            for key, texts in (("positives", option.positives), ("negatives", option.negatives)):
                for index, text in enumerate(texts):
                    what = f'what the option "{option.name}" has among its {key}'
                    yield Text(what, about, text, option.at.down(key, index), True)


def _vocabulary(pack: PackDef) -> Iterator[Text]:
    shown = {"title": False, "question": True, "help": True}
    for enum in pack.enums:
        yield from _keys(f'the enum "{enum.id}"', enum.id, enum.at, {"title": False})
        for member in enum.members:
            what = f'the member "{member.value}" of "{enum.id}"'
            about = f"{enum.id}/{member.value}"
            yield from _keys(what, about, member.at, {"title": False, "text": True})
    for fact in pack.facts:
        yield from _keys(f'the fact "{fact.path}"', fact.path, fact.at, {**shown, "unit": False})
    for item in pack.lists:
        yield from _keys(f'the record list "{item.path}"', item.path, item.at, shown)
        for field in item.fields:
            path = f"{item.path}[].{field.path}"
            yield from _keys(f'the field "{path}"', path, field.at, {**shown, "unit": False})
    for parameter in pack.parameters:
        what = f'the parameter "{parameter.path}"'
        yield from _keys(what, parameter.path, parameter.at, {**shown, "unit": False})
    for conclusion in pack.conclusions:
        what = f'the conclusion "{conclusion.path}"'
        yield from _keys(what, conclusion.path, conclusion.at, {**shown, "unit": False})


def _options(pack: PackDef, program: Program) -> Iterator[Text]:
    words = {fact.path for fact in program.facts if isinstance(fact.type, TextType)}
    keys = {item.path: item.key for item in program.lists}
    for option in pack.options:
        for name, value in option.fields:
            if isinstance(value, str) and f"{option.of}[].{name}" in words:
                about = f"{option.of}/{option.id}"
                what = f'the field "{name}" of the option "{option.id}"'
                at = option.at.down("fields", name)
                yield Text(what, about, value, at, name != keys.get(option.of))


def _rules(pack: PackDef) -> Iterator[Text]:
    for rule in pack.rules:
        yield from _keys(
            f'the rule "{rule.id}"', rule.id, rule.at, {"title": False, "because": True}
        )
    for formula in pack.formulas:
        what = f'the formula "{formula.id}"'
        yield from _keys(what, formula.id, formula.at, {"title": False, "because": True})
    for table in pack.tables:
        what = f'the table "{table.id}"'
        yield from _keys(what, table.id, table.at, {"title": False, "because": True})
        for row in table.rows:
            about = f"{table.id}/{row.id}"
            yield from _keys(f'row "{row.id}" of "{table.id}"', about, row.at, {"because": True})
    for flow in pack.flows:
        yield from _keys(f'the flow "{flow.id}"', flow.id, flow.at, {"title": False})
        for node in flow.nodes:
            shown = {"question": True, "because": True, "because_yes": True, "because_no": True}
            about = f"{flow.id}/{node.id}"
            yield from _keys(f'the node "{node.id}" of "{flow.id}"', about, node.at, shown)


def _rest(pack: PackDef) -> Iterator[Text]:
    for source in pack.sources:
        shown = {"title": False, "authors": False, "publisher": False, "note": False}
        yield from _keys(f'the source "{source.id}"', source.id, source.at, shown)
    for section in pack.report:
        what = f'the section "{section.id}"'
        yield from _keys(what, section.id, section.at, {"title": False, "intro": True})
    for override in pack.overrides:
        shown = {
            "because_text": True,
            "title": False,
            "question": True,
            "help": True,
            "because": True,
        }
        yield from _keys(
            f'the override of "{override.target}"', override.target, override.at, shown
        )
    for retired in pack.retire:
        what = f'the retirement of "{retired.rule}"'
        yield from _keys(what, retired.rule, retired.at, {"because": True})


def _keys(what: str, about: str, at: Place, keys: dict[str, bool]) -> Iterator[Text]:
    """The texts under some keys of a table; whether each is prose."""
    for key, prose in keys.items():
        found = _located(at, key)
        if found is not None:
            yield Text(f"the {key} of {what}", about, found.text, at.down(key), prose)


def _located(at: Place, key: str) -> Located | None:
    try:
        return at.located(key)
    except (LookupError, TypeError):
        return None
