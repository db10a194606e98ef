"""DuckDB, shut off from everything but the files of one run.

In: which files may be read, which folders written, how many threads and how much memory. Out: an open
connection; ``run``, which runs one statement while somebody watches. Refused, as ``MedrulesError``:
no DuckDB (MR1001), options that it does not take (MR1116), too little memory (MR1111), whatever else
stops it (MR1112).

Names of columns and files come from strangers. No extension is loaded or fetched, nothing but the files
named can be opened, and after that the configuration is locked.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Watch: TypeAlias = Callable[[float], None]
"""Told now and then how far a statement is, in percent."""

_TICK = 0.05
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
    """Run a statement that gives one number, such as COPY; the number. Ctrl-C stops it at once.

    It runs on a thread of its own: a signal is only heard by the main thread, which must not be waiting
    inside the database.
    """
    found: list[int] = []
    failed: list[BaseException] = []
    # Not Thread.join: interrupted, it takes a thread that still runs for one that has ended.
    done = threading.Event()

    def work() -> None:
        try:
            row = link.execute(sql).fetchone()
            found.append(int(row[0]) if row and isinstance(row[0], int) else 0)
        except BaseException as error:  # handed to the thread that waits
            failed.append(error)
        finally:
            done.set()

    worker = threading.Thread(target=work, daemon=True)
    try:
        worker.start()
        while not done.wait(_TICK):
            if watch is not None:
                watch(max(0.0, link.query_progress()))
    except KeyboardInterrupt:
        # The thread must be out of the database before Python ends, or the process is aborted.
        while worker.ident is not None and not done.is_set():
            link.interrupt()
            done.wait(_TICK)
        raise
    if failed:
        with plainly():
            raise failed[0]
    return found[0]
