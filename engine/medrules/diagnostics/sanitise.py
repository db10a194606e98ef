"""Text from packs and profiles, made safe for a terminal and honest for a reader.

In: any text. Out: the same text with every character that could move the cursor, change colours,
reverse the reading order or break the encoder written as an escape (``\\x1b``, ``\\u202e``).
Refused: nothing. Cheap, since all output passes through here.
"""

from __future__ import annotations

# The marks that change reading order, so that a text could read other than it is; and the two
# separators that some terminals take for a line break.
_REORDERING = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def visible(text: str) -> str:
    """``text`` for a terminal; line feeds and tabs stay, other control characters are escaped."""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return "".join([_shown(char) if char not in "\n\t" else char for char in text])


def visible_line(text: str) -> str:
    """``text`` for one line of a terminal: as ``visible``, with line feeds and tabs escaped too."""
    if text.isprintable():
        return text
    return "".join([_shown(char) for char in text])


def inert_json(text: str) -> str:
    """JSON text in which no character can steer a terminal: those that JSON lets stand are escaped.

    JSON itself escapes the first 32 characters only; what the text says stays the same.
    """
    return text if text.isascii() and "\x7f" not in text else text.translate(_IN_JSON)


_IN_JSON = {
    number: f"\\u{number:04x}" for number in (*range(0x7F, 0xA0), *map(ord, sorted(_REORDERING)))
}


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    number = ord(char)
    if char in "\n\t\r":
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}[char]
    if number < 0x20 or 0x7F <= number < 0xA0:
        return f"\\x{number:02x}"
    if char in _REORDERING or 0xD800 <= number <= 0xDFFF:
        return f"\\u{number:04x}"
    return char
