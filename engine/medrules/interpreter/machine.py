"""A program made ready to run, and the run itself.

In: a checked ``Program``, and then any number of profiles. Out: ``Machine``; ``Machine.run`` gives a
``Run``: every value, every firing, every conflict. Refused, as ``MedrulesError``: expressions nested
too deep to evaluate, or loops that go on too long. The profile was read and checked before; nothing
here looks at it twice.

Strata run in order. In one, the rules of each conclusion are judged, instance by instance, and the
hit policy decides what they come to; recursive strata go to ``medrules.interpreter.fixpoint``. Rules
become closures when they first run, so that preparing costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from medrules.interpreter.fixpoint import Fixpoint
from medrules.interpreter.frame import STANDING, Frame, concrete, list_key
from medrules.interpreter.policies import Clash, Resolver, default_of, resolver_of
from medrules.interpreter.rulecode import RuleCode
from medrules.ir.evaluation import Firing, Profile, Run, Slot
from medrules.ir.limits import TooMuch, grant, release
from medrules.ir.program import Derived, Program, RecordList, Rule
from medrules.ir.values import UNKNOWN

_NO_FIRINGS: tuple[Firing, ...] = ()


def prepare(program: Program) -> Machine:
    """A machine for the program; keep it, since what it learns in one run speeds up the next."""
    return Machine(program)


class Machine:
    """Runs one program. Safe to use from several threads: what it keeps never changes."""

    def __init__(
        self, program: Program, code_of: Callable[[int, Rule], RuleCode] = RuleCode
    ) -> None:
        """``code_of`` is for targets that judge conditions in another way."""
        self.program = program
        self._codes = tuple([code_of(place, rule) for place, rule in enumerate(program.rules)])
        self._blank: Frame = {}
        self._lists = [_ListMaker(program, item) for item in program.lists]
        for fact in program.facts:
            if "[]" not in fact.path:
                self._blank[fact.path] = UNKNOWN
        for item in program.derived:
            if "[]" not in item.path:
                self._blank[item.path] = UNKNOWN
        for parameter in program.parameters:
            self._blank[parameter.path] = parameter.value
        derived = {item.path: item for item in program.derived}
        self._steps: list[_Conclude | Fixpoint] = []
        for stratum in program.strata:
            codes = [self._codes[place] for place in stratum.rules]
            members = [derived[path] for path in stratum.conclusions]
            if stratum.recursive:
                self._steps.append(Fixpoint(members, codes))
                continue
            by_path: dict[str, list[RuleCode]] = {path: [] for path in stratum.conclusions}
            for code in codes:
                by_path[code.rule.conclusion].append(code)
            self._steps += [_Conclude(item, by_path[item.path]) for item in members]

    def run(self, profile: Profile, standing: Profile | None = None) -> Run:
        """Work out everything that follows from the profile.

        ``standing`` is for trying out completions of a profile: ``is known`` then asks about it and
        not about ``profile``. Raises MedrulesError when an expression is nested too deep, or when
        it asks for more work than one run may be.
        """
        grant()
        try:
            return self._run(profile, standing)
        except RecursionError as error:
            long = isinstance(error, TooMuch)
        finally:
            release()
        # Outside the handler, so that the report does not drag a thousand frames along.
        from medrules.interpreter.failures import too_deep, too_long

        raise too_long() if long else too_deep()

    def _run(self, profile: Profile, standing: Profile | None) -> Run:
        frame = self._blank.copy()
        frame.update(profile.values)
        records: dict[str, tuple[dict[str, Slot], ...]] = {}
        for maker in self._lists:
            made = maker.make(profile)
            if made is None:
                frame[maker.key] = UNKNOWN
            else:
                frame[maker.key] = records[maker.path] = made
        if standing is not None:
            frame[STANDING] = self._standing(standing, records)
        found: list[Iterable[Firing]] = [_NO_FIRINGS] * len(self._codes)
        conflicts: list[tuple[str, int, int]] = []
        for step in self._steps:
            if isinstance(step, _Conclude):
                step.run(frame, found, conflicts)
            else:
                for position, instances in step.run(frame).items():
                    found[position] = instances
        for maker in self._lists:
            del frame[maker.key]
        frame.pop(STANDING, None)
        firings = tuple([one for some in found for one in some])
        # What is left in the frame is the scalars, which hold plain values only.
        values: dict[str, Slot] = frame  # type: ignore[assignment]
        return Run(values, records, firings, tuple(conflicts))

    def _standing(
        self, standing: Profile, records: dict[str, tuple[dict[str, Slot], ...]]
    ) -> frozenset[object]:
        """What is known in a profile: paths, and (identity of a record, field)."""
        known: set[object] = {*standing.values, *(item.path for item in self.program.parameters)}
        for maker in self._lists:
            for record, asked in zip(
                records.get(maker.path, ()), maker.make(standing) or (), strict=False
            ):
                known.update((id(record), name) for name in asked if asked[name] is not UNKNOWN)
        return frozenset(known)


class _ListMaker:
    """The records of one list, as a run starts: given ones, then options, every field there."""

    def __init__(self, program: Program, item: RecordList) -> None:
        self.path = item.path
        self.key = list_key(item.path)
        self.item = item
        start = f"{item.path}[]."
        paths = [*(one.path for one in program.facts), *(one.path for one in program.derived)]
        self.blank: dict[str, Slot] = {
            path[len(start) :]: UNKNOWN for path in paths if path.startswith(start)
        }
        self.options: list[dict[str, Slot]] = []
        if item.given_by != "profile":
            for option in program.options:
                if option.list_path == item.path:
                    self.options.append({**self.blank, item.key: option.id, **dict(option.fields)})

    def make(self, profile: Profile) -> tuple[dict[str, Slot], ...] | None:
        """New dicts for one run; None where the list is unknown."""
        given = None if self.item.given_by == "packs" else profile.records.get(self.path)
        if given is None:
            if self.item.given_by != "packs" and self.item.absent == "unknown":
                return None
            given = ()
        records: list[dict[str, Slot]] = [{**self.blank, **record} for record in given]
        records += [option.copy() for option in self.options]
        return tuple(records)


class _Conclude:
    """One conclusion of a stratum that is not recursive, with its rules."""

    __slots__ = ("codes", "default", "head", "name", "path", "resolver")

    def __init__(self, derived: Derived, codes: list[RuleCode]) -> None:
        self.path = derived.path
        self.codes = codes
        self.default = default_of(derived)
        self.resolver: Resolver = resolver_of(derived)
        head, inside, name = derived.path.partition("[].")
        self.head = list_key(head) if inside else ""
        self.name = name

    def run(
        self, frame: Frame, found: list[Iterable[Firing]], conflicts: list[tuple[str, int, int]]
    ) -> None:
        if self.head:
            self._for_records(frame, found, conflicts)
            return
        live: list[Firing] = []
        for code in self.codes:
            if code.list_key:
                firings = _instances(code, frame)
                found[code.position] = firings
                live += [one for one in firings if one.verdict != "failed"]
            else:
                firing = code.judge(frame, None)
                found[code.position] = (firing,)
                if firing.verdict != "failed":
                    live.append(firing)
        frame[self.path] = self._settle(live, None, conflicts) if live else self.default

    def _for_records(
        self, frame: Frame, found: list[Iterable[Firing]], conflicts: list[tuple[str, int, int]]
    ) -> None:
        records = frame[self.head]
        if not isinstance(records, tuple):
            for code in self.codes:
                found[code.position] = (code.unlisted(),)
            return
        live: list[list[Firing]] = [[] for _ in records]
        for code in self.codes:
            found[code.position] = code.judge_all(frame, records, live)
        name, default = self.name, self.default
        for index, record in enumerate(records):
            own = live[index]
            record[name] = self._settle(own, index, conflicts) if own else default

    def _settle(
        self, live: list[Firing], record: int | None, conflicts: list[tuple[str, int, int]]
    ) -> Slot:
        """What the firings, of which there is at least one, come to."""
        value = self.resolver(live)
        if isinstance(value, Clash):
            conflicts.append((concrete(self.path, record), value.first, value.second))
            return None
        return value


def _instances(code: RuleCode, frame: Frame) -> list[Firing]:
    """The rule for every record of its list, in order."""
    records = frame[code.list_key]
    if not isinstance(records, tuple):
        return [code.unlisted()]
    firings: list[Firing] = []
    for index, record in enumerate(records):
        frame[code.variable_key] = record
        firings.append(code.judge(frame, index))
    frame.pop(code.variable_key, None)
    return firings
