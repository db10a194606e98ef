"""The word that was probably meant.

In: a word as written and the words that would have been right. Out: a question such as
``did you mean "goals.motives"?``, or nothing when no word is near. Refused: nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import islice, takewhile
from typing import NamedTuple

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
    folded = _folded(word)
    if not folded or len(folded) > _LONGEST:
        return ()
    scored: list[tuple[float, str]] = []
    for candidate, other in _likely(word, folded, known):
        score = max(_by_part(folded, other), _by_letters(folded, other))
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
    words = _prepared(tuple(known))
    places: Iterable[int] = range(len(words.folded))
    if len(words.folded) > _COMPARED:
        places = sorted({*words.sharing_letters(folded), *words.sharing_a_part(folded)})
    pairs = ((words.known[place], words.folded[place]) for place in places)
    return [(candidate, other) for candidate, other in pairs if candidate != word]


class _Words(NamedTuple):
    """Known words, each once, with what finds the likely ones among thousands of them."""

    known: list[str]
    folded: list[str]
    alike: dict[tuple[int, int], list[int]]
    """The places of the words that have the same letters and the same length."""
    last: dict[str, list[int]]
    """The places of the words with a dot, by what follows their last dot."""
    ordered: list[tuple[str, int]]
    """The words as folded, in order, each with its place: those with one beginning stand together."""

    def sharing_letters(self, folded: str) -> Iterator[int]:
        """The places of the words that differ in the fewest letters."""
        mask, length = _letters(folded), len(folded)
        # A bit that differs is a letter that only one of the two has.
        kinds = [
            ((bits ^ mask).bit_count() + abs(other - length) // 2, places[0], places)
            for (bits, other), places in self.alike.items()
        ]
        near = nsmallest(_COMPARED, kinds)
        found = sorted((differing, place) for differing, _, places in near for place in places)
        return (place for _, place in found[:_COMPARED])

    def sharing_a_part(self, folded: str) -> list[int]:
        """The places of the first words that end in the same part, or go on where this one ends."""
        start = bisect_left(self.ordered, (folded, -1))
        longer = takewhile(lambda one: one[0].startswith(folded), islice(self.ordered, start, None))
        ending = self.last.get(folded.rpartition(".")[2], ())
        return sorted({*ending, *(place for _, place in longer)})[:_COMPARED]


@lru_cache(maxsize=16)
def _prepared(known: tuple[str, ...]) -> _Words:
    """The words as they are, folded, and in order."""
    pairs = [(word, other) for word in dict.fromkeys(known) if (other := _folded(word))]
    alike: dict[tuple[int, int], list[int]] = {}
    last: dict[str, list[int]] = {}
    for place, (_, other) in enumerate(pairs):
        alike.setdefault((_letters(other), len(other)), []).append(place)
        if "." in other:
            last.setdefault(other.rpartition(".")[2], []).append(place)
    ordered = sorted((other, place) for place, (_, other) in enumerate(pairs))
    return _Words([one for one, _ in pairs], [one for _, one in pairs], alike, last, ordered)


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


def _by_letters(word: str, candidate: str) -> float:
    """The part of both words' letters that stand in the same order in both; 0 when it is small.

    What both begin and end with is taken off first: words of one pack often have much of it, and a
    comparison of what is left takes little time, however often one letter is repeated.
    """
    from difflib import SequenceMatcher

    begin = _shared(word, candidate)
    word, candidate = word[begin:], candidate[begin:]
    end = _shared(word[::-1], candidate[::-1])
    word, candidate = word[: len(word) - end], candidate[: len(candidate) - end]
    same, rest = 2 * (begin + end), len(word) + len(candidate)
    if same + 2 * min(len(word), len(candidate)) < _NEAR * (same + rest):
        return 0.0
    matcher = SequenceMatcher(None, candidate, word, autojunk=False)
    # The quick bound spares the slow ratio for almost every word that is not near.
    if same + matcher.quick_ratio() * rest < _NEAR * (same + rest):
        return 0.0
    return (same + matcher.ratio() * rest) / (same + rest)


def _shared(word: str, candidate: str) -> int:
    """With how many of the same letters both words begin."""
    pairs = zip(word, candidate, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
