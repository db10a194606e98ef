"""JSON read a second time, for the places of its names and values and for its faults.

In: any text. Out: a tree of ``Node`` with the offsets of every name and value, and the ``Fault``s
of a text that is not JSON: every name given twice, and the first stretch that cannot be read.
Refused: nothing is raised; the reading ends where the text cannot be read on.
"""

from __future__ import annotations

import re

from medrules.source.json_faults import (
    after_member,
    after_text,
    bad_name,
    bad_value,
    broken_string,
    missing_colon,
    too_deep,
    trailing_comma,
    unclosed,
)
from medrules.source.numbers import MAX_DEPTH, MAX_DIGITS
from medrules.source.tree import Extent, Fault, Node, Run, root_node

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r"""[^\s,:\[\]{}"'/]*""")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS = ("true", "false", "null")
# Python reads these, JSON has none of them; they are refused later, together with their like.
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
_STOP = re.compile(r'["\\\x00-\x1f]')
_HEX = re.compile(r"u([0-9A-Fa-f]{4})")
_ESCAPES = {
    '"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
}  # fmt: skip


class JsonScanner:
    """One reading of one text: after ``run``, ``root`` and ``faults`` hold what was found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = root_node()
        self.faults: list[Fault] = []

    def run(self) -> JsonScanner:
        """Read the whole text, or as much of it as can be read."""
        try:
            at = self._skip(self._value(self._skip(0), self.root, 0))
            if at < len(self.text):
                raise after_text(self.text, at)
        except Fault as fault:
            self.faults.append(fault)
        self.faults.sort(key=lambda fault: fault.extent)
        return self

    def _value(self, start: int, node: Node, depth: int) -> int:
        """The value at ``start``, whose places go into ``node``; returns the offset after it."""
        first = self.text[start : start + 1]
        if first == '"':
            end, _ = scan_json_string(self.text, start)
        elif first in ("{", "["):
            if depth == MAX_DEPTH:
                raise too_deep((start, start + 1))
            # A fault further in still leaves a place for what stands around it.
            node.value = (start, start + 1)
            inside = self._object if first == "{" else self._array
            end = inside(start, node, depth + 1)
        else:
            end = self._token(start, node)
        node.value = (start, end)
        return end

    def _token(self, start: int, node: Node) -> int:
        found = _TOKEN.match(self.text, start)
        end = found.end() if found else start
        token = self.text[start:end]
        node.value = (start, end)
        if token in _WORDS or token in _NOT_NUMBERS:
            return end
        if not _NUMBER.fullmatch(token):
            raise bad_value(self.text, start, end)
        if len(token) > MAX_DIGITS:
            raise Fault(
                "MR0117",
                f"this number is too long: a number has at most {MAX_DIGITS} digits",
                (start, end),
                "check it; to keep it as text, put it in quotes",
            )
        return end

    def _array(self, start: int, node: Node, depth: int) -> int:
        at = self._skip(start + 1)
        if self.text.startswith("]", at):
            return at + 1
        while True:
            member = Node((at, at), (at, at))
            node.children[len(node.children)] = member
            at = self._value(at, member, depth)
            member.key = member.value
            end, at = self._after_member(start, at, member.value, "]")
            if end:
                return at

    def _object(self, start: int, node: Node, depth: int) -> int:
        at = self._skip(start + 1)
        if self.text.startswith("}", at):
            return at + 1
        while True:
            if not self.text.startswith('"', at):
                raise bad_name(self.text, start, at)
            end, runs = scan_json_string(self.text, at)
            key = (at, end)
            at = self._skip(end)
            if not self.text.startswith(":", at):
                raise missing_colon(self.text, key, at)
            member = Node(key, key)
            first = node.children.setdefault("".join(run.text for run in runs), member)
            if first is not member:
                self.faults.append(_twice(self.text, first.key, key))
            at = self._value(self._skip(at + 1), member, depth)
            ended, at = self._after_member(start, at, member.value, "}")
            if ended:
                return at

    def _after_member(self, start: int, at: int, member: Extent, close: str) -> tuple[bool, int]:
        """Whether the array or object ends after a member, and the offset of what comes next."""
        at = self._skip(at)
        if self.text.startswith(close, at):
            return True, at + 1
        if not self.text.startswith(",", at):
            raise after_member(self.text, start, at, member, close)
        comma, at = at, self._skip(at + 1)
        if self.text.startswith(close, at):
            raise trailing_comma((comma, comma + 1))
        if at == len(self.text):
            raise unclosed(self.text, start, close)
        return False, at

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


def scan_json_string(text: str, start: int) -> tuple[int, list[Run]]:
    """The string whose opening quote stands at ``start``: its end and its pieces."""
    runs: list[Run] = []
    at = start + 1
    while True:
        found = _STOP.search(text, at)
        until = found.start() if found else len(text)
        if until > at:
            runs.append(Run(text[at:until], at, until))
        at = until
        if at < len(text) and text[at] == '"':
            return at + 1, runs
        if at == len(text) or text[at] != "\\":
            raise broken_string(text, start, at)
        run = _escape(text, at)
        runs.append(run)
        at = run.end


def _escape(text: str, at: int) -> Run:
    letter = text[at + 1 : at + 2]
    if letter in _ESCAPES:
        return Run(_ESCAPES[letter], at, at + 2)
    digits = _HEX.match(text, at + 1)
    if not digits:
        shown = f"\\{letter}" if letter.isprintable() else "\\"
        raise Fault(
            "MR0111",
            "\\u needs four hexadecimal digits"
            if letter == "u"
            else f"{shown} is not an escape that JSON knows",
            (at, at + 1 + len(letter.strip())),
            "write \\\\ for a backslash",
        )
    number = int(digits[1], 16)
    end = digits.end()
    if 0xD800 <= number < 0xDC00 and text.startswith("\\", end):
        second = _HEX.match(text, end + 1)
        low = int(second[1], 16) if second else 0
        if second and 0xDC00 <= low < 0xE000:
            return Run(chr(0x10000 + ((number - 0xD800) << 10) + low - 0xDC00), at, second.end())
    if 0xD800 <= number < 0xE000:
        raise Fault(
            "MR0111",
            f"\\u{digits[1]} is half of a character",
            (at, end),
            "write the character itself, or both halves: \\ud83d\\ude00",
        )
    return Run(chr(number), at, end)


def _twice(text: str, first: Extent, second: Extent) -> Fault:
    return Fault(
        "MR0113",
        f"the name {text[slice(*second)]} is given twice",
        second,
        "keep one of the two; to give several values, use a list: [ … ]",
        other=(first, "first given here"),
    )
