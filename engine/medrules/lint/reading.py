"""How hard a text is to read, as a school grade.

In: a text in English, with ``{…}`` where values go. Out: ``grade``, by the formula of Flesch and
Kincaid (1975): 0.39 × words per sentence + 11.8 × syllables per word − 15.59. Refused: nothing; a text
of fewer than ten words has no grade, since one long word would decide it.

Syllables are counted by a rule of thumb, within a tenth of a dictionary's count over running text. A
value in braces counts as one word of two syllables, a number as one of two, an abbreviation in capitals
as one of two: readers take each in one look. A colon or semicolon ends a sentence as a full stop
does, for a reader may pause there.
"""

from __future__ import annotations

import re

FEWEST_WORDS = 10

_VALUE = re.compile(r"\{\{|\{[^{}]*\}")
_BREAK = re.compile(r"[.!?:;]+(?=\s|$|[\"')\]])")
_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúäöüàèìòùâêîôûåø]+")
_Y_BETWEEN = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
_SILENT = re.compile(
    # An e that is written and not spoken: at the end, before an ending, inside a joined word.
    r"(?<=[^aeiouy])e(?:s|d)?$|(?<=[^aeiouy])e(?=(?:ly|ment|ful|less|ness|work|fore)s?$)|(?<=som)e(?=.)"
)
_SPOKEN = re.compile(r"(?:[scxz]|sh|ch|[^n]g|ng)es$|[td]ed$|[^aeiouylr]les?$|[^aeiouylr]led$")
_APART = re.compile(
    # Two vowels that are spoken apart.
    r"(?<![tcsg])ia|ciat|tiat|(?<![tcsgxnl])io|(?<!t)(?<!c)ien[ct]|^scien|iet[yis]?$|ieti|(?<=[rl])ier"
    r"|(?<=..)ea$|^crea|(?<!p)eo(?!u)|(?<![qg])ua|uen[ct]|[aeiouy]ing|eum|[lr]ui[dn]|iu"
)
_VALUE_WORD = "value"


def grade(text: str) -> float | None:
    """The school grade, or None for a text that is too short to have one."""
    plain = _VALUE.sub(f" {_VALUE_WORD} ", text)
    sentences = [found for part in _BREAK.split(plain) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    beats = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59


def syllables(word: str) -> int:
    """About how many syllables an English word has, at least one."""
    if word.isupper() or any(char.isdigit() for char in word):
        return 1 if len(word) == 1 else 2
    small = word.lower().replace("’", "'").removesuffix("'s")
    small = _Y_BETWEEN.sub("j", small)
    spoken = small if _SPOKEN.search(small) else _SILENT.sub("", small)
    beats = len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken))
    return max(beats, 1)
