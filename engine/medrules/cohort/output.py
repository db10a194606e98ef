"""Where answers go: a file that is there whole or not at all, or stdout.

In: the path of the output, its format, a statement. Out: the file. Refused, as ``MedrulesError`` before
anything is read: formats that the name does not tell (MR1101), places that cannot be written, files
that the run reads (MR1109).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable

from medrules.cohort.inputs import format_of
from medrules.cohort.model import Format, InputFile
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.record import Record
from medrules.targets.sql.companions import literal

STDOUT = "-"


class Target(Record):
    """An output: where it is drafted, where it ends up (``-`` for stdout), in which format."""

    path: str
    draft: str
    format: Format

    @property
    def flat(self) -> bool:
        """Whether a value is one text, so that lists have to be joined."""
        return self.format == "csv"

    def copy(self, select: str, manifest: str) -> str:
        """The statement that writes the draft, and gives the number of rows written."""
        match self.format:
            case "csv":
                how = "FORMAT csv, HEADER true"
            case "jsonl":
                how = "FORMAT json, ARRAY false"
            case "parquet":
                how = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000"
                if manifest:
                    how += f", KV_METADATA {{medrules: {literal(manifest)}}}"
        return f"COPY ({select}) TO {literal(self.draft)} ({how})"

    def reader(self, *columns: str) -> str:
        """The draft as a relation with these columns, to count in."""
        path = literal(self.draft)
        match self.format:
            case "csv":
                return f"read_csv({path}, all_varchar = true, header = true, delim = ',', quote = '\"')"
            case "jsonl":
                types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
                return f"read_json({path}, format = 'newline_delimited', columns = {{{types}}})"
            case "parquet":
                return f"read_parquet({path})"

    def finish(self) -> None:
        """Put the draft where it belongs."""
        if self.path == STDOUT:
            with open(self.draft, "rb") as stream:
                sys.stdout.flush()
                shutil.copyfileobj(stream, sys.stdout.buffer)
            return
        place = os.path.realpath(self.path)
        if os.path.exists(place):
            os.chmod(self.draft, os.stat(place).st_mode & 0o777)
        os.replace(self.draft, place)

    def discard(self) -> None:
        """Leave nothing behind of a run that did not end."""
        if os.path.lexists(self.draft):
            os.unlink(self.draft)


def target_of(path: str, format: Format | None, scratch: str) -> Target:
    """The output at that path. Raises MedrulesError where it cannot be written."""
    chosen = format or ("csv" if path == STDOUT else format_of(path))
    if path == STDOUT:
        if chosen == "parquet":
            raise _unusable("Parquet cannot be written to stdout", "name a file with -o")
        return Target(STDOUT, os.path.join(scratch, "output"), chosen or "csv")
    shown = visible_line(path)
    if chosen is None:
        message = f'it cannot be told in which format "{shown}" is to be written'
        help = "give --format csv, jsonl or parquet, or let the name end so"
        raise MedrulesError([report("MR1101", message, help=help)])
    if path.lower().endswith(".gz") and format is None:
        raise _unusable("compressed files are not written", "write it plain, then compress it")
    folder = os.path.dirname(os.path.realpath(path))
    if os.path.isdir(path):
        raise _unusable(f'"{shown}" is a folder', "name a file in it")
    if not os.path.isdir(folder):
        raise _unusable(f'there is no folder for "{shown}"', "make it first")
    if not os.access(folder, os.W_OK):
        raise _unusable(f'the folder of "{shown}" cannot be written to', "")
    if os.path.exists(path) and not os.path.isfile(path):
        raise _unusable(f'"{shown}" is no plain file', "write to stdout with -o - instead")
    return Target(path, f"{os.path.realpath(path)}.{os.getpid()}.part", chosen)


def refuse_overwriting(target: str, files: Iterable[InputFile], what: str) -> None:
    """Raise MedrulesError where the output would be written over a file that is read."""
    place = os.path.realpath(target)
    for file in files:
        if target != STDOUT and place == file.path:
            shown = visible_line(target)
            raise _unusable(
                f'{what} "{shown}" would be written over the input', "name another file"
            )


def _unusable(message: str, help: str) -> MedrulesError:
    return MedrulesError([report("MR1109", message, help=help)])
