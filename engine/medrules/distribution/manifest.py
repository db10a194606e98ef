"""The manifest of a pack: which files it has, and the digest of each.

In: the files of a pack. Out: ``medrules-manifest.json``: id, version, requirements, the sha256 of
each file and of the whole. The whole one is the digest that ``medrules packs`` shows and that locks
name. Refused with ValueError: a text that is no manifest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from medrules.packs.folder import PackFiles
from medrules.source.digest import sha256

NAME = "medrules-manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says; digests are sha256 in hexadecimal."""

    pack: str
    version: str
    requires: tuple[tuple[str, str], ...]
    digest: str
    files: tuple[tuple[str, str], ...]


def manifest_of(
    pack: str, version: str, requires: tuple[tuple[str, str], ...], files: PackFiles
) -> Manifest:
    """The manifest of these files."""
    digests = tuple((item.name, str(sha256(item.data).hexdigest())) for item in files.files)
    return Manifest(pack, version, requires, files.digest, digests)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON, in one form only."""
    data = {
        "format": FORMAT,
        "pack": manifest.pack,
        "version": manifest.version,
        "requires": [{"pack": pack, "version": range_} for pack, range_ in manifest.requires],
        "sha256": manifest.digest,
        "files": dict(manifest.files),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def read_manifest(text: str) -> Manifest:
    """The manifest that the text holds. Raises ValueError for any other text."""
    data: object = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"it does not say format {FORMAT}")
    requires = data.get("requires")
    files = data.get("files")
    if not isinstance(requires, list) or not isinstance(files, dict):
        raise ValueError("it lists no requirements or no files")
    pairs: list[tuple[str, str]] = []
    for one in requires:
        if not isinstance(one, dict):
            raise ValueError("a requirement is no object")
        pairs.append((_text(one, "pack"), _text(one, "version")))
    digests = tuple((str(name), _text(files, name)) for name in files)
    return Manifest(
        _text(data, "pack"), _text(data, "version"), tuple(pairs), _text(data, "sha256"), digests
    )


def _text(data: dict[str, object], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise ValueError(f'"{key}" is no text')
    return value
