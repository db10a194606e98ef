"""What tests of places share: cutting a text by its spans, and every path of some data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from medrules.source.span import Span


def cut(text: str, span: Span) -> str:
    """The stretch of ``text`` that ``span`` names, found without the code under test."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    start = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    assert 0 <= start <= end <= len(text)
    return text[start:end]


def paths(
    data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every path into ``data`` with the value there."""
    if path:
        yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from paths(value, (*path, at))
