"""Names of a pack as names and ids of a DMN model.

In: paths, ids, titles. Out: names that FEEL reads as one word, and ids that XML allows, each used once.
Refused: nothing.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^A-Za-z0-9_]+")


def word_of(path: str) -> str:
    """``decision.outcome`` as ``decision_outcome``: one plain word wherever FEEL is read."""
    word = _WORD.sub("_", path).strip("_") or "value"
    return word if word[0].isalpha() else f"n_{word}"


def type_of(id: str) -> str:
    """``primary-identity`` as ``tPrimaryIdentity``."""
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", id) if part]
    return "t" + "".join(part[:1].upper() + part[1:] for part in parts)


class Names:
    """Names of one kind; ``new`` gives each a number where it is needed."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def keep(self, name: str) -> None:
        """Keep a name out of use."""
        self._used.add(name)

    def new(self, name: str) -> str:
        """The name, or the name with a number where it is in use."""
        candidate, number = name, 1
        while candidate in self._used:
            number += 1
            candidate = f"{name}_{number}"
        self._used.add(candidate)
        return candidate
