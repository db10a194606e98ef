"""What is kept between runs, in the user's cache folder: what settling found out of a program.

In: a program. Out: ``Shelf``: what its conclusions look at, and what was found out of its blank profiles.
All of that comes from the packs. Of a profile it says how many records it lists, and which facts it
gives of those that ``is known`` asks about; no value. Whatever is missing, spoilt, of other packs, of
another version or of another shape counts as not kept. What was found under parameters that a profile has
set is not kept, nor values that are no plain data. A program has ``PLACES`` files of samples at most,
where newer ones replace older ones, and ``MOST_KEPT`` bounds in one file.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeGuard

from medrules.cache.plain_data import decode, encode
from medrules.cache.store import fetch, keep
from medrules.ir.program import Program
from medrules.settle.outline import Looks, Outline
from medrules.settle.outlook import Outlook
from medrules.settle.setting import Bound, Place, Samples, Setting
from medrules.source.digest import sha256
from medrules.version import __version__

PLACES = 16
MOST_KEPT = 250


class Shelf:
    """What is kept of one program."""

    def __init__(self, program: Program) -> None:
        words = [__version__, sys.version]
        for one in program.packs:
            words += [one.id, one.version, one.digest]
        self._program = program
        self._digest = sha256(os.fsencode("\0".join(words))).hexdigest()[:40]

    def outline(self) -> Outline:
        """The program by path. What its conclusions look at is read, else found and kept."""
        outline = Outline(self._program)
        name = f"looks-{self._digest}"
        kept = _looks(_fetched(name))
        if kept is None or kept.keys() != outline.derived.keys():
            kept = {path: outline.looks(path) for path in outline.derived}
            looks = [(path, one.reads, one.facts, one.fields) for path, one in kept.items()]
            keep(name, encode(looks))
        outline.learn(kept)
        return outline

    def samples(self, setting: Setting) -> Samples | None:
        """What made-up profiles have shown under that setting."""
        match _fetched(self._place(setting)):
            case (kept, int(made), int(turn), dict(shown)) if kept == setting:
                sound = all(map(_is_place, shown)) and all(map(_is_row, shown.values()))
                return Samples(made, turn, shown) if sound else None
            case _:
                return None

    def keep_samples(self, setting: Setting, samples: Samples) -> None:
        """Keep them, if they can be kept and may be."""
        if not _is_private(setting) and all(map(_is_row, samples.shown.values())):
            data = (setting, samples.made, samples.turn, samples.shown)
            keep(self._place(setting), encode(data))

    def bounds(self) -> dict[tuple[Place, Setting], Bound]:
        """What conclusions could be, under all settings."""
        found: dict[tuple[Place, Setting], Bound] = {}
        rows = _fetched(f"bounds-{self._digest}")
        for key, row in rows.items() if type(rows) is dict else ():
            bound = _bound(row)
            if bound is None or type(key) is not tuple or len(key) != 2:
                return {}
            found[key] = bound
        return found

    def keep_bounds(self, bounds: Mapping[tuple[Place, Setting], Bound]) -> None:
        """Keep those that can be kept and may be, in place of what is kept."""
        rows = {key: _written(one) for key, one in bounds.items() if not _is_private(key[1])}
        plain = {key: row for key, row in rows.items() if _is_row(row)}
        keep(f"bounds-{self._digest}", encode(plain))

    def _place(self, setting: Setting) -> str:
        return f"samples-{self._digest}-{zlib.crc32(repr(setting).encode()) % PLACES:x}"


def _is_private(setting: Setting) -> bool:
    """Whether a profile has left values of its own in it."""
    _, _, _, parameters = setting
    return bool(parameters)


def _fetched(name: str) -> object:
    data = fetch(name)
    return None if data is None else decode(data)


# -- shapes ----------------------------------------------------------------------------------------


def _looks(data: object) -> dict[str, Looks] | None:
    found: dict[str, Looks] = {}
    for row in data if type(data) is list else ():
        match row:
            case (str(path), reads, facts, fields):
                if not (_are_texts(reads) and _are_texts(facts) and _are_texts(fields)):
                    return None
                found[path] = Looks(reads, facts, fields)
            case _:
                return None
    return found


def _written(bound: Bound) -> tuple[object, ...]:
    least, most = bound.counted or (None, None)
    one = bound.outlook
    if one is None:
        return least, most
    told = (one.values, one.certain, one.low, one.high, one.unbounded, one.missing, one.exact)
    return (least, most, *told)


def _bound(row: object) -> Bound | None:
    match row:
        case ((None | int()) as least, (None | int()) as most, *told):
            counted = None if least is None or most is None else (least, most)
        case _:
            return None
    match told:
        case []:
            return Bound(counted, None)
        case [
            tuple(values),
            (None | frozenset()) as certain,
            (None | int() | Decimal()) as low,
            (None | int() | Decimal()) as high,
            bool(unbounded),
            frozenset() as missing,
            bool(exact),
        ] if _is_row(row):
            return Bound(counted, Outlook(values, certain, low, high, unbounded, missing, exact))
        case _:
            return None


def _is_place(one: object) -> bool:
    if type(one) is not tuple or len(one) != 2:
        return False
    path, index = one
    return type(path) is str and (index is None or type(index) is int)


def _is_row(row: object) -> bool:
    """Whether it is a tuple of plain values."""
    if type(row) is not tuple:
        return False
    for one in row:  # a loop, since there are many and most of them are plain
        kind = type(one)
        if kind is str or one is None or kind is int or kind is bool:
            continue
        if not (kind is Decimal or _are_texts(one) or _is_row(one)):
            return False
    return True


def _are_texts(some: object) -> TypeGuard[frozenset[str]]:
    return type(some) is frozenset and set(map(type, some)) <= {str}
