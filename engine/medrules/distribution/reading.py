"""The members of a wheel, read within bounds and never written anywhere.

In: the bytes of a file. Out: names and contents in order, and what about the archive itself is not
as it should be. Refused, as ``MedrulesError`` (MR0530): bytes that are no archive, or one that cannot be
looked into: encrypted, of too many members, or with a listing that does not hold.

A listing may say anything: sizes are bounded by what is really unpacked, and the listing itself is
bounded before ``zipfile`` reads it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from posixpath import normpath

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.packs.folder import MAX_FILES, MAX_PACK_BYTES
from medrules.source.span import Span

MAX_WHEEL_BYTES = MAX_PACK_BYTES + (4 << 20)
_MAX_MEMBERS = MAX_FILES + 20
_MAX_LISTING = _MAX_MEMBERS * 400
_END = struct.Struct("<4s4H2LH")
_REGULAR = 0o100000


@dataclass(frozen=True, slots=True)
class Members:
    """What an archive holds, by name in order, and what is unsafe about it."""

    contents: dict[str, bytes]
    findings: tuple[Diagnostic, ...]


def read_members(data: bytes, shown: str) -> Members:
    """Every member of the archive that can safely be looked at. Raises MedrulesError."""
    _check_listing(data, shown)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, EOFError, NotImplementedError) as error:
        raise _no_wheel(shown, f"its listing cannot be read: {error}") from None
    findings: list[Diagnostic] = []
    contents: dict[str, bytes] = {}
    total = 0
    for info in archive.infolist():
        reason = _unsafe(info, contents)
        if reason:
            findings.append(_unsafe_member(shown, info.filename, reason))
            continue
        try:
            with archive.open(info) as stream:
                found = stream.read(MAX_WHEEL_BYTES - total + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
            struct.error,
            NotImplementedError,
        ) as error:
            findings.append(_unsafe_member(shown, info.filename, f"cannot be unpacked: {error}"))
            continue
        total += len(found)
        if total > MAX_WHEEL_BYTES:
            findings.append(
                _unsafe_member(shown, info.filename, "unpacks to more than a pack may have")
            )
            break
        contents[info.filename] = found
    return Members(contents, tuple(findings))


def _check_listing(data: bytes, shown: str) -> None:
    """The end of the archive, looked at before anything follows what it says."""
    if len(data) < _END.size or not data.startswith(b"PK"):
        raise _no_wheel(shown, "it is no zip archive")
    signature, disk, first, here, count, size, offset, comment = _END.unpack(data[-_END.size :])
    if signature != b"PK\5\6" or comment:
        raise _no_wheel(shown, "it does not end as an archive without a comment does")
    if disk or first or here != count or count > _MAX_MEMBERS or size > _MAX_LISTING:
        raise _no_wheel(
            shown, f"it has more than {_MAX_MEMBERS} members, or a listing that does not hold"
        )
    if offset + size + _END.size != len(data):
        raise _no_wheel(shown, "its listing does not stand where it says")


def _unsafe(info: zipfile.ZipInfo, seen: dict[str, bytes]) -> str:
    """Why the member must not be unpacked; empty when it may."""
    name = info.filename
    if not name.isprintable() or "\\" in name or ":" in name:
        return "has a name that not every system can keep"
    if name.startswith("/") or normpath(name) != name or name.split("/")[0] == "..":
        return "has a name that leads out of the archive"
    if name in seen:
        return "stands in the archive twice"
    kind = info.external_attr >> 16 & 0o170000
    if kind not in (0, _REGULAR):
        return "is a link, a folder or something else that is no plain file"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.file_size > MAX_WHEEL_BYTES:
        return "unpacks to more than a pack may have"
    return ""


def _unsafe_member(shown: str, name: str, reason: str) -> Diagnostic:
    return report(
        "MR0531",
        f'the member "{name}" {reason}',
        Span(shown, 0, 0, 0, 0),
        help="do not install this file; ask whoever gave it to you for the one that was built",
    )


def _no_wheel(shown: str, reason: str) -> MedrulesError:
    return MedrulesError(
        [
            report(
                "MR0530",
                f"{shown} is no wheel of a pack: {reason}",
                help="name a file that medrules pack build wrote",
            )
        ]
    )
