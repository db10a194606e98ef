"""What rules ask about, as facts that durable_rules can compare exactly.

In: an expression, and its value in one run. Out: ``Subject``, and the ``Message`` to assert for it:
texts in a few typed fields. Refused: nothing; a value that cannot be compared has no ends.

durable_rules compares a text with a number as it likes (``'9' >= 50000`` is true), holds numbers as
doubles, and knows no unknown. So every field is a text, and texts are compared byte by byte, which it
does right:

========= ===========================================================================================
fact      what the message is about
state     ``known``, ``null`` or ``unknown``
is        ``true``, ``false`` or ``unknown``; ``null`` for what is no truth value
low, high the least and the greatest value that it may have; texts that sort as the values do
========= ===========================================================================================

What is known lies between itself and itself; what is unknown, between something below every value
and something above every value. So one comparison with an end tells what is certain, and with the
other end, what is possible.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias
from urllib.parse import quote

from medrules.ir.expr import Call, Const, Expr, IsKnown, Path, Ref, Var
from medrules.ir.types import BooleanType, EnumType, NumberType, RecordTypeOf, TextType, Type
from medrules.ir.values import UNKNOWN
from medrules.record import Record

Message: TypeAlias = dict[str, str]

BELOW, ABOVE = "!", "~"
"""Texts that sort before and after every encoded value."""

LONGEST = 2000
"""Bytes of an encoded text; durable_rules keeps the length of a text in two bytes."""

ALWAYS = "$always"
"""A fact that is asserted in every run, and that no name can be mistaken for."""

_SAFE = " ()*+,/:;<=>?@[]^_`{|}-.'"
"""What stays as it is in a text for durable_rules; the rest is escaped as in a URL."""

_FAR = 500_000
"""Added to exponents, so that they are not negative and have six digits."""

_NINES = str.maketrans("0123456789", "9876543210")


class Subject(Record):
    """Something with a value in each run; ``order`` where it is compared by rank in that enum.

    ``name`` is escaped. ``worked_out`` is true where it is neither a fact or conclusion itself, nor
    membership in one.
    """

    name: str
    expr: Expr
    order: EnumType | None
    worked_out: bool


def comparable(kind: Type) -> str:
    """The family of values that can be encoded, as one word; empty for all others."""
    match kind:
        case BooleanType():
            return "boolean"
        case NumberType():
            return "number"
        case TextType() | EnumType():
            return "text"
        case _:
            return ""


def message(subject: Subject, value: object) -> Message:
    """What to assert about a subject that has this value (or ``UNKNOWN``) in a run."""
    made = {"fact": subject.name}
    if subject.order is not None and isinstance(value, str):
        members = subject.order.members
        value = members.index(value) if value in members else None
    if value is UNKNOWN or value is None:
        word = "unknown" if value is UNKNOWN else "null"
        made.update(state=word, low=BELOW, high=ABOVE)
    else:
        word = "true" if value is True else "false" if value is False else "null"
        made["state"] = "known"
        code = encoded(value)
        if code:
            made.update(low=code, high=code)
    # As for conditions, what is no truth value counts as null.
    made["is"] = word
    return made


def encoded(value: object) -> str:
    """A known value as a text that sorts as it does; equal values give equal texts. Empty: none."""
    if isinstance(value, bool):
        return "=true" if value else "=false"
    if isinstance(value, int | Decimal):
        return _number(Decimal(value))
    if isinstance(value, str):
        code = "=" + escaped(value)
        # The end is an escape that no text has, so it is unequal to all that is not cut.
        return code if len(code) <= LONGEST else code[:40] + "%.."
    return ""


def escaped(text: str) -> str:
    """A text without anything that JSON, or durable_rules' reading of it, could take for more."""
    return quote(text.encode("utf-8", "surrogatepass"), safe=_SAFE)


def _number(value: Decimal) -> str:
    if value == 0:
        return "N"
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return ""
    written = "".join(map(str, digits)).lstrip("0")
    size = f"{len(written) + exponent + _FAR:06}"
    written = written.rstrip("0")
    if sign:
        # Among negative numbers the longer is the less, so what ends first must sort last.
        return "M" + (size + written).translate(_NINES) + ABOVE
    return "P" + size + written


def named(expr: Expr) -> str | None:
    """What people call it: a path, or membership in it; None for what has to be worked out."""
    match expr:
        case Ref(path):
            return path
        case Path(Var(), name) if isinstance(expr.source.type, RecordTypeOf):
            return f"{expr.source.type.path}[].{name}"
        case Call("list contains", (items, Const(value))) if isinstance(value, str):
            inner = named(items)
            return None if inner is None else f"{inner} has {value}"
        case IsKnown(inner_expr):
            return named(inner_expr)
        case _:
            return None


def shape(node: object) -> object:
    """What two expressions have in common that mean the same: all but where they stand."""
    if isinstance(node, Record):
        fields = vars(node).items()
        return (type(node).__name__, *(shape(value) for name, value in fields if name != "span"))
    if isinstance(node, tuple):
        return tuple([shape(one) for one in node])
    # True, 1 and Decimal(1) are equal in Python, and not here.
    return (type(node).__name__, node, repr(node) if isinstance(node, Decimal) else "")
