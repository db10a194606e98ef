"""The lock: which packs an institution runs, in which version, with which content.

In: a program, or a lock file. Out: the text of a lock; what of a program the lock does not allow.
Refused, as ``MedrulesError``: a file that is no lock; packs that are missing, that are more, or whose
version or content is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError, Severity
from medrules.ir.program import PackStamp, Program
from medrules.source.document import Document
from medrules.source.span import Span
from medrules.source.text import read_text
from medrules.source.toml import parse_toml
from medrules.version import __version__

FORMAT = 1
_LIMIT = 1 << 20
_ANEW = "write it anew: medrules packs --lock FILE"
_HEAD = """\
# The packs that may be used, by version and content. Written by "medrules packs --lock"; not for editing.
# "medrules evaluate PROFILE --locked FILE" refuses anything else.
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """One pack as the lock names it, and where."""

    id: str
    version: str
    digest: str
    span: Span


def lock_text(program: Program) -> str:
    """The lock on exactly the packs of this program."""
    lines = [_HEAD + f'format = {FORMAT}\nmedrules = "{__version__}"']
    for one in sorted(program.packs, key=lambda pack: pack.id):
        lines.append(
            f'[[packs]]\nid = "{one.id}"\nversion = "{one.version}"\nsha256 = "{one.digest}"'
        )
    return "\n\n".join(lines) + "\n"


def check_lock(program: Program, path: str) -> tuple[Diagnostic, ...]:
    """Warnings, when the program's packs are those of the lock file.

    Raises MedrulesError (MR0540 to MR0544) that names everything that differs.
    """
    document = parse_toml(read_text(path, _LIMIT))
    locked = _read(document)
    found = [*_engine(document), *_differences(program.packs, locked, path)]
    if any(one.severity is Severity.ERROR for one in found):
        raise MedrulesError(found)
    return tuple(found)


def _differences(
    packs: tuple[PackStamp, ...], locked: dict[str, Locked], path: str
) -> Iterator[Diagnostic]:
    for pack in packs:
        entry = locked.get(pack.id)
        if entry is None:
            yield report(
                "MR0541",
                f'the pack "{pack.id}" {pack.version} is not in the lock',
                Span(path, 0, 0, 0, 0),
                help=f"it comes from {pack.root}; leave it out, or write the lock anew",
            )
        elif entry.version != pack.version:
            yield report(
                "MR0543",
                f'"{pack.id}" is loaded in version {pack.version}, but the lock says {entry.version}',
                entry.span,
                help=f"install version {entry.version}, or write the lock anew",
            )
        elif entry.digest != pack.digest:
            yield report(
                "MR0544",
                f'"{pack.id}" {pack.version} is not the content that the lock names',
                entry.span,
                help=f"it comes from {pack.root} and has the digest {pack.digest}; install it "
                "afresh, or write the lock anew",
            )
    loaded = {pack.id for pack in packs}
    for entry in locked.values():
        if entry.id not in loaded:
            yield report(
                "MR0542",
                f'the lock names "{entry.id}" {entry.version}, which is not loaded',
                entry.span,
                help="install it, or name its folder with --pack",
            )


def _engine(document: Document) -> Iterator[Diagnostic]:
    written = document.data.get("medrules")
    if written != __version__:
        yield report(
            "MR0545",
            f"the lock was written by medrules {written}; this is {__version__}",
            document.value_span(("medrules",)),
            help="nothing has to be done",
        )


def _read(document: Document) -> dict[str, Locked]:
    """The entries of the lock. Raises MedrulesError for any other document."""
    if document.data.get("format") != FORMAT:
        raise _unusable(document, (), f"this is no lock of format {FORMAT}")
    packs = document.data.get("packs")
    found: dict[str, Locked] = {}
    for index, one in enumerate(packs if isinstance(packs, list) else [None]):
        table = one if isinstance(one, dict) else {}
        texts = [table.get(key) for key in ("id", "version", "sha256")]
        values = [text for text in texts if isinstance(text, str)]
        if len(values) != 3 or len(table) != 3:
            raise _unusable(
                document, ("packs", index), "an entry of a lock has id, version and sha256"
            )
        name, version, digest = values
        if name in found:
            raise _unusable(document, ("packs", index), f'the lock names "{name}" twice')
        found[name] = Locked(name, version, digest, document.value_span(("packs", index, "id")))
    return found


def _unusable(document: Document, path: tuple[str | int, ...], message: str) -> MedrulesError:
    span = document.value_span(path) if path else Span(document.source.name, 0, 0, 0, 0)
    return MedrulesError([report("MR0540", message, span, help=_ANEW)])
