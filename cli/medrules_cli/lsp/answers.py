"""What an editor shows of names: what they mean, where they are declared, which of them may stand here.

In: a program, the text of a file and an offset in it. Out: hover texts, spans, completions. Refused:
nothing; a name that means nothing has no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from medrules.diagnostics.sanitise import visible
from medrules.ir.printer import print_expr
from medrules.ir.program import (
    Derived,
    Fact,
    Parameter,
    Program,
    RecordList,
    Rule,
    Source,
    Template,
)
from medrules.ir.types import EnumType, ListType, SetType, Type, describe
from medrules.ir.writing import written
from medrules.record import Record
from medrules.source.span import Span
from medrules_cli.lsp.cursor import (
    inputs_above,
    last_path,
    next_path,
    spot,
    words_at,
    written_before,
)

Named = Fact | RecordList | Parameter | Derived


class Found(Record):
    """A name in the text, what is shown of it, and where it is declared, if anywhere."""

    start: int
    end: int
    says: str
    span: Span | None


class Offer(Record):
    """A completion: what is written, what it is, and more on it."""

    label: str
    kind: str
    detail: str
    says: str


class Offers(Record):
    """Completions for the stretch from ``start`` to the cursor."""

    start: int
    offers: tuple[Offer, ...]


class Names:
    """Everything that a program names, by name."""

    def __init__(self, program: Program, pack: str) -> None:
        self.pack = pack
        named: tuple[Named, ...] = (
            *program.facts,
            *program.lists,
            *program.parameters,
            *program.derived,
        )
        self.paths = {one.path: one for one in named}
        self.enums = {one.id: one for one in program.enums}
        self.sources = {one.id: one for one in program.sources}
        self.rules: dict[str, list[Rule]] = {}
        for rule in program.rules:
            self.rules.setdefault(rule.id, []).append(rule)

    def found(self, text: str, offset: int) -> Found | None:
        """What the name at ``offset`` is."""
        here = spot(text, offset)
        for start, end in words_at(text, offset):
            word = text[start:end]
            for says, span in self._meanings(word, text, (start, end), here.key, here.header):
                return Found(start, end, visible(says), span)
        return None

    def _meanings(
        self, word: str, text: str, extent: tuple[int, int], key: str, header: str
    ) -> Iterator[tuple[str, Span | None]]:
        start, end = extent
        if key == "cites" or header == "sources":
            id, _, section = word.partition("#")
            if source := self.sources.get(id):
                yield _say_source(source, section), source.span
        of_rules = key in _RULE_KEYS or (key == "id" and header in ("rules", "formulas"))
        if of_rules and (rules := self._rules(word)):
            yield _say_rule(rules), rules[0].origin.span
        if key == "of" and (enum := self.enums.get(word)):
            members = "".join(f"\n- `{one.value}`: {one.title}" for one in enum.members)
            yield f"**{enum.title}** (enum `{enum.id}`)\n{members}", None
        if named := self._named(word, text, start):
            yield self._say(named), named.span
        quoted = text[start - 1 : start] in ('"', "'") and text[end : end + 1] in ('"', "'", "\\")
        if quoted:
            at_start = spot(text, start)
            for path in (next_path(text, end), *self._hints(text, start, at_start.string or "")):
                enum_type = _enum(self._type(path, text, start))
                if enum_type and word in enum_type.members:
                    yield self._say_member(enum_type.id, word), None
        if (rules := self._rules(word)) and "/" in word:
            yield _say_rule(rules), rules[0].origin.span

    def offers(self, text: str, offset: int) -> Offers:
        """What may be written at ``offset``."""
        here = spot(text, offset)
        feel = here.string is not None and (here.key in _FEEL_KEYS) and not here.quoted
        start = written_before(text, offset, feel=feel)
        typed = text[start:offset]
        return Offers(start, tuple(self._offered(text, offset, typed)))

    def _offered(self, text: str, offset: int, typed: str) -> Iterator[Offer]:
        here = spot(text, offset)
        if here.string is None:
            if here.key == "then" or here.header == "cases.expect":
                for offer in self._all_paths(Derived):
                    yield offer.replace(label=f'"{offer.label}"')
            elif here.header == "cases.given":
                yield from self._all_paths(Fact)
        elif here.key == "cites":
            yield from self._cited(typed)
        elif here.key in _RULE_KEYS:
            for id, rules in self.rules.items():
                own = id.removeprefix(f"{self.pack}/") if here.key.endswith("fired") else id
                yield Offer(own, "rule", rules[0].title, _say_rule(rules))
        elif here.key == "of":
            for enum in self.enums.values():
                yield Offer(enum.id, "enum", enum.title, "")
        elif here.key in _CONCLUSION_KEYS or (here.key, here.header) == ("then", "rules"):
            yield from self._all_paths(Derived)
        elif here.key in ("fact", "parameter"):
            yield from self._all_paths(Fact if here.key == "fact" else Parameter)
        elif here.key in _FEEL_KEYS and not here.quoted:
            yield from self._all_paths(Fact, Parameter, Derived)
            yield from self._fields(text)
        else:
            hints = self._hints(text, offset, here.string)
            enum_type = next(
                filter(None, (_enum(self._type(h, text, offset)) for h in hints)), None
            )
            for word in enum_type.members if enum_type else ():
                says = self._say_member(enum_type.id, word) if enum_type else ""
                yield Offer(word, "member", enum_type.id if enum_type else "", says)

    def _hints(self, text: str, offset: int, string: str) -> tuple[str, ...]:
        """The paths that may say which words are meant in the string at ``offset``, best first."""
        here = spot(text, offset)
        hints = [last_path(string)] if here.quoted else []
        if here.key == "when" and here.header == "tables.rows":
            hints += inputs_above(text, offset)[here.item : here.item + 1]
        elif here.key == "then" and here.header == "tables.rows":
            hints += re.findall(r'^outputs\s*=\s*\["([^"]+)', text[:offset], re.M)[-1:]
        return (*hints, here.key)

    def _rules(self, word: str) -> list[Rule]:
        return self.rules.get(word) or self.rules.get(f"{self.pack}/{word}") or []

    def _named(self, word: str, text: str, offset: int) -> Named | None:
        """What the path names; a path may begin with the variable of a loop, or go further in."""
        known = self.paths.get(word)
        if known is not None or "." not in word:
            return known
        variable, _, field = word.partition(".")
        loops = re.findall(rf"\b{re.escape(variable)} in (\w+(?:\.\w+)*)", text[:offset])
        lists = [*loops[-1:], *(one for one in (variable,) if one in self.paths)]
        return next(
            (self.paths[p] for one in lists if (p := f"{one}[].{field}") in self.paths), None
        )

    def _type(self, path: str, text: str, offset: int) -> Type | None:
        named = self._named(path, text, offset)
        return None if named is None or isinstance(named, RecordList) else named.type

    def _all_paths(self, *kinds: type[Named]) -> Iterator[Offer]:
        for path, one in self.paths.items():
            if isinstance(one, kinds):
                yield Offer(path, type(one).__name__.lower(), one.title, self._say(one))

    def _fields(self, text: str) -> Iterator[Offer]:
        """The fields of the loops that the text has, by their variables."""
        for variable, path in dict.fromkeys(re.findall(r"\b(\w+) in (\w+(?:\.\w+)*)", text)):
            for full, one in self.paths.items():
                if full.startswith(f"{path}[]."):
                    name = f"{variable}.{full.removeprefix(f'{path}[].')}"
                    yield Offer(name, type(one).__name__.lower(), one.title, self._say(one))

    def _cited(self, typed: str) -> Iterator[Offer]:
        for source in self.sources.values():
            yield Offer(source.id, "source", source.title, _say_source(source, ""))
            if typed.startswith(f"{source.id}#"):
                for section, title in source.sections:
                    yield Offer(f"{source.id}#{section}", "source", title, "")

    def _say(self, one: Named) -> str:
        match one:
            case RecordList():
                kind = "list of records"
            case Fact() | Parameter() | Derived():
                kind = describe(one.type)
        lines = [f"**{one.title}** (`{one.path}`: {_WHAT[type(one).__name__]}, {kind})"]
        if isinstance(one, Parameter):
            lines.append(f"value: `{written(one.value)}`")
        if isinstance(one, Fact | Parameter) and (one.minimum, one.maximum) != (None, None):
            lines.append(f"from {written(one.minimum)} to {written(one.maximum)}")
        if isinstance(one, Fact) and one.question:
            lines.append(one.question)
        if not isinstance(one, RecordList):
            lines += [one.help] if one.help else []
            enum = _enum(one.type)
            if enum:
                lines.append("one of: " + ", ".join(f"`{word}`" for word in enum.members))
        if isinstance(one, Derived):
            lines.append(f"policy: {one.policy}")
        return "\n\n".join([*lines, f"pack {one.pack}"])

    def _say_member(self, id: str, word: str) -> str:
        enum = self.enums.get(id)
        member = next((one for one in enum.members if one.value == word), None) if enum else None
        title = member.title if member else word
        more = f"\n\n{member.text}" if member and member.text else ""
        return f"**{title}** (`{word}`, a member of `{id}`){more}"


_RULE_KEYS = ("rule", "fired", "not_fired")
_CONCLUSION_KEYS = ("outputs", "show", "conclusion", "outcome")
_FEEL_KEYS = ("when", "value", "inputs", "because", "because_yes", "because_no", "for")
_WHAT = {
    "Fact": "fact",
    "RecordList": "fact",
    "Parameter": "parameter",
    "Derived": "conclusion",
}


def _enum(kind: Type | None) -> EnumType | None:
    match kind:
        case EnumType():
            return kind
        case SetType(item) | ListType(EnumType() as item):
            return item
        case _:
            return None


def _say_rule(rules: list[Rule]) -> str:
    first = rules[0]
    condition = "always" if first.condition is None else f"when `{print_expr(first.condition)}`"
    lines = [f"**{first.title or first.id}** (rule `{first.id}`)", condition]
    lines += [f"then `{one.conclusion} = {print_expr(one.value)}`" for one in rules]
    if because := _say_template(first.because):
        lines.append(f"because {because}")
    return "\n\n".join(lines)


def _say_template(template: Template) -> str:
    return "".join(
        part if isinstance(part, str) else f"{{{print_expr(part)}}}" for part in template.parts
    )


def _say_source(source: Source, section: str) -> str:
    facts = ", ".join(filter(None, (source.authors, source.publisher, source.date, source.grade)))
    part = dict(source.sections).get(section, "")
    lines = [f"**{source.title}** (source `{source.id}`)", facts]
    lines += [f"#{section}: {part}" if part else "", source.note, source.url]
    return "\n\n".join(line for line in lines if line)
