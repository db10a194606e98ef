"""Answers for a cohort on Spark: a dataset in, a dataset of answers and one of rejects out.

In: a program, what is asked, the address of a Spark, the columns to partition by. Out: ``Result``, with
counts that always add up. Refused, as ``MedrulesError``: whatever ``medrules batch`` refuses about columns
and settings; what does not go with Spark (MR1163); an output that is there already (MR1164). No row ever
comes to the driver but the few that stand for different rejected values.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from medrules.cohort.binding import Binding, bind
from medrules.cohort.mapping import read_mapping
from medrules.cohort.model import Asked, Change, Format, Result
from medrules.cohort.model import Mapping as MappingFile
from medrules.cohort.scenarios import constants_of
from medrules.cohort.spark.changes import changes
from medrules.cohort.spark.items import Unfolded
from medrules.cohort.spark.lists import with_records
from medrules.cohort.spark.planning import OUT, Plan, format_written, plan_of
from medrules.cohort.spark.reading import BROKEN, FILE, ROW, Input, read
from medrules.cohort.spark.rejects import write_rejects
from medrules.cohort.spark.session import plainly, session
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.ir.evaluation import Plain
from medrules.ir.program import Program
from medrules.profile.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_READERS: dict[Format, str] = {"csv": "csv", "jsonl": "json", "parquet": "parquet"}


def run_on_spark(
    program: Program, asked: Asked, address: str = "", partition_by: Sequence[str] = ()
) -> Result:
    """Answer every row on Spark, write the answers and the rejects, and count. Raises MedrulesError."""
    _check(asked)
    vocabulary = Vocabulary(program)
    mapping = read_mapping(asked.mapping, vocabulary) if asked.mapping else MappingFile()
    before = dict(mapping.constants) | constants_of(vocabulary, asked.settings)
    after = before | constants_of(vocabulary, asked.compared) if asked.compared else None
    lists = names_of_lists(vocabulary, mapping)
    with session(address) as spark:
        cohort = read(
            spark, asked.inputs, asked.input_format, asked.separator, vocabulary.groups, lists
        )
        binding = bind(cohort.columns, mapping, vocabulary, asked.keep, asked.delimiter)
        plan = _planned(program, asked, binding, before, after)
        _partitions(plan, partition_by)
        with plainly("MR1162", "Spark stopped", "Nothing in the output can be relied on."):
            return _run(spark, program, cohort, plan, asked, vocabulary, binding, partition_by)


def names_of_lists(vocabulary: Vocabulary, mapping: MappingFile) -> frozenset[str]:
    """The names of columns that give record lists."""
    own = {name for path in vocabulary.lists for name in (path, path.replace(".", "__"))}
    return frozenset(own | {one.column for one in mapping.columns if one.fact in vocabulary.lists})


def _planned(
    program: Program,
    asked: Asked,
    binding: Binding,
    before: Mapping[str, Plain],
    after: Mapping[str, Plain] | None,
) -> Plan:
    try:
        return plan_of(program, asked, binding, before, after)
    except Unfolded as error:
        message = f"these rules relate records in a way that is not done on Spark: {error}"
        help = "run without --on spark"
        raise MedrulesError([report("MR1163", message, help=help)]) from None


def _check(asked: Asked) -> None:
    """Raise MedrulesError for what does not go with Spark."""
    problems: list[Diagnostic] = []
    refused = {
        "--settle": asked.settle,
        "--threads": asked.threads is not None,
        "--memory-limit": asked.memory is not None,
    }
    for option, given in refused.items():
        if given:
            help = "leave it out, or run without --on spark"
            problems.append(report("MR1163", f"{option} does not go with --on spark", help=help))
    if "-" in (*asked.inputs, asked.output):
        help = "name folders or files that every machine of the cluster sees"
        problems.append(report("MR1163", "Spark reads no stdin and writes no stdout", help=help))
    if "://" not in asked.output and os.path.exists(asked.output):
        message = f'"{visible_line(asked.output)}" exists already'
        problems.append(report("MR1164", message, help="name a folder that does not exist yet"))
    if problems:
        raise MedrulesError(problems)


def _partitions(plan: Plan, partition_by: Sequence[str]) -> None:
    known = [alias for alias, _ in plan.columns]
    for column in partition_by:
        if column not in known:
            from medrules.diagnostics.suggest import did_you_mean

            message = f'the output has no column "{visible_line(column)}" to partition by'
            help = did_you_mean(column, known) or "keep a column of the input with --keep"
            raise MedrulesError([report("MR1163", message, help=help)])


def answered(raw: DataFrame, plan: Plan, broken: bool) -> tuple[DataFrame, list[object]]:
    """The answers, with the observations of their counts: what is read, and what is answered."""
    from pyspark.sql import Observation
    from pyspark.sql import functions as F

    left_out = f"({plan.bad} OR `{BROKEN}` IS NOT NULL)" if broken else plan.bad
    start, end = Observation("read"), Observation("answered")
    seen = with_records(raw.alias("raw"), plan.relations.lists).observe(
        start, F.count(F.lit(1)).alias("read"), F.expr(f"count_if({left_out})").alias("bad")
    )
    fit = seen.where(f"NOT {left_out}").alias("raw")
    facts = [f"{sql} AS `{alias}`" for alias, sql in plan.facts]
    frame = fit.selectExpr(f"`{ROW}`", f"`{FILE}`", *facts)
    for place, step in enumerate(plan.steps):
        columns = [f"`{column}`" for column in step.passing]
        columns += [f"{sql} AS `{alias}`" for alias, sql in step.made]
        frame = frame.selectExpr(*columns)
        if step.ends:
            # Counting takes no part in code generation: it keeps the segments apart.
            frame = frame.observe(f"segment {place}", F.count(F.lit(1)).alias("rows"))
    settled = f"count_if(`{OUT}status` <> 'settled')"
    counts = [F.count(F.lit(1)).alias("rows")]
    if plan.conflict:
        agreed = f"`{plan.conflict}` IS NULL"
        counts.append(F.expr(f"count_if({agreed})").alias("agreed"))
        settled = f"count_if({agreed} AND `{OUT}status` <> 'settled')"
    counts.append(F.expr(settled).alias("open"))
    return frame.observe(end, *counts), [start, end]


def _run(
    spark: SparkSession,
    program: Program,
    cohort: Input,
    plan: Plan,
    asked: Asked,
    vocabulary: Vocabulary,
    binding: Binding,
    partition_by: Sequence[str],
) -> Result:
    frame, (start, end) = answered(cohort.frame, plan, cohort.broken)
    out = frame.where(f"`{plan.conflict}` IS NULL") if plan.conflict else frame
    shown = out.selectExpr(*[f"`{between}` AS `{alias}`" for alias, between in plan.columns])
    writer = shown.write.mode("errorifexists")
    if partition_by:
        writer = writer.partitionBy(*partition_by)
    kind = format_written(asked)
    match kind:
        case "parquet":
            writer.parquet(asked.output)
        case "csv":
            writer.csv(asked.output, header=True, escape='"', emptyValue="")
        case "jsonl":
            writer.json(asked.output, ignoreNullFields=False)
    before, after = start.get, end.get  # type: ignore[attr-defined]
    total = int(before["read"])
    done = int(after["agreed"] if plan.conflict else after["rows"])
    if int(after["rows"]) != total - int(before["bad"]):
        raise RuntimeError(f"{total} rows read, {before['bad']} left out, {after['rows']} answered")
    place = ""
    if done < total:
        place = asked.rejects or f"{asked.output.rstrip('/')}.rejects"
        write_rejects(cohort, plan.relations, binding, vocabulary, frame, plan.conflict, place)
    found: tuple[Change, ...] = ()
    rows_changed = 0
    if asked.compared:
        written = spark.read.schema(shown.schema).format(_READERS[kind])
        answers = written.options(header=True, escape='"').load(asked.output)
        found = changes(answers, program, plan.conclusions, kind)
        rows_changed = answers.where("`changed`").count()
    return Result(
        asked.output, total, done, total - done, int(after["open"]), place, found, rows_changed,
        binding.notes,
    )  # fmt: skip
