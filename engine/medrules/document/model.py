"""A document: parts with headings, made of a few kinds of blocks and of text inside them.

In: nothing. Out: the classes. All text is as the pack's author wrote it: whoever writes a document out
must escape it and make it visible (``medrules.diagnostics.sanitise``). Anchors are made of lower-case
letters, digits and ``._-`` alone, and no two parts or blocks of a document share one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that stands out."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """FEEL, a path or an id."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an anchor of the same document; ``code`` says that the text is an id or a path."""

    anchor: str
    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link out of the document; whoever writes it must refuse what is not http or https."""

    url: str
    text: str


Inline: TypeAlias = Words | Strong | Code | Link | WebLink
Text: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Listing:
    """A list without order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and what is to be said of each."""

    items: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; every row is as long as the head. ``anchors``: one for each row, or empty."""

    caption: str
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Code that takes lines of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class ChartNode:
    """A question or an outcome of a flow; ``yes`` and ``no`` name the nodes that follow."""

    id: str
    text: str
    outcome: bool
    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A flow, to be drawn; it begins at ``start``."""

    title: str
    start: str
    nodes: tuple[ChartNode, ...]


Block: TypeAlias = Paragraph | Listing | Terms | Grid | Listed | Chart


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, what stands under it, and the parts inside; ``id`` is shown beside the heading."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The whole: ``summary`` stands before the first part."""

    title: str
    subtitle: str
    summary: tuple[Block, ...]
    parts: tuple[Part, ...]


def words(text: str) -> Text:
    """Plain text; none for the empty text."""
    return (Words(text),) if text else ()


def spaced(*texts: Text) -> Text:
    """Those texts that are not empty, with spaces between."""
    return separated(texts, " ")


def separated(texts: tuple[Text, ...] | list[Text], by: str = ", ") -> Text:
    """Those texts that are not empty, with that between."""
    found: list[Inline] = []
    for one in texts:
        if one:
            found += [*((Words(by),) if found else ()), *one]
    return tuple(found)
