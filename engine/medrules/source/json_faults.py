"""What people write where JSON expects something else, and what to tell them.

In: a text and the offset at which the scanner could not go on. Out: a ``Fault`` in plain words
with the mend. Refused: nothing.
"""

from __future__ import annotations

import re

from medrules.source.numbers import MAX_DEPTH
from medrules.source.tree import Extent, Fault

_NAMES = {"{": "object", "[": "list"}
_OTHER_WORDS = {"true": "true", "false": "false", "none": "null", "nil": "null", "null": "null"}
_NAME = re.compile(r"[\w$.-]+")


def bad_value(text: str, start: int, end: int) -> Fault:
    """The fault of ``text[start:end]``, which should be a value and is none."""
    token = text[start:end]
    for at in range(start, max(end, start + 1)):
        common = _anywhere(text, at, quotes=at == start)
        if common:
            return common
    if not token:
        mark = text[start : start + 1]
        if not mark:
            return _fault("the text ends where a value is expected", (start, start), "")
        return _fault(f"a value is missing before {mark}", (start, start + 1), "give one")
    if token.casefold() in _OTHER_WORDS:
        word = _OTHER_WORDS[token.casefold()]
        return _fault(f"{_shown(token)} is not a value of JSON", (start, end), f"write {word}")
    if token[0].isdigit() or token[0] in "+-.":
        return _fault(
            f"{_shown(token)} is not a number of JSON",
            (start, end),
            "write digits, one point with digits on both sides, no zeros before and no +",
        )
    return _fault("text needs double quotes", (start, end), f"write {_quoted(token)}")


def bad_name(text: str, opener: int, at: int) -> Fault:
    """The fault of an object whose next member does not start with a name in quotes."""
    common = _anywhere(text, at)
    if common:
        return common
    if at == len(text):
        return unclosed(text, opener, "}")
    name = _NAME.match(text, at)
    if name:
        return _fault("a name needs double quotes", name.span(), f"write {_quoted(name[0])}")
    if text[at] == ",":
        return _fault("a member is missing before this comma", (at, at + 1), "remove the comma")
    return _fault("a name in double quotes is expected here", (at, at + 1), 'write { "name": … }')


def missing_colon(text: str, name: Extent, at: int) -> Fault:
    """The fault of a name that no colon follows."""
    written = text[slice(*name)]
    if text.startswith("=", at):
        return _fault("a name is followed by :, not by =", (at, at + 1), f"write {written}: …")
    return _fault(f"a : is missing after {_clipped(written)}", name, f"write {written}: …")


def after_member(text: str, opener: int, at: int, member: Extent, close: str) -> Fault:
    """The fault of what follows a member of a list or object that is not over."""
    if at == len(text):
        return unclosed(text, opener, close)
    common = _anywhere(text, at, quotes=False)
    if common:
        return common
    mark = text[at]
    if mark in "]}":
        return _fault(
            f"this {_NAMES[text[opener]]} is closed with {mark} and not with {close}",
            (at, at + 1),
            f"write {close}",
            other=((opener, opener + 1), "opened here"),
        )
    if mark in ";:=":
        return _fault(f"a comma is expected here, not {mark}", (at, at + 1), "write ,")
    return _fault(
        "a comma is missing after this member",
        member,
        "write a comma between two members",
        other=((at, at + 1), "the next member starts here"),
    )


def trailing_comma(extent: Extent) -> Fault:
    """The fault of a comma after the last member."""
    return _fault("the last member has no comma after it", extent, "remove the comma")


def unclosed(text: str, opener: int, close: str) -> Fault:
    """The fault of a list or object that does not end before the text does."""
    return _fault(
        f"this {_NAMES[text[opener]]} is never closed",
        (opener, opener + 1),
        f"add {close} where it ends",
    )


def after_text(text: str, at: int) -> Fault:
    """The fault of something after the value that is the whole text."""
    common = _anywhere(text, at, quotes=False)
    if common:
        return common
    return _fault("the text goes on after its end", (at, at + 1), "a file holds one object { … }")


def broken_string(text: str, start: int, at: int) -> Fault:
    """The fault of a string that is not closed, or holds a character that it may not."""
    if at == len(text) or text[at] in "\r\n":
        return _fault(
            "this text is not closed on its line",
            (start, at),
            'add " where it ends, and write \\n for a new line in it',
        )
    return Fault(
        "MR0116",
        f"the control character U+{ord(text[at]):04X} may not stand in a text",
        (at, at + 1),
        f"remove it, or write \\u{ord(text[at]):04x}",
    )


def too_deep(extent: Extent) -> Fault:
    """The fault of lists or objects that stand inside each other without end."""
    return Fault(
        "MR0112",
        f"this is nested more than {MAX_DEPTH} levels deep",
        extent,
        "no profile needs that; check the brackets",
    )


def _anywhere(text: str, at: int, *, quotes: bool = True) -> Fault | None:
    """Faults that mean the same wherever they stand: comments, odd quotes, unseen characters."""
    if text.startswith(("//", "/*", "#"), at):
        end = text.find("\n", at)
        return _fault(
            "JSON has no comments",
            (at, end if end >= 0 else len(text)),
            "remove it, or write the file as TOML, where a comment starts with #",
        )
    mark = text[at : at + 1]
    if quotes and mark and mark in "'`“”„‘’«»":
        return _fault(f"{mark} does not quote a text in JSON", (at, at + 1), 'write "text"')
    if not mark.isprintable() and mark not in "\n\r\t":
        return Fault(
            "MR0116",
            f"the character U+{ord(mark):04X}, which cannot be seen, may not stand here",
            (at, at + 1),
            "remove it",
        )
    return None


def _fault(
    message: str, extent: Extent, help: str, other: tuple[Extent, str] | None = None
) -> Fault:
    return Fault("MR0111", message, extent, help, other=other)


def _shown(token: str) -> str:
    return f'"{_clipped(token)}"'


def _quoted(token: str) -> str:
    return '"' + _clipped(token).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _clipped(token: str) -> str:
    return token if len(token) <= 40 else token[:39] + "…"
