"""``medrules pack verify``: whether a wheel of a pack is complete, unchanged, and nothing but data.

In: a wheel. Out: which pack it is and what installing it would install beside it; or everything that
is wrong with it. Exit code 1 when something is, 2 when the file is no wheel. Nothing of the file is
unpacked to disk or run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, format_option
from medrules_cli.output import write

if TYPE_CHECKING:
    from medrules.distribution.verify import Verified


@click.command(
    cls=Command,
    examples="""
    medrules pack verify dist/medrules_pack_my_pack-1.0.0-py3-none-any.whl
    """,
)
@click.argument("file", type=click.Path())
@format_option("text", "json")
def command(file: str, format_: str) -> int:
    """Check the wheel FILE against its manifest, before anybody installs it.

    It checks every digest, that there is no code besides the hook, and that nothing in it can
    leave its folder. It cannot tell who built the wheel: compare the digest with the one that the
    authors publish.
    """
    from medrules.distribution.verify import verify_wheel

    found = verify_wheel(file)
    if format_ == "json":
        write(_as_json(found), None)
    elif found.findings:
        from medrules_cli.problems import show

        show(found.findings)
    else:
        write(_as_text(found), None)
    return 1 if found.findings else 0


def _as_text(found: Verified) -> str:
    from medrules.diagnostics.sanitise import visible_line

    lines = [
        f"{found.pack} {found.version}: {found.files} files, all as they were built",
        f"  digest    sha256:{found.digest}",
        *(f"  requires  {pack} {range_}" for pack, range_ in found.requires),
        *(f"  installs  {need}" for need in found.needs),
    ]
    return "".join(f"{visible_line(line)}\n" for line in lines)


def _as_json(found: Verified) -> str:
    from medrules.diagnostics.as_json import to_json
    from medrules_cli.output import json_text

    whole = {
        "pack": found.pack,
        "version": found.version,
        "sha256": found.digest,
        "files": found.files,
        "requires": [{"pack": pack, "version": range_} for pack, range_ in found.requires],
        "needs": list(found.needs),
        "findings": to_json(found.findings),
    }
    return json_text(whole)
