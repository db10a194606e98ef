"""The command line run as a user would run it: in this process, or as a program of its own."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from medrules_cli.main import run

ROOT = Path(__file__).resolve().parents[2]
PROFILES = ROOT / "examples" / "profiles"
PACKS = ROOT / "packs" / "medrules_packs"
COMPLETE = str(PROFILES / "complete.toml")
OPEN = str(PROFILES / "support-not-asked.toml")
PROGRAMS = str(PROFILES / "comparing-programs.toml")


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def medrules(*args: str, stdin: str | bytes | None = None) -> Ran:
    """Run ``medrules`` with these arguments, in this process."""
    out, err = _stream(), _stream()
    given = stdin.encode() if isinstance(stdin, str) else stdin
    fed = _stream(given or b"")
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", fed):
        try:
            run(list(args))
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else 1
    return Ran(code, _written(out), _written(err))


def _stream(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@contextmanager
def hearing_ctrl_c() -> Iterator[None]:
    """What is started meanwhile hears Ctrl-C, even where this run was told to be deaf to it.

    A job in the background of a script is; those that it starts would be, too.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def script() -> list[str]:
    """The installed console script, or what stands for it where there is none."""
    found = shutil.which("medrules", path=os.path.dirname(sys.executable))
    return [found] if found else [sys.executable, "-m", "medrules_cli"]


def spawned(
    *args: str, env: Mapping[str, str | None] | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the console script as a program of its own; an environment value of None unsets."""
    return subprocess.run(
        [*script(), *args],
        input=stdin,
        capture_output=True,
        env=surroundings(env),
        timeout=60,
        check=False,
    )


def surroundings(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """This process's environment with some variables changed; None takes one out."""
    kept = {**os.environ, **{key: value for key, value in (changes or {}).items() if value}}
    for key, value in (changes or {}).items():
        if value is None:
            kept.pop(key, None)
        elif not value:
            kept[key] = ""
    return kept


def modules_after(code: str, env: Mapping[str, str | None] | None = None) -> tuple[str, set[str]]:
    """What a fresh Python prints that runs this code, and the modules it has imported then."""
    told = f"{code}\nimport sys; print('MODULES', *sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        capture_output=True,
        env=surroundings(env),
        timeout=60,
        check=True,
        text=True,
    )
    _, _, modules = done.stderr.rpartition("MODULES ")
    return done.stdout, set(modules.split())
