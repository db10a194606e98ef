"""Names of a model as names of a pack.

In: any name, such as ``Full Name``. Out: ``path_of`` (``full_name``), ``id_of`` (``full-name``), and
``Taken``, which keeps names of one kind apart. Refused: nothing; a name without a letter or digit that
a pack can hold gets a general one.
"""

from __future__ import annotations

import re
import unicodedata

_RUNS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MOST = 60
"""The most characters of a generated name; the original stays as the title."""


def _words(name: str, general: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).encode("ascii", "ignore").decode()
    words = [word for word in _RUNS.split(plain.lower()) if word]
    if not words:
        words = [general]
    if not words[0][0].isalpha():
        words.insert(0, general)
    while len(words) > 1 and len("-".join(words)) > MOST:
        words.pop()
    return [words[0][:MOST], *words[1:]]


def path_of(name: str, general: str = "value") -> str:
    """One part of a path: lower-case words joined by underscores."""
    return "_".join(_words(name, general))


def id_of(name: str, general: str = "item") -> str:
    """An id: lower-case words joined by hyphens."""
    return "-".join(_words(name, general))


class Taken:
    """Names of one kind that are in use; ``new`` gives each a number where it is needed."""

    def __init__(self, joint: str) -> None:
        self._joint = joint
        self._names: set[str] = set()

    def new(self, name: str) -> str:
        """The name, or the name with a number, so that it is neither in use nor inside one."""
        head, dot, rest = name.partition(".")
        number, candidates = 1, [name]
        while all(self._clashes(candidate) for candidate in candidates):
            number += 1
            candidates = [f"{name}{self._joint}{number}", f"{head}{self._joint}{number}{dot}{rest}"]
        chosen = next(candidate for candidate in candidates if not self._clashes(candidate))
        self._names.add(chosen)
        return chosen

    def _clashes(self, name: str) -> bool:
        return any(
            name == other or name.startswith(f"{other}.") or other.startswith(f"{name}.")
            for other in self._names
        )
