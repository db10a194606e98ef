"""The files of a pack folder, found and bounded before anything is parsed.

In: the path of a folder. Out: ``PackFiles``: the names and bytes of its TOML files in name order,
and the digest over them. Refused, as diagnostics: a folder that is missing or has no ``pack.toml``,
links and anything else that is not a plain file, more than 200 files, a file over 1 MiB, more than
8 MiB in all. Nothing outside the folder is ever opened.
"""

from __future__ import annotations

import os
import stat

from medrules.diagnostics.model import MedrulesError
from medrules.record import Record
from medrules.source.digest import sha256
from medrules.source.span import NOWHERE, Span

MAX_FILES = 200
MAX_FILE_BYTES = 1 << 20
MAX_PACK_BYTES = 8 << 20
FOLDERS = ("", "cases")


class PackFile(Record):
    """A file's name inside the pack (``cases/flow.toml``) and its bytes."""

    name: str
    data: bytes


class PackFiles(Record):
    """What a pack folder holds; ``root`` is its path, ``shown`` what people are told of it."""

    root: str
    shown: str
    files: tuple[PackFile, ...]
    digest: str


def read_folder(root: str, shown: str) -> PackFiles:
    """Read every TOML file of the folder. Raises MedrulesError with all that is wrong."""
    problems: list[tuple[str, str, str]] = []
    files: list[PackFile] = []
    total = 0
    names = _names(root, problems)
    if not problems and "pack.toml" not in names:
        problems.append(("MR0430", "", f"{shown} is not a pack: it has no pack.toml"))
        names = []
    for name in names:
        if not name.isprintable():
            problems.append(("MR0432", name, "this name holds a character that cannot be shown"))
            continue
        data = _read(os.path.join(root, name), name, problems)
        if data is None:
            continue
        total += len(data)
        if total > MAX_PACK_BYTES:
            problems.append(("MR0105", name, "the files of this pack come to more than 8 MiB"))
            break
        files.append(PackFile(name, data))
    if problems:
        from medrules.diagnostics.codes import report

        raise MedrulesError(
            report(
                code,
                message,
                Span(f"{shown}/{name}", 0, 0, 0, 0) if name else NOWHERE,
                help=_HELP.get(code, ""),
            )
            for code, name, message in problems
        )
    return PackFiles(root, shown, tuple(files), digest(files))


def find_pack(folder: str) -> str:
    """The folder of the one pack in it: itself, or the only one inside, as in a distribution's.

    A distribution has its pack in ``NAME/`` or ``src/NAME/``. Raises MedrulesError when there are
    several; where there is none, ``read_folder`` says so of the folder itself.
    """
    folder = folder.rstrip("/" + os.sep) or folder
    if os.path.exists(os.path.join(folder, "pack.toml")):
        return folder
    found = [*_packs_in(folder), *_packs_in(os.path.join(folder, "src"))]
    if len(found) > 1:
        from medrules.diagnostics.codes import report

        names = ", ".join(found)
        raise MedrulesError(
            [report("MR0430", f"{folder} holds several packs", help=f"name one of them: {names}")]
        )
    return found[0] if found else folder


def _packs_in(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            inner = [
                os.path.join(folder, entry.name)
                for entry in entries
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
            ]
    except (OSError, ValueError):
        return []
    return sorted(one for one in inner if os.path.isfile(os.path.join(one, "pack.toml")))


def digest(files: list[PackFile]) -> str:
    """The sha256 over names and contents, each preceded by its length."""
    total = sha256()
    for item in files:
        name = item.name.encode()
        total.update(b"%d:%d:" % (len(name), len(item.data)))
        total.update(name)
        total.update(item.data)
    return str(total.hexdigest())


def _names(root: str, problems: list[tuple[str, str, str]]) -> list[str]:
    found: list[str] = []
    for folder in FOLDERS:
        place = os.path.join(root, folder) if folder else root
        if folder and not os.path.isdir(place):
            continue
        if folder and os.path.islink(place):
            problems.append(("MR0432", folder, _LINK))
            continue
        try:
            with os.scandir(place) as entries:
                names = [entry.name for entry in entries if entry.name.endswith(".toml")]
        except OSError as error:
            problems.append(
                ("MR0431", "", f"cannot read the pack folder {place}: {_why(place, error)}")
            )
            continue
        except ValueError:
            problems.append(("MR0431", "", f"{place!r} is not a name that a folder can have"))
            continue
        found += [f"{folder}/{name}" if folder else name for name in sorted(names)]
    if len(found) > MAX_FILES:
        problems.append(
            (
                "MR0105",
                found[MAX_FILES],
                f"a pack has at most {MAX_FILES} files; this has {len(found)}",
            )
        )
        return found[:MAX_FILES]
    return found


def _why(place: str, error: OSError) -> str:
    if not os.path.exists(place):
        return "there is no such folder"
    return "it is a file" if os.path.isfile(place) else error.strerror or str(error)


def _read(path: str, name: str, problems: list[tuple[str, str, str]]) -> bytes | None:
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except OSError as error:
        if os.path.islink(path):
            problems.append(("MR0432", name, _LINK))
        else:
            problems.append(("MR0431", name, f"cannot read this file: {error.strerror}"))
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            problems.append(("MR0432", name, "this is not a plain file"))
            return None
        if status.st_size > MAX_FILE_BYTES:
            problems.append(("MR0105", name, "this file is larger than 1 MiB"))
            return None
        return os.read(handle, status.st_size)  # no stream object: dozens of files, every start
    finally:
        os.close(handle)


_LINK = "this is a link; a pack holds plain files only"
_HELP = {
    "MR0105": "split the pack in two, or move large tables of data out of it",
    "MR0430": "name the folder that holds pack.toml",
    "MR0431": "name the folder that holds pack.toml",
    "MR0432": "put a plain file with a plain name in its place",
}
