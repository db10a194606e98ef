"""No text moves the cursor, changes colours or reads other than it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.diagnostics.sanitise import visible, visible_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本 😀", "plain é 日本 😀"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("bell\x07 nul\x00 del\x7f", "bell\\x07 nul\\x00 del\\x7f"),
        ("c1 \x9b31m", "c1 \\x9b31m"),
        ("a\u202eb\u2066c\u200f", "a\\u202eb\\u2066c\\u200f"),
        ("line\u2028end", "line\\u2028end"),
        ("half \ud800", "half \\ud800"),
        ("back\rto", "back\\rto"),
        ("no\u00a0break, joi\u200dner", "no\u00a0break, joi\u200dner"),
    ],
)
def test_what_is_hidden_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible_line(text) == shown


def test_line_feeds_and_tabs_stay_only_where_lines_are_wanted() -> None:
    assert visible("a\n\tb\x07") == "a\n\tb\\x07"
    assert visible_line("a\n\tb") == "a\\n\\tb"


@given(st.text())
def test_nothing_that_controls_a_terminal_remains(text: str) -> None:
    for shown, kept in ((visible(text), "\n\t"), (visible_line(text), "")):
        for char in shown:
            assert char in kept or not (ord(char) < 32 or 0x7F <= ord(char) < 0xA0)
            assert char not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
        shown.encode()


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert visible(text) is text
