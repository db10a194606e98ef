"""Which files a cohort consists of, and in which format each is.

In: paths, patterns (``people/*.parquet``), ``-`` for stdin. Out: ``InputFile`` for each file, in the
order given, those of a pattern by name; stdin is copied into the scratch folder, since it is read twice.
Refused, all at once: files that do not exist or cannot be read (MR1100), formats that cannot be told
(MR1101), files that are empty or not what they seem (MR1102).
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Sequence

from medrules.cohort.model import FORMATS, Format, InputFile
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.sanitise import visible_line

_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_CHUNK = 1 << 20


def find_inputs(inputs: Sequence[str], given: Format | None, scratch: str) -> tuple[InputFile, ...]:
    """The files of the cohort. Raises MedrulesError with everything that is wrong with them."""
    problems: list[Diagnostic] = []
    found: dict[str, InputFile] = {}
    for one in inputs:
        for path, shown in _places(one, scratch, problems):
            file = _file(path, shown, given, problems)
            if file is not None:
                found.setdefault(path, file)
    formats = sorted({file.format for file in found.values()})
    if len(formats) > 1:
        message = f"the files of one cohort are of different formats: {' and '.join(formats)}"
        problems.append(report("MR1101", message, help="run them one format at a time"))
    if problems:
        raise MedrulesError(problems)
    return tuple(found.values())


def format_of(path: str) -> Format | None:
    """The format that the ending of a name tells, compressed or not; None where it tells none."""
    name = path.lower().removesuffix(".gz")
    return _ENDINGS.get(os.path.splitext(name)[1])


def _places(one: str, scratch: str, problems: list[Diagnostic]) -> list[tuple[str, str]]:
    """The real path of each file that is meant, and how it is called."""
    if one == "-":
        return [(_spooled(scratch), "<stdin>")]
    shown = visible_line(one)
    if os.path.isdir(one):
        help = f"name the files in it, such as {shown.rstrip('/')}/*.parquet"
        problems.append(report("MR1100", f'"{shown}" is a folder', help=help))
        return []
    if os.path.exists(one):
        return [(os.path.realpath(one), shown)]
    if glob.has_magic(one):
        matched = [path for path in sorted(glob.glob(one, recursive=True)) if os.path.isfile(path)]
        if matched:
            return [(os.path.realpath(path), visible_line(path)) for path in matched]
        problems.append(report("MR1100", f'no file matches "{shown}"'))
        return []
    help = "fetch it first; only files on this machine are read" if "://" in one else ""
    problems.append(report("MR1100", f'there is no file "{shown}"', help=help))
    return []


def _spooled(scratch: str) -> str:
    path = os.path.join(scratch, "stdin")
    if not os.path.exists(path) and sys.stdin is not None:
        with open(path, "wb") as stream:
            while chunk := sys.stdin.buffer.read(_CHUNK):
                stream.write(chunk)
    return path


def _file(
    path: str, shown: str, given: Format | None, problems: list[Diagnostic]
) -> InputFile | None:
    try:
        with open(path, "rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        problems.append(report("MR1100", f'cannot read "{shown}": {error.strerror}'))
        return None
    if not head.strip():
        problems.append(report("MR1102", f'"{shown}" is empty'))
        return None
    format = given or format_of(shown) or _sniffed(head, shown)
    if format is None:
        message = f'it cannot be told in which format "{shown}" is'
        help = f"give --input-format {', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        problems.append(report("MR1101", message, help=help))
        return None
    fault = _contradiction(head, format, shown)
    if fault:
        problems.append(report("MR1102", f'"{shown}" {fault[0]}', help=fault[1]))
        return None
    return InputFile(path, shown, format)


def _sniffed(head: bytes, shown: str) -> Format | None:
    """What the first bytes say; a stdin that is neither JSON nor Parquet is taken for CSV."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "jsonl"
    return "csv" if shown == "<stdin>" and b"\0" not in head else None


def _contradiction(head: bytes, format: Format, shown: str) -> tuple[str, str] | None:
    """Why the first bytes cannot be of that format, and what to do."""
    is_parquet = head.startswith(b"PAR1")
    if format == "parquet":
        return (
            None if is_parquet else ("is no Parquet file", "give --input-format if it is another")
        )
    if is_parquet:
        return (f"is a Parquet file, not {format}", "give --input-format parquet")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("is in UTF-16", "save it as UTF-8")
    if head.startswith(b"PK\x03\x04"):
        return ("is a workbook or an archive", "save the sheet as CSV (UTF-8)")
    if head.startswith(b"\x1f\x8b"):
        return None if shown.endswith(".gz") else ("is compressed", "let its name end in .gz")
    if b"\0" in head:
        return ("is no text", "give --input-format if it is of another format")
    if format == "jsonl" and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return (
            "holds one JSON list, not an object on each line",
            "jq -c '.[]' turns it into lines",
        )
    return None
