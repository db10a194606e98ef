"""Random TOML documents: the data, and the same data written in every way that TOML allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

ODD = "\"'\\\n\r\t#[]{}=.,: \x00\x1f\x7f\x85é\u0301日😀\u202e\u2028aZ0_-"
texts = st.text(
    st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"])), max_size=12
)
keys = st.one_of(st.sampled_from(["a", "b", "c-1", "1", "", "a.b", "é", '"', "'", "\n"]), texts)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
scalars = st.one_of(
    texts,
    st.integers(-(2**70), 2**70),
    st.booleans(),
    st.decimals(-(10**9), 10**9, allow_nan=False, places=3),
    st.sampled_from([Decimal("1e20"), Decimal("-2.5E-3"), Decimal("0.0")]),
    st.dates(),
    st.times(),
    st.datetimes(min_value=datetime(1000, 1, 1)),
    st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(9999, 12, 30), timezones=zones),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(keys, inner, max_size=3),
        st.lists(st.dictionaries(keys, inner, max_size=2), min_size=1, max_size=3),
    ),
    max_leaves=12,
)
tables = st.dictionaries(keys, values, max_size=5)


@st.composite
def documents(draw: Draw[Any]) -> tuple[str, dict[str, Any]]:
    """A TOML text and the data it stands for."""
    data = draw(tables)
    writer = Writer(draw, draw(st.sampled_from(["\n", "\r\n"])))
    writer.table(data, ())
    text = "".join(writer.out)
    return (text.rstrip("\r\n") if writer.maybe() else text), data


class Writer:
    def __init__(self, draw: Draw[Any], line_end: str) -> None:
        self.draw = draw
        self.end = line_end
        self.out: list[str] = []

    def maybe(self) -> bool:
        return bool(self.draw(st.integers(0, 3)) == 0)

    def pick(self, *options: str) -> str:
        return str(self.draw(st.sampled_from(options)))

    def space(self) -> str:
        return self.pick("", " ", "  ", "\t")

    def line_rest(self) -> str:
        return self.space() + (self.pick("# é = 1", "#", '# "') if self.maybe() else "") + self.end

    def blank(self) -> str:
        return "".join(self.line_rest() for _ in range(self.draw(st.integers(0, 2))))

    # Tables

    def table(self, data: dict[str, Any], path: tuple[str, ...]) -> None:
        later: list[tuple[str, Any]] = []
        for key, value in data.items():
            may_have_header = isinstance(value, dict) or is_records(value)
            if may_have_header and self.pick("header", "other") == "header":
                later.append((key, value))
            else:
                self.pairs((key,), value)
        for key, value in later:
            below = (*path, key)
            if isinstance(value, list):
                for member in value:
                    self.header(below, "[[", "]]")
                    self.table(member, below)
                continue
            only_tables = value and all(isinstance(inner, dict) for inner in value.values())
            if only_tables and self.maybe():
                # The table itself is never named: its parts imply it.
                for inner_key, inner in value.items():
                    self.header((*below, inner_key), "[", "]")
                    self.table(inner, (*below, inner_key))
                continue
            self.header(below, "[", "]")
            self.table(value, below)

    def header(self, path: tuple[str, ...], opening: str, closing: str) -> None:
        self.out += [
            self.blank(), self.space(), opening, self.dotted(path), closing, self.line_rest(),
        ]  # fmt: skip

    def pairs(self, path: tuple[str, ...], value: Any) -> None:
        """``key = value``, or several with dotted keys for one table."""
        if isinstance(value, dict) and value and self.maybe():
            for key, inner in value.items():
                self.pairs((*path, key), inner)
            return
        self.out += [self.blank(), self.space(), self.pair(path, value), self.line_rest()]

    def pair(self, path: tuple[str, ...], value: Any) -> str:
        return f"{self.dotted(path)}{self.space()}={self.space()}{self.value(value)}"

    def dotted(self, path: tuple[str, ...]) -> str:
        dot = self.space() + "." + self.space()
        return self.space() + dot.join(self.key(part) for part in path) + self.space()

    def key(self, name: str) -> str:
        if re.fullmatch("[A-Za-z0-9_-]+", name) and not self.maybe():
            return name
        return self.one_line(name)

    # Values

    def value(self, value: Any) -> str:
        match value:
            case str():
                return self.text(value)
            case bool():
                return "true" if value else "false"
            case int():
                return self.integer(value)
            case Decimal():
                written = str(value)
                return written if re.search("[.E]", written) else written + ".0"
            case datetime():
                written = value.isoformat(self.pick("T", " ", "t"))
                return written.replace("+00:00", self.pick("Z", "z", "+00:00"))
            case date() | time():
                return value.isoformat()
            case list():
                return self.array(value)
            case dict():
                return self.inline(value)
        raise AssertionError(value)

    def integer(self, number: int) -> str:
        match self.pick("plain", "plus", "hex", "oct", "bin", "grouped"):
            case "plus" if number >= 0:
                return f"+{number}"
            case "hex" if number >= 0:
                return f"0x{number:X}"
            case "oct" if number >= 0:
                return f"0o{number:o}"
            case "bin" if number >= 0:
                return f"0b{number:b}"
            case "grouped":
                return f"{number:_}"
        return str(number)

    def array(self, members: list[Any]) -> str:
        gap = lambda: self.space() + (self.line_rest() + self.blank() if self.maybe() else "")  # noqa: E731
        written = [f"{gap()}{self.value(member)}{gap()}" for member in members]
        ending = f",{gap()}" if members and self.maybe() else ""
        return f"[{','.join(written)}{ending or gap()}]"

    def inline(self, table: dict[str, Any]) -> str:
        pairs: list[str] = []

        def add(path: tuple[str, ...], value: Any) -> None:
            if isinstance(value, dict) and value and self.maybe():
                for key, inner in value.items():
                    add((*path, key), inner)
            else:
                pairs.append(self.pair(path, value) + self.space())

        for key, value in table.items():
            add((key,), value)
        return f"{{{self.space()}{','.join(pairs)}}}"

    # Strings

    def text(self, text: str) -> str:
        style = self.pick("one", "one", "basic", "literal")
        if style == "basic":
            return self.long_basic(text)
        plain = not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
        if style == "literal" and plain and "'''" not in text and not text.endswith("'"):
            return "'''" + self.first_break(text) + text.replace("\n", self.end) + "'''"
        return self.one_line(text)

    def one_line(self, text: str) -> str:
        if not re.search("[\x00-\x08\x0a-\x1f\x7f']", text) and self.pick("'", '"') == "'":
            return f"'{text}'"
        return '"' + "".join(self.char(char) for char in text) + '"'

    def first_break(self, text: str) -> str:
        return self.end if text.startswith("\n") or self.maybe() else ""

    def long_basic(self, text: str) -> str:
        out = ['"""', self.first_break(text)]
        quotes = 0
        for at, char in enumerate(text):
            if char not in " \t\n" and self.maybe():
                out.append(
                    f"\\{self.space()}{self.end}{self.pick('', '  ', self.end, ' ' + self.end)}"
                )
                quotes = 0
            if char == "\n" and not self.maybe():
                written = self.end
            elif char == '"' and quotes < 2 and (at + 1 == len(text) or not self.maybe()):
                written = char
            else:
                written = self.char(char)
            quotes = quotes + 1 if written == '"' else 0
            out.append(written)
        if self.maybe() and quotes == 0:
            out.append(f"\\{self.end}  ")
        return "".join([*out, '"""'])

    def char(self, char: str) -> str:
        short = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}
        ways = [f"\\U{ord(char):08x}"]
        if ord(char) <= 0xFFFF:
            ways.append(f"\\u{ord(char):04X}")
        if char in short:
            ways = [f"\\{short[char]}"] * 3 + ways
        elif ord(char) >= 0x20 and char != "\x7f":
            ways = [char] * 6 + ways
        return self.pick(*ways)


def is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(m, dict) for m in value)
