"""TOML 1.0 read a second time, for the places of its keys and values and for its faults.

In: any text. Out: a tree of ``Node`` with the offsets of every key and value, and the ``Fault``s
of a text that is not TOML, in the order of the text. Refused: nothing is raised; what cannot be read
becomes a fault, and the reading goes on at the next line where that is safe.

``tomllib`` decides what a text means. This reading exists because ``tomllib`` tells no positions,
and because its messages are written for people who know its grammar.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from medrules.source.numbers import MAX_DEPTH
from medrules.source.toml_faults import (
    after_value,
    bad_bare_value,
    bad_key,
    missing_equals,
    unclosed_array,
)
from medrules.source.toml_strings import control_fault, scan_string
from medrules.source.tree import Extent, Fault, Kind, Node, root_node

MAX_FAULTS = 20

_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(r"#[^\x00-\x08\x0a-\x1f\x7f]*")
_BLANK = re.compile(r"(?:[ \t]|\r?\n)*")
_LINE_BREAK = re.compile(r"\r?\n|\Z")
_BARE_VALUE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*"  # the one value with a space in it
    r"|[^\s,\]}#]+"
)


class KeyPart(NamedTuple):
    """One part of a dotted key: what it means and where it was written, quotes included."""

    name: str
    extent: Extent


class TomlScanner:
    """One reading of one text: after ``run``, ``root`` and ``faults`` hold what was found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = root_node()
        self.faults: list[Fault] = []
        self._table = self.root

    def run(self) -> TomlScanner:
        """Read the whole text, or as much of it as can be trusted."""
        at = 0
        while len(self.faults) < MAX_FAULTS:
            start = at
            header = False
            try:
                at = start = self._skip_blank(at)
                if at == len(self.text):
                    break
                header = self.text[at] == "["
                at = self._header(at) if header else self._pair(at, self._table, 0)
                at = self._end_of_line(at)
            except Fault as fault:
                self.faults.append(fault)
                resume = self._next_line(start, fault, header)
                if resume is None:
                    break
                at = resume
        self.faults.sort(key=lambda fault: fault.extent)
        return self

    def _next_line(self, start: int, fault: Fault, header: bool) -> int | None:
        """Where to go on after a fault in the statement at ``start``; None where to is unsure."""
        end = self.text.find("\n", start)
        if fault.fatal or end < 0 or fault.extent[0] > end:
            return None
        line = self.text[start:end]
        if header:
            # The keys that follow belong to a table whose name nobody knows.
            self._table = root_node()
        elif (
            line.count("[") != line.count("]")
            or line.count("{") != line.count("}")
            or '"""' in line
            or "'''" in line
        ):
            return None
        return end + 1

    # Statements

    def _header(self, start: int) -> int:
        """``[a.b]`` or ``[[a.b]]``, from its first bracket; returns the offset after its last."""
        brackets = 2 if self.text.startswith("[[", start) else 1
        parts, at = self._key(self._skip_space(start + brackets), header=True)
        close = "]" * brackets
        if not self.text.startswith(close, at):
            raise Fault(
                "MR0110",
                f"this table name is not closed with {close}",
                (start, at),
                f"write {'[' * brackets}{self.text[parts[0].extent[0] : at].rstrip()}{close}",
            )
        extent = (start, at + brackets)
        node = self.root
        for part in parts[:-1]:
            node = self._step(node, part, Kind.IMPLIED, extent)
        self._table = self._open(node, parts[-1], extent, brackets == 2)
        return extent[1]

    def _open(self, parent: Node, part: KeyPart, extent: Extent, array: bool) -> Node:
        """The table that a header opens under ``parent``."""
        found = parent.children.get(part.name)
        if array:
            if found is None:
                found = Node(part.extent, extent, Kind.ARRAY)
                parent.children[part.name] = found
            elif found.kind is not Kind.ARRAY:
                self._clash(found, extent)
                return root_node()
            member = Node(part.extent, extent, Kind.HEADER)
            found.children[len(found.children)] = member
            return member
        if found is None:
            found = parent.children[part.name] = Node(part.extent, extent, Kind.HEADER)
        elif found.kind is Kind.IMPLIED:
            found.key, found.value, found.kind = part.extent, extent, Kind.HEADER
        else:
            self._clash(found, extent)
            # Repeated keys under a repeated header are worth telling at once.
            return found if found.kind is Kind.HEADER else root_node()
        return found

    def _pair(self, start: int, table: Node, depth: int) -> int:
        """``key = value``; returns the offset after the value."""
        parts, at = self._key(start)
        if not self.text.startswith("=", at):
            raise missing_equals(self.text, parts[0].extent[0], at)
        node = table
        for part in parts[:-1]:
            node = self._step(node, part, Kind.DOTTED, part.extent)
        last = parts[-1]
        child = Node(last.extent, last.extent)
        found = node.children.setdefault(last.name, child)
        if found is not child:
            self._clash(found, (parts[0].extent[0], last.extent[1]))
        return self._value(self._skip_space(at + 1), child, depth)

    def _step(self, node: Node, part: KeyPart, kind: Kind, extent: Extent) -> Node:
        """The table ``part`` inside ``node`` on the way to a longer key, made where it is not."""
        found = node.children.get(part.name)
        if found is None:
            found = node.children[part.name] = Node(part.extent, part.extent, kind)
            return found
        if kind is Kind.IMPLIED:
            if found.kind is Kind.ARRAY:
                return found.children[len(found.children) - 1]
            if found.kind is not Kind.VALUE:
                return found
        elif found.kind in (Kind.IMPLIED, Kind.DOTTED):
            found.kind = Kind.DOTTED
            return found
        self._clash(found, extent, on_the_way=True)
        return root_node()

    def _clash(self, first: Node, second: Extent, *, on_the_way: bool = False) -> None:
        """Note that ``second`` gives again, or contradicts, what ``first`` gave.

        ``on_the_way`` says that ``second`` only passes through, to a key or table further in.
        """
        written = self.text[slice(*second)]
        header = written.startswith("[")
        name = written if written[0] in "[\"'" else f'"{written}"'
        earlier = first.value if first.kind in (Kind.HEADER, Kind.ARRAY) else first.key
        if first.kind is Kind.VALUE and not header and not on_the_way:
            message = f"the key {name} is given twice"
            help = "keep one of the two; to give several values, use a list: [ … ]"
        elif first.kind is Kind.VALUE:
            message = f"{name} needs a table here, but a value is already given under this name"
            help = "remove one of the two, or give one another name"
        elif first.kind is Kind.HEADER and header and not written.startswith("[["):
            message = f"the table {name} is given twice"
            help = f"put the keys of both under one header, or write [{name}] at both for a list"
        else:
            message = f"{name} is already given, as {first.kind.value}"
            help = "put everything about it in one place"
        self.faults.append(
            Fault("MR0113", message, second, help, other=(earlier, "first given here"))
        )

    # Keys

    def _key(self, start: int, *, header: bool = False) -> tuple[list[KeyPart], int]:
        """A dotted key; returns its parts and the offset of what follows it."""
        parts: list[KeyPart] = []
        at = start
        while True:
            bare = _BARE_KEY.match(self.text, at)
            if bare:
                parts.append(KeyPart(bare[0], bare.span()))
                at = bare.end()
            elif self.text[at : at + 1] in ('"', "'") and self.text[at : at + 3] not in (
                '"""',
                "'''",
            ):
                end, runs = scan_string(self.text, at)
                parts.append(KeyPart("".join(run.text for run in runs), (at, end)))
                at = end
            else:
                raise bad_key(self.text, start, at, header=header)
            at = self._skip_space(at)
            if not self.text.startswith(".", at):
                return parts, at
            at = self._skip_space(at + 1)
            if len(parts) == MAX_DEPTH:
                raise too_deep((start, at))

    # Values

    def _value(self, start: int, node: Node, depth: int) -> int:
        """The value at ``start``, whose places go into ``node``; returns the offset after it."""
        first = self.text[start : start + 1]
        if first in ('"', "'"):
            end, _ = scan_string(self.text, start)
        elif first == "[":
            end = self._array(start, node, depth + 1)
        elif first == "{":
            end = self._inline_table(start, node, depth + 1)
        else:
            bare = _BARE_VALUE.match(self.text, start)
            end = bare.end() if bare else start
            node.value = (start, end)
            fault = bad_bare_value(self.text, start, end, depth)
            if fault:
                raise fault
        node.value = (start, end)
        return end

    def _array(self, start: int, node: Node, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise too_deep((start, start + 1))
        at = start + 1
        while True:
            at = self._skip_blank(at)
            if self.text.startswith("]", at):
                return at + 1
            if at == len(self.text):
                raise unclosed_array(self.text, start, at)
            member = Node((at, at), (at, at))
            node.children[len(node.children)] = member
            at = self._value(at, member, depth)
            member.key = member.value
            after = self._skip_blank(at)
            if self.text.startswith(",", after):
                at = after + 1
            elif self.text.startswith("]", after):
                return after + 1
            else:
                raise unclosed_array(self.text, start, after, last_member=member.value)

    def _inline_table(self, start: int, node: Node, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise too_deep((start, start + 1))
        at = self._skip_space(start + 1)
        if self.text.startswith("}", at):
            return at + 1
        if at == len(self.text) or self.text[at] in "\r\n#":
            raise line_broken((start, at))
        while True:
            at = self._skip_space(self._pair(at, node, depth))
            if self.text.startswith("}", at):
                return at + 1
            if not self.text.startswith(",", at):
                if at == len(self.text) or self.text[at] in "\r\n#":
                    raise line_broken((start, at))
                raise Fault(
                    "MR0110",
                    "a comma is missing before this in an inline table",
                    (at, at + 1),
                    "write { a = 1, b = 2 }",
                )
            comma = at
            at = self._skip_space(at + 1)
            if self.text.startswith("}", at):
                raise Fault(
                    "MR0110",
                    "an inline table may not end with a comma",
                    (comma, comma + 1),
                    "remove the comma",
                )
            if at == len(self.text) or self.text[at] in "\r\n#":
                raise line_broken((start, at))

    # What stands between

    def _skip_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _skip_blank(self, at: int) -> int:
        """The offset after any white space, line ends and comments."""
        while True:
            found = _BLANK.match(self.text, at)
            at = found.end() if found else at
            if not self.text.startswith("#", at):
                if self.text.startswith("\r", at):
                    raise control_fault(self.text, at)
                return at
            at = self._comment(at)

    def _comment(self, at: int) -> int:
        found = _COMMENT.match(self.text, at)
        end = found.end() if found else at
        if not _LINE_BREAK.match(self.text, end):
            raise control_fault(self.text, end)
        return end

    def _end_of_line(self, at: int) -> int:
        """The offset after the line whose statement ends at ``at``."""
        end = self._skip_space(at)
        if self.text.startswith("#", end):
            end = self._comment(end)
        found = _LINE_BREAK.match(self.text, end)
        if not found:
            raise after_value(self.text, at, end)
        return found.end()


def too_deep(extent: Extent) -> Fault:
    """The fault of tables or arrays that stand inside each other without end."""
    return Fault(
        "MR0112",
        f"this is nested more than {MAX_DEPTH} levels deep",
        extent,
        "no pack or profile needs that; check the brackets",
        fatal=True,
    )


def line_broken(extent: Extent) -> Fault:
    """The fault of an inline table that does not end on its line."""
    return Fault(
        "MR0110",
        "an inline table { … } must end on the line where it starts",
        extent,
        "close it with }, or write it as a table with a [header] of its own",
        fatal=True,
    )
