"""JSON texts: exact data, places, and the usual slips with their mend."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from medrules.source.json_scanner import JsonScanner
from medrules.source.json_text import JsonDocument, parse_json
from medrules.source.numbers import exact
from medrules.source.text import SourceFile

from .places import cut, paths
from .refusals import only, refused
from .toml_writer import texts


def read(text: str) -> JsonDocument:
    return parse_json(SourceFile("p.json", text))


def test_numbers_are_exact_and_null_is_none() -> None:
    data = read('{"a": 0.10, "b": 3, "c": null, "d": 1e2}').data
    assert data == {"a": Decimal("0.1"), "b": 3, "c": None, "d": 100}
    assert type(data["b"]) is int


def test_places_are_those_of_a_toml_document() -> None:
    text = '{\n  "goals": { "motives": ["a", "b"] },\n  "n": 1.50\n}'
    document = read(text)
    assert cut(text, document.key_span(("goals", "motives"))) == '"motives"'
    assert cut(text, document.value_span(("goals", "motives", 1))) == '"b"'
    assert cut(text, document.key_span(("goals", "motives", 1))) == '"b"'
    assert cut(text, document.value_span(("n",))) == "1.50"
    assert document.value_span(("n",)).line == 3
    assert cut(text, document.value_span(("goals", "x"))) == '{ "motives": ["a", "b"] }'
    assert cut(text, document.value_span(())) == text


def test_a_string_knows_its_escapes() -> None:
    text = '{"a": "x\\n\\ud83d\\ude00\\/y"}'
    located = read(text).located(("a",))
    assert located.text == "x\n😀/y"
    assert [cut(text, located.span(at, at + 1)) for at in range(5)] == [
        "x", "\\n", "\\ud83d\\ude00", "\\/", "y",
    ]  # fmt: skip


SLIPS = [
    ("{'a': 1}", "'", "' does not quote a text in JSON", 'write "text"'),
    ('{"a": “x”}', "“", "“ does not quote a text in JSON", 'write "text"'),
    ("{a: 1}", "a", "a name needs double quotes", 'write "a"'),
    ('{"a": x}', "x", "text needs double quotes", 'write "x"'),
    ('{"a": True}', "True", '"True" is not a value of JSON', "write true"),
    ('{"a": None}', "None", '"None" is not a value of JSON', "write null"),
    ('{"a": 01}', "01", '"01" is not a number of JSON', "no zeros before"),
    ('{"a": .5}', ".5", '".5" is not a number of JSON', "both sides"),
    ('{"a": +1}', "+1", '"+1" is not a number of JSON', "no +"),
    ('{"a": 1,}', ",", "the last member has no comma after it", "remove the comma"),
    ('{"a": [1,]}', ",", "the last member has no comma after it", "remove the comma"),
    ('{"a": 1 "b": 2}', "1", "a comma is missing after this member", "write a comma"),
    ('{"a": [1 2]}', "1", "a comma is missing after this member", "write a comma"),
    ('{"a": [1; 2]}', "1;", '"1;" is not a number of JSON', "write digits"),
    ('{"a": ["x"; 2]}', ";", "a comma is expected here, not ;", "write ,"),
    ('{"a" = 1}', "=", "a name is followed by :, not by =", 'write "a": …'),
    ('{"a" 1}', '"a"', 'a : is missing after "a"', 'write "a": …'),
    ('{"a": }', "}", "a value is missing before }", "give one"),
    ('{"a":', "", "the text ends where a value is expected", ""),
    ('{"a"', '"a"', 'a : is missing after "a"', ""),
    ("{", "{", "this object is never closed", "add }"),
    ('{"a": 1', "{", "this object is never closed", "add }"),
    ('{"a": 1,', "{", "this object is never closed", "add }"),
    ('{"a": [1, 2', "[", "this list is never closed", "add ]"),
    ('{"a": [1}', "}", "this list is closed with } and not with ]", "write ]"),
    ("{,}", ",", "a member is missing before this comma", "remove"),
    ("{[1]: 2}", "[", "a name in double quotes is expected here", "name"),
    ('{"a": "x\n"}', '"x', "this text is not closed on its line", "\\n"),
    ('{"a": "x', '"x', "this text is not closed on its line", "add"),
    ('{"a": "\\q"}', "\\q", "\\q is not an escape that JSON knows", "\\\\"),
    ('{"a": "\\u12"}', "\\u", "\\u needs four hexadecimal digits", "\\\\"),
    ('{"a": "\\ud800x"}', "\\ud800", "\\ud800 is half of a character", "both halves"),
    ('{"a": "\\udc00"}', "\\udc00", "\\udc00 is half of a character", "both halves"),
    ('{"a": "\\ud800\\n"}', "\\ud800", "\\ud800 is half of a character", "both halves"),
    ('// x\n{"a": 1}', "// x", "JSON has no comments", "TOML"),
    ('{"a": 1} # x', "# x", "JSON has no comments", "TOML"),
    ('{"a": 1, /* x */ "b": 2}', '/* x */ "b": 2}', "JSON has no comments", "TOML"),
    ('{"a": 1}{"a": 1}', "{", "the text goes on after its end", "one object"),
]


@pytest.mark.parametrize(("text", "marked", "message", "help"), SLIPS)
def test_a_slip_is_named_with_its_mend(text: str, marked: str, message: str, help: str) -> None:
    found = only(lambda: read(text))
    assert (found.code, found.message) == ("MR0111", message)
    assert help in found.help
    assert cut(text, found.span) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [('{"a": "\x1b"}', "\x1b"), ('{"a":\u00a01}', "\u00a0"), ('{"a": 1\x00}', "\x00")],
)
def test_characters_that_cannot_be_seen_are_named(text: str, marked: str) -> None:
    found = only(lambda: read(text))
    assert found.code == "MR0116"
    assert cut(text, found.span) == marked


def test_every_name_given_twice_is_shown_at_both_places() -> None:
    text = '{"a": 1, "b": {"c": 1, "\\u0063": 2}, "a": 3}'
    found = refused(lambda: read(text))
    assert [(item.code, cut(text, item.span)) for item in found] == [
        ("MR0113", '"\\u0063"'),
        ("MR0113", '"a"'),
    ]
    assert [cut(text, item.labels[0].span) for item in found] == ['"c"', '"a"']
    assert found[1].labels[0].span.column == 2


@pytest.mark.parametrize("text", ["[1]", ' "x"', "\n3", "null", "[]"])
def test_a_text_that_is_no_object_is_refused(text: str) -> None:
    found = only(lambda: read(text))
    assert (found.code, found.message) == ("MR0114", "the text is not an object")
    assert cut(text, found.span) == text.strip()[0]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_refused(text: str) -> None:
    assert only(lambda: read(text)).code == "MR0106"


def test_numbers_that_cannot_be_calculated_with_are_refused() -> None:
    found = refused(lambda: read('{"a": NaN, "b": [-Infinity], "c": 1e999, "d": 1e-9999999999}'))
    assert [item.code for item in found] == ["MR0115", "MR0115", "MR0117", "MR0117"]
    assert found[1].message == "-Infinity is not a number that can be calculated with"
    found = refused(lambda: read(f'{{"a": {"9" * 101}, "b": {"9" * 5000}}}'))
    assert found[0].code == "MR0117"
    assert found[0].span.column == 7


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '{"a":' + "[" * 5000 + "]" * 5000 + "}"]
)
def test_nesting_without_end_is_refused_quickly(text: str) -> None:
    start = time.process_time()
    assert only(lambda: read(text)).code == "MR0112"
    assert time.process_time() - start < 10


def test_nesting_up_to_the_bound_is_read() -> None:
    deepest = '{"a":' + "[" * 63 + "]" * 63 + "}"
    assert read(deepest).value_span(("a", *[0] * 62)).column == 6 + 62
    assert only(lambda: read('{"a":' + "[" * 65 + "]" * 65 + "}")).code == "MR0112"


def test_a_fault_that_only_json_sees_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medrules.source.json_text._faults", lambda source: [])
    found = only(lambda: read('{"a": x}'))
    assert found.code == "MR0111"
    assert found.span.column == 7


scalars = st.one_of(
    texts,
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.none(),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=10,
)


@st.composite
def documents(draw: Any) -> str:
    data = draw(st.dictionaries(texts, values, max_size=4))
    return json.dumps(
        data, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1, "\t"]))
    )


@settings(deadline=None, max_examples=150)
@given(documents())
def test_every_place_leads_back_to_what_stands_there(text: str) -> None:
    document = read(text)
    assert JsonScanner(text).run().faults == []
    for path, value in paths(document.data):
        assert json.loads(cut(text, document.value_span(path)), parse_float=exact) == value
        key = json.loads(cut(text, document.key_span(path)), parse_float=exact)
        assert key == (path[-1] if isinstance(path[-1], str) else value)
        if isinstance(value, str):
            located = document.located(path)
            assert located.text == value
            for at, char in enumerate(value):
                assert json.loads(f'"{cut(text, located.span(at, at + 1))}"') == char


PIECES = st.sampled_from(
    [*"{}[]:,\"\\ \n\r\t01-.e'x\x00", "true", "\\u0041", '"a": 1', "{}", "1e5"]
)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_the_scanner_refuses_just_what_json_refuses(data: st.DataObject) -> None:
    text = data.draw(st.one_of(documents(), st.lists(PIECES).map("".join)))
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(PIECES) + text[at + data.draw(st.integers(0, 2)) :]
    try:
        json.loads(text)
        accepted = True
    except json.JSONDecodeError:
        accepted = False
    found = JsonScanner(text).run().faults
    # Here this reading is stricter than Python's.
    assume(not any("half of a character" in fault.message for fault in found))
    faults = [fault for fault in found if fault.code != "MR0113"]
    assert accepted == (faults == [])
    for fault in faults:
        assert 0 <= fault.extent[0] <= fault.extent[1] <= len(text)
