"""Rounding and remainders in SQL, by whole-number operations that every database agrees on.

In: terms of numbers; the number of decimals is a literal. Out: a term. Refused, as ``Gap``:
quotients, and a number of decimals that is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from sqlglot import exp

from medrules.targets.sql import numbers, tree
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.shapes import NumberShape
from medrules.targets.sql.terms import Term, lifted
from medrules.targets.sql.terms import number as literal
from medrules.targets.sql.tree import Node

NAMES: dict[str, str] = {
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
    "decimal": ROUND_HALF_EVEN,
}
"""The rounding functions, and what Python calls them."""


def rounded(name: str, args: Sequence[Term]) -> Term:
    """A number rounded to so many decimals."""
    found, places = args[0], 0
    if len(args) > 1:
        scale = args[1].fixed.value if args[1].fixed is not None else None
        if not isinstance(scale, int) or not 0 <= scale <= 12:
            raise Gap(f"`{name}` in SQL needs a literal number of decimals from 0 to 12")
        places = scale
    if found.under is not None:
        raise inexact("A rounded quotient")
    mine = numbers.shape(found)
    if mine.scale <= places:
        return found
    shifted = numbers.multiply(found, literal(10**places)) if places else found
    inside = numbers.shape(shifted)
    half = Decimal("0.5")
    zero = tree.integer(0)
    negative = tree.binary(exp.LT, shifted.sql, zero)
    sign_known = mine.low >= 0
    plus, minus = _moved(shifted, half), _moved(shifted, -half)
    match NAMES[name]:
        case "ROUND_FLOOR":
            node = _floor(shifted.sql)
        case "ROUND_CEILING":
            node = _ceiling(shifted.sql)
        case "ROUND_UP":
            node = _by_sign(sign_known, negative, _floor(shifted.sql), _ceiling(shifted.sql))
        case "ROUND_DOWN":
            node = _by_sign(sign_known, negative, _ceiling(shifted.sql), _floor(shifted.sql))
        case "ROUND_HALF_UP":
            node = _by_sign(sign_known, negative, _ceiling(minus), _floor(plus))
        case "ROUND_HALF_DOWN":
            node = _by_sign(sign_known, negative, _floor(plus), _ceiling(minus))
        case _:
            # The two roundings of halves differ at a half alone; the even one is wanted.
            up, down = _floor(plus), _ceiling(minus)
            odd = tree.binary(
                exp.NEQ, exp.Mod(this=tree.inner(up), expression=tree.integer(2)), zero.copy()
            )
            node = tree.case([(odd, down)], up)
    unit = Decimal(1).scaleb(-places)
    low = (
        mine.low
        if isinstance(mine.low, int)
        else mine.low.quantize(unit, ROUND_FLOOR, numbers.WIDE)
    )
    high = (
        mine.high
        if isinstance(mine.high, int)
        else mine.high.quantize(unit, ROUND_CEILING, numbers.WIDE)
    )
    whole = NumberShape(
        (Decimal(low) * 10**places).to_integral_value(),
        (Decimal(high) * 10**places).to_integral_value(),
        0,
        0,
    )
    if whole.fits_bigint:
        made = lifted(args[:1], tree.cast(node, "BIGINT"), whole)
    else:
        digits = max(whole.digits, inside.digits)
        made = lifted(
            args[:1], tree.cast(node, f"DECIMAL({digits}, 0)"), whole.replace(held=digits)
        )
    return numbers.multiply(made, literal(unit)) if places else made


def _moved(found: Term, by: Decimal) -> Node:
    return numbers.add(found, literal(by)).sql


def _by_sign(known: bool, negative: Node, below: Node, above: Node) -> Node:
    return above if known else tree.case([(negative, below)], above)


def _floor(node: Node) -> Node:
    return exp.Floor(this=tree.own(tree.bare(node)))


def _ceiling(node: Node) -> Node:
    return exp.Ceil(this=tree.own(tree.bare(node)))


def modulo(left: Term, right: Term) -> Term:
    """What is left of a floor division: it has the sign of the divisor."""
    if left.under is not None or right.under is not None:
        raise inexact("A remainder of a quotient")
    one, other = numbers.shape(left), numbers.shape(right)
    if not (one.fits_bigint and other.fits_bigint):
        raise Gap("`modulo` of numbers with decimals has no SQL that is exact everywhere")
    zero = tree.integer(0)
    reach = numbers.greatest(numbers.size(other.low), numbers.size(other.high))
    shape = NumberShape(-reach if other.low < 0 else 0, reach, 0, 0)
    plain = exp.Mod(this=tree.inner(left.sql), expression=tree.inner(right.sql))
    if other.low > 0 and one.low >= 0:
        return lifted((left, right), plain, shape)
    missing: Node | None = None
    divisor: Node = tree.own(right.sql)
    if other.low <= 0 <= other.high:
        missing = tree.binary(exp.EQ, right.sql, zero)
        divisor = exp.Nullif(this=tree.own(right.sql), expression=zero.copy())
    rest = exp.Mod(this=tree.inner(left.sql), expression=tree.inner(divisor))
    # (a % b + b) % b has the sign of b, whichever sign a database gives to a % b.
    moved = tree.binary(exp.Add, rest, divisor)
    node = exp.Mod(this=tree.inner(moved), expression=tree.inner(divisor))
    return lifted((left, right), node, shape, missing)
