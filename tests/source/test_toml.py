"""TOML documents: exact data, places in hand-made texts, and what is refused beside bad syntax."""

from __future__ import annotations

import sys
import time
from decimal import Decimal

import pytest

from medrules.source.document import Document
from medrules.source.text import SourceFile
from medrules.source.toml import TomlDocument, parse_toml

from .places import cut
from .refusals import only, refused

TEXT = """\
# a profile
title = "A"
"odd key".b = [ 1, [2.50, 'x'], { c = true } ]

[goals]
motives = [
  "leadership", # one
  "more-letters",
]

[[rules]]
id = "r1"
[rules.then]
outcome = "skip"

[[rules]]
id = "r2"
when = '''
a = 1 and
  b = "é"'''
"""


def read(text: str, name: str = "p.toml") -> TomlDocument:
    return parse_toml(SourceFile(name, text))


def value(document: Document, *path: str | int) -> str:
    span = document.value_span(path)
    return f"{span.line}:{span.column} {cut(document.source.text, span)}"


def key(document: Document, *path: str | int) -> str:
    span = document.key_span(path)
    return f"{span.line}:{span.column} {cut(document.source.text, span)}"


def test_numbers_are_exact() -> None:
    data = read("a = 0.1\nb = 3\nc = 1e2\nd = 2026-01-08").data
    assert data["a"] == Decimal("0.1")
    assert type(data["b"]) is int
    assert data["c"] == 100
    assert str(data["d"]) == "2026-01-08"


def test_values_are_found_wherever_they_stand() -> None:
    document = read(TEXT)
    assert value(document, "title") == '2:9 "A"'
    assert value(document, "odd key", "b", 1, 0) == "3:21 2.50"
    assert value(document, "odd key", "b", 2, "c") == "3:39 true"
    assert value(document, "goals", "motives", 1) == '8:3 "more-letters"'
    assert value(document, "goals") == "5:1 [goals]"
    assert value(document, "rules", 1, "id") == '17:6 "r2"'
    assert value(document, "rules", 0, "then", "outcome") == '14:11 "skip"'
    assert value(document, "rules", 1) == "16:1 [[rules]]"
    assert value(document, "rules") == "11:1 [[rules]]"
    assert value(document, "odd key") == '3:1 "odd key"'


def test_keys_are_found_wherever_they_stand() -> None:
    document = read(TEXT)
    assert key(document, "title") == "2:1 title"
    assert key(document, "odd key") == '3:1 "odd key"'
    assert key(document, "odd key", "b") == "3:11 b"
    assert key(document, "odd key", "b", 2, "c") == "3:35 c"
    assert key(document, "goals") == "5:2 goals"
    assert key(document, "rules", 1) == "16:3 rules"
    assert key(document, "rules", 0, "then") == "13:8 then"


def test_a_path_that_is_not_there_gives_what_is_around_it() -> None:
    document = read(TEXT)
    assert value(document, "rules", 1, "because") == "16:1 [[rules]]"
    assert key(document, "rules", 1, "then", "outcome") == "16:3 rules"
    assert value(document, "goals", "motives", 7) == value(document, "goals", "motives")
    assert value(document, "odd key", "b", 2, "d") == "3:33 { c = true }"
    assert value(document, "title", "x") == '2:9 "A"'
    assert value(document, "nothing") == "1:1 "


def test_a_string_of_several_lines_knows_its_lines() -> None:
    document = read(TEXT)
    located = document.located(("rules", 1, "when"))
    assert located.text == 'a = 1 and\n  b = "é"'
    at = located.text.index("b")
    assert located.span(at, at + 1).line == 20
    assert located.span(at, at + 1).column == 3
    assert cut(TEXT, located.span(at)) == 'b = "é"'


def test_escapes_and_line_ends_know_their_places() -> None:
    text = 'x = """\r\na\\u00e9\\\r\n   b\r\n\\tc"""\r\n'
    located = read(text).located(("x",))
    assert located.text == "aéb\n\tc"
    assert cut(text, located.span(1, 2)) == "\\u00e9"
    assert cut(text, located.span(2, 3)) == "b"
    assert cut(text, located.span(3, 4)) == "\r\n"
    assert cut(text, located.span(4, 5)) == "\\t"
    # What an escaped line end swallows belongs to no character, yet to a stretch around it.
    assert cut(text, located.span(1, 3)) == "\\u00e9\\\r\n   b"
    assert located.span(5, 6).line == 4


