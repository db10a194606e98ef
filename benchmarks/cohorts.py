"""Cohorts: in memory beside SQL, NumPy, Polars and C by hand; and from file to file.

In: which sizes. Out: a ``Group``. Refused: nothing. Each size has a process of its own, which is given a
bounded time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.cohort import files
from benchmarks.cohort.process import BY_HAND, GENERATED, MISSING, READ
from benchmarks.options import Options
from benchmarks.results import Group, Must, Table, ranged, size, times
from benchmarks.timing import Figures

SIZES = ((1_000_000, 7), (10_000_000, 3))
"""Rows, and rounds."""
QUICK = ((200_000, 3), (1_000_000, 2))
LIMIT = 600
IN_MEMORY, IN_FILES = 1.1, 2.0
MEMORY = 2.0e9
LABELS = {"complete": "every fact given", "missing": f"{MISSING} of 100 facts missing"}


def run(options: Options) -> Group:
    """Each size in memory, then the greatest from Parquet to Parquet."""
    group = Group("Cohorts")
    sizes = QUICK if options.quick else SIZES
    for rows, rounds in sizes:
        options.told(f"{rows:,} rows in memory")
        found = in_memory(rows, rounds)
        for label in LABELS:
            told(group, rows, label, found.get(label, {}), found.get("absent", ""))
    for rows, rounds in sizes:
        for label, missing in (("complete", 0), ("missing", MISSING)):
            options.told(f"{rows:,} rows from Parquet to Parquet, {LABELS[label]}")
            from_file(group, rows, missing, max(2, rounds // 2), options)
    return group


def in_memory(rows: int, rounds: int) -> dict[str, Any]:
    """What the process of one size says."""
    arguments = [sys.executable, "-m", "benchmarks.cohort.process", str(rows), str(rounds)]
    try:
        done = subprocess.run(arguments, capture_output=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return {"absent": f"did not finish within {LIMIT} s"}
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        return {"absent": f"failed: {said[-1] if said else done.returncode}"[:300]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def told(group: Group, rows: int, label: str, found: dict[str, Any], why: str) -> None:
    """Add the table of one size, and what has to hold of it."""
    rounds: dict[str, list[float]] = found.get("rounds", {})
    absent: dict[str, str] = found.get("absent", {})
    where = f"{rows:,} rows, {LABELS[label]}"
    base = rounds.get(BY_HAND)
    if base is None:
        group.absent.append((where, why))
    else:
        reading = rounds[READ]
        lines = sorted(rounds.items(), key=lambda one: Figures.of(one[1]).median)
        group.tables.append(
            Table(
                f"{where}, in memory",
                ("contender", "all rows", "rows a second", f"times {BY_HAND}", "times reading"),
                [
                    (
                        title,
                        ranged(Figures.of(own)),
                        f"{rows / Figures.of(own).median / 1e6:.3g} million",
                        times(quotients(own, base)),
                        times(quotients(own, reading)),
                    )
                    for title, own in lines
                ],
            )
        )
    group.absent += [(f"{title} ({where})", reason) for title, reason in absent.items()]
    what = f"generated SQL against SQL by hand, {where}"
    own = rounds.get(GENERATED)
    measured = quotients(own, base).median if own and base else None
    group.musts.append(Must(what, IN_MEMORY, measured, why=absent.get(GENERATED, why)))


def from_file(group: Group, rows: int, missing: int, rounds: int, options: Options) -> None:
    """``medrules batch`` against reading and writing the same columns."""
    try:
        found = files.measured(rows, rounds, missing, options.told)
    except subprocess.CalledProcessError as error:
        said = str(error.stderr).strip().splitlines()
        found = files.Files(absent=said[-1][:300] if said else "failed")
    where = f"{rows:,} rows, {LABELS['missing' if missing else 'complete']}"
    what = f"`medrules batch` of Parquet against reading and writing it, {where}"
    if found.absent:
        group.absent.append((f"medrules batch ({where})", found.absent))
        group.musts.append(Must(what, IN_FILES, None, why=found.absent))
        return
    ratio = quotients(found.ours, found.base)
    group.tables.append(
        Table(
            f"{where}, from Parquet to Parquet, start to end",
            ("command", "all rows", "rows a second", "times DuckDB alone", "most memory"),
            [
                (title, ranged(Figures.of(own)), per_second(rows, own), shown, size(memory))
                for title, own, shown, memory in (
                    ("`medrules batch`", found.ours, times(ratio), found.memory),
                    ("DuckDB reads and writes the columns", found.base, "1", found.base_memory),
                )
            ],
            f"The file read has {size(found.read)}, that of the answers {size(found.written)}.",
        )
    )
    group.musts.append(Must(what, IN_FILES, ratio.median))
    memory = f"most memory of `medrules batch`, {where}"
    group.musts.append(Must(memory, MEMORY / 1e9, found.memory / 1e9, unit="GB"))


def per_second(rows: int, own: list[float]) -> str:
    """Million rows a second."""
    return f"{rows / Figures.of(own).median / 1e6:.3g} million"


def quotients(one: list[float], other: list[float]) -> Figures:
    """How many times, round by round."""
    return Figures.of([mine / theirs for mine, theirs in zip(one, other, strict=True)])
