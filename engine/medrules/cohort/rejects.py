"""The rows without an answer: each with its file, its line or row, the column, the value and the reason.

In: the relations of a run in which some rows were left out, the lines that hold no record, and the rows on
which rules contradict each other. Out: a file (CSV or JSONL), one line for each thing that is wrong, and how
many rows there are in it. Refused: nothing.

It reads the input a second time, which only a cohort with rejects has to pay for. The reasons are in
the words in which a profile is refused; each distinct value is looked into once.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from medrules.cohort.headers import Header, opened
from medrules.cohort.model import InputFile
from medrules.cohort.reasons import list_reasons, value_reason
from medrules.cohort.relations import Relations
from medrules.cohort.staging import FAULT, LINE, BadLine
from medrules.cohort.taking import name
from medrules.diagnostics.sanitise import visible_line
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIELDS = ("file", "line", "row", "column", "value", "reason")
_LONGEST = 2000
_BATCH = 2000


class Reject(Record):
    """One thing that is wrong with one row. ``line`` is None where a file has no lines."""

    file: str
    line: int | None
    row: int | None
    column: str
    value: str
    reason: str


class Contradicted(Record):
    """A row on which two rules disagree; ``row`` counts from 1 over the whole cohort."""

    row: int
    reason: str


class Writer:
    """Writes rejects as CSV or JSONL, and counts the rows among them."""

    def __init__(self, stream: IO[str], *, lines: bool) -> None:
        self._stream = stream
        self._csv = None if lines else csv.writer(stream, lineterminator="\n")
        self.rows = 0
        if self._csv is not None:
            self._csv.writerow(FIELDS)

    def write(self, several: Sequence[Reject]) -> None:
        """Everything that is wrong with one row."""
        self.rows += 1
        for one in several:
            cells = {field: getattr(one, field) for field in FIELDS}
            if self._csv is not None:
                self._csv.writerow(["" if cell is None else cell for cell in cells.values()])
            else:
                kept = {key: cell for key, cell in cells.items() if cell is not None}
                self._stream.write(json.dumps(kept, ensure_ascii=False) + "\n")


def write_rejects(
    link: DuckDBPyConnection,
    made: Relations,
    vocabulary: Vocabulary,
    lines: Iterable[BadLine],
    contradicted: Iterable[Contradicted],
    originals: Sequence[InputFile],
    headers: Mapping[int, Header],
    writer: Writer,
) -> None:
    """Write every row that has no answer, those of each kind in the order of the input."""
    left_out: dict[int, list[int]] = {}
    for bad in lines:
        left_out.setdefault(bad.file, []).append(bad.line)
        file = originals[bad.file].shown
        writer.write([Reject(file, bad.line, None, "", _shown(bad.text), bad.reason)])
    finder = _Lines(originals, headers)
    for row, several in _bad_rows(link, made, vocabulary):
        index, number, line = _place(made, row)[0], _place(made, row)[1], several[0].line
        if line is None:
            line = finder.line(index, number)
        else:
            line = _shifted(line, left_out.get(index, ()))
        writer.write([one.replace(file=originals[index].shown, line=line) for one in several])
    for clash in contradicted:
        index, number = _place(made, clash.row)
        line = finder.line(index, number)
        reject = Reject(originals[index].shown, line, clash.row, "", "", clash.reason)
        writer.write([reject])


def _shifted(line: int, left_out: Sequence[int]) -> int:
    """The number of a line, which was counted without the lines that were left out before."""
    for before in left_out:
        if before > line:
            break
        line += 1
    return line


def _shown(text: str) -> str:
    return visible_line(text[:_LONGEST])


def _place(made: Relations, row: int) -> tuple[int, int]:
    """Which file a row stands in, and its number there, from 1."""
    number = row
    for index, count in enumerate(made.source.counts):
        if number <= count:
            return index, number
        number -= count
    raise ValueError(f"there is no row {row}")


def _bad_rows(
    link: DuckDBPyConnection, made: Relations, vocabulary: Vocabulary
) -> Iterator[tuple[int, list[Reject]]]:
    """Each row with a value that does not fit, and everything that is wrong with it."""
    source = made.source
    flags = [one.bad or "FALSE" for one in made.taken]
    shown = [one.raw for one in made.taken]
    flags += [f"({one.bad}) OR {source.row()} IN ({one.bad_rows})" for one in made.lists]
    shown += [
        f"CAST(to_json({_reach(one.column.steps)}) AS VARCHAR)"
        if one.column.kind == "records"
        else _reach(one.column.steps)
        for one in made.lists
    ]
    paths = [one.path for one in made.taken] + [one.relation.list_path for one in made.lists]
    fault = (f"raw.{FAULT}", f"raw.{LINE}", "raw.medrules_text") if source.faults else ("NULL",) * 3
    columns = ", ".join(
        [f"{source.row()} AS row", *fault]
        + [f"CASE WHEN {flag} THEN {text} END" for flag, text in zip(flags, shown, strict=True)]
    )
    wrong = " OR ".join(f"({one})" for one in [*flags, *([f"{fault[0]} IS NOT NULL"])])
    sql = f"SELECT {columns} FROM {source.sql()} WHERE {wrong}"
    cursor = link.cursor().execute(sql)
    delimiters = [one.delimiter for one in made.taken] + [";" for _ in made.lists]

    @lru_cache(maxsize=10_000)
    def reason(place: int, text: str) -> tuple[tuple[str, str], ...]:
        return _reason(vocabulary, paths[place], text, delimiters[place])

    while rows := cursor.fetchmany(_BATCH):
        for row, faulty, line, text, *values in rows:
            if faulty is not None:
                yield row, [Reject("", line, None, "", _shown(str(text)), f"the line {faulty}")]
                continue
            several = [
                Reject("", line, row, column, _shown(value), why)
                for place, value in enumerate(values)
                if value is not None
                for column, why in reason(place, value)
            ]
            yield row, several


def _reason(
    vocabulary: Vocabulary, path: str, text: str, delimiter: str
) -> tuple[tuple[str, str], ...]:
    """The column and the reason of everything that is wrong with one value."""
    if path in vocabulary.lists:
        return list_reasons(vocabulary, path, text)
    return ((path, value_reason(path, text, vocabulary.scalars[path], delimiter)),)


def _reach(steps: Sequence[str]) -> str:
    return ".".join(("raw", *(name(step) for step in steps)))


class _Lines:
    """Finds the line of a record of a CSV file, reading each file once, forwards.

    Records are asked for in order; a quoted value may go over several lines, and a line without a record
    has no number of its own among the rows.
    """

    def __init__(self, files: Sequence[InputFile], headers: Mapping[int, Header]) -> None:
        self._files = files
        self._headers = headers
        self._open: tuple[int, Iterator[tuple[int, int]]] | None = None

    def line(self, index: int, number: int) -> int | None:
        """The line on which record ``number`` (from 1) of a file begins; None where that is not known."""
        if index not in self._headers:
            return None
        if self._open is None or self._open[0] != index:
            self._open = (index, self._records(index))
        for at, line in self._open[1]:
            if at == number:
                return line
            if at > number:
                break
        self._open = (index, self._records(index))
        return next((line for at, line in self._open[1] if at == number), None)

    def _records(self, index: int) -> Iterator[tuple[int, int]]:
        header = self._headers[index]
        with opened(self._files[index], "surrogateescape") as stream:
            reader = csv.reader(stream, delimiter=header.separator)
            next(reader, None)
            number, line = 0, reader.line_num + 1
            try:
                for cells in reader:
                    if len(cells) == len(header.names) and _is_text(cells):
                        number += 1
                        yield number, line
                    line = reader.line_num + 1
            except csv.Error:
                return


def _is_text(cells: Sequence[str]) -> bool:
    """Whether a record was in UTF-8; else it stands among the malformed lines."""
    return not any("\ud800" <= char <= "\udfff" for cell in cells for char in cell)
