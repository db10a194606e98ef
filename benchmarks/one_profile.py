"""One profile at a time, in process.

In: nothing; run it from the root of the repository with medrules installed. Out: microseconds for a
traced evaluation (every value, every rule with its verdict, the conclusions with their rules) of
each example, beside the time to read the same profile from its file.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from medrules import evaluate, load
from medrules.profile.read import read_profile

ROUNDS = 7


def microseconds(work: Callable[[], object]) -> float:
    """The median over rounds that each last at least 20 ms."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.02:
            work()
            count += 1
        rounds.append((time.perf_counter() - start) / count * 1e6)
    return statistics.median(rounds)


def main() -> None:
    """Each example in turn."""
    program = load()
    folder = Path(__file__).parents[1] / "examples" / "profiles"
    print(f"{len(program.rules)} rules; µs           evaluate    read")
    for path in sorted(folder.glob("*.toml")):
        profile = read_profile(str(path), program).checked()
        ours = microseconds(lambda profile=profile: evaluate(program, profile))
        read = microseconds(lambda path=path: read_profile(str(path), program))
        print(f"{path.stem:32} {ours:10.0f} {read:7.0f}")


if __name__ == "__main__":
    main()
