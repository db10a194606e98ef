"""``python -m tests.conformance [FOLDER]``: the results of a suite as CSV on stdout.

The folder is the suite's own, or any that holds models beside test files in its form. The count of
cases that pass is told on stderr; the exit code is 1 when some do not, and 2 when there are none.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .cases import read_cases
from .runner import as_csv, run_case

SUITE = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.conformance", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SUITE)
    root = parser.parse_args(args).folder
    if not root.is_dir():
        print(f"no such folder: {root}", file=sys.stderr)
        return 2
    results = [run_case(case) for case in read_cases(root)]
    if not results:
        print(f"no case in {root}", file=sys.stderr)
        return 2
    sys.stdout.write(as_csv(results, root))
    passed = sum(1 for result in results if not result.problem)
    print(f"{passed} of {len(results)} cases pass", file=sys.stderr)
    return 0 if passed == len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
