"""Doing something again whenever the files of a pack change.

In: folders, and what to do. Out: nothing; it goes on until it is interrupted. Refused: nothing: a folder that
is not there has no files, and whoever works on them says so.

The time stamps of the files are looked at twice a second: that needs no library and works on every file
system, also on those that tell nobody of changes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from medrules.packs.folder import FOLDERS, find_pack

PAUSE = 0.5

Stamp = frozenset[tuple[str, int, int]]


def stamp(folders: Sequence[str]) -> Stamp:
    """Name, time and size of every TOML file of the packs in those folders."""
    found: set[tuple[str, int, int]] = set()
    for folder in folders:
        for inner in FOLDERS:
            try:
                with os.scandir(os.path.join(find_pack(folder), inner)) as entries:
                    for entry in entries:
                        if entry.name.endswith(".toml"):
                            status = entry.stat()
                            found.add((entry.path, status.st_mtime_ns, status.st_size))
            except OSError:
                continue
    return frozenset(found)


def watch(
    folders: Sequence[str],
    work: Callable[[], object],
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Do the work now and after every change. Returns never; Ctrl-C raises KeyboardInterrupt."""
    before: Stamp | None = None
    while True:
        now = stamp(folders)
        if now != before:
            # Stamped before the work: what is saved while it runs is seen at the next look.
            before = now
            work()
        pause(PAUSE)
