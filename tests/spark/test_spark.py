"""Spark answers as DuckDB does, row by row, and refuses what it cannot do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.spark.cohorts import answers, counts, lines, on_spark, people

from medrules.cohort.batch import batch
from medrules.cohort.model import Asked
from medrules.cohort.spark.session import METHOD_LIMIT
from medrules.diagnostics.model import MedrulesError
from medrules.ir.program import Program
from medrules.loading import load

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PACK = """
[pack]
id = "leave"
version = "1.0.0"
title = "Study leave"
description = "Who gets study leave, and why."
language = 1

[[enums]]
id = "contract"
title = "Contract"
members = [{ value = "permanent", title = "Permanent" }, { value = "fixed-term", title = "Fixed term" }]

[[facts]]
path = "leave.contract"
type = "enum"
of = "contract"
title = "Contract"

[[facts]]
path = "leave.years"
type = "number"
unit = "years"
min = 0
max = 60
title = "Years here"

[[facts]]
path = "leave.chair_agrees"
type = "boolean"
title = "The chair agrees"

[[conclusions]]
path = "leave.granted"
type = "boolean"
title = "Study leave"

[[conclusions]]
path = "leave.weeks"
type = "number"
unit = "weeks"
title = "Weeks of leave"
"""
RULES = """
[[rules]]
id = "granted"
when = 'leave.contract = "permanent" and leave.chair_agrees'
then = { "leave.granted" = true }
because = "The chair agrees."
cites = ["none: an example"]

[[rules]]
id = "weeks"
when = 'leave.granted and leave.years >= 2.5'
then = { "leave.weeks" = 6 }
because = "Leave lasts six weeks."
cites = ["none: an example"]
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("leave")
    (folder / "pack.toml").write_text(PACK)
    (folder / "rules.toml").write_text(RULES)
    return load([folder], installed=False, cache=False)


def test_the_packs_answer_alike_row_by_row(tmp_path: Path) -> None:
    program = load()
    source = people(program, tmp_path / "people.csv", 200, 5)
    one, other = str(tmp_path / "duck.parquet"), str(tmp_path / "spark")
    every = tuple(item.path for item in program.derived if not item.internal)
    assert any("[]" in path for path in every)
    here = batch(program, Asked((source,), one, only=every, why=True))
    there = on_spark(program, Asked((source,), other, only=every, why=True))
    assert counts(there) == counts(here)
    assert here.rejected > 0
    names, rows = answers(one)
    assert answers(other) == (names, rows)
    told = {(line["column"], line["value"], line["reason"]) for line in lines(here.rejects)}
    assert {
        (line["column"], line["value"], line["reason"]) for line in lines(there.rejects)
    } == told


CSV = """id,leave.contract,leave.years,leave.chair_agrees
1,permanent,5,yes
2,fixed-term,1.5,no
3,nobody,2,no
4,permanent,,
5,permanent,99,yes
6,fixed-term
7,permanent,3.25,TRUE
"""


def test_the_rules_that_fired_are_those_of_duckdb(small: Program, tmp_path: Path) -> None:
    source = tmp_path / "people.csv"
    source.write_text(CSV)
    one, other = str(tmp_path / "duck.parquet"), str(tmp_path / "spark")
    here = batch(small, Asked((str(source),), one, why=True))
    there = on_spark(small, Asked((str(source),), other, why=True))
    assert counts(there) == counts(here) == (7, 4, 3, 1)
    assert answers(other) == answers(one)
    names, rows = answers(other)
    assert rows["7"][names.index("rules")] == ["leave/granted", "leave/weeks"]
    reasons = {line["column"]: line["value"] for line in lines(there.rejects)}
    assert reasons == {"leave.contract": "nobody", "leave.years": "99", "": "6,fixed-term"}


