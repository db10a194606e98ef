"""Many random profiles through the interpreter and the other runtimes, on all cores.

In: packs, how many profiles, a seed, runtimes by name. Out: a ``Tally`` for each runtime. Refused: an
unknown runtime (KeyError). Profiles depend on the seed and their number alone, not on the jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.loading import load

from .comparing import differences
from .drawing import draw
from .runtimes import RUNTIMES, Answer

BATCH = 4000
SHOWN = 5


@dataclass
class Tally:
    """How many profiles were tried and differed, how many met rules that disagree; the first few."""

    tried: int = 0
    differed: int = 0
    conflicts: int = 0
    shown: list[tuple[Profile, list[str]]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count in what another job found."""
        self.tried += other.tried
        self.differed += other.differed
        self.conflicts += other.conflicts
        self.shown = (self.shown + other.shown)[:SHOWN]


def try_batch(
    program: Program, names: Sequence[str], seed: int, batch: int, size: int
) -> dict[str, Tally]:
    """One batch of profiles through all runtimes."""
    source = Random(f"{seed}-{batch}")
    profiles = [draw(program, source) for _ in range(size)]
    machine = prepare(program)
    wanted = [machine.run(profile) for profile in profiles]
    found: dict[str, Tally] = {}
    for name in names:
        tally = found[name] = Tally()
        for profile, one, other in zip(
            profiles, wanted, _runtime(name, program)(profiles), strict=True
        ):
            tally.tried += 1
            tally.conflicts += bool(one.conflicts)
            unlike = differences(one, other)
            if unlike:
                tally.differed += 1
                if len(tally.shown) < SHOWN:
                    tally.shown.append((profile, unlike))
    return found


_made: dict[tuple[str, int], tuple[Program, Answer]] = {}


def _runtime(name: str, program: Program) -> Answer:
    """The runtime, made once for each program; the program is kept so that its id stays its own."""
    key = (name, id(program))
    if key not in _made:
        _made[key] = (program, RUNTIMES[name](program))
    return _made[key][1]


_program: Program | None = None


def _start(packs: tuple[str, ...]) -> None:
    global _program
    _program = load([Path(pack) for pack in packs])


def _one(task: tuple[tuple[str, ...], int, int, int]) -> dict[str, Tally]:
    assert _program is not None
    names, seed, batch, size = task
    return try_batch(_program, names, seed, batch, size)


def run(
    count: int,
    names: Sequence[str],
    seed: int = 1,
    jobs: int = 2,
    packs: Sequence[str] = (),
    done: Callable[[int, int], object] | None = None,
) -> dict[str, Tally]:
    """Try so many profiles; ``done`` is told how many are tried and how many differ so far."""
    sizes = [BATCH] * (count // BATCH) + ([count % BATCH] if count % BATCH else [])
    tasks = [(tuple(names), seed, batch, size) for batch, size in enumerate(sizes)]
    total = {name: Tally() for name in names}
    tried = 0
    with get_context("spawn").Pool(jobs, _start, (tuple(packs),)) as pool:
        for (*_, size), found in zip(tasks, pool.imap(_one, tasks), strict=True):
            for name, tally in found.items():
                total[name].add(tally)
            tried += size
            if done is not None:
                done(tried, sum(tally.differed for tally in total.values()))
    return total
