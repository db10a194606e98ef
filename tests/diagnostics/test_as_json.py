"""The shape that programs read stays as it is."""

from __future__ import annotations

import json

from medrules.diagnostics.as_json import to_json
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError, Severity
from medrules.source.span import Span


def test_every_key_is_there() -> None:
    found = report(
        "MR0113", "twice", Span("f", 3, 1, 3, 4), [Label(Span("g", 1, 1, 2, 1), "first")], "mend"
    )
    assert to_json([found]) == [
        {
            "code": "MR0113",
            "severity": "error",
            "message": "twice",
            "file": "f",
            "line": 3,
            "column": 1,
            "end_line": 3,
            "end_column": 4,
            "labels": [
                {
                    "message": "first",
                    "file": "g",
                    "line": 1,
                    "column": 1,
                    "end_line": 2,
                    "end_column": 1,
                }
            ],
            "help": "mend",
        }
    ]


def test_what_has_no_place_has_none() -> None:
    places = ("file", "line", "column", "end_line", "end_column")
    [nowhere] = to_json([report("MR0107", "x")])
    assert [nowhere[key] for key in places] == [None] * 5
    [whole_file] = to_json([report("MR0102", "x", Span("f", 0, 0, 0, 0))])
    assert [whole_file[key] for key in places] == ["f", None, None, None, None]
    assert whole_file["labels"] == []
    assert whole_file["help"] == ""


def test_any_name_of_a_file_can_be_written() -> None:
    found = to_json([report("MR0102", "no \udcff", Span("\udcff", 0, 0, 0, 0))])
    assert json.dumps(found, ensure_ascii=False).encode()
    assert found[0]["file"] == "\\udcff"


def test_an_error_tells_all_its_diagnostics() -> None:
    error = MedrulesError(
        iter([report("MR0107", "one", Span("f", 1, 2, 1, 3)), report("MR0106", "two")])
    )
    assert str(error) == "f:1:2: error[MR0107]: one\nerror[MR0106]: two"
    assert str(Diagnostic("MR0800", Severity.NOTE, "x", Span("f", 0, 0, 0, 0))) == (
        "f: note[MR0800]: x"
    )
