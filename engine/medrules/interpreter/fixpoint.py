"""Recursive strata: sets that grow until nothing new follows.

In: the rules of one stratum and a frame. Out: the firings of every rule; the frame then holds the
conclusions. Refused: nothing; the compiler lets only monotone conclusions be recursive.

First round: every rule once, the conclusions being empty; then only rules that read a conclusion
that grew, until none grows. What fires then fires whatever the missing facts are, since more members
never stop a rule. Second round: a conclusion that may gain members from rules still undecided
becomes unknown, and the rules that read it and have not fired are judged again, until nothing
changes. A rule that has fired stays fired; only its value may become unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.interpreter.frame import Frame, bind, list_key, restore
from medrules.interpreter.policies import collected, default_of
from medrules.interpreter.rulecode import RuleCode
from medrules.ir.evaluation import Firing, Slot
from medrules.ir.program import Derived
from medrules.ir.values import UNKNOWN

_EMPTY: frozenset[str] = frozenset()


class Fixpoint:
    """A recursive stratum, ready to run; ``derived`` and ``codes`` are those of the stratum."""

    def __init__(self, derived: Sequence[Derived], codes: Sequence[RuleCode]) -> None:
        from medrules.ir.invariants import reads

        self.derived = {item.path: item for item in derived}
        self.codes = tuple(codes)
        self.readers: dict[str, list[RuleCode]] = {path: [] for path in self.derived}
        for code in codes:
            for path in reads(code.rule):
                if path in self.readers:
                    self.readers[path].append(code)

    def run(self, frame: Frame) -> dict[int, list[Firing]]:
        """The firings by position of the rule; the conclusions are written into the frame."""
        found: dict[int, list[Firing]] = {code.position: [] for code in self.codes}
        for item in self.derived.values():
            _fill(frame, item, _EMPTY)
        waiting = list(self.codes)
        while waiting:
            grown: set[str] = set()
            for code in waiting:
                found[code.position] = _judge(code, frame, found[code.position])
                if self._grow(frame, code, found[code.position]):
                    grown.add(code.rule.conclusion)
            waiting = self._reading(grown)
        waiting = self._reading(self._open(frame, found))
        while waiting:
            for code in waiting:
                found[code.position] = _judge(code, frame, found[code.position])
            waiting = self._reading(self._open(frame, found))
        for item in self.derived.values():
            self._default(frame, item, found)
        return found

    def _reading(self, changed: set[str]) -> list[RuleCode]:
        """The rules that read something that changed, in order, each once."""
        positions = {code.position for path in changed for code in self.readers[path]}
        return [code for code in self.codes if code.position in positions]

    def _grow(self, frame: Frame, code: RuleCode, firings: list[Firing]) -> bool:
        """Add what the firings of one rule say for certain. Returns whether anything was new."""
        grown = False
        for holder, key, mine in _targets(frame, code.rule.conclusion, firings):
            before = holder[key]
            certain = [one for one in mine if one.verdict == "fired" and one.value is not UNKNOWN]
            added = collected(certain)
            if isinstance(before, frozenset) and isinstance(added, frozenset) and added - before:
                holder[key] = before | added
                grown = True
        return grown

    def _open(self, frame: Frame, found: dict[int, list[Firing]]) -> set[str]:
        """Make unknown each set that may still gain members. Returns the conclusions concerned."""
        opened: set[str] = set()
        for item in self.derived.values():
            for holder, key, mine in self._live(frame, item, found):
                if holder[key] is not UNKNOWN and collected(mine) is UNKNOWN:
                    holder[key] = UNKNOWN
                    opened.add(item.path)
        return opened

    def _default(self, frame: Frame, item: Derived, found: dict[int, list[Firing]]) -> None:
        """Give the default to each set that no rule adds to and none may add to."""
        for holder, key, mine in self._live(frame, item, found):
            if not mine:
                holder[key] = default_of(item)

    def _live(
        self, frame: Frame, item: Derived, found: dict[int, list[Firing]]
    ) -> list[tuple[dict[str, object], str, list[Firing]]]:
        """Where a conclusion is kept, and the firings for each place that did not fail."""
        own = [code for code in self.codes if code.rule.conclusion == item.path]
        live = [one for code in own for one in found[code.position] if one.verdict != "failed"]
        return _targets(frame, item.path, live, every=True)


def _judge(code: RuleCode, frame: Frame, before: list[Firing]) -> list[Firing]:
    """Every instance of a rule again; one that has fired stays fired."""
    if not code.list_key:
        return [_kept(code.judge(frame, None), before[0] if before else None)]
    records = frame[code.list_key]
    if not isinstance(records, tuple):
        return [code.unlisted()]
    result: list[Firing] = []
    outer = bind(frame, code.variable_key, None)
    for index, record in enumerate(records):
        frame[code.variable_key] = record
        result.append(_kept(code.judge(frame, index), before[index] if before else None))
    restore(frame, code.variable_key, outer)
    return result


def _kept(now: Firing, before: Firing | None) -> Firing:
    if before is None or before.verdict != "fired" or now.verdict == "fired":
        return now
    return before.replace(value=UNKNOWN if now.value is UNKNOWN else before.value)


def _targets(
    frame: Frame, path: str, firings: Sequence[Firing], every: bool = False
) -> list[tuple[dict[str, object], str, list[Firing]]]:
    """Where a conclusion is kept, and the firings for each place."""
    head, inside, name = path.partition("[].")
    if not inside:
        return [(frame, path, list(firings))]
    records = frame[list_key(head)]
    if not isinstance(records, tuple):
        return []
    by_record: dict[int, list[Firing]] = {index: [] for index in range(len(records))}
    for one in firings:
        if one.record is not None:
            by_record[one.record].append(one)
    return [(records[index], name, mine) for index, mine in by_record.items() if mine or every]


def _fill(frame: Frame, item: Derived, value: Slot) -> None:
    for holder, key, _ in _targets(frame, item.path, (), every=True):
        holder[key] = value
