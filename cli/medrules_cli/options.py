"""Options that several commands share, and the help in which examples come first.

In: nothing. Out: click decorators, ``Command``. Completion of packs and facts reads only the cache,
so that pressing Tab stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


class Command(click.Command):
    """A command whose help begins with examples."""

    def __init__(self, *args: object, examples: str = "", **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.examples = examples

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line on what it does, then the examples, then the rest."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples.strip().splitlines():
                    formatter.write(" " * formatter.current_indent + line.strip() + "\n")
        super().format_help_text(ctx, formatter)


def complete_fact(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Paths of facts that begin with what was typed."""
    from medrules_cli.completion import names

    return names(ctx, "facts", incomplete)


def complete_conclusion(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Paths of conclusions that begin with what was typed."""
    from medrules_cli.completion import names

    return names(ctx, "conclusions", incomplete)


def complete_setting(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Paths of facts; after ``=`` the words that the fact can be."""
    from medrules_cli.completion import settings

    return settings(ctx, "facts", incomplete)


def complete_answer(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Paths of conclusions; after ``=`` the words that the conclusion can be."""
    from medrules_cli.completion import settings

    return settings(ctx, "conclusions", incomplete)


def complete_pack(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Ids of packs that begin with what was typed."""
    from medrules_cli.completion import names

    return names(ctx, "packs", incomplete)


def complete_target(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Names of runtimes that begin with what was typed."""
    from medrules.targets import names

    return [name for name in names() if name.startswith(incomplete)]


def pack_option(command: F) -> F:
    """``--pack DIR``, as often as wanted."""
    return click.option(
        "-p",
        "--pack",
        "packs",
        multiple=True,
        metavar="DIR",
        type=click.Path(),
        help="Also use the pack in this folder; it replaces an installed one of the same id.",
    )(command)


def set_option(command: F) -> F:
    """``--set FACT=VALUE``, as often as wanted."""
    return click.option(
        "-s",
        "--set",
        "overrides",
        multiple=True,
        metavar="FACT=VALUE",
        shell_complete=complete_setting,
        help="Set one fact for this run, over what the profile says.",
    )(command)


def locked_option(command: F) -> F:
    """``--locked FILE``."""
    return click.option(
        "--locked",
        metavar="FILE",
        type=click.Path(),
        help='Refuse any packs but those in this lock file; "medrules packs --lock" writes one.',
    )(command)


def output_option(command: F) -> F:
    """``-o FILE``."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(),
        help="Write to this file, not to stdout.",
    )(command)


def format_option(*names: str) -> Callable[[F], F]:
    """``--format`` with these choices, the first being the default."""
    return click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to write the answer.",
    )
