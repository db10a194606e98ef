"""Arithmetic in SQL, exact or refused.

In: terms of numbers. Out: a term whose bounds and decimals are known. Refused, as ``Gap``: a result
of more than 34 digits, which the interpreter would round; a calculation with a quotient.

A number is a BIGINT where its bounds fit, else a decimal of the digits that its bounds need; so
nothing overflows and no database rounds. A quotient is kept as two numbers, numerator and
denominator, and compared by cross multiplication. The interpreter rounds it to 34 digits first;
that gives the same answer, since two different fractions of the digits allowed here lie further
apart than that. See ``docs/decisions/0013-sql.md``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from sqlglot import exp

from medrules.ir.expr import CompareOp
from medrules.ir.values import Number
from medrules.targets.sql import dialects, shapes, tree
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.shapes import EmptyShape, NumberShape
from medrules.targets.sql.terms import Term, lifted
from medrules.targets.sql.terms import number as literal
from medrules.targets.sql.tree import Node

WIDE = Context(prec=400, Emax=999_999, Emin=-999_999)
"""Bounds are worked out without rounding."""
DIGITS = 34
"""The digits to which the interpreter is exact."""
SMALL = 2**31 - 1
"""The greatest INTEGER."""
WORD = 18
"""The digits of a decimal that is held in a machine word."""
COMPARED: dict[CompareOp, type[Node]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}

PYTHON: dict[CompareOp, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""The same for values that are known beforehand."""


def shape(term: Term) -> NumberShape:
    """The shape of a number. Raises Gap for anything else."""
    if isinstance(term.shape, NumberShape):
        return term.shape
    raise Gap("A value that is no number stands where SQL needs one")


def empty(*terms: Term) -> bool:
    """Whether one of the terms never has a value."""
    return any(isinstance(one.shape, EmptyShape) for one in terms)


def add(left: Term, right: Term, minus: bool = False) -> Term:
    """``left + right`` or ``left - right``."""
    if empty(left, right):
        return lifted((left, right), tree.null(), shapes.EMPTY)
    one, other = _unquotient(left), _unquotient(right)
    low = (
        WIDE.subtract(_d(one.low), _d(other.high))
        if minus
        else WIDE.add(_d(one.low), _d(other.low))
    )
    high = (
        WIDE.subtract(_d(one.high), _d(other.low))
        if minus
        else WIDE.add(_d(one.high), _d(other.high))
    )
    scale = max(one.scale, other.scale)
    kind = exp.Sub if minus else exp.Add
    return _calculated(kind, (left, right), low, high, scale)


def multiply(left: Term, right: Term) -> Term:
    """``left * right``."""
    if empty(left, right):
        return lifted((left, right), tree.null(), shapes.EMPTY)
    one, other = _unquotient(left), _unquotient(right)
    corners = [
        WIDE.multiply(_d(a), _d(b)) for a in (one.low, one.high) for b in (other.low, other.high)
    ]
    return _calculated(exp.Mul, (left, right), min(corners), max(corners), one.scale + other.scale)


def negate(term: Term) -> Term:
    """``-term``."""
    return add(literal(0), term, minus=True)


def divide(left: Term, right: Term) -> Term:
    """``left / right``: exact where the divisor is a literal like 4 or 100, else a quotient."""
    if empty(left, right):
        return lifted((left, right), tree.null(), shapes.EMPTY)
    _unquotient(left)
    divisor = _unquotient(right)
    if right.fixed is not None and isinstance(right.fixed.value, int | Decimal):
        by = right.fixed.value
        if by == 0:
            return lifted((left, right), tree.null(), shape(left), tree.true())
        inverse = _inverse(by)
        if inverse is not None:
            return multiply(left, literal(inverse))
    zero = tree.integer(0)
    missing: Node | None = None
    over, under = left.sql, right.sql
    if divisor.low > 0:
        pass
    elif divisor.high < 0:
        over, under = negate(left).sql, negate(right).sql
    else:
        missing = tree.binary(exp.EQ, right.sql, zero)
        under = exp.Nullif(this=tree.own(right.sql), expression=zero.copy())
        if divisor.low < 0:
            negative = tree.binary(exp.LT, right.sql, zero.copy())
            over = tree.case([(negative, negate(left).sql)], left.sql)
            under = tree.case([(negative.copy(), negate(right).sql)], under)
        over = tree.case([(missing.copy(), tree.null())], over)
    if not right.plain:
        over = tree.case([(tree.is_null(right.sql), tree.null())], over)
    made = lifted((left, right), over, shape(left), missing)
    reach = greatest(size(divisor.low), size(divisor.high))
    bound = NumberShape(Decimal(1) / 10**divisor.scale, reach, divisor.scale, divisor.held)
    return made.replace(under=under, divisor=bound)


