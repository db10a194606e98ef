"""A TOML file as it is written: its tables, keys, values and comments, in order.

Out of ``medrules.formatting.reading``, into ``medrules.formatting.layout``. What a value means is
kept beside how it is written, because a text of several lines and a number stay as they are.
``before`` holds the lines above a thing: comments, and ``""`` for one or more empty lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = tuple[str, ...]
"""The parts of a dotted key, without their quotes."""


@dataclass(frozen=True, slots=True)
class Word:
    """A number, a boolean or a date, as it is written."""

    written: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string: what it says, how it is written, and whether in the form of several lines."""

    value: str
    written: str
    several_lines: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A member of an array with its comments."""

    before: tuple[str, ...]
    value: Value
    after: str


@dataclass(frozen=True, slots=True)
class Array:
    """``[ … ]``; ``end`` holds the comments before the closing bracket."""

    items: tuple[Item, ...]
    end: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with its value inside an inline table."""

    key: Key
    value: Value


@dataclass(frozen=True, slots=True)
class Inline:
    """``{ … }``."""

    pairs: tuple[Pair, ...]


Value: TypeAlias = Word | Text | Array | Inline


@dataclass(frozen=True, slots=True)
class Entry:
    """``key = value`` on a line of its own, with its comments."""

    before: tuple[str, ...]
    key: Key
    value: Value
    after: str


@dataclass(frozen=True, slots=True)
class Block:
    """A header and the keys below it; ``end`` holds comments that belong after its last key.

    The first block of a file has no header: ``header`` is empty.
    """

    before: tuple[str, ...]
    header: Key
    array: bool
    after: str
    entries: tuple[Entry, ...]
    end: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file; ``end`` holds the comments after everything else."""

    blocks: tuple[Block, ...]
    end: tuple[str, ...]
