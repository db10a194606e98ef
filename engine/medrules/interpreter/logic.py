"""Closures for ``and``, ``or``, ``not`` and ``if``: three values of FEEL, and unknown.

In: compiled operands. Out: a closure. Refused: nothing; what is no truth value counts as null.

``null`` is a value that is neither true nor false. Unknown is the lack of a value: it could still
turn out to be any. So where one operand decides, it decides beside both; where none does, unknown
beside null stays unknown, because it may yet become the operand that decides.

======== ======== ======== ======== ========
and      true     false    null     unknown
======== ======== ======== ======== ========
true     true     false    null     unknown
false    false    false    false    false
null     null     false    null     unknown
unknown  unknown  false    unknown  unknown
======== ======== ======== ======== ========

======== ======== ======== ======== ========
or       true     false    null     unknown
======== ======== ======== ======== ========
true     true     true     true     true
false    true     false    null     unknown
null     true     null     null     unknown
unknown  true     unknown  unknown  unknown
======== ======== ======== ======== ========

``not``: true gives false, false gives true, null gives null, unknown gives unknown.

``if``: a true condition takes the first branch; false and null take the second; an unknown one
gives the value of both branches where that is one known value, else unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.feel.operators.comparing import equal
from medrules.interpreter.frame import Code, Frame
from medrules.ir.values import UNKNOWN


def conjunction(codes: Sequence[Code]) -> Code:
    """``and`` of the operands, which are evaluated in order until one is false."""
    if len(codes) == 2:
        left, right = codes

        def both(frame: Frame) -> object:
            one = left(frame)
            if one is False:
                return False
            other = right(frame)
            if other is False:
                return False
            if one is True and other is True:
                return True
            return UNKNOWN if one is UNKNOWN or other is UNKNOWN else None

        return both

    operands = tuple(codes)

    def every(frame: Frame) -> object:
        result: object = True
        for code in operands:
            value = code(frame)
            if value is True:
                continue
            if value is False:
                return False
            if value is UNKNOWN:
                result = UNKNOWN
            elif result is True:
                result = None
        return result

    return every


def disjunction(codes: Sequence[Code]) -> Code:
    """``or`` of the operands, which are evaluated in order until one is true."""
    if len(codes) == 2:
        left, right = codes

        def either(frame: Frame) -> object:
            one = left(frame)
            if one is True:
                return True
            other = right(frame)
            if other is True:
                return True
            if one is False and other is False:
                return False
            return UNKNOWN if one is UNKNOWN or other is UNKNOWN else None

        return either

    operands = tuple(codes)

    def some(frame: Frame) -> object:
        result: object = False
        for code in operands:
            value = code(frame)
            if value is False:
                continue
            if value is True:
                return True
            if value is UNKNOWN:
                result = UNKNOWN
            elif result is False:
                result = None
        return result

    return some


def negation(code: Code) -> Code:
    """``not`` of the operand."""

    def opposite(frame: Frame) -> object:
        value = code(frame)
        if value is True:
            return False
        if value is False:
            return True
        return UNKNOWN if value is UNKNOWN else None

    return opposite


def choice(condition: Code, then: Code, other: Code) -> Code:
    """``if``."""

    def chosen(frame: Frame) -> object:
        decided = condition(frame)
        if decided is True:
            return then(frame)
        if decided is not UNKNOWN:
            return other(frame)
        first, second = then(frame), other(frame)
        # Equal as FEEL compares: values with unknown items in them are not known to be equal.
        return first if equal(first, second) is True else UNKNOWN

    return chosen
