"""Diagnostics as workflow commands, which mark the lines of a change under review.

In: diagnostics. Out: one line for each (``::error file=…,line=…::message``). Refused: nothing; what
has a meaning in a command is escaped, and so is every control character, so that no text of a pack can
give a command of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.diagnostics.model import Diagnostic, Severity
from medrules.diagnostics.sanitise import visible_line

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def to_github(diagnostics: Iterable[Diagnostic]) -> str:
    """The commands, in the order given, each with its line end."""
    return "".join([f"{_command(item)}\n" for item in diagnostics])


def _command(item: Diagnostic) -> str:
    span = item.span
    places: dict[str, str] = {}
    if span.file:
        places["file"] = span.file
    if span.file and span.line:
        places["line"] = str(span.line)
        places["endLine"] = str(span.end_line)
        if span.end_line == span.line:
            # A column means something only within one line; there the end is included.
            places["col"] = str(span.column)
            places["endColumn"] = str(max(span.column, span.end_column - 1))
    places["title"] = item.code
    given = ",".join([f"{key}={_property(value)}" for key, value in places.items()])
    lines = [item.message, *([item.help] if item.help else [])]
    return f"::{_LEVELS[item.severity]} {given}::{'%0A'.join([_data(line) for line in lines])}"


def _data(text: str) -> str:
    shown = visible_line(text).encode("utf-8", "backslashreplace").decode("utf-8")
    return shown.replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
