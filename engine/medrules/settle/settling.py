"""How firm each conclusion is.

In: a program, a profile with gaps, and the run over it. Out: a ``Settlement`` for each conclusion asked
about: what it can still come to, what is certain of it, and which missing facts decide. Refused:
nothing; where the bound on the search is hit, ``exact`` is False and ``possible`` may hold values that
no completion reaches.
"""

from __future__ import annotations

from _weakref import ref  # weakref itself takes 1 ms more to import
from collections.abc import Callable, Sequence

from medrules.interpreter.machine import Machine
from medrules.interpreter.policies import default_of, ranking
from medrules.ir.evaluation import Interval, Plain, Profile, Run, Settlement, Slot, Status
from medrules.ir.expr import Const
from medrules.ir.program import Derived, Policy, Program
from medrules.ir.types import ListType, SetType
from medrules.ir.values import UNKNOWN
from medrules.settle.blank import Blank
from medrules.settle.bounding import members_of
from medrules.settle.diagram import Forest, identity
from medrules.settle.findings import Findings
from medrules.settle.outline import Knowledge, Outline, empty, present
from medrules.settle.outlook import MAX_LISTS, Lookout, Outlook
from medrules.settle.shelf import Shelf
from medrules.settle.world import SHARE, Settling

BUDGET = 200_000
"""Steps of the search in all, unless the caller says otherwise; a step is one node or completion."""


_learnt: dict[ref[Machine], tuple[Outline, Findings]] = {}
"""What is known of the programs of those machines that are still there."""


def _forget(gone: ref[Machine]) -> None:
    _learnt.pop(gone, None)


def settle(
    program: Program,
    machine: Machine,
    profile: Profile,
    run: Run,
    paths: Sequence[str] | None = None,
    budget: int = BUDGET,
    shelf: Shelf | None = None,
) -> dict[str, Settlement]:
    """How firm conclusions are, by concrete path (``decision.outcome``, ``programs[0].score``).

    ``paths``: which, as concrete paths or as declared (``programs[].score``); None for all.
    ``budget``: how many steps the search may take; what does not fit is reported as not exact.
    ``machine`` is the one that made the run; what is learnt about its program is kept with it, and on
    the ``shelf``, if there is one.
    """
    learnt = _learnt.get(ref(machine))
    if learnt is None:
        outline = Outline(program) if shelf is None else shelf.outline()
        learnt = _learnt[ref(machine, _forget)] = (outline, Findings(shelf))
    outline, findings = learnt
    findings.shelf = shelf
    settler = _Settler(outline, findings, machine, profile, run, budget)
    found: dict[str, Settlement] = {}
    wanted = None if paths is None else set(paths)
    asked = [
        one
        for one in _instances(outline, run)
        if wanted is None or one[0] in wanted or one[1] in wanted
    ]
    settler.prepare([declared for _, declared, _, slot in asked if slot is UNKNOWN])
    for concrete, declared, index, slot in asked:
        if slot is UNKNOWN:
            found[concrete] = settler.settlement(declared, index)
        else:
            found[concrete] = Settlement("settled", slot, (), (), True)
    findings.keep()
    return found


def _instances(outline: Outline, run: Run) -> list[tuple[str, str, int | None, Slot]]:
    """Every conclusion: concrete path, declared path, record, and what the run says."""
    found: list[tuple[str, str, int | None, Slot]] = []
    for path in outline.derived:
        head, inside, name = path.partition("[].")
        if inside:
            for index, record in enumerate(run.records.get(head, ())):
                found.append((f"{head}[{index}].{name}", path, index, record[name]))
        else:
            found.append((path, path, None, run.values[path]))
    return found


class _Settler:
    """One analysis: the present profile, and how it compares with an empty one."""

    def __init__(
        self,
        outline: Outline,
        findings: Findings,
        machine: Machine,
        profile: Profile,
        run: Run,
        budget: int,
    ) -> None:
        self.outline = outline
        self.present = Lookout(_world(outline, present(run), budget), budget // SHARE)
        self.blank = Blank(
            outline,
            findings,
            machine,
            profile,
            budget,
            lambda: _world(outline, empty(outline, profile, run), budget),
        )
        self._said: dict[str, set[object] | None] = {}
        self._order = {path: place for place, path in enumerate((*outline.facts, *outline.lists))}

    def prepare(self, paths: list[str]) -> None:
        """Work out conclusions, and those that they rest on, from below."""
        self.present.world.conclude(self.outline.cone(paths))

    def settlement(self, path: str, index: int | None) -> Settlement:
        """How firm one conclusion is."""
        derived = self.outline.derived[path]
        outlook = self.present.look(path, index, True)
        values = sorted(outlook.values, key=_placing(derived))
        if outlook.settled:
            value = outlook.certain if outlook.certain is not None else values[0]
            return Settlement("settled", value, (), (), True)  # type: ignore[arg-type]
        exact = outlook.exact and not outlook.unbounded
        if outlook.unbounded:
            values = []
        if isinstance(derived.type, ListType) and len(values) > MAX_LISTS:
            values, exact = values[:MAX_LISTS], False
        possible: tuple[Plain, ...] | Interval = tuple(values)  # type: ignore[arg-type]
        if outlook.low is not None and outlook.high is not None and not outlook.unbounded:
            possible = Interval(outlook.low, outlook.high, None in values)
        return Settlement(
            self._status(derived, index, outlook),
            outlook.certain,
            possible,
            tuple(sorted(outlook.missing, key=self._place)),
            exact,
        )

    def _status(self, derived: Derived, index: int | None, outlook: Outlook) -> Status:
        """``unknown`` where nothing given so far excludes anything."""
        if outlook.certain:
            return "provisional"
        if outlook.unbounded or outlook.nothing:
            return "unknown"
        if derived.path not in self._said:
            self._said[derived.path] = _sayable(self.outline, derived)
        said = self._said[derived.path]
        open_to = {identity(one) for one in outlook.values}
        if said is not None and outlook.low is None and said <= open_to:
            return "unknown"
        return "provisional" if self.blank.excludes(derived, index, outlook) else "unknown"

    def _place(self, path: str) -> tuple[int, int, str]:
        head, inside, rest = path.partition("[")
        at, _, name = rest.partition("].")
        declared = f"{head}[].{name}" if inside else path
        return self._order.get(declared, 0), int(at) if inside else 0, path


def _world(outline: Outline, known: Knowledge, budget: int) -> Settling:
    return Settling(outline, known, Forest(budget), budget // SHARE)


# -- what can be said ------------------------------------------------------------------------------


def _sayable(outline: Outline, derived: Derived) -> set[object] | None:
    """All that the rules for a conclusion could say, where that is written in them as literals."""
    if derived.policy in (Policy.SUM, Policy.COUNT) or isinstance(derived.type, ListType):
        return None
    said: list[object] = [default_of(derived)]
    for place in outline.rules[derived.path]:
        value = outline.program.rules[place].value
        if not isinstance(value, Const):
            return None
        said.append(value.value)
    if isinstance(derived.type, SetType):
        return {identity(one) for value in said for one in members_of(value)}
    return {identity(value) for value in said}


def _placing(derived: Derived) -> Callable[[object], tuple[object, ...]]:
    """The order in which possible values are told: by priority or enum, else by size; null last."""
    rank = ranking(derived)

    def place(value: object) -> tuple[object, ...]:
        if value is None:
            return (3,)
        if isinstance(value, tuple):
            return (1, [place(one) for one in value])
        at = rank.get(value)  # type: ignore[call-overload]
        return (1, value) if at is None else (0, at)

    return place
