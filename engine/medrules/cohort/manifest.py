"""What an output says of itself: which packs answered, which columns are what, how many rows were read.

In: a program and a run. Out: ``Manifest``, which Parquet keeps under the key ``medrules``; ``read_manifest``
gets it back. A CSV or JSONL file has no room for it: its columns are named after the conclusions, so
that the program alone says what they are. Refused: nothing; what is no manifest reads as None.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medrules.ir.program import Program
from medrules.ir.types import EnumType, ListType, NumberType, SetType, Type, describe
from medrules.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = "medrules"
FORM = 1


class PackNote(Record):
    """A pack that answered: its id, version, title, and the digest of its files."""

    id: str
    version: str
    title: str
    digest: str


class ColumnNote(Record):
    """A column of the output.

    ``role``: ``row``, ``kept``, ``conclusion``, ``after`` (a conclusion under ``--compare-set``), ``status``,
    ``open``, ``rules`` and so on. ``members`` pairs the words that can stand there with their titles.
    """

    name: str
    role: str
    path: str
    title: str
    type: str
    unit: str
    members: tuple[tuple[str, str], ...]


class Manifest(Record):
    """What an output says of itself. ``read``: rows read; those that are not in the file were rejected."""

    packs: tuple[PackNote, ...]
    columns: tuple[ColumnNote, ...]
    read: int
    settings: tuple[str, ...]
    compared: tuple[str, ...]
    settled: bool


def pack_notes(program: Program) -> tuple[PackNote, ...]:
    """The packs of a program, for a manifest."""
    return tuple(PackNote(one.id, one.version, one.title, one.digest) for one in program.packs)


def column_note(program: Program, name: str, path: str, role: str) -> ColumnNote:
    """A column that holds a conclusion."""
    derived = next(one for one in program.derived if one.path == path)
    kind = derived.type
    unit = kind.unit if isinstance(kind, NumberType) else ""
    return ColumnNote(
        name, role, path, derived.title, describe(kind), unit, _members(program, kind)
    )


def _members(program: Program, kind: Type) -> tuple[tuple[str, str], ...]:
    match kind:
        case EnumType(id, members):
            titles = {
                one.value: one.title
                for enum in program.enums
                if enum.id == id
                for one in enum.members
            }
            return tuple((member, titles.get(member, member)) for member in members)
        case SetType(item) | ListType(item):
            return _members(program, item)
        case _:
            return ()


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON."""
    return json.dumps(
        {
            "form": FORM,
            "packs": [one.__dict__ for one in manifest.packs],
            "columns": [one.__dict__ for one in manifest.columns],
            "read": manifest.read,
            "settings": manifest.settings,
            "compared": manifest.compared,
            "settled": manifest.settled,
        },
        ensure_ascii=False,
    )


def manifest_from_text(text: str) -> Manifest | None:
    """The manifest in that JSON; None where it is none, or of another form."""
    try:
        data = json.loads(text)
        if data["form"] != FORM:
            return None
        return Manifest(
            tuple(PackNote(**one) for one in data["packs"]),
            tuple(
                ColumnNote(
                    **{**one, "members": tuple((word, title) for word, title in one["members"])}
                )
                for one in data["columns"]
            ),
            int(data["read"]),
            tuple(data["settings"]),
            tuple(data["compared"]),
            bool(data["settled"]),
        )
    except (ValueError, TypeError, KeyError):
        return None


def read_manifest(link: DuckDBPyConnection, path: str) -> Manifest | None:
    """The manifest of a Parquet file; None where it has none."""
    found = link.execute(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?", [path, KEY]
    ).fetchone()
    return manifest_from_text(str(found[0])) if found else None
