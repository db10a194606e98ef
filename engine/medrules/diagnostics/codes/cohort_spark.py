"""Codes 1160 to 1179: cohorts on Apache Spark.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR1160",
        "no-java",
        Severity.ERROR,
        what="Spark needs Java 17 or newer, which was not found or did not start.",
        why="Spark runs on the Java virtual machine; without it there is nothing to run the query.",
        example="`medrules batch people.parquet -o answers --on spark` on a machine without Java",
        mend="Install a JDK (`apt install openjdk-17-jre-headless`), or set `JAVA_HOME`. A `--on spark=sc://HOST` needs no Java here.",
    ),
    Code(
        "MR1161",
        "spark-unreachable",
        Severity.ERROR,
        what="The Spark that the command names cannot be reached or does not start.",
        why="Nothing was read, and nothing was written.",
        example="`--on spark=spark://no-such-host:7077`",
        mend="See that the address is right and that the cluster takes applications of this version of Spark.",
    ),
    Code(
        "MR1162",
        "spark-failed",
        Severity.ERROR,
        what="Spark stopped before all rows were answered.",
        why="An answer for a part of the rows would look like one for all; the output folder is left without its mark `_SUCCESS`.",
        example="a disk that is full, an executor that was lost",
        mend="See what Spark says, which the message quotes; its own log tells more (`--on spark=URL` with a cluster's log settings).",
    ),
    Code(
        "MR1163",
        "not-on-spark",
        Severity.ERROR,
        what="An option of `medrules batch` that does not go with `--on spark`, or the other way round.",
        why="Spark reads and writes folders from many machines; what needs one machine and one file is refused rather than half done.",
        example="`--on spark` with the output `-o answers.csv`",
        mend="Do what the message says, or run without `--on spark`.",
    ),
    Code(
        "MR1164",
        "output-exists",
        Severity.ERROR,
        what="The output folder exists already.",
        why="Spark would add to it or remove it; either may lose answers.",
        example="`--on spark -o answers` for the second time",
        mend="Name another folder, or remove this one yourself.",
    ),
    Code(
        "MR1165",
        "spark-input",
        Severity.ERROR,
        what="Spark cannot read the input: it is not there, or not what it seems.",
        why="Rows that are not read would be missing without a word.",
        example="a folder without Parquet files",
        mend="Name a folder or files of Parquet, CSV or JSON lines; say which with `--input-format`.",
    ),
)
