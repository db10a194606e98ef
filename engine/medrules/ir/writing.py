"""Values as FEEL writes them, in one form each.

In: a value of ``medrules.ir.values``. Out: its text. Equal numbers give equal text, however they
were written. Refused: nothing; ``UNKNOWN`` has no text and gives itself.
"""

from __future__ import annotations

from decimal import Decimal

from medrules.ir.values import UNKNOWN, Number, Unknown

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def plain(value: Number) -> str:
    """A number without exponent and without needless zeros: ``1.5``, ``1000``, ``0``."""
    if not isinstance(value, Decimal):
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def quoted(text: str) -> str:
    """A text literal, with its escapes."""
    return f'"{text.translate(_ESCAPES)}"'


def written(value: object) -> str | Unknown:
    """The literal that gives the value, a set as a sorted list; ``UNKNOWN`` if any part is that."""
    match value:
        case Unknown():
            return UNKNOWN
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain(value)
        case str():
            return quoted(value)
        case tuple():
            return _joined("[", [("", written(item)) for item in value], "]")
        case frozenset():
            return _joined("[", [("", written(item)) for item in sorted(value)], "]")
        case dict():
            return _joined("{", [(f"{key}: ", written(item)) for key, item in value.items()], "}")
        case _:
            return str(value)


def _joined(opening: str, parts: list[tuple[str, str | Unknown]], closing: str) -> str | Unknown:
    texts = [label + text for label, text in parts if text is not UNKNOWN]
    return opening + ", ".join(texts) + closing if len(texts) == len(parts) else UNKNOWN
