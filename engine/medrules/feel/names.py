"""Names of several tokens, such as ``Full Name``, ``string length`` or ``Profit and loss``.

In: the names in scope, as they were declared. Out: ``NameIndex``, which finds the longest of them that
begins at a token. Refused: nothing.

A name is a sequence of tokens (DMN 1.5, 10.3.1.4): ``a-b``, ``a - b`` and ``a -b`` are one name. In the
tree it is spelled as it was declared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from medrules.feel.lexer import lex
from medrules.feel.tokens import Token

BUILT_INS = (
    "context merge",
    "context put",
    "date and time",
    "day of week",
    "day of year",
    "distinct values",
    "ends with",
    "finished by",
    "get entries",
    "get value",
    "index of",
    "insert before",
    "is defined",
    "is known",
    "list contains",
    "list replace",
    "lower case",
    "met by",
    "month of year",
    "overlaps after",
    "overlaps before",
    "round down",
    "round half down",
    "round half up",
    "round up",
    "started by",
    "starts with",
    "string join",
    "string length",
    "substring after",
    "substring before",
    "upper case",
    "week of year",
    "years and months duration",
)
"""The built-in functions whose names have spaces: those of DMN 1.3 to 1.5, and ``is known``."""

MEMBERS = ("end included", "start included", "time offset")
"""The properties of ranges, dates and times whose names have spaces."""

TYPES = ("date and time", "days and time duration", "years and months duration")
"""The types whose names have spaces."""


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The tokens of a declared name."""
    return tuple(token.text for token in lex(name).tokens[:-1])


def spelling(tokens: Iterable[Token]) -> str:
    """The name that ``tokens`` write, with one space wherever the text has any white space."""
    parts: list[str] = []
    end = -1
    for token in tokens:
        if parts and token.start > end:
            parts.append(" ")
        parts.append(token.text)
        end = token.end
    return "".join(parts)


class NameIndex:
    """Names of several tokens by their first token; the last ones added can be dropped again."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._added: list[str] = []
        for name in names:
            if not name.isidentifier():
                self.add(name)

    def add(self, name: str) -> None:
        """Make ``name`` known from here on."""
        words = words_of(name)
        if len(words) > 1:
            self._by_first.setdefault(words[0], []).append((words, " ".join(name.split())))
            self._added.append(words[0])

    def mark(self) -> int:
        """How many names there are now, for ``drop``."""
        return len(self._added)

    def drop(self, mark: int) -> None:
        """Forget every name added since ``mark``."""
        while len(self._added) > mark:
            self._by_first[self._added.pop()].pop()

    def match(self, tokens: Sequence[Token], at: int) -> tuple[int, str]:
        """How many tokens from ``at`` on the longest name takes, and that name; 0 for none."""
        best, spelled = 0, ""
        for words, name in self._by_first.get(tokens[at].text, ()):
            if (
                len(words) > best
                and tuple(token.text for token in tokens[at : at + len(words)]) == words
            ):
                best, spelled = len(words), name
        return best, spelled

    def names(self) -> list[str]:
        """Every name there is now."""
        return [name for entries in self._by_first.values() for _, name in entries]
