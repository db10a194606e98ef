"""What a report is made of, before it is laid out.

In: nothing. Out: the closed union ``Block``. Texts are already fit to be shown: titles instead of
ids, units, no control characters.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from medrules.record import Record

Tone: TypeAlias = Literal["good", "open", "bad", "plain"]


class Heading(Record):
    """The title of a section."""

    text: str


class Headline(Record):
    """The one thing to take away, and how firm it is."""

    label: str
    text: str
    status: str
    tone: Tone


class Paragraph(Record):
    """Running text."""

    text: str


class Bullets(Record):
    """Entries of a title and some more words (either may be empty)."""

    entries: tuple[tuple[str, str], ...]
    numbered: bool = False


class Values(Record):
    """Names and values, one a line."""

    entries: tuple[tuple[str, str], ...]


class Grid(Record):
    """A table with a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


class Note(Record):
    """Something quieter: where to look next, what was left out."""

    text: str


class Commands(Record):
    """What to type next: a few words on why, and the command, never broken across lines."""

    entries: tuple[tuple[str, str], ...]


Block: TypeAlias = Heading | Headline | Paragraph | Bullets | Values | Grid | Note | Commands
