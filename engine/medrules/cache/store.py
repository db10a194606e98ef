"""Files that may be lost at any time: written whole or not at all, checked before use.

In: a name and bytes. Out: the bytes that were kept under that name, or None. Whatever is missing,
unreadable, cut short, changed or someone else's counts as not kept; what cannot be written is not.
The folder is ``$MEDRULES_CACHE_DIR``, else ``medrules`` in the user's cache folder;
``MEDRULES_CACHE_DIR=`` (empty) turns keeping off.
"""

from __future__ import annotations

import os
import sys
import zlib

MAGIC = b"medrules-cache-3\n"
MAX_BYTES = 64 << 20


def cache_folder() -> str | None:
    """Where things are kept, or None when nothing may be kept."""
    chosen = os.environ.get("MEDRULES_CACHE_DIR")
    if chosen is not None:
        return chosen or None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "medrules") if base and os.path.isabs(base) else None


def fetch(name: str) -> bytes | None:
    """The bytes kept under that name, if they are whole and this user's own."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        with open(os.path.join(folder, name), "rb") as stream:
            status = os.fstat(stream.fileno())
            if status.st_size > MAX_BYTES or not _trusted(status):
                return None
            data = stream.read()
    except OSError:
        return None
    head = len(MAGIC) + 4
    checked = MAGIC + zlib.crc32(data[head:]).to_bytes(4, "big")
    return data[head:] if data[:head] == checked else None


def keep(name: str, data: bytes) -> None:
    """Keep the bytes under that name; a folder that cannot be written is no error."""
    folder = cache_folder()
    if folder is None:
        return
    place = os.path.join(folder, name)
    draft = f"{place}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(MAGIC + zlib.crc32(data).to_bytes(4, "big") + data)
        os.replace(draft, place)
    except OSError:
        try:
            os.unlink(draft)
        except OSError:
            return


def _trusted(status: os.stat_result) -> bool:
    """Only what this user wrote, and nobody else could have, is read back."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o022
