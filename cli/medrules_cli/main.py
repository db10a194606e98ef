"""The program ``medrules``: finds the command, and turns every ending into an exit code.

In: the command line. Out: what the command prints, and an exit code: 0 it ran; 1 findings, or cases
that failed; 2 usage or input that cannot be used; 101 an internal error; 130 interrupted. Data goes
to stdout, everything else to stderr. A traceback is never shown unless ``MEDRULES_DEBUG`` is set.
"""

from __future__ import annotations

import gc
import os
import sys

import click

from medrules.version import __version__
from medrules_cli.lazy import ModuleGroup

FINDINGS = 1
UNUSABLE = 2
INTERNAL = 101
INTERRUPTED = 130
GARBAGE_EVERY = 50_000
"""A run makes many small objects and hardly any garbage; looking for it as often as Python does by
default (every 700) costs a tenth of the start."""


@click.group(
    cls=ModuleGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Answers are settled, provisional or unknown, and say which missing facts could change them.",
)
@click.version_option(__version__, "-V", "--version", message="medrules %(version)s")
def main() -> None:
    """Decisions that people can trust, question and change.

    \b
    Start here:
      medrules init me.toml            write a profile to fill in
      medrules evaluate me.toml        the answer, on one screen
      medrules explain me.toml         why, rule by rule, down to the sources
    """


def run(args: list[str] | None = None) -> None:
    """The entry point of the console script: never returns, always exits with a code."""
    gc.set_threshold(GARBAGE_EVERY)
    try:
        code = main.main(args, prog_name="medrules", standalone_mode=False)
        _flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as ending:
        _flush()
        sys.exit(ending.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _silence()
        sys.exit(0)
    except Exception as error:
        sys.exit(_told(error))
    finally:
        gc.freeze()  # at exit Python would go through everything once more, for nothing


def _told(error: Exception) -> int:
    """Show what went wrong; the exit code for it."""
    from medrules.diagnostics.model import MedrulesError

    if isinstance(error, MedrulesError):
        from medrules_cli.problems import show

        show(error.diagnostics)
        return UNUSABLE
    if os.environ.get("MEDRULES_DEBUG"):
        raise error
    click.echo(
        f"medrules: internal error: {type(error).__name__}: {error}\n"
        "This is a defect of medrules, not of your input. Please report it with the command you "
        "gave\nand its input; MEDRULES_DEBUG=1 shows where it happened.",
        err=True,
    )
    return INTERNAL


def _flush() -> None:
    """Write what is buffered now, while a closed pipe can still be told from success."""
    sys.stdout.flush()


def _silence() -> None:
    """Keep Python from complaining about the closed pipe when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
