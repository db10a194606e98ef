"""What people write where TOML expects something else, and what to tell them.

In: a text and the offset at which the scanner could not go on. Out: a ``Fault`` in plain words
with the mend, such as the quotes that a word lacks. Refused: nothing.
"""

from __future__ import annotations

import re

from medrules.source.numbers import MAX_DIGITS
from medrules.source.toml_strings import control_fault
from medrules.source.tree import Extent, Fault

_NUMBER = re.compile(
    r"0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|b[01](?:_?[01])*|o[0-7](?:_?[0-7])*)"
    r"|[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?"
    r"|[+-]?(?:inf|nan)"
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
_MOMENT = re.compile(
    rf"{_TIME}|\d{{4}}-\d\d-\d\d(?:[Tt ]{_TIME}(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?"
)
_KEY_AHEAD = re.compile(r"""(?:[A-Za-z0-9_."'-]+[ \t]*=|\[\[?[ \t]*[A-Za-z"'])""")
_CURLY_QUOTES = "“”„‟«»‘’‚‛"
_WORDS_FOR_NOTHING = ("null", "none", "nil", "undefined", "n/a", "unknown", "?")
_YES = ("true", "yes", "on")
_NO = ("false", "no", "off")


def bad_bare_value(text: str, start: int, end: int, depth: int) -> Fault | None:
    """The fault of the unquoted value ``text[start:end]``, or None when it is a value of TOML.

    ``depth`` is 0 for a value that stands alone on its line.
    """
    token = text[start:end]
    if token in ("true", "false"):
        return None
    if _NUMBER.fullmatch(token):
        return None if len(token) <= MAX_DIGITS else number_too_long((start, end))
    if _MOMENT.fullmatch(token):
        return _bad_day(token, start)
    for at in range(start, min(end + 1, len(text))):
        unseen = _unseen(text, at)
        if unseen:
            return unseen
    if not token:
        return _no_value(text, start)
    if token[0] == "=":
        return _fault("one = is enough between a key and its value", (start, start + 1), "write =")
    if depth == 0:
        # On a line of its own, the words up to the comment were all meant as the value.
        line = _rest_of_line(text, start)
        if not any(mark in line for mark in "\"'[]{}=,"):
            token = line
    elif token[-1] == ";":
        return _fault("a comma is expected here, not ;", (end - 1, end), "write ,")
    return _unquoted(token, (start, start + len(token)))


def number_too_long(extent: Extent) -> Fault:
    """The fault of a number that no calculation here can need."""
    return Fault(
        "MR0117",
        f"this number is too long: a number has at most {MAX_DIGITS} digits",
        extent,
        "check it; to keep it as text, put it in quotes",
    )


def _bad_day(token: str, start: int) -> Fault | None:
    day = _DAY.match(token)
    if day:
        from datetime import date

        try:
            date(int(day[1]), int(day[2]), int(day[3]))
        except ValueError:
            return _fault(
                f"there is no day {day[0]}",
                (start, start + len(day[0])),
                "dates are written year-month-day: 2026-01-08",
            )
    return None


def _no_value(text: str, start: int) -> Fault:
    mark = text[start : start + 1]
    if mark in ("", "\n", "\r", "#"):
        return _fault(
            "a value is missing after =",
            (start, start),
            'give one, such as "text", 3 or true, or remove the line',
        )
    return _fault(
        f"a value is missing before {mark}", (start, start + 1), f"give one, or remove the {mark}"
    )


def _unquoted(token: str, extent: Extent) -> Fault:
    if token[-1] in ";," and len(token) > 1:
        return _fault(
            f"a line does not end with {token[-1]}",
            (extent[1] - 1, extent[1]),
            f"remove the {token[-1]}",
        )
    folded = token.casefold()
    if folded in _YES or folded in _NO:
        word = "true" if folded in _YES else "false"
        return _fault(f"{_shown(token)} is not a value of TOML", extent, f"write {word}")
    if folded in _WORDS_FOR_NOTHING:
        return _fault(
            f"TOML has no {_shown(token)}",
            extent,
            "to leave something open, remove its line",
        )
    if token[0] in _CURLY_QUOTES:
        return _fault(
            f"{token[0]} is a typographic quotation mark",
            (extent[0], extent[0] + 1),
            'write straight quotes: "text"',
        )
    if token[0].isdigit() or (token[0] in "+-.$€£" and any(map(str.isdigit, token))):
        return _number_like(token, extent)
    return _fault("text needs quotes", extent, f'write "{_plain(token)}"')


def _number_like(token: str, extent: Extent) -> Fault:
    bare = re.sub(r"[^0-9.]", "", token)
    if re.fullmatch(r"[+-]?0\d+", token):
        help = f'write {token.lstrip("+-0") or "0"}, or "{token}" if the zeros matter'
    elif re.fullmatch(r"\d{1,2}:\d\d", token):
        help = f"write a time with its seconds: {token:0>5}:00"
    elif re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", token):
        year, month, day = token.split("-")
        help = f"write a date with two digits for month and day: {year}-{month:0>2}-{day:0>2}"
    elif re.fullmatch(r"[+-]?\.\d+|[+-]?\d+\.", token):
        sign = token[0] if token[0] in "+-" else ""
        whole, _, part = token.lstrip("+-").partition(".")
        help = f"write a digit on both sides of the point: {sign}{whole or 0}.{part or 0}"
    elif re.fullmatch(r"[$€£]?\d+(\.\d+)?(%|[a-zA-Z$€£/ -]*)", token):
        help = f'write the number alone, without its unit: {bare}; or quotes for text: "{token}"'
    else:
        help = f'check the number, or put it in quotes if it is text: "{_plain(token)}"'
    return _fault(f"{_shown(token)} is not a number", extent, help)


def bad_key(text: str, start: int, at: int, *, header: bool) -> Fault:
    """The fault of a key that started at ``start`` and cannot be read on from ``at``."""
    mark = text[at : at + 1]
    rest = _rest_of_line(text, at)
    if mark == "=" or (header and mark == "]"):
        what = "the name of a table" if header else "a key"
        where = "a part is missing after the dot" if at > start else f"{what} is missing"
        return _fault(where, (at, at + 1), f"write the name before {mark}")
    unseen = _unseen(text, at)
    if unseen:
        return unseen
    if mark in ("", "\n", "\r"):
        return _fault("a key is not finished", (start, at), "write the rest of it")
    if not header and at == start:
        if mark in "{}":
            return _fault(
                "a line of TOML starts with a key or a [table]",
                (at, at + 1),
                "if this is JSON, give the file a name that ends with .json",
            )
        if rest.startswith(("//", ";", "/*")):
            return _fault("this is no comment in TOML", (at, at + len(rest)), "start it with #")
        if mark in "])":
            return _fault(
                f"nothing is open that this {mark} could close", (at, at + 1), "remove it"
            )
    word = re.compile(r"[^\s=.\[\]{},#\"':]+").match(text, at)
    if word:
        # The whole name, with the letters that were read before the odd one.
        return _fault(
            f"a key with {_shown(_first_odd(word[0]))} in it needs quotes",
            (at, word.end()),
            f'write "{_plain(word[0])}" with the quotes',
        )
    return _fault(
        f"{_shown(mark)} cannot stand here, where a key is expected",
        (at, at + 1),
        "a key has letters, digits, - and _ only, or stands in quotes",
    )


def missing_equals(text: str, start: int, at: int) -> Fault:
    """The fault of a key that no ``=`` follows; ``at`` is where it was expected."""
    key = text[start:at].rstrip()
    name = _clipped(key) if key[0] in "\"'" else _shown(key)
    mark = text[at : at + 1]
    rest = _rest_of_line(text, at)
    unseen = _unseen(text, at)
    if unseen:
        return unseen
    if mark == ":":
        return _fault("a key is followed by =, not by :", (at, at + 1), f"write {key} = …")
    if mark in ("", "\n", "\r", "#"):
        return _fault(
            f"{name} has no value",
            (start, start + len(key)),
            f"write {key} = …, or remove it",
        )
    words, equals, _ = rest.partition("=")
    if equals and re.fullmatch(r"[\w ./-]+", words):
        return _fault(
            "a key with spaces or other signs in it needs quotes",
            (start, at + len(words.rstrip())),
            f'write "{key}{text[start + len(key) : at]}{words.rstrip()}" = …',
        )
    value = rest if rest[0] in "\"'[{" or rest[0].isdigit() else f'"{_plain(rest)}"'
    return _fault(f"an = is missing after {name}", (at, at + 1), f"write {key} = {_clipped(value)}")


def after_value(text: str, at: int, end: int) -> Fault:
    """The fault of something at ``end`` on the line of a statement that is over at ``at``."""
    mark = text[end]
    rest = _rest_of_line(text, end)
    extent = (end, end + max(len(rest), 1))
    unseen = _unseen(text, end)
    if unseen:
        return unseen
    if mark == "," and re.match(r",\d{3}\b", rest) and text[at - 1].isdigit():
        return _fault("a number has no commas", (end, end + 1), "write 15000 or 15_000 for 15,000")
    if mark in ",;" and len(rest) == 1:
        return _fault(f"a line does not end with {mark}", (end, end + 1), f"remove the {mark}")
    if mark in "])}":
        return _fault(f"nothing is open that this {mark} could close", (end, end + 1), "remove it")
    if rest.startswith(("//", ";", "--")):
        return _fault("this is no comment in TOML", extent, "start it with #")
    number = re.compile(r"[\d_.]+$").search(text, max(0, at - 40), at)
    if number and re.fullmatch(r"[A-Za-z%$€£/ -]+", rest):
        both = f'"{text[number.start() : end]}{rest}"'
        return _fault(
            "a number stands without its unit",
            extent,
            f"write {number[0]} alone; or quotes for text: {both}",
        )
    return _fault(
        "nothing more may stand on this line",
        extent,
        "start a new line, or put several values into a list: [1, 2]",
    )


def unclosed_array(text: str, start: int, at: int, *, last_member: Extent | None = None) -> Fault:
    """The fault of an array at ``start`` that goes on at ``at`` with neither a comma nor ``]``."""
    opened = ((start, start + 1), "opened here")
    mark = text[at : at + 1]
    line_start = text.rfind("\n", start, at) + 1
    new_statement = line_start > 0 and _KEY_AHEAD.match(text, at)
    if at == len(text) or last_member is None or new_statement:
        return _fault(
            "this list is never closed",
            (start, start + 1),
            "add ] where it ends",
            fatal=True,
        )
    unseen = _unseen(text, at)
    if unseen:
        return unseen
    if mark == "}":
        return _fault(
            "this list is closed with } and not with ]", (at, at + 1), "write ]", other=opened
        )
    if mark in ";:":
        return _fault(f"a comma is expected here, not {mark}", (at, at + 1), "write ,")
    return _fault(
        "a comma is missing after this member of a list",
        last_member,
        "write a comma between two members",
        other=((at, at + 1), "the next member starts here"),
    )


def _unseen(text: str, at: int) -> Fault | None:
    """The fault of a character that nobody sees and that is no plain space or line end."""
    mark = text[at : at + 1]
    if mark.isprintable() or mark in "\t\n" or text.startswith("\r\n", at):
        return None
    if mark < " " or mark == "\x7f":
        return control_fault(text, at)
    return _fault(
        f"the character U+{ord(mark):04X}, which cannot be seen, may not stand here",
        (at, at + 1),
        "remove it, or write a plain space",
    )


def _fault(
    message: str,
    extent: Extent,
    help: str = "",
    other: tuple[Extent, str] | None = None,
    fatal: bool = False,
) -> Fault:
    return Fault("MR0110", message, extent, help, other=other, fatal=fatal)


def _rest_of_line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[at : end if end >= 0 else len(text)].partition("#")[0].rstrip()


def _first_odd(word: str) -> str:
    return next((char for char in word if not re.fullmatch(r"[A-Za-z0-9_-]", char)), word[:1])


def _shown(token: str) -> str:
    return f'"{_clipped(token)}"'


def _plain(token: str) -> str:
    return _clipped(token).replace("\\", "\\\\").replace('"', '\\"')


def _clipped(token: str) -> str:
    return token if len(token) <= 40 else token[:39] + "…"
