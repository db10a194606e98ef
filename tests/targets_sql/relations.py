"""Profiles as the relations of a layout, and answers as values again.

In: a layout and profiles; a DuckDB connection. Out: ``fill`` makes the input relations;
``answered`` runs a query and gives each conclusion of each profile as the interpreter has it.
Refused, as ``ValueError``: a value that does not fit its column, which must never be rounded or
cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from medrules.ir.evaluation import Plain, Profile, Run, Slot
from medrules.ir.program import Program
from medrules.ir.values import NUMBERS, UNKNOWN, Number
from medrules.targets.sql.companions import companions
from medrules.targets.sql.layout import Answer, Answers, Column, Layout, Relation, layout
from medrules.targets.sql.query import Query, query
from medrules.targets.sql.shapes import scale_of
from medrules.targets.sql.strictly import strictly

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 50
"""So many rows are put into a table at a time."""


def encoded(column: Column, value: Plain) -> object:
    """A value as its column holds it. Raises ValueError where it does not fit."""
    match column.encoding:
        case "set":
            chosen = frozenset(str(one) for one in value)  # type: ignore[union-attr]
            return sum(1 << place for place, one in enumerate(column.members) if one in chosen)
        case "integer" | "decimal":
            assert isinstance(value, int | Decimal)
            if column.low is not None and value < column.low:
                raise ValueError(f"{value} is less than {column.low}")
            if column.high is not None and value > column.high:
                raise ValueError(f"{value} is more than {column.high}")
            if Decimal(value) != round(Decimal(value), column.scale):
                raise ValueError(f"{value} has more than {column.scale} decimals")
            return value if column.encoding == "decimal" else int(value)
        case _:
            return value


def fill(connection: DuckDBPyConnection, asked: Layout, profiles: Sequence[Profile]) -> None:
    """Make the input relations and put the profiles into them."""
    flags = dict(asked.given)
    rows: list[list[object]] = []
    for number, profile in enumerate(profiles):
        row: list[object] = [number]
        for column in asked.facts.columns:
            given = column.path in profile.values
            row.append(encoded(column, profile.values[column.path]) if given else None)
        row += [path in profile.records for path in flags]
        rows.append(row)
    _table(connection, asked.facts, [(name, "BOOLEAN") for name in flags.values()], rows)
    for relation in asked.lists:
        items: list[list[object]] = []
        start = f"{relation.list_path}[]."
        for number, profile in enumerate(profiles):
            for position, record in enumerate(profile.records.get(relation.list_path, ())):
                made: list[object] = [number, position]
                for column in relation.columns:
                    name = column.path[len(start) :]
                    made.append(encoded(column, record[name]) if name in record else None)
                items.append(made)
        _table(connection, relation, [], items)


def _table(
    connection: DuckDBPyConnection,
    relation: Relation,
    more: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
) -> None:
    columns = [(key, "BIGINT") for key in relation.keys]
    columns += [(one.name, one.sql) for one in relation.columns] + list(more)
    described = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    connection.execute(f'CREATE OR REPLACE TABLE "{relation.name}" ({described})')
    marks = "(" + ", ".join("?" for _ in columns) + ")"
    # The time for a statement grows with the square of its length.
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        values = [value for row in some for value in row]
        whole = ", ".join(marks for _ in some)
        connection.execute(f'INSERT INTO "{relation.name}" VALUES {whole}', values)


def _accompany(connection: DuckDBPyConnection, relation: Relation) -> None:
    """Put beside the columns what a query without NULL reads; the others read it not."""
    shown = "".join(
        f', {sql} AS "{name}"'
        for column in relation.columns
        for name, sql in companions(column, f'"{column.name}"')
    )
    made = f'SELECT *{shown} FROM "{relation.name}"'
    connection.execute(f'CREATE OR REPLACE TABLE "{relation.name}" AS {made}')


def decoded(answer: Answer, row: Mapping[str, object]) -> Slot:
    """The value of a conclusion in one row of an answer."""
    value = row[answer.name]
    if value is None:
        if answer.missing == "both":
            return None if row[answer.null] else UNKNOWN
        assert answer.missing != "never", answer
        return UNKNOWN if answer.missing == "unknown" else None
    match answer.encoding:
        case "set":
            assert isinstance(value, int)
            return frozenset(one for at, one in enumerate(answer.members) if value >> at & 1)
        case "contributions":
            assert isinstance(value, int)
            items = [
                one for at, texts in enumerate(answer.items) if value >> at & 1 for one in texts
            ]
            if answer.sort:
                items.sort(key=lambda one: _place(answer.sort, one))
            return tuple(items)
        case "array":
            assert isinstance(value, list)
            found = [str(one) for one in value]
            if answer.sort:
                found.sort(key=lambda one: _place(answer.sort, one))
            return tuple(found)
        case "fraction":
            below = row[answer.denominator]
            assert isinstance(value, int | Decimal)
            assert isinstance(below, int | Decimal)
            return NUMBERS.divide(value, below)
        case _:
            return value  # type: ignore[return-value]


def _place(order: Sequence[str], value: str) -> int:
    return order.index(value) if value in order else len(order)


class Found:
    """The answers of a batch: values by concrete path for each profile, and what conflicts say."""

    def __init__(self, count: int) -> None:
        self.values: list[dict[str, Slot]] = [{} for _ in range(count)]
        self.conflicts: list[list[str]] = [[] for _ in range(count)]
        self.fired: list[dict[tuple[int, int | None], bool]] = [{} for _ in range(count)]


Rows: TypeAlias = Callable[[Answers], Iterable[Mapping[str, object]]]
"""The rows of an answer, wherever they were worked out."""


def answered(rows: Rows, made: Query, count: int) -> Found:
    """The answers to a query for so many profiles."""
    found = Found(count)
    for answers in made.answers:
        for row in rows(answers):
            number = row["row"]
            assert isinstance(number, int)
            position = row.get("position") if answers.list_path else None
            for answer in answers.columns:
                path = answer.path
                if position is not None:
                    path = path.replace("[]", f"[{position}]", 1)
                found.values[number][path] = decoded(answer, row)
            if answers.conflict and row[answers.conflict]:
                said = str(row[answers.conflict])
                if position is not None:
                    said = said.replace("[]", f"[{position}]")
                found.conflicts[number] += said.split("; ")
            for mask in answers.fired:
                bits = row[mask.name]
                assert isinstance(bits, int)
                for bit, rule in enumerate(mask.rules):
                    key = (rule, position if isinstance(position, int) else None)
                    found.fired[number][key] = bool(bits >> bit & 1)
    return found


def rows_of(connection: DuckDBPyConnection, made: Query) -> Rows:
    """The rows of each answer, as DuckDB works them out; without NULL between they must be the same."""
    strict = made
    if made.dialect == "duckdb":
        _accompany(connection, made.layout.facts)
        strict = strictly(made)

    def rows(answers: Answers) -> Iterable[Mapping[str, object]]:
        found = _rows(connection, made, answers)
        assert _rows(connection, strict, answers) == found
        return found

    return rows


def _rows(connection: DuckDBPyConnection, made: Query, answers: Answers) -> list[dict[str, object]]:
    result = connection.execute(made.sql(answers.name))
    names = [one[0] for one in result.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return sorted(rows, key=lambda row: [row[key] for key in answers.keys])  # type: ignore[type-var]


def concluded(program: Program, run: Run) -> dict[str, Slot]:
    """What the interpreter concluded, by concrete path."""
    values: dict[str, Slot] = {}
    for item in program.derived:
        head, inside, name = item.path.partition("[].")
        if not inside:
            values[item.path] = run.values[item.path]
        else:
            for index, record in enumerate(run.records.get(head, ())):
                values[f"{head}[{index}].{name}"] = record[name]
    return values


def fired_rules(program: Program, run: Run) -> set[tuple[int, int | None]]:
    """The rules that fired; of those about records, for which; else for any."""
    return {
        (one.rule, one.record if "[]" in program.rules[one.rule].conclusion else None)
        for one in run.firings
        if one.verdict == "fired"
    }


def spread(
    program: Program, profiles: Sequence[Profile]
) -> tuple[dict[str, int], dict[str, tuple[Number, Number]]]:
    """The decimals of the numbers of a batch, by path, and the range of its parameters."""
    numbers: dict[str, list[Number]] = {}
    for profile in profiles:
        named = [*profile.values.items()]
        for path, rows in profile.records.items():
            named += [(f"{path}[].{name}", value) for row in rows for name, value in row.items()]
        for path, value in named:
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                numbers.setdefault(path, []).append(value)
    decimals = {path: max(map(scale_of, found)) for path, found in numbers.items()}
    ranges: dict[str, tuple[Number, Number]] = {}
    for item in program.parameters:
        if isinstance(item.value, int | Decimal) and not isinstance(item.value, bool):
            found = [*numbers.get(item.path, ()), item.value]
            ranges[item.path] = min(found), max(found)
            decimals[item.path] = max(map(scale_of, found))
    return decimals, ranges


def runs(program: Program, profiles: Sequence[Profile]) -> list[Run]:
    """The runs of a batch as SQL has them, without firings."""
    import duckdb

    decimals, ranges = spread(program, profiles)
    given = {path for profile in profiles for path in profile.values}
    paths = [item.path for item in program.facts]
    paths += [item.path for item in program.parameters if item.path in given]
    asked = layout(program, paths, decimals=decimals, ranges=ranges)
    connection = duckdb.connect()
    try:
        connection.execute("SET threads = 1")
        fill(connection, asked, profiles)
        made = query(program, asked)
        found = answered(rows_of(connection, made), made, len(profiles))
    finally:
        connection.close()
    from medrules.interpreter.machine import prepare

    blank = dict.fromkeys((item.path for item in program.facts), UNKNOWN)
    # What was given, and which records there are, is the same everywhere: it is not concluded.
    given_only = prepare(program.replace(rules=(), strata=(), derived=()))
    return [
        _run(program, given_only.run(profile), blank, values, conflicts)
        for profile, values, conflicts in zip(profiles, found.values, found.conflicts, strict=True)
    ]


def _run(
    program: Program,
    start: Run,
    blank: Mapping[str, Slot],
    values: Mapping[str, Slot],
    conflicts: Sequence[str],
) -> Run:
    scalars = {path: one for path, one in {**blank, **start.values}.items() if "[]" not in path}
    records = {path: [dict(row) for row in rows] for path, rows in start.records.items()}
    for path, value in values.items():
        head, inside, name = path.partition("].")
        if inside:
            list_path, _, place = head.partition("[")
            records[list_path][int(place)][name] = value
        else:
            scalars[path] = value
    said: list[tuple[str, int, int]] = []
    for one in conflicts:
        path, _, rules = one.partition(": ")
        first, second = (_position(program, path, name) for name in rules.split(" / "))
        said.append((path, first, second))
    kept = {path: tuple(rows) for path, rows in records.items()}
    return Run(scalars, kept, (), tuple(said))


def _position(program: Program, path: str, rule: str) -> int:
    """The position of the rule of that id that concludes something of that path."""
    abstract = re.sub(r"\[[0-9]+\]", "[]", path)
    for place, one in enumerate(program.rules):
        if one.id == rule and one.conclusion == abstract:
            return place
    raise KeyError(rule)


def check(
    program: Program,
    asked: Layout,
    found_query: Query,
    profiles: Sequence[Profile],
    connection: DuckDBPyConnection,
) -> None:
    """Compare every conclusion of every profile with the interpreter's. Raises AssertionError."""
    fill(connection, asked, profiles)
    found = answered(rows_of(connection, found_query), found_query, len(profiles))
    agree(program, found, profiles)


def agree(program: Program, found: Found, profiles: Sequence[Profile]) -> None:
    """Compare answers with the interpreter's. Raises AssertionError."""
    from medrules.interpreter.machine import prepare

    machine = prepare(program)
    for number, (profile, values) in enumerate(zip(profiles, found.values, strict=True)):
        run = machine.run(profile)
        expected = concluded(program, run)
        differ = {
            path: (values.get(path, "absent"), expected.get(path, "absent"))
            for path in {*expected, *values}
            if not same(values.get(path, "absent"), expected.get(path, "absent"))
        }
        assert not differ, f"(SQL, interpreter): {differ} for {profile}"
        rules = program.rules
        conflicts = {
            f"{path}: {rules[one].id} / {rules[two].id}" for path, one, two in run.conflicts
        }
        assert set(found.conflicts[number]) == conflicts, profile
        fired = fired_rules(program, run)
        for (rule, position), said in found.fired[number].items():
            assert said is ((rule, position) in fired), f"{rules[rule].id} at {position}: {said}"


def same(one: object, other: object) -> bool:
    """Whether two slots are the same: numbers by value, and true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other
