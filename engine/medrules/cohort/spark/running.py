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

from medrules.cohort.answering import Statement, answering
from medrules.cohort.binding import Binding, bind
from medrules.cohort.mapping import Mapping as MappingFile
from medrules.cohort.mapping import read_mapping
from medrules.cohort.model import Asked, Format, Result
from medrules.cohort.relations import Relations, relations
from medrules.cohort.scenarios import constants_of
from medrules.cohort.spark.reading import BROKEN, FILE, ROW, Input, Source, read
from medrules.cohort.spark.rejects import write_rejects
from medrules.cohort.spark.session import plainly, session
from medrules.cohort.spark.staging import ANSWER, Step, steps
from medrules.cohort.spark.words import in_spark, reading
from medrules.cohort.taking import reach
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.ir.evaluation import Plain
from medrules.ir.program import Program
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record
from medrules.targets.sql.layout import DECIMALS
from medrules.targets.sql.query import query

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_OUT = "out "


class Plan(Record):
    """One run, worked out but not begun. ``columns`` pairs names of the output with those in between."""

    relations: Relations
    conflict: str
    columns: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


def run_on_spark(
    program: Program, asked: Asked, address: str = "", partition_by: Sequence[str] = ()
) -> Result:
    """Answer every row on Spark, write the answers and the rejects, and count. Raises MedrulesError."""
    _check(asked)
    vocabulary = Vocabulary(program)
    mapping = read_mapping(asked.mapping, vocabulary) if asked.mapping else MappingFile()
    constants = dict(mapping.constants) | constants_of(vocabulary, asked.settings)
    with session(address) as spark:
        cohort = read(spark, asked.inputs, asked.input_format, asked.separator, vocabulary.groups)
        binding = bind(cohort.columns, mapping, vocabulary, asked.keep, asked.delimiter)
        plan = plan_of(program, asked, binding, constants)
        _partitions(plan, partition_by)
        with plainly("MR1162", "Spark stopped", "Nothing in the output can be relied on."):
            return _run(spark, cohort, plan, asked, vocabulary, binding, partition_by)


