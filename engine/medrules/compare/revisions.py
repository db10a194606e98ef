"""A pack folder as it stood in a git revision, read from the object store.

In: ``REV:path``. Out: ``PackFiles``, as from a folder. Refused, as ``MedrulesError``: git that is
not there or fails, a revision or folder that does not exist, and all that ``read_folder`` refuses:
links, too many or too large files. Nothing is checked out, written or fetched, and no more is read
than a pack may hold.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.packs.folder import (
    FOLDERS,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_PACK_BYTES,
    PackFile,
    PackFiles,
    digest,
)
from medrules.record import Record

SECONDS = 30
_MOST_LISTED = 8 << 20
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


class _Entry(Record):
    """A line of ``git ls-tree``."""

    mode: str
    kind: str
    object: str
    size: int
    name: str


def is_revision(text: str) -> bool:
    """Whether it looks like ``REV:path`` and is no folder."""
    return ":" in text[1:] and not os.path.exists(text)


def read_revision(text: str, where: str = ".") -> PackFiles:
    """The pack in that folder of that revision; ``where`` lies in the repository. Raises MedrulesError.

    The path counts from the top of the repository, or else from ``where``.
    """
    revision, _, path = text.partition(":")
    if revision.startswith("-"):
        raise _refusal("MR0431", f'"{revision}" is no revision')
    tree = _tree(revision, path, text, where)
    entries = _listed(tree, where)
    if not any(one.name == "pack.toml" for one in entries):
        raise _refusal(
            "MR0430",
            f"{text} is not a pack: it has no pack.toml",
            "name the folder that holds pack.toml",
        )
    wanted: list[_Entry] = []
    for folder in FOLDERS:
        inner = entries
        if folder:
            found = next(
                (one for one in entries if one.name == folder and one.kind == "tree"), None
            )
            inner = _listed(found.object, where) if found else ()
        chosen = [one for one in inner if one.name.endswith(".toml")]
        wanted += [
            one.replace(name=f"{folder}/{one.name}" if folder else one.name) for one in chosen
        ]
    _check(wanted, text)
    files = _contents(wanted, where)
    return PackFiles(text, text, tuple(files), digest(files))


def _tree(revision: str, path: str, text: str, where: str) -> str:
    clean = path.strip("/") if path not in (".", "./") else "./"
    ways = (clean,) if clean.startswith("./") or not clean else (clean, f"./{clean}")
    for way in ways:
        # A tree by name: nothing that stands in it is run, followed or resolved further.
        code, out, _ = _git(
            ["rev-parse", "--verify", "--quiet", f"{revision}:{way}^{{tree}}"], where, 200
        )
        if code == 0:
            return out.decode().strip()
        code, out, _ = _git(["rev-parse", "--verify", "--quiet", f"{revision}:{way}"], where, 200)
        if code == 0:
            return out.decode().strip()
    if _git(["rev-parse", "--git-dir"], where, 4096)[0] != 0:
        raise _refusal(
            "MR0431",
            f"cannot read {text}: this is no git repository",
            "run it inside the repository",
        )
    if _git(["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"], where, 200)[0] != 0:
        raise _refusal("MR0431", f'cannot read {text}: git knows no revision "{revision}"')
    raise _refusal(
        "MR0431",
        f'cannot read {text}: the revision has no folder "{path}"',
        "give the path from the top of the repository",
    )


def _listed(tree: str, where: str) -> tuple[_Entry, ...]:
    code, out, said = _git(["ls-tree", "--full-tree", "-z", "-l", tree], where, _MOST_LISTED)
    if code != 0:
        raise _refusal("MR0431", f"git cannot list the folder: {said}")
    found: list[_Entry] = []
    for line in out.decode(errors="replace").split("\0"):
        head, tab, name = line.partition("\t")
        if tab:
            mode, kind, name_of_object, size = head.split()
            found.append(
                _Entry(mode, kind, name_of_object, int(size) if size.isdecimal() else 0, name)
            )
    return tuple(found)


def _check(wanted: Sequence[_Entry], text: str) -> None:
    problems: list[tuple[str, str, str]] = []
    if len(wanted) > MAX_FILES:
        message = f"a pack has at most {MAX_FILES} files; {text} has {len(wanted)}"
        problems.append(("MR0105", message, "split the pack in two"))
    for one in wanted:
        shown = f"{text}/{one.name}"
        if one.kind != "blob" or not one.mode.startswith("100"):
            problems.append(
                ("MR0432", f"{shown} is a link; a pack holds plain files only", "copy the file")
            )
        elif one.size > MAX_FILE_BYTES:
            problems.append(("MR0105", f"{shown} is larger than 1 MiB", "split it"))
    if sum(one.size for one in wanted) > MAX_PACK_BYTES:
        problems.append(
            ("MR0105", f"the files of {text} come to more than 8 MiB", "split the pack in two")
        )
    if problems:
        raise MedrulesError(report(code, message, help=help) for code, message, help in problems)


def _contents(wanted: Sequence[_Entry], where: str) -> list[PackFile]:
    asked = "".join(f"{one.object}\n" for one in wanted).encode()
    most = MAX_PACK_BYTES + 200 * (len(wanted) + 1)
    code, out, said = _git(["cat-file", "--batch"], where, most, asked)
    if code != 0:
        raise _refusal("MR0431", f"git cannot read the files: {said}")
    files: list[PackFile] = []
    position = 0
    for one in wanted:
        head, _, _ = out[position : position + 200].partition(b"\n")
        position += len(head) + 1
        if not head.endswith(b" blob %d" % one.size):
            raise _refusal("MR0431", f"git does not have the file {one.name}")
        files.append(PackFile(one.name, out[position : position + one.size]))
        position += one.size + 1
    return files


def _git(
    arguments: Sequence[str], where: str, most: int, given: bytes = b""
) -> tuple[int, bytes, str]:
    """Exit code, at most so many bytes of output, and what it complained of."""
    command = ["git", "-C", where, "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, **_QUIET},
            check=False,
        )
    except FileNotFoundError:
        raise _refusal("MR0431", "git is not installed", "compare two folders instead") from None
    except subprocess.TimeoutExpired:
        raise _refusal("MR0431", f"git did not answer within {SECONDS} seconds") from None
    if len(done.stdout) > most:
        raise _refusal("MR0105", "git gives more than a pack may hold")
    return (
        done.returncode,
        done.stdout,
        " ".join(done.stderr.decode(errors="replace").split())[:300],
    )


def _refusal(code: str, message: str, help: str = "") -> MedrulesError:
    return MedrulesError([report(code, message, help=help)])
