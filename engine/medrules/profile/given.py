"""What a profile gives, before its values are checked, and the problems met on the way.

In: raw values with their places. Out: ``Given`` and ``Problems``. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from medrules.record import Record

if TYPE_CHECKING:
    from medrules.diagnostics.model import Diagnostic
    from medrules.source.document import TomlValue
    from medrules.source.span import Span

Steps: TypeAlias = tuple[str | int, ...]
"""Where something stands in the data of a document: keys, and positions from 0."""

MOST = 100
"""So many problems of one profile are listed; a note says that there are more."""
_MOST_GUESSES = 20


class Places(Protocol):
    """What knows where the pieces of a profile stand: a document."""

    def key_span(self, path: Steps, /) -> Span:
        """Where the key at ``path`` is written."""

    def value_span(self, path: Steps, /) -> Span:
        """Where the value at ``path`` is written."""


class Entry(Record):
    """A raw value and where it comes from: a place in the document, or an option as written."""

    raw: TomlValue
    steps: Steps
    option: str = ""


class Given:
    """The raw values: scalars by path, records by the path of their list.

    ``lists``: where each list stands; ``rows``: where each of its records stands, by the path of
    the list; an empty place for a record that an option added.
    """

    __slots__ = ("lists", "records", "rows", "values")

    def __init__(self) -> None:
        self.values: dict[str, Entry] = {}
        self.records: dict[str, list[dict[str, Entry]]] = {}
        self.lists: dict[str, Steps] = {}
        self.rows: dict[str, list[Steps]] = {}

    def is_empty(self) -> bool:
        """Whether nothing at all is given."""
        return not self.values and not self.records


class Problems:
    """Diagnostics as they are found; their places are looked up only then."""

    __slots__ = ("_places", "found", "more")

    def __init__(self, places: Places) -> None:
        self._places = places
        self.found: list[Diagnostic] = []
        self.more = False

    def add(
        self,
        code: str,
        message: str,
        entry: Entry,
        help: str = "",
        *,
        on_key: bool = False,
        also: Entry | None = None,
        also_text: str = "",
    ) -> None:
        """Note a problem at an entry, at its key or its value; ``also`` is a second place."""
        if len(self.found) >= MOST:
            self.more = True
            return
        from medrules.diagnostics.codes import report
        from medrules.diagnostics.model import Label

        labels: Iterable[Label] = ()
        if also is not None and not also.option:
            labels = (Label(self._places.value_span(also.steps), also_text),)
        if entry.option:
            self.found.append(report(code, f"{entry.option}: {message}", help=help, labels=labels))
            return
        locate = self._places.key_span if on_key else self._places.value_span
        self.found.append(report(code, message, locate(entry.steps), labels, help))

    def guess(self, word: str, known: Iterable[str]) -> str:
        """``did you mean …?`` or nothing; nothing either once many guesses were made."""
        if len(self.found) >= _MOST_GUESSES:
            return ""
        from medrules.diagnostics.suggest import did_you_mean

        return did_you_mean(word, known)

    def listed(self) -> tuple[Diagnostic, ...]:
        """All of them in the order of the text, those of options last."""
        found = sorted(
            self.found,
            key=lambda one: (one.span.line == 0, one.span.line, one.span.column),
        )
        if self.more:
            from medrules.diagnostics.codes import report

            text = f"there is more; only {MOST} problems of this profile are listed"
            found.append(report("MR0690", text, found[-1].span, help="mend these and try again"))
        return tuple(found)
