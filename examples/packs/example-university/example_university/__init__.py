"""A pack of rules as data: this module only says where its files are."""

from __future__ import annotations

from pathlib import Path

from medrules import hookimpl


@hookimpl
def medrules_packs() -> list[Path]:
    """The folder of this pack."""
    return [Path(__file__).parent]
