"""Record lists on Spark: read, checked, answered and gathered as on DuckDB; folded queries mean the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.interpreter.strategies import profiles, programs
from tests.spark.cohorts import answers, counts, lines, on_spark
from tests.spark.folded import check_folded
from tests.targets_sql import test_equal

from medrules.cases.read import read_cases
from medrules.cohort.batch import batch
from medrules.cohort.model import Asked
from medrules.cohort.spark.folding import fold
from medrules.cohort.spark.items import Unfolded
from medrules.diagnostics.model import MedrulesError
from medrules.evaluating import machine_for
from medrules.ir.program import Program
from medrules.loading import compile_folders, load
from medrules.packs.folder import read_folder
from medrules.profile.mapping import profile_from_mapping
from medrules.targets.sql.layout import layout
from medrules.targets.sql.query import query

PACK = """
[pack]
id = "courses"
version = "1.0.0"
title = "Courses"
description = "Which of the courses in view to take."
language = 1

[[enums]]
id = "term"
members = ["spring", "autumn"]

[[facts]]
path = "hours"
type = "number"
unit = "hours/week"
min = 0
max = 40

[[facts]]
path = "courses"
type = "records"
key = "name"
given_by = "both"
absent = "unknown"
max_items = 3

[[facts.fields]]
name = "name"
type = "text"

[[facts.fields]]
name = "hours"
type = "number"
unit = "hours/week"
min = 0
max = 40

[[facts.fields]]
name = "paid"
type = "boolean"

[[facts.fields]]
name = "terms"
type = "set"
of = "term"

[[options]]
of = "courses"
id = "reading"
fields = { hours = 2, paid = false, terms = [] }

[[conclusions]]
path = "courses[].fits"
type = "boolean"

[[conclusions]]
path = "courses[].rank"
type = "integer"

[[conclusions]]
path = "any_paid"
type = "boolean"

[[conclusions]]
path = "least"
type = "number"
unit = "hours/week"

[[formulas]]
id = "fits"
for = "course in courses"
conclusion = "courses[].fits"
value = 'course.hours <= hours and "autumn" in course.terms'
because = "{course.hours}."
cites = ["none: an example"]

[[formulas]]
id = "rank"
for = "course in courses"
conclusion = "courses[].rank"
value = "1 + count(courses[item.hours < course.hours])"
because = "{course.hours}."
cites = ["none: an example"]

[[formulas]]
id = "any-paid"
conclusion = "any_paid"
value = "some one in courses satisfies one.paid"
because = "A course is paid."
cites = ["none: an example"]

