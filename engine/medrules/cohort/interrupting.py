"""Ctrl-C while DuckDB works, told as what it is.

In: work with DuckDB; its import. Out: what the work comes to, or ``KeyboardInterrupt`` where it was
interrupted, whatever DuckDB made of it. Refused: nothing.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Watch: TypeAlias = Callable[[float], None]
"""Told now and then how far a statement is, in percent."""

_T = TypeVar("_T")
_TICK = 0.05
_SAID = "Query interrupted"


def attended(link: DuckDBPyConnection, work: Callable[[], _T], watch: Watch | None = None) -> _T:
    """What the work comes to, done with that connection on a thread of its own. Ctrl-C stops it at once.

    A signal is only heard by the main thread, which must not be waiting inside the database: DuckDB asks
    for signals now and then, but not during every statement. Raises what the work raises.
    """
    found: list[_T] = []
    failed: list[BaseException] = []
    # Not Thread.join: interrupted, it takes a thread that still runs for one that has ended.
    done = threading.Event()

    def wholly() -> None:
        try:
            found.append(work())
        except BaseException as error:  # handed to the thread that waits
            failed.append(error)
        finally:
            done.set()

    worker = threading.Thread(target=wholly, daemon=True)
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
        raise failed[0]
    return found[0]


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt where DuckDB says that it was interrupted.

    In the main thread DuckDB asks for signals while it waits. What their handlers raise it swallows, and
    raises a RuntimeError of its own.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) != _SAID:
            raise
        raise KeyboardInterrupt from None


def load_duckdb() -> None:
    """Import DuckDB; a signal waits until it is there. Raises ImportError.

    Its import calls Python from C++, and an exception in the middle of that aborts the process.
    """
    with _held():
        import duckdb  # noqa: F401


@contextmanager
def _held() -> Iterator[None]:
    """Let signals wait, where the system can do that."""
    if not hasattr(signal, "pthread_sigmask") or not _in_main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
