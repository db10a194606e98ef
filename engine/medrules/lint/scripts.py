"""Letters that look like others, and characters that cannot be seen.

In: text. Out: the words in it that pass for something else, and the characters that nobody sees.
Refused: nothing. Text in any one script is as good as any other; only a word that mixes scripts whose
letters look alike, or a word in letters of another script that reads as a Latin one, is doubtful.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from medrules.record import Record

_WORD = re.compile(r"[^\W\d_]+")

_LIKE_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјкорсухѕԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχϲօսոհԼՕՍ",
    "ABESIJKMHOPCTYXaeijkopcyxsdqwhlABEZHIKMNOPTYXaiKvopuxcounhLOU",
)
"""Letters of the Cyrillic, Greek and Armenian scripts that look like Latin ones."""

_UNSEEN = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Doubt(Record):
    """A stretch of a text (start, end) and what is doubtful about it, in words."""

    start: int
    end: int
    words: str


def doubtful_words(text: str) -> Iterator[Doubt]:
    """Words that look like others."""
    if text.isascii():
        return
    latin = any(_script(char) == "LATIN" for char in text)
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        scripts = {_script(char) for char in word} - {""}
        odd = [char for char in word if _script(char) in ("CYRILLIC", "GREEK", "ARMENIAN")]
        if "LATIN" in scripts and odd:
            names = ", ".join(dict.fromkeys(map(_named, odd)))
            yield Doubt(*found.span(), f'"{word}" mixes Latin letters with {names}')
        elif odd and latin and len(word) > 1 and word.translate(_LIKE_LATIN).isascii():
            looks = word.translate(_LIKE_LATIN)
            yield Doubt(
                *found.span(), f'"{word}" looks like "{looks}" but begins with {_named(word[0])}'
            )


def unseen(text: str) -> Iterator[Doubt]:
    """Characters that have no shape, or that turn the reading order."""
    if text.isascii():
        return
    for place, char in enumerate(text):
        if char in _UNSEEN or char in _TURNING:
            what = "turns the reading order" if char in _TURNING else "cannot be seen"
            yield Doubt(place, place + 1, f"U+{ord(char):04X} ({_name(char)}) {what}")


def looks(name: str) -> str:
    """A name as it looks at a glance: two that look alike give the same text."""
    plain = name.lower().translate(str.maketrans("01_", "ol-"))
    return plain.replace("rn", "m").replace("vv", "w")


def _script(char: str) -> str:
    """The first word of the character's name, which names its script; empty for what has none."""
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


def _named(char: str) -> str:
    return f"U+{ord(char):04X} ({_name(char)})"


def _name(char: str) -> str:
    return unicodedata.name(char, "a control character").lower()
