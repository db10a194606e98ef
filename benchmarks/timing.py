"""Interleaved rounds over processes, and what comes of them: medians, ranges, ratios.

In: the names of workers and how many rounds. Out: ``Timed`` for each, in seconds for one evaluation,
round by round; ``Figures`` for their median, least and greatest. Refused: nothing; a worker that
fails, dies or takes too long is told apart by its ``absent``.

All take turns in every round, and a ratio is taken within a round, so that a machine that is busy
for a while touches all alike.
"""

from __future__ import annotations

import json
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

SLICE = 0.04
"""A turn lasts about so many seconds, so that starting and stopping it is nothing beside it."""


@dataclass(frozen=True)
class Figures:
    """The median, and how far the rounds went from it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figures:
        return cls(statistics.median(values), min(values), max(values))


@dataclass
class Timed:
    """One contender's rounds. ``absent`` says why there are none."""

    name: str
    title: str
    kind: str = ""
    absent: str = ""
    loaded: float = 0.0
    memory: int = 0
    rounds: list[float] = field(default_factory=list)

    def figures(self) -> Figures:
        """Seconds."""
        return Figures.of(self.rounds)

    def times(self, base: Timed) -> Figures:
        """How many times the base, round by round."""
        pairs = zip(self.rounds, base.rounds, strict=True)
        return Figures.of([one / other for one, other in pairs])


class Worker:
    """A process that evaluates, and waits in between. ``limit`` is for loading and checking."""

    def __init__(self, arguments: Sequence[str], limit: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.first = self._line(limit)

    def turn(self, count: int, limit: float = 120) -> dict[str, Any]:
        """So many times over the people."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(f"slice {count}\n".encode())
            stdin.flush()
        except (OSError, ValueError):
            return {"absent": "its process died"}
        return self._line(limit)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _line(self, limit: float) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        # A worker says one line at a time, so nothing is left over in a buffer.
        ready, _, _ = select.select([stdout], [], [], limit)
        if not ready:
            self._process.kill()
            return {"absent": f"did not finish within {limit:.0f} s"}
        line = stdout.readline()
        if not line:
            return {"absent": f"its process died (exit {self._process.wait()})"}
        found: dict[str, Any] = json.loads(line)
        return found


def take_turns(
    subjects: Sequence[tuple[str, Sequence[str]]],
    rounds: int,
    *,
    limit: float = 120,
    told: Callable[[str], None] = lambda _: None,
) -> list[Timed]:
    """Start a worker for each pair of name and arguments; time those whose answers are right."""
    found: list[Timed] = []
    workers: dict[str, tuple[Worker, int]] = {}
    try:
        for name, arguments in subjects:
            told(f"loading {' '.join(arguments)}")
            timed, worker, count = _started(name, arguments, limit)
            found.append(timed)
            if worker is not None:
                workers[name] = (worker, count)
        for place in range(rounds):
            told(f"round {place + 1} of {rounds}")
            for timed in found:
                if timed.absent:
                    continue
                worker, count = workers[timed.name]
                line = worker.turn(count)
                if line.get("absent"):
                    timed.absent = str(line["absent"])
                    timed.rounds = []
                    continue
                timed.rounds.append(line["seconds"] / line["each"] / count)
                timed.memory = line["memory"]
    finally:
        for worker, _ in workers.values():
            worker.close()
    return found


def _started(name: str, arguments: Sequence[str], limit: float) -> tuple[Timed, Worker | None, int]:
    """A worker that has loaded, and how often it goes over the people in one turn."""
    worker = Worker(arguments, limit)
    first = worker.first
    timed = Timed(name, first.get("title", name), first.get("kind", ""), first.get("absent", ""))
    timed.loaded = first.get("loaded", 0.0)
    timed.absent = timed.absent or first.get("wrong", "")
    if not timed.absent:
        trial = worker.turn(1)
        trial = trial if trial.get("absent") else worker.turn(1)
        timed.absent = trial.get("absent", "")
        if not timed.absent:
            return timed, worker, max(1, round(SLICE / trial["seconds"]))
    worker.close()
    return timed, None, 0


def pairs(
    tasks: Sequence[Callable[[], object]], rounds: int, told: Callable[[str], None] = lambda _: None
) -> list[list[float]]:
    """Seconds for each task, round by round, taking turns; each is done once before."""
    found: list[list[float]] = [[] for _ in tasks]
    for place in range(rounds + 1):
        told(f"round {place} of {rounds}" if place else "warming up")
        for index, task in enumerate(tasks):
            start = time.perf_counter()
            task()
            if place:
                found[index].append(time.perf_counter() - start)
    return found
