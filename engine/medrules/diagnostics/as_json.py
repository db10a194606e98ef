"""Diagnostics for programs: editors, continuous integration, the ``--format json`` of commands.

In: diagnostics. Out: plain dictionaries of a fixed shape, every key always there, ready for
``json.dumps``; where no file holds the thing, ``file`` and the four numbers are None, and where a
whole file is meant the numbers are. Refused: nothing. Lines and columns count from 1, the end is exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from medrules.diagnostics.model import Diagnostic
from medrules.source.span import Span


class PlaceJson(TypedDict):
    """Where something stands."""

    file: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None


class LabelJson(PlaceJson):
    """A second place that matters."""

    message: str


class DiagnosticJson(PlaceJson):
    """One diagnostic."""

    code: str
    severity: str
    message: str
    labels: list[LabelJson]
    help: str


def to_json(diagnostics: Iterable[Diagnostic]) -> list[DiagnosticJson]:
    """The diagnostics as data, in the order given."""
    return [
        {
            "code": item.code,
            "severity": str(item.severity),
            "message": _encodable(item.message),
            **_place(item.span),
            "labels": [
                {"message": _encodable(label.message), **_place(label.span)}
                for label in item.labels
            ],
            "help": _encodable(item.help),
        }
        for item in diagnostics
    ]


def _place(span: Span) -> PlaceJson:
    return {
        "file": _encodable(span.file) or None,
        "line": span.line or None,
        "column": span.column or None,
        "end_line": span.end_line or None,
        "end_column": span.end_column or None,
    }


def _encodable(text: str) -> str:
    """``text`` without half characters, as names of files may have them, which JSON cannot carry."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
