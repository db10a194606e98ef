"""``medrules evaluate``: the answer for one profile.

In: a profile (a file, or ``-`` for stdin; TOML or JSON). Out: the report as text or Markdown, or
the JSON contract. Refused with exit code 2: packs or profiles that cannot be used, packs other than
those of the lock file, conclusions that do not exist, and engines that do not exist or cannot be used.

Plain command lines come to the answer without click (``medrules_cli.plain``); an option that is new
here need not be known there.
"""

from __future__ import annotations

import click

from medrules_cli.again import Asked
from medrules_cli.answering import FORMATS, answer
from medrules_cli.engines import engine_option
from medrules_cli.options import (
    Command,
    complete_conclusion,
    format_option,
    locked_option,
    output_option,
    pack_option,
    set_option,
)


@click.command(
    cls=Command,
    examples="""
    medrules evaluate me.toml
    medrules evaluate me.toml --set support.funding=full
    medrules evaluate me.toml --format json --only decision.outcome
    medrules evaluate me.toml --locked medrules.lock
    medrules evaluate me.toml --engine durable
    cat me.json | medrules evaluate - --format markdown -o answer.md
    """,
)
@click.argument("profile", type=click.Path())
@format_option(*FORMATS)
@set_option
@pack_option
@locked_option
@click.option(
    "--only",
    multiple=True,
    metavar="CONCLUSION",
    shell_complete=complete_conclusion,
    help="Look into this conclusion only; may be given several times.",
)
@engine_option
@output_option
def command(
    profile: str,
    format_: str,
    overrides: tuple[str, ...],
    packs: tuple[str, ...],
    locked: str | None,
    only: tuple[str, ...],
    engine: str,
    output: str | None,
) -> None:
    """Answer from the facts in PROFILE, and say what is missing.

    PROFILE is a TOML or JSON file, or - for standard input. "medrules init" writes one to fill in.
    """
    answer(Asked(profile, packs, overrides, locked, engine, only), format_, output)
