"""Answers for a whole cohort: files in, one file of answers and one of rejects out.

In: a program, and ``Asked``. Out: ``Result``, with counts that always add up. Refused, as
``MedrulesError``, before any output is there: files, columns, mappings, settings and options that cannot be
used, gaps of the SQL target.
A row that does not fit is no error: it goes to the rejects, and the run goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from medrules.cohort.binding import Binding, bind
from medrules.cohort.duck import Room, open_duck, plainly
from medrules.cohort.headers import Header, csv_header, parquet_columns
from medrules.cohort.inputs import find_inputs, format_of
from medrules.cohort.interrupting import Watch, interruptible
from medrules.cohort.model import Asked, InputFile, RawColumn, Result
from medrules.cohort.model import Mapping as MappingFile
from medrules.cohort.output import STDOUT, refuse_overwriting, target_of
from medrules.cohort.relations import Source, source_of
from medrules.cohort.writing import Run, Written, write
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.ir.evaluation import Plain
from medrules.ir.program import Program
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from medrules.cohort.rejects import Contradicted

Steps: TypeAlias = Callable[[str], Watch | None]
"""Told the name of each step as it begins; gives what is told how far it is."""


def quiet(_step: str) -> Watch | None:
    """Watch nothing."""
    return None


class Opened(Record):
    """A cohort ready to be queried. ``originals`` are the files as given; ``headers`` those of CSV
    files, by position; ``bad_lines``: how many lines hold no record."""

    source: Source
    columns: tuple[RawColumn, ...]
    originals: tuple[InputFile, ...]
    headers: dict[int, Header]
    bad_lines: int

    @property
    def read(self) -> int:
        """How many rows there are, lines that should have been rows among them."""
        return sum(self.source.counts) + self.bad_lines


def batch(program: Program, asked: Asked, steps: Steps = quiet) -> Result:
    """Answer every row, write the answers and the rejects, and count.

    Raises MedrulesError, and leaves nothing behind, where the run cannot be made.
    """
    _check(asked)
    with interruptible(), ExitStack() as stack:
        scratch = stack.enter_context(TemporaryDirectory(prefix="medrules-"))
        target = target_of(asked.output, asked.format, scratch)
        stack.callback(target.discard)
        files = find_inputs(asked.inputs, asked.input_format, scratch)
        refuse_overwriting(asked.output, files, "the output")
        rejects = asked.rejects or _beside(asked.output)
        refuse_overwriting(rejects, files, "the file of rejects")
        vocabulary = Vocabulary(program)
        mapping = _mapping(asked.mapping, vocabulary)
        before = dict(mapping.constants) | _constants(vocabulary, asked.settings)
        after = before | _constants(vocabulary, asked.compared) if asked.compared else None
        room = Room(asked.threads, asked.memory)
        link = open_duck([file.path for file in files] + [target.draft], [], room, scratch)
        stack.callback(link.close)
        cohort = _open(link, files, asked, vocabulary, scratch, steps)
        binding = bind(cohort.columns, mapping, vocabulary, asked.keep, asked.delimiter)
        _no_constant_twice(mapping, binding)
        wanted = _wanted(program, asked)
        written = write(
            Run(
                link, program, cohort.source, binding, before, after, wanted, asked, target,
                scratch, cohort.read, steps,
            )
        )  # fmt: skip
        rejected = cohort.read - written.rows
        place = ""
        if rejected:
            steps("Writing rejects")
            place = rejects
            counted = _reject(cohort, written, vocabulary, rejects, link)
            if counted != rejected:
                raise RuntimeError(
                    f"{cohort.read} rows read, but {written.rows} answered and {counted} rejected"
                )
        target.finish()
        return Result(
            asked.output, cohort.read, written.rows, rejected, written.open, place,
            written.changes, written.changed_rows, binding.notes,
        )  # fmt: skip


def _check(asked: Asked) -> None:
    """Raise MedrulesError for options that cannot be meant."""
    problems = []
    if not asked.inputs:
        problems.append(report("MR1116", "no input is named", help="name files, or - for stdin"))
    if asked.decimals is not None and not 0 <= asked.decimals <= 15:
        problems.append(report("MR1116", "--decimals lies between 0 and 15"))
    if asked.threads is not None and asked.threads < 1:
        problems.append(report("MR1116", "--threads is a number from 1"))
    if not asked.delimiter:
        problems.append(report("MR1116", "--delimiter is empty", help="leave it out for ;"))
    if asked.separator is not None and len(asked.separator) != 1:
        message = "--separator is one character, such as , or ;"
        problems.append(report("MR1116", message))
    if problems:
        raise MedrulesError(problems)


def _mapping(path: str | None, vocabulary: Vocabulary) -> MappingFile:
    """What the mapping file says. It is TOML with a schema, which takes long to import."""
    if not path:
        return MappingFile()
    from medrules.cohort.mapping import read_mapping

    return read_mapping(path, vocabulary)


def _constants(vocabulary: Vocabulary, settings: Sequence[str]) -> dict[str, Plain]:
    """The facts that are set for every row."""
    if not settings:
        return {}
    from medrules.cohort.scenarios import constants_of

    return constants_of(vocabulary, settings)


def _beside(output: str) -> str:
    """Where rejects go when nobody says: beside the output."""
    return "rejects.csv" if output == STDOUT else f"{os.path.splitext(output)[0]}.rejects.csv"


def _open(
    link: DuckDBPyConnection,
    files: tuple[InputFile, ...],
    asked: Asked,
    vocabulary: Vocabulary,
    scratch: str,
    steps: Steps,
) -> Opened:
    groups = vocabulary.groups
    if files[0].format == "parquet":
        columns = parquet_columns(link, files, groups)
        return Opened(source_of(link, files, False), columns, files, {}, 0)
    from medrules.cohort.staging import stage

    watch = steps("Reading")
    staged = stage(link, files, asked.separator, groups, scratch, watch)
    headers = {}
    if files[0].format == "csv":
        headers = {at: csv_header(file, asked.separator) for at, file in enumerate(files)}
    source = source_of(link, staged.files, files[0].format == "jsonl")
    return Opened(source, staged.columns, files, headers, staged.bad_lines)


def _no_constant_twice(mapping: MappingFile, binding: Binding) -> None:
    """Raise MedrulesError where the mapping gives a constant for what a column gives."""
    bound = {one.path: one.column.name for one in binding.facts}
    problems = [
        report(
            "MR1106",
            f'the mapping gives the constant "{path}", and the column "{visible_line(bound[path])}" '
            "gives it too",
            help="take the constant out, or list the column under ignore",
        )
        for path, _ in mapping.constants
        if path in bound
    ]
    if problems:
        raise MedrulesError(problems)


def _wanted(program: Program, asked: Asked) -> tuple[str, ...]:
    """The conclusions to answer: as asked, or all that people see and that belong to no record."""
    if asked.only is not None:
        return asked.only
    return tuple(one.path for one in program.derived if not one.internal and "[]" not in one.path)


def _reject(
    cohort: Opened,
    written: Written,
    vocabulary: Vocabulary,
    place: str,
    link: DuckDBPyConnection,
) -> int:
    """Write the rejects; how many rows they are."""
    from medrules.cohort.rejects import Writer, write_rejects
    from medrules.cohort.staging import bad_lines

    draft = f"{os.path.realpath(place)}.{os.getpid()}.part"
    try:
        with open(draft, "w", encoding="utf-8", newline="") as stream:
            writer = Writer(stream, lines=format_of(place) == "jsonl")
            with plainly():
                write_rejects(
                    link,
                    written.relations,
                    vocabulary,
                    bad_lines(link, cohort.originals) if cohort.bad_lines else (),
                    _contradicted(link, written),
                    cohort.originals,
                    cohort.headers,
                    writer,
                )
        os.replace(draft, place)
    except OSError as error:
        message = f'cannot write the rejects to "{visible_line(place)}": {error.strerror}'
        raise MedrulesError(
            [report("MR1109", message, help="name a file with --rejects")]
        ) from None
    finally:
        if os.path.lexists(draft):
            os.unlink(draft)
    return writer.rows


def _contradicted(link: DuckDBPyConnection, written: Written) -> Iterator[Contradicted]:
    """The rows on which rules contradict each other, with the rules."""
    from medrules.cohort.rejects import Contradicted

    if not written.conflicts:
        return
    cursor = link.cursor().execute(written.conflicts)
    while rows := cursor.fetchmany(1000):
        for row, said in rows:
            yield Contradicted(int(row), f"two rules disagree: {said}")
