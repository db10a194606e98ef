"""Arithmetic and number functions of the operator table.

In: known values. Out: exact results where 34 digits hold them, else rounded half to even; whole
results of whole arguments stay ``int``. Null for anything that is no number, and where
mathematics has no result (division by zero, the root of a negative number). Refused: nothing.
"""

from __future__ import annotations

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

from medrules.feel.operators.comparing import is_number, is_text
from medrules.feel.operators.model import Operator, Value
from medrules.ir.limits import joined
from medrules.ir.values import NUMBERS, Number

_LIMIT: int = 10**34
_SAME_UNIT = ("integer[u], integer[u] -> integer[u]", "number[u], number[u] -> number[u]")


def whole(value: int) -> Number:
    """A whole number as an ``int`` while 34 digits hold it, else rounded to 34 digits."""
    return value if -_LIMIT < value < _LIMIT else NUMBERS.create_decimal(value)


def finite(value: Decimal) -> Decimal | None:
    """The number, or null for the result of an operation that has none."""
    return value if value.is_finite() else None


def _as_whole(value: Decimal) -> Number | None:
    """A number without decimals, as an ``int`` where 34 digits hold it."""
    if not value.is_finite():
        return None
    return int(value) if value.adjusted() < NUMBERS.prec else value


def add(left: Value, right: Value) -> Value:
    """``left + right``: the sum of two numbers, or two texts joined."""
    if type(left) is int and type(right) is int:
        return whole(left + right)
    if is_number(left) and is_number(right):
        return finite(NUMBERS.add(left, right))
    if is_text(left) and is_text(right):
        joined(len(left) + len(right))
        return left + right
    return None


def subtract(left: Value, right: Value) -> Value:
    """``left - right``."""
    if type(left) is int and type(right) is int:
        return whole(left - right)
    if is_number(left) and is_number(right):
        return finite(NUMBERS.subtract(left, right))
    return None


def multiply(left: Value, right: Value) -> Value:
    """``left * right``."""
    if type(left) is int and type(right) is int:
        return whole(left * right)
    if is_number(left) and is_number(right):
        return finite(NUMBERS.multiply(left, right))
    return None


def divide(left: Value, right: Value) -> Value:
    """``left / right``; null when ``right`` is zero."""
    if not (is_number(left) and is_number(right)) or right == 0:
        return None
    if type(left) is int and type(right) is int and left % right == 0:
        return left // right
    return finite(NUMBERS.divide(left, right))


def power(left: Value, right: Value) -> Value:
    """``left ** right``; anything to the power of zero is 1."""
    if not (is_number(left) and is_number(right)):
        return None
    if right == 0:
        return 1
    result = NUMBERS.power(left, right)
    if type(left) is int and type(right) is int and right > 0:
        return _as_whole(result)
    return finite(result)


def negate(operand: Value) -> Value:
    """``-operand``."""
    if type(operand) is int:
        return -operand
    return finite(NUMBERS.minus(operand)) if is_number(operand) else None


def absolute(n: Value) -> Value:
    """The number without its sign."""
    if type(n) is int:
        return abs(n)
    return finite(NUMBERS.abs(n)) if is_number(n) else None


def _rounded(n: Value, scale: Value, mode: str) -> Value:
    """``n`` with at most ``scale`` decimals; a negative scale rounds to tens, hundreds …"""
    if not (is_number(n) and is_number(scale)) or scale != int(scale):
        return None
    if type(n) is int and scale >= 0:
        return n
    places = int(scale)
    number = Decimal(n)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        return None
    if -exponent > places:
        unit = Decimal((0, (1,), -places))
        number = number.quantize(unit, rounding=mode, context=NUMBERS)
    return _as_whole(number) if places <= 0 else finite(number)


def floor(n: Value, scale: Value = 0) -> Value:
    """Rounded towards minus infinity."""
    return _rounded(n, scale, ROUND_FLOOR)


def ceiling(n: Value, scale: Value = 0) -> Value:
    """Rounded towards plus infinity."""
    return _rounded(n, scale, ROUND_CEILING)


def round_up(n: Value, scale: Value) -> Value:
    """Rounded away from zero."""
    return _rounded(n, scale, ROUND_UP)


def round_down(n: Value, scale: Value) -> Value:
    """Rounded towards zero."""
    return _rounded(n, scale, ROUND_DOWN)


def round_half_up(n: Value, scale: Value) -> Value:
    """Rounded to the nearest, a half away from zero."""
    return _rounded(n, scale, ROUND_HALF_UP)


def round_half_down(n: Value, scale: Value) -> Value:
    """Rounded to the nearest, a half towards zero."""
    return _rounded(n, scale, ROUND_HALF_DOWN)


def decimal(n: Value, scale: Value) -> Value:
    """Rounded to the nearest, a half to the even neighbour."""
    return _rounded(n, scale, ROUND_HALF_EVEN)


def modulo(dividend: Value, divisor: Value) -> Value:
    """What is left of a floor division; it has the sign of the divisor."""
    if not (is_number(dividend) and is_number(divisor)) or divisor == 0:
        return None
    if type(dividend) is int and type(divisor) is int:
        return dividend % divisor
    # Context.remainder is exact, but takes the sign of the dividend.
    rest = NUMBERS.remainder(dividend, divisor)
    if rest != 0 and (rest < 0) != (divisor < 0):
        rest = NUMBERS.add(rest, divisor)
    return finite(rest)


def root(number: Value) -> Value:
    """The square root; null for a negative number."""
    return finite(NUMBERS.sqrt(number)) if is_number(number) else None


def even(number: Value) -> Value:
    """Whether a whole number is even; null for any other."""
    rest = modulo(number, 2)
    return None if rest not in (0, 1) else rest == 0


