"""The word that was probably meant.

In: a word as written and the words that would have been right. Out: a question such as
``did you mean "goals.motives"?``, or nothing when no word is near. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nsmallest

_NEAR = 0.66
_LONGEST = 200
_COMPARED = 8
"""So many words are compared letter by letter; those with the most letters in common are chosen."""


class Guess(str):
    """A question such as ``did you mean "x"?`` that also holds the ``word`` as written, and what it
    may stand for, so that a program can put the right one in its place."""

    word: str
    words: tuple[str, ...]

    @staticmethod
    def of(question: str, word: str, words: tuple[str, ...]) -> Guess:
        """The question, with the word and the guesses kept."""
        guess = Guess(question)
        guess.word, guess.words = word, words
        return guess


def nearest(word: str, known: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """At most ``n`` of the ``known`` words that look like ``word``, the likeliest first."""
    from difflib import SequenceMatcher

    folded = _folded(word)
    if not folded or len(folded) > _LONGEST:
        return ()
    matcher = SequenceMatcher(None, "", folded, autojunk=False)
    scored: list[tuple[float, str]] = []
    for candidate, other in _likely(word, folded, known):
        score = _by_part(folded, other)
        matcher.set_seq1(other)
        # The two quick bounds spare the slow ratio for almost every word that is not near.
        if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR:
            score = max(score, matcher.ratio())
        if score >= _NEAR:
            scored.append((score, candidate))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    # Beside a word that fits well, a word that fits a little is noise.
    return tuple(candidate for score, candidate in scored[:n] if score >= scored[0][0] - 0.12)


def did_you_mean(word: str, known: Iterable[str], n: int = 3) -> str:
    """``did you mean "x"?`` (or ``"x", "y" or "z"``), or ``""`` when no known word is near."""
    found = nearest(word, known, n)
    return Guess.of(asked(found), word, found) if found else ""


def asked(words: Sequence[str]) -> str:
    """The question whether one of these was meant; ``""`` for none."""
    if not words:
        return ""
    quoted = [f'"{one}"' for one in words]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return f"did you mean {listed}?"


def _folded(word: str) -> str:
    """``word`` without what the hand gets wrong most: case, and hyphen for underscore or space."""
    return word.casefold().replace("_", "-").replace(" ", "-")


def _likely(word: str, folded: str, known: Iterable[str]) -> list[tuple[str, str]]:
    """The words worth comparing, as they are and folded: a typo changes few of a word's letters.

    Comparing letter by letter takes long. A pack with a thousand misspelt names among a thousand
    names would take many seconds, and those are the packs whose authors wait for the answer.
    """
    others = _prepared(tuple(known))
    if len(others) > _COMPARED:
        mask, length, part = _letters(folded), len(folded), f".{folded.rpartition('.')[2]}"
        # A bit that differs is a letter that only one of the two has.
        differing = [
            (bits ^ mask).bit_count() + abs(len(other) - length) // 2 for _, other, bits in others
        ]
        near = nsmallest(_COMPARED, range(len(others)), key=differing.__getitem__)
        alike = [
            place
            for place, (_, other, _) in enumerate(others)
            if other.endswith(part) or other.startswith(folded)
        ][:_COMPARED]
        others = [others[place] for place in sorted({*near, *alike})]
    return [(candidate, other) for candidate, other, _ in others if candidate != word]


@lru_cache(maxsize=16)
def _prepared(known: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """The words, each once: as it is, folded, and its letters."""
    folded = [(candidate, _folded(candidate)) for candidate in dict.fromkeys(known)]
    return [(candidate, other, _letters(other)) for candidate, other in folded if other]


def _letters(folded: str) -> int:
    """A bit for each letter in the word."""
    mask = 0
    for char in folded:
        mask |= 1 << (ord(char) & 63)
    return mask


def _by_part(word: str, candidate: str) -> float:
    """How well the words agree when one lacks a part: a table before the dot, an ending."""
    if word == candidate:
        return 1.0
    if word.rpartition(".")[2] == candidate.rpartition(".")[2]:
        return 0.9
    if len(word) >= 4 and candidate.startswith(word):
        return 0.8
    return 0.0
