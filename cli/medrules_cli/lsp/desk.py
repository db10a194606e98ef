"""The packs that an editor has open: their files with what is not saved yet, and what they come to.

In: texts of open files, and folders. Out: ``PackFiles`` made of both; ``Checked``: a program, when there
is one, and diagnostics. Refused: nothing; what cannot be read is a diagnostic.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date

from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.ir.program import Program
from medrules.loading import compile_folders, id_hint, pack_at_work, pack_folders
from medrules.packs.folder import PackFile, PackFiles, digest, read_folder
from medrules.record import Record


class Checked(Record):
    """What a pack comes to. Where the pack has errors, ``program`` is that of the other packs, or None.

    ``whole`` says whether the program holds this pack. ``texts`` are the files that spans speak of, by
    the names that spans have; ``paths`` says where those files lie.
    """

    program: Program | None
    whole: bool
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    paths: Mapping[str, str]


def pack_of(path: str, buffers: Mapping[str, str]) -> str | None:
    """The folder of the pack that the file belongs to, or None."""
    if not path.endswith(".toml"):
        return None
    folder = os.path.dirname(path)
    places = [folder]
    if os.path.basename(folder) == "cases":
        places.insert(0, os.path.dirname(folder))
    for place in places:
        head = os.path.join(place, "pack.toml")
        if head in buffers or os.path.isfile(head):
            return place
    return None


def check(
    root: str, others: Sequence[str], buffers: Mapping[str, str], *, linted: bool, spare: bool
) -> Checked:
    """Read, compile and (if ``linted``) lint the pack in ``root`` beside the others.

    Where it has errors, ``spare`` asks for the program of the others, which takes as long again.
    """
    try:
        own = with_buffers(_read(root, buffers), buffers)
        *beside, _ = pack_at_work(own, others)
        known = [with_buffers(one, buffers) for one in beside]
    except MedrulesError as error:
        return Checked(None, False, error.diagnostics, {}, {})
    name = id_hint(own)
    rest = [one for one in known if one.root != own.root and id_hint(one) != name]
    program, found = _compiled([*rest, own])
    whole = program is not None
    if program is None and spare:
        # A pack.toml that cannot be read requires nothing: then names of all packs are on offer.
        program, _ = _compiled(rest or _installed(others, name))
    if whole and program is not None:
        found = _found_beyond(own, rest, program, linted=linted)
    texts, paths = {}, {}
    for pack in (*rest, own):
        for file in pack.files:
            shown = f"{pack.shown}/{file.name}"
            texts[shown] = file.data.decode("utf-8-sig", "replace")
            paths[shown] = os.path.join(pack.root, *file.name.split("/"))
    return Checked(program, whole, found, texts, paths)


def _installed(others: Sequence[str], name: str) -> list[PackFiles]:
    try:
        return [one for one in pack_folders(others) if id_hint(one) != name]
    except MedrulesError:
        return []


def with_buffers(files: PackFiles, buffers: Mapping[str, str]) -> PackFiles:
    """The files as the editor has them: an open text takes the place of the file, or is a new one."""
    held = {one.name: one.data for one in files.files}
    root = os.path.abspath(files.root)
    for path, text in buffers.items():
        folder, name = os.path.split(path)
        if name.endswith(".toml") and folder in (root, os.path.join(root, "cases")):
            held[name if folder == root else f"cases/{name}"] = text.encode("utf-8", "replace")
    listed = [
        PackFile(name, held[name]) for name in sorted(held, key=lambda one: ("/" in one, one))
    ]
    return PackFiles(files.root, files.shown, tuple(listed), digest(listed))


def _read(root: str, buffers: Mapping[str, str]) -> PackFiles:
    """The saved files; none where the pack stands in the editor only."""
    if os.path.isfile(os.path.join(root, "pack.toml")) or not any(
        path.startswith(root) for path in buffers
    ):
        return read_folder(root, root)
    return PackFiles(root, root, (), "")


def _compiled(packs: Sequence[PackFiles]) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    try:
        return compile_folders(packs), ()
    except MedrulesError as error:
        return None, error.diagnostics


def _found_beyond(
    own: PackFiles, rest: Sequence[PackFiles], program: Program, *, linted: bool
) -> tuple[Diagnostic, ...]:
    """What is found of a pack that compiles: in its cases, and by the lint."""
    if linted:
        from medrules.lint.inspection import inspect

        return inspect(own, rest, today=date.today()).diagnostics
    from medrules.cases.read import read_cases

    try:
        stamp = next(one for one in program.packs if one.root == own.root)
        read_cases(own, program, stamp.id)
    except MedrulesError as error:
        return error.diagnostics
    return ()
