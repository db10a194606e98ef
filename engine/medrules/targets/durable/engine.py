"""A program run with durable_rules doing the matching.

In: a program, then profiles. Out: ``DurableEngine.run``: the same ``Run`` as the interpreter's.
Refused, as ``MedrulesError``: what ``session`` refuses, and what the interpreter refuses about
expressions that are too deep or too long.

Everything but the matching is the interpreter: the order of strata, record lists, hit policies,
recursion, and the values that rules give. Where it asks whether the condition of a rule is true, the
rules of the stratum have been matched by durable_rules, on facts asserted for this run. In a
recursive stratum, a rule is matched again each time that it is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TypeAlias

from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Code, Frame, bind, list_key, restore, variable_key
from medrules.interpreter.machine import Machine
from medrules.interpreter.rulecode import RuleCode
from medrules.ir.evaluation import Profile, Run
from medrules.ir.program import Program, Rule
from medrules.ir.values import UNKNOWN
from medrules.targets.durable.antecedents import Form
from medrules.targets.durable.rulesets import Scope, place_and_form, scopes_of
from medrules.targets.durable.session import Session, library
from medrules.targets.durable.subjects import Message, Subject, message

Verdicts: TypeAlias = dict[int, object]
"""True or ``UNKNOWN``, by position of the rule; a rule that is not there does not fire."""

_MATCHED = "!"
"""The key in the frame of what was matched in this run, by scope and record."""


class DurableEngine:
    """Runs one program. Safe to use from several threads; durable_rules runs for one at a time."""

    def __init__(self, program: Program) -> None:
        library()
        matchers: dict[int, _Matcher] = {}
        for stratum in program.strata:
            for place in stratum.rules:
                if place not in matchers:
                    found = [
                        _Matcher(scope, stratum.recursive) for scope in scopes_of(program, stratum)
                    ]
                    matchers.update((one, item) for item in found for one in item.scope.places)
        self._machine = Machine(
            program, lambda place, rule: _MatchedRule(place, rule, matchers[place])
        )

    def run(self, profile: Profile) -> Run:
        """Everything that follows from the profile, with firings. Raises MedrulesError."""
        run = self._machine.run(profile)
        run.values.pop(_MATCHED, None)
        return run


class _MatchedRule(RuleCode):
    """A rule whose condition is judged by what was matched."""

    __slots__ = ("matcher",)

    def __init__(self, position: int, rule: Rule, matcher: _Matcher) -> None:
        super().__init__(position, rule)
        self.matcher = matcher

    def _prepare(self) -> None:
        matcher, position = self.matcher, self.position
        key = self.variable_key

        def judged(frame: Frame) -> object:
            return matcher.verdicts(frame, key).get(position, False)

        self._condition = judged
        self._ready = True


class _Matcher:
    """The rules of one scope, loaded into durable_rules when they are first needed."""

    def __init__(self, scope: Scope, recursive: bool) -> None:
        self.scope = scope
        self.recursive = recursive
        self._lock = Lock()
        self._sessions: tuple[Session, ...] = ()
        self._outside: list[tuple[Subject, Code]] = []
        self._inside: list[tuple[Subject, Code]] = []
        self._ready = False

    def verdicts(self, frame: Frame, variable: str) -> Verdicts:
        """What was matched for the record that the variable stands for, if there is one."""
        scope = self.scope
        if self.recursive:
            # What the rule reads grows from one judgement to the next.
            (found,) = self._match(frame, [frame[variable]] if variable else [None])
            return found
        kept = frame.setdefault(_MATCHED, {})
        assert isinstance(kept, dict)
        mine = kept.get(id(self))
        if mine is None:
            records: Sequence[object] = (None,)
            if scope.list_path:
                listed = frame[list_key(scope.list_path)]
                assert isinstance(listed, tuple)
                records = listed
            mine = kept[id(self)] = dict(
                zip(map(id, records), self._match(frame, records), strict=True)
            )
        found_here: Verdicts = mine[id(frame[variable] if variable else None)]
        return found_here

    def _match(self, frame: Frame, records: Sequence[object]) -> list[Verdicts]:
        """The verdicts for each record; ``(None,)`` for rules without ``for``."""
        self._load()
        shared = [message(subject, code(frame)) for subject, code in self._outside]
        keys = [variable_key(name) for name in self.scope.variables]
        before = [bind(frame, key, None) for key in keys]
        worlds: list[list[Message]] = []
        for record in records:
            frame.update(dict.fromkeys(keys, record))
            own = [message(subject, code(frame)) for subject, code in self._inside]
            worlds.append([*shared, *own])
        for key, value in zip(keys, before, strict=True):
            restore(frame, key, value)
        found: list[Verdicts] = [{} for _ in records]
        for session, ruleset in zip(self._sessions, self.scope.rulesets, strict=True):
            asked = [[one for one in world if one["fact"] in ruleset.facts] for world in worlds]
            for verdicts, names in zip(found, session.match(asked), strict=True):
                for name in names:
                    place, form = place_and_form(name)
                    verdicts[place] = True if form is Form.TRUE else UNKNOWN
        return found

    def _load(self) -> None:
        with self._lock:
            if self._ready:
                return
            name = f"rules {self.scope.places[0]}"
            self._sessions = tuple([Session(name, one.rules) for one in self.scope.rulesets])
            self._outside = [(one, compiled(one.expr)) for one in self.scope.outside]
            self._inside = [(one, compiled(one.expr)) for one in self.scope.inside]
            self._ready = True
