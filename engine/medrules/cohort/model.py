"""What is asked of a run over a cohort, and what came of it.

In: nothing. Out: the records that the modules of this folder hand on. Refused: nothing.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Plain
from medrules.record import Record
from medrules.source.span import NOWHERE, Span

Format: TypeAlias = Literal["csv", "jsonl", "parquet"]
"""How a file is written. ``jsonl`` is one JSON object on each line."""

FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")

Kind: TypeAlias = Literal[
    "text", "boolean", "integer", "decimal", "real", "texts", "records", "other"
]
"""What a column holds as it comes: ``texts`` is a list of texts, ``records`` one of structs, ``real``
a binary floating-point number, ``other`` what no fact can be made of."""


class InputFile(Record):
    """One file of a cohort. ``shown`` is how messages and rejects name it."""

    path: str
    shown: str
    format: Format


class RawColumn(Record):
    """A column, or a field inside one, of the raw relation that DuckDB reads.

    ``name`` is what people call it (``support.funding`` for a field ``funding`` of ``support``);
    ``steps`` are the column and the fields to follow; ``type`` is the SQL type as DuckDB says it.
    ``fields`` are those of the structs of ``records``. ``spelled``: a text out of a text file, where values
    of every type are spelled; ``blank``: where blank text means that there is none (CSV).
    """

    name: str
    steps: tuple[str, ...]
    kind: Kind
    type: str
    fields: tuple[RawColumn, ...] = ()
    spelled: bool = False
    blank: bool = False
    scale: int = 0


class Asked(Record):
    """What a run is asked to do.

    ``only``: declared paths of conclusions (None: all that people see and that are no field of a record).
    ``keep``: columns to carry through (None: all that are no facts). ``settings`` and ``compared``
    are texts ``FACT=VALUE``. ``open``: a column that names what is open. ``rejects``: where rejected
    rows go (None: beside the output).
    """

    inputs: tuple[str, ...]
    output: str
    input_format: Format | None = None
    format: Format | None = None
    mapping: str | None = None
    delimiter: str = ";"
    separator: str | None = None
    decimals: int | None = None
    only: tuple[str, ...] | None = None
    keep: tuple[str, ...] | None = None
    settings: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    rejects: str | None = None
    settle: bool = False
    why: bool = False
    threads: int | None = None
    memory: str | None = None
    open: bool = False


class MappedColumn(Record):
    """One foreign column: the fact that it gives, and how its values are read.

    ``values`` pairs a value as it stands in the file with what it means; ``missing`` are values that
    mean unknown.
    """

    column: str
    fact: str
    values: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    delimiter: str = ""
    span: Span = NOWHERE


class Mapping(Record):
    """What a mapping file says. ``constants`` pairs the path of a fact with its value in every row."""

    columns: tuple[MappedColumn, ...] = ()
    constants: tuple[tuple[str, Plain], ...] = ()
    missing: tuple[str, ...] = ()
    keep: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    delimiter: str = ""


class Change(Record):
    """How many rows went from one value of a conclusion to another; None is unknown or null."""

    path: str
    before: str | None
    after: str | None
    count: int


class Result(Record):
    """What came of a run: ``read`` is always ``answered`` and ``rejected`` together.

    ``open``: answered rows in which some conclusion is still open. ``rejects``: the file of rejected
    rows; empty where there are none. ``changes``: from before to after, the most frequent first,
    for each conclusion that changed in some row.
    """

    output: str
    read: int
    answered: int
    rejected: int
    open: int
    rejects: str
    changes: tuple[Change, ...]
    changed_rows: int
    notes: tuple[Diagnostic, ...]
