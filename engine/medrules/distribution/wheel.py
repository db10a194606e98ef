"""A pack as a wheel: its files, the hook, a manifest, and what installers ask for.

In: the files of a pack, its head, its project. Out: the name and the bytes of the wheel, the same
bytes for the same pack every time. Refused, as ``MedrulesError``: what is wrong with the pack or
its project.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from medrules.diagnostics.sanitise import visible_line
from medrules.distribution.archive import packed
from medrules.distribution.manifest import NAME, manifest_of, manifest_text
from medrules.distribution.names import HOOK, normalised, wheel_name
from medrules.distribution.project import Project, read_project
from medrules.ir.program import PackStamp
from medrules.packs.folder import PackFiles
from medrules.packs.model import PackDef
from medrules.packs.read import pack_from_files
from medrules.source.digest import sha256

WHEEL = """\
Wheel-Version: 1.0
Generator: medrules
Root-Is-Purelib: true
Tag: py3-none-any
"""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A built wheel: its file name, its bytes, and the digest of the pack in it."""

    name: str
    data: bytes
    digest: str


def wheel_of(folder: str, files: PackFiles, stamp: PackStamp) -> Wheel:
    """The wheel of a pack that was found in ``folder`` and compiles.

    Raises MedrulesError (MR0520 to MR0524) with everything that is wrong with its project.
    """
    return build_wheel(pack_from_files(files), files, read_project(folder, files, stamp))


def build_wheel(pack: PackDef, files: PackFiles, project: Project) -> Wheel:
    """The wheel of the pack."""
    requires = tuple((one.pack, one.version) for one in pack.requires)
    manifest = manifest_of(pack.id, pack.version, requires, files)
    info = f"{normalised(project.distribution)}-{project.version}.dist-info"
    members = [(f"{project.module}/__init__.py", HOOK.encode())]
    members += [(f"{project.module}/{item.name}", item.data) for item in files.files]
    members.append((f"{project.module}/{NAME}", manifest_text(manifest).encode()))
    members.sort()
    members += [(f"{info}/{name}", text.encode()) for name, text in project.licences]
    members += [
        (f"{info}/METADATA", _metadata(pack, project).encode()),
        (f"{info}/WHEEL", WHEEL.encode()),
        (f"{info}/entry_points.txt", entry_points(pack.id, project.module).encode()),
    ]
    members.append((f"{info}/RECORD", record(members, f"{info}/RECORD").encode()))
    name = wheel_name(project.distribution, project.version)
    return Wheel(name, packed(members), files.digest)


def entry_points(pack: str, module: str) -> str:
    """The registration of the pack under the group that medrules asks."""
    return f"[medrules]\n{pack} = {module}\n"


def record(members: list[tuple[str, bytes]], itself: str) -> str:
    """The list of all members with their digests, as installers check it."""
    lines = [f"{_field(name)},{hashed(data)},{len(data)}" for name, data in members]
    return "\n".join([*lines, f"{_field(itself)},,"]) + "\n"


def hashed(data: bytes) -> str:
    """A digest as RECORD writes it."""
    return "sha256=" + urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()


def _field(name: str) -> str:
    """A name as one field of a table with commas."""
    return '"' + name.replace('"', '""') + '"' if "," in name or '"' in name else name


def _metadata(pack: PackDef, project: Project) -> str:
    """What installers and people read of the distribution."""
    heads = [
        ("Metadata-Version", "2.1"),
        ("Name", project.distribution),
        ("Version", project.version),
        ("Summary", pack.title),
        ("Author", ", ".join(pack.authors)),
        ("License", pack.license),
        ("Requires-Python", ">=3.11"),
        *(("Requires-Dist", need) for need in project.needs),
        ("Description-Content-Type", "text/markdown; charset=UTF-8"),
    ]
    lines = [f"{name}: {_one_line(value)}" for name, value in heads if value]
    body = project.readme or f"# {_one_line(pack.title)}\n\n{pack.description.strip()}\n"
    return "\n".join(lines) + "\n\n" + body.replace("\r\n", "\n")


def _one_line(text: str) -> str:
    """The text without anything that could begin another line of the metadata."""
    return visible_line(" ".join(text.split()))
