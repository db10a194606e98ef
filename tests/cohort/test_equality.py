"""Every answered row of a cohort is what the interpreter says of that person."""

from __future__ import annotations

import csv
import json

import pytest
from tests.cohort.people import (
    answer,
    people,
    program,
    ran,
    same,
    visible,
    write_csv,
    write_jsonl,
    write_parquet,
)

from medrules.evaluating import evaluate
from medrules.ir.evaluation import Interval
from medrules.ir.values import UNKNOWN

WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


def rows_of(path):
    """The rows of an output, whatever its format."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    import duckdb

    cursor = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def opened(row):
    found = row["open"]
    return found if isinstance(found, list) else [one for one in (found or "").split(";") if one]


@pytest.mark.parametrize("known", [1.0, 0.8, 0.3])
@pytest.mark.parametrize(
    ("kind", "into"),
    [("csv", "csv"), ("jsonl", "jsonl"), ("parquet", "parquet"), ("csv", "parquet")],
)
def test_every_row_is_answered_as_one_profile_is(tmp_path, kind, into, known):
    cohort = people(60, 7, known)
    source = WRITERS[kind](tmp_path / f"people.{kind}", cohort)
    result = ran(source, tmp_path / f"answers.{into}", open=True)
    rows = rows_of(tmp_path / f"answers.{into}")
    assert (result.read, result.answered, result.rejected) == (60, 60, 0)
    assert [int(row["row"]) for row in rows] == list(range(1, 61))
    assert [int(row["id"]) for row in rows] == list(range(60))
    for person, row in zip(cohort, rows, strict=True):
        values, _ = answer(person)
        unknown = {path for path in visible() if values[path] is UNKNOWN}
        assert set(opened(row)) == unknown
        assert row["status"] == ("open" if unknown else "settled")
        for path in visible():
            if path not in unknown:
                assert same(path, row[path], values[path]), (path, row[path], values[path])


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_records_are_answered_as_one_profile_is(tmp_path, kind):
    cohort = people(40, 11, 0.7, programs=True)
    source = WRITERS[kind](tmp_path / f"people.{kind}", cohort)
    wanted = tuple(one.path for one in program().derived if one.path.startswith("programs[]."))
    result = ran(source, tmp_path / "answers.jsonl", only=wanted)
    assert result.answered == 40
    for person, row in zip(cohort, rows_of(tmp_path / "answers.jsonl"), strict=True):
        _, records = answer(person)
        found = row["programs"] or []
        assert len(found) == len(records.get("programs", []))
        for one, expected in zip(found, records.get("programs", []), strict=True):
            for path in wanted:
                field = path.partition("[].")[2]
                if expected[field] is not UNKNOWN:
                    assert same(path, one[field], expected[field]), path


def test_records_and_people_are_answered_together_as_apart(tmp_path):
    cohort = people(60, 21, 0.7, programs=True)
    source = write_parquet(tmp_path / "people.parquet", cohort)
    scalar, records = ("decision.outcome", "reasons"), ("alternatives[].fit", "programs[].rank")
    for name, wanted in (("a", scalar), ("b", records), ("c", (*scalar, *records))):
        ran(source, tmp_path / f"{name}.jsonl", only=wanted)
    apart, beside, together = (rows_of(tmp_path / f"{name}.jsonl") for name in "abc")
    assert len(together) == 60
    for one, other, row in zip(apart, beside, together, strict=True):
        firm = {one["status"], other["status"]} == {"settled"}
        assert row == {**one, **other, "status": "settled" if firm else "open"}


def test_scalars_and_several_lists_are_answered_side_by_side(tmp_path):
    cohort = people(40, 13, 0.6, programs=True)
    source = write_parquet(tmp_path / "people.parquet", cohort)
    asked = [*visible(), *(one.path for one in program().derived if "[]." in one.path)]
    ran(source, tmp_path / "answers.jsonl", only=tuple(asked))
    rows = rows_of(tmp_path / "answers.jsonl")
    assert [row["row"] for row in rows] == list(range(1, 41))
    for person, row in zip(cohort, rows, strict=True):
        values, records = answer(person)
        for path in visible():
            if values[path] is not UNKNOWN:
                assert same(path, row[path], values[path]), path
        for path in asked[len(visible()) :]:
            head, _, field = path.partition("[].")
            found = row[head] or []
            assert len(found) == len(records.get(head, []))
            for one, expected in zip(found, records.get(head, []), strict=True):
                if expected[field] is not UNKNOWN:
                    assert same(path, one[field], expected[field]), path


def test_settling_gives_what_evaluate_gives(tmp_path):
    cohort = people(25, 3, 0.75)
    source = write_csv(tmp_path / "people.csv", cohort)
    wanted = ("decision.outcome", "reasons", "costs.net_usd_low", "costs.hours_affordable")
    result = ran(source, tmp_path / "answers.jsonl", only=wanted, settle=True)
    assert result.answered == 25
    for person, row in zip(cohort, rows_of(tmp_path / "answers.jsonl"), strict=True):
        found = evaluate(program(), person, only=wanted).conclusions
        ranks = ["settled", "provisional", "unknown"]
        worst = max(ranks.index(one.settlement.status) for one in found.values())
        assert row["status"] == ranks[worst]
        assert row["open"] == [
            path for path, one in found.items() if one.settlement.status != "settled"
        ]
        for path, one in found.items():
            if one.settlement.status == "settled":
                assert same(path, row[path], one.settlement.value)
            elif not isinstance(one.settlement.possible, Interval):
                assert len(row["possible"][path]) == len(one.settlement.possible)
                assert set(one.settlement.missing) <= set(row["missing"])


def test_why_names_the_rules_that_fired(tmp_path):
    cohort = people(20, 5, 0.9)
    source = write_parquet(tmp_path / "people.parquet", cohort)
    ran(source, tmp_path / "answers.jsonl", only=("decision.outcome",), why=True)
    for person, row in zip(cohort, rows_of(tmp_path / "answers.jsonl"), strict=True):
        fired = {
            rule
            for one in evaluate(program(), person, only=["decision.outcome"]).conclusions.values()
            for rule in one.rules
        }
        assert fired <= set(row["rules"])


def test_a_setting_holds_for_every_row(tmp_path):
    cohort = people(30, 9, 0.9)
    source = write_csv(tmp_path / "people.csv", cohort)
    ran(source, tmp_path / "a.csv", settings=("support.funding=full", "figures.weeks_per_year=40"))
    for person, row in zip(cohort, rows_of(tmp_path / "a.csv"), strict=True):
        changed = {**person, "support.funding": "full", "figures.weeks_per_year": 40}
        values, _ = answer(changed)
        for path in ("decision.outcome", "costs.hours_low", "costs.net_usd_low"):
            if values[path] is not UNKNOWN:
                assert same(path, row[path], values[path])


def test_two_scenarios_stand_beside_each_other_and_are_counted(tmp_path):
    cohort = people(50, 13, 1.0)
    source = write_parquet(tmp_path / "people.parquet", cohort)
    result = ran(
        source,
        tmp_path / "a.parquet",
        only=("decision.outcome",),
        compared=("plan.payoff_plan=true",),
    )
    pairs = []
    for person, row in zip(cohort, rows_of(tmp_path / "a.parquet"), strict=True):
        one = answer(person)[0]["decision.outcome"]
        other = answer({**person, "plan.payoff_plan": True})[0]["decision.outcome"]
        assert (row["before.decision.outcome"], row["after.decision.outcome"]) == (one, other)
        assert row["changed"] == (one != other)
        pairs += [(one, other)] if one != other else []
    assert result.changed_rows == len(pairs)
    assert {(one.before, one.after): one.count for one in result.changes} == {
        pair: pairs.count(pair) for pair in pairs
    }
