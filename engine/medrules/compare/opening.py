"""The two versions, ready to be compared: read, compiled beside the same other packs, with their cases.

In: two names: folders, ids of installed packs, or git revisions of a folder; further pack folders.
Out: two ``Version``. Refused, as ``MedrulesError``: what cannot be read or compiled; a name that is
none of these.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from medrules.cases.model import Case
from medrules.cases.read import read_cases
from medrules.compare.revisions import is_revision, read_revision
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Program
from medrules.loading import compile_folders, id_hint, pack_at_work, pack_folders
from medrules.packs.folder import PackFiles, find_pack, read_folder
from medrules.packs.model import PackDef
from medrules.packs.read import pack_from_files
from medrules.record import Record


class Version(Record):
    """One version: its files, the pack as written, the program with all other packs, its cases."""

    shown: str
    files: PackFiles
    pack: PackDef
    program: Program
    cases: tuple[Case, ...]


def files_of(name: str) -> PackFiles:
    """The files of a folder, a git revision of one, or an installed pack."""
    if os.path.isdir(name):
        return read_folder(find_pack(name), name)
    if is_revision(name):
        return read_revision(name)
    installed = {id_hint(one): one for one in pack_folders()}
    if name in installed:
        return installed[name]
    known = sorted(one for one in installed if one)
    raise MedrulesError(
        [
            report(
                "MR0431",
                f'"{name}" is no folder, no git revision of a folder, and no installed pack',
                help=did_you_mean(name, known) or f"installed are: {', '.join(known) or 'none'}",
            )
        ]
    )


def opened(old: PackFiles, new: PackFiles, others: Sequence[str] = ()) -> tuple[Version, Version]:
    """Both versions, each compiled in the other's place. Raises MedrulesError."""
    packs = pack_from_files(old), pack_from_files(new)
    ids = {pack.id for pack in packs}
    around = [one for files in (old, new) for one in pack_at_work(files, others)[:-1]]
    beside = {one.root: one for one in around if id_hint(one) not in ids}
    found: list[Version] = []
    for files, pack in zip((old, new), packs, strict=True):
        program = compile_folders([*beside.values(), files])
        found.append(
            Version(files.shown, files, pack, program, read_cases(files, program, pack.id))
        )
    return found[0], found[1]
