"""Two scenarios on Spark stand beside each other as they do on DuckDB, and the same people change."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.spark.cohorts import answers, counts, on_spark
from tests.spark.test_spark import PACK, RULES

from medrules.cohort.batch import batch
from medrules.cohort.model import Asked, Change
from medrules.ir.program import Program
from medrules.loading import load

MORE = """
[[enums]]
id = "step"
members = ["ask", "plan", "leave"]

[[facts]]
path = "leave.agreed"
type = "boolean"
title = "A leave is agreed"

[[conclusions]]
path = "leave.steps"
type = "set"
of = "step"
policy = "collect"
title = "Steps"

[[conclusions]]
path = "leave.first"
type = "enum"
of = "step"
title = "The first step"

[[rules]]
id = "ask"
when = "not(leave.granted)"
then = { "leave.steps" = "ask", "leave.first" = "ask" }
because = "Ask first."
cites = ["none: an example"]

[[rules]]
id = "plan"
when = "leave.granted"
then = { "leave.steps" = "plan", "leave.first" = "plan" }
because = "Plan it."
cites = ["none: an example"]

[[rules]]
id = "go"
when = "leave.granted and leave.years >= 3"
then = { "leave.steps" = "leave" }
because = "Time to go."
cites = ["none: an example"]

[[rules]]
id = "agreed"
when = "leave.agreed and leave.years >= 20"
then = { "leave.first" = "leave" }
because = "It is agreed."
cites = ["none: an example"]
"""
CSV = """id,changed,leave.contract,leave.years,leave.chair_agrees,leave.agreed
1,a,permanent,5,no,no
2,b,permanent,1,no,no
3,c,fixed-term,4,no,no
4,d,permanent,30,yes,no
5,e,permanent,,,no
6,f,permanent,5,yes,no
7,g,permanent,5,much,no
8,h,permanent,4,no,no
9,i,,,,
10,j,permanent,30,no,no
"""
SET = ("leave.chair_agrees=true", "leave.agreed=true")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("leave")
    (folder / "pack.toml").write_text(PACK)
    (folder / "rules.toml").write_text(RULES + MORE)
    return load([folder], installed=False, cache=False)


def test_two_scenarios_are_those_of_duckdb(program: Program, tmp_path: Path) -> None:
    form = "csv"
    source = tmp_path / "people.csv"
    source.write_text(CSV)
    one, other = str(tmp_path / f"duck.{form}"), str(tmp_path / "spark")
    asked = Asked((str(source),), one, compared=SET, open=True, why=True, format=form)
    here = batch(program, asked)
    there = on_spark(program, asked.replace(output=other))
    # A row on which rules contradict each other in the second scenario has no answer in either.
    assert counts(there) == counts(here) == (10, 7, 3, 2)
    assert (there.changed_rows, there.changes) == (here.changed_rows, here.changes)
    assert Change("leave.first", "ask", "plan", 3) in there.changes
    names, rows = answers(other, form=form)
    assert (names, rows) == answers(one, form=form)
    assert names[:2] == ["id", "input.changed"]
    assert set(rows) == {"1", "2", "3", "5", "6", "8", "9"}
