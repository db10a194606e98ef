"""``medrules packs``: which packs are loaded, from where, and what they say of themselves.

In: nothing, or the id of a pack. Out: a list, or one pack in full; with ``--lock`` a file that names
the packs by version and content, for ``--locked``. Refused: an id that no loaded pack has.
"""

from __future__ import annotations

import click

from medrules_cli.inputs import program_of
from medrules_cli.listing import as_entries, as_json
from medrules_cli.options import Command, complete_pack, format_option, pack_option
from medrules_cli.output import style_for, width, write


@click.command(
    cls=Command,
    examples="""
    medrules packs
    medrules packs decision-flow
    medrules packs --lock medrules.lock
    """,
)
@click.argument("pack", required=False, shell_complete=complete_pack)
@format_option("text", "json")
@pack_option
@click.option(
    "--lock",
    metavar="FILE",
    type=click.Path(),
    help="Write a lock file with the version and digest of every loaded pack; - is stdout.",
)
def command(pack: str | None, format_: str, packs: tuple[str, ...], lock: str | None) -> None:
    """List the loaded packs, or show PACK in full."""
    program = program_of(packs)
    if lock is not None:
        from medrules.diagnostics.sanitise import visible
        from medrules.distribution.lock import lock_text
        from medrules_cli.again import Asked

        if pack is not None:
            raise click.UsageError("--lock is about all loaded packs; leave out the name of one")
        write(lock_text(program), lock)
        if lock != "-":
            then = Asked("-", packs, locked=lock).evaluate()
            click.echo(f"Wrote {visible(lock)}. Then: {then}", err=True)
        return
    rows = [
        {
            "id": stamp.id,
            "version": stamp.version,
            "digest": stamp.digest,
            "title": stamp.title,
            "root": stamp.root,
        }
        for stamp in program.packs
    ]
    told = [
        {
            "id": f"{stamp.id} {stamp.version}",
            "title": stamp.title,
            "root": f"from {stamp.root}",
            "digest": f"sha256 {stamp.digest[:16]}…",
        }
        for stamp in program.packs
    ]
    if pack is not None:
        chosen = [row for row in rows if row["id"] == pack]
        if not chosen:
            from medrules.diagnostics.suggest import did_you_mean

            known = [row["id"] for row in rows]
            hint = did_you_mean(pack, known) or f"loaded are {', '.join(known)}"
            raise click.UsageError(f'there is no pack "{pack}"; {hint}')
        from medrules_cli.report.pack import pack_text

        text = as_json(chosen) if format_ == "json" else pack_text(program, pack)
        write(text, None)
        return
    write(as_json(rows) if format_ == "json" else as_entries(told, style_for(None), width()), None)
