"""The columns of the output, and the statements that write them.

In: a ``Run``. Out: ``Written``: the draft of the output is there, with its counts. Refused: gaps of the SQL
target, and what stops the database.

Without ``--settle`` and ``--compare-set``, reading, checking, answering and writing are one statement. With
them, the answers are staged in the scratch folder first: what is open is settled apart, and
two scenarios are put side by side.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from medrules.cohort.answering import Statement
from medrules.cohort.binding import Binding
from medrules.cohort.changes import changed_rows, changes
from medrules.cohort.duck import plainly, run
from medrules.cohort.interrupting import Watch
from medrules.cohort.kept import statement_for
from medrules.cohort.manifest import ColumnNote, Manifest, column_note, manifest_text, pack_notes
from medrules.cohort.model import Asked, Change
from medrules.cohort.naming import AFTER, BEFORE, names_kept
from medrules.cohort.output import Target
from medrules.cohort.relations import Relations, Source, relations
from medrules.cohort.taking import name, reach
from medrules.ir.evaluation import Plain
from medrules.ir.program import Program
from medrules.record import Record
from medrules.targets.sql.companions import literal
from medrules.targets.sql.layout import DECIMALS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OPEN = "CAST('open' AS ENUM('settled', 'open'))"


class Run(Record):
    """Everything that one run rests on."""

    link: DuckDBPyConnection
    program: Program
    source: Source
    binding: Binding
    before: dict[str, Plain]
    after: dict[str, Plain] | None
    wanted: tuple[str, ...]
    asked: Asked
    target: Target
    scratch: str
    read: int
    steps: Callable[[str], Watch | None]


class Written(Record):
    """What was written. ``conflicts``: the statement that finds rows with contradictions, or empty."""

    rows: int
    open: int
    relations: Relations
    conflicts: str
    changes: tuple[Change, ...]
    changed_rows: int


class Part(Record):
    """One scenario: its input, its statement, and the file where its answers are staged."""

    relations: Relations
    statement: Statement
    staged: str = ""
    settled: str = ""


def write(given: Run) -> Written:
    """Write the draft of the output."""
    kept = _kept(given)
    first = _part(given, given.before, kept)
    second = None
    if given.after is not None:
        second = _part(given, given.after, kept, first.relations.bad)
    staged = given.asked.settle or second is not None
    with plainly():
        if staged:
            first = _stage(given, first, "first")
            second = _stage(given, second, "second") if second is not None else None
            select = _side_by_side(given, first, second, kept)
        else:
            select = _directly(given, first, kept)
        watch = given.steps("Writing" if staged else "Answering")
        rows = run(given.link, given.target.copy(select, _manifest(given, kept)), watch)
        opened = _count_open(given)
        found: tuple[Change, ...] = ()
        rows_changed = 0
        if second is not None:
            given.steps("Comparing")
            columns = [path for path, _ in first.statement.conclusions]
            found = changes(given.link, given.program, given.target, columns)
            rows_changed = changed_rows(given.link, given.target)
    return Written(rows, opened, first.relations, _conflicts(first, second), found, rows_changed)


def _kept(given: Run) -> list[tuple[str, str, str]]:
    """For each column that is carried through: its name in the output, in between, and its SQL."""
    names = names_kept(given.binding.kept, given.wanted)
    return [
        (shown, f"kept {place}", reach(column))
        for place, (shown, column) in enumerate(zip(names, given.binding.kept, strict=True))
    ]


def _part(
    given: Run,
    constants: Mapping[str, Plain],
    kept: Sequence[tuple[str, str, str]],
    bad: str | None = None,
) -> Part:
    decimals = DECIMALS if given.asked.decimals is None else given.asked.decimals
    made = relations(
        given.program,
        given.source,
        given.binding,
        constants,
        decimals,
        [(between, sql) for _, between, sql in kept],
        bad,
        quick=True,
    )
    carried = [(shown, between) for shown, between, _ in kept]
    if given.asked.settle:
        carried += [(between, between) for between, _ in _keys(given, made)]
    statement = statement_for(
        given.program, made, given.wanted, carried, why=given.asked.why, flat=given.target.flat
    )
    return Part(made, statement)


def _keys(given: Run, made: Relations) -> list[tuple[str, str]]:
    """The columns of ``facts`` that what is open may rest on, with their SQL types."""
    from medrules.cohort.settling import relevant

    wanted = relevant(given.program, given.wanted)
    found = [(one.name, one.sql) for one in made.layout.facts.columns if one.path in wanted]
    return found + [(column, "BOOLEAN") for path, column in made.layout.given if path in wanted]


def _columns(given: Run, statement: Statement, kept: int) -> list[tuple[str, str]]:
    """What is written of one scenario, without settling: name and expression over ``answers``."""
    columns = [("row", "answers.row"), *statement.carried[:kept], *statement.conclusions]
    if statement.rules:
        columns.append(("rules", statement.rules))
    status = f"CASE WHEN {statement.any_open} = TRUE THEN {_OPEN} ELSE 'settled' END"
    columns.append(("status", status))
    if given.asked.open:
        columns.append(("open", statement.open))
    return columns


def _directly(given: Run, part: Part, kept: Sequence[tuple[str, str, str]]) -> str:
    where = f"{part.statement.conflict} IS NULL" if part.statement.conflict else ""
    columns = _columns(given, part.statement, len(kept))
    return part.statement.sql(part.relations, columns, where)


def _stage(given: Run, part: Part, title: str) -> Part:
    """Answer one scenario into a file of its own; settle what is open in it."""
    statement, kept = part.statement, len(given.binding.kept)
    place = os.path.join(given.scratch, f"{title}.parquet")
    columns = _columns(given, statement, kept)
    columns.append(("conflict", statement.conflict or "CAST(NULL AS VARCHAR)"))
    if given.asked.settle:
        columns.append(("key", _key(given, part)))
    select = statement.sql(part.relations, columns)
    sql = f"COPY ({select}) TO {literal(place)} (FORMAT parquet)"
    run(given.link, sql, given.steps("Answering"))
    settled = ""
    if given.asked.settle:
        from medrules.cohort.settling import work_out

        settled = os.path.join(given.scratch, f"{title}.jsonl")
        work_out(
            given.link,
            given.program,
            part.relations.layout,
            place,
            given.wanted,
            settled,
            flat=given.target.flat,
            watch=given.steps("Settling"),
        )
    return part.replace(staged=place, settled=settled)


def _key(given: Run, part: Part) -> str:
    """The facts of an open row as JSON; NULL for a row that is settled."""
    from medrules.cohort.settling import relevant

    made = part.relations
    fields = [
        f"{name(column)} := CAST(answers.{name(column)} AS VARCHAR)"
        for column, _ in _keys(given, made)
    ]
    wanted = relevant(given.program, given.wanted)
    for relation in made.layout.lists:
        if relation.list_path in wanted:
            inner = ", ".join(
                f"{name(one.name)} := CAST({name(one.name)} AS VARCHAR)" for one in relation.columns
            )
            records = (
                f"(SELECT list(struct_pack({inner or 'position := NULL'}) ORDER BY position) "
                f"FROM {name(relation.name)} AS r WHERE r.row = answers.row)"
            )
            fields.append(f"{name(relation.list_path)} := {records}")
    packed = f"CAST(to_json(struct_pack({', '.join(fields)})) AS VARCHAR)" if fields else "'{}'"
    return f"CASE WHEN {part.statement.any_open} THEN {packed} END"


def _side_by_side(
    given: Run, first: Part, second: Part | None, kept: Sequence[tuple[str, str, str]]
) -> str:
    """The output from staged answers: one scenario, or two beside each other."""
    columns = [("row", "a.row"), *((shown, f"a.{name(shown)}") for shown, _, _ in kept)]
    paths = [path for path, _ in first.statement.conclusions]
    froms = f"read_parquet({literal(first.staged)}) AS a"
    froms_settled = _settled_join(given, first, "a", "sa")
    if second is None:
        columns += [(path, _value(given, path, "a", "sa")) for path in paths]
        if given.asked.why:
            columns.append(("rules", "a.rules"))
        columns += _firmness(given, "a", "sa", "")
        sort = " ORDER BY a.row" if first.settled else ""
        return f"{_select(columns)} FROM {froms}{froms_settled} WHERE a.conflict IS NULL{sort}"
    # Both were staged in the order of the input, so that the rows need not be searched for.
    froms += f" POSITIONAL JOIN read_parquet({literal(second.staged)}) AS b"
    froms = f"(SELECT a, b FROM {froms}) AS pair"
    froms = (
        "(SELECT a, CASE WHEN a.row = b.row THEN b ELSE error('rows out of step') END AS b "
        f"FROM {froms})"
    )
    froms_settled += _settled_join(given, second, "b", "sb")
    before = {path: _value(given, path, "a", "sa") for path in paths}
    after = {path: _value(given, path, "b", "sb") for path in paths}
    for path in paths:
        columns += [(f"{BEFORE}{path}", before[path]), (f"{AFTER}{path}", after[path])]
    if given.asked.why:
        columns += [(f"{BEFORE}rules", "a.rules"), (f"{AFTER}rules", "b.rules")]
    differs = " OR ".join(f"({before[path]}) IS DISTINCT FROM ({after[path]})" for path in paths)
    columns.append(("changed", differs or "FALSE"))
    one, other = _firmness(given, "a", "sa", BEFORE), _firmness(given, "b", "sb", AFTER)
    columns.append(("status", _worse(one[0][1], other[0][1])))
    columns += [*one[1:], *other[1:]]
    where = "a.conflict IS NULL AND b.conflict IS NULL"
    where += " ORDER BY a.row" if first.settled else ""
    return f"{_select(columns)} FROM {froms}{froms_settled} WHERE {where}"


def _select(columns: Sequence[tuple[str, str]]) -> str:
    return "SELECT " + ", ".join(f"{sql} AS {name(alias)}" for alias, sql in columns)


def _settled_join(given: Run, part: Part, staged: str, alias: str) -> str:
    """What was settled, beside the staged answers."""
    if not part.settled:
        return ""
    held = {"key": "VARCHAR", "status": "VARCHAR", "possible": "VARCHAR"}
    held |= dict.fromkeys(("open", "missing"), "VARCHAR" if given.target.flat else "VARCHAR[]")
    types = given.link.execute(
        f"DESCRIBE SELECT * FROM read_parquet({literal(part.staged)})"
    ).fetchall()
    known = {path for path, _ in part.statement.conclusions}
    held |= {column: kind for column, kind, *_ in types if column in known}
    columns = ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in held.items())
    read = (
        f"read_json({literal(part.settled)}, format = 'newline_delimited', "
        f"columns = {{{columns}}}, maximum_object_size = 33554432)"
    )
    return f" LEFT JOIN {read} AS {alias} ON {staged}.key = {alias}.key"


def _value(given: Run, path: str, staged: str, settled: str) -> str:
    own = f"{staged}.{name(path)}"
    return f"coalesce({own}, {settled}.{name(path)})" if given.asked.settle else own


def _firmness(given: Run, staged: str, settled: str, prefix: str) -> list[tuple[str, str]]:
    """How firm the row is: the status, and what is open; with settling, what can still come."""
    if not given.asked.settle:
        columns = [("status", f"{staged}.status")]
        return columns + ([(f"{prefix}open", f"{staged}.open")] if given.asked.open else [])
    none = "''" if given.target.flat else "CAST([] AS VARCHAR[])"
    return [
        ("status", f"coalesce({settled}.status, 'settled')"),
        (f"{prefix}open", f"coalesce({settled}.open, {none})"),
        (f"{prefix}possible", _possible(given, settled)),
        (f"{prefix}missing", f"coalesce({settled}.missing, {none})"),
    ]


def _possible(given: Run, settled: str) -> str:
    """What can still come: JSON inside of JSON, else its text."""
    own = f"{settled}.possible"
    return f"CAST({own} AS JSON)" if given.target.format == "jsonl" else own


def _worse(one: str, other: str) -> str:
    ranks = ("unknown", "provisional", "open")
    whens = " ".join(f"WHEN '{rank}' IN ({one}, {other}) THEN '{rank}'" for rank in ranks)
    return f"CASE {whens} ELSE 'settled' END"


def _count_open(given: Run) -> int:
    """How many of the rows written are not settled."""
    read = given.target.reader("status")
    return run(given.link, f"SELECT count(*) FROM {read} WHERE status <> 'settled'")


def _conflicts(first: Part, second: Part | None) -> str:
    """The statement that finds each row on which rules contradict each other."""
    parts = []
    for part in (first, second):
        if part is None or not part.statement.conflict:
            continue
        if part.staged:
            sql = f"SELECT row, conflict FROM read_parquet({literal(part.staged)})"
        else:
            columns = [("row", "answers.row"), ("conflict", part.statement.conflict)]
            sql = part.statement.sql(part.relations, columns)
        parts.append(f"SELECT row, conflict FROM ({sql}) WHERE conflict IS NOT NULL")
    if not parts:
        return ""
    every = " UNION ALL ".join(parts)
    return f"SELECT row, any_value(conflict) FROM ({every}) GROUP BY row ORDER BY row"


def _manifest(given: Run, kept: Sequence[tuple[str, str, str]]) -> str:
    notes = [ColumnNote("row", "row", "", "Row of the input", "integer", "", ())]
    notes += [ColumnNote(shown, "kept", "", shown, "", "", ()) for shown, _, _ in kept]
    scalars = [path for path in given.wanted if "[]" not in path]
    if given.after is None:
        notes += [column_note(given.program, path, path, "conclusion") for path in scalars]
    else:
        for path in scalars:
            notes.append(column_note(given.program, f"{BEFORE}{path}", path, "before"))
            notes.append(column_note(given.program, f"{AFTER}{path}", path, "after"))
    return manifest_text(
        Manifest(
            pack_notes(given.program),
            tuple(notes),
            given.read,
            given.asked.settings,
            given.asked.compared,
            given.asked.settle,
        )
    )
