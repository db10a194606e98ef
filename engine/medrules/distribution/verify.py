"""Whether a wheel of a pack is what it says: complete, unchanged, and nothing but data.

In: the file of a wheel. Out: ``Verified``: which pack it is, what installing it would also install,
and findings: content that the manifest or RECORD does not vouch for, code other than the hook,
unsafe names. Refused, as ``MedrulesError``: a file that is no wheel. Nothing of it is unpacked to
disk or run. What it cannot tell is who built the wheel.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.distribution.archive import packed
from medrules.distribution.manifest import NAME, Manifest, manifest_of, read_manifest
from medrules.distribution.names import (
    HOOK,
    normalised,
    portable,
    python_version,
    usable_module,
    wheel_name,
)
from medrules.distribution.reading import MAX_WHEEL_BYTES, read_members
from medrules.distribution.wheel import WHEEL, entry_points, hashed
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.packs.read import pack_from_files
from medrules.source.span import Span
from medrules.source.text import read_bytes

_INFO = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE", "LICENSE.txt", "LICENSE.md"}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a wheel holds: ``needs`` is what installing it would also install, as it says."""

    pack: str
    version: str
    digest: str
    files: int
    requires: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


def verify_wheel(path: str) -> Verified:
    """Look at everything in the wheel. Raises MedrulesError when it is none."""
    data = read_bytes(path, MAX_WHEEL_BYTES)
    members = read_members(data, path)
    look = _Look(path, members.contents)
    findings = [*members.findings, *look.findings()]
    if not findings and packed(list(members.contents.items())) != data:
        findings.append(look.finding("MR0531", "the archive holds more than its members"))
    manifest = look.manifest
    if manifest is None:
        return Verified("", "", "", 0, (), (), tuple(findings))
    return Verified(
        manifest.pack,
        manifest.version,
        manifest.digest,
        len(manifest.files),
        manifest.requires,
        look.needs,
        tuple(findings),
    )


