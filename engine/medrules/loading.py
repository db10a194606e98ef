"""From installed packs and folders to a program.

In: folders of packs, beside those that are installed. Out: one compiled ``Program``. Refused, as
``MedrulesError`` with every diagnostic: packs that cannot be read, checked, or used together.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from medrules.cache.installed import installed_folders
from medrules.cache.programs import program_for
from medrules.ir.program import Program
from medrules.packs.folder import PackFiles, find_pack, read_folder
from medrules.version import __version__

if TYPE_CHECKING:
    from medrules.diagnostics.model import Diagnostic


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


def pack_at_work(
    pack: PackFiles, others: Sequence[str | os.PathLike[str]] = ()
) -> tuple[PackFiles, ...]:
    """A pack, last, after the packs that it stands on, read but not parsed.

    Those are the packs in the folders ``others``, and of the installed ones only what any of them
    requires, directly or not: what else is installed, sound or not, does not change what is said of
    a pack.
    """
    from medrules.diagnostics.model import MedrulesError

    chosen = [*pack_folders(others, installed=False), pack]
    taken = {id_hint(one) for one in chosen}
    installed, unusable = _installed()
    needed: set[str] = set()
    waiting = list(chosen)
    for one in waiting:
        for name in requires_hint(one):
            if name in taken:
                continue
            if name in installed:
                taken.add(name)
                needed.add(name)
                waiting.append(installed[name])
            elif unusable:  # it may be one of these
                raise MedrulesError(unusable)
    # In their usual order, which decides what stands first in reports and pages.
    return (*(one for name, one in installed.items() if name in needed), *chosen)


def _installed() -> tuple[dict[str, PackFiles], list[Diagnostic]]:
    """The installed packs that can be read, by id, and what is wrong with the others."""
    from medrules.diagnostics.model import MedrulesError

    problems: list[Diagnostic] = []
    try:
        roots = installed_folders(__version__)
    except MedrulesError:
        from medrules.plugins.discovery import discovered

        roots, problems = discovered()
    found: dict[str, PackFiles] = {}
    for root in roots:
        try:
            files = read_folder(root, os.path.basename(root).replace("_", "-"))
        except MedrulesError as error:
            problems += error.diagnostics
        else:
            found[id_hint(files)] = files
    return found, problems


def compile_folders(folders: Sequence[PackFiles]) -> Program:
    """Parse and compile, with all diagnostics of all packs at once."""
    from medrules.compiler.pipeline import compile_packs
    from medrules.diagnostics.model import MedrulesError
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


def requires_hint(files: PackFiles) -> list[str]:
    """The ids of the packs that a pack requires, as its text seems to say, without parsing it."""
    import re

    head = next((one.data for one in files.files if one.name == "pack.toml"), b"")
    tables = (
        rb'^[ \t]*\[\[\s*"?pack"?\s*\.\s*"?requires"?\s*\]\][^\n]*\n((?:(?![ \t]*\[)[^\n]*\n?)*)'
    )
    arrays = rb'^[ \t]*(?:"?pack"?\s*\.\s*)?"?requires"?\s*=\s*\[([^\]]*)'
    found: list[str] = []
    for body in re.findall(tables, head, re.MULTILINE) + re.findall(arrays, head, re.MULTILINE):
        names = re.findall(rb'(?<![\w-])"?pack"?\s*=\s*["\']([a-z0-9-]+)["\']', body)
        found += [name.decode() for name in names]
    return found


def id_hint(files: PackFiles) -> str:
    """The pack's id as its text seems to say, without parsing the whole of it."""
    import re

    data = next((one.data for one in files.files if one.name == "pack.toml"), b"")
    found = re.search(rb'^\s*id\s*=\s*["\']([a-z0-9-]+)["\']', data, re.MULTILINE)
    return found.group(1).decode() if found else ""
