"""The usual slips in TOML, each with its place, its message and its help."""

from __future__ import annotations

import tomllib

import pytest

from medrules.diagnostics.model import Diagnostic
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml
from medrules.source.toml_scanner import MAX_FAULTS

from .places import cut
from .refusals import only, refused


def refuse(text: str) -> Diagnostic:
    return only(lambda: parse_toml(SourceFile("p.toml", text)))


# The marked stretch, the message, and a piece of the help.
SLIPS = [
    ("a = educator", "educator", "text needs quotes", 'write "educator"'),
    ("a = core faculty # x", "core faculty", "text needs quotes", 'write "core faculty"'),
    ("a = [one, two]", "one", "text needs quotes", 'write "one"'),
    ("a = True", "True", '"True" is not a value of TOML', "write true"),
    ("a = no", "no", '"no" is not a value of TOML', "write false"),
    ("a = null", "null", 'TOML has no "null"', "remove its line"),
    ("a = “x”", "“", "“ is a typographic quotation mark", 'write straight quotes: "text"'),
    ("a = .5", ".5", '".5" is not a number', "both sides of the point: 0.5"),
    ("a = -5.", "-5.", '"-5." is not a number', "both sides of the point: -5.0"),
    ("a = 007", "007", '"007" is not a number', 'write 7, or "007" if the zeros matter'),
    ("a = 50%", "50%", '"50%" is not a number', "without its unit: 50"),
    ("a = $500", "$500", '"$500" is not a number', "without its unit: 500"),
    ("a = 10 hours", "hours", "a number stands without its unit", 'or quotes for text: "10 hours"'),
    ("a = 1-2-3", "1-2-3", '"1-2-3" is not a number', "check the number"),
    ("a = 7:30", "7:30", '"7:30" is not a number', "07:30:00"),
    ("a = 2026-1-8", "2026-1-8", '"2026-1-8" is not a number', "2026-01-08"),
    ("a = 2026-02-30", "2026-02-30", "there is no day 2026-02-30", "year-month-day"),
    ("a = 15,000", ",", "a number has no commas", "15_000"),
    ("a =", "", "a value is missing after =", "remove the line"),
    ("a = # later", "", "a value is missing after =", "remove the line"),
    ("a = [1,,2]", ",", "a value is missing before ,", "remove the ,"),
    ("a == 1", "=", "one = is enough between a key and its value", "write ="),
    ("a: 1", ":", "a key is followed by =, not by :", "write a = …"),
    ("a", "a", '"a" has no value', "write a = …"),
    ('"a"', '"a"', '"a" has no value', 'write "a" = …'),
    ("a 1", "1", 'an = is missing after "a"', "write a = 1"),
    ("a core", "c", 'an = is missing after "a"', 'write a = "core"'),
    ("my key = 1", "my key", "a key with spaces or other signs in it needs quotes", '"my key" ='),
    ("größe = 1", "größe", "a key with spaces or other signs in it needs quotes", '"größe" ='),
    ("é = 1", "é", 'a key with "é" in it needs quotes', 'write "é"'),
    ("= 1", "=", "a key is missing", "write the name before ="),
    ("a. = 1", "=", "a part is missing after the dot", "write the name before ="),
    ("a.", "a.", "a key is not finished", "write the rest"),
    ("[]", "]", "the name of a table is missing", "write the name before ]"),
    ("[a", "[a", "this table name is not closed with ]", "write [a]"),
    ("[[a]", "[[a", "this table name is not closed with ]]", "write [[a]]"),
    ("[a] b = 1", "b = 1", "nothing more may stand on this line", "start a new line"),
    ("[a, b]", "[a", "this table name is not closed with ]", "write [a]"),
    ("a = 1,", ",", "a line does not end with ,", "remove the ,"),
    ("a = 1;", ";", "a line does not end with ;", "remove the ;"),
    ("a = 'x';", ";", "a line does not end with ;", "remove the ;"),
    ("a = 1 b = 2", "1 b = 2"[2:], "nothing more may stand on this line", "start a new line"),
    ("a = 1]", "]", "nothing is open that this ] could close", "remove it"),
    ("}", "}", "a line of TOML starts with a key or a [table]", ".json"),
    ("]", "]", "nothing is open that this ] could close", "remove it"),
    ('{"a": 1}', "{", "a line of TOML starts with a key or a [table]", ".json"),
    ("// x", "// x", "this is no comment in TOML", "start it with #"),
    ("a = 1 // x", "// x", "this is no comment in TOML", "start it with #"),
    ("- a", "a", 'an = is missing after "-"', 'write - = "a"'),
    ("a, b = 1", ",", 'an = is missing after "a"', "write a = "),
    (", a = 1", ",", '"," cannot stand here, where a key is expected', "letters, digits"),
    ('a = "x', '"x', "this text is not closed on its line", 'add " where it ends'),
    ("a = 'it's'", "s'", "nothing more may stand on this line", "start a new line"),
    ('a = """x', '"""', "this text of several lines is never closed", 'add """'),
    ('a = "C:\\Users"', "\\U", "\\U needs 8 hexadecimal digits, and here are 0", "single quotes"),
    ('a = "C:\\dir"', "\\d", "\\d is not an escape that TOML knows", "single quotes"),
    ('a = "\\u12"', "\\u12", "\\u needs 4 hexadecimal digits, and here are 2", "\\u0012"),
    ('a = "\\ud800"', "\\ud800", "\\ud800 stands for no character", "d800"),
    ('a = "\\UFFFFFFFF"', "\\UFFFFFFFF", "\\UFFFFFFFF stands for no character", "10ffff"),
    ("a = [1 2]", "1", "a comma is missing after this member of a list", "between two"),
    ("a = [1; 2]", ";", "a comma is expected here, not ;", "write ,"),
    ('a = ["x"; 2]', ";", "a comma is expected here, not ;", "write ,"),
    ("a = [1}", "}", "this list is closed with } and not with ]", "write ]"),
    ("a = [1", "[", "this list is never closed", "add ]"),
    ("a = [1,\nb = 2", "b", "text needs quotes", 'write "b"'),
    ("a = [1\nb = 2", "[", "this list is never closed", "add ]"),
    ("a = [1\n[b]", "[", "this list is never closed", "add ]"),
    ("a = { b = 1, }", ",", "an inline table may not end with a comma", "remove"),
    ("a = { b = 1 c = 2 }", "c", "a comma is missing before this in an inline table", "{ a = 1"),
    ("a = { b = 1", "{ b = 1", "an inline table { … } must end on the line where it starts", "}"),
    ("a = { b: 1 }", ":", "a key is followed by =, not by :", "write b = …"),
    ("a = {\n}", "{", "an inline table { … } must end on the line where it starts", "}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marked", "message", "help"), SLIPS)
