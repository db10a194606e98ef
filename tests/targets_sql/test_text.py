"""The text of a query: readable in its dialect, told by its head, and safe against hostile texts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.interpreter.building import (
    both,
    call,
    compare,
    const,
    derived,
    fact,
    field,
    holds,
    profile,
    program,
    record_list,
    records,
    ref,
    rule,
    where,
)

from medrules.diagnostics.model import MedrulesError
from medrules.ir.program import Policy, Program
from medrules.ir.types import INTEGER, NUMBER, TEXT, EnumType, ListType, SetType
from medrules.loading import load
from medrules.targets import target
from medrules.targets.sql import DIALECTS
from medrules.targets.sql.layout import layout
from medrules.targets.sql.query import query
from medrules.targets.sql.writing import write
from medrules_cli.main import run

from .relations import check

sqlglot = pytest.importorskip("sqlglot")
duckdb = pytest.importorskip("duckdb")

KINDS = EnumType("kind", ("it's", 'a "b"', "-- c", "\\", "/* d */", "\n;\x00"))
HOSTILE = ["'; DROP TABLE facts; --", '"', "\\", "\\'", "/*", "*/", "\n-- x", "`", "{{ x }}", "$$"]


def sample() -> Program:
    """A program with a bit of everything that is written differently in different dialects."""
    item = ("item", "items")
    source = records("items", name=TEXT, size=INTEGER)
    size = field("item", "items", "size", INTEGER)
    kinds = SetType(KINDS)
    held = holds(ref("kinds", kinds), "it's")
    larger = compare(">", field("i", "items", "size", INTEGER), size)
    return program(
        [
            fact("kinds", kinds),
            fact("name", TEXT),
            fact("x", INTEGER).replace(minimum=0, maximum=99),
            fact("items[].name", TEXT),
            fact("items[].size", INTEGER).replace(minimum=0, maximum=9),
        ],
        [
            derived("several"),
            derived("texts"),
            derived("ratio", INTEGER),
            derived("names", ListType(TEXT), Policy.RULE_ORDER),
            derived("items[].rank", INTEGER),
        ],
        [
            rule("several", True, compare(">", call("count", ref("kinds", kinds)), const(1))),
            rule("texts", call("contains", ref("name", TEXT), const("'")), held),
            rule("ratio", call("/", ref("x", INTEGER), const(7))),
            rule("names", field("item", "items", "name", TEXT), compare(">", size, const(3)), item),
            rule("items[].rank", call("count", where(source, larger, "i")), None, item),
        ],
        [record_list("items")],
    )  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_reads_what_is_written_for_it(dialect: str) -> None:
    for made in (load(), sample()):
        text = write(made, dialect).text
        statements = [one for one in sqlglot.parse(text, read=dialect) if one is not None]
        assert len(statements) == len(query(made, layout(made), dialect).answers)
        assert all(isinstance(one, sqlglot.exp.Select) for one in statements)


def test_the_head_tells_inputs_and_answers() -> None:
    text = write(load(), "duckdb").text
    for line in (
        "-- INPUT facts: one row for each profile.",
        "-- INPUT facts__programs: one row for each record of programs.",
        "--   support__funding_usd DECIMAL(11, 4): number in USD from 0 to 1000000",
        '--     "leadership" 1, "scholarship" 2, "better-teaching" 4,',
        "-- ANSWER answers: one row for each profile, keyed by row.",
        "-- ANSWER answers__programs: one row for each record of programs, keyed by row, position.",
        "--   conflict TEXT: which rules disagree; NULL where none do",
    ):
        assert line in text


def test_comments_end_where_they_end() -> None:
    text = write(sample(), "duckdb").text
    comments = [line for line in text.split("\n") if line.startswith("-- ")]
    assert any("\\n;?" in line for line in comments)
    assert all("\x00" not in line for line in comments)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_texts(hostile: str) -> None:
    made = program(
        [fact("name", TEXT), fact("n")],
        [derived("hit"), derived("said", TEXT)],
        [
            rule("hit", True, compare("=", ref("name", TEXT), const(hostile))),
            rule("said", hostile, when=ref("n")),
        ],
    )
    connection = duckdb.connect()
    profiles = [profile({"name": hostile, "n": True}), profile({"name": "x", "n": False})]
    check(made, layout(made), query(made, layout(made)), profiles, connection)
    for dialect in DIALECTS:
        text = query(made, layout(made), dialect).sql()
        (statement,) = sqlglot.parse(text, read=dialect)
        assert any(
            one.is_string and one.this == hostile for one in statement.find_all(sqlglot.exp.Literal)
        )


@pytest.mark.parametrize("hostile", ['a"b', "a; DROP TABLE facts", "a--b", "a'b", "a`b", "select"])
def test_hostile_names_stay_names(hostile: str) -> None:
    other = f"{hostile}.done"
    made = program([fact(hostile)], [derived(other)], [rule(other, True, when=ref(hostile))])
    connection = duckdb.connect()
    profiles = [profile({hostile: True}), profile({hostile: False}), profile({})]
    asked = layout(made)
    if '"' not in hostile:
        check(made, asked, query(made, asked), profiles, connection)
    for dialect in DIALECTS:
        (statement,) = sqlglot.parse(query(made, asked, dialect).sql(), read=dialect)
        assert isinstance(statement, sqlglot.exp.Select)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12), st.sampled_from(DIALECTS))
def test_no_text_breaks_out(text: str, dialect: str) -> None:
    made = program(
        [fact("name", TEXT)],
        [derived("hit")],
        [rule("hit", True, compare("=", ref("name", TEXT), const(text)))],
    )
    (statement,) = sqlglot.parse(query(made, layout(made), dialect).sql(), read=dialect)
    assert isinstance(statement, sqlglot.exp.Select)
    assert not list(statement.find_all(sqlglot.exp.Command))


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    made = program(
        [fact("done"), fact("Done"), fact("row"), fact("conflict")],
        [derived("hit"), derived("ROW")],
        [
            rule("hit", True, both(ref("done"), ref("Done"), ref("row"))),
            rule("ROW", True, ref("conflict")),
        ],
    )
    asked = layout(made)
    names = [one.name.casefold() for one in asked.facts.columns]
    assert len(set(names) | {"row"}) == len(names) + 1
    given_ = [profile({"done": True, "Done": False, "row": True, "conflict": True})]
    check(made, asked, query(made, asked), given_, duckdb.connect())


def test_only_what_is_asked_for_is_worked_out() -> None:
    made = load()
    found = query(made, layout(made), only=["goals.leadership", "programs[].hours_total"])
    assert [one.name for one in found.answers] == ["answers", "answers__programs"]
    assert [one.path for one in found.answers[0].columns] == ["goals.leadership"]
    assert "funding" not in found.sql()
    assert len(found.sql()) < 400


def test_complete_columns_need_no_case_for_unknown() -> None:
    made = program(
        [fact("a"), fact("n", INTEGER).replace(minimum=0, maximum=9)],
        [derived("b"), derived("c", TEXT)],
        [
            rule("b", True, when=ref("a")),
            rule("c", "few", when=compare("<", ref("n", INTEGER), const(3))),
            rule("c", "many", when=compare(">=", ref("n", INTEGER), const(3))),
        ],
    )
    found = query(made, layout(made, complete=["a", "n"]))
    assert "NULL" not in found.sql()
    assert [one.missing for one in found.answers[0].columns] == ["never", "null"]
    assert [one.missing for one in query(made, layout(made)).answers[0].columns] == [
        "unknown",
        "both",
    ]
    assert not found.answers[0].conflict


def ended(args: list[str]) -> int:
    """The exit code of a command."""
    try:
        run(args)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_compile_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for dialect in ("", "spark"):
        chosen = ["--dialect", dialect] if dialect else []
        goal = tmp_path / f"rules-{dialect}.sql"
        assert ended(["compile", "--to", "sql", *chosen, "-o", str(goal)]) == 0
        assert goal.read_text(encoding="utf-8").startswith("-- decision-flow")
    assert ended(["compile", "--to", "sql", "--dialect", "postgress"]) == 2
    assert "postgres" in capsys.readouterr().err


def test_the_target_is_found_by_being_there() -> None:
    found = target("sql")
    assert found.dialects[0] == "duckdb"
    assert found.write is not None
    assert found.engine is None


def test_a_dialect_that_is_none_is_refused() -> None:
    made = sample()
    with pytest.raises(MedrulesError) as caught:
        query(made, layout(made), "duckdbb")
    (problem,) = caught.value.diagnostics
    assert problem.code == "MR1024"
    assert "duckdb" in problem.help


def decimals(factors: int) -> Program:
    """A product of so many numbers of four decimals."""
    x = ref("x", NUMBER)
    product = x
    for _ in range(factors - 1):
        product = call("*", product, x)  # type: ignore[assignment]
    return program(
        [fact("x", NUMBER).replace(minimum=0, maximum=9)],
        [derived("y", NUMBER), derived("z")],
        [rule("y", product), rule("z", True, compare(">", x, const(Decimal("2.5"))))],
    )


def test_bigquery_reads_no_binary_fractions() -> None:
    made = decimals(3)
    text = query(made, layout(made), "bigquery").sql()
    assert "CAST('2.5' AS NUMERIC)" in text
    assert "BIGNUMERIC" in text


def test_products_that_snowflake_would_round_are_refused() -> None:
    assert query(decimals(3), layout(decimals(3)), "snowflake").sql()
    made = decimals(4)
    assert query(made, layout(made), "duckdb").sql()
    with pytest.raises(MedrulesError) as caught:
        query(made, layout(made), "snowflake")
    assert [one.code for one in caught.value.diagnostics] == ["MR1023"]
