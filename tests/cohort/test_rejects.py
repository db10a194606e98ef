"""What does not fit is rejected with its place and reason, and nothing is lost."""

from __future__ import annotations

import csv
import gzip
import json

import pytest
from tests.cohort.people import ran
from tests.cohort.test_equality import rows_of

from medrules.diagnostics.model import MedrulesError

ONLY = ("decision.outcome",)


def rejects_of(result):
    with open(result.rejects, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def run_text(tmp_path, text, name="people.csv", **more):
    source = tmp_path / name
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    more = {"only": ONLY} | more
    return ran(source, tmp_path / "out.csv", **more), rows_of(tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("support.funding", "ful", 'cannot be "ful"; did you mean "full"?'),
        ("plan.payoff_plan", "maybe", "should be true or false"),
        ("support.protected_hours_per_week", "81", "more than 80"),
        ("support.protected_hours_per_week", "-1", "less than 0"),
        ("support.protected_hours_per_week", "4h", "should be"),
        ("support.protected_hours_per_week", "1e999999999", "should be"),
        ("support.protected_hours_per_week", "NaN", "NaN"),
        ("support.protected_hours_per_week", "4.123456", "more digits"),
        ("experience.teaching_years", "3.5", "whole number"),
        ("goals.motives", "leadership;fame", 'cannot be "fame"'),
        ("goals.motives", "leadership;leadership", "stands twice"),
        ("goals.motives", '"[""leadership"", 5]"', 'cannot be "5"'),
        ("clinician.specialty", "x" * 2001, "2001 characters"),
        ("programs", "none", "JSON"),
        ("programs", '"[{""nam"": ""X""}]"', 'did you mean "name"?'),
        ("programs", '"[{""name"": ""X"", ""brand"": 101}]"', "more than 100"),
        ("programs", '"[{""name"": ""X""}, {""name"": ""X""}]"', "two records"),
        ("programs", '"{""name"": ""X""}"', "list of records"),
        ("programs", "[null]", "should be a record"),
        ("programs", '"[5]"', "record"),
    ],
)
def test_a_value_that_does_not_fit_rejects_its_row(tmp_path, column, value, reason):
    text = f"id,goals.primary_identity,{column}\n1,clinician,\n2,educator,{value}\n"
    result, rows = run_text(tmp_path, text)
    assert (result.read, result.answered, result.rejected) == (2, 1, 1)
    assert [row["id"] for row in rows] == ["1"]
    (reject,) = rejects_of(result)
    assert (reject["line"], reject["row"], reject["column"].partition("[")[0]) == ("3", "2", column)
    assert reason in reject["reason"]
    assert reject["file"].endswith("people.csv")


@pytest.mark.parametrize(
    ("value", "column"),
    [
        ("YES", "plan.payoff_plan"),
        (" 1 ", "plan.payoff_plan"),
        ("off", "plan.payoff_plan"),
        (" full ", "support.funding"),
        ("+04.50000", "support.protected_hours_per_week"),
        (".5", "support.protected_hours_per_week"),
        ("7.0", "experience.teaching_years"),
        (" leadership ;  scholarship", "goals.motives"),
        ('"[""leadership""]"', "goals.motives"),
        ("[]", "goals.motives"),
        ("   ", "goals.motives"),
        ("[]", "programs"),
    ],
)
def test_usual_spellings_fit(tmp_path, column, value):
    result, _ = run_text(tmp_path, f"goals.primary_identity,{column}\neducator,{value}\n")
    assert (result.answered, result.rejected) == (1, 0)


def test_malformed_lines_are_rejects_and_lines_count_as_in_an_editor(tmp_path):
    text = (
        "id,clinician.specialty,support.funding\n"
        "1,x,full\n"
        "2,x\n"
        "3,x,full,more\n"
        "\n"
        '4,"two\nlines",full\n'
        '5,"a""b",ful\n'
        '6,"a"b,full\n'
        "7,x,none\n"
    )
    result, rows = run_text(tmp_path, text)
    assert (result.read, result.answered, result.rejected) == (7, 3, 4)
    assert [row["id"] for row in rows] == ["1", "4", "7"]
    assert {reject["line"] for reject in rejects_of(result)} == {"3", "4", "8", "9"}


