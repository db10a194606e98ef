"""What interrupts DuckDB is told as an interrupt, and waits while DuckDB is imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pytest

from medrules.cohort.duck import rows
from medrules.cohort.interrupting import interruptible

needs_alarm = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs a Unix system")


@pytest.fixture
def alarm() -> Iterator[None]:
    """A signal that works as Ctrl-C does, in a moment."""

    def handle(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@needs_alarm
@pytest.mark.usefixtures("alarm")
def test_a_statement_without_end_is_interrupted() -> None:
    without_end = "SELECT sum(a.x * b.x) FROM range(10000000) a(x), range(1000000) b(x)"
    with duckdb.connect() as link:
        with pytest.raises(KeyboardInterrupt):
            rows(link, without_end)
        assert rows(link, "SELECT 7") == [(7,)]


def test_what_duckdb_makes_of_an_interrupt_is_one() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        raise RuntimeError("Query interrupted")


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="rows read"), interruptible():
        raise RuntimeError("7 rows read, but 6 answered")


IMPORTING = """
import os, signal, sys
from medrules.cohort.duck import rows
from medrules.cohort.interrupting import load_duckdb

class Sender:
    def find_spec(self, name, path=None, target=None):
        if name == "_duckdb":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Sender())
try:
    load_duckdb()
except KeyboardInterrupt:
    print("interrupted;", "duckdb" in sys.modules and hasattr(sys.modules["duckdb"], "connect"))
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs a Unix system")
def test_a_signal_waits_until_duckdb_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTING],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.stdout, done.returncode) == ("interrupted; True\n", 0), done.stderr