def _inverse(by: Number) -> Decimal | None:
    """``1 / by`` where that is a decimal of few digits."""
    quotient = Context(prec=30).divide(Decimal(1), Decimal(by))
    return quotient if WIDE.multiply(quotient, Decimal(by)) == 1 else None


def compare(op: CompareOp, left: Term, right: Term) -> Node:
    """``left op right`` where both have values; else NULL."""
    if empty(left, right):
        return tree.null()
    if left.under is not None or right.under is not None:
        one_side, other_side = _times(left, right), _times(right, left)
        check_apart(one_side, other_side)
        return compare(op, one_side, other_side)
    for one, other, way in ((left, right, op), (right, left, _turned(op))):
        if other.fixed is not None and isinstance(other.fixed.value, int | Decimal):
            return _with_literal(way, one, other.fixed.value)
    first, second = _aligned(left, right)
    return tree.binary(COMPARED[op], first, second)


def check_apart(first: Term, second: Term) -> None:
    """Refuse cross products so long that fractions may differ by less than the 34th digit."""
    one, other = shape(first), shape(second)
    scale = max(one.scale, other.scale)
    low, high = min(one.low, other.low), max(one.high, other.high)
    if shapes.digits(low, high, scale) > DIGITS - 2:
        raise inexact("A comparison of quotients of so many digits")


def _times(term: Term, other: Term) -> Term:
    """The term's numerator, brought to the product of both denominators."""
    over = term.replace(under=None, divisor=None)
    if other.under is None:
        return over
    return multiply(over, Term(other.under, other.divisor or shape(other), True, None))


