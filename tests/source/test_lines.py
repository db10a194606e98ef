"""Offsets, lines and columns."""

from __future__ import annotations

from medrules.source.lines import Lines
from medrules.source.located import Located
from medrules.source.span import NOWHERE, Span


def test_only_line_feeds_end_lines() -> None:
    lines = Lines("f", "ab\r\nc\u2028d\n\x0b")
    assert [lines.place(at) for at in range(9)] == [
        (1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (2, 4), (3, 1),
    ]  # fmt: skip


def test_spans_are_kept_inside_the_text() -> None:
    lines = Lines("f", "ab\n")
    assert lines.span(-3, 99) == Span("f", 1, 1, 2, 1)
    assert lines.span(1, 0) == Span("f", 1, 2, 1, 2)
    assert Lines("f", "").span(0, 0) == Span("f", 1, 1, 1, 1)


def test_a_span_of_a_whole_file_shows_as_its_name() -> None:
    assert str(Span("f", 0, 0, 0, 0)) == "f"
    assert str(Span("f", 2, 3, 2, 4)) == "f:2:3"


def test_unplaced_text_is_nowhere() -> None:
    assert Located.unplaced("abc").span(1, 2) == NOWHERE
