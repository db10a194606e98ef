"""The file of answers as a relation that DuckDB counts, never held in memory as a whole.

In: the path of a Parquet, CSV or JSONL file, or of a folder of Parquet files. Out: ``Rows``, which
answers queries. Refused, as ``MedrulesError``: DuckDB not installed (MR1001), and a file that is not
there, of no known kind, or that cannot be read (MR1140).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from medrules.cohort.interrupting import attended, interruptible, load_duckdb
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""What DuckDB may hold in memory; beyond it, it goes on in temporary files."""

_READERS = {
    ".parquet": "read_parquet({path})",
    ".csv": "read_csv({path}, all_varchar=true, header=true, delim=',', quote='\"', escape='\"', "
    "allow_quoted_nulls=false)",
    ".tsv": "read_csv({path}, all_varchar=true, header=true, delim='\t', quote='\"', escape='\"', "
    "allow_quoted_nulls=false)",
    ".jsonl": "read_json({path}, format='newline_delimited', sample_size=-1)",
    ".ndjson": "read_json({path}, format='newline_delimited', sample_size=-1)",
    ".json": "read_json({path}, sample_size=-1)",
}
_PACKED = (".gz", ".zst")


class Rows:
    """The relation ``answers``, and its columns with their SQL types."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: str) -> None:
        self._connection = connection
        self._source = source
        described = self.ask("DESCRIBE answers")
        self.types: dict[str, str] = {str(row[0]): str(row[1]) for row in described}

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows that the query gives. Raises MedrulesError where the file turns out unreadable."""
        import duckdb

        try:
            return attended(self._connection, lambda: self._connection.execute(sql).fetchall())
        except duckdb.Error as error:
            raise unreadable(self._source, _first_line(error)) from None

    def count(self, sql: str) -> int:
        """The one whole number that the query gives."""
        (value,) = self.ask(sql)[0]
        return int(str(value or 0))


@contextmanager
def open_rows(path: str) -> Iterator[Rows]:
    """The answers in that file, or in the Parquet files of that folder, until the block ends."""
    try:
        load_duckdb()
    except ImportError:
        raise MedrulesError(
            [
                report(
                    "MR1001",
                    "Counting answers needs DuckDB, which is not installed",
                    help="pip install 'medrules[cohort]'",
                )
            ]
        ) from None
    import duckdb

    reader = _reader(path)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "preserve_insertion_order": False,
        "autoload_known_extensions": False,
        "autoinstall_known_extensions": False,
        "allow_community_extensions": False,
    }
    with (
        interruptible(),
        TemporaryDirectory() as scratch,
        duckdb.connect(config=settings) as connection,
    ):
        # Nothing but these answers is read, whatever their columns are called.
        folder = os.path.isdir(path)
        connection.execute("SET temp_directory = ?", [scratch])
        connection.execute("SET allowed_paths = ?", [[] if folder else [path, _literal(path)]])
        connection.execute("SET allowed_directories = ?", [[scratch, *([path] if folder else [])]])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            connection.execute(f"CREATE VIEW answers AS SELECT * FROM {reader}")
        except duckdb.Error as error:
            raise unreadable(path, _first_line(error)) from None
        yield Rows(connection, path)


def _reader(path: str) -> str:
    if os.path.isdir(path):
        pattern = quoted(os.path.join(_literal(path), "**", "*.parquet"))
        return f"read_parquet({pattern}, hive_partitioning=true)"
    if not os.path.exists(path):
        raise unreadable(path, "there is no such file")
    if not os.path.isfile(path):
        raise unreadable(path, "it is not a plain file")
    stem = path.lower()
    for ending in _PACKED:
        stem = stem.removesuffix(ending)
    reader = _READERS.get(os.path.splitext(stem)[1])
    if reader is None:
        raise unreadable(path, "its name does not end in .parquet, .csv, .tsv, .jsonl or .json")
    return reader.format(path=quoted(_literal(path)))


def _literal(path: str) -> str:
    """The path as a pattern that matches only itself."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)


def unreadable(path: str, reason: str) -> MedrulesError:
    """The error for a file of answers that cannot be read."""
    return MedrulesError(
        [
            report(
                "MR1140",
                f'The answers in "{path}" cannot be read: {reason}',
                help='Give a file that "medrules batch -o" wrote, or the folder of a partitioned one.',
            )
        ]
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """The name of a column in SQL."""
    return '"' + name.replace('"', '""') + '"'


def listed(values: Sequence[str]) -> str:
    """The texts as an SQL list."""
    return "[" + ", ".join(map(quoted, values)) + "]::VARCHAR[]"
