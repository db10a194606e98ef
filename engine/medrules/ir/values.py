"""The values that facts and conclusions take at run time.

Numbers are exact decimals of 34 significant digits, rounded half to even (IEEE 754 decimal128, as
DMN asks); whole numbers may be held as ``int``, which compares and adds exactly with ``Decimal``.
An enum member is its text. A set is a ``frozenset`` of members; a list is a ``tuple``; a record is
a ``dict`` from field name to value, which nobody but the interpreter may write. ``None`` is FEEL's
null: a value. ``UNKNOWN`` is the lack of one: the fact was not given. See ``docs/unknown.md``.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from typing import Final, TypeAlias


class Unknown(Enum):
    """The type of ``UNKNOWN``; it has that one member, so that ``is UNKNOWN`` narrows types."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

Number: TypeAlias = int | Decimal
"""A FEEL number. ``bool`` is a subclass of ``int`` in Python but never a number here."""

NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
"""The one arithmetic context; nothing traps: an operation without a result gives NaN or infinity,
which operators turn into null."""
