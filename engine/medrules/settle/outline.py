"""What settling asks of a program, and what is known of the facts.

In: a program, a profile, its run. Out: ``Outline``: the program by path, with what rests on what;
``Knowledge``: what is given and what follows (``present``), or as though nothing were (``empty``).
Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from medrules.ir.evaluation import Firing, Profile, Run, Slot
from medrules.ir.expr import IsKnown, Path, Records, Ref
from medrules.ir.program import Derived, Fact, Program
from medrules.ir.values import UNKNOWN
from medrules.ir.walk import walk
from medrules.record import Record
from medrules.settle.held import Rec


class Outline:
    """A program's parts by path."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.facts = {item.path: item for item in program.facts}
        self.derived = {item.path: item for item in program.derived}
        self.lists = {item.path: item for item in program.lists}
        self.rules: dict[str, list[int]] = {path: [] for path in self.derived}
        for place, rule in enumerate(program.rules):
            self.rules[rule.conclusion].append(place)
        self.strata = {path: one for one in program.strata for path in one.conclusions}
        self._looks: dict[str, Looks] = {}
        self._fields: dict[tuple[str, str], tuple[str, Fact | None, Derived | None]] = {}
        self._ground: dict[str, frozenset[str]] = {}
        self._sees: dict[str | None, Sees] = {}

    def field(self, list_path: str, name: str) -> tuple[str, Fact | None, Derived | None]:
        """A field of a list's records: its declared path, and the fact or conclusion that it is."""
        found = self._fields.get((list_path, name))
        if found is None:
            path = f"{list_path}[].{name}"
            found = self._fields[list_path, name] = (
                path,
                self.facts.get(path),
                self.derived.get(path),
            )
        return found

    def learn(self, looks: Mapping[str, Looks]) -> None:
        """Take what the rules of conclusions look at from somebody who has found it already."""
        self._looks.update(looks)

    def looks(self, path: str) -> Looks:
        """What the rules of a conclusion look at."""
        found = self._looks.get(path)
        if found is None:
            from medrules.ir.invariants import reads  # seldom needed: what is found is kept

            rules = [self.program.rules[place] for place in self.rules[path]]
            lists = {rule.loop.list_path for rule in rules if rule.loop is not None}
            facts: set[str] = set()
            fields: set[str] = set()
            for rule in rules:
                for expr in (rule.condition, rule.value):
                    for node in walk(expr) if expr is not None else ():
                        match node:
                            case Records(path=one):
                                lists.add(one)
                            case IsKnown(subject=Ref(path=one)):
                                facts.add(one)
                            case IsKnown(subject=Path(name=name)):
                                fields.add(name)
                            case _:
                                pass
            read = frozenset(lists).union(*map(reads, rules))
            found = self._looks[path] = Looks(read, frozenset(facts), frozenset(fields))
        return found

    def reads(self, path: str) -> frozenset[str]:
        """The paths that the rules of a conclusion read, record lists among them."""
        return self.looks(path).reads

    def cone(self, paths: Iterable[str]) -> set[str]:
        """The conclusions that some conclusions rest on, and themselves."""
        found = set(paths)
        waiting = list(found)
        for path in waiting:
            for other in self.reads(path):
                if other in self.derived and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def ground(self, path: str) -> frozenset[str]:
        """The facts and record lists that a conclusion rests on, as declared."""
        found = self._ground.get(path)
        if found is None:
            read = frozenset[str]().union(*[self.reads(one) for one in self.cone([path])])
            found = frozenset(one for one in read if one in self.facts or one in self.lists)
            self._ground[path] = found
        return found

    def sees(self, path: str | None) -> Sees:
        """What of a setting can matter to a conclusion; None for all conclusions together."""
        found = self._sees.get(path)
        if found is None:
            cone = self.derived.keys() if path is None else self.cone([path])
            looks = [self.looks(one) for one in cone]
            read = frozenset[str]().union(*[one.reads for one in looks])
            found = self._sees[path] = Sees(
                tuple(sorted(frozenset[str]().union(*[one.facts for one in looks]))),
                tuple(sorted(frozenset[str]().union(*[one.fields for one in looks]))),
                frozenset(one.partition("[]")[0] for one in read | cone) & self.lists.keys(),
                frozenset(one.path for one in self.program.parameters) & read,
            )
        return found


class Looks(Record):
    """What the rules of one conclusion look at. ``reads``: paths, record lists among them; ``facts`` and
    ``fields``: what ``is known`` asks about, by path and by name."""

    reads: frozenset[str]
    facts: frozenset[str]
    fields: frozenset[str]


class Sees(Record):
    """What a conclusion, and those that it rests on, can tell of a setting. ``facts`` and ``fields``: what
    ``is known`` asks about; ``lists``: how many records there are; ``parameters``."""

    facts: tuple[str, ...]
    fields: tuple[str, ...]
    lists: frozenset[str]
    parameters: frozenset[str]


class Knowledge:
    """What is known: scalars, records (absent where the list is not), firings, and ``is known``."""

    def __init__(
        self,
        values: dict[str, Slot],
        records: dict[str, tuple[dict[str, Slot], ...]],
        firings: dict[tuple[int, int | None], Firing],
        is_known: Callable[[str, Rec | None], bool],
    ) -> None:
        self.values = values
        self.records = records
        self.firings = firings
        self.is_known = is_known


def present(run: Run) -> Knowledge:
    """What a run knows."""
    firings = {(one.rule, one.record): one for one in run.firings}
    return Knowledge(run.values, run.records, firings, given(run))


def empty(outline: Outline, profile: Profile, run: Run) -> Knowledge:
    """As though the profile listed its records and said nothing else; options stay as they are."""
    program = outline.program
    values: dict[str, Slot] = {item.path: run.values[item.path] for item in program.parameters}
    records: dict[str, tuple[dict[str, Slot], ...]] = {}
    for path, known in run.records.items():
        own = 0 if outline.lists[path].given_by == "packs" else len(profile.records.get(path, ()))
        fields = [name for name in known[0] if f"{path}[].{name}" in outline.facts] if known else []
        records[path] = tuple(
            {} if at < own else {name: record[name] for name in fields}
            for at, record in enumerate(known)
        )
    return Knowledge(values, records, {}, given(run))


def given(run: Run) -> Callable[[str, Rec | None], bool]:
    """``is known``, as the present profile answers it."""

    def is_known(name: str, record: Rec | None) -> bool:
        if record is None:
            return run.values.get(name, UNKNOWN) is not UNKNOWN
        if record.index < 0:
            return False
        return run.records[record.list_path][record.index].get(name, UNKNOWN) is not UNKNOWN

    return is_known
