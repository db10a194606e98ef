"""The command line run in this process, as a user would run it."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

from medrules_cli.main import run


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def medrules(*args: str) -> Ran:
    """Run ``medrules`` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            run(list(args))
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else 1
    return Ran(code, out.getvalue(), err.getvalue())
