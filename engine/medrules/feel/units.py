"""Units of measure: which are the same, and what products and quotients have.

In: units as packs write them: words joined by ``*`` and ``/`` (``USD``, ``hours/week``), read from
the left; empty for a pure number. Out: whether two are the same unit, and the unit of a product or
quotient. A plural is the same word as its singular. Refused: nothing; a unit is whatever it says.

Only words cancel: ``weeks`` and ``years`` are different units, and no factor links them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

Powers: TypeAlias = dict[str, tuple[int, str]]
"""Each word's power and the way it is written, by its singular."""


def same_unit(left: str, right: str) -> bool:
    """Whether two units are one unit, such as ``hour/week`` and ``hours/weeks``."""
    return left == right or _signature(left) == _signature(right)


def multiply(left: str, right: str) -> str:
    """The unit of a product: ``hours/week`` times ``weeks`` is ``hours``."""
    return _written(_combine(_powers(left), _powers(right), 1))


def divide(left: str, right: str) -> str:
    """The unit of a quotient: ``USD`` by ``hours`` is ``USD/hours``."""
    return _written(_combine(_powers(left), _powers(right), -1))


@lru_cache(maxsize=512)
def singular(word: str) -> str:
    """The word that plural and singular share; words in capitals (``USD``) stay as they are."""
    if word.isupper() or len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


@lru_cache(maxsize=512)
def _signature(unit: str) -> frozenset[tuple[str, int]]:
    return frozenset((word, power) for word, (power, _) in _powers(unit).items())


def _powers(unit: str) -> Powers:
    powers: Powers = {}
    for part in unit.replace("/", "*/").split("*"):
        sign = -1 if part.startswith("/") else 1
        word = part.removeprefix("/").strip()
        if word and word != "1":
            powers = _combine(powers, {singular(word): (1, word)}, sign)
    return powers


def _combine(left: Powers, right: Powers, sign: int) -> Powers:
    result = dict(left)
    for word, (power, spelling) in right.items():
        had, kept = result.pop(word, (0, spelling))
        if had + sign * power:
            result[word] = (had + sign * power, kept)
    return result


def _written(powers: Powers) -> str:
    above = [word for power, word in powers.values() for _ in range(power)]
    below = [word for power, word in powers.values() for _ in range(-power)]
    if not below:
        return "*".join(above)
    return "/".join(["*".join(above) or "1", *below])
