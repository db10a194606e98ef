"""A third reading of a TOML text: everything in it in order, comments and empty lines included.

In: a text that ``medrules.source.toml`` has accepted. Out: a ``Sheet``. Refused: nothing; the text
is known to be TOML, so no fault of it is looked for here.

``tomllib`` keeps no comments, and ``tomlkit`` gives tables that stand interleaved in a file
(``[[rules]]``, ``[[tables]]``, ``[[rules]]``) in another order than they are written in.
"""

from __future__ import annotations

import re

from medrules.formatting.model import (
    Array,
    Block,
    Entry,
    Inline,
    Item,
    Key,
    Pair,
    Sheet,
    Text,
    Value,
    Word,
)
from medrules.source.toml_strings import scan_string

_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(r"#[^\n]*")
_WORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")


def read_sheet(text: str) -> Sheet:
    """The file as written."""
    return _Reading(text.replace("\r\n", "\n")).sheet()


class _Reading:
    """A place in the text that moves on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def sheet(self) -> Sheet:
        blocks: list[Block] = []
        gap = self.gap()
        head: tuple[str, ...] = ()
        if not self.ended() and not self.sees("["):
            head, gap = _file_head(gap)
        block = Block(head, (), False, "", (), ())
        while True:
            entries: list[Entry] = []
            while not self.ended() and not self.sees("["):
                entries.append(self.entry(gap))
                gap = self.gap()
            end, gap = _own_end(gap, bool(entries or block.header), self.ended())
            blocks.append(
                Block(block.before, block.header, block.array, block.after, tuple(entries), end)
            )
            if self.ended():
                return Sheet(tuple(blocks), gap)
            block = self.header(gap)
            gap = self.gap()

    def gap(self) -> tuple[str, ...]:
        """The comments and empty lines up to the next statement."""
        lines: list[str] = []
        while True:
            self.space()
            if self.sees("\n"):
                self.at += 1
                if not lines or lines[-1]:
                    lines.append("")
            elif self.sees("#"):
                lines.append(self.comment())
                self.at += 1  # the line end
            else:
                return tuple(lines)

    def header(self, before: tuple[str, ...]) -> Block:
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        self.space()
        key = self.key()
        self.at += 2 if array else 1
        return Block(before, key, array, self.line_end(), (), ())

    def entry(self, before: tuple[str, ...]) -> Entry:
        key, value = self.pair()
        return Entry(before, key, value, self.line_end())

    def line_end(self) -> str:
        """The comment that ends the line, if any; the place is then the next line."""
        self.space()
        after = self.comment() if self.sees("#") else ""
        self.at += 1
        return after

    def pair(self) -> tuple[Key, Value]:
        key = self.key()
        self.at += 1  # the equals sign
        self.space()
        return key, self.value()

    def key(self) -> Key:
        parts: list[str] = []
        while True:
            bare = _BARE_KEY.match(self.text, self.at)
            if bare:
                parts.append(bare[0])
                self.at = bare.end()
            else:
                self.at, runs = scan_string(self.text, self.at)
                parts.append("".join(run.text for run in runs))
            self.space()
            if not self.sees("."):
                return tuple(parts)
            self.at += 1
            self.space()

    def value(self) -> Value:
        start = self.at
        match self.text[start]:
            case '"' | "'" as quote:
                self.at, runs = scan_string(self.text, start)
                return Text(
                    "".join(run.text for run in runs),
                    self.text[start : self.at],
                    self.text.startswith(quote * 3, start),
                )
            case "[":
                return self.array()
            case "{":
                return self.inline()
            case _:
                word = _WORD.match(self.text, start)
                self.at = word.end() if word else start + 1
                return Word(self.text[start : self.at])

    def array(self) -> Array:
        self.at += 1
        items: list[Item] = []
        beside, below = self.comments()
        before = (beside, *below) if beside else below
        while not self.sees("]"):
            value = self.value()
            after, below = self.comments()
            if self.sees(","):
                self.at += 1
                beside, more = self.comments()
                if beside and after:
                    below = (*below, beside)
                else:
                    after = after or beside
                below = (*below, *more)
            items.append(Item(before, value, after))
            before = below
        self.at += 1
        return Array(tuple(items), before)

    def comments(self) -> tuple[str, tuple[str, ...]]:
        """Inside an array: the comment on this line, and those on the lines that follow."""
        beside, below, here = "", [], True
        while True:
            self.space()
            if self.sees("\n"):
                self.at += 1
                here = False
            elif self.sees("#"):
                if here:
                    beside = self.comment()
                else:
                    below.append(self.comment())
            else:
                return beside, tuple(below)

    def inline(self) -> Inline:
        self.at += 1
        self.space()
        pairs: list[Pair] = []
        while not self.sees("}"):
            pairs.append(Pair(*self.pair()))
            self.space()
            if self.sees(","):
                self.at += 1
                self.space()
        self.at += 1
        return Inline(tuple(pairs))

    def comment(self) -> str:
        found = _COMMENT.match(self.text, self.at)
        end = found.end() if found else self.at
        written = self.text[self.at : end].rstrip()
        self.at = end
        return written

    def space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sees(self, character: str) -> bool:
        return self.text.startswith(character, self.at)

    def ended(self) -> bool:
        return self.at >= len(self.text)


def _file_head(gap: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands above the first key of a file without a header: about the file, about the key."""
    if "" not in gap:
        return (), gap
    last = len(gap) - 1 - gap[::-1].index("")
    return gap[:last], gap[last + 1 :]


def _own_end(
    gap: tuple[str, ...], started: bool, ended: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The comments right under the last key, set off by an empty line, belong to its table."""
    if not started or not gap or not gap[0]:
        return (), gap
    if "" in gap:
        cut = gap.index("")
        return gap[:cut], gap[cut + 1 :]
    return (gap, ()) if ended else ((), gap)
