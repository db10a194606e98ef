"""Cohorts of other packs than the built-in ones: contradictions, null, lists that only a profile gives."""

from __future__ import annotations

import csv
import json

from medrules import load
from medrules.cohort.batch import batch
from medrules.cohort.model import Asked

PACK = """
[pack]
id = "loans"
version = "1.0.0"
title = "Loans"
description = "Who gets one."
language = 1
"""
CONTENT = """
[[sources]]
id = "s"
title = "A source"
authors = "Somebody"
date = "2024"
grade = "limited"
url = "https://example.org/"

[[enums]]
id = "verdict"
title = "Verdict"
members = [{ value = "yes", title = "Yes" }, { value = "no", title = "No" }]

[[facts]]
path = "age"
type = "integer"
title = "Age"
question = "How old?"
min = 0
max = 120

[[facts]]
path = "income"
type = "number"
title = "Income"
question = "How much?"
min = 0
max = 1000000

[[conclusions]]
path = "verdict"
type = "enum"
of = "verdict"
title = "Verdict"

[[conclusions]]
path = "share"
type = "number"
title = "Share"

[[formulas]]
id = "share"
conclusion = "share"
value = "income / (age - 30)"
because = "It is so."
cites = ["s"]

[[rules]]
id = "young"
when = "age < 30"
then = { verdict = "no" }
because = "Young."
cites = ["s"]

[[rules]]
id = "rich"
when = "income > 500"
then = { verdict = "yes" }
because = "Rich."
cites = ["s"]
"""


def run(tmp_path, text, **more):
    folder = tmp_path / "loans"
    folder.mkdir(exist_ok=True)
    (folder / "pack.toml").write_text(PACK)
    (folder / "content.toml").write_text(CONTENT)
    (tmp_path / "people.csv").write_text(text)
    program = load([folder], installed=False, cache=False)
    out = tmp_path / "out.jsonl"
    result = batch(program, Asked((str(tmp_path / "people.csv"),), str(out), **more))
    return result, [json.loads(line) for line in out.read_text().splitlines()]


def test_rows_on_which_rules_contradict_each_other_are_rejected_with_both(tmp_path):
    result, rows = run(tmp_path, "id,age,income\na,20,100\nb,20,1000\nc,40,1000\n")
    assert (result.read, result.answered, result.rejected) == (3, 2, 1)
    assert [(row["id"], row["verdict"]) for row in rows] == [("a", "no"), ("c", "yes")]
    with open(result.rejects, encoding="utf-8") as stream:
        (reject,) = csv.DictReader(stream)
    assert (reject["line"], reject["row"]) == ("3", "2")
    assert "loans/young" in reject["reason"]
    assert "loans/rich" in reject["reason"]


def test_null_is_a_value_and_unknown_is_open(tmp_path):
    _, rows = run(tmp_path, "id,age,income\na,30,100\nb,,100\nc,40,\nd,40,5\n", open=True)
    assert [(row["share"], "share" in row["open"]) for row in rows] == [
        (None, False),
        (None, True),
        (None, True),
        (0.5, False),
    ]


def test_contradictions_in_one_scenario_only_reject_the_row_from_both(tmp_path):
    result, rows = run(
        tmp_path, "id,age,income\na,20,100\nc,40,1000\n", compared=("income=1000",), settle=True
    )
    assert (result.read, result.answered, result.rejected) == (2, 1, 1)
    assert [row["id"] for row in rows] == ["c"]


def test_a_value_that_a_scenario_sets_is_still_checked_in_the_row(tmp_path):
    result, rows = run(
        tmp_path, "id,age,income\na,40,100\nb,40,much\nc,50,1000\n", compared=("income=5",)
    )
    assert (result.answered, result.rejected) == (2, 1)
    assert [row["after.share"] for row in rows] == [0.5, 0.25]
    assert result.changed_rows == 2


def test_more_decimals_when_asked_for(tmp_path):
    text = "age,income\n40,0.123456\n"
    assert run(tmp_path, text)[0].rejected == 1
    result, rows = run(tmp_path, text, decimals=6)
    assert result.rejected == 0
    assert abs(rows[0]["share"] - 0.0123456) < 1e-15
