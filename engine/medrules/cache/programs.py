"""Compiled programs, kept by the digests of their packs.

In: the files of the packs. Out: the program that they compile to, from the cache when it is there.
The key covers the content of every pack, the version of medrules and of Python, so a stale entry is
never found. Reading back builds only the IR's own classes: bytes that name anything else count as
not kept.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from _pickle import Unpickler  # pickle itself takes 2 ms more to import
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from weakref import ref

from medrules.cache.plain_data import PlainReader
from medrules.cache.store import fetch, keep
from medrules.ir.expr import Expr
from medrules.ir.program import Program, Template
from medrules.record import Record
from medrules.source.digest import sha256
from medrules.source.span import NOWHERE

if TYPE_CHECKING:
    from medrules.packs.folder import PackFiles

_known: list[tuple[ref[Program], str]] = []
"""The programs of this process, with the names under which they are kept."""

_MODULES = frozenset(
    {"medrules.ir.program", "medrules.ir.expr", "medrules.ir.types", "medrules.source.span"}
)


def program_for(
    folders: Sequence[PackFiles],
    version: str,
    compile_them: Callable[[], Program],
    *,
    spans: bool = True,
) -> Program:
    """The kept program of these packs, or the one that ``compile_them`` makes, which is then kept."""
    words = [version, sys.version, *(f"{one.root}\n{one.shown}\n{one.digest}" for one in folders)]
    name = "program-" + sha256(os.fsencode("\0".join(words))).hexdigest()[:40]
    data = fetch(name if spans else f"{name}-lean")
    program = None if data is None else decode(data)
    if program is None:
        program = compile_them()
        keep(name, encode(program))
        keep(f"{name}-lean", encode(without_spans(program)))
    _known[:] = [one for one in _known if one[0]() is not None]
    _known.append((ref(program), name))
    return program


def kept_as(program: Program) -> str:
    """The name under which that very program is kept; empty for one that was made in any other way."""
    return next((name for known, name in _known if known() is program), "")


def without_spans(program: Program) -> Program:
    """The same program, its expressions without their places; declarations and rules keep theirs."""
    return program.replace(
        rules=tuple(
            rule.replace(
                condition=None if rule.condition is None else _bare(rule.condition),
                value=_bare(rule.value),
                because=Template(
                    tuple(
                        part if isinstance(part, str) else _bare(part)
                        for part in rule.because.parts
                    )
                ),
            )
            for rule in program.rules
        )
    )


def _bare(node: Expr) -> Expr:
    """The expression with the span of nowhere in every node."""
    fields = {name: _part(getattr(node, name)) for name in node.__match_args__}
    return type(node)(**(fields | {"span": NOWHERE}))  # type: ignore[arg-type]


def _part(value: object) -> object:
    if isinstance(value, Record) and "span" in value.__match_args__:
        return _bare(value)  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return tuple([_part(one) for one in value])
    return value


def encode(program: Program) -> bytes:
    """The program as bytes."""
    import pickle

    return pickle.dumps(program, 5)


def decode(data: bytes) -> Program | None:
    """The program in those bytes, or None when they hold none."""
    collecting = gc.isenabled()
    gc.disable()  # thousands of small objects are made at once, and none is garbage
    try:
        found: object = _Reader(io.BytesIO(data)).load()
    except Exception:  # whatever is wrong with the bytes, they are simply not used
        return None
    finally:
        if collecting:
            gc.enable()
    return found if isinstance(found, Program) else None


class _Reader(PlainReader):
    """A reader of plain data that knows the classes of the IR, too."""

    def find_class(self, module: str, name: str) -> object:
        """The class of that name. Raises UnpicklingError for any other."""
        # A name with dots would lead from a class to its functions, and from those to anything.
        if module in _MODULES and "." not in name:
            found: object = Unpickler.find_class(self, module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        return super().find_class(module, name)
