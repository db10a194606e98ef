"""Typed access to a TOML table that its schema has already accepted.

In: a table of a parsed document and its place. Out: values of the type asked for, or the default
where a key is absent. A value of another type cannot occur after validation; should it,
``TypeError`` is raised.
"""

from __future__ import annotations

import datetime

from medrules.packs.model import CiteDef, Place
from medrules.source.located import Located
from medrules.source.toml import TomlValue


class Table:
    """One table, and where it stands."""

    __slots__ = ("at", "data")

    def __init__(self, data: TomlValue, at: Place) -> None:
        if not isinstance(data, dict):
            raise TypeError(f"{at.path} is no table")
        self.data = data
        self.at = at

    def raw(self, key: str) -> TomlValue:
        """The value as it is, or None."""
        return self.data.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A text value; a TOML date comes as ISO text."""
        value = self.data.get(key, default)
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        if not isinstance(value, str):
            raise TypeError(f"{key} is no text")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """A boolean value."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise TypeError(f"{key} is no boolean")
        return value

    def whole(self, key: str, default: int = 0) -> int:
        """A whole number."""
        value = self.data.get(key, default)
        if not isinstance(value, int):
            raise TypeError(f"{key} is no whole number")
        return value

    def items(self, key: str) -> list[TomlValue]:
        """A list of anything; empty when absent."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise TypeError(f"{key} is no list")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        return tuple(str(item) for item in self.items(key))

    def pairs(self, key: str) -> tuple[tuple[str, TomlValue], ...]:
        """The entries of an inner table, in the order written; empty when absent."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise TypeError(f"{key} is no table")
        return tuple(value.items())

    def located(self, key: str) -> Located | None:
        """A text with its positions, or None when absent."""
        return self.at.located(key) if key in self.data else None

    def located_items(self, key: str) -> tuple[Located, ...]:
        """A list of texts, each with its positions."""
        return tuple(self.at.located(key, index) for index in range(len(self.items(key))))

    def tables(self, key: str) -> tuple[Table, ...]:
        """An array of tables; empty when absent."""
        return tuple(
            Table(item, self.at.down(key, index)) for index, item in enumerate(self.items(key))
        )

    def cites(self) -> tuple[CiteDef, ...]:
        """The ``cites`` of a table, with their places."""
        return tuple(
            CiteDef(str(item), self.at.down("cites", index))
            for index, item in enumerate(self.items("cites"))
        )
