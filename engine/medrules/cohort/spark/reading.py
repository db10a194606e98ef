"""Folders and files as Spark reads them: rows with a number, columns as the binding wants them.

In: paths, patterns and folders of one format. Out: ``Input``: a DataFrame in which every row of the input is
one row, and its columns. Refused, as ``MedrulesError``: inputs that are not there or cannot be read (MR1165).

Text is read as text: what a value is, is decided by the same code as elsewhere. A line of CSV or JSON
that is none stays a row, so that it is counted and rejected.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from medrules.cohort import relations
from medrules.cohort.inputs import format_of
from medrules.cohort.model import Format, InputFile, Kind, RawColumn
from medrules.cohort.spark.session import plainly
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.sanitise import visible_line

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructType

ROW, FILE, BROKEN = "medrules_row", "medrules_file", "medrules_broken"
"""The columns beside those of the input: the row's number, its file, and the text of a broken line."""


class Input:
    """The rows of a cohort; ``broken``: whether some may be lines that hold no record."""

    def __init__(self, frame: DataFrame, columns: tuple[RawColumn, ...], broken: bool) -> None:
        self.frame = frame
        self.columns = columns
        self.broken = broken


class Source(relations.Source):
    """What stands for files in ``medrules.cohort.relations``: the relation ``raw``."""

    files: tuple[InputFile, ...] = ()
    counts: tuple[int, ...] = ()
    faults: bool = False

    def sql(self) -> str:
        """The relation."""
        return "raw"

    def row(self) -> str:
        """The number of a row."""
        return f"raw.{ROW}"


def read(
    spark: SparkSession,
    inputs: Sequence[str],
    given: Format | None,
    separator: str | None,
    groups: Collection[str],
    lists: Collection[str],
) -> Input:
    """The rows of those files and folders. ``lists``: the columns that give record lists."""
    kind = given or _format(inputs)
    shown = ", ".join(visible_line(one) for one in inputs)
    with plainly("MR1165", f'Spark cannot read "{shown}"', "See that it is there, and what it is."):
        frame = _frame(spark, list(inputs), kind, separator, lists)
        broken = BROKEN in frame.columns
        columns = tuple(_columns(frame.schema, kind, (), frozenset(groups)))
        numbered = frame.selectExpr(
            "*", f"monotonically_increasing_id() + 1 AS {ROW}", f"input_file_name() AS {FILE}"
        )
    return Input(numbered, columns, broken)


def _format(inputs: Sequence[str]) -> Format:
    """The format that the names tell; a folder is of Parquet files."""
    found = {
        "parquet" if os.path.isdir(one) and format_of(one.rstrip("/")) is None else format_of(one)
        for one in inputs
    }
    (first, *others) = sorted(found, key=str)
    if others or first is None:
        message = "it cannot be told in which one format the input is"
        raise MedrulesError(
            [report("MR1165", message, help="Give --input-format csv, jsonl or parquet.")]
        )
    return first


def _frame(
    spark: SparkSession,
    inputs: list[str],
    kind: Format,
    separator: str | None,
    lists: Collection[str],
) -> DataFrame:
    from pyspark.sql.types import StringType, StructField, StructType

    if kind == "parquet":
        return spark.read.option("mergeSchema", True).parquet(*inputs)
    if kind == "jsonl":
        reader = spark.read.options(primitivesAsString=True, columnNameOfCorruptRecord=BROKEN)
        found = reader.json(inputs)
        # Records stay JSON, so that one which does not fit leaves out its row and no other.
        wanted = _texts(found.schema, frozenset(lists), ())
        return found if wanted == found.schema else reader.schema(wanted).json(inputs)
    reader = spark.read.options(
        header=True,
        sep=separator or ",",
        escape='"',
        # A quoted value may go over several lines; each file is then read by one task.
        multiLine=True,
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=BROKEN,
        maxCharsPerColumn=-1,
        enforceSchema=False,
    )
    names = reader.csv(inputs).columns
    fields = [StructField(name, StringType()) for name in (*names, BROKEN)]
    return reader.schema(StructType(fields)).csv(inputs)


def _texts(schema: StructType, lists: frozenset[str], steps: tuple[str, ...]) -> StructType:
    """The schema with what gives record lists as text."""
    from pyspark.sql.types import StringType, StructField, StructType

    fields = []
    for field in schema.fields:
        here = (*steps, field.name)
        kind = field.dataType
        if ".".join(here) in lists:
            kind = StringType()
        elif isinstance(kind, StructType):
            kind = _texts(kind, lists, here)
        fields.append(StructField(field.name, kind, field.nullable))
    return StructType(fields)


def _columns(
    schema: StructType, kind: Format, steps: tuple[str, ...], groups: frozenset[str]
) -> Iterator[RawColumn]:
    from pyspark.sql.types import StructType as Struct

    for field in schema.fields:
        here = (*steps, field.name)
        name = ".".join(here)
        if isinstance(field.dataType, Struct) and name in groups:
            yield from _columns(field.dataType, kind, here, groups)
        elif field.name != BROKEN:
            held, scale = _held(field.dataType)
            spelled = kind != "parquet" and held == "text"
            shown = field.dataType.simpleString().upper()
            inner = _fields(field.dataType) if held == "records" else ()
            yield RawColumn(name, here, held, shown, inner, spelled, kind == "csv", scale)


def _fields(kind: DataType) -> tuple[RawColumn, ...]:
    """The fields of the structs of a list."""
    from pyspark.sql.types import ArrayType, StructType

    if not isinstance(kind, ArrayType) or not isinstance(kind.elementType, StructType):
        return ()
    return tuple(_columns(kind.elementType, "parquet", (), frozenset()))


def _held(kind: DataType) -> tuple[Kind, int]:
    """What a column holds, and the decimals of a decimal number."""
    from pyspark.sql import types

    match kind:
        case types.StringType():
            return "text", 0
        case types.BooleanType():
            return "boolean", 0
        case types.ByteType() | types.ShortType() | types.IntegerType() | types.LongType():
            return "integer", 0
        case types.DecimalType():
            return "decimal", kind.scale
        case types.FloatType() | types.DoubleType():
            return "real", 0
        case types.ArrayType(elementType=types.StringType()):
            return "texts", 0
        case types.ArrayType(elementType=types.StructType()):
            return "records", 0
        case _:
            return "other", 0
