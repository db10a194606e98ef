"""Reports on a terminal: nothing beyond its width, columns that stay columns, whatever the script."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.explain.as_text import Line, Piece
from medrules_cli.colour import Style
from medrules_cli.listing import as_entries
from medrules_cli.report import proof
from medrules_cli.report.blocks import (
    Block,
    Bullets,
    Commands,
    Grid,
    Heading,
    Headline,
    Note,
    Paragraph,
    Values,
)
from medrules_cli.report.text import labelled, lay_out
from medrules_cli.report.widths import columns_of, filled, longest_word, wrap

PLAIN, PAINTED = Style(False), Style(True)
ALPHABET = "ab é-–→漢字かe\u0301 \u200d"
WORDS = st.text(ALPHABET, max_size=30)
SHORT = st.lists(st.text("abé漢", min_size=1, max_size=5), min_size=1, max_size=8).map(" ".join)
PAIRS = st.lists(st.tuples(SHORT, SHORT), min_size=1, max_size=4).map(tuple)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    columns = draw(st.integers(1, 5))
    cells = st.tuples(*[SHORT] * columns)
    numeric = st.tuples(*[st.booleans()] * columns)
    return Grid(draw(cells), tuple(draw(st.lists(cells, max_size=4))), draw(numeric))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    SHORT.map(Heading),
    st.builds(Headline, SHORT, SHORT, st.sampled_from(["settled", "provisional", "unknown", "odd"]),
              st.sampled_from(["good", "open"])),
    SHORT.map(Paragraph),
    SHORT.map(Note),
    st.builds(Bullets, PAIRS, st.booleans()),
    PAIRS.map(Values),
    grids(),
)  # fmt: skip


def shown(*blocks: Block, width: int = 60) -> list[str]:
    text = lay_out(blocks, width, PLAIN)
    assert text.endswith("\n")
    return text.split("\n")[:-1]


def width_of(text: str) -> int:
    """The columns, said again without shortcuts (terminals show the soft hyphen)."""
    return sum(
        0
        if category(char) in ("Mn", "Me", "Cf") and char != "\xad"
        else 2
        if east_asian_width(char) in "WF"
        else 1
        for char in text
    )


@given(text=st.text(max_size=20))
def test_columns_are_counted_as_terminals_do(text: str) -> None:
    assert columns_of(text) == width_of(text)


@given(text=WORDS, size=st.integers(0, 40), right=st.booleans())
def test_filled_text_has_the_columns_asked_for(text: str, size: int, right: bool) -> None:
    made = filled(text, size, right)
    assert columns_of(made) == max(size, columns_of(text))
    assert made.strip(" ") == text.strip(" ")
    if size > columns_of(text):
        assert made.startswith(" ") if right else made.endswith(" ")


@given(text=WORDS, width=st.integers(1, 40))
def test_wrapped_lines_fit_and_hold_every_character(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert line == line.strip() or not text.split()
        if columns_of(line) > width:
            longest = max(text.split(), key=columns_of)
            assert " " not in line
            assert columns_of(longest) > width


@given(text=SHORT, width=st.integers(12, 40))
def test_words_are_not_taken_apart_where_they_fit(text: str, width: int) -> None:
    assert " ".join(wrap(text, width)) == " ".join(text.split())


def test_wide_characters_may_be_broken_between_and_others_not() -> None:
    assert wrap("漢字漢字漢字", 5) == ["漢字", "漢字", "漢字"]
    assert wrap("see 漢字漢字 there", 7) == ["see 漢", "字漢字", "there"]
    assert wrap("see 漢字漢字 there", 9) == ["see", "漢字漢字", "there"]
    assert wrap("https://example.org/long", 5) == ["https://example.org/long"]
    assert wrap("", 5) == [""]
    assert longest_word("a 漢字 abc") == 4
    assert longest_word("") == 0


@given(blocks=st.lists(BLOCKS, min_size=1, max_size=5), width=st.integers(40, 90))
def test_no_line_goes_beyond_the_width(blocks: list[Block], width: int) -> None:
    for line in shown(*blocks, width=width):
        assert columns_of(line) <= width, line
        assert line == line.rstrip()


@given(blocks=st.lists(BLOCKS, min_size=1, max_size=4), width=st.integers(40, 90))
def test_colour_changes_nothing_but_the_colour(blocks: list[Block], width: int) -> None:
    painted = lay_out(blocks, width, PAINTED)
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", painted)
    assert [line.rstrip() for line in stripped.splitlines()] == [
        line.rstrip() for line in lay_out(blocks, width, PLAIN).splitlines()
    ]


@given(grid=grids())
def test_the_columns_of_a_table_stand_under_their_heads(grid: Grid) -> None:
    sizes = [
        max(columns_of(row[index]) for row in (grid.head, *grid.rows))
        for index in range(len(grid.head))
    ]
    lines = shown(grid, width=400)
    assert len(lines) == 1 + len(grid.rows)
    start = 2
    for size, index in zip(sizes, range(len(sizes)), strict=True):
        for line, row in zip(lines, (grid.head, *grid.rows), strict=True):
            assert _cut(line, start, start + size).strip() == row[index]
            assert _cut(line, start - 2, start).strip() == ""
        start += size + 2


def _cut(line: str, first: int, last: int) -> str:
    """The characters of a line that stand in these columns."""
    found, column = "", 0
    for char in line:
        if first <= column < last:
            found += char
        column += columns_of(char)
    return found


def test_a_table_with_numbers_on_the_right_and_long_cells_wrapped() -> None:
    grid = Grid(
        ("Name", "Score", "Why"),
        (("漢字", "7", "one two three four five six seven eight nine ten"), ("B", "12.5", "x")),
        (False, True, False),
    )
    assert shown(grid, width=40) == [
        "  Name  Score  Why",
        "  漢字      7  one two three four five",
        "               six seven eight nine ten",
        "  B      12.5  x",
    ]


def test_a_table_without_room_becomes_a_list() -> None:
    grid = Grid(
        tuple(f"Heading{index}" for index in range(6)),
        (tuple(f"wordword{index}" for index in range(6)),),
        (False,) * 6,
    )
    assert shown(grid, width=40) == ["  - Heading0: wordword0"] + [
        f"    Heading{index}: wordword{index}" for index in range(1, 6)
    ]


def test_blank_lines_go_before_headings_only() -> None:
    assert shown(Heading("One"), Paragraph("p"), Heading("Two"), Note("n")) == [
        "One",
        "  p",
        "",
        "Two",
        "  n",
    ]


def test_a_headline_says_how_firm_it_is() -> None:
    assert shown(Headline("Should you?", "Yes", "settled", "good")) == [
        "Should you? Yes",
        "  settled: nothing that is still missing can change this",
    ]
    assert shown(Headline("Value", "High", "unknown", "open"))[1] == (
        "  unknown: too little is known to say"
    )


@pytest.mark.parametrize(("label", "text"), [("Why?", "Why? so"), ("Why", "Why: so")])
def test_a_question_needs_no_colon(label: str, text: str) -> None:
    assert labelled(label, "so") == text


def test_bullets_numbered_titled_and_bare() -> None:
    entries = (("Title", "text"), ("", "only text"), ("Only title", ""), ("Asked?", "yes"))
    assert shown(Bullets(entries)) == [
        "  - Title: text", "  - only text", "  - Only title", "  - Asked? yes",
    ]  # fmt: skip
    many = tuple((str(number), "x " * 30) for number in range(1, 11))
    lines = shown(Bullets(many, True))
    assert lines[0].startswith("  1. 1: x")
    assert lines[1].startswith("     x")
    assert any(line.startswith("  10. 10: x") for line in lines)


def test_long_names_of_values_are_wrapped_beside_them() -> None:
    rows = (("short", "one"), ("a name that is longer than half of the line", "value " * 6))
    assert shown(Values(rows), width=40) == [
        "  short                 one",
        "  a name that is        value value",
        "  longer than half of   value value",
        "  the line              value value",
    ]


def test_commands_are_never_broken() -> None:
    command = "medrules evaluate " + "x" * 100
    assert shown(Commands((("why", "short"), ("a long why", command))), width=40) == [
        "  why         short",
        f"  a long why  {command}",
    ]


def test_lists_are_safe_for_a_terminal_and_wrapped() -> None:
    rows = [
        {"path": "a\x1b[2Jb", "text": "word " * 30, "empty": ""},
        {"path": "c", "text": "d", "empty": ""},
    ]
    lines = as_entries(rows, PLAIN, 50).splitlines()
    assert lines[0] == "a\\x1b[2Jb"
    assert all(line.startswith("  ") and len(line) <= 50 for line in lines[1:-2])
    assert lines[-2:] == ["c", "  d"]


PIECES = st.lists(
    st.builds(
        Piece,
        st.sampled_from(["plain", "title", "good", "dim"]),
        SHORT.map(lambda text: text + " "),
    ),
    min_size=1,
    max_size=5,
).map(tuple)
BRANCHES = st.sampled_from(["", "└─ ", "├─ ", "│  └─ ", "   │  │  ├─ "])


@given(lines=st.lists(st.builds(Line, branch=BRANCHES, pieces=PIECES), min_size=1, max_size=4))
def test_proofs_keep_to_the_width_and_their_bars_stay_whole(lines: list[Line]) -> None:
    width = 50
    text = proof.lay_out(lines, width, PLAIN)
    for row in text.splitlines():
        assert columns_of(row) <= width
    flat = "".join(text.replace("│", "").replace("├─", "").replace("└─", "").split())
    assert flat == "".join(
        "".join("".join(piece.text for piece in line.pieces) for line in lines).split()
    )


def test_a_wrapped_line_of_a_proof_hangs_under_its_branch() -> None:
    lines = [
        Line("├─ ", (Piece("plain", "one two three four five six seven eight nine ten"),)),
        Line("└─ ", (Piece("plain", "one two three four five six seven eight nine ten"),)),
    ]
    assert proof.lay_out(lines, 40, PLAIN).splitlines() == [
        "├─ one two three four five six seven",
        "│    eight nine ten",
        "└─ one two three four five six seven",
        "     eight nine ten",
    ]


def test_a_proof_that_is_very_deep_keeps_room_for_words() -> None:
    deep = "│  " * 30
    rows = proof.lay_out([Line(deep, (Piece("plain", "word " * 12),))], 60, PLAIN).splitlines()
    assert max(len(row) - len(deep) for row in rows) > 20
    assert len(rows) > 1
