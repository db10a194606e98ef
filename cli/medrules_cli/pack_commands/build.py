"""``medrules pack build``: a pack as a wheel that pip can install.

In: the folder of a pack, or of the project around it. Out: a wheel in ``dist``: the pack's files, the
hook, a manifest of digests; the same bytes for the same pack every time. Exit code 1 when a case
fails or there is none, 2 when the pack or its project cannot be used. No build tool is needed.
"""

from __future__ import annotations

import os

import click

from medrules_cli.again import quoted
from medrules_cli.options import Command, pack_option
from medrules_cli.output import write, write_bytes


@click.command(
    cls=Command,
    examples="""
    medrules pack build my-pack
    medrules pack build my-pack -o wheels
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option(
    "-o",
    "--output",
    default="dist",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Put the wheel into this folder.",
)
@click.option("--no-test", is_flag=True, help="Build it even if its cases fail or there are none.")
@pack_option
def command(folder: str, output: str, no_test: bool, packs: tuple[str, ...]) -> int:
    """Build the wheel of the pack in FOLDER (default: here), if its cases pass."""
    from medrules.distribution.wheel import wheel_of
    from medrules_cli.packs_at_work import open_pack, run_all

    pack = open_pack(folder, packs)
    if not no_test:
        outcomes = run_all(pack)
        failures = [failure for outcome in outcomes for failure in outcome.failures]
        if failures or not outcomes:
            from medrules_cli.problems import show

            show(failures)
            what = "its cases fail" if failures else "it has no case"
            click.echo(
                f"{pack.id}: not built, because {what}; --no-test builds it all the same", err=True
            )
            return 1
    stamp = next(one for one in pack.program.packs if one.id == pack.id)
    wheel = wheel_of(folder, pack.files, stamp)
    path = os.path.join(output, wheel.name)
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"cannot make the folder {output}: {error.strerror}") from error
    write_bytes(wheel.data, path)
    write(f"{path}\n", None)
    click.echo(
        f"{pack.id} {stamp.version}, sha256:{wheel.digest}\n"
        f"Then: pip install {quoted(path)}, or medrules pack verify {quoted(path)}",
        err=True,
    )
    return 0
