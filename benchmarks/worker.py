"""One contender in a process of its own, which does as it is told, line by line.

In: ``python -m benchmarks.worker TASK NAME [SIZE]``, then on standard input ``slice N`` (go N times
over the people), until it ends. Out: one line
of JSON for each, the first when everything is loaded: whether the answers are right, and why not.
Refused: nothing; what goes wrong is the ``absent`` of a line. What a library prints goes to standard error.

A process for each keeps one contender's threads, memory and crashes from the others.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.contenders import contender
from benchmarks.contenders.model import Absent, Answer, Contender, common
from benchmarks.profiles import Facts, people, profile_of, program

PEOPLE = 200
CHECKED = 400
MISSING = 20
"""Of a hundred facts, in the profiles that are not complete."""


@dataclass(frozen=True)
class Subject:
    """What is timed: a contender, and people with the answers that are right for them."""

    contender: Contender
    people: list[Facts]
    answers: list[Answer]


def subject(task: str, name: str, size: int) -> Subject:
    """The subject of a task: ``complete``, ``partial``, ``memory`` or ``growth``. Raises ``Absent``.

    For ``memory`` nothing is checked: that would take memory of its own.
    """
    if task == "growth":
        from benchmarks.growth import subject as grown

        made, some, answers = grown(name, size)
        return Subject(made, some, answers)
    partial = task == "partial"
    made = contender(name, partial=partial)
    some = people(CHECKED, seed=2 if partial else 1, missing=MISSING if partial else 0)
    return Subject(made, some, [] if task == "memory" else expected(some))


def expected(some: list[Facts]) -> list[Answer]:
    """The answers of the interpreter."""
    from benchmarks.contenders.interpreted import values_of
    from medrules.interpreter.machine import prepare

    machine = prepare(program())
    return [common(values_of(machine.run(profile_of(one)))) for one in some]


def wrong(one: Subject) -> str:
    """Empty where all answers are right; else how many are not, and the first."""
    count, first = 0, ""
    for facts, answer in zip(one.people, one.answers, strict=False):
        try:
            found = one.contender.read(one.contender.run(one.contender.prepare(facts)))
        except Exception as error:
            return f"cannot take them ({type(error).__name__})"
        differing = [path for path, value in answer.items() if not same(found.get(path), value)]
        if differing:
            count += 1
            path = differing[0]
            first = first or f"{path} is {shown(found.get(path))}, not {shown(answer[path])}"
    return f"other answers for {count} of {len(one.people)} (first: {first})" if count else ""


def same(one: object, other: object) -> bool:
    """Equal, and a boolean only to a boolean."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def shown(value: object) -> str:
    """The value for a message."""
    if value is None:
        return "unknown"
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def resident() -> int:
    """The most memory that this process has had, in bytes.

    On Linux the usual figure begins with that of whoever started the process.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            most = next(line for line in lines if line.startswith("VmHWM"))
            return int(most.split()[1]) * 1024
    except (OSError, StopIteration):
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Load, check, then obey."""
    # Libraries write where they like; the answers go out by a way of their own.
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def say(**line: Any) -> None:
        out.write(json.dumps(line) + "\n")

    task, name, *rest = sys.argv[1:]
    size = int(rest[0]) if rest else 0
    start = time.perf_counter()
    try:
        one = subject(task, name, size)
    except Absent as absent:
        say(absent=str(absent))
        return
    except Exception as error:
        say(absent=f"cannot be loaded ({type(error).__name__}: {error})"[:300])
        return
    loaded = time.perf_counter() - start
    say(title=one.contender.title, kind=one.contender.kind, wrong=wrong(one), loaded=loaded)
    prepared = [one.contender.prepare(facts) for facts in one.people[:PEOPLE]]
    run = one.contender.run
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        count = int(line.split()[1])
        start = time.perf_counter()
        for _ in range(count):
            for person in prepared:
                run(person)
        say(seconds=time.perf_counter() - start, each=len(prepared), memory=resident())
    # Some libraries complain, or hang, when Python takes them down piece by piece.
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