def test_parquet_and_json_are_read_and_written_in_parts(small: Program, tmp_path: Path) -> None:
    source = tmp_path / "people.jsonl"
    source.write_text(
        '{"id": 1, "leave": {"contract": "permanent", "years": 2.5, "chair_agrees": true}}\n'
        '{"id": 2, "leave": {"contract": "fixed-term"}}\n'
        "this is no JSON\n"
    )
    there = on_spark(small, Asked((str(source),), str(tmp_path / "out")), ("leave.granted",))
    assert counts(there) == (3, 2, 1, 0)
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == {
        "leave.granted=true",
        "leave.granted=false",
    }
    assert {row[1] for row in answers(str(tmp_path / "out"))[1].values()} == {None, Decimal(6)}


def test_a_folder_of_parquet_is_read(small: Program, tmp_path: Path) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    for part in (1, 2):
        with duckdb.connect() as link:
            link.execute(
                "COPY (SELECT id, 'permanent' AS leave__contract, true AS leave__chair_agrees, "
                f"2.50::DECIMAL(6, 2) AS leave__years FROM range(5) AS t(id)) "
                f"TO '{folder}/{part}.parquet' (FORMAT parquet)"
            )
    there = on_spark(small, Asked((str(folder),), str(tmp_path / "out")))
    assert counts(there) == (10, 10, 0, 0)


def test_no_generated_method_is_too_large_to_be_compiled(
    spark: SparkSession, tmp_path: Path
) -> None:
    from medrules.cohort.binding import bind
    from medrules.cohort.model import Mapping
    from medrules.cohort.scenarios import constants_of
    from medrules.cohort.spark.planning import plan_of
    from medrules.cohort.spark.reading import read
    from medrules.cohort.spark.running import answered, names_of_lists
    from medrules.profile.vocabulary import Vocabulary

    program = load()
    vocabulary = Vocabulary(program)
    source = people(program, tmp_path / "people.csv", 3, 5)
    lists = names_of_lists(vocabulary, Mapping())
    cohort = read(spark, (source,), None, None, vocabulary.groups, lists)
    binding = bind(cohort.columns, Mapping(), vocabulary, None, ";")
    # Two scenarios have the widest rows, and the longest chain.
    after = constants_of(vocabulary, ("support.funding=full", "figures.weeks_per_year=40"))
    plan = plan_of(program, Asked((source,), str(tmp_path / "out")), binding, {}, after)
    frame, _ = answered(cohort.frame, plan, cohort.broken)
    debug = spark._jvm.org.apache.spark.sql.execution.debug  # type: ignore[union-attr]
    physical = frame._jdf.queryExecution().executedPlan()  # type: ignore[operator]
    stages = getattr(debug, "package").codegenStringSeq(physical)  # noqa: B009
    sizes = [stages.apply(n)._3().maxMethodCodeSize() for n in range(stages.size())]
    assert len(sizes) > 10
    assert max(sizes) <= METHOD_LIMIT


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(("people.csv",), "out", settle=True), "MR1163"),
        (Asked(("-",), "out"), "MR1163"),
        (Asked(("people.csv",), "-"), "MR1163"),
        (Asked(("people.csv",), "."), "MR1164"),
        (Asked(("no-such-file.csv",), "out"), "MR1165"),
        (Asked(("no-such-folder",), "out"), "MR1165"),
    ],
)
def test_refusals(small: Program, asked: Asked, code: str) -> None:
    with pytest.raises(MedrulesError) as caught:
        on_spark(small, asked)
    assert code in {one.code for one in caught.value.diagnostics}


def test_an_address_that_is_none(small: Program) -> None:
    from medrules.cohort.spark.running import run_on_spark

    with pytest.raises(MedrulesError) as caught:
        run_on_spark(small, Asked(("people.csv",), "out"), "sprak://here")
    assert [one.code for one in caught.value.diagnostics] == ["MR1161"]


def test_no_java_is_told(small: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/no/such/java")
    with pytest.raises(MedrulesError) as caught:
        on_spark(small, Asked(("people.csv",), "out"))
    assert [one.code for one in caught.value.diagnostics] == ["MR1160"]
