"""Completion in the shell: words that fit what was typed, from the cache alone.

In: what was typed, and the options before it. Out: names, or ``NAME=VALUE``, that begin with it. A
program that is not in the cache is compiled once; whatever goes wrong, completion offers nothing
and stays silent.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    shell_complete,
)

if TYPE_CHECKING:
    from medrules.ir.program import Program
    from medrules.ir.types import Type


def complete(group: click.Group) -> int:
    """Do what ``_MEDRULES_COMPLETE`` asks for; the exit code."""
    add_completion_class(Bash)
    variable = "_MEDRULES_COMPLETE"
    try:
        return shell_complete(group, {}, "medrules", variable, os.environ[variable])
    except BrokenPipeError:
        raise
    except Exception:  # somebody pressed Tab: a message would only spoil the line they are typing
        return 1


class Bash(BashComplete):
    """Bash takes words apart at ``=`` and wants back only what follows it."""

    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one, put together again."""
        args, typed = super().get_completion_args()
        words: list[str] = []
        for word in (*args, typed) if typed else args:
            if words and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        self.apart = bool(typed) and words[-1] != typed
        return (words[:-1], words[-1]) if typed else (words, "")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """What fits; of ``NAME=VALUE`` the value, where bash has taken the two apart."""
        found = super().get_completions(args, incomplete)
        if not self.apart:
            return found
        return [CompletionItem(item.value.rpartition("=")[2], item.type) for item in found]


def names(ctx: click.Context, what: str, incomplete: str) -> list[str]:
    """Paths of ``facts``, paths of ``conclusions``, or ids of ``packs``."""
    program = _program(ctx)
    if program is None:
        return []
    if what == "packs":
        found = [item.id for item in program.packs]
    else:
        found = [*_types(program, what)]
    return [name for name in found if name.startswith(incomplete)]


def settings(ctx: click.Context, what: str, incomplete: str) -> list[str]:
    """The same names of ``facts`` or ``conclusions``; after ``=``, with the values that fit."""
    name, equals, typed = incomplete.partition("=")
    if not equals:
        return names(ctx, what, incomplete)
    program = _program(ctx)
    kind = _types(program, what).get(name) if program is not None else None
    before, comma, last = typed.rpartition(",")
    given = before.split(",")
    return [
        f"{name}={before}{comma}{word}"
        for word in _words(kind)
        if word.startswith(last) and word not in given
    ]


def _program(ctx: click.Context) -> Program | None:
    from medrules.diagnostics.model import MedrulesError
    from medrules.loading import load

    try:
        return load(ctx.params.get("packs") or (), spans=False)
    except (MedrulesError, OSError):
        return None


def _types(program: Program, what: str) -> dict[str, Type]:
    """What a profile may say, or what rules conclude: each path with its type."""
    if what == "conclusions":
        return {item.path: item.type for item in program.derived if not item.internal}
    found = {item.path: item.type for item in program.facts if "[]" not in item.path}
    return found | {item.path: item.type for item in program.parameters if item.open}


def _words(kind: Type | None) -> tuple[str, ...]:
    """The words that a value of the type can be, where there are few."""
    from medrules.ir.types import BooleanType, EnumType, ListType, SetType

    match kind:
        case BooleanType():
            return ("true", "false")
        case EnumType(_, members) | SetType(EnumType(_, members)) | ListType(EnumType(_, members)):
            return members
        case _:
            return ()
