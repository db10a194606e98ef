"""The runtimes that a program can be compiled for: one folder each, found by being there.

In: a folder ``medrules/targets/NAME`` whose package holds ``TARGET``, a ``Target``; a new target is a
new folder and no edit elsewhere. Out: ``names`` and ``target``. Refused: nothing here; a name
without a folder is a KeyError. What a target cannot express it says as a diagnostic (10xx), and
never answers differently from the interpreter.

A target sees the program (``medrules.ir``), the operators, and the hit policies; nothing of packs, and
nothing of another target. What it needs beyond the core install it imports where it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Protocol

from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Profile, Run
from medrules.ir.program import Program
from medrules.record import Record


class Engine(Protocol):
    """Something that can run one program over profiles, as the interpreter does."""

    def run(self, profile: Profile) -> Run:
        """Everything that follows from the profile, with firings. Raises MedrulesError."""
        ...


class Written(Record):
    """A program as text of the target, and the gaps (warnings) that its reader should know."""

    text: str
    notes: tuple[Diagnostic, ...]


Write = Callable[[Program, str], Written]
"""The program as text, in a dialect (``""`` where there are none). Raises MedrulesError: a gap."""

MakeEngine = Callable[[Program], Engine]
"""The program ready to run. Raises MedrulesError: a gap, or an extra that is not installed."""


class Target(Record):
    """One runtime: how it is named on the command line, and what it can do.

    ``dialects``: the first is the default; empty where there is one language only. ``write`` is None
    for a target that has no text to show, ``engine`` for one that gives no firings to explain.
    """

    name: str
    title: str
    summary: str
    dialects: tuple[str, ...]
    write: Write | None
    engine: MakeEngine | None


@cache
def names() -> tuple[str, ...]:
    """The names of all targets, in alphabetical order; none is imported."""
    from pkgutil import iter_modules

    return tuple(sorted(module.name for module in iter_modules(__path__) if module.ispkg))


def target(name: str) -> Target:
    """The target of that name, imported now. Raises KeyError where there is none."""
    from importlib import import_module

    if name not in names():
        raise KeyError(name)
    found: object = import_module(f"{__name__}.{name}").TARGET
    if not isinstance(found, Target):
        raise TypeError(f"{__name__}.{name}.TARGET is no target")
    return found
