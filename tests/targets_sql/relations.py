"""Profiles as the relations of a layout, and answers as values again.

In: a layout and profiles; a DuckDB connection. Out: ``fill`` makes the input relations;
``answered`` runs a query and gives each conclusion of each profile as the interpreter has it.
Refused, as ``ValueError``: a value that does not fit its column, which must never be rounded or
cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from medrules.ir.evaluation import Plain, Profile, Run, Slot
from medrules.ir.program import Program
from medrules.ir.values import NUMBERS, UNKNOWN
from medrules.targets.sql.layout import Answer, Answers, Column, Layout, Relation
from medrules.targets.sql.query import Query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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


def fill(connection: DuckDBPyConnection, layout: Layout, profiles: Sequence[Profile]) -> None:
    """Make the input relations and put the profiles into them."""
    flags = dict(layout.given)
    rows: list[list[object]] = []
    for number, profile in enumerate(profiles):
        row: list[object] = [number]
        for column in layout.facts.columns:
            given = column.path in profile.values
            row.append(encoded(column, profile.values[column.path]) if given else None)
        row += [path in profile.records for path in flags]
        rows.append(row)
    _table(connection, layout.facts, [(name, "BOOLEAN") for name in flags.values()], rows)
    for relation in layout.lists:
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
    if rows:
        marks = ", ".join("?" for _ in columns)
        whole = ", ".join(f"({marks})" for _ in rows)
        values = [value for row in rows for value in row]
        connection.execute(f'INSERT INTO "{relation.name}" VALUES {whole}', values)


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


def answered(connection: DuckDBPyConnection, query: Query, count: int) -> Found:
    """The answers to a query for so many profiles."""
    found = Found(count)
    for answers in query.answers:
        for row in _rows(connection, query, answers):
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


def _rows(
    connection: DuckDBPyConnection, query: Query, answers: Answers
) -> Iterator[dict[str, object]]:
    result = connection.execute(query.sql(answers.name))
    names = [one[0] for one in result.description or ()]
    for row in result.fetchall():
        yield dict(zip(names, row, strict=True))


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


def check(
    program: Program,
    layout: Layout,
    query: Query,
    profiles: Sequence[Profile],
    connection: DuckDBPyConnection,
) -> None:
    """Compare every conclusion of every profile with the interpreter's. Raises AssertionError."""
    from medrules.interpreter.machine import prepare

    fill(connection, layout, profiles)
    found = answered(connection, query, len(profiles))
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
