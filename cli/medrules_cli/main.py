"""The program ``medrules``: runs a command, and turns every ending into an exit code.

In: the command line. Out: what the command prints, and an exit code: 0 it ran; 1 findings, or cases
that failed; 2 usage or input that cannot be used; 101 an internal error; 130 interrupted. Data goes
to stdout, everything else to stderr. A traceback is never shown unless ``MEDRULES_DEBUG`` is set.

Everything else is imported inside the functions here, so that Ctrl-C while it loads ends as quietly
as at any other time.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import ENOSPC

FINDINGS = 1
UNUSABLE = 2
INTERNAL = 101
INTERRUPTED = 130
GARBAGE_EVERY = 200_000
"""A run makes many small objects and hardly any garbage; looking for it as often as Python does by
default (every 700) costs a tenth of the start."""


def run(args: list[str] | None = None) -> None:
    """The entry point of the console script: never returns, always exits with a code."""
    gc.set_threshold(GARBAGE_EVERY)
    try:
        code = _ended(sys.argv[1:] if args is None else args)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        _silence()
        code = 0
    finally:
        # At exit Python would go through everything once more, for nothing; but DuckDB complains
        # on stderr about what is then left, also where its import was interrupted.
        if "_duckdb" not in sys.modules:
            gc.freeze()
    if args is None and "click" not in sys.modules:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """End the process of a plain command as Python would, without taking every module apart first.

    That takes 3 ms, for nothing. Whoever traces the run, or has threads in it, gets the usual end.
    """
    threads = sys.modules.get("threading")
    if sys.gettrace() or sys.getprofile() or (threads and threads.active_count() > 1):
        return
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # closed: what there was to say about it has been said
            pass
    os._exit(code)


def _ended(args: list[str]) -> int:
    """Run the command, tell what goes wrong, and return the exit code."""
    from medrules_cli.output import flush, tolerate

    tolerate(sys.stdout)
    try:
        code = _run(args)
        flush()
        return code
    except BrokenPipeError:
        raise
    except Exception as error:
        try:
            return _told(error)
        except BrokenPipeError:  # nobody reads the message, but the code still counts
            _silence()
            return UNUSABLE


def _run(args: list[str]) -> int:
    """Run the command and return the exit code; without click where the command line is plain."""
    completing = "_MEDRULES_COMPLETE" in os.environ
    if args[:1] == ["evaluate"] and not completing:
        from medrules_cli.plain import plain

        asked = plain(args)
        if asked is not None:
            from medrules_cli.answering import answer

            answer(*asked)
            return 0
    import click

    from medrules_cli.group import group

    try:
        if completing:
            from medrules_cli.completion import complete

            return complete(group)
        # Not group.main(): that makes of a closed pipe the exit code that means findings here.
        with group.make_context("medrules", args) as context:
            code = group.invoke(context)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.Abort:
        return INTERRUPTED


def _told(error: Exception) -> int:
    """Show what went wrong; the exit code for it."""
    import click

    from medrules.diagnostics.model import MedrulesError

    if isinstance(error, MedrulesError):
        from medrules_cli.problems import show

        show(error.diagnostics)
        return UNUSABLE
    if isinstance(error, OSError) and error.errno == ENOSPC and error.filename is None:
        from medrules_cli.output import unwritable

        error = unwritable(error)
    if isinstance(error, click.ClickException):
        error.show()
        return UNUSABLE
    if os.environ.get("MEDRULES_DEBUG"):
        from traceback import format_exception

        click.echo("".join(format_exception(error)), err=True, nl=False)
        return INTERNAL
    click.echo(
        f"medrules: internal error: {type(error).__name__}: {error}\n"
        "This is a defect of medrules, not of your input. Please report it with the command you "
        "gave\nand its input; MEDRULES_DEBUG=1 shows where it happened.",
        err=True,
    )
    return INTERNAL


def _silence() -> None:
    """Keep Python from complaining about the closed pipe when it exits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())
