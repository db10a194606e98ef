"""Codes 1140 to 1159: answers of a cohort that cannot be counted.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR1140",
        "answers-unreadable",
        Severity.ERROR,
        what="The file of answers is not there, cannot be read, or is of no known kind.",
        why="Counts of half a file would look like counts of all of it.",
        example="`medrules summary answers.xlsx`",
        mend="Give the file that `medrules batch -o` wrote (Parquet, CSV or JSONL), or the folder of a partitioned one.",
    ),
    Code(
        "MR1141",
        "no-such-column",
        Severity.ERROR,
        what="The file of answers has no column of that name.",
        why="A column is named by the path of its conclusion or fact, or as it stands in the file.",
        example="`--by decision.outcomes`",
        mend="Take one of the columns that the message lists; `medrules batch --keep` keeps columns of the input.",
    ),
    Code(
        "MR1142",
        "nothing-to-count",
        Severity.ERROR,
        what="The file of answers holds no headline conclusion, and no column was named.",
        why="Which column matters cannot be guessed.",
        example="`medrules summary answers.parquet` where only `costs.hours_low` was asked for",
        mend="Name a column with `--by COLUMN`, or count all conclusions with `--all`.",
    ),
    Code(
        "MR1143",
        "columns-not-crossed",
        Severity.ERROR,
        what="These columns cannot be crossed: two sets, one column twice, or more than two columns.",
        why="A row has several members of each set, so a table of two sets counts pairs, which nobody can add up.",
        example="`--by reasons --by cautions`",
        mend="Cross two columns, at most one of them a set.",
    ),
    Code(
        "MR1144",
        "not-a-number",
        Severity.WARNING,
        what="A column of numbers holds texts that are none; they are counted as not known.",
        why="The file was changed after it was written, or the column is of another program.",
        example="`n/a` in the column `costs.hours_low` of a CSV file",
        mend="Write the file again with `medrules batch`, or give the pack it was written with (`--pack`).",
    ),
    Code(
        "MR1145",
        "member-not-declared",
        Severity.WARNING,
        what="A column holds values that its type does not have; they are counted as other values.",
        why="The file was written with another version of the packs, so its titles may be wrong too.",
        example="`decision.outcome` is `maybe`",
        mend="Give the packs that the file was written with (`--pack`).",
    ),
)
