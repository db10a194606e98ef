"""What is said about names in a profile that cannot stand where they stand.

In: a path or field, what was given under it, and the vocabulary. Out: a problem with a suggestion.
Refused: nothing. Read only when there is something to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.ir.program import RecordList
from medrules.profile.given import Entry, Given, Problems
from medrules.profile.vocabulary import Vocabulary
from medrules.profile.wording import clipped, example_value, said

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

_ALL = '"medrules facts" lists everything that a profile may say'


def not_a_fact(path: str, entry: Entry, vocabulary: Vocabulary, problems: Problems) -> None:
    """A name that no fact has: perhaps a conclusion, a table, or a typo of one of these."""
    if path in vocabulary.derived:
        _derived(path, entry, problems)
    elif path in vocabulary.groups:
        _group_as_value(path, entry, vocabulary, problems)
    elif isinstance(entry.raw, dict):
        _unknown_table(path, entry, vocabulary, problems)
    else:
        help = problems.guess(path, vocabulary.givable()) or _meant_derived(
            path, vocabulary, problems
        )
        message = f'there is no fact "{clipped(path, 80)}"'
        problems.add("MR0601", message, entry, help or _ALL, on_key=True)


def _derived(path: str, entry: Entry, problems: Problems) -> None:
    problems.add(
        "MR0602",
        f'"{path}" is not a fact to give: the rules derive it',
        entry,
        "take it out; what it becomes follows from the facts",
        on_key=True,
    )


def _meant_derived(path: str, vocabulary: Vocabulary, problems: Problems) -> str:
    plain = [name for name, item in vocabulary.derived.items() if not item.internal]
    guess = problems.guess(path, plain)
    return f"{guess} But that is derived by the rules, not given" if guess else ""


def _group_as_value(path: str, entry: Entry, vocabulary: Vocabulary, problems: Problems) -> None:
    inside = [name for name in vocabulary.givable() if name.startswith(f"{path}.")]
    if not inside:
        _derived(path, entry, problems)
        return
    if isinstance(entry.raw, list) and entry.raw and isinstance(entry.raw[0], dict):
        help = f"there is one such table: write [{path}] with single brackets"
    else:
        slot = vocabulary.scalars.get(inside[0])
        value = example_value(slot) if slot is not None else "…"
        help = f"name the fact that you mean, such as {inside[0]} = {value}"
    message = f'"{path}" is a table of facts, but here it is {said(entry.raw)}'
    problems.add("MR0613", message, entry, help)


def _unknown_table(path: str, entry: Entry, vocabulary: Vocabulary, problems: Problems) -> None:
    """One problem for the whole table, not one for each of its keys."""
    help = problems.guess(path, vocabulary.tables())
    if not help:
        inside = _leaves(path, entry.raw)
        guesses = (problems.guess(leaf, vocabulary.givable()) for leaf in inside[:5])
        help = next((guess for guess in guesses if guess), "")
    message = f'there is no table of facts "{clipped(path, 80)}"'
    problems.add("MR0601", message, entry, help or _ALL, on_key=True)


def _leaves(path: str, raw: TomlValue) -> list[str]:
    if not isinstance(raw, dict):
        return [path]
    return [leaf for key, inner in raw.items() for leaf in _leaves(f"{path}.{key}", inner)]


def closed(path: str, entry: Entry, problems: Problems) -> None:
    """A parameter that profiles may not set."""
    problems.add(
        "MR0603",
        f'"{path}" is a parameter that a profile cannot set',
        entry,
        "take it out; a pack of your own can change it with [[overrides]]",
        on_key=True,
    )


def given_twice(path: str, entry: Entry, before: Entry, problems: Problems) -> None:
    """One fact under two spellings: nested, and with dots in a key."""
    problems.add(
        "MR0616",
        f'"{path}" is given twice',
        entry,
        "keep one of the two",
        on_key=True,
        also=before,
        also_text="first given here",
    )


def no_list(item: RecordList, entry: Entry, given: Given, problems: Problems) -> None:
    """A record list that packs alone fill, that is no list, or that is given twice."""
    path = item.path
    if item.given_by == "packs":
        problems.add(
            "MR0615",
            f'the records of "{path}" come from the packs; a profile cannot list them',
            entry,
            "take it out; a pack of your own can add to them with [[options]]",
            on_key=True,
        )
    elif path in given.records:
        given_twice(path, entry, Entry(None, given.lists.get(path, ())), problems)
    else:
        if isinstance(entry.raw, dict):
            help = f"write [[{path}]] with double brackets, once for each record"
        else:
            help = f'write [[{path}]] and below it the fields, such as {item.key} = "…"'
        message = f'"{path}" should be a list of records, but it is {said(entry.raw)}'
        problems.add("MR0614", message, entry, help)


def no_record(item: RecordList, index: int, entry: Entry, problems: Problems) -> None:
    """An entry of a record list that is no record."""
    problems.add(
        "MR0614",
        f'"{item.path}[{index}]" should be a record, but it is {said(entry.raw)}',
        entry,
        f'write [[{item.path}]] and below it {item.key} = "…"',
    )


def not_a_field(
    item: RecordList,
    index: int,
    name: str,
    entry: Entry,
    vocabulary: Vocabulary,
    problems: Problems,
) -> None:
    """A field that records of the list do not have, or that the rules derive."""
    if f"{item.path}[].{name}" in vocabulary.derived:
        _derived(f"{item.path}[{index}].{name}", entry, problems)
        return
    fields = list(vocabulary.fields[item.path])
    help = problems.guess(name, fields) or f"the fields are {', '.join(fields)}"
    message = f'records of "{item.path}" have no field "{clipped(name, 80)}"'
    problems.add("MR0601", message, entry, help, on_key=True)
