"""Conditions as Python tests: whether they are true, false, or not known.

In: the tests of comparisons and facts, joined by ``and``, ``or`` and ``not``. Out: ``Test``. Refused:
nothing. A condition of FEEL has four outcomes, a Python ``if`` has two; so each outcome has a test of
its own, and code asks only for those that matter to it. Where nothing can be unknown or null, the
test for true is the condition itself.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeAlias

from medrules.record import Record
from medrules.targets.python.tree import FALSE, NONE, TRUE, both, choice, either, opposite


class Atom(Record):
    """A test that is not taken apart; the tests for true and false are never both true."""

    true: ast.expr
    false: ast.expr
    unknown: ast.expr | None
    """The test for unknown, or None where it cannot be."""
    null: bool
    bare: tuple[ast.expr, ast.expr] | None = None
    """The tests for true and false of what is known not to be unknown, where these are shorter."""


class Joined(Record):
    """``and`` of several tests, or ``or``."""

    parts: tuple[Test, ...]
    conjunction: bool


class Opposite(Record):
    """``not``."""

    part: Test


Test: TypeAlias = Atom | Joined | Opposite

ALWAYS = Atom(TRUE, FALSE, None, False)
NEVER = Atom(FALSE, TRUE, None, False)


def can_be_unknown(test: Test) -> bool:
    """Whether the outcome may be unknown."""
    match test:
        case Atom(unknown=unknown):
            return unknown is not None
        case Joined(parts):
            return any(can_be_unknown(part) for part in parts)
        case Opposite(part):
            return can_be_unknown(part)


def can_be_null(test: Test) -> bool:
    """Whether the outcome may be null."""
    match test:
        case Atom(null=null):
            return null
        case Joined(parts):
            return any(can_be_null(part) for part in parts)
        case Opposite(part):
            return can_be_null(part)


def decided(test: Test, outcome: bool) -> ast.expr:
    """Whether the condition is true (or, for False, whether it is false)."""
    match test:
        case Atom(true, false):
            return true if outcome else false
        case Opposite(part):
            return decided(part, not outcome)
        case Joined(parts, conjunction):
            join = both if conjunction is outcome else either
            return join([decided(part, outcome) for part in parts])


def undecided(test: Test, outcome: bool) -> ast.expr:
    """Whether the condition is anything but true (or, for False, anything but false)."""
    match test:
        case Atom(true, false, unknown, null, bare):
            mine, other = (true, false) if outcome else (false, true)
            if null:
                return opposite(mine)
            if unknown is None:
                return other
            short = other if bare is None else bare[1 if outcome else 0]
            return either([unknown, short])
        case Opposite(part):
            return undecided(part, not outcome)
        case Joined(parts, conjunction):
            join = either if conjunction is outcome else both
            return join([undecided(part, outcome) for part in parts])


def open_(test: Test) -> ast.expr:
    """Whether the condition is unknown."""
    match test:
        case Atom(unknown=unknown):
            return FALSE if unknown is None else unknown
        case Opposite(part):
            return open_(part)
        case Joined(parts, conjunction):
            # Something is unknown, and nothing decides.
            return both(
                [
                    either([open_(part) for part in parts if can_be_unknown(part)]),
                    undecided(test, not conjunction),
                ]
            )


def pending(test: Test, given_not: bool = True) -> ast.expr:
    """Whether the condition is unknown, given that it is not true (or not false)."""
    if not can_be_unknown(test):
        return FALSE
    return open_(test) if can_be_null(test) else undecided(test, not given_not)


def outcome(test: Test, unknown: ast.expr) -> ast.expr:
    """The outcome as a value: true, false, null or ``unknown``."""
    rest: ast.expr = choice(decided(test, False), FALSE, NONE) if can_be_null(test) else FALSE
    return choice(decided(test, True), TRUE, choice(pending(test), unknown, rest))


def conjunction(parts: Sequence[Test]) -> Test:
    """``and``."""
    return parts[0] if len(parts) == 1 else Joined(tuple(parts), True)


def disjunction(parts: Sequence[Test]) -> Test:
    """``or``."""
    return parts[0] if len(parts) == 1 else Joined(tuple(parts), False)
