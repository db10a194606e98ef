"""Memory: the most that a process has had which loads a contender and evaluates 10,000 times.

In: which contenders. Out: a ``Group``. Refused: nothing.
"""

from __future__ import annotations

from benchmarks.contenders import BASELINE, NAMES
from benchmarks.options import Options
from benchmarks.results import Group, Table, size
from benchmarks.timing import Worker
from benchmarks.worker import PEOPLE

EVALUATIONS = 10_000


def run(options: Options) -> Group:
    """One process after the other."""
    group = Group("Memory")
    found: list[tuple[int, str]] = []
    base = 0
    for name in NAMES:
        if not options.wants(name) and name != BASELINE:
            continue
        options.told(f"memory of {name}")
        worker = Worker(("memory", name), 60)
        line = worker.first
        title = line.get("title", name)
        if not line.get("absent"):
            line = worker.turn(EVALUATIONS // PEOPLE)
        worker.close()
        if line.get("absent"):
            group.absent.append((title, line["absent"]))
            continue
        found.append((line["memory"], title))
        base = line["memory"] if name == BASELINE else base
    rows = [
        (title, size(used), f"{(used - base) / 1e6:+,.0f} MB" if base else "")
        for used, title in sorted(found)
    ]
    columns = ("contender", "most memory", "beside hand-written Python")
    title = f"Loading and {EVALUATIONS:,} evaluations"
    group.tables.append(Table(title, columns, rows))
    return group
