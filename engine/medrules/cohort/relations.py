"""The input relations of the query, as SQL over the files of a cohort.

In: files, how their columns are bound, the facts that are set for every row, a layout. Out: ``Relations``:
the common table expressions ``facts`` and ``facts__LIST``, and which rows are left out as bad. Refused:
nothing; a value that does not fit leaves its row out, and the rejects tell it.

A row is numbered by where it stands in the Parquet files, which costs no sort. Record lists are unnested
once; a row with a bad record is left out as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from medrules.cohort.binding import Binding, Bound
from medrules.cohort.facts import Filled, accompanied, below, held_name
from medrules.cohort.model import InputFile, RawColumn
from medrules.cohort.staging import FAULT
from medrules.cohort.statistics import Span, spans_of
from medrules.cohort.taking import Held, Taken, constant, hold, keeps, name, reach, take
from medrules.ir.evaluation import Plain
from medrules.ir.program import Parameter, Program
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record
from medrules.targets.sql.companions import literal
from medrules.targets.sql.layout import Column, Layout, Relation, layout

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Source(Record):
    """The raw relation: Parquet files, how many rows each has, and whether lines may be faulty.

    ``spans``: what is known of a column before a row is read, by its name.
    """

    files: tuple[InputFile, ...]
    counts: tuple[int, ...]
    faults: bool
    spans: Mapping[str, Span] = {}

    def span(self, column: RawColumn) -> Span | None:
        """What is known of a column; of the fields inside one, nothing."""
        return self.spans.get(column.steps[0]) if len(column.steps) == 1 else None

    def sql(self) -> str:
        """The relation ``raw``."""
        paths = ", ".join(literal(file.path) for file in self.files)
        return f"read_parquet([{paths}], union_by_name = true) AS raw"

    def row(self) -> str:
        """The number of a row in the whole cohort, from 1."""
        if len(self.files) == 1:
            return "raw.file_row_number + 1"
        starts, at = [], 1
        for count in self.counts:
            starts.append(str(at))
            at += count
        first = f"CAST([{', '.join(starts)}] AS BIGINT[])[CAST(raw.file_index AS BIGINT) + 1]"
        return f"({first} + raw.file_row_number)"


class ListPart(Record):
    """A record list out of one column: its records as a relation, and which of them are bad.

    ``bad``: when the column as a whole is no list of that kind; ``records``: the statement that
    unnests; ``bad_rows``: the statement that finds the rows with a bad record.

    What these rest on, for databases that unnest otherwise: ``most`` records; ``taken``, the columns of
    ``relation`` over one ``record``; the ``fields`` that there are; ``key``, the value that tells records
    apart, or empty; ``names`` that packs give to records of their own.
    """

    relation: Relation
    column: RawColumn
    most: int
    taken: tuple[Taken, ...]
    fields: tuple[str, ...]
    key: str
    names: tuple[str, ...]
    bad: str
    records: str
    bad_rows: str


class Relations(Record):
    """The input of one query. ``bad``: when a row is left out for a value of its own; ``lists``: the parts
    that may leave out more. ``facts``: the columns of that relation over ``raw``, names with SQL, the
    number of the row first; ``origin``: what they are taken from."""

    source: Source
    layout: Layout
    taken: tuple[Taken, ...]
    lists: tuple[ListPart, ...]
    bad: str
    facts: tuple[tuple[str, str], ...]
    origin: str

    def tables(self, read: Collection[str] | None = None) -> tuple[tuple[str, str], ...]:
        """Name and statement of each common table expression, in order; of ``facts`` with the columns
        that are read, or with all."""
        row, *others = self.facts
        kept = [row, *(one for one in others if read is None or one[0] in read)]
        shown = ", ".join(f"{sql} AS {name(alias)}" for alias, sql in kept)
        facts = f"SELECT {shown} FROM {self.origin}"
        return (*((one.relation.name, one.records) for one in self.lists), ("facts", facts))


def source_of(link: DuckDBPyConnection, files: Sequence[InputFile], faults: bool) -> Source:
    """The files with their numbers of rows, which stand in the foot of each."""
    counts: dict[str, int] = {}
    for file in files:
        found = link.execute(
            "SELECT num_rows FROM parquet_file_metadata(?)", [file.path]
        ).fetchone()
        counts[file.path] = int(found[0]) if found else 0
    rows = tuple(counts[file.path] for file in files)
    return Source(tuple(files), rows, faults, spans_of(link, files))


def relations(
    program: Program,
    source: Source,
    binding: Binding,
    constants: Mapping[str, Plain],
    decimals: int,
    carried: Sequence[tuple[str, str]],
    bad: str | None = None,
    quick: bool = False,
) -> Relations:
    """The relations that the query reads. ``carried`` pairs names with raw columns to bring along.

    ``bad``: when a row is left out, where another scenario decides that: both have the same rows. ``quick``:
    ``facts`` is written for DuckDB alone, with what stands beside each column (``medrules.cohort.facts``).
    """
    vocabulary = Vocabulary(program)
    bound = {one.path: one for one in binding.facts if one.path not in constants}
    parameters = {one.path: one for one in program.parameters if one.open}
    fields = [
        f"{path}[].{field}"
        for path, one in bound.items()
        if path in vocabulary.lists
        for field in _given_fields(one, vocabulary)
    ]
    made = layout(
        program,
        {*bound, *constants, *fields},
        complete=[
            *constants,
            *(path for path, one in bound.items() if path in parameters or _complete(one, source)),
        ],
        decimals=_decimals(bound, constants, vocabulary, parameters, decimals),
    )
    scalars = {column.path: column for column in made.facts.columns}
    taken = {
        path: take(one, scalars[path], span=source.span(one.column))
        for path, one in bound.items()
        if path in scalars
    }
    lists = tuple(
        _list_part(bound[one.list_path], one, source, vocabulary)
        for one in made.lists
        if one.list_path in bound
    )
    others = []
    for path, column in made.given:
        here = reach(bound[path].column) if path in bound else ""
        others.append((column, f"{here} IS NOT NULL" if here else "FALSE"))
    others += carried
    once = _once(binding, source, scalars) if quick else None
    if bad is None:
        bad = _bad(source, taken, lists, once)
    row = source.row() if once is None else once.row
    where = f"({bad}) IS NOT TRUE" if once is None else f"({bad}) = FALSE"
    for part in lists:
        where += f" AND {row} NOT IN ({part.bad_rows})"
    filled = _filled(made, taken, once, constants, parameters)
    if once is None:
        origin, columns = source.sql(), [(one.column.name, one.sql) for one in filled]
    else:
        origin = below(source.sql(), once.raw, once.aside)
        columns = [pair for one in filled for pair in accompanied(one)]
    facts = (("row", row), *columns, *others)
    return Relations(
        source, made, tuple(taken.values()), lists, bad, facts, f"{origin} WHERE {where}"
    )


class _Once(Record):
    """What is worked out once, names with SQL; the raw columns that are read; the number of the row, and the
    columns of facts, which rest on it."""

    aside: list[tuple[str, str]]
    raw: list[str]
    row: str
    held: dict[str, Held]


def _once(binding: Binding, source: Source, scalars: Mapping[str, Column]) -> _Once:
    """Every fact with a column, those that a constant replaces too: another scenario may test them."""
    columns = [*(one.column for one in binding.facts), *binding.kept]
    raw = list(dict.fromkeys(one.steps[0] for one in columns))
    row = held_name("row", raw)
    aside = [(row, source.row())]
    held: dict[str, Held] = {}
    for place, one in enumerate(binding.facts):
        if one.path in scalars:
            alias = held_name(place, raw)
            found = hold(one, scalars[one.path], f"raw.{name(alias)}", source.span(one.column))
            held[one.path] = found
            if found.aside:
                aside.append((alias, found.aside))
    if source.faults:
        raw.append(FAULT)
    return _Once(aside, raw, f"raw.{name(row)}", held)


def _bad(
    source: Source, taken: Mapping[str, Taken], lists: Sequence[ListPart], once: _Once | None
) -> str:
    """When a row is left out for a value of its own. Never NULL where something is worked out once."""
    if once is None:
        found = [*(one.bad for one in taken.values()), *(one.bad for one in lists)]
        own = [f"({one})" for one in found if one]
    else:
        own = [one for path in taken if (one := once.held[path].bad)]
        own += [f"(({one.bad}) IS NOT DISTINCT FROM TRUE)" for one in lists]
    if source.faults:
        own.append(f"(raw.{FAULT} IS NOT NULL)")
    return " OR ".join(own) or "FALSE"


def _complete(bound: Bound, source: Source) -> bool:
    """Whether every row that is good has a value of the fact."""
    span = source.span(bound.column)
    return span is not None and not span.gaps and keeps(bound)


def _filled(
    made: Layout,
    taken: Mapping[str, Taken],
    once: _Once | None,
    constants: Mapping[str, Plain],
    parameters: Mapping[str, Parameter],
) -> list[Filled]:
    """Every column of ``facts``, and what fills it."""
    found: list[Filled] = []
    for column in made.facts.columns:
        if column.path in constants:
            found.append(Filled(column, constant(constants[column.path], column), None, ""))
            continue
        held = None if once is None else once.held[column.path]
        value = taken[column.path].value if held is None else held.value
        parameter = parameters.get(column.path)
        if parameter is None:
            found.append(Filled(column, value, held, ""))
        else:  # a row that says nothing leaves the pack's own value
            default = constant(parameter.value, column)
            found.append(Filled(column, f"coalesce({value}, {default})", held, default))
    return found


def _given_fields(bound: Bound, vocabulary: Vocabulary) -> list[str]:
    """The fields that the records of a column have; of JSON text, all that there are."""
    known = vocabulary.fields[bound.path]
    if bound.column.kind != "records":
        return list(known)
    return [field.name for field in bound.column.fields if field.name in known]


def _decimals(
    bound: Mapping[str, Bound],
    constants: Mapping[str, Plain],
    vocabulary: Vocabulary,
    parameters: Mapping[str, Parameter],
    otherwise: int,
) -> dict[str, int]:
    """How many decimals each number needs: as many as its column has, where that is known."""
    found: dict[str, int] = {}
    for path, one in bound.items():
        if path in vocabulary.lists:
            fields = {field.name: field for field in one.column.fields}
            for field in vocabulary.fields[path]:
                column = fields.get(field)
                found[f"{path}[].{field}"] = _places(column, otherwise)
        else:
            found[path] = _places(one.column, otherwise)
        if path in parameters:
            found[path] = max(found[path], _written(parameters[path].value))
    for path, value in constants.items():
        found[path] = _written(value)
    return found


def _places(column: RawColumn | None, otherwise: int) -> int:
    if column is None or column.kind in ("real", "text", "other", "texts", "records"):
        return otherwise
    return column.scale if column.kind == "decimal" else 0


def _written(value: object) -> int:
    from decimal import Decimal

    if not isinstance(value, Decimal):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _list_part(
    bound: Bound, relation: Relation, source: Source, vocabulary: Vocabulary
) -> ListPart:
    item = vocabulary.lists[bound.path]
    raw = reach(bound.column)
    fault = f"raw.{FAULT} IS NOT NULL OR " if source.faults else ""
    if bound.column.kind == "records":
        bad = f"len({raw}) > {item.max_items}"
        array, records = raw, {field.name: field for field in bound.column.fields}
    else:
        bad = (
            f"{raw} IS NOT NULL AND CASE WHEN json_valid({raw}) "
            f"THEN json_type({raw}) <> 'ARRAY' OR json_array_length({raw}) > {item.max_items} "
            "ELSE TRUE END"
        )
        array, records = f"from_json({raw}, '[\"JSON\"]')", {}
    unnested = (
        f"SELECT {source.row()} AS row, generate_subscripts({array}, 1) - 1 AS position, "
        f"unnest({array}) AS record FROM {source.sql()} WHERE ({fault}{bad}) IS NOT TRUE"
    )
    taken = [_field(bound, column, records) for column in relation.columns]
    shown = "".join(f", {one.value} AS {name(one.name)}" for one in taken)
    faults = [one.bad for one in taken if one.bad]
    fields = tuple(vocabulary.fields[bound.path])
    faults.append("record IS NULL")
    if not records:
        faults.append("json_type(record) <> 'OBJECT'")
        known = ", ".join(literal(field) for field in fields)
        faults.append(f"NOT list_has_all([{known}], json_keys(record))")
    key = next((one.value for one in taken if one.name == item.key), "")
    names = tuple(vocabulary.option_keys(bound.path)) if item.given_by == "both" else ()
    if key and names:
        faults.append(f"{key} IN ({', '.join(literal(one) for one in names)})")
    bad_rows = f"SELECT row FROM ({unnested}) WHERE {' OR '.join(f'({one})' for one in faults)}"
    if key:
        bad_rows += (
            f" UNION SELECT row FROM (SELECT row, {key} AS key FROM ({unnested})) "
            "WHERE key IS NOT NULL GROUP BY row, key HAVING count(*) > 1"
        )
    return ListPart(
        relation,
        bound.column,
        item.max_items,
        tuple(taken),
        fields,
        key,
        names,
        bad,
        f"SELECT row, position{shown} FROM ({unnested})",
        bad_rows,
    )


def _field(bound: Bound, column: Column, records: Mapping[str, RawColumn]) -> Taken:
    """A field of a record, out of a struct or out of JSON."""
    field = column.path.partition("[].")[2]
    if field in records:
        one = records[field].replace(name=field)
        return take(
            Bound(column.path, one, (), (), bound.delimiter), column, f"record.{name(field)}"
        )
    one = RawColumn(field, (field,), "text", "VARCHAR", (), True)
    raw = f"json_extract_string(record, {literal('/' + field)})"
    return take(Bound(column.path, one, (), (), bound.delimiter), column, raw)