[[formulas]]
id = "least"
conclusion = "least"
value = "min(for one in courses return one.hours)"
because = "The shortest."
cites = ["none: an example"]
"""
LISTS = (
    "",
    "[]",
    " [ ] ",
    '[{"name": "A", "hours": 3, "paid": true, "terms": ["autumn"]}]',
    '[{"name": "A", "hours": 2.5, "terms": []}, {"name": "B", "hours": "1", "paid": "yes"}]',
    '[{"name": "A", "hours": null, "terms": "spring;autumn"}, {"name": "B", "hours": 7.0}]',
    '[{"name": "A", "hours": 41}]',
    '[{"name": "A", "hours": "long"}]',
    '[{"name": "A", "hours": 1.23456}]',
    '[{"name": "A", "paid": 3}]',
    '[{"name": "A", "terms": ["summer"]}]',
    '[{"name": "A", "size": 1}]',
    '[{"name": "A"}, {"name": "A"}]',
    '[{"name": "reading"}]',
    '{"name": "A"}',
    "[1]",
    "[null]",
    '["A"]',
    "5",
    "[[]]",
    '["{\\"name\\": \\"A\\"}"]',
    '[{"name": "A"}, {"name": "B"}, {"name": "C"}, {"name": "D"}]',
    # What follows the list, or would follow it within brackets or braces.
    '[{"name": "A"}] x',
    '[{"name": "A"}], []',
    '[{"name": "A"}]]',
    "[]] , [[]",
    '[]} {"b": []',
    '[], "b": [1]',
    "[{'name': 'A'}]",
    '[{"name": "A", "hours": NaN}]',
    '[{"name": "A", "hours": 01}]',
    "[{",
    '[{"name": "\\u00c4, \\"q\\"\\n"}]',
    '[{"name": "A/*"}] /* */',
    '[{"name": "' + "x" * 2001 + '"}]',
)
WANTED = ("courses[].fits", "courses[].rank", "any_paid", "least")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("courses")
    (folder / "pack.toml").write_text(PACK)
    return load([folder], installed=False, cache=False)


def write_csv(place: Path) -> str:
    with place.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "hours", "courses"])
        writer.writerows([number, 2, text] for number, text in enumerate(LISTS))
    return str(place)


def write_jsonl(place: Path) -> str:
    """The same as JSON, where it is JSON; else as a text that should be."""
    found = []
    for number, text in enumerate(LISTS):
        try:
            json.loads(text, parse_constant=lambda word: [][len(word)])
        except (ValueError, IndexError):
            text = json.dumps(text) if text else "null"
        found.append(f'{{"id": {number}, "hours": 2, "courses": {text}}}\n')
    place.write_text("".join(found), encoding="utf-8")
    return str(place)


@pytest.mark.parametrize("write", [write_csv, write_jsonl])
def test_lists_of_text_are_checked_and_answered_alike(
    program: Program, tmp_path: Path, write: object
) -> None:
    assert callable(write)
    source = write(tmp_path / f"people.{write.__name__.removeprefix('write_')}")
    asked = Asked((source,), str(tmp_path / "duck.parquet"), only=WANTED, open=True)
    here = batch(program, asked)
    there = on_spark(program, asked.replace(output=str(tmp_path / "spark")))
    assert counts(there) == counts(here)
    assert (here.answered, here.rejected) == (7, len(LISTS) - 7)
    assert answers(there.output) == answers(here.output)
    told = [
        {(row["column"], _plain(row["value"]), row["reason"]) for row in lines(result.rejects)}
        for result in (here, there)
    ]
    assert told[0] == told[1]


def _plain(text: str) -> str:
    """JSON without the spaces that one of two writers leaves, before the text is cut."""
    return text.replace(" ", "")[:1900]


def test_lists_of_structs_are_read_and_written_alike(program: Program, tmp_path: Path) -> None:
    source = tmp_path / "people.parquet"
    records = (
        "[{'name': 'A', 'hours': 2.50::DECIMAL(5, 2), 'terms': ['autumn']}, "
        "{'name': 'B', 'hours': NULL, 'terms': NULL}]",
        "[{'name': 'A', 'hours': 41.00, 'terms': ['autumn']}]",
        "[{'name': 'A', 'hours': 1, 'terms': ['x']}, {'name': 'A', 'hours': 1, 'terms': []}]",
        "[NULL]",
        "[]",
        "NULL",
    )
    rows = " UNION ALL ".join(
        f"SELECT {number} AS id, 3 AS hours, {one} AS courses" for number, one in enumerate(records)
    )
    with duckdb.connect() as link:
        link.execute(f"COPY ({rows}) TO '{source}' (FORMAT parquet)")
    asked = Asked((str(source),), str(tmp_path / "duck.csv"), only=WANTED, format="csv")
    here = batch(program, asked)
    there = on_spark(program, asked.replace(output=str(tmp_path / "spark")))
    assert counts(there) == counts(here) == (6, 3, 3, 3)
    found = [answers(one.output, form="csv") for one in (here, there)]
    at = found[0][0].index("courses")
    for names, people in found:
        assert names == found[0][0]
        for key, row in people.items():
            people[key] = (*row[:at], json.loads(str(row[at] or "null")), *row[at + 1 :])
    assert found[0] == found[1]
    reasons = [
        {(one["column"], one["reason"]) for one in lines(run.rejects)} for run in (here, there)
    ]
    assert reasons[0] == reasons[1]


def test_records_are_answered_as_the_interpreter_does(program: Program, tmp_path: Path) -> None:
    people = [
        {"hours": 2, "courses": [{"name": "A", "hours": 1, "terms": ["autumn"]}, {"name": "B"}]},
        {"hours": 2, "courses": [{"name": "A", "hours": 9, "paid": True}]},
        {"courses": []},
        {"hours": 2},
    ]
    source = tmp_path / "people.jsonl"
    source.write_text(
        "".join(json.dumps({"id": at, **one}) + "\n" for at, one in enumerate(people))
    )
    there = on_spark(program, Asked((str(source),), str(tmp_path / "out"), only=WANTED))
    names, rows = answers(there.output)
    machine = machine_for(program)
    for at, person in enumerate(people):
        run = machine.run(profile_from_mapping(program, person))
        found = dict(zip(names, rows[str(at)], strict=True))
        records = found["courses"] or []
        assert isinstance(records, list)
        assert len(records) == len(run.records.get("courses", ()))
        for one, expected in zip(records, run.records.get("courses", ()), strict=True):
            for field in ("fits", "rank"):
                assert one[field] == (
                    expected[field] if type(expected[field]) in (bool, int) else None
                )


def test_the_corpus_of_records_means_the_same_folded(spark: object) -> None:
    files = read_folder(str(test_equal.CORPUS / "records"), "records")
    made = compile_folders([files])
    cases = read_cases(files, made, "records")
    asked = layout(made, decimals=20)
    check_folded(spark, made, asked, [case.profile for case in cases])  # type: ignore[arg-type]


def test_options_behind_given_records_mean_the_same_folded(
    spark: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        test_equal,
        "compared",
        lambda made, given, _: check_folded(spark, made, layout(made), given),  # type: ignore[arg-type]
    )
    test_equal.test_options_stand_behind_given_records(None)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_programs_mean_the_same_folded(spark: object, data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    asked = layout(made)
    try:
        query(made, asked, why=True)
    except MedrulesError:
        return
    several = [data.draw(profiles(made)) for _ in range(6)]
    check_folded(spark, made, asked, several)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "WITH a AS (SELECT row, AVG(x) AS y FROM facts__l GROUP BY row) SELECT row, y FROM a",
        "WITH a AS (SELECT l.*, m.z AS z FROM facts__l AS l JOIN facts__m AS m "
        "ON l.row = m.row AND l.position = m.position) SELECT row, position, z FROM a",
    ],
)
def test_what_cannot_be_folded_is_refused(text: str) -> None:
    from medrules.cohort.spark.folding import records_of

    tree = sqlglot.parse_one(text, dialect="spark")
    lists = {f"facts__{one}": records_of(f"{one} position", {"x": f"{one} x"}) for one in "lm"}
    with pytest.raises(Unfolded):
        fold(tree, lists, "answer ")  # type: ignore[arg-type]


def test_records_of_two_scenarios_are_told_apart(program: Program, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "people.csv")
    asked = Asked(
        (source,), str(tmp_path / "duck.parquet"), only=WANTED[:3], compared=("hours=3.5",)
    )
    here = batch(program, asked)
    there = on_spark(program, asked.replace(output=str(tmp_path / "spark")))
    assert counts(there) == counts(here)
    assert 0 < here.changed_rows < here.answered
    assert (there.changed_rows, there.changes) == (here.changed_rows, here.changes)
    assert answers(there.output) == answers(here.output)
