"""What static analysis knows of a value in SQL: its kind, and the bounds of a number.

In: types of the IR. Out: ``Shape``, a closed union. Refused: nothing here; bounds that do not fit
are refused where they are used.

``low`` and ``high`` bound a number, ``scale`` is the most decimals it can have. From these follows
how many digits every result has, so that no operation can overflow or round in a database.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TypeAlias

from medrules.ir.values import Number
from medrules.record import Record

MOST = 38
"""The digits of the widest decimal that all dialects have."""


class BooleanShape(Record):
    """A truth value."""


class NumberShape(Record):
    """A number. ``held``: the digits of the decimal type it is held in; 0 for BIGINT."""

    low: Number
    high: Number
    scale: int
    held: int

    @property
    def whole(self) -> bool:
        """Whether it has no decimals."""
        return self.scale == 0

    @property
    def digits(self) -> int:
        """The digits that its bounds need, decimals included."""
        return digits(self.low, self.high, self.scale)

    @property
    def fits_bigint(self) -> bool:
        """Whether it is whole and no more than a BIGINT."""
        return self.scale == 0 and self.low >= -(2**63) and self.high < 2**63

    @property
    def sql_held(self) -> str:
        """The type that it is held in, in DuckDB's words."""
        return f"DECIMAL({self.held}, {self.scale})" if self.held else "BIGINT"

    @property
    def sql(self) -> str:
        """The narrowest type for it, in DuckDB's words."""
        return "BIGINT" if self.fits_bigint else f"DECIMAL({self.digits}, {self.scale})"


class TextShape(Record):
    """A text; ``members``: the ones it can be, or None where it can be any."""

    members: tuple[str, ...] | None


class SetShape(Record):
    """A set of members, as a bit mask."""

    members: tuple[str, ...]


class ArrayShape(Record):
    """A list of texts, as an array of the database."""


class EmptyShape(Record):
    """Nothing but null or unknown: it goes with every other shape."""


Shape: TypeAlias = BooleanShape | NumberShape | TextShape | SetShape | ArrayShape | EmptyShape

BOOLEAN = BooleanShape()
EMPTY = EmptyShape()


def digits(low: Number, high: Number, scale: int) -> int:
    """The digits, with ``scale`` decimals, of the widest number between."""
    with localcontext() as context:
        context.prec = 200
        reach = max(abs(int(low)), abs(int(high)))
        return max(len(str(reach)) if reach else 0, 0) + scale or 1


def scale_of(value: Number) -> int:
    """The decimals of a literal."""
    if isinstance(value, int):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def exact(value: Number) -> Decimal:
    """The number as a decimal."""
    return Decimal(value)


def of_value(value: Number) -> NumberShape:
    """The shape of a literal."""
    scale = scale_of(value)
    made = NumberShape(value, value, scale, 0)
    return made if scale == 0 and made.fits_bigint else made.replace(held=made.digits)
