"""New cases that reach what the cases of a pack do not.

In: a program, a pack id, the pack's cases, whether terms count too. Out: ``Proposal``: for each new
case its facts and the goals that it is for, and the goals that no case was found for. Refused: nothing.

For each goal values on both sides of what facts are compared with are tried; where that fails, exact
analysis is asked. Then as few cases as can be are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from time import process_time

from medrules.cases.goals import Goal, Goals
from medrules.cases.model import Case
from medrules.evaluating import machine_for
from medrules.ir.evaluation import Plain, Profile
from medrules.ir.program import Program
from medrules.lint.examples import Example
from medrules.proposals.choosing import Candidate, Facts, chosen
from medrules.proposals.probing import Probe
from medrules.proposals.proving import Prover
from medrules.proposals.trying import tried
from medrules.record import Record

SOLUTIONS = 6
"""So many solutions of the goal alone are tried on the whole program, where rules may contradict it."""

SECONDS = 120.0
"""Once the exact analysis has taken so much time of the processor in all, it is asked no more. Packs that
people write stay far below it."""

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")


class Unreached(Record):
    """A goal that no case was found for; ``proved``: there is none."""

    goal: Goal
    proved: bool


class Proposal(Record):
    """``missing``: how many goals the cases of the pack do not reach."""

    goals: Goals
    missing: int
    cases: tuple[Candidate, ...]
    unreached: tuple[Unreached, ...]


def propose(
    program: Program,
    pack: str,
    cases: Sequence[Case],
    *,
    terms: bool,
    done: Callable[[int, int], object] | None = None,
) -> Proposal:
    """The new cases; ``done`` is told how many goals were looked at, and of how many."""
    search = _Search(Goals(program, pack), terms)
    goals = search.goals
    order: list[Goal] = [*goals.rules, *goals.edges, *(goals.terms if terms else ())]
    for case in cases:
        run = search.machine.run(case.profile)
        if not run.conflicts:
            search.reached |= goals.reached(run, terms=terms)
            search.near.append(facts_of(case.profile))
    missing = [goal for goal in order if goal not in search.reached]
    search.missing = frozenset(missing)
    unreached: list[Unreached] = []
    for place, goal in enumerate(missing):
        if goal not in search.reached:
            failed = search.look(goal)
            if failed is not None:
                unreached.append(failed)
        if done is not None:
            done(place + 1, len(missing))
    picked = chosen(search.candidates, order, search.reach)
    named = tuple(Candidate(search.named(one), one.goals) for one in picked)
    return Proposal(goals, len(missing), named, tuple(unreached))


class _Search:
    """What was found so far."""

    def __init__(self, goals: Goals, terms: bool) -> None:
        self.goals = goals
        self.terms = terms
        self.machine = machine_for(goals.program)
        self.keys = {item.path: item.key for item in goals.program.lists}
        paths = [fact.path for fact in goals.program.facts]
        paths += [parameter.path for parameter in goals.program.parameters]
        self.order = {path: place for place, path in enumerate(paths)}
        self.missing: frozenset[Goal] = frozenset()
        self.reached: set[Goal] = set()
        self.near: list[Facts] = []
        self.proving = 0.0
        self.candidates: list[Candidate] = []

    def look(self, goal: Goal) -> Unreached | None:
        """Find a candidate for a goal, or say that there is none."""
        probe = Probe(self.goals, goal)
        for facts in islice(tried(probe, self.near), SOLUTIONS):
            if self._accepted(goal, facts):
                return None
        start = process_time()
        try:
            return self._proved(goal) if self.proving < SECONDS else Unreached(goal, False)
        finally:
            self.proving += process_time() - start

    def _proved(self, goal: Goal) -> Unreached | None:
        prover = Prover(self.goals, goal)
        found = prover.facts()
        if found is not None and self._accepted(goal, found):
            return None
        return Unreached(goal, prover.possible() == "no")

    def _accepted(self, goal: Goal, facts: Facts) -> bool:
        found = self.reach(facts)
        if found is None or goal not in found:
            return False
        self.candidates.append(Candidate(facts, found))
        self.reached |= found
        self.near.append(facts)
        return True

    def reach(self, facts: Facts) -> frozenset[Goal] | None:
        """The missing goals that facts reach; None where rules contradict each other."""
        run = self.machine.run(Example(facts).profile())
        if run.conflicts:
            return None
        return self.missing & self.goals.reached(run, terms=self.terms)

    def named(self, one: Candidate) -> Facts:
        """The facts in the order of the vocabulary, each record with a name if that changes nothing."""
        facts = dict(one.facts)
        for path in list(facts):
            head, inside, rest = path.partition("[")
            if inside:
                place = int(rest.partition("]")[0])
                for at in range(place + 1):
                    word = _ORDINALS[at] if at < len(_ORDINALS) else f"Number {at + 1}"
                    facts.setdefault(f"{head}[{at}].{self.keys[head]}", word)
        found = self.reach(facts)
        if found is None or not found >= one.goals:
            facts = dict(one.facts)
        return dict(sorted(facts.items(), key=lambda pair: self._place(pair[0])))

    def _place(self, spot: str) -> tuple[int, int]:
        head, inside, rest = spot.partition("[")
        if not inside:
            return self.order[spot], 0
        at, _, name = rest.partition("].")
        first = min(place for path, place in self.order.items() if path.startswith(f"{head}[]."))
        return first, int(at) * 1000 + self.order[f"{head}[].{name}"] - first


def facts_of(profile: Profile) -> dict[str, Plain]:
    """The facts of a profile by concrete path."""
    found: dict[str, Plain] = dict(profile.values)
    for path, records in profile.records.items():
        for at, record in enumerate(records):
            found.update({f"{path}[{at}].{name}": value for name, value in record.items()})
    return found
