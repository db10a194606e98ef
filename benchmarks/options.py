"""What was asked for on the command line.

In: plain values. Out: ``Options``. Nothing is refused here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """``only``: names of groups and contenders; empty: all. ``told`` is called with what goes on."""

    quick: bool
    only: frozenset[str]
    told: Callable[[str], None]

    def wants(self, name: str) -> bool:
        """Whether a contender of a group takes part."""
        from benchmarks.contenders import NAMES

        contenders = self.only & set(NAMES)
        return not contenders or name in contenders
