"""The columns of a cohort's files, before anything is known of facts.

In: the files of one format, and the names of tables of facts (``support``), inside which nested fields
are columns of their own. Out: ``RawColumn`` for each. Refused: headers that cannot be used (MR1103),
files that are not what their format says (MR1102).

Bounds: a header line of 1 MB, 2,000 columns, names of 200 characters.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Collection, Iterator, Sequence
from typing import IO, TYPE_CHECKING, BinaryIO, Final, cast

from medrules.cohort.duck import plainly
from medrules.cohort.model import InputFile, Kind, RawColumn
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.source.span import Span

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType

MOST_COLUMNS: Final = 2000
LONGEST_NAME: Final = 200
LONGEST_HEADER: Final = 1 << 20
_SEPARATORS = ",;\t|"


class Header:
    """The names in the first line of a CSV file, and what separates them."""

    __slots__ = ("names", "separator")

    def __init__(self, names: list[str], separator: str) -> None:
        self.names = names
        self.separator = separator


def opened(file: InputFile, errors: str = "strict") -> IO[str]:
    """The text of a CSV or JSONL file, uncompressed; ``errors`` as ``open`` takes it."""
    stream = opened_bytes(file)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors=errors, newline="")


def opened_bytes(file: InputFile) -> BinaryIO:
    """The bytes of a CSV or JSONL file, uncompressed."""
    if file.shown.endswith(".gz"):
        return cast("BinaryIO", gzip.open(file.path))
    return open(file.path, "rb")


def csv_header(file: InputFile, separator: str | None) -> Header:
    """The header of a CSV file. Raises MedrulesError."""
    try:
        with opened(file, "surrogateescape") as stream:
            lines = _bounded(stream)
            first = next(lines, "")
            chosen = separator or max(_SEPARATORS, key=lambda one: _parts(first, one))
            names = next(csv.reader(_again(first, lines), delimiter=chosen, strict=True), [])
    except (OSError, EOFError) as error:
        raise _unreadable(file, f"cannot be read: {error}", "") from None
    except (csv.Error, ValueError):
        raise MedrulesError(
            [_header(file, "the header of this file is not CSV", "see that its quotes are closed")]
        ) from None
    if not all(name.isascii() or _in_utf8(name) for name in names):
        raise _unreadable(file, "is not in UTF-8", "save it as UTF-8")
    problems = list(_faults(file, [name.strip() for name in names]))
    if problems:
        raise MedrulesError(problems)
    return Header([name.strip() for name in names], chosen)


def _in_utf8(text: str) -> bool:
    """Whether no byte had to be escaped."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _bounded(stream: IO[str]) -> Iterator[str]:
    left = LONGEST_HEADER
    while left > 0 and (line := stream.readline(left)):
        left -= len(line)
        yield line
    if left <= 0:
        raise ValueError


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _parts(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


def _faults(file: InputFile, names: Sequence[str]) -> Iterator[Diagnostic]:
    if len(names) > MOST_COLUMNS:
        yield _header(
            file, f"the header names {len(names)} columns; at most {MOST_COLUMNS} are read", ""
        )
        return
    seen: set[str] = set()
    for place, name in enumerate(names, 1):
        if not name:
            yield _header(file, f"column {place} has no name", "give every column a name")
        elif len(name) > LONGEST_NAME:
            shown = visible_line(name[:40])
            yield _header(file, f'the name of column {place} is too long: "{shown}…"', "")
        elif name in seen:
            help = "give every column a name of its own"
            yield _header(file, f'two columns have the name "{visible_line(name)}"', help)
        seen.add(name)


def _header(file: InputFile, message: str, help: str) -> Diagnostic:
    return report("MR1103", message, Span(file.shown, 1, 1, 1, 1), help=help)


def _unreadable(file: InputFile, what: str, help: str) -> MedrulesError:
    return MedrulesError([report("MR1102", f'"{file.shown}" {what}', help=help)])


def parquet_columns(
    link: DuckDBPyConnection, files: Sequence[InputFile], groups: Collection[str]
) -> tuple[RawColumn, ...]:
    """The columns of Parquet files, by name; structs named after a table of facts are opened."""
    import duckdb

    paths = [file.path for file in files]
    try:
        with plainly():
            found = link.sql(
                "SELECT * FROM read_parquet(?, union_by_name = true) LIMIT 0", params=[paths]
            )
            pairs = list(zip(found.columns, found.types, strict=True))
    except (MedrulesError, duckdb.Error):
        shown = files[0].shown if len(files) == 1 else f"{files[0].shown} and others"
        message = f'"{shown}" cannot be read as Parquet'
        help = "see that it is whole, and that all files have columns of the same types"
        raise MedrulesError([report("MR1102", message, help=help)]) from None
    columns = [
        column
        for name, kind in pairs
        for column in _columns((name,), name, kind, frozenset(groups))
    ]
    problems = list(_faults(files[0], [column.name for column in columns]))
    if problems:
        raise MedrulesError(problems)
    return tuple(columns)


def _columns(
    steps: tuple[str, ...], name: str, kind: DuckDBPyType, groups: frozenset[str]
) -> Iterator[RawColumn]:
    if kind.id == "struct" and name in groups:
        for field, inner in kind.children:
            if not isinstance(inner, list | int):
                yield from _columns((*steps, field), f"{name}.{field}", inner, groups)
        return
    yield _column(steps, name, kind)


def _column(steps: tuple[str, ...], name: str, kind: DuckDBPyType) -> RawColumn:
    id = kind.id
    fields: tuple[RawColumn, ...] = ()
    scale = 0
    held: Kind = _KINDS.get(id, "other")
    if id == "decimal":
        scale = int(str(dict(kind.children)["scale"]))
    elif id in ("list", "array"):
        item = dict(kind.children)["child"]
        inner = "" if isinstance(item, int | list) else item.id
        if inner in ("varchar", "enum"):
            held = "texts"
        elif not isinstance(item, int | list) and inner == "struct":
            held = "records"
            fields = tuple(
                _column((field,), field, one)
                for field, one in item.children
                if not isinstance(one, int | list)
            )
    return RawColumn(name, steps, held, str(kind), fields, False, False, scale)


_KINDS: dict[str, Kind] = {
    "varchar": "text",
    "enum": "text",
    "boolean": "boolean",
    "tinyint": "integer",
    "smallint": "integer",
    "integer": "integer",
    "bigint": "integer",
    "utinyint": "integer",
    "usmallint": "integer",
    "uinteger": "integer",
    "ubigint": "integer",
    "hugeint": "integer",
    "decimal": "decimal",
    "float": "real",
    "double": "real",
}
