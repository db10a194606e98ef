"""What a pack writes, said for readers: values with titles, texts with FEEL in braces, citations.

In: a pack and the program that it belongs to. Out: text of a document. Refused: nothing: what the
program does not know is shown as it is written.
"""

from __future__ import annotations

import re
from decimal import Decimal

from medrules.document.model import Code, Inline, Link, Strong, Text, Words, separated, words
from medrules.explain.wording import say_value, unit_for
from medrules.ir.program import Program
from medrules.ir.types import EnumType, ListType, NumberType, SetType, Type
from medrules.ir.values import Number
from medrules.packs.model import CiteDef, PackDef
from medrules.source.toml import TomlValue

_LONG = 60
_NOT_PLAIN = re.compile(r"[^a-z0-9._-]+")


class Saying:
    """The words for one pack among others."""

    def __init__(self, pack: PackDef, program: Program) -> None:
        self.pack = pack
        self.program = program
        self.types: dict[str, Type] = {one.path: one.type for one in program.facts}
        self.titles: dict[str, str] = {one.path: one.title for one in program.facts}
        for derived in program.derived:
            self.types[derived.path] = derived.type
            self.titles[derived.path] = derived.title
        for parameter in program.parameters:
            self.types[parameter.path] = parameter.type
            self.titles[parameter.path] = parameter.title
        self.sources = {one.id: one for one in program.sources}
        self._own = {
            *(one.path for one in pack.conclusions),
            *(one.path for one in program.derived if one.pack == pack.id),
        }

    def value(self, value: TomlValue, path: str) -> Text:
        """A literal for the fact, parameter or conclusion at that path."""
        kind = self.types.get(path)
        said = self.literal(value, kind) if kind is not None else str(value)
        return (Strong(said),)

    def literal(self, value: TomlValue, kind: Type) -> str:
        """A literal of that type, in words."""
        if isinstance(kind, SetType | ListType) and isinstance(value, str):
            return self.literal(value, kind.item)
        if isinstance(kind, SetType) and isinstance(value, list):
            return say_value(frozenset(str(one) for one in value), kind, self.program)
        if isinstance(kind, ListType) and isinstance(value, list):
            return say_value(tuple(value), kind, self.program)
        if isinstance(kind, NumberType) and isinstance(value, int | Decimal):
            return say_value(value, kind, self.program, places=12)
        if isinstance(value, list | dict):
            return str(value)
        return say_value(value, kind, self.program)

    def conclusion(self, path: str) -> Text:
        """A conclusion by its title; a link where it is this pack's."""
        title = self.titles.get(path, path)
        return (Link(anchor("conclusion", path), title),) if path in self._own else words(title)

    def path(self, path: str) -> Text:
        """A conclusion by its path; a link where it is this pack's."""
        own = path in self._own
        return (Link(anchor("conclusion", path), path, True),) if own else (Code(path),)

    def cites(self, *cites: tuple[CiteDef, ...]) -> Text:
        """The first of these lists of citations that is not empty, each as a link."""
        found = next((one for one in cites if one), ())
        return separated([self._cite(one.text) for one in found], "; ")

    def _cite(self, text: str) -> Text:
        if text.startswith("none"):
            return words(f"no source{text.removeprefix('none')}")
        name, _, section = text.partition("#")
        source = self.sources.get(name)
        shown = f"{name} {section}".strip()
        if source is None:
            return words(shown)
        return (Link(anchor("source", name), shown),)

    def number(self, value: Number | None, unit: str) -> str:
        """A bound, with its unit."""
        if value is None:
            return ""
        return say_value(value, NumberType(unit), self.program, 12)


def type_in_words(kind: Type) -> str:
    """The kind of value, for people who fill something in."""
    match kind:
        case EnumType():
            return "one of"
        case SetType():
            return "any of"
        case NumberType(unit, integer):
            name = "whole number" if integer else "number"
            return f"{name}, in {unit_for(2, unit)}" if unit else name
        case ListType(item):
            return f"list of {type_in_words(item)}"
        case _:
            return {"BooleanType": "yes or no", "TextType": "text"}.get(
                type(kind).__name__, "value"
            )


def with_feel(text: str) -> Text:
    """A ``because`` text: words, and the FEEL that stands in braces; ``{{`` is a brace."""
    found: list[Inline] = []
    plain, position = "", 0
    while position < len(text):
        if text.startswith(("{{", "}}"), position):
            plain, position = plain + text[position], position + 2
            continue
        if text[position] == "{" and (end := _closing(text, position + 1)) is not None:
            found += [*words(plain), Code(text[position + 1 : end])]
            plain, position = "", end + 1
            continue
        plain, position = plain + text[position], position + 1
    return (*found, *words(plain))


def _closing(text: str, position: int) -> int | None:
    quoted = False
    while position < len(text):
        if text[position] == "\\" and quoted:
            position += 1
        elif text[position] == '"':
            quoted = not quoted
        elif text[position] == "}" and not quoted:
            return position
        position += 1
    return None


def is_long(code: str) -> bool:
    """Whether FEEL takes lines of its own."""
    return len(code) > _LONG or "\n" in code.strip()


def one_line(text: str) -> str:
    """The text with its line breaks and runs of white space as single spaces."""
    return " ".join(text.split())


def anchor(kind: str, name: str) -> str:
    """The anchor of a thing; what names it is unique among things of its kind."""
    return f"{kind}-{_NOT_PLAIN.sub('-', name.replace('[]', '').lower())}"


def word(text: str) -> Text:
    """A single inline of plain words, even where the text is empty."""
    return (Words(text),)
