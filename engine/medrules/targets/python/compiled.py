"""A program compiled to Python, ready to be called.

In: a ``Program``. Out: ``Compiled``, with the function, its source, and a run over a ``Profile``; ``write``
for the command line. Refused, as MedrulesError: what Python cannot express; rules that disagree, when
the function is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medrules.ir.evaluation import Plain, Profile, Run, Slot
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN
from medrules.targets import Written
from medrules.targets.python.module import module
from medrules.targets.python.runtime import Contradiction
from medrules.targets.python.text import source

Function = Callable[[Mapping[str, object]], dict[str, object]]


class Compiled:
    """One program as Python.

    ``function`` takes a flat dict from the paths of facts to their values (a set is a ``frozenset``, a
    record list a list of dicts) and gives a flat dict from the paths of conclusions to theirs. What
    is not known is left out, or ``UNKNOWN``; a conclusion may be ``UNKNOWN`` too. It does not look at
    whether facts fit the vocabulary. It raises ``Contradiction`` (a ``MedrulesError``) where rules
    disagree. It may be called from several threads.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        made = module(program, notes=False)
        names: dict[str, object] = {}
        exec(compile(made.tree, "<medrules>", "exec"), names)
        self.function: Function = names["answer"]  # type: ignore[assignment]
        self._source: str | None = None

    @property
    def source(self) -> str:
        """The same program as the text of a module that stands alone."""
        if self._source is None:
            self._source = source(self.program, module(self.program, notes=True))
        return self._source

    def run(self, profile: Profile) -> Run:
        """What the interpreter's run gives, without firings. Raises MedrulesError."""
        facts: dict[str, object] = {**profile.values, **profile.records}
        conflicts: tuple[tuple[str, int, int], ...] = ()
        try:
            found = self.function(facts)
        except Contradiction as told:
            found, conflicts = told.answer, told.conflicts
        values: dict[str, Slot] = {
            fact.path: UNKNOWN for fact in self.program.facts if "[]" not in fact.path
        }
        values.update((item.path, item.value) for item in self.program.parameters)
        values.update(profile.values)
        records: dict[str, tuple[dict[str, Slot], ...]] = {}
        for item in self.program.lists:
            made = found.pop(item.path, None)
            if made is None:
                made = self._unconcluded(item.path, profile)
            if made is not UNKNOWN:
                records[item.path] = made  # type: ignore[assignment]
        values.update(found)  # type: ignore[arg-type]
        return Run(values, records, (), conflicts)

    def _unconcluded(self, path: str, profile: Profile) -> tuple[dict[str, Slot], ...] | Slot:
        """The records of a list of which nothing is concluded, as the interpreter lists them."""
        item = next(one for one in self.program.lists if one.path == path)
        start = f"{path}[]."
        blank: dict[str, Slot] = {
            fact.path[len(start) :]: UNKNOWN
            for fact in self.program.facts
            if fact.path.startswith(start)
        }
        given: tuple[dict[str, Plain], ...] | None = profile.records.get(path)
        if item.given_by == "packs":
            given = ()
        elif given is None:
            if item.absent == "unknown":
                return UNKNOWN
            given = ()
        found: list[dict[str, Slot]] = [{**blank, **one} for one in given]
        if item.given_by != "profile":
            for option in self.program.options:
                if option.list_path == path:
                    found.append({**blank, item.key: option.id, **dict(option.fields)})
        return tuple(found)


def compiled(program: Program) -> Compiled:
    """The program as Python; keep it. Raises MedrulesError for what Python cannot express."""
    return Compiled(program)


def write(program: Program, _dialect: str) -> Written:
    """The program as the text of a module."""
    return Written(source(program, module(program, notes=True)), ())
