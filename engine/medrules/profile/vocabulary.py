"""What a profile may say, by path: the index of a program's facts that reading a profile needs.

In: a program. Out: ``Vocabulary``. Refused: nothing.
"""

from __future__ import annotations

from typing import TypeAlias

from medrules.ir.program import Derived, Fact, Parameter, Program, RecordList

Slot: TypeAlias = Fact | Parameter
"""What has a type, a range and a title, and can be given."""


class Vocabulary:
    """Facts and parameters by path; fields by list and name; what is derived; names of tables."""

    __slots__ = ("derived", "fields", "groups", "lists", "options", "scalars")

    def __init__(self, program: Program) -> None:
        self.lists: dict[str, RecordList] = {item.path: item for item in program.lists}
        self.fields: dict[str, dict[str, Fact]] = {path: {} for path in self.lists}
        self.scalars: dict[str, Slot] = {}
        for fact in program.facts:
            head, inside, name = fact.path.partition("[].")
            if inside:
                self.fields[head][name] = fact
            else:
                self.scalars[fact.path] = fact
        self.scalars.update((item.path, item) for item in program.parameters)
        self.derived: dict[str, Derived] = {item.path: item for item in program.derived}
        self.options = program.options
        self.groups: set[str] = set()
        for path in (*self.scalars, *self.lists, *self.derived):
            head = path.partition("[].")[0].rpartition(".")[0]
            while head and head not in self.groups:
                self.groups.add(head)
                head = head.rpartition(".")[0]

    def givable(self) -> list[str]:
        """Every path that a profile may use, in the order of declaration; fields not among them."""
        paths = [path for path, slot in self.scalars.items() if is_open(slot)]
        return paths + [path for path, item in self.lists.items() if item.given_by != "packs"]

    def tables(self) -> list[str]:
        """The names of tables under which something may be given."""
        heads = {path.rpartition(".")[0] for path in self.givable()}
        return sorted(heads - {""})

    def option_keys(self, path: str) -> dict[str, str]:
        """The names of the records that packs put into a list, with the pack of each."""
        key = self.lists[path].key
        found: dict[str, str] = {}
        for option in self.options:
            if option.list_path == path:
                found[str(dict(option.fields).get(key, option.id))] = option.pack
        return found


def is_open(slot: Slot) -> bool:
    """Whether a profile may give it."""
    return slot.open if isinstance(slot, Parameter) else True
