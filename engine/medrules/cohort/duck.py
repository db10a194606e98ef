"""DuckDB, shut off from everything but the files of one run.

In: which files may be read, which folders written, how many threads and how much memory. Out: an open
connection; ``run`` and ``rows``, which run one statement while somebody watches. Refused, as
``MedrulesError``: no DuckDB (MR1001), options that it does not take (MR1116), too little memory
(MR1111), whatever else stops it (MR1112).

Names of columns and files come from strangers. No extension is loaded or fetched, nothing but the files
named can be opened, and after that the configuration is locked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from medrules.cohort.interrupting import Watch, attended, load_duckdb
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LEAST, _PER_THREAD = 1500, 200
"""Megabytes that a run is granted, where nobody says how much."""


class Room(Record):
    """How much of the machine a run may take; None: all threads, and memory for so many.

    DuckDB by itself would take four fifths of all memory, though a streaming query needs little.
    """

    threads: int | None = None
    memory: str | None = None

    def granted(self) -> str:
        """The memory that DuckDB may use."""
        threads = self.threads or os.cpu_count() or 1
        return self.memory or f"{max(_LEAST, threads * _PER_THREAD)}MB"


def open_duck(
    read: Sequence[str], folders: Sequence[str], room: Room, scratch: str
) -> DuckDBPyConnection:
    """A database in memory that can read these files, work in these folders, and no more."""
    if find_spec("duckdb") is None or find_spec("sqlglot") is None:
        raise MedrulesError([_missing_extra()])
    load_duckdb()
    import duckdb

    link = duckdb.connect(
        ":memory:",
        config={
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
            "allow_community_extensions": False,
        },
    )
    try:
        if room.threads is not None:
            link.execute("SET threads = ?", [room.threads])
        link.execute("SET memory_limit = ?", [room.granted()])
    except duckdb.Error as error:
        raise MedrulesError([report("MR1116", _first_line(error), help=_SIZES)]) from None
    with plainly():
        link.execute("SET temp_directory = ?", [scratch])
        link.execute("SET enable_progress_bar = false")
        # A condition that is moved below what it reads is worked out once more there. A long IN becomes
        # a join, and a join does not keep the rows in order, on which numbering them rests.
        link.execute("SET disabled_optimizers = 'filter_pushdown,in_clause'")
        link.execute("SET allowed_paths = ?", [list(read)])
        link.execute("SET allowed_directories = ?", [[scratch, *folders]])
        link.execute("SET enable_external_access = false")
        link.execute("SET lock_configuration = true")
    return link


_SIZES = "write a size of memory like 2GB, and threads as a number from 1"


def _missing_extra() -> Diagnostic:
    return report(
        "MR1001",
        "cohorts need DuckDB and sqlglot, which are not installed",
        help="run: pip install 'medrules[cohort]'",
    )


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what stops the database into diagnostics."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException:
        message = "the cohort needs more memory than was granted"
        help = "grant more with --memory-limit, or use fewer --threads"
        raise MedrulesError([report("MR1111", message, help=help)]) from None
    except (duckdb.IOException, duckdb.OperationalError) as error:
        raise MedrulesError([report("MR1112", _first_line(error))]) from None


def _first_line(error: Exception) -> str:
    """What the database says, without the hints that are about SQL."""
    from medrules.diagnostics.sanitise import visible_line

    text = str(error).strip().partition("\n")[0]
    for prefix in ("IO Error: ", "Invalid Input Error: ", "Parser Error: ", "Error: "):
        text = text.removeprefix(prefix)
    return visible_line(text[:300])


def run(link: DuckDBPyConnection, sql: str, watch: Watch | None = None) -> int:
    """Run a statement that gives one number, such as COPY; the number. Ctrl-C stops it at once."""
    found = rows(link, sql, watch)
    first = found[0][0] if found else 0
    return first if isinstance(first, int) else 0


def rows(
    link: DuckDBPyConnection, sql: str, watch: Watch | None = None
) -> list[tuple[object, ...]]:
    """All that a statement gives. Ctrl-C stops it at once."""
    with plainly():
        return attended(link, lambda: link.execute(sql).fetchall(), watch)
