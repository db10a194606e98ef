"""Random documents: every span leads back to its value, and the scanner judges as tomllib does."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.diagnostics.model import MedrulesError
from medrules.source.numbers import exact
from medrules.source.text import SourceFile
from medrules.source.toml import TomlDocument, parse_toml
from medrules.source.toml_scanner import MAX_FAULTS, TomlScanner

from .places import cut, paths
from .toml_writer import documents, is_records


def reparsed(text: str) -> Any:
    return tomllib.loads(text, parse_float=exact)


def check_places(text: str, document: TomlDocument) -> None:
    for path, value in paths(document.data):
        key = cut(text, document.key_span(path))
        written = cut(text, document.value_span(path))
        names = [part for part in path if isinstance(part, str)]
        header = is_header(written, value)
        if isinstance(path[-1], str):
            assert reparsed(f"{key} = 1") == {path[-1]: 1}
        elif header:
            assert reparsed(f"{key} = 1") == {names[-1]: 1}
        else:
            assert key == written
        if header:
            assert header_names(reparsed(written)) == names
        elif isinstance(value, dict) and not written.startswith("{"):
            # A table that exists only as a part of longer keys.
            assert reparsed(f"{written} = 1") == {path[-1]: 1}
        else:
            assert reparsed(f"value = {written}") == {"value": value}
        if isinstance(value, str):
            check_string(text, document, path, value)


def is_header(written: str, value: Any) -> bool:
    if isinstance(value, dict):
        return written.startswith("[")
    return is_records(value) and written.startswith("[[")


def header_names(data: Any) -> list[str]:
    names = []
    while data:
        if isinstance(data, list):
            data = data[0]
            continue
        [(name, data)] = data.items()
        names.append(name)
    return names


def check_string(
    text: str, document: TomlDocument, path: tuple[str | int, ...], value: str
) -> None:
    located = document.located(path)
    assert located.text == value
    spans = [located.span(at, at + 1) for at in range(len(value))]
    for char, span in zip(value, spans, strict=True):
        written = cut(text, span)
        if written not in (char, "\r\n"):
            assert written.startswith("\\")
            written = reparsed(f'value = "{written}"')["value"]
        assert written.replace("\r\n", "\n") == char
    if value:
        whole, first, last = located.span(), spans[0], spans[-1]
        assert (whole.line, whole.column) == (first.line, first.column)
        assert (whole.end_line, whole.end_column) == (last.end_line, last.end_column)
        assert cut(text, whole) in cut(text, document.value_span(path))
    nothing = located.span(len(value), len(value))
    assert cut(text, nothing) == ""


@settings(deadline=None, max_examples=150)
@given(documents())
def test_every_place_leads_back_to_what_stands_there(case: tuple[str, dict[str, Any]]) -> None:
    text, data = case
    document = parse_toml(SourceFile("random.toml", text))
    assert document.data == data
    assert TomlScanner(text).run().faults == []
    check_places(text, document)


PIECES = st.sampled_from(
    [
        *"\"'\\[]{}=.,#\n\r\t :;-+_0a\x00\u00a0\x7f",
        '"""', "'''", "[[", "]]", "\\\n", "\r\n", " = ", "a = 1\n", "[a]\n", "[[a]]\n", "a.b = 2\n",
        "true", "1e5", "0x1", "inf", "1979-05-27", "07:32:00", "\\u00e9", "{a = 1}", "[1, 2]",
        "3. ", "01", "2026-02-30", "\\q", "\\ud800", "9_9", "_", "1__0", "+0x1", "24:00:00",
    ]
)  # fmt: skip


@st.composite
def damaged(draw: Any) -> str:
    text = draw(st.one_of(documents().map(lambda case: case[0]), st.lists(PIECES).map("".join)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        text = text[:start] + draw(st.one_of(PIECES, st.just(""))) + text[end:]
    return str(text)


@settings(deadline=None, max_examples=250)
@given(damaged())
def test_the_scanner_refuses_just_what_tomllib_refuses(text: str) -> None:
    try:
        tomllib.loads(text)
        accepted = True
    except tomllib.TOMLDecodeError:
        accepted = False
    faults = TomlScanner(text).run().faults
    assert accepted == (faults == [])
    assert len(faults) <= MAX_FAULTS + 1
    for fault in faults:
        start, end = fault.extent
        assert 0 <= start <= end <= len(text)
        assert fault.message


names = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(".".join)
statements = st.one_of(
    names.map("[{}]".format),
    names.map("[[{}]]".format),
    names.map("{} = 1".format),
    names.map("{} = []".format),
    st.builds("{} = {{ {} = 1, {} = 2 }}".format, names, names, names),
)


@settings(deadline=None, max_examples=250)
@given(st.lists(statements, max_size=6))
def test_keys_and_tables_clash_just_where_tomllib_says(lines: list[str]) -> None:
    text = "\n".join(lines)
    faults = TomlScanner(text).run().faults
    try:
        tomllib.loads(text)
        refused_at = 0
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        refused_at = int(place[1]) if place else len(lines)
    assert bool(refused_at) == bool(faults)
    if refused_at:
        assert {fault.code for fault in faults} == {"MR0113"}
        assert text.count("\n", 0, faults[0].extent[0]) + 1 == refused_at
        assert faults[0].other is not None
        assert faults[0].other[0] < faults[0].extent


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_any_text_is_read_or_refused_with_diagnostics(text: str) -> None:
    source = SourceFile("any.toml", text)
    try:
        parse_toml(source)
        reasons = 0
    except MedrulesError as error:
        reasons = len(error.diagnostics)
    assert reasons == len(TomlScanner(text).run().faults)
    with pytest.raises(LookupError):
        TomlDocument(source, {}).located(("nothing",))
