"""TOML written block by block, so that every line knows which element of the model it came from.

In: blocks with keys and plain values. Out: text, and the element that stands behind a line. Refused:
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from medrules.ir.writing import plain

Plain: TypeAlias = "bool | int | Decimal | str | list[Plain] | dict[str, Plain]"
"""What TOML can hold."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Block:
    """``[[header]]`` with its keys; keys without a value worth writing are left out."""

    header: str
    pairs: tuple[tuple[str, Plain], ...]

    def lines(self) -> list[str]:
        """The block as lines of TOML."""
        rows = [
            f"{key} = {value_text(value)}" for key, value in self.pairs if value not in ("", [])
        ]
        return [f"[[{self.header}]]", *rows]


def block(header: str, **pairs: Plain) -> Block:
    """A block; a trailing underscore keeps Python's words apart from keys (``for_``)."""
    return Block(header, tuple((key.rstrip("_"), value) for key, value in pairs.items()))


def value_text(value: Plain) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain(value)
        case str():
            return '"' + "".join(_character(one) for one in value) + '"'
        case list():
            inner = [value_text(one) for one in value]
            line = "[" + ", ".join(inner) + "]"
            return line if len(line) <= 88 else "[\n  " + ",\n  ".join(inner) + ",\n]"
        case dict():
            inner = [f"{key} = {value_text(one)}" for key, one in value.items()]
            return "{ " + ", ".join(inner) + " }"


def _character(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    return one if one.isprintable() else f"\\U{ord(one):08x}"


def number(value: Decimal) -> int | Decimal:
    """A number without needless decimals."""
    return int(value) if value == value.to_integral_value() and abs(value) < 10**18 else value


def lay_out(groups: Iterable[tuple[str, Iterable[Block]]]) -> tuple[str, dict[int, str]]:
    """The text of all blocks, and for each line the key of the group that it belongs to."""
    lines: list[str] = []
    owners: dict[int, str] = {}
    for key, blocks in groups:
        for one in blocks:
            text = one.lines()
            if lines:
                lines.append("")
            for line in "\n".join(text).split("\n"):
                lines.append(line)
                owners[len(lines)] = key
    return "\n".join(lines) + "\n" if lines else "", owners
