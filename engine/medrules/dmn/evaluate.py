"""Evaluates decisions of a model, each once and only when something asks for it.

In: a ``Model``, then as often as wanted the values of its input data by name. Out: ``Outcome``: a
value for each decision asked for, and what was noted on the way. Refused, as ``MedrulesError``: a
decision that the model does not have, an input that it does not have.

An input that is not given is null, as DMN has it; with ``missing=UNKNOWN`` it is unknown, and flows
through operators as it does in packs. A decision whose logic cannot be read is null, beside an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.dmn.built_in import scope
from medrules.dmn.feel_dynamic import Names
from medrules.dmn.logic import Logic
from medrules.dmn.model import Decision, Feel, InputData, KnowledgeModel, Model, Service, Variable
from medrules.dmn.names import members_of
from medrules.dmn.notes import NOTES, misfit, note
from medrules.dmn.types import Misfit, Passes, Types
from medrules.feel.operators import Value
from medrules.interpreter.dynamic import FunctionValue
from medrules.interpreter.frame import Code, Frame, variable_key
from medrules.ir.values import Unknown
from medrules.record import Record

Missing = Literal[Unknown.UNKNOWN] | None
"""What stands for an input that is not given."""


class Outcome(Record):
    """The value of each decision that was asked for, by its name, and everything noted."""

    values: dict[str, Value]
    notes: tuple[Diagnostic, ...]


class _Compiled(Record):
    """A decision or function ready to run, and what is wrong with its texts."""

    code: Code
    found: tuple[Diagnostic, ...]


class Evaluator:
    """One model, ready to be evaluated many times."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.types = Types(model.items, self._passes)
        self._logic = Logic(self.types, members_of(model))
        self.outermost: Frame = {
            variable_key(name): value for name, value in scope(self.types).items()
        }
        self._inputs = {thing.id: thing for thing in model.inputs}
        self._decisions = {thing.id: thing for thing in model.decisions}
        self._knowledge = {thing.id: thing for thing in model.knowledge}
        self._services = {thing.id: thing for thing in model.services}
        self._compiled: dict[str, _Compiled] = {}

    def run(
        self,
        given: Mapping[str, Value],
        decisions: Collection[str] = (),
        missing: Missing = None,
    ) -> Outcome:
        """Evaluate the decisions of these names or ids; none means all.

        ``given``: values of input data by name, as FEEL values. Raises MedrulesError (MR0920,
        MR0921) for names that the model does not have.
        """
        asked = self._asked(decisions)
        self._check_inputs(given)
        session = _Session(self, given, missing)
        values = {decision.where.name: session.decide(decision) for decision in asked}
        return Outcome(values, tuple(session.notes))

    def call(self, function: str, arguments: Mapping[str, Value]) -> Outcome:
        """Call a decision service or knowledge model by name; its value stands under that name."""
        things: list[Service | KnowledgeModel] = [*self.model.services, *self.model.knowledge]
        found = next((one for one in things if function in (one.where.name, one.id)), None)
        if found is None:
            names = [one.where.name for one in things]
            raise MedrulesError(
                [
                    report(
                        "MR0920",
                        f'The model has no function "{function}"',
                        self.model.where.span,
                        help=did_you_mean(function, names),
                    )
                ]
            )
        session = _Session(self, {}, None)
        target = session.function(found.id)
        value = (
            target.named(dict(arguments))
            if isinstance(target, FunctionValue)
            else (target(**arguments) if callable(target) else None)
        )
        return Outcome({found.where.name: value}, tuple(session.notes))

    def _asked(self, wanted: Collection[str]) -> list[Decision]:
        if not wanted:
            return list(self.model.decisions)
        found: list[Decision] = []
        faults: list[Diagnostic] = []
        names = [decision.where.name for decision in self.model.decisions]
        for name in wanted:
            one = next(
                (each for each in self.model.decisions if name in (each.where.name, each.id)), None
            )
            if one is not None:
                found.append(one)
                continue
            help = did_you_mean(name, names) or f"Its decisions are: {', '.join(names)}."
            span = self.model.where.span
            faults.append(report("MR0920", f'The model has no decision "{name}"', span, help=help))
        if faults:
            raise MedrulesError(faults)
        return found

    def _check_inputs(self, given: Iterable[str]) -> None:
        names = [thing.variable.name for thing in self.model.inputs]
        faults = [
            report(
                "MR0921",
                f'The model has no input data "{name}"',
                self.model.where.span,
                help=did_you_mean(name, names) or f"Its input data are: {', '.join(names)}.",
            )
            for name in given
            if name not in names
        ]
        if faults:
            raise MedrulesError(faults)

    def _passes(self, allowed: Feel) -> Passes:
        """The test that allowed values make; they see no variables."""
        code = self._logic.tests(allowed, Names(frozenset()))
        key = variable_key("?")

        def test(value: Value) -> bool:
            return code({**self.outermost, NOTES: [], key: value}) is True

        return test

    def compiled(self, thing: Decision | KnowledgeModel) -> _Compiled:
        """The closure of a decision or of a knowledge model's function, made once."""
        done = self._compiled.get(thing.id)
        if done is not None:
            return done
        names = Names(frozenset(variable.name for variable in self.scope_of(thing).values()))
        self._logic.found = []
        if isinstance(thing, Decision):
            code = self._logic.code(thing.logic, names)
        else:
            code = self._function(thing, names)
        done = self._compiled[thing.id] = _Compiled(code, tuple(self._logic.found))
        return done

    def _function(self, model: KnowledgeModel, names: Names) -> Code:
        if model.function is None:
            return lambda _frame: None
        return self._logic.function(model.function, names)

    def scope_of(self, thing: Decision | KnowledgeModel) -> dict[str, Variable]:
        """The variables that the logic of a thing may read: what it requires, by id."""
        found: dict[str, Variable] = {}
        ids = (*thing.inputs, *thing.decisions) if isinstance(thing, Decision) else ()
        for one in (*ids, *thing.knowledge):
            found[one] = self.thing(one).variable
        return found

    def decision(self, id: str) -> Decision:
        """The decision of that id."""
        return self._decisions[id]

    def thing(self, id: str) -> InputData | Decision | KnowledgeModel | Service:
        """What a reference means; the reader saw to it that there is one."""
        for group in (self._inputs, self._decisions, self._knowledge):
            if id in group:
                return group[id]
        return self._services[id]