def test_jsonl_lines_that_are_no_objects_are_rejects(tmp_path):
    lines = [
        '{"id": 1, "support": {"funding": "full"}}',
        "",
        "{bad",
        "[1]",
        '{"id": 2, "id": 3}',
        '{"id": 4, "support": {"funding": "ful"}}',
        '{"id": 5, "support.protected_hours_per_week": 12, "support": {"funding": null}}',
    ]
    result, rows = run_text(tmp_path, "\n".join(lines), "people.jsonl")
    assert (result.read, result.answered, result.rejected) == (6, 2, 4)
    assert [row["id"] for row in rows] == ["1", "5"]
    assert [reject["line"] for reject in rejects_of(result)] == ["3", "4", "5", "6"]


def test_several_files_keep_their_own_lines_and_columns_in_any_order(tmp_path):
    (tmp_path / "a.csv").write_text("id,support.funding\n1,full\n2,ful\n")
    (tmp_path / "b.csv").write_text("support.funding;id\nnone;3\nnon;4\nfull;5\n")
    result = ran(tmp_path / "*.csv", tmp_path / "out.parquet", only=ONLY)
    rows = rows_of(tmp_path / "out.parquet")
    assert [(row["row"], row["id"]) for row in rows] == [(1, "1"), (3, "3"), (5, "5")]
    found = [(one["file"][-5:], one["line"], one["row"]) for one in rejects_of(result)]
    assert found == [("a.csv", "3", "2"), ("b.csv", "3", "4")]


def test_compressed_text_is_read(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,support.funding\n1,full\n2,ful\n"))
    result = ran(tmp_path / "a.csv.gz", tmp_path / "out.csv", only=ONLY)
    assert (result.answered, rejects_of(result)[0]["line"]) == (1, "3")


def test_rejects_go_where_they_are_told_as_json_lines(tmp_path):
    place = tmp_path / "bad.jsonl"
    run_text(tmp_path, "id,support.funding\n1,ful\n", rejects=str(place))
    (line,) = place.read_text().splitlines()
    assert json.loads(line)["value"] == "ful"


def test_all_that_is_wrong_with_a_row_is_told(tmp_path):
    result, _ = run_text(tmp_path, "support.funding,plan.payoff_plan\nful,perhaps\n")
    assert result.rejected == 1
    assert [one["column"] for one in rejects_of(result)] == ["support.funding", "plan.payoff_plan"]


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("id,support.fundng\n1,full\n", "MR1104", 'did you mean "support.funding"'),
        ("id,suport.funding\n1,full\n", "MR1104", 'did you mean "support.funding"'),
        ("id,support.money\n1,full\n", "MR1104", '"support" has facts'),
        ("id,figures.tuition_low,support.funding\n1,2,full\n", "MR1104", "parameter"),
        ("id,programs[0].name,support.funding\n1,X,full\n", "MR1104", "as JSON in one column"),
        ("support.funding,support__funding\nfull,full\n", "MR1106", "both give"),
        ("support.funding,support.funding\nfull,full\n", "MR1103", "two columns"),
        ("support.funding,\nfull,full\n", "MR1103", "has no name"),
        ("id,name\n1,x\n", "MR1110", "no column of the input is a fact"),
        ("", "MR1102", "is empty"),
        ("\xff\xfei\x00d\x00", "MR1102", "UTF-16"),
        ('id,"support.funding\n' + "x" * 100, "MR1103", "quotes"),
        (",".join(f"c{one}" for one in range(2001)), "MR1103", "2001 columns"),
    ],
)
def test_headers_that_cannot_be_used_stop_the_run(tmp_path, text, code, part):
    data = text.encode("latin-1") if text.startswith("\xff") else text.encode()
    with pytest.raises(MedrulesError) as caught:
        run_text(tmp_path, data)
    assert code in [one.code for one in caught.value.diagnostics]
    assert any(part in f"{one.message} {one.help}" for one in caught.value.diagnostics)
    assert not (tmp_path / "out.csv").exists()


