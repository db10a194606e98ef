"""A click group whose commands are modules, imported only when they are used.

In: a package of command modules. Out: a ``click.Group``. A new command is a new file: a module
``foo_bar`` with a click command named ``command`` becomes ``foo-bar``. Refused: nothing; a name
without a module is click's usual "no such command", with a suggestion.
"""

from __future__ import annotations

import os
from importlib import import_module

import click

_WHOLE = 1000
"""More characters than any first sentence has: click would cut it at the width of the terminal."""


class ModuleGroup(click.Group):
    """Lists the modules of a package as commands without importing them."""

    package = "medrules_cli.commands"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in alphabetical order."""
        return sorted({*super().list_commands(ctx), *self._modules()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        known = super().get_command(ctx, cmd_name)
        if known is not None or cmd_name not in self._modules():
            return known
        module = import_module(f"{self.package}.{cmd_name.replace('-', '_')}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module.__name__}.command is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with the whole first sentence of its help."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, command.get_short_help_str(_WHOLE))
            for name, command in found
            if command is not None and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt one gets a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from medrules.diagnostics.suggest import did_you_mean

            hint = did_you_mean(args[0], self.list_commands(ctx)) if args else ""
            if hint and "?" not in error.message:
                raise click.UsageError(
                    f"{error.message} {hint[0].upper()}{hint[1:]}", ctx
                ) from None
            raise

    def _modules(self) -> set[str]:
        place = os.path.join(os.path.dirname(__file__), *self.package.split(".")[1:])
        return {
            name[:-3].replace("_", "-")
            for name in os.listdir(place)
            if name.endswith(".py") and not name.startswith("_")
        }
