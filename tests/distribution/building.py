"""A small pack on disk, and its wheel, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from medrules.distribution.archive import packed
from medrules.distribution.reading import read_members
from medrules.distribution.wheel import Wheel, hashed, wheel_of
from medrules.loading import compile_folders
from medrules.packs.folder import read_folder

PACK = """\
[pack]
id = "small-pack"
version = "1.0.0"
title = "Small"
description = "As small as can be."
language = 1
"""
RULES = """\
[[conclusions]]
path = "small.yes"
type = "boolean"

[[rules]]
id = "always"
then = { "small.yes" = true }
cites = ["none: an example"]
"""
NAME = "medrules_pack_small_pack-1.0.0-py3-none-any.whl"
MODULE = "medrules_pack_small_pack"
INFO = "medrules_pack_small_pack-1.0.0.dist-info"


def small_pack(folder: Path, head: str = PACK, **files: str) -> Path:
    """The pack in that folder; further files by name, with ``_`` for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(head)
    (folder / "rules.toml").write_text(RULES)
    for name, text in files.items():
        (folder / name.replace("_toml", ".toml").replace("_py", ".py")).write_text(text)
    return folder


def built(folder: Path) -> Wheel:
    files = read_folder(str(folder), str(folder))
    program = compile_folders((files,))
    return wheel_of(str(folder), files, program.packs[0])


def changed(
    wheel: Wheel, change: Callable[[dict[str, bytes]], object], *, record: bool = True
) -> bytes:
    """The wheel with other members; with ``record``, one whose RECORD fits them again."""
    members = dict(read_members(wheel.data, wheel.name).contents)
    itself = next(name for name in members if name.endswith("/RECORD"))
    change(members)
    if record and itself in members:
        del members[itself]
        lines = [f"{name},{hashed(data)},{len(data)}" for name, data in members.items()]
        members[itself] = ("\n".join([*lines, f"{itself},,"]) + "\n").encode()
    return packed(list(members.items()))
