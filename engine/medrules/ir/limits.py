"""How much work one evaluation may be, so that no pack can keep a computer busy or fill its memory.

In: what loops and operators are about to do, in steps. Out: nothing, while the steps last. Refused,
as ``TooMuch``: more steps than were granted, a text longer than any that a person could read. A
finished answer never depends on the limits: it is the same with any others, or there is none.
"""

from __future__ import annotations

from _thread import _local

STEPS = 500_000
"""The items that the loops and lists of one run may come to, well under a second's work."""
MAX_TEXT = 100_000
"""The longest text, in code points."""
MAX_ITEMS = 100_000
"""The longest list."""


class TooMuch(RecursionError):
    """An expression asks for more work than is granted.

    It is a ``RecursionError`` because whoever reckons with an expression that is nested too deep
    has to do the same about one that goes on too long.
    """


class _Budget(_local):
    left: int | None = None


_budget = _Budget()


def grant() -> None:
    """Begin to count, from nothing; each thread counts for itself."""
    _budget.left = STEPS


def release() -> None:
    """Stop counting."""
    _budget.left = None


def spend(steps: int) -> None:
    """Count so many steps. Raises TooMuch when there are none left; counts only after ``grant``."""
    left = _budget.left
    if left is not None:
        _budget.left = left - steps
        if left < steps:
            raise TooMuch


def lengthened(length: int) -> None:
    """A list of that length is to be made. Raises TooMuch when it is too long."""
    if length > MAX_ITEMS:
        raise TooMuch
    spend(length)


def joined(length: int) -> None:
    """A text of that length is to be made. Raises TooMuch when it is too long."""
    if length > MAX_TEXT:
        raise TooMuch
    spend(1 + length // 64)
