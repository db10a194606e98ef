"""JSON text with exact numbers.

In: plain data whose fractions are ``Decimal``. Out: JSON text in which every number has exactly the
digits of its ``Decimal``; ``json.dumps`` could only write the nearest binary float. Refused: a value
that JSON does not have (TypeError).

``Decimal`` that is no finite number has no form in JSON and becomes ``null``; the engine's
operators never let one through.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from medrules.diagnostics.sanitise import inert_json
from medrules.ir.writing import plain

Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"
"""What a JSON text holds; no binary floats."""


def to_text(value: Json, indent: int = 2) -> str:
    """The value as JSON text, its keys in the order they have, with a line feed at the end."""
    from json.encoder import encode_basestring

    pieces: list[str] = []

    def write(item: Json, margin: str) -> None:
        match item:
            case str():
                pieces.append(encode_basestring(item))
            case bool():
                pieces.append("true" if item else "false")
            case int():
                pieces.append(str(item))
            case Decimal():
                pieces.append(plain(item) if item.is_finite() else "null")
            case None:
                pieces.append("null")
            case list() | dict() if not item:
                pieces.append("[]" if isinstance(item, list) else "{}")
            case list() if not any(isinstance(one, list | dict) for one in item):
                before = "["
                for one in item:
                    pieces.append(before)
                    write(one, margin)
                    before = ", "
                pieces.append("]")
            case list():
                inner = margin + " " * indent
                before = "[\n"
                for one in item:
                    pieces.append(before + inner)
                    write(one, inner)
                    before = ",\n"
                pieces.append(f"\n{margin}]")
            case dict():
                inner = margin + " " * indent
                before = "{\n"
                for key, one in item.items():
                    pieces.append(f"{before}{inner}{encode_basestring(key)}: ")
                    write(one, inner)
                    before = ",\n"
                pieces.append(f"\n{margin}}}")
            case _:
                raise TypeError(f"JSON has no {type(item).__name__}")

    write(value, "")
    pieces.append("\n")
    return inert_json("".join(pieces))
