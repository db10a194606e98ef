"""What an entry of the operator table is.

In: nothing. Out: ``Operator`` and ``Ordered``. The interpreter calls ``evaluate``; the checker reads
``signatures``; the language reference prints ``doc`` and ``examples``. Refused: nothing here; tests
check every signature and run every example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from medrules.record import Record

Value: TypeAlias = object
"""Any value of ``medrules.ir.values``. Functions of the table look for themselves what they were
given, because FEEL has an answer (null) for arguments of the wrong type."""


class Ordered(Record):
    """A value that knows its own order, such as a date."""

    def sign(self, other: Value) -> int | None:
        """-1, 0 or 1 as it comes before, with or after ``other``; None where they do not compare."""
        raise NotImplementedError


class Operator(Record):
    """An operator or function: its name, its types, and what it does with known values.

    ``kind``: ``operator`` is written between or before its operands, ``function`` is called, and
    ``form`` has an IR node of its own (``and``, ``=``, ``is known``) and stands here for the
    reference. ``signatures`` are tried in order; each is text such as
    ``string: text, match: text -> boolean``. The types are ``boolean``, ``text``, ``number[u]``
    and ``integer[u]`` in any unit ``u`` (without brackets: pure), ``list[T]``, ``set[E]``, ``T``
    (any type) and ``E`` (any enum); ``...`` after the last parameter lets it repeat.
    ``evaluate`` takes values and never ``UNKNOWN`` (the answer to an unknown argument is
    ``UNKNOWN``), unless ``lenient``. A list may hold ``UNKNOWN`` in either case. ``examples`` pair
    an expression with its value, both in FEEL.
    """

    name: str
    kind: Literal["operator", "function", "form"]
    signatures: tuple[str, ...]
    evaluate: Callable[..., Value]
    doc: str
    examples: tuple[tuple[str, str], ...]
    lenient: bool = False
