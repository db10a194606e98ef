"""Closures for what only DMN models use: lists, ranges, contexts, functions and their calls.

In: compiled parts. Out: a closure, whose values are tuples, ``RangeValue``, dicts and
``FunctionValue``. Refused: nothing here; a function that calls itself without end meets Python's
own limit, which whoever started the evaluation turns into a diagnostic.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.interpreter.frame import Code, Frame, bind, restore, variable_key
from medrules.ir.values import UNKNOWN
from medrules.record import Record


class RangeValue(Record):
    """A range as a value; an end that is missing is None and counts as not included."""

    low: object
    high: object
    low_included: bool
    high_included: bool

    def part(self, name: str) -> object:
        """``start``, ``end``, ``start included`` and ``end included``."""
        match name:
            case "start":
                return self.low
            case "end":
                return self.high
            case "start included":
                return self.low_included
            case "end included":
                return self.high_included
            case _:
                return None


class FunctionValue(Record):
    """A function that remembers the variables in scope where it was made."""

    parameters: tuple[str, ...]
    body: Code
    scope: Frame

    def __call__(self, *args: object) -> object:
        """The body for these arguments; null for too few or too many."""
        if len(args) != len(self.parameters):
            return None
        inner = dict(self.scope)
        inner.update(zip(map(variable_key, self.parameters), args, strict=True))
        return self.body(inner)

    def named(self, args: dict[str, object]) -> object:
        """The body for arguments by name; null where a name is missing or not a parameter."""
        if args.keys() != set(self.parameters):
            return None
        return self(*[args[name] for name in self.parameters])

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def listed(codes: Sequence[Code]) -> Code:
    """``[a, b]``; an unknown item stays an unknown item."""
    items = tuple(codes)
    return lambda frame: tuple([code(frame) for code in items])


def ranged(low: Code | None, high: Code | None, low_in: bool, high_in: bool) -> Code:
    """``[low..high]``; unknown when an end is."""

    def value(frame: Frame) -> object:
        first = None if low is None else low(frame)
        last = None if high is None else high(frame)
        if first is UNKNOWN or last is UNKNOWN:
            return UNKNOWN
        return RangeValue(first, last, low_in and low is not None, high_in and high is not None)

    return value


def context(entries: Sequence[tuple[str, Code]]) -> Code:
    """``{a: 1, b: a + 1}``; an unknown entry stays an unknown entry."""
    pairs = tuple((name, variable_key(name), code) for name, code in entries)

    def made(frame: Frame) -> object:
        result: dict[str, object] = {}
        before: list[tuple[str, object]] = []
        for name, key, code in pairs:
            value = result[name] = code(frame)
            before.append((key, bind(frame, key, value)))
        for key, value in reversed(before):
            restore(frame, key, value)
        return result

    return made


def function(parameters: tuple[str, ...], body: Code) -> Code:
    """A function value: it keeps a copy of the frame, so that later bindings do not reach it."""
    return lambda frame: FunctionValue(parameters, body, dict(frame))


def invocation(callee: Code, codes: Sequence[Code], names: tuple[str, ...]) -> Code:
    """A call of a function value, or of any Python callable; null for what is no function."""
    arguments = tuple(codes)

    def called(frame: Frame) -> object:
        target = callee(frame)
        if target is UNKNOWN:
            return UNKNOWN
        args = [code(frame) for code in arguments]
        if isinstance(target, FunctionValue):
            if names:
                return target.named(dict(zip(names, args, strict=True)))
            return target(*args)
        if not callable(target):
            return None
        return target(**dict(zip(names, args, strict=True))) if names else target(*args)

    return called
