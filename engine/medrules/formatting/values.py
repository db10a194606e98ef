"""How keys and values are written.

In: a value as read, the columns it may take. Out: its text. Texts stand in double quotes; those
that hold double quotes or backslashes, and the cells of decision tables, in single quotes. Texts of
several lines, numbers and dates stay as they are. Arrays that do not fit are wrapped at 100 columns;
tables, arrays and commented members inside an array stand on lines of their own. Nothing is refused.
"""

from __future__ import annotations

import re
from typing import assert_never

from medrules.formatting.model import Array, Inline, Item, Key, Text, Value, Word
from medrules.formatting.order import KeyOrder, Node

WIDTH = 100
INDENT = "  "

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r",
}  # fmt: skip


def key_text(key: Key) -> str:
    """A dotted key, with quotes only where they are needed."""
    return ".".join(part if _BARE.fullmatch(part) else quoted(part) for part in key)


def quoted(value: str, *, single: bool = False) -> str:
    """A text on one line; in single quotes where that spares escapes, or where asked for."""
    wanted = single or '"' in value or "\\" in value
    if wanted and "'" not in value and value.isprintable():
        return f"'{value}'"
    return '"' + "".join(_shown(char) for char in value) + '"'


def _shown(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    number = ord(char)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


class ValueLayout:
    """Writes values, with the keys of inline tables in the order of the schema."""

    def __init__(self, order: KeyOrder) -> None:
        self.order = order

    def text(self, value: Value, node: Node, column: int, *, cells: bool = False) -> str:
        """The value, where its first character stands in ``column`` (from 0)."""
        return self._value(value, node, column, "", cells)

    def _value(self, value: Value, node: Node, column: int, indent: str, cells: bool) -> str:
        match value:
            case Word(written):
                return written
            case Text(said, written, several_lines):
                return written if several_lines else quoted(said, single=cells)
            case Inline():
                return self._inline(value, node)
            case Array():
                return self._array(value, node, column, indent, cells)
            case _:
                assert_never(value)

    def _inline(self, value: Inline, node: Node) -> str:
        pairs = list(value.pairs)
        known = self.order.order(node, [pair.key[0] for pair in pairs])
        if known is not None:
            pairs.sort(key=lambda pair: position(known, pair.key[0]))
        parts = [
            f"{key_text(pair.key)} = {self._flat(pair.value, self._below(node, pair.key))}"
            for pair in pairs
        ]
        return f"{{ {', '.join(parts)} }}" if parts else "{}"

    def _below(self, node: Node, key: Key) -> Node:
        for part in key:
            node = self.order.below(node, part)
        return node

    def _flat(self, value: Value, node: Node) -> str:
        """On one line, unless comments inside forbid it."""
        if isinstance(value, Array) and not _commented(value):
            return self._on_one_line(value, node, False)
        return self._value(value, node, 0, "", False)

    def _array(self, value: Array, node: Node, column: int, indent: str, cells: bool) -> str:
        if not value.items and not value.end:
            return "[]"
        nested = sum(isinstance(item.value, Inline | Array) for item in value.items)
        if not _commented(value) and nested < 2:
            line = self._on_one_line(value, node, cells)
            if "\n" in line or column + len(line) <= WIDTH:
                return line
            if len(value.items) == 1 and len(indent) + len(line) + 1 > WIDTH:
                return line
        inner = indent + INDENT
        if nested or _commented(value):
            lines = [
                line for item in value.items for line in self._own_lines(item, node, inner, cells)
            ]
            lines += [inner + comment for comment in value.end]
        else:
            lines = self._filled(value, node, inner, cells)
        return "\n".join(["[", *lines, f"{indent}]"])

    def _on_one_line(self, value: Array, node: Node, cells: bool) -> str:
        items = [
            self._flat(item.value, node)
            if isinstance(item.value, Array)
            else self._value(item.value, node, 0, "", cells)
            for item in value.items
        ]
        return f"[{', '.join(items)}]"

    def _own_lines(self, item: Item, node: Node, inner: str, cells: bool) -> list[str]:
        written = self._value(item.value, node, len(inner), inner, cells)
        after = f"  {item.after}" if item.after else ""
        return [*(inner + line for line in item.before), f"{inner}{written},{after}"]

    def _filled(self, value: Array, node: Node, inner: str, cells: bool) -> list[str]:
        lines: list[str] = []
        line = inner
        for item in value.items:
            word = self._value(item.value, node, len(inner), inner, cells) + ","
            if line != inner and len(line) + 1 + len(word) > WIDTH:
                lines.append(line)
                line = inner
            line += word if line == inner else f" {word}"
        return [*lines, line]


def position(order: tuple[str, ...], name: str) -> int:
    """Where a key stands; keys that the schema does not know come last, in the order written."""
    return order.index(name) if name in order else len(order)


def _commented(value: Array) -> bool:
    return bool(value.end) or any(
        item.before or item.after or (isinstance(item.value, Array) and _commented(item.value))
        for item in value.items
    )
