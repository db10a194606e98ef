"""One cohort in memory, in a process of its own: everybody over the same rows, in turn.

In: ``python -m benchmarks.cohort.process ROWS ROUNDS``. Out: one line of JSON: the rounds of each
contender in seconds, or why it has none, for complete rows and for rows with facts missing. Refused:
nothing; a contender with another answer than the SQL by hand is told apart.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cohort.codes import codes, decoded, facts, name
from benchmarks.contenders.model import Absent
from benchmarks.profiles import CONCLUSIONS, QUARTERS, program

MISSING = 20
BY_HAND, GENERATED, READ, COPIED = (
    "SQL by hand",
    "generated SQL",
    "reading the columns",
    "copying them",
)
HERE = Path(__file__).parents[1] / "handwritten"


class Cohort:
    """The tables of one run, and what is done to them."""

    def __init__(self, rows: int) -> None:
        import duckdb

        from medrules.targets.sql.layout import layout

        self.rows = rows
        self.program = program()
        self.db = duckdb.connect()
        self.db.execute(f"CREATE TABLE codes AS {codes(rows)}")
        columns = layout(self.program, decimals=dict.fromkeys(QUARTERS, 2)).facts.columns
        self.types = {one.path: one.sql for one in columns}

    def fill(self, missing: int) -> None:
        """The relation that the queries read."""
        self.db.execute("DROP TABLE IF EXISTS answers; DROP TABLE IF EXISTS facts")
        self.db.execute(f"CREATE TABLE facts AS {facts(self.types, missing)}")

    def by_sql(self, text: str) -> Callable[[], object]:
        """A table of answers, made anew."""
        return lambda: self.db.execute(f"CREATE OR REPLACE TABLE answers AS {text}")

    def generated(self, missing: int) -> str:
        """The query that medrules writes. Raises ``Absent``."""
        try:
            from medrules.targets.sql.layout import layout
            from medrules.targets.sql.query import query
        except ImportError as error:
            raise Absent(f"not installed ({error.name})") from None
        complete = () if missing else tuple(self.types)
        asked = layout(self.program, complete=complete, decimals=dict.fromkeys(QUARTERS, 2))
        return query(self.program, asked, "duckdb").sql()

    def answers(self) -> dict[str, Any]:
        """What stands in the table of answers, in the form in which all are compared."""
        return self.db.execute(
            f"SELECT {decoded(CONCLUSIONS)} FROM answers ORDER BY row"
        ).fetchnumpy()

    def same(self, text: str) -> bool:
        """Whether a query answers as the table ``expected`` does, every row of it."""
        self.by_sql(text)()
        return self.checksum() == self.expected

    def checksum(self) -> object:
        """Of all answers, whichever their column types are."""
        listed = f"SELECT row, {decoded(CONCLUSIONS)} FROM answers"
        return self.db.execute(
            f"SELECT count(*), bit_xor(hash(row, {', '.join(CONCLUSIONS)})) FROM ({listed})"
        ).fetchone()

    def tasks(self, missing: int) -> tuple[dict[str, Callable[[], object]], dict[str, str]]:
        """Who takes part, and who does not, with the reason."""
        text = (HERE / ("partial.sql" if missing else "complete.sql")).read_text(encoding="utf-8")
        names = [name(path) for path in self.types]
        most = ", ".join(f"max({one})" for one in names)
        found: dict[str, Callable[[], object]] = {
            BY_HAND: self.by_sql(text),
            READ: lambda: self.db.execute(f"SELECT {most} FROM facts").fetchone(),
            COPIED: self.by_sql(f"SELECT row, {', '.join(names[:15])} FROM facts"),
        }
        absent: dict[str, str] = {}
        self.by_sql(text)()
        self.expected = self.checksum()
        try:
            written = self.generated(missing)
            if not self.same(written):
                raise Absent("other answers than the SQL by hand")
            found[GENERATED] = self.by_sql(written)
        except Absent as reason:
            absent[GENERATED] = str(reason)
        except Exception as error:
            absent[GENERATED] = f"cannot take part ({type(error).__name__}: {error})"[:300]
        return found, absent


def arrays(cohort: Cohort, folder: Path) -> tuple[dict[str, Callable[[], object]], dict[str, str]]:
    """Those who work on arrays of codes; complete rows only."""
    columns = cohort.db.execute("SELECT * EXCLUDE (row) FROM codes").fetchnumpy()
    cohort.by_sql((HERE / "complete.sql").read_text(encoding="utf-8"))()
    right = cohort.answers()
    found: dict[str, Callable[[], object]] = {}
    absent: dict[str, str] = {}

    def in_numpy() -> Callable[[], Any]:
        from benchmarks.cohort.in_numpy import answer

        return lambda: answer(columns)

    def in_c() -> Callable[[], Any]:
        from benchmarks.cohort.in_c import compiled

        loop = compiled(folder)
        return lambda: loop(columns)

    def in_polars() -> Callable[[], Any]:
        from benchmarks.cohort.in_polars import query

        return lambda: query(columns).collect()

    for title, make in (("NumPy", in_numpy), ("Polars", in_polars), ("C, one thread", in_c)):
        try:
            task = make()
            wrong = differing(task(), right)
            if wrong:
                raise Absent(f"other answers than the SQL by hand for {wrong}")
            found[title] = task
        except Absent as reason:
            absent[title] = str(reason)
        except ImportError as error:
            absent[title] = f"not installed ({error.name})"
    return found, absent


def differing(answer: Any, right: dict[str, Any]) -> str:
    """The first conclusion that is not the same in every row."""
    import numpy as np

    for path in CONCLUSIONS:
        column = answer[path]
        column = column if isinstance(column, np.ndarray) else column.to_numpy()
        if not np.array_equal(column, right[path]):
            return path
    return ""


def timed(tasks: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds, round by round; each is done once before."""
    found: dict[str, list[float]] = {title: [] for title in tasks}
    for place in range(rounds + 1):
        for title, task in tasks.items():
            start = time.perf_counter()
            kept = task()
            took = time.perf_counter() - start
            del kept
            if place:
                found[title].append(took)
    return found


def main() -> None:
    """Complete rows, then rows with facts missing."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    rows, rounds = int(sys.argv[1]), int(sys.argv[2])
    try:
        cohort = Cohort(rows)
    except ImportError as error:
        out.write(json.dumps({"absent": f"not installed ({error.name})"}) + "\n")
        return
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for label, missing in (("complete", 0), ("missing", MISSING)):
            cohort.fill(missing)
            tasks, absent = cohort.tasks(missing)
            if not missing:
                try:
                    more, without = arrays(cohort, Path(folder))
                except ImportError as error:
                    more, without = {}, {"NumPy, Polars, C": f"not installed ({error.name})"}
                tasks |= more
                absent |= without
            result[label] = {"rounds": timed(tasks, rounds), "absent": absent}
    out.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