def _turned(op: CompareOp) -> CompareOp:
    turned: dict[CompareOp, CompareOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    return turned.get(op, op)


def _with_literal(op: CompareOp, term: Term, value: Number) -> Node:
    """A comparison with a literal: decided by the bounds, or with a literal of the same decimals."""
    mine = shape(term)
    decided = _decided(op, mine, value)
    if decided is not None:
        if not (term.open or term.null is not None):
            return tree.true() if decided else tree.false()
        # NULL has to stay NULL.
        constant = tree.true() if decided else tree.false()
        return tree.case([(tree.negated(tree.is_null(term.sql)), constant)], tree.null())
    unit = Decimal(1).scaleb(-mine.scale)
    if shapes.scale_of(value) > mine.scale:
        # A number of fewer decimals is below 2.5 when it is at most 2.
        if op in ("<", "<="):
            op, value = "<=", Decimal(value).quantize(unit, ROUND_FLOOR, WIDE)
        elif op in (">", ">="):
            op, value = ">=", Decimal(value).quantize(unit, ROUND_CEILING, WIDE)
        else:
            constant = tree.true() if op == "!=" else tree.false()
            return tree.case([(tree.negated(tree.is_null(term.sql)), constant)], tree.null())
    return tree.binary(COMPARED[op], term.sql, tree.number(value))


def _decided(op: CompareOp, mine: NumberShape, value: Number) -> bool | None:
    """The answer where the bounds give it."""
    if op == ">":
        return True if mine.low > value else (False if mine.high <= value else None)
    if op == ">=":
        return True if mine.low >= value else (False if mine.high < value else None)
    if op == "<":
        return True if mine.high < value else (False if mine.low >= value else None)
    if op == "<=":
        return True if mine.high <= value else (False if mine.low > value else None)
    apart = mine.low > value or mine.high < value
    return (op == "!=") if apart else None


def _aligned(left: Term, right: Term) -> tuple[Node, Node]:
    """Both operands in types that a database brings together without widening them needlessly."""
    one, other = shape(left), shape(right)
    if one.held == other.held == 0:
        return left.sql, right.sql
    whole = max(one.digits - one.scale, other.digits - other.scale)
    if whole + max(one.scale, other.scale) > shapes.MOST:
        raise inexact("A comparison of numbers of so many digits")
    return _as_decimal(left), _as_decimal(right)


def _as_decimal(term: Term) -> Node:
    mine = shape(term)
    if mine.held == 0 and term.fixed is None:
        return tree.cast(term.sql, f"DECIMAL({mine.digits}, 0)")
    return term.sql


def _calculated(
    kind: type[Node], args: tuple[Term, Term], low: Decimal, high: Decimal, scale: int
) -> Term:
    """An exact operation on two numbers, in types wide enough for the result and no wider."""
    need = shapes.digits(low, high, scale)
    bounds = NumberShape(low, high, scale, 0)
    if need > DIGITS:
        raise inexact(f"A result of up to {need} digits")
    one, other = shape(args[0]), shape(args[1])
    if bounds.fits_bigint and one.fits_bigint and other.fits_bigint:
        nodes = [_as_bigint(arg) for arg in args]
        if bounds.low < -SMALL or bounds.high > SMALL:
            # A literal is an INTEGER, and so is what is worked out from literals alone.
            nodes[0] = tree.cast(nodes[0], "BIGINT")
        return lifted(args, tree.binary(kind, *nodes), bounds)
    wide = [
        mine.held if arg.fixed is None else mine.digits
        for arg, mine in zip(args, (one, other), strict=True)
    ]
    tight = [one.digits, other.digits]
    natural = [held or need_ for held, need_ in zip(wide, tight, strict=True)]
    width, least = (
        _width(kind, natural, (one, other), scale),
        _width(kind, tight, (one, other), scale),
    )
    # Operands are narrowed only where their results would otherwise outgrow a machine word, or all there is.
    narrow = width > shapes.MOST or (width > WORD >= least)
    held = tight if narrow else natural
    width = least if narrow else width
    operands: list[Node] = []
    for arg, mine, digits in zip(args, (one, other), held, strict=True):
        as_it_is = arg.fixed is not None or 0 < mine.held <= digits
        operands.append(
            arg.sql if as_it_is else tree.cast(arg.sql, f"DECIMAL({digits}, {mine.scale})")
        )
    if width > shapes.MOST:
        raise inexact(f"A result of up to {width} digits")
    if kind is exp.Mul and dialects.rounds_products((one.scale, other.scale)):
        raise inexact(f"A product of {scale} decimals")
    if dialects.needs_wide(need, scale):
        operands[0] = tree.cast(operands[0], f"DECIMAL({need}, {scale})")
    if need > WORD and max(held) <= WORD:
        # DuckDB would keep the result in a machine word, and fail where it does not fit.
        operands[0] = tree.cast(operands[0], f"DECIMAL({WORD + 1}, {one.scale})")
    node = tree.binary(kind, *operands)
    if bounds.fits_bigint:
        return lifted(args, tree.cast(node, "BIGINT"), bounds)
    if width > need and (width > WORD) != (need > WORD):
        # A wider decimal than a machine word is several times slower.
        node, width = tree.cast(node, f"DECIMAL({need}, {scale})"), need
    return lifted(args, node, bounds.replace(held=width))


def _width(
    kind: type[Node], held: list[int], args: tuple[NumberShape, NumberShape], scale: int
) -> int:
    """The digits of the type of a result, at most, in any database."""
    one, other = args
    if kind is exp.Mul:
        return held[0] + held[1] + 1
    return max(held[0] - one.scale, held[1] - other.scale) + scale + 1


def _as_bigint(term: Term) -> Node:
    return term.sql if shape(term).held == 0 else tree.cast(term.sql, "BIGINT")


def _unquotient(term: Term) -> NumberShape:
    if term.under is not None:
        raise inexact("A calculation with a quotient")
    return shape(term)


def _d(value: Number) -> Decimal:
    return Decimal(value)


def lesser(one: Number, other: Number) -> Number:
    """The lesser."""
    return one if one <= other else other


def size(value: Number) -> Number:
    """The number without its sign."""
    return value if value >= 0 else -value


def greatest(one: Number, other: Number) -> Number:
    """The greater."""
    return one if one >= other else other


def extreme(least: bool, args: tuple[Term, ...]) -> Term:
    """``min`` or ``max`` of several numbers."""
    best = args[0]
    for arg in args[1:]:
        best = _better(least, best, arg)
    return best


def _better(least: bool, one: Term, other: Term) -> Term:
    if empty(one, other):
        return lifted((one, other), tree.null(), shapes.EMPTY)
    first, second = _unquotient(one), _unquotient(other)
    pick = lesser if least else greatest
    both = union(first, second).replace(
        low=pick(first.low, second.low), high=pick(first.high, second.high)
    )
    a, b = widened(one, both), widened(other, both)
    keeps = compare("<=" if least else ">=", one, other)
    if one.plain and other.plain:
        return Term(tree.case([(keeps, a)], b), both, False, None)
    loses = compare(">" if least else "<", one, other)
    return lifted((one, other), tree.case([(keeps, a), (loses, b)], tree.null()), both)


def union(one: NumberShape, other: NumberShape) -> NumberShape:
    """The shape of what is one or the other."""
    low, high = min(one.low, other.low), max(one.high, other.high)
    scale = max(one.scale, other.scale)
    made = NumberShape(low, high, scale, 0)
    if made.fits_bigint and one.held == other.held == 0:
        return made
    if made.digits > shapes.MOST:
        raise inexact(f"A result of up to {made.digits} digits")
    return made.replace(held=made.digits)


def widened(term: Term, kind: NumberShape) -> Node:
    """The value in the type of a shape that includes its own."""
    mine = shape(term)
    if (mine.held, mine.scale) == (kind.held, kind.scale):
        return term.sql
    if term.fixed is not None and kind.held == 0:
        return term.sql
    return tree.cast(term.sql, kind.sql_held)
