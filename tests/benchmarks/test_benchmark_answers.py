"""Everybody who is measured gives the same answers: by hand, generated, interpreted, and the peers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks.contenders import NAMES
from benchmarks.contenders.interpreted import values_of
from benchmarks.contenders.model import Absent, binary, common
from benchmarks.handwritten import complete, partial
from benchmarks.profiles import CONCLUSIONS, FACTS, RULES, SETS, Facts, people, profile_of, program
from benchmarks.timing import Worker
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import growth
from medrules.formatting.folder import reformat
from medrules.interpreter.machine import Machine, prepare
from medrules.ir.program import Program

HAND = Path(complete.__file__).parent


@pytest.fixture(scope="module")
def rules() -> Program:
    return program()


@pytest.fixture(scope="module")
def machine(rules: Program) -> Machine:
    return prepare(rules)


def test_the_rules_name_every_fact_and_conclusion(rules: Program) -> None:
    assert {item.path for item in rules.facts} == set(FACTS)
    assert tuple(item.path for item in rules.derived) == CONCLUSIONS
    assert 35 <= len(rules.rules) <= 50


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_by_hand_is_right_on_complete_profiles(machine: Machine, seed: int) -> None:
    for facts in people(20, seed):
        expected = common(values_of(machine.run(profile_of(facts))))
        assert common(complete.answer(facts)) == expected
        assert common(complete.answer(binary(facts))) == expected


@given(seed=st.integers(0, 10**6), missing=st.integers(0, 90))
@settings(max_examples=60, deadline=None)
def test_by_hand_is_right_where_facts_are_missing(
    machine: Machine, seed: int, missing: int
) -> None:
    for facts in people(20, seed, missing):
        expected = common(values_of(machine.run(profile_of(facts))))
        assert common(partial.answer(facts)) == expected


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("task", ["complete", "partial"])
def test_who_takes_part_is_right(name: str, task: str) -> None:
    worker = Worker((task, name), 120)
    line = worker.first
    worker.close()
    if line.get("absent"):
        pytest.skip(line["absent"])
    if task == "partial" and line["kind"] == "peer":
        # Peers do not know what is not known; that is found out, and they are not timed.
        assert line["wrong"]
    else:
        assert line["wrong"] == ""


@pytest.mark.parametrize("missing", [0, 15, 50])
def test_sql_by_hand_is_right(rules: Program, machine: Machine, missing: int) -> None:
    duckdb = pytest.importorskip("duckdb")
    from medrules.targets.sql.layout import layout

    db = duckdb.connect()
    columns = layout(rules, decimals=2).facts.columns
    db.execute(
        f"CREATE TABLE facts (row BIGINT, {', '.join(f'{c.name} {c.sql}' for c in columns)})"
    )
    some = people(60, seed=3, missing=missing)
    rows = [[place, *(cell(one, c.path) for c in columns)] for place, one in enumerate(some)]
    db.executemany(f"INSERT INTO facts VALUES (?{', ?' * len(columns)})", rows)
    for name in ("partial.sql", *(() if missing else ("complete.sql",))):
        text = (HAND / name).read_text(encoding="utf-8")
        found = db.execute(f"SELECT * FROM ({text}) ORDER BY row")
        titles = [column[0] for column in found.description]
        for facts, row in zip(some, found.fetchall(), strict=True):
            got = dict(zip(titles, row, strict=True))
            expected = common(values_of(machine.run(profile_of(facts))))
            assert {path: got[path] for path in CONCLUSIONS} == {
                path: masked(rules, path, value) for path, value in expected.items()
            }


def cell(facts: Facts, path: str) -> object:
    """The value in its column."""
    value = facts.get(path)
    if isinstance(value, frozenset):
        return sum(1 << SETS[path].index(one) for one in value)
    return value


def masked(rules: Program, path: str, value: object) -> object:
    """A set as a mask, in the order of its enum."""
    if not isinstance(value, frozenset):
        return value
    kind: Any = next(item.type for item in rules.derived if item.path == path)
    return sum(1 << kind.item.members.index(one) for one in value)


@pytest.mark.parametrize("title", ["NumPy", "Polars", "C"])
def test_arrays_by_hand_are_right(title: str, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("numpy")
    from benchmarks.cohort.process import HERE, Cohort, differing

    cohort = Cohort(3_000)
    cohort.fill(0)
    cohort.by_sql((HERE / "complete.sql").read_text(encoding="utf-8"))()
    columns = cohort.db.execute("SELECT * EXCLUDE (row) FROM codes ORDER BY row").fetchnumpy()
    right = cohort.answers()
    answer: Any
    if title == "NumPy":
        from benchmarks.cohort import in_numpy

        answer = in_numpy.answer(columns)
    elif title == "Polars":
        pytest.importorskip("polars")
        from benchmarks.cohort import in_polars

        answer = in_polars.query(columns).collect()
    else:
        from benchmarks.cohort import in_c

        try:
            loop = in_c.compiled(tmp_path)
        except Absent as absent:
            pytest.skip(str(absent))
        answer = loop(columns)
    assert differing(answer, right) == ""
    right["outcome"] = 4 - right["outcome"]
    assert differing(answer, right) == "outcome"


@pytest.mark.parametrize("name", growth.NAMES)
def test_growing_rule_sets_are_right(name: str) -> None:
    worker = Worker(("growth", name, "100"), 120)
    line = worker.first
    worker.close()
    if line.get("absent"):
        pytest.skip(line["absent"])
    assert line["wrong"] == ""


def test_the_same_number_of_rules_fires_whatever_their_number() -> None:
    def firing(count: int) -> float:
        machine = prepare(growth.program(count))
        some = growth.people(count)
        runs = [machine.run(profile_of(one)) for one in some]
        return sum(one.verdict == "fired" for run in runs for one in run.firings) / len(some)

    # Nine at most of a code, and five beside; where there is but one code, both are the same.
    assert firing(100) == pytest.approx(firing(300), rel=0.25)


def test_growing_rules_say_what_the_compiled_ones_do() -> None:
    machine = prepare(growth.program(200))
    for facts in growth.people(200):
        values = machine.run(profile_of(facts)).values
        assert growth.by_hand(200, facts) == {name: values[name] for name in ("total", "band")}


def test_the_rules_are_laid_out() -> None:
    assert reformat(str(RULES)) == ()