def test_quotes_may_stand_before_the_quotes_that_close() -> None:
    text = 'x = """"a"""""\ny = \'\'\'\'b\'\'\'\''
    document = read(text)
    for path, value in ((("x",), '"a""'), (("y",), "'b'")):
        located = document.located(path)
        assert located.text == value
        assert cut(text, located.span()) == value


def test_offsets_outside_a_string_are_kept_inside_it() -> None:
    located = read('x = "abc" # y').located(("x",))
    assert cut('x = "abc" # y', located.span(1, 99)) == "bc"
    assert located.span(99, 100) == located.span(3, 3)
    assert located.span(2, 1) == located.span(2, 2)
    assert located.span(3, 3).column == 9


def test_only_strings_are_located() -> None:
    document = read(TEXT)
    for path in [("goals",), ("nothing",), ("title", 0), ("rules", 9), ("odd key", "b", 0)]:
        with pytest.raises(LookupError):
            document.located(path)


def test_nothing_is_scanned_before_a_place_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "medrules.source.toml_scanner", None)
    document = read(TEXT)
    document.located(("title",))
    with pytest.raises(ImportError):
        document.key_span(("title",))


def test_where_the_scanner_knows_less_the_places_are_those_around() -> None:
    # As it would be for a later TOML that tomllib takes and the scanner does not.
    document = TomlDocument(SourceFile("p.toml", "a = {\n b = 'x' }"), {"a": {"b": "x"}})
    assert document.located(("a", "b")).span(0, 1) == document.value_span(("a",))
    assert document.key_span(("a", "b")).line == 1


def test_an_empty_text_is_an_empty_table() -> None:
    assert read("").data == {}
    assert read("# nothing\r\n").data == {}


def test_numbers_that_cannot_be_calculated_with_are_all_refused() -> None:
    found = refused(
        lambda: read(
            "a = inf\nb = [1.5, -nan]\nc = 1e9999999999999999999\nd = 1e101\n"
            f"e = 0x{'f' * 90}\nf = {'1' * 101}\ng = 0.{'3' * 120}\nok = {'9' * 100}\n"
        )
    )
    assert [(item.code, item.span.line, item.span.column) for item in found] == [
        ("MR0115", 1, 5),
        ("MR0115", 2, 11),
        ("MR0117", 3, 5),
        ("MR0117", 4, 5),
        ("MR0117", 5, 5),
        ("MR0117", 6, 5),
        ("MR0117", 7, 5),
    ]
    assert found[1].message == "-nan is not a number that can be calculated with"


def test_an_integer_too_long_for_python_is_refused() -> None:
    found = only(lambda: read(f"a = 1\nb = {'9' * 5000}"))
    assert (found.code, found.span.line, found.span.column) == ("MR0117", 2, 5)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 10_000,
        "a = " + "[" * 10_000 + "]" * 10_000,
        "a = " + "{a = " * 10_000,
        "a = " + "[" * 65 + "]" * 65,
        ".".join("a" * 10_000) + " = 1",
        "[" + ".".join("a" * 10_000) + "]",
        "x = {" + ".".join("a" * 100_000) + " = 1}",
        "[" + ".".join("a" * 60) + "]\n" + ".".join("b" * 60) + " = 1",
        "[" + ".".join("a" * 60) + "]\nb = " + "[" * 10 + "]" * 10,
    ],
)
def test_nesting_without_end_is_refused_quickly(text: str) -> None:
    start = time.process_time()
    found = only(lambda: read(text))
    assert time.process_time() - start < 10
    assert found.code == "MR0112"
    assert found.span.line in (1, 2)


def test_nesting_up_to_the_bound_is_read() -> None:
    assert read("a = " + "[" * 63 + "]" * 63).data
    document = read(".".join("a" * 64) + " = 1 # " + "." * 99)
    assert value(document, *("a" * 64)).endswith(" 1")


def test_many_dots_on_a_line_are_no_fault() -> None:
    assert read(f'a = "{"." * 500}"').data == {"a": "." * 500}


def test_a_fault_that_only_tomllib_sees_is_told_in_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("medrules.source.toml._faults", lambda source: [])
    found = only(lambda: read("a = 1\nb = x"))
    assert (found.code, found.message) == ("MR0110", "invalid value")
    assert (found.span.line, found.span.column) == (2, 5)
    assert only(lambda: read("a = ")).span.column == 5
    assert only(lambda: read(f"a = {'9' * 5000}")).code == "MR0110"
