"""What a person sees, whole, for each kind of line and label."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError, Severity
from medrules.diagnostics.render import count_line, render_text
from medrules.diagnostics.snippet import Mark, draw_line
from medrules.source.span import NOWHERE, Span
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

PROFILE = """\
goals.primary_identity = educator
plan.move = "none"

[capacity]
hours_per_week: 12
budget_usd = "20k

[plan]
payoff_plan = Yes
"""


def test_a_profile_with_several_slips() -> None:
    with pytest.raises(MedrulesError) as caught:
        parse_toml(SourceFile("profile.toml", PROFILE))
    assert (
        render_text(caught.value.diagnostics, {"profile.toml": PROFILE})
        == '''\
error[MR0110]: text needs quotes
 --> profile.toml:1:26
  |
1 | goals.primary_identity = educator
  |                          ^^^^^^^^
  = help: write "educator"

error[MR0110]: a key is followed by =, not by :
 --> profile.toml:5:15
  |
5 | hours_per_week: 12
  |               ^
  = help: write hours_per_week = …

error[MR0110]: this text is not closed on its line
 --> profile.toml:6:14
  |
6 | budget_usd = "20k
  |              ^^^^
  = help: add " where it ends, or use """ around a text of several lines

error[MR0113]: [plan] is already given, as a table made by a dotted key
 --> profile.toml:8:1
  |
2 | plan.move = "none"
  | ---- first given here
...
8 | [plan]
  | ^^^^^^
  = help: put everything about it in one place

error[MR0110]: "Yes" is not a value of TOML
 --> profile.toml:9:15
  |
9 | payoff_plan = Yes
  |               ^^^
  = help: write true

