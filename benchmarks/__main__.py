"""``python -m benchmarks``: everything side by side, in one run; the docs show the results.

In: ``--quick`` (fewer rounds, a tenth of the rows), ``--only NAME`` (a group or a contender; may be
repeated), ``--output FILE``. Out: a Markdown page; what goes on is said on standard error. Exit code 0,
also where something that must hold does not: the page says so. Refused: names that are not there (2).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.contenders import NAMES
from benchmarks.options import Options
from benchmarks.results import Group, page

GROUPS = {
    "one-profile": "one_profile",
    "cohorts": "cohorts",
    "growth": "growth",
    "cold-start": "cold_start",
    "memory": "memory",
}
HERE = Path(__file__).parent
BUSY = 0.7
"""A load from which on the page warns that figures are not to be relied on."""
OUTPUT = HERE / "results.md"


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for, and write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        choices=(*GROUPS, *NAMES),
        help=f"a group ({', '.join(GROUPS)}) or a contender ({', '.join(NAMES)})",
    )
    parser.add_argument(
        "--output", type=Path, help="where the page goes; by default benchmarks/results.md"
    )
    asked = parser.parse_args(arguments)
    wanted = frozenset(asked.only)
    options = Options(asked.quick, wanted, lambda what: _say(what))
    start, load = time.perf_counter(), busy()
    groups = []
    for name, module in GROUPS.items():
        if not wanted & set(GROUPS) or name in wanted:
            _say(f"== {name}")
            group: Group = import_module(f"benchmarks.{module}").run(options)
            groups.append(group)
    text = page(groups, heading(asked.quick, time.perf_counter() - start, load))
    # Part of a run must not take the place of the whole of one.
    if asked.output is None and (wanted or asked.quick):
        sys.stdout.write(text)
        return 0
    output = OUTPUT if asked.output is None else asked.output
    output.write_text(text, encoding="utf-8")
    _say(f"written: {output}")
    return 0


def busy() -> float:
    """How many processes wanted a processor over the last minute; 0 where nobody counts them."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return 0.0


def heading(quick: bool, took: float, load: float) -> list[str]:
    """When, where and with what."""
    busy_note = []
    if load > BUSY:
        busy_note = [
            "",
            f"**The machine had other work to do** (a load of {load:.1f} before the run): times are "
            "too long, and ratios rough.",
        ]
    peers = [f"{name} {_version(name)}" for name in sorted(packages())]
    return [
        f"{date.today().isoformat()}, Python {platform.python_version()} on {platform.system()} "
        f"({platform.machine()}), {os.cpu_count()} processors; {took / 60:.0f} minutes"
        f"{'; a quick run, whose figures are rough' if quick else ''}.",
        *busy_note,
        "",
        f"With {', '.join(peers)}.",
        "",
        "Times are medians over rounds in which all take turns, with the least and greatest beside "
        "them. Ratios are taken round by round.",
    ]


def packages() -> list[str]:
    """The names of the pinned packages."""
    texts = [one.read_text(encoding="utf-8") for one in HERE.glob("requirements*.txt")]
    lines = "\n".join(texts).splitlines()
    return [line.partition("==")[0].strip() for line in lines if "==" in line and line[0] != "#"]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    sys.exit(main())