def odd(number: Value) -> Value:
    """Whether a whole number is odd; null for any other."""
    rest = modulo(number, 2)
    return None if rest not in (0, 1) else rest == 1


NUMBER_OPERATORS: tuple[Operator, ...] = (
    Operator(
        "+",
        "operator",
        (*_SAME_UNIT, "text, text -> text"),
        add,
        "The sum of two numbers in one unit, or two texts joined.",
        (("0.1 + 0.2", "0.3"), ("40 + 2", "42"), ('"pro" + "gram"', '"program"')),
    ),
    Operator(
        "-",
        "operator",
        _SAME_UNIT,
        subtract,
        "The difference of two numbers in one unit.",
        (("1 - 0.9", "0.1"), ("3 - 5", "-2"), ("3 - null", "null")),
    ),
    Operator(
        "*",
        "operator",
        ("integer[u], integer[v] -> integer[u*v]", "number[u], number[v] -> number[u*v]"),
        multiply,
        "The product of two numbers; the units multiply, so `hours/week` times `weeks` is `hours`.",
        (("6 * 7", "42"), ("1.1 * 1.1", "1.21")),
    ),
    Operator(
        "/",
        "operator",
        ("number[u], number[v] -> number[u/v]",),
        divide,
        "The quotient of two numbers, to 34 digits; null when the second is zero.",
        (("10 / 4", "2.5"), ("1 / 3 * 3 = 1", "false"), ("1 / 0", "null")),
    ),
    Operator(
        "**",
        "operator",
        ("number, number -> number",),
        power,
        "The first number to the power of the second; anything to the power of zero is 1.",
        (("2 ** 10", "1024"), ("10 ** -2", "0.01"), ("(-8) ** 0.5", "null")),
    ),
    Operator(
        "negate",
        "operator",
        ("integer[u] -> integer[u]", "number[u] -> number[u]"),
        negate,
        "The number with the other sign, written `-` before it.",
        (("-(2 + 3)", "-5"), ("-null", "null")),
    ),
    Operator(
        "abs",
        "function",
        ("n: integer[u] -> integer[u]", "n: number[u] -> number[u]"),
        absolute,
        "The number without its sign.",
        (("abs(-2.5)", "2.5"), ("abs(3)", "3")),
    ),
    Operator(
        "floor",
        "function",
        ("n: number[u] -> integer[u]", "n: number[u], scale: integer -> number[u]"),
        floor,
        "The greatest whole number not above it, or the greatest with so many decimals.",
        (("floor(1.9)", "1"), ("floor(-1.1)", "-2"), ("floor(1.56, 1)", "1.5")),
    ),
    Operator(
        "ceiling",
        "function",
        ("n: number[u] -> integer[u]", "n: number[u], scale: integer -> number[u]"),
        ceiling,
        "The least whole number not below it, or the least with so many decimals.",
        (("ceiling(1.1)", "2"), ("ceiling(-1.9)", "-1"), ("ceiling(1.51, 1)", "1.6")),
    ),
    Operator(
        "round up",
        "function",
        ("n: number[u], scale: integer -> number[u]",),
        round_up,
        "Rounded to so many decimals, away from zero.",
        (("round up(1.121, 2)", "1.13"), ("round up(-1.1, 0)", "-2"), ("round up(120, -2)", "200")),
    ),
    Operator(
        "round down",
        "function",
        ("n: number[u], scale: integer -> number[u]",),
        round_down,
        "Rounded to so many decimals, towards zero.",
        (("round down(1.129, 2)", "1.12"), ("round down(-1.9, 0)", "-1")),
    ),
    Operator(
        "round half up",
        "function",
        ("n: number[u], scale: integer -> number[u]",),
        round_half_up,
        "Rounded to so many decimals; a half goes away from zero.",
        (("round half up(2.5, 0)", "3"), ("round half up(-2.5, 0)", "-3")),
    ),
    Operator(
        "round half down",
        "function",
        ("n: number[u], scale: integer -> number[u]",),
        round_half_down,
        "Rounded to so many decimals; a half goes towards zero.",
        (("round half down(2.5, 0)", "2"), ("round half down(-2.51, 0)", "-3")),
    ),
    Operator(
        "decimal",
        "function",
        ("n: number[u], scale: integer -> number[u]",),
        decimal,
        "Rounded to so many decimals; a half goes to the even neighbour.",
        (("decimal(1.125, 2)", "1.12"), ("decimal(1.375, 2)", "1.38"), ("decimal(2.5, 0)", "2")),
    ),
    Operator(
        "modulo",
        "function",
        (
            "dividend: integer[u], divisor: integer[u] -> integer[u]",
            "dividend: number[u], divisor: number[u] -> number[u]",
        ),
        modulo,
        "What is left after taking the divisor as often as it goes; it has the divisor's sign.",
        (("modulo(10, 3)", "1"), ("modulo(-10, 3)", "2"), ("modulo(1.5, 0)", "null")),
    ),
    Operator(
        "sqrt",
        "function",
        ("number: number -> number",),
        root,
        "The square root, to 34 digits; null for a negative number.",
        (
            ("sqrt(16)", "4"),
            ("sqrt(2)", "1.414213562373095048801688724209698"),
            ("sqrt(-1)", "null"),
        ),
    ),
    Operator(
        "even",
        "function",
        ("number: integer -> boolean",),
        even,
        "Whether a whole number is even.",
        (("even(4)", "true"), ("even(-3)", "false")),
    ),
    Operator(
        "odd",
        "function",
        ("number: integer -> boolean",),
        odd,
        "Whether a whole number is odd.",
        (("odd(4)", "false"), ("odd(-3)", "true")),
    ),
)
