"""Which pack folders are installed, kept until something is installed or removed.

In: nothing but the interpreter's import path. Out: the folders. Asking every distribution for its
entry points takes longer than an evaluation; installing or removing one changes the time stamp of a
folder on the import path, so the time stamps tell whether the kept answer still holds.
"""

from __future__ import annotations

import marshal
import os
import sys

from medrules.cache.store import fetch, keep


def installed_folders(version: str) -> tuple[str, ...]:
    """The folders of all installed packs, asked afresh only when the installation has changed."""
    stamp = _stamp(version)
    data = fetch(f"installed-{_short(stamp)}")
    if data is not None:
        try:
            kept = marshal.loads(data)
            if kept[0] == stamp and all(os.path.isdir(one) for one in kept[1]):
                return tuple(kept[1])
        except (ValueError, EOFError, TypeError, IndexError, KeyError):
            pass
    from medrules.plugins.discovery import installed_folders as ask

    folders = ask()
    keep(f"installed-{_short(stamp)}", marshal.dumps((stamp, folders)))
    return folders


def _stamp(version: str) -> tuple[str | tuple[str, int], ...]:
    marks: list[str | tuple[str, int]] = [version, sys.version]
    for place in sys.path:
        try:
            marks.append((place, os.stat(place or ".").st_mtime_ns))
        except OSError:
            continue
    return tuple(marks)


def _short(stamp: tuple[str | tuple[str, int], ...]) -> str:
    import zlib

    places = "\0".join(item if isinstance(item, str) else item[0] for item in stamp)
    return f"{zlib.crc32(os.fsencode(places)):08x}"