def _check(asked: Asked) -> None:
    """Raise MedrulesError for what does not go with Spark."""
    problems: list[Diagnostic] = []
    refused = {
        "--settle": asked.settle,
        "--compare-set": bool(asked.compared),
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
    if any("[]" in path for path in asked.only or ()):
        message = "conclusions about records are not answered on Spark"
        help = "ask for them without --on spark, or run the query of medrules compile --to sql"
        problems.append(report("MR1163", message, help=help))
    if "://" not in asked.output and os.path.exists(asked.output):
        message = f'"{visible_line(asked.output)}" exists already'
        problems.append(report("MR1164", message, help="name a folder that does not exist yet"))
    if problems:
        raise MedrulesError(problems)


def plan_of(
    program: Program, asked: Asked, binding: Binding, constants: Mapping[str, Plain]
) -> Plan:
    """What is to be done, in Spark's words."""
    lists = [one.path for one in binding.facts if one.path in {item.path for item in program.lists}]
    if lists:
        message = f'"{lists[0]}" is a list of records, which is not read on Spark'
        help = "list its column under ignore in a mapping, or run without --on spark"
        raise MedrulesError([report("MR1163", message, help=help)])
    wanted = asked.only or tuple(
        one.path for one in program.derived if not one.internal and "[]" not in one.path
    )
    kept = [(f"kept {place}", reach(column)) for place, column in enumerate(binding.kept)]
    decimals = DECIMALS if asked.decimals is None else asked.decimals
    made = relations(program, Source(), binding, constants, decimals, kept)
    flat = format_written(asked) == "csv"
    said = answering(program, made, wanted, (), why=asked.why, flat=flat)
    built = query(program, made.layout, "spark", only=list(wanted), why=asked.why)
    answers = [one.name for one in built.answers[0].columns]
    answers += [one.name for one in built.answers[0].fired]
    answers += [
        one for column in built.answers[0].columns for one in (column.null, column.denominator)
    ]
    if built.answers[0].conflict:
        answers.append(built.answers[0].conflict)
    columns = _columns(said, asked.open)
    own = {one: ANSWER + one for one in answers if one}
    first = [(_OUT + alias, reading(sql, own)) for alias, sql in columns if sql]
    conflict = _OUT + "conflict" if said.conflict else ""
    if conflict:
        first.append((conflict, reading(said.conflict, own)))
    chain = steps(built.tree(), [ROW, FILE, *(alias for alias, _ in kept)], [first])
    if chain is None:
        message = "these rules relate records to each other, which is not done on Spark"
        raise MedrulesError([report("MR1163", message, help="run without --on spark")])
    names = _names(binding, columns)
    shown = [("row", ROW), *((alias, one[0]) for alias, one in zip(names, kept, strict=True))]
    shown += [(alias, _OUT + alias) for alias, _ in columns]
    return Plan(made, conflict, tuple(shown), tuple(chain))


def _columns(said: Statement, opened: bool) -> list[tuple[str, str]]:
    """The columns of the output behind those that are kept: names, and SQL in DuckDB's words."""
    columns = list(said.conclusions)
    if said.rules:
        columns.append(("rules", said.rules))
    columns.append(("status", f"CASE WHEN {said.any_open} THEN 'open' ELSE 'settled' END"))
    if opened:
        columns.append(("open", said.open))
    return columns


def _names(binding: Binding, columns: Sequence[tuple[str, str]]) -> list[str]:
    """The names of the columns that are carried through; one that an answer has gets another."""
    taken = {"row", *(alias for alias, _ in columns)}
    found = []
    for column in binding.kept:
        shown = column.name
        while shown in taken:
            shown = f"input.{shown}"
        taken.add(shown)
        found.append(shown)
    return found


def _partitions(plan: Plan, partition_by: Sequence[str]) -> None:
    known = [alias for alias, _ in plan.columns]
    for column in partition_by:
        if column not in known:
            from medrules.diagnostics.suggest import did_you_mean

            message = f'the output has no column "{visible_line(column)}" to partition by'
            help = did_you_mean(column, known) or "keep a column of the input with --keep"
            raise MedrulesError([report("MR1163", message, help=help)])


def format_written(asked: Asked) -> Format:
    """In which format the folder is written: as asked, or Parquet."""
    return asked.format or "parquet"


def answered(
    spark: SparkSession, raw: DataFrame, plan: Plan, broken: bool
) -> tuple[DataFrame, list[object]]:
    """The answers, with the observations of their counts: what is read, and what is answered."""
    from pyspark.sql import Observation
    from pyspark.sql import functions as F

    bad = bad_rows(plan, broken)
    start, end = Observation("read"), Observation("answered")
    seen = raw.alias("raw").observe(
        start, F.count(F.lit(1)).alias("read"), F.expr(f"count_if({bad})").alias("bad")
    )
    (seen.where(f"`{BROKEN}` IS NULL") if broken else seen).createOrReplaceTempView("raw")
    facts = in_spark(plan.relations.tables[-1][1])
    frame = spark.sql(facts.replace(" AS `row`", f" AS `row`, `raw`.`{ROW}`, `raw`.`{FILE}`", 1))
    for place, step in enumerate(plan.steps):
        columns = [f"`{column}`" for column in step.passing]
        columns += [f"{sql} AS `{alias}`" for alias, sql in step.made]
        frame = frame.selectExpr(*columns)
        if step.ends:
            # Counting takes no part in code generation: it keeps the segments apart.
            frame = frame.observe(f"segment {place}", F.count(F.lit(1)).alias("rows"))
    settled = f"count_if(`{_OUT}status` <> 'settled')"
    counts = [F.count(F.lit(1)).alias("rows")]
    if plan.conflict:
        agreed = f"`{plan.conflict}` IS NULL"
        counts.append(F.expr(f"count_if({agreed})").alias("agreed"))
        settled = f"count_if({agreed} AND `{_OUT}status` <> 'settled')"
    counts.append(F.expr(settled).alias("open"))
    return frame.observe(end, *counts), [start, end]


def bad_rows(plan: Plan, broken: bool) -> str:
    """The Spark SQL of whether a row is left out."""
    bad = f"coalesce({in_spark(plan.relations.bad)}, FALSE)"
    return f"({bad} OR `{BROKEN}` IS NOT NULL)" if broken else bad


def _run(
    spark: SparkSession,
    cohort: Input,
    plan: Plan,
    asked: Asked,
    vocabulary: Vocabulary,
    binding: Binding,
    partition_by: Sequence[str],
) -> Result:
    frame, (start, end) = answered(spark, cohort.frame, plan, cohort.broken)
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
    return Result(
        asked.output, total, done, total - done, int(after["open"]), place, (), 0, binding.notes
    )
