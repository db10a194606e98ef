"""Recursive strata at run time: sets that grow until nothing new follows.

In: generated functions of the rules of one stratum, and what they read. Out: the sets, by path; those of
records are written into the records. Refused: nothing. It is the fixpoint of the interpreter
(``medrules.interpreter.fixpoint`` says why it is right) over functions in place of closures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from medrules.interpreter.policies import collected
from medrules.ir.evaluation import Firing, Slot
from medrules.ir.values import UNKNOWN

State: TypeAlias = dict[str, object]
Judge: TypeAlias = Callable[..., tuple[Slot, Slot]]
Rule: TypeAlias = tuple[int, str, str, Sequence[str], Slot, Judge]
"""Position, conclusion, record list or ``""``, conclusions of the stratum that it reads, its value
where that is a literal (else ``UNKNOWN``), and what judges it."""

_EMPTY: frozenset[str] = frozenset()


def grown(
    defaults: Sequence[tuple[str, Slot]],
    rules: Sequence[Rule],
    lists: Mapping[str, object],
    fixed: Sequence[object],
) -> State:
    """The conclusions of a recursive stratum."""
    return _Growing(defaults, rules, lists, fixed).run()


class _Growing:
    def __init__(
        self,
        defaults: Sequence[tuple[str, Slot]],
        rules: Sequence[Rule],
        lists: Mapping[str, object],
        fixed: Sequence[object],
    ) -> None:
        self.defaults = defaults
        self.rules = rules
        self.lists = lists
        self.fixed = fixed
        self.state: State = {}
        self.found: dict[int, list[Firing]] = {rule[0]: [] for rule in rules}

    def run(self) -> State:
        for path, _ in self.defaults:
            for holder, key, _mine in self._targets(path, (), every=True):
                holder[key] = _EMPTY
        waiting = list(self.rules)
        while waiting:
            changed: set[str] = set()
            for rule in waiting:
                self._judge(rule)
                if self._grow(rule):
                    changed.add(rule[1])
            waiting = self._reading(changed)
        waiting = self._reading(self._open())
        while waiting:
            for rule in waiting:
                self._judge(rule)
            waiting = self._reading(self._open())
        for path, default in self.defaults:
            for holder, key, mine in self._live(path):
                if not mine:
                    holder[key] = default
        return self.state

    def _reading(self, changed: set[str]) -> list[Rule]:
        return [rule for rule in self.rules if not changed.isdisjoint(rule[3])]

    def _judge(self, rule: Rule) -> None:
        """Every instance of a rule again; one that has fired stays fired."""
        position, _, list_path, _, constant, _ = rule
        before = self.found[position]
        if not list_path:
            self.found[position] = [self._one(rule, None, None, before[0] if before else None)]
            return
        records = self.lists[list_path]
        if not isinstance(records, tuple):
            self.found[position] = [Firing(position, None, "unknown", constant)]
            return
        self.found[position] = [
            self._one(rule, record, index, before[index] if before else None)
            for index, record in enumerate(records)
        ]

    def _one(self, rule: Rule, record: object, index: int | None, before: Firing | None) -> Firing:
        outcome, value = rule[5](self.state, self.fixed, record)
        if before is not None and before.verdict == "fired" and outcome is not True:
            # The value of what has fired may yet become unknown.
            gone = outcome is UNKNOWN and value is UNKNOWN
            return before.replace(value=UNKNOWN) if gone else before
        if outcome is True:
            return Firing(rule[0], index, "fired", value)
        if outcome is UNKNOWN:
            return Firing(rule[0], index, "unknown", value)
        return Firing(rule[0], index, "failed", None)

    def _grow(self, rule: Rule) -> bool:
        grew = False
        for holder, key, mine in self._targets(rule[1], self.found[rule[0]]):
            before = holder[key]
            certain = [one for one in mine if one.verdict == "fired" and one.value is not UNKNOWN]
            added = collected(certain)
            if isinstance(before, frozenset) and isinstance(added, frozenset) and added - before:
                holder[key] = before | added
                grew = True
        return grew

    def _open(self) -> set[str]:
        opened: set[str] = set()
        for path, _ in self.defaults:
            for holder, key, mine in self._live(path):
                if holder[key] is not UNKNOWN and collected(mine) is UNKNOWN:
                    holder[key] = UNKNOWN
                    opened.add(path)
        return opened

    def _live(self, path: str) -> Iterator[tuple[State, str, list[Firing]]]:
        live = [
            one
            for rule in self.rules
            if rule[1] == path
            for one in self.found[rule[0]]
            if one.verdict != "failed"
        ]
        return self._targets(path, live, every=True)

    def _targets(
        self, path: str, firings: Sequence[Firing], every: bool = False
    ) -> Iterator[tuple[State, str, list[Firing]]]:
        """Where a conclusion is kept, and the firings for each place."""
        head, inside, name = path.partition("[].")
        if not inside:
            yield self.state, path, list(firings)
            return
        records = self.lists[head]
        if isinstance(records, tuple):
            for index, record in enumerate(records):
                mine = [one for one in firings if one.record == index]
                if mine or every:
                    yield record, name, mine
