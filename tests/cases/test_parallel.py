"""Cases in several processes: the same outcomes in the same order, and never less than all of them."""

from __future__ import annotations

import os

import pytest

from medrules.cases import parallel
from medrules.cases.model import Case, Outcome
from medrules.cases.parallel import processors, run_in_parallel
from medrules.cases.run import run_cases
from medrules.ir.program import Program

from .packs import cases_of

TEXT = "".join(
    f"""
[[cases]]
name = "case {at}"
given = {{ time = {{ hours = {at} }} }}
expect = {{ total = {2 * at if at % 3 else 1}, advice = {{ status = "provisional" }} }}
"""
    for at in range(8)
)


@pytest.fixture(scope="module")
def work() -> tuple[Program, tuple[Case, ...]]:
    return cases_of(TEXT)


def told(outcomes: tuple[Outcome, ...]) -> list[object]:
    return [
        (
            one.case.name,
            one.state,
            one.failures,
            one.about,
            one.evaluation and one.evaluation.run,
            one.evaluation and dict(one.evaluation.conclusions),
        )
        for one in outcomes
    ]


@pytest.fixture
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes pay at once."""
    monkeypatch.setattr(parallel, "TRIAL", 0.0)
    monkeypatch.setattr(parallel, "STARTING", {"fork": 0.0, "spawn": 0.0})


@pytest.mark.usefixtures("_eager")
@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_processes_give_the_same_in_the_same_order(
    work: tuple[Program, tuple[Case, ...]], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import multiprocessing

    if way not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {way} here")
    monkeypatch.setattr(parallel, "_way", lambda: way)
    counts: list[int] = []
    found = run_in_parallel(*work, 2, counts.append)
    assert told(found) == told(run_cases(*work))
    assert counts == [*range(1, 9)]
    assert all(one.seconds > 0 for one in found)


@pytest.mark.usefixtures("_eager")
def test_processes_that_cannot_be_had_are_not_needed(
    work: tuple[Program, tuple[Case, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import concurrent.futures

    def refuse(*_: object) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refuse)
    assert told(run_in_parallel(*work, 2)) == told(run_cases(*work))


@pytest.mark.usefixtures("_eager")
def test_what_a_process_that_died_did_not_do_is_done_here(
    work: tuple[Program, tuple[Case, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_way", lambda: "fork")
    here = os.getpid()
    whole = parallel.run_case

    def dying(program: Program, case: Case) -> Outcome:
        if os.getpid() != here and case.name == "case 4":
            os._exit(1)
        return whole(program, case)

    monkeypatch.setattr(parallel, "run_case", dying)
    assert told(run_in_parallel(*work, 2)) == told(run_cases(*work))


def test_few_quick_cases_stay_in_one_process(
    work: tuple[Program, tuple[Case, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_shared_out", lambda *_: pytest.fail("no process was wanted"))
    counts: list[int] = []
    assert len(run_in_parallel(*work, 8, counts.append)) == len(counts) == 8
    monkeypatch.setattr(parallel, "TRIAL", 0.0)
    monkeypatch.setattr(parallel, "STARTING", {"fork": 0.0, "spawn": 0.0})
    assert len(run_in_parallel(*work, 1)) == 8


def test_processors_leaves_room_for_what_runs_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    monkeypatch.setattr(os, "getloadavg", lambda: (0.2, 0.0, 0.0), raising=False)
    assert processors() == 4
    monkeypatch.setattr(os, "getloadavg", lambda: (3.0, 0.0, 0.0), raising=False)
    assert processors() == 2
    monkeypatch.setattr(os, "getloadavg", lambda: (30.0, 0.0, 0.0), raising=False)
    assert processors() == 1
