"""Typed access to tables: the value, its default, or a TypeError where a schema was bypassed."""

from __future__ import annotations

import pytest

from medrules.packs.model import Place
from medrules.packs.table import Table
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

TEXT = """
[one]
text = "word"
date = 2024-02-29
time = 12:30:00
flag = true
whole = 7
list = ["a", 1]
inner = { b = 1, a = "x" }
cites = ["src#A", "none: why"]
[[one.rows]]
id = "r1"
[[one.rows]]
id = "r2"
"""


@pytest.fixture(scope="module")
def table() -> Table:
    document = parse_toml(SourceFile("t.toml", TEXT))
    data = document.data["one"]
    return Table(data, Place(document, ("one",)))


def test_values_come_in_their_type(table: Table) -> None:
    assert table.text("text") == "word"
    assert table.text("date") == "2024-02-29"
    assert table.text("time") == "12:30:00"
    assert table.flag("flag") is True
    assert table.whole("whole") == 7
    assert table.items("list") == ["a", 1]
    assert table.texts("list") == ("a", "1")
    assert table.pairs("inner") == (("b", 1), ("a", "x"))
    assert table.raw("whole") == 7


def test_what_is_absent_has_its_default(table: Table) -> None:
    assert table.text("no") == ""
    assert table.text("no", "d") == "d"
    assert table.flag("no") is False
    assert table.flag("no", True) is True
    assert table.whole("no") == 0
    assert table.whole("no", 50) == 50
    assert table.items("no") == []
    assert table.texts("no") == ()
    assert table.pairs("no") == ()
    assert table.tables("no") == ()
    assert table.cites() != ()
    assert table.raw("no") is None
    assert table.located("no") is None
    assert table.located_items("no") == ()


def test_places_are_those_of_the_file(table: Table) -> None:
    located = table.located("text")
    assert located is not None
    assert located.text == "word"
    assert str(located.span(0, 4)).startswith("t.toml:3:")
    assert [one.text for one in table.located_items("cites")] == ["src#A", "none: why"]
    assert [(one.text, str(one.at.value())) for one in table.cites()] == [
        ("src#A", "t.toml:10:10"),
        ("none: why", "t.toml:10:19"),
    ]


def test_inner_tables_know_where_they_stand(table: Table) -> None:
    rows = table.tables("rows")
    assert [row.text("id") for row in rows] == ["r1", "r2"]
    assert str(rows[1].at.value("id")) == "t.toml:14:6"


@pytest.mark.parametrize(
    ("ask", "key"),
    [("text", "whole"), ("flag", "text"), ("whole", "text"), ("items", "text"), ("pairs", "text"),
     ("tables", "text"), ("texts", "whole")],
)  # fmt: skip
def test_another_type_is_a_type_error(table: Table, ask: str, key: str) -> None:
    with pytest.raises(TypeError, match=key):
        getattr(table, ask)(key)


def test_what_is_no_table_is_a_type_error(table: Table) -> None:
    with pytest.raises(TypeError, match="is no table"):
        table.tables("list")
