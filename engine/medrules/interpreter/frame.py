"""What closures run in: one dict for scalars, record lists and variables.

In: nothing, or a finished ``Run``. Out: ``Frame`` and its keys. A scalar stands under its path, a
record list under ``[]`` and its path, a variable under ``$`` and its name, and ``?`` holds what
``is known`` asks about where that is not simply what is there. Refused: nothing.

One dict and not nested scopes, because a look-up in it is the cheapest thing Python can do, and a
scope is entered far less often than a name is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from medrules.ir.evaluation import Run
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN

Frame: TypeAlias = dict[str, object]

Code: TypeAlias = Callable[[Frame], object]
"""A compiled expression: give it a frame, get the value or ``UNKNOWN``."""

STANDING = "?"
"""The key of the ``Standing`` that ``is known`` asks; absent where the frame itself is asked."""

ABSENT = object()
"""What ``bind`` found where a variable had no value before."""


def list_key(path: str) -> str:
    """The key of the record list at ``path``."""
    return "[]" + path


def variable_key(name: str) -> str:
    """The key of a variable."""
    return "$" + name


def bind(frame: Frame, key: str, value: object) -> object:
    """Set a variable; returns what it was, for ``restore``."""
    before = frame.get(key, ABSENT)
    frame[key] = value
    return before


def restore(frame: Frame, key: str, before: object) -> None:
    """Undo ``bind``."""
    if before is ABSENT:
        frame.pop(key, None)
    else:
        frame[key] = before


def frame_of(program: Program, run: Run) -> Frame:
    """The frame as it stood at the end of a run, to evaluate further expressions in."""
    frame: Frame = dict(run.values)
    for item in program.lists:
        frame[list_key(item.path)] = run.records.get(item.path, UNKNOWN)
    return frame


def concrete(path: str, record: int | None) -> str:
    """``programs[].score`` for one record: ``programs[0].score``; a scalar path as it is."""
    return path if record is None else path.replace("[]", f"[{record}]", 1)
