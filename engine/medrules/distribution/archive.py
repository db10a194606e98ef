"""Zip archives with the same bytes every time.

In: names and contents, in order. Out: an archive in which everything is stored as it is: no
compression (whose bytes depend on a library's version), no time of day, plain files that their owner
may write. Refused with ValueError: more than an archive without extensions can hold.

``zipfile`` is not used for writing: what it puts into its headers is not promised to stay the same.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UNIX = 3 << 8
_UTF8 = 1 << 11
_MIDNIGHT_1980 = (0, 1 << 5 | 1)
"""Time and date as an archive writes them: the first moment that it can say."""
_PLAIN_FILE = 0o100644 << 16
_MOST = 0xFFFF


def packed(members: Sequence[tuple[str, bytes]]) -> bytes:
    """The archive of these members, in this order. Raises ValueError when they are too many."""
    if len(members) >= _MOST:
        raise ValueError(f"{len(members)} members are too many for an archive")
    out: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in members:
        encoded = name.encode()
        flags = 0 if name.isascii() else _UTF8
        common = (_VERSION, flags, 0, *_MIDNIGHT_1980, zlib.crc32(data), len(data), len(data))
        local = _LOCAL.pack(b"PK\3\4", *common, len(encoded), 0) + encoded
        directory.append(
            _CENTRAL.pack(
                b"PK\1\2", _VERSION | _UNIX, *common, len(encoded), 0, 0, 0, 0, _PLAIN_FILE, offset
            )
            + encoded
        )
        out += [local, data]
        offset += len(local) + len(data)
    listing = b"".join(directory)
    count = len(members)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join([*out, listing, end])
