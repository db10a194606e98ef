"""Whose answers change: both versions evaluated on the same profiles.

In: two programs, what can differ between them, and profiles. Out: ``AnswerChange`` values. Refused:
nothing; rules that contradict each other are an answer of their own. Only conclusions that people
are shown, that both versions have, and that can differ at all are compared. For cases and for
profiles of a file, what is open is settled and compared too; for generated profiles only where one
of the versions knows the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medrules.cases.run import say
from medrules.compare.model import AnswerChange
from medrules.compare.slices import Slices
from medrules.compare.subjects import Subject, fitted
from medrules.diagnostics.model import MedrulesError
from medrules.evaluating import evaluate
from medrules.ir.evaluation import Evaluation, Interval, Profile, Settlement, Slot
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN
from medrules.record import Record


class Answers:
    """Compares the answers of two programs, profile by profile."""

    def __init__(self, slices: Slices, renamed: dict[str, str]) -> None:
        """``renamed``: full ids of rules that only moved, old to new."""
        self._slices = slices
        self._renamed = renamed
        internal = [
            {one.path for one in program.derived if one.internal}
            for program in (slices.old, slices.new)
        ]
        self._asked = tuple(one for one in slices.affected if one not in internal[0] & internal[1])

    def changes(self, subject: Subject) -> Iterator[AnswerChange]:
        """Every answer that differs for that profile."""
        if not self._asked:
            return
        old = _Side(self._slices.old, fitted(subject.profile, self._slices.old), self._asked)
        new = _Side(self._slices.new, fitted(subject.profile, self._slices.new), self._asked)
        if old.conflict or new.conflict:
            if old.conflict != new.conflict:
                yield self._change(
                    subject,
                    "",
                    old.conflict or "an answer",
                    new.conflict or "an answer",
                    not old.conflict,
                    old,
                    new,
                )
            return
        for place, one in old.places.items():
            other = new.places.get(place)
            if other is None:
                continue
            before, after = old.slot(one), new.slot(other)
            if before is not UNKNOWN and after is not UNKNOWN:
                if before != after:
                    yield self._change(subject, place, say(before), say(after), True, old, new)
                continue
            if before is UNKNOWN and after is UNKNOWN and subject.origin == "generated":
                continue
            was, now = old.settlement(one), new.settlement(other)
            if not _same(was, now):
                settled = was.status == "settled"
                yield self._change(subject, place, _said(was), _said(now), settled, old, new)

    def _change(
        self,
        subject: Subject,
        place: str,
        before: str,
        after: str,
        settled: bool,
        old: _Side,
        new: _Side,
    ) -> AnswerChange:
        path = declared(place)
        only_before, only_after = self._fired(place, {path}, old, new)
        behind = self._slices.behind(path) if path else frozenset()
        if not only_before and not only_after:
            # The same rules fire: something that they rest on came out otherwise.
            only_before, only_after = self._fired("", behind, old, new)
        because: tuple[str, ...] = ()
        if not only_before and not only_after:
            because = tuple(sorted(behind & self._slices.changed))
        return AnswerChange(
            subject.origin,
            subject.name,
            place,
            before,
            after,
            settled,
            only_before,
            only_after,
            because,
        )

    def _fired(
        self, place: str, paths: set[str] | frozenset[str], old: _Side, new: _Side
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        before = [self._renamed.get(one, one) for one in old.fired(place, paths)]
        after = new.fired(place, paths)
        return (
            tuple(dict.fromkeys(one for one in before if one not in after)),
            tuple(dict.fromkeys(one for one in after if one not in before)),
        )


class _Place(Record):
    """Where an answer stands: a declared path, and the record's position."""

    path: str
    record: int | None


class _Side:
    """One program's evaluation of one profile."""

    def __init__(self, program: Program, profile: Profile, asked: Sequence[str]) -> None:
        self._program = program
        self._profile = profile
        self._asked = asked
        self._evaluation: Evaluation | None = None
        self.conflict = ""
        self.places: dict[str, _Place] = {}
        try:
            self._evaluation = evaluate(program, profile, only=asked)
        except MedrulesError as error:
            self.conflict = "; ".join(one.message for one in error.diagnostics)
            return
        records = self._evaluation.run.records
        keys = {one.path: one.key for one in program.lists}
        for path in asked:
            head, inside, name = path.partition("[].")
            if not inside:
                self.places[path] = _Place(path, None)
                continue
            for index, record in enumerate(records.get(head, ())):
                key = record.get(keys[head])
                shown = key if isinstance(key, str) else str(index + 1)
                self.places.setdefault(f"{head}[{shown}].{name}", _Place(path, index))

    def slot(self, place: _Place) -> Slot:
        """The value, or ``UNKNOWN``."""
        assert self._evaluation is not None
        run = self._evaluation.run
        if place.record is None:
            return run.values[place.path]
        head, _, name = place.path.partition("[].")
        return run.records[head][place.record][name]

    def settlement(self, place: _Place) -> Settlement:
        """How firm it is, looked into now."""
        assert self._evaluation is not None
        concrete = place.path.replace("[]", f"[{place.record}]", 1)
        return self._evaluation.conclusions[concrete].settlement

    def fired(self, place: str, paths: set[str] | frozenset[str]) -> list[str]:
        """The rules for these paths that fired; for one place only those of its record."""
        if self._evaluation is None:
            return []
        record = self.places[place].record if place in self.places else None
        found = []
        for one in self._evaluation.run.firings:
            rule = self._program.rules[one.rule]
            fits = record is None or one.record is None or one.record == record
            if one.verdict == "fired" and rule.conclusion in paths and fits:
                found.append(rule.id)
        return found


def declared(place: str) -> str:
    """``programs[Fictional MHPE].score`` is declared as ``programs[].score``."""
    head, bracket, rest = place.partition("[")
    return f"{head}[].{rest.rpartition('].')[2]}" if bracket else place


def _same(one: Settlement, other: Settlement) -> bool:
    if one.status != other.status or one.value != other.value:
        return False
    if isinstance(one.possible, Interval) or isinstance(other.possible, Interval):
        return one.possible == other.possible or not (one.exact and other.exact)
    return set(one.possible) == set(other.possible) or not (one.exact and other.exact)


def _said(settlement: Settlement) -> str:
    if settlement.status == "settled":
        return say(settlement.value)
    possible = settlement.possible
    certain = f"{say(settlement.value)} and " if settlement.value else ""
    if isinstance(possible, Interval):
        ending = " or nothing" if possible.null else ""
        return f"{settlement.status}: {possible.low} to {possible.high}{ending}"
    if not possible:
        return settlement.status
    shown = sorted(say(one) for one in possible)
    more = [f"{len(shown) - 6} others"] if len(shown) > 6 else []
    return f"{settlement.status}: {certain}perhaps {' or '.join([*shown[:6], *more])}"