def test_a_slip_is_named_with_its_mend(text: str, marked: str, message: str, help: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    found = refuse(text)
    assert (found.code, found.message) == ("MR0110", message)
    assert help in found.help
    assert cut(text, found.span) == marked


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ("a = 1\rb = 2", "\r", "a carriage return stands alone"),
        ("a = 'x\x00'", "\x00", "the control character U+0000 may not stand"),
        ("a = \x1b[31m", "\x1b", "the control character U+001B"),
        ("# \x07", "\x07", "the control character U+0007"),
        ("\x00", "\x00", "the control character U+0000"),
        ("a = [1\x7f]", "\x7f", "the control character U+007F"),
        ("a \x01= 1", "\x01", "the control character U+0001"),
        ("a = 1 # \r", "\r", "a carriage return stands alone"),
        ('a = """\r"""', "\r", "a carriage return stands alone"),
    ],
)
def test_control_characters_are_named(text: str, marked: str, message: str) -> None:
    found = refuse(text)
    assert found.code == "MR0116"
    assert found.message.startswith(message)
    assert cut(text, found.span) == marked


@pytest.mark.parametrize(
    "text", ["a\u00a0= 1", "a =\u00a01", "a = 1\u00a0", "\u200ba = 1", "a = [1\u00a0]"]
)
def test_unseen_characters_are_named(text: str) -> None:
    found = refuse(text)
    assert found.code == "MR0110"
    assert "which cannot be seen" in found.message
    assert cut(text, found.span) in "\u00a0\u200b"


@pytest.mark.parametrize(
    ("text", "second", "first", "message"),
    [
        ("a = 1\na = 2", "a", (1, 1), 'the key "a" is given twice'),
        ("a.b = 1\n[x]\n[a]\nb = 2", "[a]", (1, 1), "[a] is already given, as a table made by"),
        ("[a]\n[b]\n[a]", "[a]", (1, 1), "the table [a] is given twice"),
        ("[[a]]\n[a]", "[a]", (1, 1), "[a] is already given, as an array of tables"),
        ("[a]\n[[a]]", "[[a]]", (1, 1), "[[a]] is already given, as a table with a header"),
        ("x = {b = 1, b = 2}", "b", (1, 6), 'the key "b" is given twice'),
        ("a = 1\na.b = 2", "a", (1, 1), '"a" needs a table here, but a value is already given'),
        ("a = 1\n[a.b]", "[a.b]", (1, 1), "[a.b] needs a table here, but a value"),
        ("a = []\n[[a]]", "[[a]]", (1, 1), "[[a]] needs a table here, but a value"),
        ('a = 1\n"a" = 2', '"a"', (1, 1), 'the key "a" is given twice'),
    ],
)
def test_what_is_given_twice_is_shown_at_both_places(
    text: str, second: str, first: tuple[int, int], message: str
) -> None:
    found = refuse(text)
    assert found.code == "MR0113"
    assert message in found.message
    assert cut(text, found.span) == second
    [label] = found.labels
    assert (label.span.line, label.span.column) == first
    assert label.message == "first given here"


def test_all_faults_are_told_at_once_in_their_order() -> None:
    text = "\n".join(
        ["a = one", "b: 2", "c = 1", "[t", "c = 2", "[u]", "x = 'y", "x = 3", "c = [1 2]", "", "q"]
    )
    found = refused(lambda: parse_toml(SourceFile("p.toml", text)))
    # The second c belongs to the table whose header could not be read, so it is no repetition.
    assert [item.span.line for item in found] == [1, 2, 4, 7, 8, 9, 11]


def test_after_an_open_bracket_nothing_is_guessed() -> None:
    text = "a = one\nb = [1,\n2\nc = x\nd = y"
    found = refused(lambda: parse_toml(SourceFile("p.toml", text)))
    assert [item.message for item in found] == ["text needs quotes", "this list is never closed"]


def test_a_fault_inside_a_text_of_several_lines_ends_the_reading() -> None:
    text = 'a = """x \\q\nb: 1\n"""\nc: 2'
    assert [item.span.line for item in refused(lambda: parse_toml(SourceFile("p", text)))] == [1]


def test_a_file_that_is_no_toml_at_all_has_few_faults() -> None:
    text = "a: b\n" * 1000
    assert len(refused(lambda: parse_toml(SourceFile("p", text)))) == MAX_FAULTS


def test_long_words_are_cut_in_messages() -> None:
    found = refuse(f"a = {'x' * 1000}")
    assert len(found.help) < 60
