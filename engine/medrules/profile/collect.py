"""From the nested tables of a profile to raw values by path.

In: the data of a document and the vocabulary. Out: ``Given``. Refused, all at once: names that are
no facts, derived facts, closed parameters, values in place of tables and the reverse, a fact that
is given in two ways.

A key may itself hold dots (``"goals.motives"``, as JSON likes it): it means the same as nesting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.ir.program import RecordList
from medrules.profile.given import Entry, Given, Problems, Steps
from medrules.profile.vocabulary import Vocabulary, is_open

if TYPE_CHECKING:
    from medrules.source.document import TomlValue


def collect(
    data: dict[str, TomlValue], vocabulary: Vocabulary, problems: Problems, at: Steps = ()
) -> Given:
    """The raw values of the table that stands ``at`` those steps of the document."""
    given = Given()
    _walk(data, "", at, vocabulary, given, problems)
    return given


def _walk(
    table: dict[str, TomlValue],
    prefix: str,
    at: Steps,
    vocabulary: Vocabulary,
    given: Given,
    problems: Problems,
) -> None:
    for key, raw in table.items():
        path = prefix + key
        steps = (*at, key)
        slot = vocabulary.scalars.get(path)
        if slot is not None:
            if not is_open(slot):
                from medrules.profile.names import closed

                closed(path, Entry(raw, steps), problems)
            elif raw is not None:
                _once(path, Entry(raw, steps), given, problems)
        elif path in vocabulary.lists:
            if raw is not None:
                _records(vocabulary.lists[path], raw, steps, vocabulary, given, problems)
        elif path in vocabulary.groups and isinstance(raw, dict):
            _walk(raw, f"{path}.", steps, vocabulary, given, problems)
        elif path == "$schema" and isinstance(raw, str):
            continue  # what editors of JSON read; it says nothing about the person
        elif path not in vocabulary.groups or raw is not None:
            from medrules.profile.names import not_a_fact

            not_a_fact(path, Entry(raw, steps), vocabulary, problems)


def _once(path: str, entry: Entry, given: Given, problems: Problems) -> None:
    before = given.values.setdefault(path, entry)
    if before is not entry:
        from medrules.profile.names import given_twice

        given_twice(path, entry, before, problems)


def _records(
    item: RecordList,
    raw: TomlValue,
    steps: Steps,
    vocabulary: Vocabulary,
    given: Given,
    problems: Problems,
) -> None:
    path = item.path
    if item.given_by == "packs" or not isinstance(raw, list) or path in given.records:
        from medrules.profile.names import no_list

        no_list(item, Entry(raw, steps), given, problems)
        return
    found = given.records[path] = []
    rows = given.rows[path] = []
    given.lists[path] = steps
    fields = vocabulary.fields[path]
    for index, one in enumerate(raw):
        place = (*steps, index)
        if not isinstance(one, dict):
            from medrules.profile.names import no_record

            no_record(item, index, Entry(one, place), problems)
        record: dict[str, Entry] = {}
        for name, value in one.items() if isinstance(one, dict) else ():
            entry = Entry(value, (*place, name))
            if name not in fields:
                from medrules.profile.names import not_a_field

                not_a_field(item, index, name, entry, vocabulary, problems)
            elif value is not None:
                record[name] = entry
        found.append(record)
        rows.append(place)
