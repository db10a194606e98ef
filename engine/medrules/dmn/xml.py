"""XML, read safely into a tree of frozen elements that know where they stand.

In: the bytes of a file and the name to show for it. Out: the root ``Element``. Refused (all as
``MedrulesError``): text that is not well-formed, a document type declaration of any kind (so no
entity can be declared, expanded or fetched), more than 8 MiB, more than 100 levels, more than
200,000 elements.

The parser is the expat of the standard library; nothing here opens a file or a connection.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.record import Record
from medrules.source.located import Located
from medrules.source.span import Span

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 100
MAX_ELEMENTS = 200_000
XSI = "http://www.w3.org/2001/XMLSchema-instance"


class Element(Record):
    """One element. ``attributes`` holds plain attributes by name and others as ``{space}name``.

    ``text`` is the character data directly inside the element, comments left out; it is empty for
    an element that has children.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    children: tuple[Element, ...]
    text: Located
    span: Span

    def all(self, name: str) -> Iterator[Element]:
        """The children of that name in the element's own namespace."""
        for child in self.children:
            if child.name == name and child.namespace == self.namespace:
                yield child

    def first(self, name: str) -> Element | None:
        """The first such child, or None."""
        return next(self.all(name), None)

    def get(self, name: str, default: str = "") -> str:
        """A plain attribute with the white space around it removed."""
        return self.attributes.get(name, default).strip()


def parse(data: bytes, file: str) -> Element:
    """The root element of an XML document. Raises MedrulesError: MR0901, MR0902 or MR0903."""
    if len(data) > MAX_BYTES:
        _refuse("MR0903", f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB", _at(file))
    return _Builder(file).run(data)


def _at(file: str, line: int = 1, column: int = 1, width: int = 0) -> Span:
    return Span(file, line, column, line, column + width)


def _refuse(code: str, message: str, span: Span, help: str = "") -> NoReturn:
    raise MedrulesError([report(code, message, span, help=help)])


class _Open:
    """An element whose end tag has not come yet."""

    __slots__ = ("attributes", "children", "name", "namespace", "pieces", "span")

    def __init__(self, name: str, namespace: str, attributes: dict[str, str], span: Span) -> None:
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.children: list[Element] = []
        self.pieces: list[tuple[str, int, int]] = []
        self.span = span


class _Builder:
    """Expat's handlers, and the stack of open elements that they share."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.stack: list[_Open] = []
        self.root: Element | None = None
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity
        self.parser.ExternalEntityRefHandler = self.entity

    def run(self, data: bytes) -> Element:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            line, column = error.lineno, error.offset + 1
            reason = expat.ErrorString(error.code) or "not XML"
            _refuse(
                "MR0901",
                f"The file is not well-formed XML: {reason}",
                _at(self.file, line, column),
                "Export the model again from the tool that wrote it, or mend the line shown.",
            )
        except (LookupError, ValueError) as error:  # an encoding that expat or Python lacks
            _refuse("MR0901", f"The file's encoding cannot be read: {error}", _at(self.file))
        assert self.root is not None
        return self.root

    def place(self, width: int = 0) -> Span:
        parser = self.parser
        return _at(self.file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, width)

    def start(self, tag: str, attributes: list[str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        span = self.place(len(name) + 1)
        self.count += 1
        if len(self.stack) >= MAX_DEPTH:
            _refuse("MR0903", f"The elements are nested more than {MAX_DEPTH} levels deep", span)
        if self.count > MAX_ELEMENTS:
            _refuse("MR0903", f"The file has more than {MAX_ELEMENTS} elements", span)
        pairs: dict[str, str] = {}
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            space, _, local = key.rpartition(" ")
            pairs[f"{{{space}}}{local}" if space else local] = value
        self.stack.append(_Open(name, namespace, pairs, span))

    def end(self, _tag: str) -> None:
        done = self.stack.pop()
        text = _located(done.pieces if not done.children else [], done.span)
        element = Element(
            done.name, done.namespace, done.attributes, tuple(done.children), text, done.span
        )
        if self.stack:
            self.stack[-1].children.append(element)
            self.stack[-1].pieces.clear()
        else:
            self.root = element

    def characters(self, text: str) -> None:
        top = self.stack[-1]
        if not top.children:
            parser = self.parser
            top.pieces.append((text, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def doctype(self, *_args: object) -> None:
        _refuse(
            "MR0902",
            "The file declares a document type, which could define entities",
            self.place(),
            "Remove the <!DOCTYPE …> declaration; a DMN model needs none.",
        )

    def entity(self, *_args: object) -> int:
        _refuse("MR0902", "The file declares or refers to an entity of its own", self.place())


def _located(pieces: list[tuple[str, int, int]], fallback: Span) -> Located:
    """The joined pieces, with a way back from an offset to the piece that it came from."""
    if not pieces:
        return Located("", lambda _start, _end: fallback)
    text = "".join(piece for piece, _, _ in pieces)
    starts: list[int] = []
    total = 0
    for piece, _, _ in pieces:
        starts.append(total)
        total += len(piece)

    def place(offset: int) -> tuple[int, int]:
        index = max(bisect_right(starts, offset) - 1, 0)
        piece, line, column = pieces[index]
        ahead = piece[: offset - starts[index]]
        newline = ahead.rfind("\n")
        if newline >= 0:
            return line + ahead.count("\n"), len(ahead) - newline
        return line, column + len(ahead)

    def locate(start: int, end: int) -> Span:
        line, column = place(start)
        end_line, end_column = place(end - 1) if end > start else (line, column - 1)
        return Span(fallback.file, line, column, end_line, end_column + 1)

    return Located(text, locate)