5 errors'''
    )


def test_labels_in_other_files_lines_and_nowhere() -> None:
    texts = {"a.toml": "\n" * 98 + "one\ntwo\nthree", "b.toml": "other"}
    found = report(
        "MR0113",
        "two rules disagree:\nfirst\nsecond",
        Span("a.toml", 101, 1, 101, 6),
        [
            Label(Span("a.toml", 99, 1, 99, 4), "this one"),
            Label(Span("a.toml", 101, 2, 101, 3), "here"),
            Label(Span("b.toml", 1, 1, 1, 6), "and this"),
            Label(Span("c.toml", 7, 1, 7, 6), "not at hand"),
            Label(NOWHERE, "from the command line"),
        ],
        "choose one\nof them",
    )
    assert (
        render_text([found], texts)
        == """\
error[MR0113]: two rules disagree:
    first
    second
   --> a.toml:101:1
    |
 99 | one
    | --- this one
...
101 | three
    | ^^^^^
    |  - here
   ::: b.toml:1:1
    |
  1 | other
    | ----- and this
   ::: c.toml:7:1
    = note: c.toml:7:1: not at hand
    = note: from the command line
    = help: choose one
      of them"""
    )


def test_places_without_a_line() -> None:
    assert render_text([report("MR0102", 'there is no file "x"', Span("x", 0, 0, 0, 0))], {}) == (
        'error[MR0102]: there is no file "x"\n --> x'
    )
    assert render_text([report("MR0107", "closed")], {}) == "error[MR0107]: closed"
    assert render_text([report("MR0110", "m", Span("x", 3, 4, 3, 5))], {"x": "one line"}) == (
        "error[MR0110]: m\n --> x:3:4"
    )
    assert render_text([], {}) == ""


def test_a_span_of_several_lines_says_where_it_ends() -> None:
    text = 'when = """\na = 1\n"""'
    found = report("MR0110", "m", Span("x", 1, 8, 3, 4))
    assert render_text([found], lambda name: text if name == "x" else None) == (
        'error[MR0110]: m\n --> x:1:8\n  |\n1 | when = """\n  |        ^^^ (to line 3)'
    )


def test_windows_lines_and_the_end_of_a_file() -> None:
    found = report("MR0110", "m", Span("x", 1, 4, 1, 4))
    assert render_text([found], {"x": "a =\r\nb\r\n"}).endswith("1 | a =\n  |    ^")
    found = report("MR0110", "m", Span("x", 3, 1, 3, 1))
    assert render_text([found], {"x": "a =\r\nb\r\n"}).endswith("3 |\n  | ^")


def test_order_repetition_and_count() -> None:
    def at(file: str, line: int, severity: Severity) -> Diagnostic:
        return Diagnostic("MR0800", severity, f"{file}{line}", Span(file, line, 1, line, 2))

    items = [
        at("b", 1, Severity.ERROR),
        at("a", 10, Severity.WARNING),
        at("a", 9, Severity.NOTE),
        at("a", 9, Severity.NOTE),
        at("b", 2, Severity.ERROR),
    ]
    shown = render_text(items, {})
    assert re.findall(r"\]: (\w+)", shown) == ["a9", "a10", "b1", "b2"]
    assert shown.endswith("\n\n2 errors, 1 warning and 1 note")
    assert count_line(items[:1]) == "1 error"
    assert count_line([]) == ""


def test_colour_changes_nothing_but_colour() -> None:
    with pytest.raises(MedrulesError) as caught:
        parse_toml(SourceFile("profile.toml", PROFILE))
    sources = {"profile.toml": PROFILE}
    plain = render_text(caught.value.diagnostics, sources)
    coloured = render_text(caught.value.diagnostics, sources, colour=True)
    assert "\x1b[1;31merror[MR0110]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b" not in plain


def test_nothing_from_a_file_reaches_the_terminal_raw() -> None:
    evil = "\x1b[2J\u202e\x9b\x07"
    found = report(
        "MR0110",
        f"m{evil}\nerror[MR0000]: forged",
        Span(f"f{evil}\n", 1, 1, 1, 2),
        [Label(Span(f"f{evil}\n", 1, 2, 1, 3), f"l{evil}\n"), Label(NOWHERE, evil)],
        f"h{evil}\nhelp: forged",
    )
    shown = render_text([found], {f"f{evil}\n": f"a{evil}b"})
    for char in "\x1b\u202e\x9b\x07":
        assert char not in shown
    assert "\n    error[MR0000]: forged" in shown
    assert "--> f\\x1b[2J\\u202e\\x9b\\x07\\n:1:1" in shown
    assert "1 | a\\x1b[2J\\u202e\\x9b\\x07b" in shown


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marks"),
    [
        ("abc def", 4, 7, "abc def", "    ^^^"),
        ("日本 = x", 5, 6, "日本 = x", "       ^"),
        ("日本 = x", 0, 2, "日本 = x", "^^^^"),
        ("e\u0301te\u0301 = x", 8, 9, "e\u0301te\u0301 = x", "      ^"),
        ("\tx\ty", 1, 2, "    x   y", "    ^"),
        ("\tx\ty", 0, 1, "    x   y", "^^^^"),
        ("a\x1bb", 2, 3, "a\\x1bb", "     ^"),
        ("a\x1bb", 1, 2, "a\\x1bb", " ^^^^"),
        ("joi\u200dner", 4, 7, "joi\u200dner", "   ^^^"),
        ("abc", 3, 3, "abc", "   ^"),
        ("abc", 9, 12, "abc", "   ^"),
        ("", 0, 0, "", "^"),
    ],
)
def test_marks_stand_under_what_they_mark(
    line: str, start: int, end: int, shown: str, marks: str
) -> None:
    assert draw_line(line, [Mark(start, end, "^")], 60) == (shown, [marks])


def test_a_long_line_is_cut_around_the_first_mark() -> None:
    line = "a" * 100 + "FAULT" + "b" * 100
    shown, [marks, other] = draw_line(line, [Mark(100, 105, "^"), Mark(0, 3, "-", "far")], 40)
    assert shown == "…aaaaaaaaaaaaFAULTbbbbbbbbbbbbbbbbbbbbb…"
    assert marks == "             ^^^^^"
    assert other == " - far"
    assert draw_line("x" * 50, [Mark(3, 5, "^")], 40)[0] == "x" * 38 + "…"
    assert draw_line("x" * 40, [Mark(3, 5, "^")], 40)[0] == "x" * 40
    shown, [marks] = draw_line("x" * 50, [Mark(45, 50, "^")], 40)
    assert shown == "…" + "x" * 17
    assert marks == " " * 13 + "^" * 5


def test_a_line_of_a_million_characters_takes_no_time() -> None:
    line = "[" * 1_000_000
    shown, [marks] = draw_line(line, [Mark(64, 1_000_000, "^")], 80)
    assert len(shown) <= 80
    assert len(marks) <= 80


numbers = st.integers(0, 160)


@settings(deadline=None)
@given(st.text(max_size=150), numbers, numbers, st.integers(37, 80))
def test_any_stretch_of_any_line_is_marked(line: str, start: int, end: int, columns: int) -> None:
    _, [marks] = draw_line(line, [Mark(start, end, "^")], columns)
    assert re.fullmatch(r" *\^+", marks)
    assert len(marks) <= columns + 1


@settings(deadline=None)
@given(st.text("ab\t日", max_size=150), numbers, st.integers(37, 80))
def test_the_first_marked_character_is_shown_over_its_mark(
    line: str, at: int, columns: int
) -> None:
    at = min(at, max(len(line) - 1, 0))
    shown, [marks] = draw_line(line, [Mark(at, at + 1, "^")], columns)
    by_column = "".join(char + " " * (char == "日") for char in shown)
    assert len(by_column) <= columns
    if line and line[at] != "\t":
        assert by_column[marks.index("^")] == line[at]
