"""``medrules pack``: what people who write packs need.

In: the name of a command of this group. Out: that command. A new one is a new module in
``medrules_cli/pack_commands``.
"""

from __future__ import annotations

import click

from medrules_cli.lazy import ModuleGroup


class PackGroup(ModuleGroup):
    """The commands of ``medrules pack``."""

    package = "medrules_cli.pack_commands"


@click.group(cls=PackGroup)
def command() -> None:
    """Make, check, test, build and look into packs.

    \b
    Start here:
      medrules pack new my-pack        a pack that works, to change into your own
      medrules pack check my-pack      every error, with its line
      medrules pack test my-pack       run the cases beside the rules
      medrules pack coverage my-pack   which rules the cases reach
    """
