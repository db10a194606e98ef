"""The rows without an answer, as a dataset: file, row, column, value, reason.

In: the rows of a cohort, why each is bad, the rows on which rules contradict each other. Out: a folder of
CSV files, a line for each thing that is wrong. Refused: nothing.

The reasons are those of ``medrules batch``. They are looked for on the driver, for each different value
once, and for at most ``MOST_VALUES`` of them; a value beyond these is said not to fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.cohort.binding import Binding
from medrules.cohort.reasons import value_reason
from medrules.cohort.relations import Relations
from medrules.cohort.spark.reading import BROKEN, FILE, ROW, Input
from medrules.cohort.spark.words import in_spark
from medrules.profile.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_VALUES = 10_000
_LONGEST = 2000


def write_rejects(
    cohort: Input,
    made: Relations,
    binding: Binding,
    vocabulary: Vocabulary,
    answers: DataFrame,
    conflict: str,
    place: str,
) -> None:
    """Write everything that is wrong with any row."""
    parts = [_bad_values(cohort, made, binding, vocabulary)]
    if cohort.broken:
        parts.append(_broken(cohort))
    if conflict:
        parts.append(
            answers.where(f"`{conflict}` IS NOT NULL").selectExpr(
                f"`{FILE}` AS `file`",
                f"`{ROW}` AS `row`",
                "'' AS `column`",
                "'' AS `value`",
                f"concat('two rules disagree: ', `{conflict}`) AS `reason`",
            )
        )
    every = parts[0]
    for part in parts[1:]:
        every = every.unionByName(part)
    every.write.mode("overwrite").csv(place, header=True, escape='"', emptyValue="")


def _bad_values(
    cohort: Input, made: Relations, binding: Binding, vocabulary: Vocabulary
) -> DataFrame:
    """A line for each value that does not fit its fact."""
    from pyspark.sql import functions as F

    spark = cohort.frame.sparkSession
    cohort.frame.createOrReplaceTempView("raw")
    flagged = [one for one in made.taken if one.bad]
    things = ", ".join(
        f"CASE WHEN {in_spark(one.bad)} THEN struct({_text(one.path)} AS `column`, "
        f"left({in_spark(one.raw)}, {_LONGEST}) AS `value`) END"
        for one in flagged
    )
    broken = f" WHERE raw.`{BROKEN}` IS NULL" if cohort.broken else ""
    found = spark.sql(
        f"SELECT `{FILE}` AS `file`, `{ROW}` AS `row`, "
        f"inline(filter(array({things}), one -> one IS NOT NULL)) "
        f"FROM raw{broken}"
        if things
        else "SELECT '' AS `file`, 0L AS `row`, '' AS `column`, '' AS `value` WHERE FALSE"
    )
    several = found.select("column", "value").distinct().limit(MOST_VALUES).collect()
    delimiters = {one.path: one.delimiter for one in binding.facts}
    reasons = [
        (path, value, value_reason(path, value, vocabulary.scalars[path], delimiters[path]))
        for path, value in several
    ]
    known = spark.createDataFrame(reasons, "`column` string, `value` string, `reason` string")
    return found.join(F.broadcast(known), ["column", "value"], "left").selectExpr(
        "`file`",
        "`row`",
        "`column`",
        "`value`",
        "coalesce(`reason`, 'this does not fit') AS `reason`",
    )


def _broken(cohort: Input) -> DataFrame:
    """A line for each line of text that holds no record."""
    other = ".".join(f"`{step}`" for step in cohort.columns[0].steps)
    text = f"left(`{BROKEN}`, {_LONGEST})"
    return cohort.frame.where(f"`{BROKEN}` IS NOT NULL").selectExpr(
        f"`{FILE}` AS `file`",
        f"`{ROW}` AS `row`",
        "'' AS `column`",
        # Spark refuses to read nothing but broken lines; so another column has a part in this.
        f"CASE WHEN {other} IS NULL THEN {text} ELSE concat({text}, '') END AS `value`",
        "'the line holds no record of these columns' AS `reason`",
    )


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
