"""How many columns of a terminal a text takes.

In: a text without control characters. Out: its columns (a Chinese character takes two, a combining
accent none), the text filled up to a width, or broken into words. Nothing is refused.
"""

from __future__ import annotations

_FIRST = "\u0300"
"""The first character that takes no column of its own."""
_WIDE = "\u1100"
"""The first character that takes two."""


def columns_of(text: str) -> int:
    """The columns that the text takes."""
    if text.isascii() or not any(_special(char) for char in text):
        return len(text)
    return sum(map(_columns, text))


def filled(text: str, size: int, right: bool = False) -> str:
    """The text with spaces behind it (or before it) up to so many columns."""
    room = " " * (size - columns_of(text))
    return room + text if right else text + room


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns; a longer word stands alone.

    Between wide characters, which are written without spaces, a line may break too.
    """
    lines: list[str] = []
    current, used = "", 0
    for glue, word in _words(text, width):
        size = columns_of(word)
        if current and used + len(glue) + size > width:
            lines.append(current)
            current, used = word, size
        else:
            current = f"{current}{glue if current else ''}{word}"
            used += size + (len(glue) if used else 0)
    lines.append(current)
    return lines


def longest_word(text: str) -> int:
    """The columns below which the text cannot be wrapped."""
    return max((columns_of(word) for word in text.split()), default=0)


def _words(text: str, width: int) -> list[tuple[str, str]]:
    """Every word with what goes before it; those too long to fit are taken apart where they may be."""
    found: list[tuple[str, str]] = []
    for word in text.split():
        if columns_of(word) <= width or not any(char >= _WIDE for char in word):
            found.append((" ", word))
            continue
        start = 0
        for place in range(1, len(word) + 1):
            if place == len(word) or columns_of(word[place - 1]) == 2:
                found.append(("" if start else " ", word[start:place]))
                start = place
    return found


def _columns(char: str) -> int:
    from unicodedata import category, east_asian_width

    if char >= _FIRST and category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _special(char: str) -> bool:
    # Between the two stands the punctuation of English texts: dashes, quotes, arrows.
    return _FIRST <= char < "\u2000" or char >= "\u2300" or "\u200b" <= char <= "\u200f"
