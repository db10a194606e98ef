"""Statements kept between runs, so that a run like one before builds no query.

In: what a statement is made from. Out: ``Statement``, out of the cache where it is there. Refused: what
``medrules.cohort.answering`` refuses, each time anew.

Building a query takes half a second, importing sqlglot included: as long as answering half a million
rows. The key covers everything that a statement is made from and the code that makes it, so a stale one
is never found. Whatever is wrong with a kept file, it is ignored and made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

from medrules.cache.programs import kept_as
from medrules.cache.store import fetch, keep
from medrules.cohort.answering import Statement, answering
from medrules.cohort.relations import Relations
from medrules.ir.program import Program
from medrules.source.digest import sha256
from medrules.targets.sql.layout import Layout
from medrules.version import __version__

_MAKERS = (
    os.path.dirname(__file__),
    os.path.join(os.path.dirname(__file__), "..", "targets", "sql"),
)
"""The folders of the code that makes statements. Its version does not change while it is being worked on."""


def statement_for(
    program: Program,
    made: Relations,
    only: Sequence[str],
    carried: Sequence[tuple[str, str]],
    *,
    why: bool,
    flat: bool,
) -> Statement:
    """The kept statement for these conclusions, or a new one, which is then kept."""
    name = _name(program, made.layout, only, carried, why, flat)
    data = fetch(name) if name else None
    found = None if data is None else _decoded(data)
    if found is None:
        found = answering(program, made, only, carried, why=why, flat=flat, quick=True)
        if name:
            keep(name, _encoded(found))
    return found


def _name(
    program: Program,
    layout: Layout,
    only: Sequence[str],
    carried: Sequence[tuple[str, str]],
    why: bool,
    flat: bool,
) -> str:
    """The name that a statement is kept under; empty where it cannot be kept."""
    known = kept_as(program)
    if not known:
        return ""
    try:
        makers = [*_makers()]
        words = [__version__, version("sqlglot"), known, *makers, *_columns(layout)]
    except (PackageNotFoundError, OSError):
        return ""
    words += [repr((list(only), list(carried), why, flat))]
    digest: str = sha256("\0".join(words).encode()).hexdigest()
    return f"query-{digest[:40]}"


def _makers() -> Iterator[str]:
    """Each module that takes part, with what changes when it does."""
    for folder in _MAKERS:
        for one in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if one.name.endswith(".py"):
                status = one.stat()
                yield f"{one.name} {status.st_size} {status.st_mtime_ns}"


def _columns(layout: Layout) -> Iterator[str]:
    """What a query knows of its input. The types of facts are the program's."""
    for relation in (layout.facts, *layout.lists):
        yield f"{relation.name} {relation.list_path} {relation.keys}"
        for one in relation.columns:
            yield repr(
                (one.path, one.name, one.encoding, one.sql, one.scale, str(one.low), str(one.high))
            )
            yield repr((one.members, one.complete))
    yield repr(layout.given)


def _encoded(statement: Statement) -> bytes:
    fields = statement.replace(read=sorted(statement.read)).__dict__
    kept = [fields[one] for one in Statement.__match_args__ if one != "gathered"]
    return json.dumps(kept).encode()


def _decoded(data: bytes) -> Statement | None:
    """The statement in those bytes, or None when they hold none. Its tables gather the records."""
    try:
        read, tables, carried, conclusions, *texts, joined = json.loads(data)
        rules, any_open, opened, conflict = texts
        return Statement(
            frozenset(str(one) for one in read),
            _pairs(tables),
            _pairs(carried),
            _pairs(conclusions),
            str(rules),
            str(any_open),
            str(opened),
            str(conflict),
            joined is True,
            (),
        )
    except (ValueError, TypeError):
        return None


def _pairs(found: Sequence[Sequence[object]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(other)) for one, other in found)
