"""A profile to fill in: every fact with its question, its values, and a line to uncomment.

In: a program, and maybe which facts. Out: TOML text that is valid as it stands and says nothing.
Refused, as MedrulesError: a name that is no fact.

Lines to uncomment begin with ``#`` and a letter or bracket; remarks begin with ``#`` and a space.
Taking the ``#`` off every line of the first kind gives a valid profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medrules.ir.program import EnumInfo, Fact, Parameter, Program, RecordList
from medrules.ir.types import BooleanType, EnumType, ListType, NumberType, SetType, TextType
from medrules.profile.schema import member_texts
from medrules.profile.vocabulary import Slot, Vocabulary
from medrules.profile.wording import clipped, example_value, quoted, range_text

_WIDTH = 96
_HEAD = """\
A profile: facts about one person, for {packs}.
Take the # off each line that you can answer and change its value; leave the others as they are. \
What is not given is unknown: it never counts as no, or as zero.
Then run: medrules evaluate FILE"""


def starter_profile(program: Program, facts: Sequence[str] | None = None) -> str:
    """The starter for all facts, or for those named by path or by the table that they are in."""
    vocabulary = Vocabulary(program)
    enums = {item.id: item for item in program.enums}
    chosen = _chosen(vocabulary, facts)
    packs = ", ".join(f"{item.id} {item.version}" for item in program.packs) or "no pack"
    lines = [*_remark(_HEAD.format(packs=packs)), ""]
    tables: dict[str, list[str]] = {}
    for path in chosen:
        if path in vocabulary.scalars:
            tables.setdefault(path.rpartition(".")[0], []).append(path)
    # Facts outside any table come first: after a header they would belong to its table.
    for table in sorted(tables, key=bool):
        if table:
            lines += ["", f"[{table}]"]
        for path in tables[table]:
            lines += ["", *_slot(vocabulary.scalars[path], path.rpartition(".")[2], enums)]
    for path in chosen:
        if path in vocabulary.lists:
            lines += _records(vocabulary.lists[path], vocabulary.fields[path], enums)
    return "\n".join(lines) + "\n"


def _chosen(vocabulary: Vocabulary, facts: Sequence[str] | None) -> list[str]:
    every = vocabulary.givable()
    if facts is None:
        return every
    wanted: set[str] = set()
    unknown: list[str] = []
    for name in facts:
        found = [path for path in every if path == name or path.startswith(f"{name}.")]
        wanted.update(found)
        if not found:
            unknown.append(name)
    if unknown:
        from medrules.diagnostics.codes import report
        from medrules.diagnostics.model import MedrulesError
        from medrules.diagnostics.suggest import did_you_mean

        known = [*every, *vocabulary.tables()]
        raise MedrulesError(
            report(
                "MR0601",
                f'there is no fact "{clipped(name, 80)}"',
                help=did_you_mean(name, known) or '"medrules facts" lists every fact',
            )
            for name in unknown
        )
    return [path for path in every if path in wanted]


def _slot(slot: Slot, name: str, enums: dict[str, EnumInfo]) -> Iterator[str]:
    asked = slot.question if isinstance(slot, Fact) else ""
    yield from _remark(f"{slot.title}: {asked}" if asked else slot.title)
    if slot.help:
        yield from _remark(slot.help)
    yield from _values(slot, enums)
    if isinstance(slot, Parameter):
        yield from _remark("What stands here is the packs' own value; it holds without this line.")
        value = _default(slot)
    else:
        value = example_value(slot)
    yield f"#{name} = {value}"


def _values(slot: Slot, enums: dict[str, EnumInfo]) -> Iterator[str]:
    """What may be written, in remarks."""
    match slot.type:
        case EnumType() | SetType():
            several = isinstance(slot.type, SetType)
            item = slot.type.item if isinstance(slot.type, SetType) else slot.type
            texts = member_texts(item, enums)
            head = "Any of:" if several else "One of:"
            if not any(texts.values()):
                words = ", ".join(quoted(word) for word in texts)
                yield from _remark(f"{head} {words}", "# ", "#   ")
                return
            yield from _remark(head)
            for word, text in texts.items():
                shown = f"{quoted(word)}: {text}" if text else quoted(word)
                yield from _remark(shown, "#   ", "#     ")
        case NumberType(unit, integer):
            kind = "A whole number" if integer else "A number"
            span = range_text(slot)
            yield from _remark(
                f"{kind}, {span}." if span else kind + (f", in {unit}." if unit else ".")
            )
        case BooleanType():
            yield from _remark("true or false.")
        case _:
            return


def _default(slot: Parameter) -> str:
    """The value that a parameter has when the profile does not set it."""
    value = slot.value
    match slot.type:
        case BooleanType():
            return "true" if value else "false"
        case TextType() | EnumType():
            return quoted(str(value))
        case SetType(item) if isinstance(value, frozenset):
            return f"[{', '.join(quoted(word) for word in item.members if word in value)}]"
        case ListType() if isinstance(value, tuple):
            return f"[{', '.join(quoted(word) for word in value)}]"
        case _:
            return str(value)


def _records(
    item: RecordList, fields: dict[str, Fact], enums: dict[str, EnumInfo]
) -> Iterator[str]:
    yield ""
    yield ""
    yield from _remark(
        f"{item.title}: one block like this for each, at most {item.max_items}. Take the # off "
        f"its first line, [[{item.path}]], too; what you do not know about one stays unknown."
    )
    yield f"#[[{item.path}]]"
    for name, fact in fields.items():
        yield ""
        if name == item.key:
            yield from _remark(f"{fact.title}: tells it apart from the others.")
            yield f'#{name} = "Name of the first"'
        else:
            yield from _slot(fact, name, enums)


def _remark(text: str, first: str = "# ", more: str = "# ") -> Iterator[str]:
    """The text as comment lines; line breaks in it start new lines."""
    from textwrap import wrap

    from medrules.diagnostics.sanitise import visible

    for line in visible(text).replace("\t", " ").splitlines():
        yield from wrap(
            line,
            _WIDTH,
            initial_indent=first,
            subsequent_indent=more,
            break_long_words=False,
            break_on_hyphens=False,
        )
