"""``python -m tests.differential``: see the package."""

from __future__ import annotations

import argparse
import os
import sys
from time import monotonic

from .running import run
from .runtimes import BY_DEFAULT, RUNTIMES


def main() -> int:
    """Run it; 1 where any profile differed."""
    import tests.differential

    parser = argparse.ArgumentParser(
        prog="python -m tests.differential",
        description=tests.differential.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--profiles", type=int, default=10_000, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--target", action="append", choices=sorted(RUNTIMES))
    parser.add_argument("--pack", action="append", default=[], metavar="FOLDER")
    options = parser.parse_args()
    started = monotonic()

    def done(tried: int, differed: int) -> None:
        if tried % 10_000 == 0:
            rate = tried / (monotonic() - started)
            print(f"{tried} tried, {differed} differ, {rate:.0f} a second", file=sys.stderr)

    names = options.target or BY_DEFAULT
    found = run(options.profiles, names, options.seed, options.jobs, options.pack, done)
    for name, tally in found.items():
        print(
            f"{name}: {tally.tried} profiles, {tally.differed} differ from the interpreter "
            f"({tally.conflicts} on which rules disagree)"
        )
        for profile, unlike in tally.shown:
            print(f"  {profile.values}\n  {profile.records}")
            for line in unlike[:20]:
                print(f"    {line}")
    return 1 if any(tally.differed for tally in found.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
