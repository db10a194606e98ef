"""The folded query of a program, run on Spark over profiles, and its answers compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp
from tests.targets_sql.relations import agree, answered, encoded

from medrules.cohort.spark.folding import Relation, fold, records_of
from medrules.cohort.spark.staging import Chain
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.targets.sql.layout import Answers, Column, Layout
from medrules.targets.sql.query import query

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def check_folded(
    spark: SparkSession, program: Program, asked: Layout, profiles: Sequence[Profile]
) -> None:
    """Compare every conclusion of every profile with the interpreter's. Raises AssertionError."""
    found = query(program, asked, "spark", why=True)
    given = {one.name: _relation(one.name, one.columns) for one in asked.lists}
    chain, ends = Chain(), {}
    for answers, tree in found.relations:
        folded = fold(tree, given, "answer ")
        called = chain.beside(folded.levels, f"{answers.name} ")
        ends[answers.name] = {
            name: called[held.column] for name, held in folded.end.columns.items()
        }
    wanted = list(dict.fromkeys(name for one in ends.values() for name in one.values()))
    frame = spark.createDataFrame(
        [_row(number, asked, one) for number, one in enumerate(profiles)], _schema(asked)
    )
    for step in chain.steps(["row"], wanted):
        made = [f"{sql} AS `{name}`" for name, sql in step.made]
        frame = frame.selectExpr(*[f"`{name}`" for name in step.passing], *made)
    table = [row.asDict() for row in frame.collect()]

    def rows(answers: Answers) -> Iterator[Mapping[str, object]]:
        names = ends[answers.name]
        for row in table:
            values = {name: row[place] for name, place in names.items()}
            if not answers.list_path:
                yield {"row": row["row"], **values}
                continue
            for at, one in enumerate(zip(*values.values(), strict=True)):
                yield {"row": row["row"], "position": at, **dict(zip(values, one, strict=True))}

    agree(program, answered(rows, found, len(profiles)), profiles)


def _relation(name: str, columns: Iterable[Column]) -> Relation:
    return records_of(f"{name} position", {one.name: f"{name} of {one.name}" for one in columns})


def _kind(column: Column) -> str:
    return exp.DataType.build(column.sql, dialect="duckdb").sql("spark")


def _schema(asked: Layout) -> str:
    fields = ["`row` BIGINT"]
    fields += [f"`{one.name}` {_kind(one)}" for one in asked.facts.columns]
    fields += [f"`{name}` BOOLEAN" for _, name in asked.given]
    for part in asked.lists:
        fields.append(f"`{part.name} position` ARRAY<INT>")
        fields += [f"`{part.name} of {one.name}` ARRAY<{_kind(one)}>" for one in part.columns]
    return ", ".join(fields)


def _row(number: int, asked: Layout, profile: Profile) -> list[object]:
    row: list[object] = [number]
    row += [_value(one, profile.values, one.path) for one in asked.facts.columns]
    row += [path in profile.records for path, _ in asked.given]
    for part in asked.lists:
        records = profile.records.get(part.list_path, ())
        row.append(list(range(len(records))))
        for one in part.columns:
            field = one.path.partition("[].")[2]
            row.append([_value(one, record, field) for record in records])
    return row


def _value(column: Column, given: Mapping[str, object], key: str) -> object:
    if key not in given:
        return None
    from decimal import Decimal

    value = encoded(column, given[key])  # type: ignore[arg-type]
    return Decimal(str(value)) if column.encoding == "decimal" else value
