"""The one statement that reads a cohort and works out its answers.

In: the relations of the input, the query of the SQL target, what to carry along. Out: ``Statement``: SQL that
gives a row for each answered row of the input, and what its columns are. Refused, as ``MedrulesError``:
gaps of the SQL target.

Everything is one streaming query: values are checked, put into the layout, and the conclusions worked out in
one pass. What is carried along rides with the facts through every stage, so that nothing need be joined.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.cohort.decoding import decoded, is_open, listed
from medrules.cohort.relations import Relations
from medrules.cohort.taking import literal, name
from medrules.ir.program import Program
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record
from medrules.targets.sql.layout import Answers
from medrules.targets.sql.query import Query, query


class Statement(Record):
    """SQL for the answers of a cohort.

    ``tables``: name and statement of each common table expression, in order. ``columns`` pairs the name
    of a column with its expression over ``answers``: the row's number, what is carried, conclusions.
    ``status`` and ``open`` say how firm a row is; ``conflict`` is an expression that is not NULL where
    rules contradict each other, or empty where they cannot.
    """

    tables: tuple[tuple[str, str], ...]
    carried: tuple[tuple[str, str], ...]
    conclusions: tuple[tuple[str, str], ...]
    rules: str
    any_open: str
    open: str
    conflict: str

    def sql(self, columns: Sequence[tuple[str, str]], where: str = "", order: bool = False) -> str:
        """The whole statement with these columns of ``answers``."""
        tables = ", ".join(f"{name(table)} AS ({body})" for table, body in self.tables)
        shown = ", ".join(f"{sql} AS {name(alias)}" for alias, sql in columns)
        condition = f" WHERE {where}" if where else ""
        sort = " ORDER BY answers.row" if order else ""
        return f"WITH {tables} SELECT {shown} FROM answers{condition}{sort}"


def answering(
    program: Program,
    made: Relations,
    only: Sequence[str],
    carried: Sequence[tuple[str, str]],
    *,
    why: bool,
    flat: bool,
) -> Statement:
    """The statement for the conclusions at those paths.

    ``carried`` pairs the name in the output with the column of ``facts`` that holds it. ``flat``: lists
    are written as one text.
    """
    built = query(program, made.layout, "duckdb", only=list(only), why=why)
    main = built.answers[0]
    tables = [*made.tables, *_stages(built, [alias for _, alias in carried])]
    pairs = [
        (one.path, (decoded(one, "answers", flat=flat), is_open(one, "answers")))
        for one in main.columns
    ]
    conclusions = {path: value for path, (value, _) in pairs}
    unknown = [(path, when) for path, (_, when) in pairs if when]
    conflicts = [main.conflict] if main.conflict else []
    for extra in built.answers[1:]:
        tables.append((f"lists of {extra.name}", _gathered(program, made, extra, flat)))
        value, when, conflict = _joined(extra, tables)
        conclusions[extra.list_path] = value
        if when:
            unknown.append((extra.list_path, when))
        if conflict:
            conflicts.append(conflict)
    order = [path.partition("[].")[0] for path in only]
    any_open = " OR ".join(when for _, when in unknown)
    shown = [f"answers.{name(one)}" for one in conflicts]
    return Statement(
        tuple(tables),
        tuple((alias, f"answers.{name(column)}") for alias, column in carried),
        tuple((path, conclusions[path]) for path in dict.fromkeys(order) if path in conclusions),
        listed(_fired(program, main), flat) if why else "",
        f"({any_open})" if any_open else "FALSE",
        _open_list(any_open, unknown, flat),
        (shown[0] if len(shown) == 1 else f"concat_ws('; ', {', '.join(shown)})") if shown else "",
    )


def _open_list(any_open: str, unknown: Sequence[tuple[str, str]], flat: bool) -> str:
    """The paths of what is open, looked into only in rows where something is."""
    none = listed((), flat)
    if not any_open:
        return none
    every = listed([(when, path) for path, when in unknown], flat)
    return f"CASE WHEN {any_open} THEN {every} ELSE {none} END"


def _stages(built: Query, carried: Sequence[str]) -> list[tuple[str, str]]:
    """The stages of all relations, each once, and the relations themselves by name."""
    from sqlglot import exp

    stages: dict[str, str] = {}
    ends: list[tuple[str, str]] = []
    for place, (answers, tree) in enumerate(built.relations):
        tree = tree.copy()
        held = tree.args.get("with_")
        tree.set("with_", None)
        for one in held.expressions if held is not None else ():
            stages.setdefault(one.alias, one.this.sql(dialect="duckdb", identify=True))
        if place == 0:
            for column in carried:
                tree = tree.select(exp.column(exp.to_identifier(column, quoted=True)))
        ends.append((answers.name, tree.sql(dialect="duckdb", identify=True)))
    return [*stages.items(), *ends]


def _gathered(program: Program, made: Relations, extra: Answers, flat: bool) -> str:
    """The records of each row as one list of structs, in order; and what goes for all of them."""
    key, value, join = _key(program, made, extra.list_path)
    fields = ", ".join(
        [f"{name(key)} := {value}"]
        + [
            f"{name(one.path.partition('[].')[2])} := {decoded(one, 'r', flat=False)}"
            for one in extra.columns
        ]
    )
    unknown = [when for one in extra.columns if (when := is_open(one, "r"))]
    opened = f"bool_or({' OR '.join(unknown)})" if unknown else "FALSE"
    conflict = f"any_value(r.{name(extra.conflict)})" if extra.conflict else "NULL"
    records = f"list(struct_pack({fields}) ORDER BY r.position)"
    if flat:
        records = f"CAST(to_json({records}) AS VARCHAR)"
    return (
        f"SELECT r.row AS row, {records} AS records, {opened} AS opened, {conflict} AS conflict "
        f"FROM {name(extra.name)} AS r{join} GROUP BY r.row"
    )


def _key(program: Program, made: Relations, list_path: str) -> tuple[str, str, str]:
    """What tells one record of a list from another: the field, its value, and a join that it needs."""
    item = next(one for one in program.lists if one.path == list_path)
    relation = made.layout.records(list_path)
    if relation is None:
        names = Vocabulary(program).option_keys(list_path)
        listed_names = ", ".join(literal(one) for one in names)
        return item.key, f"CAST([{listed_names}] AS VARCHAR[])[r.position + 1]", ""
    column = relation.column(f"{list_path}[].{item.key}")
    if column is None:
        return item.key, "CAST(NULL AS VARCHAR)", ""
    join = f" LEFT JOIN {name(relation.name)} AS f ON f.row = r.row AND f.position = r.position"
    return item.key, f"f.{name(column.name)}", join


def _joined(extra: Answers, tables: list[tuple[str, str]]) -> tuple[str, str, str]:
    """Join a list to ``answers``. Returns its value, when it is open, its column of conflicts."""
    before = f"answers before {extra.name}"
    at = next(place for place, (table, _) in enumerate(tables) if table == "answers")
    body = tables.pop(at)[1]
    column = f"records of {extra.name}"
    tables.append((before, body))
    tables.append(
        (
            "answers",
            f"SELECT a.*, b.records AS {name(column)}, b.opened AS {name('open ' + column)}, "
            f"b.conflict AS {name('conflict ' + column)} FROM {name(before)} AS a "
            f"LEFT JOIN {name('lists of ' + extra.name)} AS b ON a.row = b.row",
        )
    )
    conflict = f"conflict {column}" if extra.conflict else ""
    return f"answers.{name(column)}", f"coalesce(answers.{name('open ' + column)}, FALSE)", conflict


def _fired(program: Program, main: Answers) -> list[tuple[str, str]]:
    """When each rule fired, and its id; the parts of one rule count as one."""
    found: dict[str, list[str]] = {}
    for mask in main.fired:
        for bit, rule in enumerate(mask.rules):
            condition = f"answers.{name(mask.name)} & {1 << bit} <> 0"
            found.setdefault(program.rules[rule].id, []).append(condition)
    return [(" OR ".join(parts), rule) for rule, parts in found.items()]


def text(value: str) -> str:
    """A text as SQL writes it."""
    return literal(value)
