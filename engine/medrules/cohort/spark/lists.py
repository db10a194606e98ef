"""Record lists of the input as arrays, one for each field, and the rows whose records do not fit.

In: the lists of ``medrules.cohort.relations``; a frame of raw rows, called ``raw``. Out: the same frame with
the records of each list and whether they are bad; the arrays that the query reads. Refused: nothing; a
list that does not fit leaves its row out, as elsewhere.

Nothing is exploded: what is asked of each record is asked within the row. JSON text is read strictly.
Spark's ``from_json`` passes over whatever follows a value; but what follows it within brackets must
begin with a bracket, and within braces with a brace or a comma, so nothing follows what is read within both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from medrules.cohort.relations import ListPart
from medrules.cohort.spark.folding import Relation, records_of
from medrules.cohort.spark.words import in_spark, quoted
from medrules.cohort.taking import reach

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_STRICT = "map('allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false')"
_RECORDS = "ARRAY<MAP<STRING, STRING>>"


def with_records(raw: DataFrame, lists: Sequence[ListPart]) -> DataFrame:
    """The rows with the records of each list, and whether any does not fit."""
    if not lists:
        return raw
    read, found, bad = [], [], []
    for place, part in enumerate(lists):
        text = in_spark(reach(part.column))
        if part.column.kind == "records":
            found.append(f"{text} AS `records {place}`")
        else:
            wrapped = f"from_json(concat('[', {text}, ']'), 'ARRAY<{_RECORDS}>', {_STRICT})"
            alone = f"from_json(concat('{{\"a\":', {text}, '}}'), 'MAP<STRING, STRING>', {_STRICT})"
            read += [f"{wrapped} AS `read {place}`", f"{alone} IS NOT NULL AS `alone {place}`"]
            found.append(
                f"CASE WHEN `alone {place}` AND size(`read {place}`) = 1 "
                f"THEN try_element_at(`read {place}`, 1) END AS `records {place}`"
            )
        bad.append(f"coalesce({_bad(place, part, text)}, FALSE) AS `{bad_list(place)}`")
    if read:
        raw = raw.selectExpr("*", *read).alias("raw")
    raw = raw.selectExpr("*", *found).alias("raw")
    return raw.selectExpr("*", *bad).alias("raw")


def bad_list(place: int) -> str:
    """The column that says whether the records of a list do not fit."""
    return f"bad records {place}"


def shown(part: ListPart) -> str:
    """What stands in the column, as text, for the rejects."""
    text = in_spark(reach(part.column))
    if part.column.kind == "records":
        return f"to_json({text}, map('ignoreNullFields', 'false'))"
    return text


def _bad(place: int, part: ListPart, text: str) -> str:
    """When a list does not fit: as a whole, one of its records, or two of the same name."""
    records = f"`records {place}`"
    faults = [in_spark(one.bad) for one in part.taken if one.bad]
    faults.append("`record` IS NULL")
    tests = [f"size({records}) > {part.most}"]
    if part.column.kind != "records":
        tests.append(f"({text} IS NOT NULL AND {records} IS NULL)")
        known = ", ".join(quoted(field) for field in part.fields)
        faults.append(f"size(array_except(map_keys(`record`), array({known}))) > 0")
    if part.key and part.names:
        names = ", ".join(quoted(one) for one in part.names)
        faults.append(f"{in_spark(part.key)} IN ({names})")
    any_fault = " OR ".join(f"coalesce({one}, FALSE)" for one in faults)
    tests.append(f"exists({records}, `record` -> {any_fault})")
    if part.key:
        keys = f"array_compact(transform({records}, `record` -> {in_spark(part.key)}))"
        tests.append(f"size(array_distinct({keys})) < size({keys})")
    return " OR ".join(f"coalesce({one}, FALSE)" for one in tests)


def arrays(lists: Sequence[ListPart]) -> list[tuple[str, str]]:
    """The columns that the query reads: the positions of each list, and an array for each field."""
    columns = []
    for place, part in enumerate(lists):
        records = f"`records {place}`"
        positions = f"transform({records}, (`record`, `at`) -> `at`)"
        columns.append((_positions(part), f"coalesce({positions}, CAST(array() AS ARRAY<INT>))"))
        for one, column in zip(part.taken, part.relation.columns, strict=True):
            kind = exp.DataType.build(column.sql, dialect="duckdb").sql("spark")
            values = f"transform({records}, `record` -> CAST({in_spark(one.value)} AS {kind}))"
            none = f"CAST(array() AS ARRAY<{kind}>)"
            columns.append((_array(part, column.name), f"coalesce({values}, {none})"))
    return columns


def relations_of(lists: Sequence[ListPart]) -> dict[str, Relation]:
    """The relations of the layout that those arrays are."""
    return {
        part.relation.name: records_of(
            _positions(part), {one.name: _array(part, one.name) for one in part.relation.columns}
        )
        for part in lists
    }


def _positions(part: ListPart) -> str:
    return f"{part.relation.name} position"


def _array(part: ListPart, name: str) -> str:
    # No column of a query has a space in its name.
    return f"{part.relation.name} of {name}"
