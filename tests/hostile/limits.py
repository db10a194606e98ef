"""Runs the driver under limits: 500 MB of memory, and a bound on the time of the processor.

In: what to do with which folders. Out: ``Ended``. A run that needs more memory, takes too long or
dies fails the test that asked for it. The time is that of the processor, not of the clock, and a
processor that is slow, or shared with others, is allowed for: the driver measures it, and what took
too long is done once more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

resource = pytest.importorskip("resource", reason="needs the limits of a Unix system")

MEMORY = 500 * 1000 * 1000
SECONDS = 2.0
_DRIVER = Path(__file__).with_name("driver.py")


class Ended(NamedTuple):
    """How a run ended."""

    codes: list[str]
    messages: list[str]
    shown: str
    seconds: float
    slowness: float

    @property
    def allowed(self) -> float:
        """The processor time it may take on a machine as slow as this one was then."""
        return SECONDS * max(1.0, self.slowness)


def bounded(what: str, *folders: Path | str) -> Ended:
    """Do that within the limits."""
    return bounded_all([what], *folders)[0]


def bounded_all(whats: list[str], *folders: Path | str) -> list[Ended]:
    """Do all of that, each within the limits."""
    found = _run(whats, folders)
    slow = [one for one, ended in zip(whats, found, strict=True) if ended.seconds >= ended.allowed]
    # A machine that does other work is slow for a moment; what is slow of itself is slow each time.
    again = dict(zip(slow, _run(slow, folders) if slow else (), strict=True))
    found = [again.get(what, ended) for what, ended in zip(whats, found, strict=True)]
    for what, ended in zip(whats, found, strict=True):
        taken = f"{what} took {ended.seconds:.2f} s; {ended.allowed:.2f} s are allowed"
        assert ended.seconds < ended.allowed, taken
        assert "\x1b" not in ended.shown, "an escape reached the terminal"
    return found


def _run(whats: list[str], folders: tuple[Path | str, ...]) -> list[Ended]:
    """Do all of that in a process of its own, which may take so much memory and time."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (40, 40))

    ran = subprocess.run(
        [sys.executable, str(_DRIVER)],
        input=json.dumps({"do": whats, "folders": [os.fspath(one) for one in folders]}),
        env={**os.environ, "MEDRULES_CACHE_DIR": "", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        preexec_fn=limit,
        timeout=120,
    )
    assert ran.returncode == 0, f"ended with {ran.returncode}:\n{ran.stderr[-3000:]}"
    return [Ended(**one) for one in json.loads(ran.stdout)]
