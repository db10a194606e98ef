"""XML comes in safely, and every element and every character of its text knows its place."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.diagnostics.model import MedrulesError
from medrules.dmn import xml
from medrules.dmn.xml import MAX_BYTES, MAX_DEPTH, parse


def refusal(data: bytes) -> tuple[str, int, int]:
    with pytest.raises(MedrulesError) as caught:
        parse(data, "model.dmn")
    (found,) = caught.value.diagnostics
    assert found.span.file == "model.dmn"
    return found.code, found.span.line, found.span.column


def test_an_element_knows_its_name_attributes_children_and_place() -> None:
    root = parse(b'<a xmlns="u" x=" 1 ">\n  <b/>\n  <c xmlns="v" y="2"/><b z="3"/></a>', "m.dmn")
    assert (root.name, root.namespace, root.get("x")) == ("a", "u", "1")
    assert [child.name for child in root.children] == ["b", "c", "b"]
    assert [child.get("z") for child in root.all("b")] == ["", "3"]
    assert root.first("c") is None, "another namespace is another element"
    assert str(root.children[1].span) == "m.dmn:3:3"


def test_attributes_of_other_namespaces_keep_their_namespace() -> None:
    root = parse(b'<a xmlns:t="urn:t" t:kind="x" kind="y"/>', "m.dmn")
    assert root.attributes == {"{urn:t}kind": "x", "kind": "y"}


def test_text_maps_back_to_its_place_over_entities_cdata_comments_and_lines() -> None:
    source = "<a>\u010d &gt;= 5\n and <!-- no -->x <![CDATA[< y]]></a>"
    text = parse(source.encode(), "m.dmn").text
    assert text.text == "\u010d >= 5\n and x < y"
    for character, place in ((">", (1, 6)), ("5", (1, 12)), ("x", (2, 17)), ("y", (2, 30))):
        start = text.text.index(character)
        span = text.span(start, start + 1)
        assert (span.line, span.column) == place
        assert (span.end_line, span.end_column) == (place[0], place[1] + 1)


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_every_character_of_a_text_is_where_its_span_says(text: str) -> None:
    source = f"<a>{escape(text)}</a>"
    lines = source.split("\n")
    located = parse(source.encode(), "m.dmn").text
    assert located.text == text
    for offset, character in enumerate(text):
        span = located.span(offset, offset + 1)
        if character == "\n":
            continue
        assert escape(character)[0] == lines[span.line - 1][span.column - 1]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", ("MR0901", 1, 1)),
        (b"<a>", ("MR0901", 1, 4)),
        (b"<a>\n</b>", ("MR0901", 2, 3)),
        (b"<a>&amp;&x;</a>", ("MR0901", 1, 9)),
        (b"<x:a/>", ("MR0901", 1, 1)),
        (b'<a b="1" b="2"/>', ("MR0901", 1, 10)),
        (b"\0\0", ("MR0901", 1, 1)),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', ("MR0901", 1, 1)),
        (b"<a>\xff</a>", ("MR0901", 1, 4)),
    ],
)
def test_what_is_not_xml_is_refused_with_its_place(
    data: bytes, place: tuple[str, int, int]
) -> None:
    assert refusal(data) == place


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://localhost/x.dtd">%x;]>',
        '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;"><!ENTITY n "&m;&m;&m;&m;">]>',
    ],
)
def test_no_document_type_is_read_so_no_entity_can_be(declaration: str) -> None:
    assert refusal(f"{declaration}<a>&x;</a>".encode())[0] == "MR0902"


def test_depth_is_bounded() -> None:
    deep = b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH
    assert parse(deep, "m.dmn").name == "a"
    assert refusal(b"<a>" + deep + b"</a>")[0] == "MR0903"
    assert refusal(b"<a>" * 100_000)[0] == "MR0903"


def test_size_is_bounded() -> None:
    assert refusal(b"<a>" + b" " * MAX_BYTES + b"</a>")[0] == "MR0903"


def test_the_number_of_elements_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 1000)
    parse(b"<a>" + b"<b/>" * 999 + b"</a>", "m.dmn")
    assert refusal(b"<a>" + b"<b/>" * 1000 + b"</a>")[0] == "MR0903"


def test_other_encodings_that_xml_knows_are_read() -> None:
    assert (
        parse('<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"), "m").text.text
        == "é"
    )
    assert parse("<a>é</a>".encode("utf-8-sig"), "m").text.text == "é"
