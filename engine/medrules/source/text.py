"""Text files, read within bounds.

In: a path as a person gave it (or the standard input) and the most bytes to take. Out:
``SourceFile``: the name to show and the text, without its byte-order mark. Refused, with a
diagnostic and never by waiting: a path that does not exist, a folder, a device or pipe, a file
larger than the bound, bytes that are not UTF-8, whatever the operating system refuses.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from medrules.record import Record
from medrules.source.span import Span

if TYPE_CHECKING:
    from medrules.diagnostics.model import MedrulesError

DEFAULT_LIMIT = 4 * 1024 * 1024
"""The most bytes a file of a pack or a profile may have, unless the caller says otherwise."""

STDIN_NAME = "<stdin>"

_BOM = b"\xef\xbb\xbf"
# Without O_NONBLOCK, opening a pipe that nobody writes to waits for ever; elsewhere it changes
# nothing. O_BINARY keeps Windows from turning line ends into others.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_MOST_SIBLINGS = 2000


class SourceFile(Record):
    """A text and the name of its file as it is shown to a person."""

    name: str
    text: str


def read_text(
    path: str | os.PathLike[str], limit_bytes: int = DEFAULT_LIMIT, shown_name: str | None = None
) -> SourceFile:
    """The text of the file at ``path``. Raises MedrulesError (MR0101 to MR0107)."""
    name = shown_name if shown_name is not None else os.fspath(path)
    return decoded(read_bytes(path, limit_bytes, name), name, limit_bytes)


def read_bytes(
    path: str | os.PathLike[str], limit_bytes: int = DEFAULT_LIMIT, shown_name: str | None = None
) -> bytes:
    """The bytes of the file, and at most one more than the limit. Raises as ``read_text`` does."""
    name = shown_name if shown_name is not None else os.fspath(path)
    try:
        # The kind is looked at before the file is opened (opening a device may do something) and
        # again after, when nobody can exchange the file any more.
        _check(os.stat(path), name, limit_bytes)
        descriptor = os.open(path, _OPEN_FLAGS)
        with open(descriptor, "rb") as file:
            _check(os.fstat(descriptor), name, limit_bytes)
            return file.read(limit_bytes + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(error, path, name) from None


def read_stdin(limit_bytes: int = DEFAULT_LIMIT) -> SourceFile:
    """All of the standard input. Raises MedrulesError as ``read_text`` does."""
    if sys.stdin is None or sys.stdin.closed:
        raise _refusal("MR0107", "the standard input is closed", STDIN_NAME)
    try:
        data = sys.stdin.buffer.read(limit_bytes + 1)
    except OSError as error:
        raise _unreadable(error, "", STDIN_NAME) from None
    return decoded(data, STDIN_NAME, limit_bytes)


def require_content(source: SourceFile) -> SourceFile:
    """``source`` itself. Raises MedrulesError (MR0106) when it holds white space only."""
    if source.text and not source.text.isspace():
        return source
    raise _refusal(
        "MR0106",
        "the file is empty" if not source.text else "the file holds nothing but white space",
        source.name,
        help="check that the file was saved and that its name is right",
    )


def within(source: SourceFile, limit_bytes: int) -> SourceFile:
    """``source`` itself. Raises MedrulesError (MR0105) when it is larger than the limit."""
    size = len(source.text.encode())
    if size > limit_bytes:
        raise _too_large(source.name, limit_bytes, size)
    return source


def _check(status: os.stat_result, name: str, limit: int) -> None:
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        raise _refusal(
            "MR0103",
            f"{_quoted(name)} is a folder, not a file",
            name,
            help="name the file inside it",
        )
    if not stat.S_ISREG(mode):
        raise _refusal(
            "MR0104",
            f"{_quoted(name)} is {_kind(mode)}, not a regular file",
            name,
            help="to read what another program writes, pipe it in and write - for the file",
        )
    if status.st_size > limit:
        raise _too_large(name, limit, status.st_size)


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def decoded(data: bytes, name: str, limit: int) -> SourceFile:
    """The text of bytes that are at hand. Raises MedrulesError: too long, or not UTF-8."""
    if len(data) > limit:
        raise _too_large(name, limit, None)
    try:
        return SourceFile(name, data.removeprefix(_BOM).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _not_utf8(error, name) from None


def _not_utf8(error: UnicodeDecodeError, name: str) -> MedrulesError:
    data = bytes(error.object)
    before = data[: error.start].decode("utf-8")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    byte = data[error.start]
    help = "save it again as UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:64]:
        help = "it looks like UTF-16; save it again as UTF-8"
    elif byte >= 0xA0:
        help = f'in Windows-1252 or Latin-1 this byte is "{chr(byte)}"; save the file as UTF-8'
    return _refusal(
        "MR0101",
        f"the file is not UTF-8: byte 0x{byte:02x} stands for no character here",
        name,
        Span(name, line, column, line, column + 1),
        help,
    )


def _too_large(name: str, limit: int, size: int | None) -> MedrulesError:
    found = f"has {_size(size)}" if size is not None else "does not end within the limit"
    return _refusal(
        "MR0105",
        f"the file {found}; at most {_size(limit)} are read",
        name,
        help="check that this is the file you mean",
    )


def _unreadable(
    error: OSError | ValueError, path: str | os.PathLike[str], name: str
) -> MedrulesError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _refusal(
            "MR0102", f"there is no file {_quoted(name)}", name, help=_near_names(os.fspath(path))
        )
    if isinstance(error, PermissionError):
        return _refusal(
            "MR0107",
            f"you may not read {_quoted(name)}",
            name,
            help="ask its owner for the permission to read it",
        )
    if isinstance(error, OSError) and error.strerror:
        reason = error.strerror[0].lower() + error.strerror[1:]
        return _refusal("MR0107", f"{_quoted(name)} cannot be read: {reason}", name)
    return _refusal("MR0107", f"{_quoted(name)} is not a name that a file can have", name)


def _near_names(path: str) -> str:
    from medrules.diagnostics.suggest import asked, nearest

    folder, wanted = os.path.split(path)
    try:
        with os.scandir(folder or ".") as entries:
            siblings = [
                entry.name for entry, _ in zip(entries, range(_MOST_SIBLINGS), strict=False)
            ]
    except OSError:
        return f"there is no folder {_quoted(folder)} either" if folder else ""
    # Names with one ending are all alike to the measure, so the ending does not count.
    stems: dict[str, list[str]] = {}
    for name in sorted(siblings):
        stems.setdefault(_stem(name), []).append(name)
    near = [
        name
        for stem in (_stem(wanted), *nearest(_stem(wanted), stems))
        for name in stems.get(stem, [])
    ]
    guess = asked([name for name in near if name != wanted][:3])
    return guess or "check the name; paths start from the folder you are in"


def _stem(name: str) -> str:
    """A file's name without its ending, and without dots, which the measure takes for levels."""
    return os.path.splitext(name)[0].replace(".", "-")


def _size(count: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} bytes"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _refusal(
    code: str, message: str, name: str, span: Span | None = None, help: str = ""
) -> MedrulesError:
    from medrules.diagnostics.codes import report
    from medrules.diagnostics.model import MedrulesError

    return MedrulesError([report(code, message, span or Span(name, 0, 0, 0, 0), help=help)])