class _Session:
    """One run: the inputs, the decisions worked out so far, the functions made so far."""

    def __init__(
        self,
        evaluator: Evaluator,
        given: Mapping[str, Value],
        missing: Missing,
        notes: list[Diagnostic] | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.given = given
        self.missing = missing
        self.notes: list[Diagnostic] = [] if notes is None else notes
        self.known: dict[str, Value] = {}
        self.functions: dict[str, Value] = {}

    def decide(self, decision: Decision) -> Value:
        """The value of a decision; those that it requires come first, without recursion."""
        waiting = [decision]
        while waiting:
            current = waiting[-1]
            if current.id in self.known:
                waiting.pop()
                continue
            needed = [
                self.evaluator.decision(id) for id in current.decisions if id not in self.known
            ]
            if needed:
                waiting.extend(needed)
                continue
            self.known[current.id] = self._decided(current)
            waiting.pop()
        return self.known[decision.id]

    def _decided(self, decision: Decision) -> Value:
        compiled = self.evaluator.compiled(decision)
        frame = self.frame(decision)
        for found in compiled.found:
            note(frame, found)
        try:
            value = compiled.code(frame)
        except RecursionError:
            message = f"The {decision.where} has no value: functions call each other without end"
            note(frame, report("MR0923", message, decision.where.span))
            return None
        fitted = self.evaluator.types.fit(value, decision.variable.type_ref)
        if isinstance(fitted, Misfit):
            note(frame, misfit(f"The value of the {decision.where}", fitted, decision.where.span))
            return None
        return fitted

    def frame(self, thing: Decision | KnowledgeModel) -> Frame:
        """The variables that the logic of a thing sees."""
        frame: Frame = {**self.evaluator.outermost, NOTES: self.notes}
        for id, variable in self.evaluator.scope_of(thing).items():
            frame[variable_key(variable.name)] = self.value(id)
        return frame

    def value(self, id: str) -> Value:
        """The value of something that is required."""
        thing = self.evaluator.thing(id)
        if isinstance(thing, InputData):
            if id not in self.known:
                self.known[id] = self._input(thing)
            return self.known[id]
        return self.known[id] if isinstance(thing, Decision) else self.function(id)

    def _input(self, thing: InputData) -> Value:
        value = self.given.get(thing.variable.name, self.missing)
        fitted = self.evaluator.types.fit(value, thing.variable.type_ref)
        if isinstance(fitted, Misfit):
            found = misfit(f"The value given for the {thing.where}", fitted, thing.where.span)
            self.notes.append(found)
            return None
        return fitted

    def function(self, id: str) -> Value:
        """The function of a knowledge model or of a decision service."""
        if id in self.functions:
            return self.functions[id]
        thing = self.evaluator.thing(id)
        if isinstance(thing, Service):
            made: Value = self._service(thing)
        else:
            assert isinstance(thing, KnowledgeModel)
            compiled = self.evaluator.compiled(thing)
            self.notes.extend(one for one in compiled.found if one not in self.notes)
            made = compiled.code({**self.evaluator.outermost, NOTES: self.notes})
        self.functions[id] = made
        if isinstance(thing, KnowledgeModel) and isinstance(made, FunctionValue):
            # Functions may call each other and themselves: their scopes are filled afterwards.
            for other, variable in self.evaluator.scope_of(thing).items():
                made.scope[variable_key(variable.name)] = self.function(other)
        return made

    def _service(self, service: Service) -> Value:
        evaluator = self.evaluator
        inputs = [(id, evaluator.thing(id).variable) for id in service.input_data]
        inputs += [(id, evaluator.thing(id).variable) for id in service.input_decisions]

        def serve(*args: Value, **named: Value) -> Value:
            values = (
                dict(zip((variable.name for _, variable in inputs), args, strict=False)) | named
            )
            if len(values) != len(inputs) or len(args) > len(inputs):
                return None
            inner = _Session(evaluator, {}, None, self.notes)
            for id, variable in inputs:
                fitted = evaluator.types.fit(values.get(variable.name), variable.type_ref)
                inner.known[id] = None if isinstance(fitted, Misfit) else fitted
            results = {
                evaluator.decision(id).where.name: inner.decide(evaluator.decision(id))
                for id in service.outputs
            }
            return next(iter(results.values())) if len(results) == 1 else results

        return serve
