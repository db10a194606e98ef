"""The order of keys, read from the schema: the order in which it lists the properties of a table.

In: a schema, and the way to a table. Out: the order of its keys, or None for a table whose keys are
the author's own (the facts of a case, the fields of an option). Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from medrules_schemas import JsonValue

Node: TypeAlias = "dict[str, JsonValue] | None"
"""What the schema says of a place; None where it says nothing."""


class KeyOrder:
    """The tables that a schema describes."""

    def __init__(self, schema: dict[str, JsonValue]) -> None:
        self.root = schema

    def reach(self, path: Iterable[str]) -> Node:
        """What the schema says of the table, or of the members of the array, at ``path``."""
        node: Node = self.root
        for name in path:
            node = self.below(node, name)
        return node

    def below(self, node: Node, name: str) -> Node:
        """What it says of the value of one key; of an array, what it says of the members."""
        for form in self._forms(node):
            properties = form.get("properties")
            if isinstance(properties, dict) and name in properties:
                return self._member(properties[name])
        for form in self._forms(node):
            other = form.get("additionalProperties")
            if isinstance(other, dict):
                return self._member(other)
        return None

    def order(self, node: Node, keys: Iterable[str]) -> tuple[str, ...] | None:
        """The keys of a table in order; where it has several forms, of the one that fits best."""
        wanted = set(keys)
        best: tuple[str, ...] | None = None
        for form in self._forms(node):
            properties = form.get("properties")
            if isinstance(properties, dict):
                here = tuple(properties)
                if best is None or len(wanted & set(here)) > len(wanted & set(best)):
                    best = here
        return best

    def _member(self, value: JsonValue) -> Node:
        node = self._resolved(value)
        while node is not None and "items" in node and "properties" not in node:
            node = self._resolved(node["items"])
        return node

    def _forms(self, node: Node) -> list[dict[str, JsonValue]]:
        """The node and the alternatives in it."""
        if node is None:
            return []
        found = [node]
        for word in ("oneOf", "anyOf"):
            choices = node.get(word)
            for choice in choices if isinstance(choices, list) else ():
                found += self._forms(self._member(choice))
        return found

    def _resolved(self, value: JsonValue) -> Node:
        if not isinstance(value, dict):
            return None
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return value
        definitions = self.root.get("$defs")
        if not isinstance(definitions, dict):
            return None
        return self._resolved(definitions.get(reference.rpartition("/")[2]))