class _Look:
    """The parts of a wheel, and what is wrong with each."""

    def __init__(self, path: str, contents: dict[str, bytes]) -> None:
        self.path = path
        self.contents = contents
        self.manifest: Manifest | None = None
        self.needs: tuple[str, ...] = ()
        folders = {name.partition("/")[0] for name in contents if "/" in name}
        self.infos = sorted(one for one in folders if one.endswith(".dist-info"))
        self.modules = sorted(folders - set(self.infos))

    def finding(self, code: str, message: str, help: str = "") -> Diagnostic:
        return report(
            code,
            message,
            Span(self.path, 0, 0, 0, 0),
            help=help or "do not install this file; ask for the one that was built",
        )

    def findings(self) -> Iterator[Diagnostic]:
        loose = [name for name in self.contents if "/" not in name]
        if len(self.infos) != 1 or len(self.modules) != 1 or loose:
            yield self.finding(
                "MR0534",
                "a wheel of a pack has one folder for the pack and one for its metadata; this has "
                + (", ".join([*self.modules, *self.infos, *loose]) or "none"),
            )
            return
        yield from self.record(self.infos[0])
        yield from self.pack(self.modules[0])
        yield from self.metadata(self.infos[0], self.modules[0])

    def record(self, info: str) -> Iterator[Diagnostic]:
        """Every member is listed with its digest and size, and nothing else is."""
        itself = f"{info}/RECORD"
        listed: dict[str, tuple[str, str]] = {}
        rows = csv.reader(self.text(itself).splitlines())
        try:
            for row in rows:
                if len(row) == 3:
                    listed[row[0]] = (row[1], row[2])
        except csv.Error as error:
            yield self.finding("MR0532", f"RECORD cannot be read: {error}")
            return
        for name, data in self.contents.items():
            wanted = ("", "") if name == itself else (hashed(data), str(len(data)))
            found = listed.pop(name, None)
            if found is None:
                yield self.finding("MR0532", f'RECORD does not list "{name}"')
            elif found != wanted:
                yield self.finding("MR0532", f'"{name}" is not what RECORD says it is')
        for name in listed:
            yield self.finding("MR0532", f'RECORD lists "{name}", which is not there')

    def pack(self, module: str) -> Iterator[Diagnostic]:
        """The folder of the pack: its files as the manifest has them, the hook, no more."""
        inside = {
            name.removeprefix(f"{module}/"): data
            for name, data in self.contents.items()
            if name.startswith(f"{module}/")
        }
        if not usable_module(module):
            yield self.finding("MR0534", f'the module "{module}" would hide another one')
        if inside.pop("__init__.py", b"") != HOOK.encode():
            yield self.finding("MR0534", "__init__.py is not the hook that medrules writes")
        text = inside.pop(NAME, None)
        seen: dict[str, str] = {}
        for name in sorted(inside):
            other = seen.setdefault(name.lower(), name)
            if not portable(name):
                yield self.finding("MR0534", f'"{name}" is no file of a pack')
                del inside[name]
            elif other != name:
                yield self.finding("MR0534", f'"{name}" and "{other}" are one file on some systems')
        if text is None:
            yield self.finding("MR0533", f"there is no {NAME}")
            return
        try:
            self.manifest = manifest = read_manifest(text.decode())
        except (ValueError, RecursionError) as error:
            yield self.finding("MR0533", f"{NAME} cannot be read: {error}")
            return
        yield from self.against(manifest, inside)

    def against(self, manifest: Manifest, inside: dict[str, bytes]) -> Iterator[Diagnostic]:
        made = [PackFile(name, data) for name, data in sorted(inside.items(), key=_folder_first)]
        files = PackFiles(self.path, self.path, tuple(made), digest(made))
        try:
            pack = pack_from_files(files) if "pack.toml" in inside else None
        except MedrulesError as error:
            yield from error.diagnostics
            return
        if pack is None:
            yield self.finding("MR0533", "there is no pack.toml")
            return
        requires = tuple((one.pack, one.version) for one in pack.requires)
        real = manifest_of(pack.id, pack.version, requires, files)
        said, found = dict(manifest.files), dict(real.files)
        for name in sorted(said.keys() | found.keys()):
            if name not in found:
                yield self.finding("MR0533", f'the manifest lists "{name}", which is not there')
            elif name not in said:
                yield self.finding("MR0533", f'the manifest does not list "{name}"')
            elif said[name] != found[name]:
                yield self.finding("MR0533", f'"{name}" is not what the manifest says it is')
        for what, one, other in (
            ("pack", manifest.pack, real.pack),
            ("version", manifest.version, real.version),
            ("digest", manifest.digest, real.digest),
            ("list of requirements", manifest.requires, real.requires),
        ):
            if one != other:
                yield self.finding("MR0533", f"the manifest gives another {what} than the files")

    def metadata(self, info: str, module: str) -> Iterator[Diagnostic]:
        """What an installer reads says the same as the pack."""
        for name in self.contents:
            if name.startswith(f"{info}/") and name.removeprefix(f"{info}/") not in _INFO:
                yield self.finding("MR0534", f'"{name}" has no place in a wheel of a pack')
        if self.text(f"{info}/WHEEL") != WHEEL:
            yield self.finding("MR0535", "WHEEL is not as medrules writes it")
        if self.manifest is None:
            return
        if self.text(f"{info}/entry_points.txt") != entry_points(self.manifest.pack, module):
            yield self.finding("MR0535", "entry_points.txt registers more or other than the pack")
        heads = HeaderParser().parsestr(self.text(f"{info}/METADATA"))
        self.needs = tuple(str(one) for one in heads.get_all("Requires-Dist") or ())
        name, version = str(heads.get("Name") or ""), str(heads.get("Version") or "")
        if version != _python(self.manifest.version):
            yield self.finding("MR0535", f'METADATA says version "{version}"')
        if info != f"{normalised(name)}-{version}.dist-info":
            yield self.finding("MR0535", f'METADATA says the name "{name}"')
        if os.path.basename(self.path) != wheel_name(name, version):
            yield self.finding(
                "MR0535",
                f'the file should be called "{wheel_name(name, version)}"',
                "give the file its name back",
            )

    def text(self, name: str) -> str:
        return self.contents.get(name, b"").decode("utf-8", "replace")


def _folder_first(item: tuple[str, bytes]) -> tuple[bool, str]:
    """The order in which a folder is read: its own files, then those of ``cases``."""
    return ("/" in item[0], item[0])


def _python(version: str) -> str:
    try:
        return python_version(version)
    except ValueError:
        return ""
