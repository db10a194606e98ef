"""The fewest cases that reach what is missing.

In: candidates, each with the missing goals that it reaches, and what tells the goals of facts. Out: the
chosen ones, each with the goals that are its own. Refused: nothing.

Finding the smallest set is a set cover, which nobody knows how to do quickly. So: candidates whose
facts agree are put together as long as the person stays easy to picture; then, again and again, the one
that reaches most of what is left is taken; last, every fact and every case that can be spared is left
out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medrules.cases.goals import Goal
from medrules.ir.evaluation import Plain
from medrules.record import Record

Facts = dict[str, Plain]

MOST_FACTS = 12
"""Candidates are not put together beyond so many facts."""


class Candidate(Record):
    """Facts by concrete path, and the missing goals that they reach."""

    facts: Facts
    goals: frozenset[Goal]


Reach = Callable[[Facts], frozenset[Goal] | None]
"""The missing goals that facts reach; None where rules contradict each other."""


def chosen(candidates: Sequence[Candidate], order: Sequence[Goal], reach: Reach) -> list[Candidate]:
    """The chosen ones; ``goals`` are then those that no case chosen before reaches."""
    merged = _merged(candidates, reach)
    picked = _covering([*merged, *candidates])
    return _owned(_lean(picked, reach), order)


def _merged(candidates: Sequence[Candidate], reach: Reach) -> list[Candidate]:
    """Each candidate put into the first heap that it agrees with."""
    heaps: list[Candidate] = []
    for one in sorted(candidates, key=lambda one: -len(one.facts)):
        for place, heap in enumerate(heaps):
            both = _together(heap, one, reach)
            if both is not None:
                heaps[place] = both
                break
        else:
            heaps.append(one)
    return heaps


def _together(heap: Candidate, one: Candidate, reach: Reach) -> Candidate | None:
    """Both in one person, where that is still easy to picture and shows all that each shows."""
    for facts in (one.facts, _further(one.facts, heap.facts)):
        both = {**heap.facts, **facts}
        agree = all(heap.facts.get(path, value) == value for path, value in facts.items())
        if agree and len(both) <= max(MOST_FACTS, len(heap.facts)):
            found = reach(both)
            if found is not None and found >= heap.goals | one.goals:
                return Candidate(both, found)
    return None


def _further(facts: Facts, beside: Facts) -> Facts:
    """The facts with their records put after those of others."""
    after: dict[str, int] = {}
    for path in beside:
        head, inside, rest = path.partition("[")
        if inside:
            after[head] = max(after.get(head, 0), int(rest.partition("]")[0]) + 1)
    return _renumbered(facts, lambda head, at: at + after.get(head, 0))


def _closed_up(facts: Facts) -> Facts:
    """The facts with no gaps between their records."""
    used: dict[str, list[int]] = {}
    for path in facts:
        head, inside, rest = path.partition("[")
        at = int(rest.partition("]")[0]) if inside else 0
        if inside and at not in used.setdefault(head, []):
            used[head].append(at)
    return _renumbered(facts, lambda head, at: sorted(used[head]).index(at))


def _renumbered(facts: Facts, number: Callable[[str, int], int]) -> Facts:
    found: Facts = {}
    for path, value in facts.items():
        head, inside, rest = path.partition("[")
        at, _, name = rest.partition("].")
        found[f"{head}[{number(head, int(at))}].{name}" if inside else path] = value
    return found


def _covering(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Greedily, until nothing is left; of two that reach as much, the one with fewer facts."""
    left = frozenset[Goal]().union(*[one.goals for one in candidates])
    picked: list[Candidate] = []
    while left:
        best = max(candidates, key=lambda one: (len(one.goals & left), -len(one.facts)))
        picked.append(best)
        left -= best.goals
    return picked


def _lean(picked: Sequence[Candidate], reach: Reach) -> list[Candidate]:
    """Without the cases, and then the facts, that can be spared."""
    kept = list(picked)
    for one in sorted(picked, key=lambda one: len(one.goals)):
        others = frozenset[Goal]().union(*[other.goals for other in kept if other is not one])
        if one.goals <= others:
            kept.remove(one)
    for place, one in enumerate(kept):
        others = frozenset[Goal]().union(*[other.goals for other in kept if other is not one])
        needed = one.goals - others
        for path in list(one.facts):
            fewer = {key: value for key, value in one.facts.items() if key != path}
            found = reach(fewer)
            if found is not None and found >= needed:
                one = Candidate(fewer, found)
        close = _closed_up(one.facts)
        found = reach(close)
        kept[place] = Candidate(close, found) if found is not None and found >= needed else one
    return kept


def _owned(kept: Sequence[Candidate], order: Sequence[Goal]) -> list[Candidate]:
    """In the order of the first goal of each, each goal told once."""
    position = {goal: place for place, goal in enumerate(order)}
    rows = sorted(kept, key=lambda one: min(position[goal] for goal in one.goals))
    seen: set[Goal] = set()
    found: list[Candidate] = []
    for one in rows:
        own = one.goals - seen
        seen |= own
        found.append(Candidate(one.facts, own))
    return found
