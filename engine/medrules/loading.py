"""From installed packs and folders to a program.

In: folders of packs, beside those that are installed. Out: one compiled ``Program``. Refused, as
``MedrulesError`` with every diagnostic: packs that cannot be read, checked, or used together.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from medrules.cache.installed import installed_folders
from medrules.cache.programs import program_for
from medrules.ir.program import Program
from medrules.packs.folder import PackFiles, find_pack, read_folder
from medrules.version import __version__


def load(
    packs: Sequence[str | os.PathLike[str]] = (),
    *,
    installed: bool = True,
    cache: bool = True,
    spans: bool = True,
) -> Program:
    """Compile the installed packs together with those in the folders given.

    A folder that holds an installed pack's id takes that pack's place. With ``installed=False``
    only the folders count; with ``cache=False`` nothing kept is used and nothing is kept. Without
    ``spans`` the expressions of a kept program do not know where they stand (rules do), which is
    enough to evaluate and to explain, and reads back in two thirds of the time.
    Raises MedrulesError with every diagnostic of the packs.
    """
    folders = pack_folders(packs, installed=installed)
    if not cache:
        return compile_folders(folders)
    return program_for(folders, __version__, lambda: compile_folders(folders), spans=spans)


def pack_folders(
    packs: Sequence[str | os.PathLike[str]] = (), *, installed: bool = True
) -> tuple[PackFiles, ...]:
    """The files of every pack that counts, read but not parsed."""
    places = [find_pack(os.fspath(one)) for one in packs]
    chosen = [read_folder(one, one) for one in places]
    taken = {id_hint(one) for one in chosen} - {""}
    found: list[PackFiles] = []
    for root in installed_folders(__version__) if installed else ():
        files = read_folder(root, os.path.basename(root).replace("_", "-"))
        if not taken or id_hint(files) not in taken:
            found.append(files)
    return (*found, *chosen)


def compile_folders(folders: Sequence[PackFiles]) -> Program:
    """Parse and compile, with all diagnostics of all packs at once."""
    from medrules.compiler.pipeline import compile_packs
    from medrules.diagnostics.model import Diagnostic, MedrulesError
    from medrules.packs.read import pack_from_files

    packs = []
    problems: list[Diagnostic] = []
    for files in folders:
        try:
            packs.append(pack_from_files(files))
        except MedrulesError as error:
            problems += error.diagnostics
    if problems:
        raise MedrulesError(problems)
    return compile_packs(packs)


def id_hint(files: PackFiles) -> str:
    """The pack's id as its text seems to say, without parsing the whole of it."""
    import re

    data = next((one.data for one in files.files if one.name == "pack.toml"), b"")
    found = re.search(rb'^\s*id\s*=\s*["\']([a-z0-9-]+)["\']', data, re.MULTILINE)
    return found.group(1).decode() if found else ""
