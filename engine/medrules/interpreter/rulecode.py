"""One rule made ready to run: its closures, built when it first runs, and the firings it gives.

In: a rule and its position. Out: ``RuleCode``, which judges one instance at a time. Refused: nothing.

A firing of a rule that failed, or whose value is a literal, is the same on every run, so it is
made once for each record and kept: most rules of most runs cost one call and one look-up.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Code, Frame, list_key, variable_key
from medrules.ir.evaluation import Firing, Slot, Verdict
from medrules.ir.expr import Const
from medrules.ir.program import Rule
from medrules.ir.values import UNKNOWN


class RuleCode:
    """A rule of a program. ``condition`` and ``value`` are None until they are needed."""

    __slots__ = (
        "_condition",
        "_failed",
        "_fired",
        "_ready",
        "_unknown",
        "_value",
        "constant",
        "list_key",
        "literal",
        "position",
        "rule",
        "variable_key",
    )

    def __init__(self, position: int, rule: Rule) -> None:
        self.position = position
        self.rule = rule
        self.literal = isinstance(rule.value, Const)
        self.constant: Slot = rule.value.value if isinstance(rule.value, Const) else UNKNOWN
        self.list_key = list_key(rule.loop.list_path) if rule.loop else ""
        self.variable_key = variable_key(rule.loop.variable) if rule.loop else ""
        self._ready = False
        self._condition: Code | None = None
        self._value: Code | None = None
        self._fired: dict[int | None, Firing] = {}
        self._unknown: dict[int | None, Firing] = {}
        self._failed: dict[int | None, Firing] = {}

    def judge(self, frame: Frame, record: int | None) -> Firing:
        """What becomes of the rule; its variable, if it has one, is bound in the frame."""
        if not self._ready:
            self._prepare()
        condition = self._condition
        verdict = True if condition is None else condition(frame)
        if verdict is True:
            if not self.literal:
                return _firing(self.position, record, "fired", self.value(frame))
            kept = self._fired
            word: Verdict = "fired"
        elif verdict is UNKNOWN:
            if not self.literal:
                return _firing(self.position, record, "unknown", self.value(frame))
            kept = self._unknown
            word = "unknown"
        else:
            kept = self._failed
            word = "failed"
        firing = kept.get(record)
        if firing is None:
            value = None if word == "failed" else self.constant
            firing = kept[record] = _firing(self.position, record, word, value)
        return firing

    def judge_all(
        self, frame: Frame, records: Sequence[object], live: Sequence[list[Firing]]
    ) -> list[Firing]:
        """What becomes of the rule for every record; what did not fail also joins ``live``.

        The loop of ``judge`` written out: most instances of a run are of rules over records.
        """
        if not self._ready:
            self._prepare()
        if not self.literal:
            return self._judge_formula(frame, records, live)
        key, condition = self.variable_key, self._condition
        position, constant = self.position, self.constant
        found: list[Firing] = []
        for index, record in enumerate(records):
            frame[key] = record
            verdict = True if condition is None else condition(frame)
            if verdict is True or verdict is UNKNOWN:
                fired = verdict is True
                kept = self._fired if fired else self._unknown
                one = kept.get(index)
                if one is None:
                    word: Verdict = "fired" if fired else "unknown"
                    one = kept[index] = _firing(position, index, word, constant)
                live[index].append(one)
            else:
                one = self._failed.get(index)
                if one is None:
                    one = self._failed[index] = _firing(position, index, "failed", None)
            found.append(one)
        frame.pop(key, None)
        return found

    def _judge_formula(
        self, frame: Frame, records: Sequence[object], live: Sequence[list[Firing]]
    ) -> list[Firing]:
        """The same for a rule whose value is worked out."""
        key, condition, position = self.variable_key, self._condition, self.position
        found: list[Firing] = []
        for index, record in enumerate(records):
            frame[key] = record
            verdict = True if condition is None else condition(frame)
            if verdict is True:
                one = _firing(position, index, "fired", self.value(frame))
                live[index].append(one)
            elif verdict is UNKNOWN:
                one = _firing(position, index, "unknown", self.value(frame))
                live[index].append(one)
            else:
                kept = self._failed.get(index)
                if kept is None:
                    kept = self._failed[index] = _firing(position, index, "failed", None)
                one = kept
            found.append(one)
        frame.pop(key, None)
        return found

    def _prepare(self) -> None:
        if self.rule.condition is not None:
            self._condition = compiled(self.rule.condition)
        self._ready = True

    def value(self, frame: Frame) -> Slot:
        """The value that the rule gives if it fires; a list with unknown items is unknown."""
        if self.literal:
            return self.constant
        if self._value is None:
            self._value = compiled(self.rule.value)
        value = self._value(frame)
        if type(value) is tuple and UNKNOWN in value:
            return UNKNOWN
        return value  # type: ignore[return-value]

    def unlisted(self) -> Firing:
        """What becomes of a rule over a record list that is itself unknown."""
        return Firing(self.position, None, "unknown", self.constant)


_new = Firing.__new__


def _firing(rule: int, record: int | None, verdict: Verdict, value: Slot) -> Firing:
    """A ``Firing``; a quarter of the cost of its constructor, and there is one for each rule."""
    firing = _new(Firing)
    fields = firing.__dict__
    fields["rule"] = rule
    fields["record"] = record
    fields["verdict"] = verdict
    fields["value"] = value
    return firing
