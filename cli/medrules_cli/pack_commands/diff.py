"""``medrules pack diff``: what differs between two versions of a pack, and whose answers change.

In: two folders, ids of installed packs, or git revisions of a folder (``REV:path``). Out: the
differences as text, JSON or Markdown, and the step of SemVer that they ask for. Exit code 0 when
nothing differs, 1 when something does, 2 when one of the two cannot be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, complete_pack, format_option, output_option, pack_option
from medrules_cli.output import style_for, write

if TYPE_CHECKING:
    from medrules.packs.folder import PackFiles


@click.command(
    cls=Command,
    examples="""
    medrules pack diff HEAD:my-pack my-pack
    medrules pack diff v1.2.0:my-pack v1.3.0:my-pack
    medrules pack diff decision-flow ./decision-flow
    medrules pack diff old-folder new-folder --profiles cohort.jsonl --format markdown
    """,
)
@click.argument("old", shell_complete=complete_pack)
@click.argument("new", default=".", shell_complete=complete_pack)
@click.option(
    "--profiles",
    metavar="FILE",
    type=click.Path(),
    help="Also compare the answers for these profiles: JSON Lines, one profile a line.",
)
@click.option(
    "--generated",
    type=click.IntRange(0, 100_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="Try at most so many generated profiles at the boundaries of conditions.",
)
@format_option("text", "json", "markdown")
@output_option
@pack_option
def command(
    old: str,
    new: str,
    profiles: str | None,
    generated: int,
    format_: str,
    output: str | None,
    packs: tuple[str, ...],
) -> int:
    """Compare OLD with NEW (default: the pack here): rules, vocabulary, and the answers that change.

    OLD and NEW are folders, installed packs, or git revisions of a folder as REV:path. Answers are
    compared over the cases of both, over a file of profiles, and over profiles made from the cases by
    moving one fact to a boundary of a condition. Generated profiles show what can change; only cases
    and given profiles make a step major.
    """
    from medrules.compare.comparing import compare
    from medrules.compare.opening import files_of, opened

    before, after = files_of(old), files_of(new)
    _remember(before, after)
    found = compare(*opened(before, after, packs), profiles, generated)
    match format_:
        case "json":
            from medrules_cli.comparing.as_json import to_json_text

            write(to_json_text(found), output)
        case "markdown":
            from medrules_cli.comparing.as_text import to_markdown

            write(to_markdown(found), output)
        case _:
            from medrules_cli.comparing.as_text import to_text

            write(to_text(found, style_for(output)), output)
    return 0 if found.same else 1


def _remember(*versions: PackFiles) -> None:
    """Keep the texts, so that a diagnostic about a revision can show its lines."""
    from medrules_cli.inputs import remember

    for version in versions:
        for one in version.files:
            remember(f"{version.shown}/{one.name}", one.data.decode(errors="replace"))
