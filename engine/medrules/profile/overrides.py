"""The ``--set FACT=VALUE`` options: single facts given beside, or in place of, a profile's own.

In: the texts of the options. Out: entries of ``Given``, later options over earlier ones and over
the profile. Refused, naming the option: a text without ``=``, a name that is no fact, a record that
the profile does not have. Values are checked with all others, in ``medrules.profile.check``.

A value is read as TOML where it is TOML (``40``, ``true``, ``["a", "b"]``); words of an enum and
texts need no quotes, and the members of a set may stand with commas between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medrules.ir.types import EnumType, ListType, SetType, TextType, Type
from medrules.profile.given import Entry, Given, Problems
from medrules.profile.vocabulary import Vocabulary, is_open

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

_LONGEST = 10_000


def override(
    given: Given, options: Sequence[str], vocabulary: Vocabulary, problems: Problems
) -> None:
    """Put what the options say into ``given``."""
    for option in options:
        path, equals, text = option.partition("=")
        path = path.strip()
        shown = f"--set {_shown(option)}"
        if not equals or not path:
            entry = Entry(None, (), shown)
            help = "write --set FACT=VALUE, such as --set support.funding=full"
            problems.add("MR0617", "this names no fact and value", entry, help)
        elif path.endswith("]") or "[" in path:
            _field(path, text, shown, given, vocabulary, problems)
        else:
            _scalar(path, text, shown, given, vocabulary, problems)


def _shown(option: str) -> str:
    from medrules.profile.wording import clipped

    return clipped(option, 60)


def _scalar(
    path: str,
    text: str,
    shown: str,
    given: Given,
    vocabulary: Vocabulary,
    problems: Problems,
) -> None:
    from medrules.profile.names import closed, not_a_fact

    slot = vocabulary.scalars.get(path)
    head, _, name = path.rpartition(".")
    if slot is not None and is_open(slot):
        given.values[path] = Entry(parsed(text, slot.type), (), shown)
    elif slot is not None:
        closed(path, Entry(text, (), shown), problems)
    elif path in vocabulary.lists or (head in vocabulary.lists and name):
        item = vocabulary.lists.get(path) or vocabulary.lists[head]
        field = name if head == item.path else item.key
        message = f'"{item.path}" is a list of records'
        help = f"name one record, counted from 0, and a field: {item.path}[0].{field}=…"
        problems.add("MR0617", message, Entry(text, (), shown), help)
    else:
        not_a_fact(path, Entry(text, (), shown), vocabulary, problems)


def _field(
    path: str,
    text: str,
    shown: str,
    given: Given,
    vocabulary: Vocabulary,
    problems: Problems,
) -> None:
    from medrules.profile.names import no_list, not_a_fact, not_a_field

    head, _, rest = path.partition("[")
    digits, closed, name = rest.partition("].")
    entry = Entry(text, (), shown)
    item = vocabulary.lists.get(head)
    if item is None:
        not_a_fact(head, entry, vocabulary, problems)
        return
    if item.given_by == "packs":
        no_list(item, entry, given, problems)
        return
    if not closed or not (digits.isascii() and digits.isdigit()) or not name:
        help = f"name one record, counted from 0, and a field: {head}[0].{item.key}=…"
        problems.add("MR0617", f'"{path}" is not the field of a record', entry, help)
        return
    records = given.records.get(head, [])
    index = int(digits) if len(digits) < 7 else 10**7
    if index > len(records):
        count = len(records)
        has = "no records" if count == 0 else f"{count} record{'s' if count > 1 else ''}"
        help = f"the next one would be {head}[{count}]"
        problems.add("MR0618", f'the profile has {has} in "{head}"', entry, help)
    elif name not in vocabulary.fields[head]:
        not_a_field(item, index, name, entry, vocabulary, problems)
    else:
        if index == len(records):
            given.records.setdefault(head, []).append({})
            given.rows.setdefault(head, []).append(())
        field = vocabulary.fields[head][name]
        given.records[head][index][name] = Entry(parsed(text, field.type), (), shown)


def parsed(text: str, kind: Type) -> TomlValue:
    """The text of an option as a raw value for a slot of that type."""
    value = _toml(text)
    match kind:
        case TextType() | EnumType():
            return value if isinstance(value, str) else text
        case SetType() | ListType():
            if isinstance(value, list):
                return value
            if isinstance(value, str):
                return [value]
            return [word.strip() for word in text.split(",")] if text.strip() else []
        case _:
            return text if value is None else value


def _toml(text: str) -> TomlValue:
    """The text as one TOML value; None where it is not."""
    if len(text) > _LONGEST or "\n" in text or "#" in text:
        return None
    import tomllib

    from medrules.source.numbers import exact

    try:
        value: TomlValue = tomllib.loads(f"value = {text}", parse_float=exact)["value"]
    except (ValueError, RecursionError):
        return None
    return value
