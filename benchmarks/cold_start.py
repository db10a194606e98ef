"""The command from a cold start, against importing click.

In: nothing; run it from the root of the repository with medrules installed. Out: medians of both in
milliseconds and the median of the ratios, pair by pair. The cache of compiled packs is warm, as it
is for everybody after the first run.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAIRS = 25
BASELINE = [sys.executable, "-c", "import click"]
PROFILES = ("complete.toml", "support-not-asked.toml")


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """How long the command takes, from outside."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure in turn, so that a drift of the machine touches both alike."""
    program = shutil.which("medrules", path=str(Path(sys.executable).parent)) or "medrules"
    profiles = Path(__file__).parents[1] / "examples" / "profiles"
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"MEDRULES_CACHE_DIR": cache, "NO_COLOR": "1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in PROFILES:
            command = [program, "evaluate", str(profiles / name)]
            seconds(command, environment)  # fills the cache and the bytecode files
            pairs = [
                (seconds(command, environment), seconds(BASELINE, environment))
                for _ in range(PAIRS)
            ]
            ours, theirs = (statistics.median(column) * 1e3 for column in zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            print(f"{name:24} {ours:6.1f} ms   import click {theirs:6.1f} ms   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
