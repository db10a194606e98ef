"""FEEL text into tokens.

In: a text. Out: ``Lexed``: its tokens, the last of kind ``end``, and what is wrong with single tokens.
Refused (as problems, never as exceptions): characters that FEEL does not know, texts and comments
that are never closed, escapes that mean nothing, numbers that decimal128 cannot hold.

A name of several words is several tokens here: which of them belong together depends on the names in
scope, and so is for the parser to say.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from medrules.feel.problems import Problem, clip
from medrules.feel.tokens import FOREIGN, KEYWORDS, QUOTES, Token

MAX_DIGITS = 34
LEAST_EXPONENT = -6143
GREATEST_EXPONENT = 6144
"""What an IEEE 754-2008 decimal128 holds."""

# Grammar rule 28, without the white space (rule 61) that lies in its ranges.
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d"
    "\u180f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf"
    "\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_WHITE = "\t\n\x0b\x0c\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_SIGNS = sorted(
    {*FOREIGN, *QUOTES, "**", "..", "->", "!=", "<=", ">=", *"+-*/=<>()[]{},.:@%"},
    key=lambda sign: -len(sign),
)
_TOKEN = re.compile(
    rf"""(?P<white>[{_WHITE}]+)
    |(?P<line>//[^\n\r]*)
    |(?P<block>/\*(?s:.*?)\*/)
    |(?P<unclosed>/\*(?s:.*))
    |(?P<name>[{_START}][{_PART}]*)
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<text>"(?:[^"\\\n\x0b\x0c\r]|\\[^\n\x0b\x0c\r])*(?:(?P<quote>")|\\?))
    |(?P<sign>{"|".join(map(re.escape, _SIGNS))})
    |(?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})(?:\\u([Dd][C-Fc-f][0-9A-Fa-f]{2}))?|U\+?([0-9A-Fa-f]{6})|(.))",
    re.DOTALL,
)
_PLAIN = {'"': '"', "'": "'", "\\": "\\", "/": "/", "n": "\n", "r": "\r", "t": "\t"}


class Lexed(NamedTuple):
    """The tokens of a text and what is wrong with them one by one."""

    tokens: list[Token]
    problems: list[Problem]


def lex(text: str, start: int = 0) -> Lexed:
    """The tokens of ``text`` from offset ``start`` on; there is always an ``end`` token."""
    tokens: list[Token] = []
    problems: list[Problem] = []
    for found in _TOKEN.finditer(text, start):
        kind = found.lastgroup
        if kind in ("white", "line", "block"):
            continue
        begin, end = found.span()
        match kind:
            case "name":
                word = found.group()
                tokens.append(Token("word" if word in KEYWORDS else "name", word, begin, end))
            case "sign":
                tokens.append(Token("sign", found.group(), begin, end))
            case "number":
                tokens.append(_number(found.group(), begin, end, problems))
            case "text":
                tokens.append(_text(found, problems))
            case "unclosed":
                problems.append(
                    Problem(
                        "MR0205",
                        "A comment is opened by `/*` and never closed.",
                        begin,
                        begin + 2,
                        "Write `*/` where the comment ends.",
                    )
                )
            case _:
                _bad(found.group(), begin, end, tokens, problems)
    last = tokens[-1].end if tokens else start
    tokens.append(Token("end", "", last, last))
    return Lexed(tokens, problems)


def _number(digits: str, begin: int, end: int, problems: list[Problem]) -> Token:
    """A number, exact; leading and trailing zeros do not count as digits it must hold."""
    if len(digits) <= 16 and "e" not in digits and "E" not in digits:
        return Token("number", digits, begin, end, Decimal(digits))
    mantissa, _, exponent = digits.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    held = (whole + fraction).lstrip("0")
    kept = held.rstrip("0")
    too_far = len(exponent.lstrip("+-0")) > 6
    shift = 0 if too_far else int(exponent or 0) - len(fraction) + len(held) - len(kept)
    if not kept:
        return Token("number", digits, begin, end, Decimal(0))
    if too_far or not LEAST_EXPONENT <= len(kept) - 1 + shift <= GREATEST_EXPONENT:
        wrong = "is too large or too small to compute with"
        advice = f"Numbers lie between 10**{LEAST_EXPONENT} and 10**{GREATEST_EXPONENT}."
    elif len(kept) > MAX_DIGITS:
        wrong = f"has more than {MAX_DIGITS} digits"
        advice = f"Numbers are exact up to {MAX_DIGITS} digits; round this one."
    else:
        exact = digits if len(held) <= MAX_DIGITS else f"{kept}e{shift}"
        return Token("number", digits, begin, end, Decimal(exact))
    problems.append(Problem("MR0204", f"The number `{clip(digits)}` {wrong}.", begin, end, advice))
    return Token("number", digits, begin, end, Decimal(0))


def _text(found: re.Match[str], problems: list[Problem]) -> Token:
    """A text, with its escapes resolved; without a closing quote it ends with its line."""
    begin, end = found.span()
    raw = found.group()
    if found.group("quote") is None:
        problems.append(
            Problem(
                "MR0202",
                'A text is opened by `"` and not closed on its line.',
                end,
                end,
                'Write the closing `"`; a line end inside a text is written `\\n`, '
                "and a backslash `\\\\`.",
                ((begin, begin + 1, "the text begins here"),),
            )
        )
        return Token("text", raw, begin, end, "")
    inner = raw[1:-1]
    if "\\" not in inner:
        return Token("text", raw, begin, end, inner)

    def resolve(escape: re.Match[str]) -> str:
        unit, low, point, other = escape.groups()
        number = int(unit or point, 16) if unit or point else -1
        if unit and low and 0xD800 <= number < 0xDC00:
            return chr(0x10000 + (number - 0xD800) * 0x400 + int(low, 16) - 0xDC00)
        if other in _PLAIN:
            return _PLAIN[other]
        if 0 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000:
            return chr(number) + (chr(int(low, 16)) if low else "")
        at = begin + 1 + escape.start()
        problems.append(
            Problem(
                "MR0203",
                f"`{escape.group()}` is not an escape of FEEL.",
                at,
                at + len(escape.group()),
                'The escapes are `\\"`, `\\\\`, `\\n`, `\\r`, `\\t`, `\\uXXXX` and `\\UXXXXXX`; '
                "a backslash is written `\\\\`.",
            )
        )
        return ""

    return Token("text", raw, begin, end, _ESCAPE.sub(resolve, inner))


def _bad(char: str, begin: int, end: int, tokens: list[Token], problems: list[Problem]) -> None:
    """A character that FEEL has no use for; a run of them is one token and one problem."""
    if tokens and tokens[-1].kind == "bad" and tokens[-1].end == begin:
        tokens[-1] = tokens[-1]._replace(text=tokens[-1].text + char, end=end)
        return
    tokens.append(Token("bad", char, begin, end))
    shown = f"`{char}`" if char.isprintable() else f"U+{ord(char):04X}"
    problems.append(
        Problem(
            "MR0201",
            f"The character {shown} means nothing in FEEL.",
            begin,
            end,
            'Remove it; if it belongs to a text, write the text between double quotes (`"`).',
        )
    )
