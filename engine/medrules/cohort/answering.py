"""The one statement that reads a cohort and works out its answers.

In: the relations of the input, the query of the SQL target, what to carry along. Out: ``Statement``: SQL that
gives a row for each answered row of the input, and what its columns are. Refused, as ``MedrulesError``:
gaps of the SQL target.

Everything is one streaming query: values are checked, put into the layout, and the conclusions worked out in
one pass. What is carried along rides with the facts through every stage, so that nothing need be joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from medrules.cohort.decoding import decoded, is_open, listed
from medrules.cohort.relations import Relations
from medrules.cohort.taking import name
from medrules.ir.program import Program
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record
from medrules.targets.sql.companions import literal
from medrules.targets.sql.layout import Answers
from medrules.targets.sql.query import Query, query

if TYPE_CHECKING:
    from sqlglot.expressions import Expression

Tree = TypeVar("Tree", bound="Expression")


class Gathered(Record):
    """The records of each row as one list of structs.

    ``fields`` pairs the name of a field with its value over ``r``, the relation of the records, and ``f``,
    the records as they were given, where ``joined``. ``opened`` and ``conflict`` are for one record.
    """

    answers: Answers
    relation: str
    fields: tuple[tuple[str, str], ...]
    joined: bool
    opened: str
    conflict: str

    def sql(self, flat: bool) -> str:
        """The statement, for DuckDB: a row for each row of the input that has records, in order."""
        fields = ", ".join(f"{name(field)} := {value}" for field, value in self.fields)
        records = f"list(struct_pack({fields}) ORDER BY r.position)"
        if flat:
            records = f"CAST(to_json({records}) AS VARCHAR)"
        opened = f"bool_or({self.opened})" if self.opened else "FALSE"
        conflict = f"any_value({self.conflict})" if self.conflict else "NULL"
        join = (
            f" LEFT JOIN {name(self.relation)} AS f ON f.row = r.row AND f.position = r.position"
            if self.joined
            else ""
        )
        return (
            f"SELECT r.row AS row, {records} AS records, {opened} AS opened, {conflict} AS conflict "
            f"FROM {name(self.answers.name)} AS r{join} GROUP BY r.row"
        )

    @property
    def columns(self) -> tuple[str, str, str]:
        """What the lists, whether they are open, and their conflicts are called in ``answers``."""
        column = f"records of {self.answers.name}"
        return column, f"open {column}", f"conflict {column}"


class Statement(Record):
    """SQL for the answers of a cohort.

    ``tables``: name and statement of each common table expression over the input, in order; ``read``: the
    columns of ``facts`` that they read. ``carried`` and ``conclusions`` pair the name of a column with its
    expression over ``answers``. ``status`` and ``open`` say how firm a row is; ``conflict`` is an expression
    that is not NULL where rules contradict each other, or empty where they cannot. ``joined``: whether
    records are joined to the rows, which then come in no order of their own. ``gathered``: the
    conclusions about records, for whoever puts them together otherwise.
    """

    read: frozenset[str]
    tables: tuple[tuple[str, str], ...]
    carried: tuple[tuple[str, str], ...]
    conclusions: tuple[tuple[str, str], ...]
    rules: str
    any_open: str
    open: str
    conflict: str
    joined: bool
    gathered: tuple[Gathered, ...]

    def sql(self, made: Relations, columns: Sequence[tuple[str, str]], where: str = "") -> str:
        """The whole statement with these columns of ``answers``, in the order of the input."""
        every = (*made.tables(self.read), *self.tables)
        tables = ", ".join(f"{name(table)} AS ({body})" for table, body in every)
        shown = ", ".join(f"{sql} AS {name(alias)}" for alias, sql in columns)
        condition = f" WHERE {where}" if where else ""
        sort = " ORDER BY answers.row" if self.joined else ""
        return f"WITH {tables} SELECT {shown} FROM answers{condition}{sort}"


def answering(
    program: Program,
    made: Relations,
    only: Sequence[str],
    carried: Sequence[tuple[str, str]],
    *,
    why: bool,
    flat: bool,
    quick: bool = False,
) -> Statement:
    """The statement for the conclusions at those paths.

    ``carried`` pairs the name in the output with the column of ``facts`` that holds it. ``flat``: lists
    are written as one text. ``quick``: ``facts`` has what stands beside each column, so that the query can
    do without NULL.
    """
    built = query(program, made.layout, "duckdb", only=list(only), why=why)
    if quick:
        from medrules.targets.sql.strictly import strictly

        built = strictly(built)
    main = built.answers[0]
    tables = [*_stages(built, [alias for _, alias in carried])]
    pairs = [
        (one.path, (decoded(one, "answers", flat=flat, quick=quick), is_open(one, "answers")))
        for one in main.columns
    ]
    conclusions = {path: value for path, (value, _) in pairs}
    unknown = [(path, when) for path, (_, when) in pairs if when]
    conflicts = [main.conflict] if main.conflict else []
    gathered = tuple(_gathered(program, made, extra) for extra in built.answers[1:])
    for one in gathered:
        tables.append((f"lists of {one.answers.name}", one.sql(flat)))
        _join(one, tables)
        value, opened, conflict = one.columns
        conclusions[one.answers.list_path] = f"answers.{name(value)}"
        unknown.append((one.answers.list_path, f"coalesce(answers.{name(opened)}, FALSE)"))
        if one.conflict:
            conflicts.append(conflict)
    order = [path.partition("[].")[0] for path in only]
    any_open = " OR ".join(when for _, when in unknown)
    shown = [f"answers.{name(one)}" for one in conflicts]
    return Statement(
        _read(built, carried),
        tuple(tables),
        tuple((alias, f"answers.{name(column)}") for alias, column in carried),
        tuple((path, conclusions[path]) for path in dict.fromkeys(order) if path in conclusions),
        listed(_fired(program, main), flat) if why else "",
        f"({any_open})" if any_open else "FALSE",
        _open_list(any_open, unknown, flat),
        _together(shown),
        bool(made.layout.lists) or bool(gathered),
        gathered,
    )


def _together(conflicts: Sequence[str]) -> str:
    """All conflicts of a row in one text; NULL where there is none."""
    if len(conflicts) < 2:
        return "".join(conflicts)
    return f"NULLIF(concat_ws('; ', {', '.join(conflicts)}), '')"


def _open_list(any_open: str, unknown: Sequence[tuple[str, str]], flat: bool) -> str:
    """The paths of what is open, looked into only in rows where something is."""
    none = listed((), flat)
    if not any_open:
        return none
    every = listed([(when, path) for path, when in unknown], flat)
    return f"CASE WHEN {any_open} THEN {every} ELSE {none} END"


def _stages(built: Query, carried: Sequence[str]) -> list[tuple[str, str]]:
    """The stages of all relations, each once, and the relations themselves by name.

    The relations are worked out apart, so two stages of one name need not be the same.
    """
    from sqlglot import exp

    stages: dict[str, str] = {}
    ends: list[tuple[str, str]] = []
    for place, (answers, tree) in enumerate(built.relations):
        tree = tree.copy()
        held = tree.args.get("with_")
        tree.set("with_", None)
        names: dict[str, str] = {}
        for one in held.expressions if held is not None else ():
            sql = _over(one.this, names).sql(dialect="duckdb", identify=True)
            alias = one.alias
            if stages.setdefault(alias, sql) != sql:
                alias = f"{one.alias} of {answers.name}"
                stages[alias] = sql
            names[one.alias] = alias
        tree = _over(tree, names)
        if place == 0:
            for column in carried:
                tree = tree.select(exp.column(exp.to_identifier(column, quoted=True)))
        ends.append((answers.name, tree.sql(dialect="duckdb", identify=True)))
    return [*stages.items(), *ends]


def _read(built: Query, carried: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The names of all columns that a query reads, and of what is carried along."""
    from sqlglot import exp

    names = {one.name for _, tree in built.relations for one in tree.find_all(exp.Column)}
    return frozenset(names | {column for _, column in carried})


