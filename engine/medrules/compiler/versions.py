"""Versions and version ranges of packs.

In: SemVer text (``1.2.0``, ``2.0.0-rc.1``) and ranges (``>=1.0, <2``: every part must hold; a part
is one of ``= != > >= < <=`` and a version whose missing numbers count as 0; ``*`` is any). Out:
whether a version lies in a range. Refused with ValueError: text that is neither.
"""

from __future__ import annotations

import re
from typing import TypeAlias

_VERSION = re.compile(
    r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII
)
_PART = re.compile(r"\s*(>=|<=|!=|=|>|<)\s*(\S+)\s*", re.ASCII)

Key: TypeAlias = tuple[int, int, int, tuple[tuple[int, int, str], ...]]


def version_key(text: str) -> Key:
    """A key that orders versions as SemVer does (a pre-release comes before its release)."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no version")
    major, minor, patch, pre = found.groups()
    identifiers: tuple[tuple[int, int, str], ...] = ((2, 0, ""),)
    if pre:
        identifiers = tuple(
            (0, int(item), "") if item.isdigit() else (1, 0, item) for item in pre.split(".")
        )
    return (int(major), int(minor or 0), int(patch or 0), identifiers)


def in_range(version: str, wanted: str) -> bool:
    """Whether the version satisfies every part of the range."""
    key = version_key(version)
    for part in wanted.split(","):
        if part.strip() in ("*", ""):
            continue
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError(f"{part.strip()!r} is no version range")
        op, bound = found.group(1), version_key(found.group(2))
        holds = {
            "=": key == bound,
            "!=": key != bound,
            ">": key > bound,
            ">=": key >= bound,
            "<": key < bound,
            "<=": key <= bound,
        }[op]
        if not holds:
            return False
    return True
