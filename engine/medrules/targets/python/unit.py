"""One generated module while it grows: its names, its constants, its functions.

In: paths, values, functions. Out: identifiers, and in the end the statements of the module. Refused:
nothing. Every identifier is a prefix that says what it is and what is left of the path when all but
ASCII letters, digits and ``_`` are gone, so that no name of a pack can be a keyword, a name of Python,
or anything but a name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from decimal import Decimal

from medrules.ir.program import Scalar
from medrules.targets.python import tree

_LONGEST = 40
_UNKNOWN = tree.name("unknown")
_FOREIGN = re.compile(r"[^A-Za-z0-9]+")


def plain_name(text: str) -> str:
    """What can stand in an identifier of a text."""
    return _FOREIGN.sub("_", text).strip("_")[:_LONGEST]


class Unit:
    """A module to be. ``notes``: whether it is to be read, and so to have comments."""

    def __init__(self, notes: bool) -> None:
        self.notes = notes
        self.comments: list[str] = []
        self.clashing: set[int] = set()
        self.imported: set[str] = set()
        self.constants: list[ast.stmt] = []
        self.functions: list[ast.stmt] = []
        self._taken: dict[str, int] = {}
        self._locals: dict[tuple[str, str], str] = {}
        self._pool: dict[tuple[object, ...], str] = {}
        self._operators: dict[str, str] = {}

    # -- names -------------------------------------------------------------------------------------

    def local(self, prefix: str, path: str) -> str:
        """The variable of a path: the same in every function."""
        key = (prefix, path)
        found = self._locals.get(key)
        if found is None:
            found = self._locals[key] = self.fresh(f"{prefix}_{plain_name(path)}")
        return found

    def fresh(self, word: str) -> str:
        """An identifier that nothing else has."""
        number = self._taken.get(word, 0) + 1
        found = word if number == 1 else f"{word}_{number}"
        while found in self._taken and number > 1:
            number += 1
            found = f"{word}_{number}"
        self._taken[word] = number
        self._taken.setdefault(found, 1)
        return found

    def note(self, text: str) -> list[ast.stmt]:
        """A comment, if there are to be any."""
        if not self.notes:
            return []
        self.comments.append(text)
        return [tree.note(f"note_{len(self.comments) - 1}_")]

    # -- what stands at the head of the module --------------------------------------------------------

    def runtime(self, word: str) -> str:
        """A name of ``medrules.targets.python.runtime``."""
        self.imported.add(word)
        return word

    @property
    def absent(self) -> ast.expr:
        """``UNKNOWN`` at the head of the module."""
        return tree.name(self.runtime("UNKNOWN"))

    @property
    def unknown(self) -> ast.expr:
        """``UNKNOWN`` inside a function, where a variable is quicker to read."""
        return _UNKNOWN

    def function(self, word: str, parameters: Sequence[str], body: list[ast.stmt]) -> ast.stmt:
        """A function."""
        whole = ast.Module(body, [])
        if any(isinstance(node, ast.Name) and node.id == "unknown" for node in ast.walk(whole)):
            body = [tree.assign("unknown", self.absent), *body]
        return tree.function(word, parameters, body)

    def operator(self, word: str) -> str:
        """The function that an operator of FEEL is."""
        found = self._operators.get(word)
        if found is None:
            spoken = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power"}
            found = self.fresh(f"feel_{spoken.get(word, plain_name(word))}")
            self._operators[word] = found
            self.constant(found, tree.call(self.runtime("operator"), tree.literal(word)))
        return found

    def constant(self, word: str, value: ast.expr) -> ast.expr:
        """Name a value at the head of the module."""
        self.constants.append(tree.assign(word, value))
        return tree.name(word)

    def pooled(self, prefix: str, key: tuple[object, ...], value: ast.expr) -> ast.expr:
        """The same, once for each ``key``."""
        found = self._pool.get((prefix, *key))
        if found is None:
            found = self._pool[(prefix, *key)] = self.fresh(prefix)
            self.constant(found, value)
        return tree.name(found)

    def literal(self, value: Scalar) -> ast.expr:
        """A value: a literal where Python has one that costs nothing, else a constant."""
        match value:
            case None | bool() | int() | str():
                return tree.literal(value)
            case Decimal():
                text = str(value)
                return self.pooled(
                    "K", ("number", text), tree.call(self.runtime("Decimal"), tree.literal(text))
                )
            case frozenset():
                members = sorted(value)
                items = tree.listed([tree.literal(one) for one in members])
                return self.pooled("K", ("set", *members), tree.call("frozenset", items))
            case tuple():
                return tree.listed([tree.literal(one) for one in value])
