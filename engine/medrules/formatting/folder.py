"""Every file of a pack in its canonical layout.

In: the folder of a pack. Out: the files whose text differs from that layout, with both texts.
Refused, as ``MedrulesError`` with every fault: files that cannot be read, or that are not TOML.
Nothing is written here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.formatting.layout import format_toml
from medrules.packs.folder import MAX_FILE_BYTES, PackFile, find_pack, read_folder
from medrules.source.text import decoded


@dataclass(frozen=True, slots=True)
class Reformatted:
    """A file that is laid out otherwise: its path, its text, and the text that it should have."""

    path: str
    before: str
    after: str


def reformat(folder: str) -> tuple[Reformatted, ...]:
    """The files of the pack in that folder whose layout is not canonical, in order of name."""
    files = read_folder(root := find_pack(folder), root)
    found: list[Reformatted] = []
    problems: list[Diagnostic] = []
    for item in files.files:
        path = os.path.join(root, *item.name.split("/"))
        try:
            source = decoded(item.data, f"{root}/{item.name}", MAX_FILE_BYTES)
            after = format_toml(source, _schema(item))
        except MedrulesError as error:
            problems += error.diagnostics
            continue
        if after.encode() != item.data:
            found.append(Reformatted(path, source.text, after))
    if problems:
        raise MedrulesError(problems)
    return tuple(found)


def _schema(item: PackFile) -> str:
    """The schema by which the keys of that file are ordered."""
    if item.name.startswith("cases/"):
        return "cases"
    return "pack" if item.name == "pack.toml" else "content"
