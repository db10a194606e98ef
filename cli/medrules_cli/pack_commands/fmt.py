"""``medrules pack fmt``: the files of a pack in their one layout.

In: the folder of a pack. Out: the files, rewritten where their layout differs; with ``--check``
their names only, with ``--diff`` what would change. Exit code 1 when ``--check`` or ``--diff`` find
a file that is laid out otherwise, 2 when a file is not TOML. Comments stay, and so does what a file
says.
"""

from __future__ import annotations

import click

from medrules_cli.again import quoted
from medrules_cli.options import Command
from medrules_cli.output import style_for, write


@click.command(
    cls=Command,
    examples="""
    medrules pack fmt my-pack
    medrules pack fmt my-pack --check
    medrules pack fmt my-pack --diff
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(folder: str, check: bool, diff: bool) -> int:
    """Lay out the TOML files of the pack in FOLDER (default: here) in the one canonical way."""
    from medrules.diagnostics.sanitise import visible
    from medrules.formatting.folder import reformat
    from medrules_cli.packs_at_work import called

    found = reformat(folder)
    if diff:
        for one in found:
            write(_difference(one.path, one.before, one.after), None)
    elif check:
        write("".join(f"{visible(one.path)}\n" for one in found), None)
    else:
        for one in found:
            write(one.after, one.path)
    count = f"{len(found)} file{'' if len(found) == 1 else 's'}"
    if not found:
        message = "every file is laid out already"
    elif check or diff:
        message = f'{count} would change; "medrules pack fmt {quoted(folder)}" writes them'
    else:
        message = f"{count} laid out anew"
    click.echo(f"{called(folder)}: {message}", err=True)
    return 1 if found and (check or diff) else 0


def _difference(path: str, before: str, after: str) -> str:
    """A unified difference, coloured on a terminal."""
    from difflib import unified_diff

    from medrules.diagnostics.sanitise import visible

    style = style_for(None)
    shown: list[str] = []
    for line in unified_diff(
        before.split("\n"), after.split("\n"), path, f"{path} (new)", lineterm=""
    ):
        text = visible(line)
        if line.startswith("+") and not line.startswith("+++ "):
            text = style.good(text)
        elif line.startswith("-") and not line.startswith("--- "):
            text = style.bad(text)
        shown.append(f"{text}\n")
    return "".join(shown)
