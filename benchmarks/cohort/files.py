"""A cohort from Parquet to Parquet: ``medrules batch`` beside DuckDB that reads and writes the same columns.

In: how many rows and rounds. Out: ``Files``: seconds of both round by round, the most memory, or why
there are none. Refused: nothing; answers that are not those of the SQL by hand are told as such.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cohort.codes import codes, facts, name
from benchmarks.profiles import CONCLUSIONS, QUARTERS, RULES, SETS, program

HAND = Path(__file__).parents[1] / "handwritten" / "partial.sql"
COMPARED = (
    "outcome",
    "standing",
    "direction",
    "backing",
    "depth",
    "credit",
    "share",
    "secure",
    "score",
)
"""What is written alike in both answers."""


LAUNCH = """
import os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(time.perf_counter() - start, usage.ru_maxrss * 1024, child.returncode)
"""
"""A small process starts what is measured: the most memory of a child begins with its parent's."""


@dataclass
class Files:
    """``ours`` and ``base`` in seconds; ``memory`` in bytes, the most of all rounds."""

    absent: str = ""
    ours: list[float] = field(default_factory=list)
    base: list[float] = field(default_factory=list)
    memory: int = 0
    base_memory: int = 0
    read: int = 0
    written: int = 0


def measured(
    rows: int, rounds: int, missing: int, told: Callable[[str], None] = lambda _: None
) -> Files:
    """Both in turn, each in a process of its own, from start to end.

    A first round of both is not counted: it is what fills the caches, of files and of programs.
    """
    found = Files()
    command = shutil.which("medrules", path=str(Path(sys.executable).parent)) or "medrules"
    with tempfile.TemporaryDirectory() as folder:
        source, answers, copy = (
            Path(folder) / one for one in ("in.parquet", "out.parquet", "copy.parquet")
        )
        told(f"writing {rows:,} rows")
        expected = apart("write", str(rows), str(missing), str(source))
        found.read = source.stat().st_size
        ours = [command, "batch", str(source), "-o", str(answers), "--pack", str(RULES)]
        ours += ["--keep", "id", "--quiet", "--rejects", str(Path(folder) / "rejects.csv")]
        for path in CONCLUSIONS:
            ours += ["--only", path]
        text = f"COPY (SELECT * FROM read_parquet('{source}')) TO '{copy}' (FORMAT parquet)"
        base = [sys.executable, "-c", f"import duckdb; duckdb.connect().execute({text!r})"]
        for place in range(rounds + 1):
            told(f"round {place} of {rounds}" if place else "a round that is not counted")
            for arguments, kept in ((ours, found.ours), (base, found.base)):
                took, memory, failed = timed(arguments)
                if failed:
                    found.absent = failed
                    return found
                if place:
                    kept.append(took)
                if kept is found.ours:
                    found.memory = max(found.memory, memory)
                else:
                    found.base_memory = max(found.base_memory, memory)
            if not place and apart("checksum", str(answers)) != expected:
                found.absent = "other answers than the SQL by hand"
                return found
        found.written = answers.stat().st_size
    return found


def timed(arguments: list[str]) -> tuple[float, int, str]:
    """Seconds and most memory of a process, and what it said if it failed.

    Python may keep what it compiles, as it does where nobody forbids it: otherwise its compiler is measured.
    """
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-I", "-c", LAUNCH, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    took, memory, status = done.stdout.split()
    said = done.stderr.strip().splitlines()
    failed = f"{' '.join(arguments[1:2])}: {said[-1] if said else status}"[:300]
    return float(took), int(memory), failed if status != "0" else ""


def apart(*arguments: str) -> str:
    """What this module says when it is run on its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cohort.files", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def write(rows: int, missing: int, file: Path) -> object:
    """The cohort as people have it: words, and lists of words for sets. Returns the right checksum."""
    import duckdb

    from medrules.targets.sql.layout import layout

    columns = layout(program(), decimals=dict.fromkeys(QUARTERS, 2)).facts.columns
    db = duckdb.connect()
    db.execute(f"CREATE TABLE codes AS {codes(rows)}")
    db.execute(f"CREATE TABLE facts AS {facts({one.path: one.sql for one in columns}, missing)}")
    shown = []
    for one in columns:
        column = name(one.path)
        if one.path in SETS:
            lists = ", ".join(str(_members(SETS[one.path], mask)) for mask in range(32))
            column = f"([{lists}]::VARCHAR[][])[{column} + 1] AS {column}"
        shown.append(f'{column.partition(" AS ")[0]} AS "{one.path}"')
    db.execute(
        f"COPY (SELECT row AS id, {', '.join(shown)} FROM facts) TO '{file}' (FORMAT parquet)"
    )
    db.execute(f"CREATE TABLE answers AS {HAND.read_text(encoding='utf-8')}")
    return db.execute(f"SELECT {_sum('row')} FROM answers").fetchone()


def checksum(file: Path) -> object:
    """Of the answers in a file."""
    import duckdb

    return duckdb.connect().execute(f"SELECT {_sum('id')} FROM read_parquet('{file}')").fetchone()


def main() -> None:
    """Write a cohort, or sum up answers; print the checksum."""
    task, *rest = sys.argv[1:]
    print(
        write(int(rest[0]), int(rest[1]), Path(rest[2]))
        if task == "write"
        else checksum(Path(rest[0]))
    )


def _sum(key: str) -> str:
    columns = [
        f"{path}::DOUBLE"
        if path == "score"
        else f"{path}::BIGINT"
        if path in ("credit", "share")
        else path
        for path in COMPARED
    ]
    return f"count(*), bit_xor(hash({key}, {', '.join(columns)}))"


def _members(members: tuple[str, ...], mask: int) -> list[str]:
    return [one for bit, one in enumerate(members) if mask >> bit & 1]


if __name__ == "__main__":
    main()
