"""``medrules dmn``: decision models of the DMN standard.

In: the name of a command of this group. Out: that command. A new one is a new module in
``medrules_cli/dmn_commands``.
"""

from __future__ import annotations

import click

from medrules_cli.lazy import ModuleGroup


class DmnGroup(ModuleGroup):
    """The commands of ``medrules dmn``."""

    package = "medrules_cli.dmn_commands"


@click.group(cls=DmnGroup)
def command() -> None:
    """Run, import and export decision models (DMN 1.2 to 1.5).

    \b
    Start here:
      medrules dmn run loan.dmn --input me.json     the value of every decision, as JSON
      medrules dmn import loan.dmn -o loan-pack     a model becomes a pack
      medrules dmn export my-pack -o my-pack.dmn    a pack becomes a model with a diagram
    """
