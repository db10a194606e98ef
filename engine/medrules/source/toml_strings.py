"""The four kinds of TOML strings, read with the place of every character.

In: a TOML 1.0 text and the offset of an opening quote. Out: the end of the string and its ``Run``
pieces; joined, their texts are the value that tomllib gives. Refused, as a ``Fault``: a string that
is not closed, an escape that TOML does not have, a control character.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from medrules.source.tree import Fault, Run

Scanned: TypeAlias = tuple[int, list[Run]]

# Where an ordinary stretch of a string ends; tabs are ordinary, other control characters are not.
_BASIC_STOP = re.compile(r'["\\\x00-\x08\x0a-\x1f\x7f]')
_LITERAL_STOP = re.compile(r"['\x00-\x08\x0a-\x1f\x7f]")
_LINE_BREAK = re.compile(r"\r?\n")
_QUOTES = {'"': re.compile('"{3,5}'), "'": re.compile("'{3,5}")}
_LINE_CONTINUES = re.compile(r"\\[ \t]*\r?\n[ \t\r\n]*")
_LINE_END = re.compile(r"\r?\n|\r?\Z")
_HEX = re.compile(r"[0-9A-Fa-f]*")
_ESCAPES = {
    "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\",
}  # fmt: skip
_BACKSLASH_HELP = (
    "write \\\\ for a backslash, or put the text in single quotes, where it is a plain character"
)


def scan_string(text: str, start: int) -> Scanned:
    """The string whose opening quote stands at ``start``: its end and its pieces."""
    quote = text[start]
    if text.startswith(quote * 3, start):
        return _multi_line(text, start, quote)
    return _single_line(text, start, quote)


def control_fault(text: str, at: int) -> Fault:
    """The fault of a control character where none may stand."""
    if text[at] == "\r":
        return Fault(
            "MR0116",
            "a carriage return stands alone, without the line feed that ends a line",
            (at, at + 1),
            "save the file with Unix or Windows line ends",
        )
    return Fault(
        "MR0116",
        f"the control character U+{ord(text[at]):04X} may not stand in a file",
        (at, at + 1),
        f"remove it, or write \\u{ord(text[at]):04x} inside double quotes",
    )


def _single_line(text: str, start: int, quote: str) -> Scanned:
    stop = _BASIC_STOP if quote == '"' else _LITERAL_STOP
    runs: list[Run] = []
    at = start + 1
    while True:
        found = stop.search(text, at)
        until = found.start() if found else len(text)
        if until > at:
            runs.append(Run(text[at:until], at, until))
        if not found or _LINE_END.match(text, until):
            raise Fault(
                "MR0110",
                "this text is not closed on its line",
                (start, until),
                f"add {quote} where it ends, or use {quote * 3} around a text of several lines",
            )
        at = until
        if text[at] == quote:
            return at + 1, runs
        if text[at] != "\\":
            raise control_fault(text, at)
        run = _escape(text, at)
        runs.append(run)
        at = run.end


def _multi_line(text: str, start: int, quote: str) -> Scanned:
    stop = _BASIC_STOP if quote == '"' else _LITERAL_STOP
    runs: list[Run] = []
    first_break = _LINE_BREAK.match(text, start + 3)
    at = first_break.end() if first_break else start + 3
    while True:
        found = stop.search(text, at)
        until = found.start() if found else len(text)
        if until > at:
            runs.append(Run(text[at:until], at, until))
        if not found:
            raise Fault(
                "MR0110",
                "this text of several lines is never closed",
                (start, start + 3),
                f"add {quote * 3} where it ends",
                fatal=True,
            )
        at = until
        if text[at] == quote:
            closing = _QUOTES[quote].match(text, at)
            if closing:
                # Up to two quotes that belong to the text may stand right before the last three.
                if closing.end() - at > 3:
                    runs.append(Run(text[at : closing.end() - 3], at, closing.end() - 3))
                return closing.end(), runs
            runs.append(Run(quote, at, at + 1))
            at += 1
            continue
        if text[at] == "\n" or text.startswith("\r\n", at):
            end = at + (1 if text[at] == "\n" else 2)
            runs.append(Run("\n", at, end))
            at = end
        elif text[at] == "\\":
            continued = _LINE_CONTINUES.match(text, at)
            if continued:
                at = continued.end()
                continue
            run = _escape(text, at)
            runs.append(run)
            at = run.end
        else:
            raise control_fault(text, at)


def _escape(text: str, at: int) -> Run:
    letter = text[at + 1 : at + 2]
    if letter in _ESCAPES and letter:
        return Run(_ESCAPES[letter], at, at + 2)
    if letter in ("u", "U"):
        return _unicode_escape(text, at, 4 if letter == "u" else 8)
    shown = f"\\{letter}" if letter.isprintable() else "\\"
    raise Fault(
        "MR0110",
        f"{shown} is not an escape that TOML knows",
        (at, at + 1 + len(letter.strip())),
        _BACKSLASH_HELP,
    )


def _unicode_escape(text: str, at: int, width: int) -> Run:
    digits = _HEX.match(text, at + 2, at + 2 + width)
    written = digits[0] if digits else ""
    end = at + 2 + len(written)
    if len(written) < width:
        # Without any digit it was most likely a Windows path, C:\Users, and no escape at all.
        raise Fault(
            "MR0110",
            f"\\{text[at + 1]} needs {width} hexadecimal digits, and here are {len(written)}",
            (at, end),
            f"fill up with zeros on the left: \\{text[at + 1]}{written:0>{width}}"
            if written
            else _BACKSLASH_HELP,
        )
    number = int(written, 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise Fault(
            "MR0110",
            f"\\{text[at + 1]}{written} stands for no character",
            (at, end),
            "Unicode ends at 10ffff and has no characters from d800 to dfff",
        )
    return Run(chr(number), at, end)
