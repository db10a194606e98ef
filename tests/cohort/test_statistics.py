"""What the feet of Parquet files say is believed only where all of them say it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from medrules.cohort.batch import batch
from medrules.cohort.model import Asked, InputFile
from medrules.cohort.statistics import Span, spans_of
from medrules.loading import load

duckdb = pytest.importorskip("duckdb")

PACK = """
[pack]
id = "loans"
version = "1.0.0"
title = "Loans"
description = "Who gets a loan."
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

[[facts]]
path = "age"
type = "integer"
title = "Age"
question = "How old?"
min = 0
max = 120

[[conclusions]]
path = "grown"
type = "boolean"
title = "Grown up"

[[rules]]
id = "grown"
when = 'age >= 18'
then = { grown = true }
because = "18 or more."
cites = ["s"]

[[rules]]
id = "young"
when = 'age < 18'
then = { grown = false }
because = "Less than 18."
cites = ["s"]
"""


def written(path, *rows, column="age", kind="BIGINT"):
    values = ", ".join(f"({'NULL' if one is None else one})" for one in rows)
    duckdb.connect().execute(
        f"COPY (SELECT CAST(v AS {kind}) AS {column} FROM (VALUES {values}) AS t(v)) "
        f"TO '{path}' (FORMAT parquet)"
    )
    return str(path)


def spans(*paths):
    files = [InputFile(path, path, "parquet") for path in paths]
    return spans_of(duckdb.connect(), files)


def ran(tmp_path, *inputs):
    (tmp_path / "loans").mkdir()
    (tmp_path / "loans" / "pack.toml").write_text(PACK)
    (tmp_path / "loans" / "content.toml").write_text(CONTENT)
    program = load([tmp_path / "loans"], installed=False, cache=False)
    out = tmp_path / "out.jsonl"
    result = batch(program, Asked(tuple(inputs), str(out), open=True))
    return result, [json.loads(line) for line in out.read_text().splitlines()]


def test_all_files_count_together(tmp_path):
    one, two = written(tmp_path / "a.parquet", 3, 40), written(tmp_path / "b.parquet", 7, 90)
    assert spans(one, two) == {"age": Span(False, Decimal(3), Decimal(90))}
    gap = written(tmp_path / "c.parquet", None, 5)
    assert spans(one, gap)["age"].gaps


def test_a_column_that_a_file_lacks_is_not_known(tmp_path):
    one = written(tmp_path / "a.parquet", 3)
    other = written(tmp_path / "b.parquet", 3, column="years")
    assert spans(one, other) == {}


def test_the_ends_of_texts_and_floats_are_not_relied_on(tmp_path):
    texts = written(tmp_path / "a.parquet", "'x'", "'y'", kind="VARCHAR")
    reals = written(tmp_path / "b.parquet", 1.5, kind="DOUBLE")
    assert spans(texts)["age"] == spans(reals)["age"] == Span(False, None, None)


def test_gaps_in_one_file_are_unknown_in_its_rows_alone(tmp_path):
    full, gap = written(tmp_path / "a.parquet", 20, 10), written(tmp_path / "b.parquet", None, 30)
    _, rows = ran(tmp_path, full, gap)
    assert [(row["grown"], row["status"]) for row in rows] == [
        (True, "settled"),
        (False, "settled"),
        (None, "open"),
        (True, "settled"),
    ]
    assert rows[2]["open"] == ["grown"]


@pytest.mark.parametrize("kind", ["BIGINT", "DECIMAL(9, 2)", "DOUBLE"])
def test_numbers_outside_the_range_are_rejected_all_the_same(tmp_path, kind):
    result, rows = ran(tmp_path, written(tmp_path / "a.parquet", 20, 121, -1, 5, kind=kind))
    assert (result.read, result.answered, result.rejected) == (4, 2, 2)
    assert [row["grown"] for row in rows] == [True, False]


def test_decimals_of_an_integer_are_rejected_though_the_ends_fit(tmp_path):
    source = written(tmp_path / "a.parquet", 20, 30.25, kind="DECIMAL(9, 2)")
    result, rows = ran(tmp_path, source)
    assert (result.answered, result.rejected) == (1, 1)
    assert [row["row"] for row in rows] == [1]
