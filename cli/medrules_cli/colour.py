"""Whether to colour, and the few styles there are.

In: the environment and the stream. Out: ``wanted`` and ``Style``. ``NO_COLOR`` (set and not empty)
turns colour off, ``FORCE_COLOR`` (set, not empty, not ``0``) turns it on; otherwise a terminal that
is not ``TERM=dumb`` gets colour. ``NO_COLOR`` wins over ``FORCE_COLOR``.
"""

from __future__ import annotations

import os
from typing import TextIO

BOLD, DIM, RED, GREEN, YELLOW = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"
RESET = "\x1b[0m"
"""As ``click.style`` writes them; a plain command line does without importing it."""


def wanted(stream: TextIO | None) -> bool:
    """Whether what is written to that stream should be coloured; None is one that is closed."""
    if stream is None or os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return os.environ.get("TERM") != "dumb" and stream.isatty()


class Style:
    """The styles of the reports; each returns its text as it is when colour is off."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def role(self, role: str, text: str) -> str:
        """A piece of a proof, by the role that it has there."""
        match role:
            case "title":
                return self.strong(text)
            case "good":
                return self.good(text)
            case "bad":
                return self.bad(text)
            case "open":
                return self.open(text)
            case "dim":
                return self.dim(text)
            case _:
                return text

    def heading(self, text: str) -> str:
        """A section's title."""
        return self._paint(text, BOLD)

    def strong(self, text: str) -> str:
        """What matters most in a line."""
        return self._paint(text, BOLD)

    def good(self, text: str) -> str:
        """Settled, fired, true."""
        return self._paint(text, GREEN)

    def open(self, text: str) -> str:
        """Provisional, unknown."""
        return self._paint(text, YELLOW)

    def bad(self, text: str) -> str:
        """Failed, false, an error."""
        return self._paint(text, RED)

    def dim(self, text: str) -> str:
        """Places, ids, sources."""
        return self._paint(text, DIM)

    def _paint(self, text: str, code: str) -> str:
        return f"{code}{text}{RESET}" if self.colour and text else text
