"""Text files turned into Parquet in the scratch folder, so that all that follows is one streaming query.

In: CSV or JSONL files. Out: ``Staged``: a Parquet file for each, every value still text, a row for every
record in the order of the file; the columns; and the lines that hold no record. Refused: what
``medrules.cohort.headers`` refuses; line ends of two kinds in one CSV file (MR1102).

Text is read once, not once for checking, once for answering and once for the rejects: reading it
takes longer than everything else. It also is what makes the number of rows known before the answers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeAlias

from medrules.cohort.duck import rows, run
from medrules.cohort.headers import LONGEST_NAME, MOST_COLUMNS, csv_header, opened_bytes
from medrules.cohort.interrupting import Watch
from medrules.cohort.model import InputFile, RawColumn
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.record import Record
from medrules.targets.sql.companions import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str"
"""What ``json_group_structure`` says of many JSON texts together."""

LINE = "medrules_line"
FAULT = "medrules_fault"
"""Columns of a staged JSONL file: the number of the line, and what is wrong with it (or NULL)."""

_NAMES = {"csv": "CSV", "jsonl": "JSON lines", "parquet": "Parquet"}
_NOT_JSON = "is not JSON"
_NO_OBJECT = "is no JSON object"
_TWICE = "names something twice"


class BadLine(Record):
    """A line of a text file that holds no record, with the reason."""

    file: int
    line: int
    text: str
    reason: str


class Staged(Record):
    """Text files as Parquet. ``bad_lines`` counts lines that have no row at all."""

    files: tuple[InputFile, ...]
    columns: tuple[RawColumn, ...]
    bad_lines: int


def stage(
    link: DuckDBPyConnection,
    files: Sequence[InputFile],
    separator: str | None,
    groups: Collection[str],
    scratch: str,
    watch: Watch | None,
) -> Staged:
    """Turn the files into Parquet. Raises MedrulesError for files that cannot be used."""
    if files[0].format == "csv":
        return _csv(link, files, separator, scratch, watch)
    return _jsonl(link, files, groups, scratch, watch)


def _csv(
    link: DuckDBPyConnection,
    files: Sequence[InputFile],
    separator: str | None,
    scratch: str,
    watch: Watch | None,
) -> Staged:
    headers = [csv_header(file, separator) for file in files]
    names = list(dict.fromkeys(name for header in headers for name in header.names))
    staged = []
    for index, (file, header) in enumerate(zip(files, headers, strict=True)):
        target = os.path.join(scratch, f"staged_{index}.parquet")
        columns = ", ".join(f"'c{names.index(name)}': 'VARCHAR'" for name in header.names)
        packed = "gzip" if file.shown.endswith(".gz") else "none"
        sql = (
            f"COPY (SELECT * FROM read_csv({literal(file.path)}, columns = {{{columns}}}, "
            f"auto_detect = false, header = true, delim = {literal(header.separator)}, quote = '\"', "
            f"escape = '\"', nullstr = '', compression = '{packed}', store_rejects = true)) "
            f"TO {literal(target)} (FORMAT parquet)"
        )
        _staged(link, sql, file, watch)
        staged.append(InputFile(target, file.shown, "parquet"))
    made = [
        RawColumn(name, (f"c{place}",), "text", "VARCHAR", (), True, True)
        for place, name in enumerate(names)
    ]
    return Staged(tuple(staged), tuple(made), _bad(link))


def _staged(link: DuckDBPyConnection, sql: str, file: InputFile, watch: Watch | None) -> None:
    import duckdb

    try:
        run(link, sql, watch)
    except duckdb.InvalidInputException as error:
        help = ""
        message = f'"{file.shown}" cannot be read as {_NAMES[file.format]}'
        if "state" in str(error):
            help = "its lines end in different ways (\\n and \\r\\n): save it anew with one of them"
        raise MedrulesError([report("MR1102", message, help=help)]) from None


def _bad(link: DuckDBPyConnection) -> int:
    """How many lines were left out; several things may be wrong with one."""
    row = link.execute(
        "SELECT count(*) FROM (SELECT DISTINCT scan_id, line_byte_position FROM reject_errors)"
    ).fetchone()
    return int(row[0]) if row else 0


def bad_lines(link: DuckDBPyConnection, files: Sequence[InputFile]) -> Iterator[BadLine]:
    """The lines of staged CSV files that hold no record, in the order of the files."""
    places = {file.path: index for index, file in enumerate(files)}
    reader = link.execute(
        "SELECT s.file_path, e.line_byte_position, any_value(e.csv_line), "
        "arg_min(e.error_type, e.byte_position), arg_min(e.error_message, e.byte_position) "
        "FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id) "
        "GROUP BY s.scan_id, s.file_path, e.line_byte_position "
        "ORDER BY s.scan_id, e.line_byte_position"
    )
    counter: _LineCounter | None = None
    with ExitStack() as stack:
        while rows := reader.fetchmany(1000):
            for path, position, text, kind, message in rows:
                index = places.get(str(path), 0)
                if counter is None or counter.file is not files[index]:
                    counter = _LineCounter(files[index])
                    stack.callback(counter.close)
                line = counter.at(int(position))
                yield BadLine(index, line, str(text or "").strip("\r\n"), _why(kind, message))


def _why(kind: object, message: object) -> str:
    """What is wrong with a line, in plain words."""
    reason = _REASONS.get(str(kind).lower()) or str(message).partition("\n")[0]
    if "columns" not in str(kind).lower():
        return reason
    counts = str(message).lower().replace("number of columns", "columns")
    return f"{reason} ({counts})"


class _LineCounter:
    """Finds the line of a place in a file. The database counts a value over two lines as one line."""

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self._stream = opened_bytes(file)
        self._position = 0
        self._line = 1

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def at(self, position: int) -> int:
        """The line of the byte at ``position`` (from 1); positions are asked for in order."""
        while self._position < position - 1:
            chunk = self._stream.read(min(1 << 20, position - 1 - self._position))
            if not chunk:
                break
            self._position += len(chunk)
            self._line += chunk.count(b"\n")
        return self._line


_REASONS = {
    "missing columns": "the line has fewer values than the header has columns",
    "too many columns": "the line has more values than the header has columns",
    "unquoted value": "a quoted value does not end, or goes on after its end",
    "line size over maximum": "the line is longer than 2 MB",
    "invalid encoding": "the line is not in UTF-8",
}


def _jsonl(
    link: DuckDBPyConnection,
    files: Sequence[InputFile],
    groups: Collection[str],
    scratch: str,
    watch: Watch | None,
) -> Staged:
    lines = []
    for index, file in enumerate(files):
        target = os.path.join(scratch, f"lines_{index}.parquet")
        packed = "gzip" if file.shown.endswith(".gz") else "none"
        # A separator that JSON cannot hold unescaped makes each line one value.
        sql = (
            "COPY (SELECT *, CASE WHEN text IS NULL THEN NULL "
            f"WHEN NOT json_valid(text) THEN '{_NOT_JSON}' "
            f"WHEN json_type(text) <> 'OBJECT' THEN '{_NO_OBJECT}' "
            "WHEN len(json_keys(text)) <> len(list_distinct(json_keys(text))) "
            f"THEN '{_TWICE}' END AS {FAULT} FROM (SELECT row_number() OVER () AS {LINE}, text "
            f"FROM read_csv({literal(file.path)}, columns = {{'text': 'VARCHAR'}}, "
            "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', "
            f"strict_mode = false, compression = '{packed}', store_rejects = true)) WHERE trim(text) <> '') "
            f"TO {literal(target)} (FORMAT parquet)"
        )
        _staged(link, sql, file, watch)
        lines.append(target)
    known = frozenset(groups)
    read = f"read_parquet([{', '.join(literal(path) for path in lines)}])"
    ((found,),) = rows(
        link, f"SELECT json_group_structure(text::JSON)::VARCHAR FROM {read} WHERE {FAULT} IS NULL"
    )
    tree: Tree = json.loads(str(found)) if found else {}
    leaves = list(_leaves(tree, (), known)) if isinstance(tree, dict) else []
    _check(files[0], leaves)
    pointers = ", ".join(literal(_pointer(steps)) for steps in leaves) or "'/'"
    picked = "".join(f", parts[{place}] AS c{place - 1}" for place in range(1, len(leaves) + 1))
    staged = []
    for index, (file, path) in enumerate(zip(files, lines, strict=True)):
        target = os.path.join(scratch, f"staged_{index}.parquet")
        sql = (
            f"COPY (SELECT {LINE}, {FAULT}, CASE WHEN {FAULT} IS NULL THEN NULL ELSE text END "
            f"AS medrules_text{picked} FROM (SELECT *, CASE WHEN {FAULT} IS NULL THEN "
            f"json_extract_string(text, [{pointers}]) END AS parts "
            f"FROM read_parquet({literal(path)}))) TO {literal(target)} (FORMAT parquet)"
        )
        _staged(link, sql, file, watch)
        os.unlink(path)
        staged.append(InputFile(target, file.shown, "parquet"))
    made = [
        RawColumn(".".join(steps), (f"c{place}",), "text", "VARCHAR", (), True)
        for place, steps in enumerate(leaves)
    ]
    return Staged(tuple(staged), tuple(made), _bad(link))


def _leaves(
    tree: dict[str, Tree], steps: tuple[str, ...], groups: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    for key, inner in tree.items():
        path = ".".join((*steps, key))
        if isinstance(inner, dict) and path in groups:
            yield from _leaves(inner, (*steps, key), groups)
        elif key != "$schema" or steps:
            yield (*steps, key)


def _pointer(steps: Sequence[str]) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def _check(file: InputFile, leaves: Sequence[tuple[str, ...]]) -> None:
    names = [".".join(steps) for steps in leaves]
    long = [name for name in names if len(name) > LONGEST_NAME]
    if len(leaves) > MOST_COLUMNS:
        message = f'"{file.shown}" has {len(leaves)} names; at most {MOST_COLUMNS} are read'
    elif long:
        message = f'"{file.shown}" has a name that is too long: "{visible_line(long[0][:40])}…"'
    elif len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        message = f'"{file.shown}" gives "{visible_line(twice)}" both nested and with a dot'
    else:
        return
    raise MedrulesError([report("MR1103", message, help="give every name once")])
