"""The rows without an answer, as a dataset: file, row, column, value, reason.

In: the rows of a cohort, why each is bad, the rows on which rules contradict each other. Out: a folder of
CSV files, a line for each thing that is wrong. Refused: nothing.

The reasons are those of ``medrules batch``. They are looked for on the driver, for each different value
once, and for at most ``MOST_VALUES`` of them; a value beyond these is said not to fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.cohort.binding import Binding
from medrules.cohort.reasons import list_reasons, value_reason
from medrules.cohort.relations import Relations
from medrules.cohort.spark.lists import bad_list, shown, with_records
from medrules.cohort.spark.reading import BROKEN, FILE, ROW, Input
from medrules.cohort.spark.words import in_spark, quoted
from medrules.profile.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_VALUES = 10_000
_LONGEST, _LONGEST_LIST = 2000, 20_000
_LINES = "`file` string, `row` bigint, `column` string, `value` string, `reason` string"


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
    rows = with_records(cohort.frame.alias("raw"), made.lists)
    flagged = [
        (in_spark(one.bad), one.path, f"left({in_spark(one.raw)}, {_LONGEST})")
        for one in made.taken
        if one.bad
    ]
    flagged += [
        (f"`{bad_list(place)}`", part.relation.list_path, f"left({shown(part)}, {_LONGEST_LIST})")
        for place, part in enumerate(made.lists)
    ]
    things = ", ".join(
        f"CASE WHEN {bad} THEN struct({quoted(path)} AS `path`, {text} AS `text`) END"
        for bad, path, text in flagged
    )
    if not things:
        return spark.createDataFrame([], _LINES)
    if cohort.broken:
        rows = rows.where(f"`{BROKEN}` IS NULL").alias("raw")
    found = rows.selectExpr(
        f"`{FILE}` AS `file`", f"`{ROW}` AS `row`", f"inline(array_compact(array({things})))"
    )
    several = found.select("path", "text").distinct().limit(MOST_VALUES).collect()
    delimiters = {one.path: one.delimiter for one in binding.facts}
    reasons = [
        (path, text, column, reason)
        for path, text in several
        for column, reason in _reasons(path, text, vocabulary, delimiters[path])
    ]
    known = spark.createDataFrame(
        reasons, "`path` string, `text` string, `column` string, `reason` string"
    )
    return found.join(F.broadcast(known), ["path", "text"], "left").selectExpr(
        "`file`",
        "`row`",
        "coalesce(`column`, `path`) AS `column`",
        f"left(`text`, {_LONGEST}) AS `value`",
        "coalesce(`reason`, 'this does not fit') AS `reason`",
    )


def _reasons(
    path: str, text: str, vocabulary: Vocabulary, delimiter: str
) -> tuple[tuple[str, str], ...]:
    """The column and the reason of everything that is wrong with one value."""
    if path not in vocabulary.lists:
        return ((path, value_reason(path, text, vocabulary.scalars[path], delimiter)),)
    if len(text) == _LONGEST_LIST:  # the rest of it is not here
        return ()
    return list_reasons(vocabulary, path, text)


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
