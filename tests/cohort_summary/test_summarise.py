"""A file of answers is counted as it is, whatever its format and however sets are written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.cohort_summary.answers import program, written

from medrules.cohort.summary.build import summarise
from medrules.cohort.summary.model import (
    Cell,
    Change,
    Crossing,
    Members,
    Spread,
    Summary,
    Tally,
    known,
)
from medrules.diagnostics.model import MedrulesError


def counts(cells: tuple[Cell, ...]) -> dict[str, int | None]:
    """The counts by value, zeros left out."""
    return {cell.value: cell.count for cell in cells if cell.count != 0}


def last(summary: Summary) -> object:
    return summary.tables[-1]


def code_of(path: str, by: tuple[str, ...] = ()) -> str:
    with pytest.raises(MedrulesError) as caught:
        summarise(path, program(), by)
    return caught.value.diagnostics[0].code


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_the_headline_is_counted_and_the_status(tmp_path: Path, ending: str) -> None:
    found = summarise(written(tmp_path, ending), program(), least=0)
    status, outcome = found.tables
    assert found.rows == 120
    assert isinstance(status, Tally)
    assert counts(status.cells) == {"settled": 115, "provisional": 5}
    assert isinstance(outcome, Tally)
    assert outcome.column.title == "Should you take the degree?"
    assert counts(outcome.cells) == {
        "skip": 60,
        "smaller-programs": 30,
        "worthwhile": 25,
        "(unknown)": 5,
    }
    assert known(outcome.cells, found.rows) == 115


def test_a_declared_value_that_nobody_has_counts_zero(tmp_path: Path) -> None:
    found = last(summarise(written(tmp_path), program(), ["decision.outcome"]))
    assert isinstance(found, Tally)
    assert [cell.count for cell in found.cells if cell.value == "only-with-clear-payoff"] == [0]


def test_a_small_count_takes_the_next_one_along(tmp_path: Path) -> None:
    found = last(summarise(written(tmp_path), program(), ["decision.outcome"]))
    assert isinstance(found, Tally)
    assert counts(found.cells) == {
        "skip": 60,
        "smaller-programs": 30,
        "worthwhile": None,
        "(unknown)": None,
    }
    assert known(found.cells, 120) is None


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_a_set_is_counted_by_member(tmp_path: Path, ending: str) -> None:
    found = last(summarise(written(tmp_path, ending), program(), ["reasons"]))
    assert isinstance(found, Members)
    assert counts(found.members) == {"direction-fits": 70, "support-in-place": 30}
    assert counts(found.states) == {"(value)": 70, "(empty)": 30, "(unknown)": 20}


def test_a_bit_mask_is_counted_as_the_set_it_is(tmp_path: Path) -> None:
    kind = next(item.type for item in program().derived if item.path == "reasons")
    members = kind.item.members  # type: ignore[union-attr]
    fits, support = members.index("direction-fits"), members.index("support-in-place")
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i >= 100 THEN NULL WHEN i >= 70 THEN 0 "
        f"WHEN i < 30 THEN {1 << fits | 1 << support} ELSE {1 << fits} END::BIGINT AS reasons "
        "FROM range(120) AS t(i)",
    )
    found = last(summarise(path, program(), ["reasons"]))
    assert isinstance(found, Members)
    assert counts(found.members) == {"direction-fits": 70, "support-in-place": 30}
    assert counts(found.states) == {"(value)": 70, "(empty)": 30, "(unknown)": 20}


def test_a_member_that_all_but_a_few_have_is_held_back(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i < 5 THEN ['no-support'] ELSE ['direction-fits'] END AS reasons "
        "FROM range(120) AS t(i)",
    )
    found = last(summarise(path, program(), ["reasons"]))
    assert isinstance(found, Members)
    assert counts(found.members) == {"direction-fits": None, "no-support": None}


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_numbers_are_spread_exactly(tmp_path: Path, ending: str) -> None:
    found = last(summarise(written(tmp_path, ending), program(), ["costs.hours_low"]))
    assert isinstance(found, Spread)
    assert {point.percent: point.value for point in found.quantiles} == {
        5: None,
        25: 340,
        50: 590,
        75: 840,
        95: None,
    }
    assert found.mean == 595
    assert sum(cell.count or 0 for cell in found.cells) == 120
    assert found.cells[-1].count == 20


def test_the_greatest_number_is_shown_only_where_every_count_is(tmp_path: Path) -> None:
    found = last(summarise(written(tmp_path), program(), ["costs.hours_low"], least=0))
    assert isinstance(found, Spread)
    assert {point.percent: point.value for point in found.quantiles} == {
        0: 100,
        5: 140,
        25: 340,
        50: 590,
        75: 840,
        95: 1040,
        100: 1090,
    }


def test_one_huge_number_does_not_squeeze_the_others(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i = 0 THEN 1e15 ELSE i END::DOUBLE AS costs__hours_low "
        "FROM range(1000) AS t(i)",
    )
    found = last(summarise(path, program(), ["costs.hours_low"]))
    assert isinstance(found, Spread)
    ranges = [cell for cell in found.cells if cell.standing == "value"]
    assert len(ranges) >= 8
    assert ranges[-1].high is None
    assert all(cell.count is not None and cell.count >= 10 for cell in ranges)


def test_two_columns_are_crossed(tmp_path: Path) -> None:
    by = ["faculty", "decision.outcome"]
    found = last(summarise(written(tmp_path), program(), by, least=0))
    assert isinstance(found, Crossing)
    table = {
        (row.value, cell.value): found.counts[i][j]
        for i, row in enumerate(found.rows)
        for j, cell in enumerate(found.across)
        if found.counts[i][j]
    }
    assert table["Surgery", "skip"] == 15
    assert table["Medicine", "skip"] == 45
    assert sum(count or 0 for count in table.values()) == 120


def test_a_set_goes_down_whichever_is_named_first(tmp_path: Path) -> None:
    path = written(tmp_path)
    for by in (["faculty", "reasons"], ["reasons", "faculty"]):
        found = last(summarise(path, program(), by, least=0))
        assert isinstance(found, Crossing)
        assert found.overlapping
        assert found.down.path == "reasons"
        line = next(n for n, row in enumerate(found.rows) if row.value == "direction-fits")
        assert sorted(found.counts[line]) == [0, 18, 52]


def test_a_crossed_table_holds_back_what_gives_a_small_cell_away(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT a, b FROM (VALUES ('x','p',50),('x','q',3),('x','r',60),('y','p',40),"
        "('y','q',20),('y','r',70),('z','p',80),('z','q',90),('z','r',99)) AS t(a, b, n), "
        "range(n)",
    )
    found = last(summarise(path, program(), ["a", "b"]))
    assert isinstance(found, Crossing)
    held = {
        (found.rows[i].value, found.across[j].value)
        for i, line in enumerate(found.counts)
        for j, count in enumerate(line)
        if count is None
    }
    assert held == {("x", "q"), ("x", "p"), ("y", "q"), ("y", "p")}


def test_a_scenario_shows_before_and_after(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i < 60 THEN 'skip' ELSE 'worthwhile' END AS before__decision__outcome, "
        "CASE WHEN i < 40 THEN 'skip' ELSE 'worthwhile' END AS after__decision__outcome "
        "FROM range(120) AS t(i)",
    )
    (found,) = summarise(path, program()).tables
    assert isinstance(found, Change)
    assert found.title == "Should you take the degree?"
    assert found.changed == 20


def test_a_change_of_few_is_not_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i < 60 THEN 'skip' ELSE 'worthwhile' END AS before__decision__outcome, "
        "CASE WHEN i < 57 THEN 'skip' ELSE 'worthwhile' END AS after__decision__outcome "
        "FROM range(120) AS t(i)",
    )
    (found,) = summarise(path, program()).tables
    assert isinstance(found, Change)
    assert found.changed is None
    assert all(
        count is None for line in found.crossing.counts for count in line if count not in (0,)
    )


def test_values_that_few_have_are_not_even_named(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i < 8 THEN 'Ann Example' WHEN i < 20 THEN 'Name ' || i "
        "ELSE 'others' END AS who FROM range(120) AS t(i)",
    )
    found = last(summarise(path, program(), ["who"]))
    assert isinstance(found, Tally)
    assert counts(found.cells) == {"others": 100, "(other)": 20}


def test_of_few_rows_not_even_their_number_is_shown(tmp_path: Path) -> None:
    path = written(
        tmp_path, source="SELECT 'skip' AS decision__outcome, 'settled' AS status FROM range(7)"
    )
    found = summarise(path, program())
    assert found.rows is None
    for table in found.tables:
        assert isinstance(table, Tally)
        assert all(cell.count is None for cell in table.cells)


def test_null_is_not_unknown(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i < 50 THEN 1.5 END AS costs__hours_low, i >= 80 AS "
        "costs__hours_low__null FROM range(100) AS t(i)",
    )
    found = last(summarise(path, program(), ["costs.hours_low"]))
    assert isinstance(found, Spread)
    assert counts(found.cells[1:]) == {"(null)": 20, "(unknown)": 30}


def test_values_of_another_version_are_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT CASE WHEN i < 50 THEN 'maybe' ELSE 'skip' END AS decision__outcome "
        "FROM range(100) AS t(i)",
    )
    found = summarise(path, program())
    assert [note.code for note in found.notes] == ["MR1145"]
    outcome = last(found)
    assert isinstance(outcome, Tally)
    assert counts(outcome.cells) == {"skip": 50, "(other)": 50}


def test_texts_among_numbers_are_told(tmp_path: Path) -> None:
    place = tmp_path / "answers.csv"
    place.write_text("costs.hours_low\n" + "12\n" * 40 + "n/a\n" * 20)
    found = summarise(str(place), program(), ["costs.hours_low"])
    assert [note.code for note in found.notes] == ["MR1144"]
    spread = last(found)
    assert isinstance(spread, Spread)
    assert counts(spread.cells) == {"12..13": 40, "(unknown)": 20}
    assert spread.mean == Decimal(12)


def test_a_folder_of_parquet_files_is_one_file_of_answers(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT i % 3 AS part, 'skip' AS decision__outcome FROM range(90) AS t(i)) "
            f"TO '{folder}' (FORMAT parquet, PARTITION_BY (part))"
        )
    assert summarise(str(folder), program()).rows == 90
    assert summarise(str(folder), program(), ["part"]).rows == 90


def test_a_file_of_a_name_that_is_a_pattern_is_that_file(tmp_path: Path) -> None:
    written(tmp_path, name="a1")
    path = written(
        tmp_path, name="a[12]*", source="SELECT 'skip' AS decision__outcome FROM range(50)"
    )
    assert summarise(path, program()).rows == 50


def test_no_file(tmp_path: Path) -> None:
    assert code_of(str(tmp_path / "nothing.parquet")) == "MR1140"


def test_a_file_of_no_known_kind(tmp_path: Path) -> None:
    place = tmp_path / "answers.xlsx"
    place.write_bytes(b"PK")
    assert code_of(str(place)) == "MR1140"


def test_a_file_that_is_not_what_its_name_says(tmp_path: Path) -> None:
    place = tmp_path / "answers.parquet"
    place.write_bytes(b"not parquet at all")
    assert code_of(str(place)) == "MR1140"


def test_no_such_column(tmp_path: Path) -> None:
    path = written(tmp_path)
    with pytest.raises(MedrulesError) as caught:
        summarise(path, program(), ["decision.outcom"])
    (found,) = caught.value.diagnostics
    assert (found.code, found.help) == ("MR1141", 'did you mean "decision.outcome"?')


def test_nothing_to_count(tmp_path: Path) -> None:
    path = written(tmp_path, source="SELECT 1 AS id FROM range(20)")
    assert code_of(path) == "MR1142"


@pytest.mark.parametrize(
    "by",
    [("faculty", "faculty"), ("reasons", "tags"), ("faculty", "status", "id")],
)
def test_columns_that_cannot_be_crossed(tmp_path: Path, by: tuple[str, ...]) -> None:
    assert code_of(written(tmp_path, columns=", ['a'] AS tags"), by) == "MR1143"


def test_what_a_column_is_called_is_no_sql(tmp_path: Path) -> None:
    nasty = 'x"; DROP VIEW answers; --'
    path = written(
        tmp_path,
        source="SELECT '); SELECT 1' AS \"" + nasty.replace('"', '""') + '" FROM range(30)',
    )
    found = last(summarise(path, program(), [nasty]))
    assert isinstance(found, Tally)
    assert counts(found.cells) == {"); SELECT 1": 30}
