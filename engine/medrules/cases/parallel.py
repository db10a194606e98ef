"""Cases in several processes, where that is faster.

In: a program, cases, how many processes at most. Out: the same outcomes in the same order as
``run_cases``. The first cases run here; when they show that the rest would take longer than it takes to
start processes, the rest is shared out. Refused: nothing; where processes cannot be had, all run here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeAlias

from medrules.cases.model import Case, Outcome
from medrules.cases.run import run_case
from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Evaluation
from medrules.ir.program import Program

TRIAL = 0.3
"""Seconds after which it is decided whether to go on alone."""

STARTING = {"fork": 0.2, "spawn": 1.0}
"""Seconds that it takes to start processes, as copies of this one or afresh, and to send the outcomes
back, as measured; sharing out has to save twice that."""

Result: TypeAlias = tuple[Evaluation | None, tuple[Diagnostic, ...], tuple[str, ...], float]
"""An outcome without its case."""

_shared: tuple[Program, Sequence[Case]] | None = None


def processors() -> int:
    """How many processes can run at once here, beside what runs already."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    others = max(0.0, os.getloadavg()[0] - 1) if hasattr(os, "getloadavg") else 0.0
    return max(1, count - round(others))


def run_in_parallel(
    program: Program,
    cases: Sequence[Case],
    jobs: int,
    done: Callable[[int], object] | None = None,
) -> tuple[Outcome, ...]:
    """Evaluate every case, in up to ``jobs`` processes; ``done`` is told how many are finished."""
    outcomes: list[Outcome] = []
    start = perf_counter()
    for case in cases:
        if jobs > 1 and outcomes and _pays(perf_counter() - start, len(outcomes), len(cases), jobs):
            outcomes += _shared_out(program, cases[len(outcomes) :], jobs, len(outcomes), done)
            break
        outcomes.append(run_case(program, case))
        if done is not None:
            done(len(outcomes))
    return tuple(outcomes)


def _pays(spent: float, done: int, cases: int, jobs: int) -> bool:
    """Whether what is left takes so long that several processes are faster."""
    if spent < TRIAL:
        return False
    saved = spent / done * (cases - done) * (1 - 1 / jobs)
    return saved > 2 * STARTING[_way()]


def _shared_out(
    program: Program,
    cases: Sequence[Case],
    jobs: int,
    before: int,
    done: Callable[[int], object] | None,
) -> list[Outcome]:
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    outcomes: list[Outcome] = []
    try:
        pool = ProcessPoolExecutor(
            min(jobs, len(cases)), get_context(_way()), _receive, (program, cases)
        )
    except (OSError, ImportError, NotImplementedError):
        pool = None
    if pool is not None:
        try:
            for result in pool.map(_run, range(len(cases))):
                # The case itself stays here: its file need not come back with every outcome.
                outcomes.append(Outcome(cases[len(outcomes)], *result))
                if done is not None:
                    done(before + len(outcomes))
        except BrokenExecutor:
            pass  # what the processes did not do is done here
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    for case in cases[len(outcomes) :]:
        outcomes.append(run_case(program, case))
        if done is not None:
            done(before + len(outcomes))
    return outcomes


def _way() -> str:
    """Copies of this process where that is safe, else fresh ones."""
    import threading

    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _receive(program: Program, cases: Sequence[Case]) -> None:
    """What a process is told once, when it starts."""
    import signal

    global _shared
    _shared = (program, cases)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked ends the others


def _run(place: int) -> Result:
    """One case in a process of its own."""
    if _shared is None:
        raise RuntimeError("a process was asked before it was told about the cases")
    program, cases = _shared
    outcome = run_case(program, cases[place])
    found = outcome.evaluation
    if found is not None:
        # Conclusions are worked out when they are asked for, which cannot be sent.
        found = found.replace(conclusions=dict(found.conclusions))
    return found, outcome.failures, outcome.about, outcome.seconds
