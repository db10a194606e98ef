"""The click group ``medrules``: what stands above all commands.

In: the commands, one module each. Out: ``group``. What a run of it ends in is turned into an exit code
by ``medrules_cli.main``.
"""

from __future__ import annotations

import click

from medrules.version import __version__
from medrules_cli.lazy import ModuleGroup


@click.group(
    cls=ModuleGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Answers are settled, provisional or unknown, and say which missing facts could change them.",
)
@click.version_option(__version__, "-V", "--version", message="medrules %(version)s")
def group() -> None:
    """Decisions that people can trust, question and change.

    \b
    Start here:
      medrules init me.toml            write a profile to fill in
      medrules evaluate me.toml        the answer, on one screen
      medrules explain me.toml         why, rule by rule, down to the sources
    """
