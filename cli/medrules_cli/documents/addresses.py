"""Addresses on the web that a page may link to.

In: an address as a pack gives it. Out: the address, made safe to stand in a link. Refused, as an
empty text: anything but http and https, white space and control characters, an address without a
host.
"""

from __future__ import annotations

import re

_FINE = re.compile(r"https?://[^\s<>\"'`\\\x00-\x20/?#]+[^\s<>\"`\\\x00-\x20]*\Z", re.IGNORECASE)


def web_address(url: str) -> str:
    """The address with all but the usual characters percent-encoded, or ``""``."""
    from urllib.parse import quote

    if not _FINE.match(url) or not url.isprintable():
        return ""
    return quote(url, safe="%/:?#[]@!$&()*+,;=~-._")
