"""The command line to type next, so that it can be pasted as it stands.

In: what was typed. Out: a command with the same profile, packs, settings, lock and engine, each quoted
as a POSIX shell takes it back. What cannot be printed is shown as a placeholder. Nothing is refused.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from medrules.record import Record
from medrules_cli.engines import INTERPRETER


class Asked(Record):
    """What one run was asked, by the options that change its answer."""

    profile: str
    packs: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    locked: str | None = None
    engine: str = INTERPRETER
    only: tuple[str, ...] = ()

    def evaluate(self, *settings: str) -> str:
        """The same question, with some facts more."""
        only = _each("--only", self.only, "CONCLUSION")
        more = _each("--set", settings, "FACT=VALUE")
        return " ".join(["medrules evaluate", *self._same(), *only, *more])

    def explain(self) -> str:
        """Why the answer is what it is."""
        names = [quoted(name, "CONCLUSION") for name in self.only]
        profile, *options = self._same()
        return " ".join(["medrules explain", profile, *names, *options])

    def _same(self) -> list[str]:
        words = ["PROFILE" if self.profile == "-" else quoted(self.profile, "PROFILE")]
        words += _each("--pack", self.packs, "DIR")
        words += _each("--set", self.overrides, "FACT=VALUE")
        if self.locked is not None:
            words += _each("--locked", (self.locked,), "FILE")
        if self.engine != INTERPRETER:
            words += _each("--engine", (self.engine,), "NAME")
        return words


def quoted(word: str, otherwise: str = "…") -> str:
    """The word as a shell takes it back, and never as an option; ``otherwise`` if unprintable."""
    if not word.isprintable():
        return otherwise
    if word.startswith("-"):
        word = os.path.join(os.curdir, word)
    plain = all(char.isalnum() or char in "./_-+@%:,=" or char == os.sep for char in word)
    return word if plain and word else "'" + word.replace("'", "'\"'\"'") + "'"


def packs_again(packs: Sequence[str]) -> str:
    """``--pack DIR`` for each of them, with a blank before it; empty for none."""
    return "".join(f" {word}" for word in _each("--pack", packs, "DIR"))


def _each(option: str, words: Sequence[str], otherwise: str) -> list[str]:
    return [part for word in words for part in (option, quoted(word, otherwise))]