def test_a_parquet_column_of_another_shape_stops_the_run(tmp_path):
    import duckdb

    path = str(tmp_path / "a.parquet")
    duckdb.connect().execute(f"COPY (SELECT ['full'] AS \"support.funding\") TO '{path}'")
    with pytest.raises(MedrulesError, match="MR1107"):
        ran(path, tmp_path / "out.csv")


def test_parquet_values_are_checked_too(tmp_path):
    import duckdb

    path = str(tmp_path / "a.parquet")
    duckdb.connect().execute(
        "COPY (SELECT * FROM (VALUES (1, {'funding': 'full', 'protected_hours_per_week': 4.5}, 3), "
        "(2, {'funding': 'ful', 'protected_hours_per_week': 400.0}, 99), (3, NULL, NULL)) "
        f"AS t(id, support, experience__teaching_years)) TO '{path}'"
    )
    result = ran(path, tmp_path / "out.csv", only=ONLY)
    assert (result.answered, result.rejected) == (2, 1)
    assert [(one["row"], one["line"], one["column"]) for one in rejects_of(result)] == [
        ("2", "", path)
        for path in (
            "support.funding",
            "support.protected_hours_per_week",
            "experience.teaching_years",
        )
    ] or len(rejects_of(result)) == 3


def test_names_and_values_of_strangers_are_only_text(tmp_path):
    name = '"x""); DROP TABLE facts; --"'
    text = f"{name},support.funding\n'; SELECT 1; --,full\n"
    result, rows = run_text(tmp_path, text)
    assert result.answered == 1
    assert rows[0]['x"); DROP TABLE facts; --'] == "'; SELECT 1; --"


def test_a_file_name_with_quotes_is_only_a_name(tmp_path):
    result, _ = run_text(tmp_path, "support.funding\nfull\n", 'it\'s "x".csv')
    assert result.answered == 1


def test_lines_that_are_no_utf8_or_too_long_are_rejects_and_the_rest_keep_their_lines(tmp_path):
    lines = [
        b'{"id": 1, "support.funding": "full"}',
        b'{"id": 2, "support.funding": "\xff"}',
        b'{"id": 3, "support.funding": "ful"}',
        b'{"id": 4, "x": "' + b"y" * 3_000_000 + b'"}',
        b'{"id": 5, "support.funding": "fall"}',
    ]
    result, _ = run_text(tmp_path, b"\n".join(lines), "people.jsonl")
    assert (result.read, result.answered) == (5, 1)
    assert {one["line"] for one in rejects_of(result)} == {"2", "3", "4", "5"}
    text = b"id,support.funding\n1,full\n2,\xff\n3,ful\n"
    result, _ = run_text(tmp_path, text)
    assert (result.read, result.answered) == (3, 1)
    assert {one["line"] for one in rejects_of(result)} == {"3", "4"}


def test_records_in_the_output_have_their_names(tmp_path):
    line = '{"programs": [{"name": "A", "brand": 50}, {"name": "B"}]}\n'
    source = tmp_path / "people.jsonl"
    source.write_text(line)
    wanted = ("programs[].rank", "role_factors[].pays_now")
    ran(source, tmp_path / "out.jsonl", only=wanted)
    (row,) = rows_of(tmp_path / "out.jsonl")
    assert [one["name"] for one in row["programs"]] == ["A", "B"]
    assert len({one["name"] for one in row["role_factors"]}) == len(row["role_factors"])
