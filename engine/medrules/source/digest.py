"""SHA-256, without loading OpenSSL for it.

In: nothing. Out: ``sha256``, as ``hashlib`` has it. ``hashlib`` loads the whole of OpenSSL (about
2.5 ms) before it hashes the first byte; the interpreter's own module gives the same digests. Where
there is none, ``hashlib`` it is.
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # CPython 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # CPython 3.11
    except ImportError:
        from hashlib import sha256

__all__ = ["sha256"]
