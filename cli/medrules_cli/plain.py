"""Command lines so plain that they need no parser.

In: the words after ``medrules``. Out: for ``evaluate PROFILE`` with any ``--set``, ``--pack`` and
``--format``, what is asked and in which format, just as click reads it. Refused, with None: every other
command and option, and whatever is or may be a mistake; click reads that, and says what is wrong with it.

Importing click takes as long as everything else that such a command imports.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from medrules_cli.again import Asked
from medrules_cli.answering import FORMATS

COMMAND = "evaluate"
PROFILE = ""

OPTIONS = {
    "-s": "--set", "--set": "--set",
    "-p": "--pack", "--pack": "--pack",
    "-f": "--format", "--format": "--format",
}  # fmt: skip
"""The options that are read here, under each of their names; all of them take a value."""


def plain(words: Sequence[str]) -> tuple[Asked, str] | None:
    """What the command line asks, and for which format; None where click has to read it."""
    if not words or words[0] != COMMAND:
        return None
    said: dict[str, list[str]] = {PROFILE: [], **{name: [] for name in OPTIONS.values()}}
    for name, value in _pairs(words[1:]):
        if name not in said or not value:
            return None
        said[name].append(value)
    profiles, packs, formats = said[PROFILE], said["--pack"], said["--format"] or [FORMATS[0]]
    if len(profiles) != 1 or not set(formats) <= set(FORMATS):
        return None
    if not all(os.access(place, os.R_OK) for place in (*profiles, *packs)):
        return None
    return Asked(profiles[0], tuple(packs), tuple(said["--set"])), formats[-1]


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every option with its value, and the profile; with an empty value whatever is not plain."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            yield PROFILE, word
            continue
        name, equals, value = word.partition("=")
        if equals and not name.startswith("--"):
            value = ""  # to click, "-s=x" says "=x"
        elif not equals:
            value = next(rest, "")
            if value.startswith("-"):
                value = ""  # it may be an option, and the value forgotten
        yield OPTIONS.get(name, name), value