def _over(tree: Tree, names: Mapping[str, str]) -> Tree:
    """The statement over stages that are called otherwise here."""
    from sqlglot import exp

    for table in tree.find_all(exp.Table):
        if table.name in names:
            table.set("this", exp.to_identifier(names[table.name], quoted=True))
    return tree


def _gathered(program: Program, made: Relations, extra: Answers) -> Gathered:
    """The records of each row in order; and what goes for all of them."""
    key, value, joined = _key(program, made, extra.list_path)
    fields = [(key, value)]
    fields += [
        (one.path.partition("[].")[2], decoded(one, "r", flat=False)) for one in extra.columns
    ]
    unknown = [when for one in extra.columns if (when := is_open(one, "r"))]
    relation = made.layout.records(extra.list_path)
    return Gathered(
        extra,
        relation.name if relation is not None else "",
        tuple(fields),
        joined,
        " OR ".join(unknown),
        f"r.{name(extra.conflict)}" if extra.conflict else "",
    )


def _key(program: Program, made: Relations, list_path: str) -> tuple[str, str, bool]:
    """What tells one record of a list from another: the field, its value, and whether that is joined."""
    item = next(one for one in program.lists if one.path == list_path)
    relation = made.layout.records(list_path)
    if relation is None:
        names = Vocabulary(program).option_keys(list_path)
        listed_names = ", ".join(literal(one) for one in names)
        return item.key, f"CAST([{listed_names}] AS VARCHAR[])[r.position + 1]", False
    column = relation.column(f"{list_path}[].{item.key}")
    if column is None:
        return item.key, "CAST(NULL AS VARCHAR)", False
    return item.key, f"f.{name(column.name)}", True


def _join(one: Gathered, tables: list[tuple[str, str]]) -> None:
    """Join a list to ``answers``."""
    before = f"answers before {one.answers.name}"
    at = next(place for place, (table, _) in enumerate(tables) if table == "answers")
    body = tables.pop(at)[1]
    value, opened, conflict = one.columns
    tables.append((before, body))
    tables.append(
        (
            "answers",
            f"SELECT a.*, b.records AS {name(value)}, b.opened AS {name(opened)}, "
            f"b.conflict AS {name(conflict)} FROM {name(before)} AS a "
            f"LEFT JOIN {name('lists of ' + one.answers.name)} AS b ON a.row = b.row",
        )
    )


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
