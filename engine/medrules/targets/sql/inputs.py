"""Where a query begins: the relations of the layout, and the terms for what they hold.

In: a program, a layout, a dialect. Out: ``Work``, in which every given thing has its term. Refused:
nothing.
"""

from __future__ import annotations

from sqlglot import exp

from medrules.ir.expr import Path
from medrules.ir.program import Option, Program, RecordList
from medrules.ir.types import EnumType, NumberType, SetType, Type
from medrules.ir.walk import walk
from medrules.targets.sql import shapes, tree
from medrules.targets.sql.layout import Column, Layout, Relation, mangled
from medrules.targets.sql.scopes import Scope, Stages, named, star, table
from medrules.targets.sql.shapes import NumberShape, SetShape, TextShape
from medrules.targets.sql.terms import Term, literal, unknown
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Absent, Rows, Unrolled, Work


def work(program: Program, layout: Layout, dialect: str) -> Work:
    """The beginning of a query."""
    stages = Stages()
    for relation in (layout.facts, *layout.lists):
        stages.reserve(relation.name)
        for column in relation.columns:
            stages.reserve(column.name)
    for _, name in layout.given:
        stages.reserve(name)
    main = Scope(stages, "profile", ("row",), layout.facts.name)
    made = Work(program, layout, dialect, stages, main)
    made.read_fields = frozenset(
        f"{_list_of(node)}[].{node.name}"
        for rule in program.rules
        for expr in (rule.condition, rule.value)
        if expr is not None
        for node in walk(expr)
        if isinstance(node, Path)
    )
    _scalars(made)
    for item in program.lists:
        _list(made, item)
    return made


def _list_of(node: Path) -> str:
    from medrules.ir.types import ListType, RecordTypeOf

    kind = node.source.type
    if isinstance(kind, ListType):
        kind = kind.item
    return kind.path if isinstance(kind, RecordTypeOf) else ""


def _scalars(made: Work) -> None:
    facts = made.layout.facts
    for fact in made.program.facts:
        if "[]" not in fact.path:
            column = facts.column(fact.path)
            made.terms[fact.path] = (
                unknown(kind_of(fact.type)) if column is None else of_column(column, column.name)
            )
    for parameter in made.program.parameters:
        column = facts.column(parameter.path)
        value = literal(parameter.value, parameter.type)
        if column is None:
            made.terms[parameter.path] = value
            made.constants[parameter.path] = parameter.value
            continue
        given = of_column(column, column.name)
        sql = given.sql
        if not column.complete:
            sql = made.main.hold(
                tree.coalesce(given.sql, _typed(value.sql, column)), f"{column.name}__or"
            )
        made.terms[parameter.path] = given.replace(sql=sql, open=False)
    made.main.made.update(column.name for column in facts.columns)
    made.main.made.update(name for _, name in made.layout.given)


def _typed(node: Node, column: Column) -> Node:
    return tree.cast(node, column.sql) if column.encoding == "decimal" else node


def kind_of(kind: Type) -> shapes.Shape:
    """The shape of a value of which nothing but the type is known."""
    match kind:
        case EnumType(members=members):
            return TextShape(members)
        case SetType(EnumType(members=members)):
            return SetShape(members)
        case NumberType():
            return shapes.EMPTY
        case _:
            return shapes.EMPTY


def of_column(column: Column, name: str) -> Term:
    """What a column of the layout holds."""
    return Term(tree.column(name), shape_of(column), not column.complete, None)


def shape_of(column: Column) -> shapes.Shape:
    """The shape of the values of a column."""
    match column.encoding:
        case "boolean":
            return shapes.BOOLEAN
        case "integer" | "decimal":
            low = 0 if column.low is None else column.low
            high = 0 if column.high is None else column.high
            made = NumberShape(low, high, column.scale, 0)
            return made if column.encoding == "integer" else made.replace(held=made.digits)
        case "set":
            return SetShape(column.members)
        case _:
            return TextShape(column.members or None)


def _list(made: Work, item: RecordList) -> None:
    """Decide how a record list exists, and what its fields are."""
    program = made.program
    options = [one for one in program.options if one.list_path == item.path]
    if item.given_by == "profile":
        options = []
    relation = made.layout.records(item.path) if item.given_by != "packs" else None
    start = f"{item.path}[]."
    fields = {
        one.path[len(start) :]: one.type for one in program.facts if one.path.startswith(start)
    }
    if relation is None:
        if item.given_by != "packs" and item.absent == "unknown":
            made.lists[item.path] = Absent()
            return
        made.lists[item.path] = Unrolled(len(options))
        for index, option in enumerate(options):
            values = {item.key: option.id, **dict(option.fields)}
            for name, kind in fields.items():
                found = literal(values[name], kind) if name in values else unknown(kind_of(kind))
                made.terms[f"{item.path}[{index}].{name}"] = found
        return
    flag = made.layout.given_column(item.path)
    names = {
        column.path[len(start) :]: made.stages.name(mangled(f"{item.path}.{column.name}"))
        for column in relation.columns
    }
    stage = _records(made, item, relation, names, flag)
    scope = Scope(made.stages, mangled(item.path), ("row", "position"), stage)
    scope.made.update(names.values())
    made.lists[item.path] = Rows(scope, tree.column(flag) if flag else None)
    for name, kind in fields.items():
        column = relation.column(start + name)
        if column is None:
            made.terms[start + name] = unknown(kind_of(kind))
        else:
            made.terms[start + name] = of_column(column, names[name])
    if options:
        _widen(made, item, fields, options)


def _widen(made: Work, item: RecordList, fields: dict[str, Type], options: list[Option]) -> None:
    """Let the shapes of the fields include what the options of packs say."""
    from medrules.targets.sql.expressions import both_shapes

    for name, kind in fields.items():
        path = f"{item.path}[].{name}"
        term = made.terms[path]
        for option in options:
            values = {item.key: option.id, **dict(option.fields)}
            found = literal(values[name], kind) if name in values else unknown(kind_of(kind))
            shape = term.shape
            if not isinstance(found.shape, shapes.EmptyShape) and name in values:
                shape = both_shapes(term.shape, found.shape)
            term = term.replace(shape=shape, open=term.open or found.open)
        made.terms[path] = term


def _records(
    made: Work, item: RecordList, relation: Relation, names: dict[str, str], flag: str
) -> str:
    """The first stage of a list's records: those that profiles give, then the options of packs."""
    start = f"{item.path}[]."
    columns = [
        named(tree.column(column.name), names[column.path[len(start) :]])
        for column in relation.columns
    ]
    given: exp.Select = exp.select(tree.column("row"), tree.column("position"), *columns).from_(
        table(relation.name)
    )
    options = [one for one in made.program.options if one.list_path == item.path]
    if item.given_by == "profile" or not options:
        if flag:
            # Records of a list that is said not to be given are none.
            given = (
                exp.select(star("r"))
                .from_(given.subquery(alias=exp.to_identifier("r", quoted=True)))
                .join(table(made.layout.facts.name, "f"), on=_same_row("r", "f"))
                .where(tree.column(flag, "f"))
            )
        return made.stages.add(mangled(item.path), given)
    return _with_options(made, item, relation, names, flag, given)


def _same_row(left: str, right: str) -> Node:
    return tree.binary(exp.EQ, tree.column("row", left), tree.column("row", right))


def _with_options(
    made: Work,
    item: RecordList,
    relation: Relation,
    names: dict[str, str],
    flag: str,
    given: exp.Select,
) -> str:
    """Given records and, after them, the options; both only where the list is known."""
    start = f"{item.path}[]."
    options = [one for one in made.program.options if one.list_path == item.path]
    counted = made.stages.add(
        f"{mangled(item.path)}_counted",
        exp.select(
            tree.column("row"), named(exp.Count(this=exp.Star()), "records")
        )
        .from_(table(relation.name))
        .group_by(tree.column("row")),
    )  # fmt: skip
    whole: Node = given
    for index, option in enumerate(options):
        values = {item.key: option.id, **dict(option.fields)}
        columns: list[Node] = []
        for column in relation.columns:
            name = column.path[len(start) :]
            value = literal(values[name], column.type) if name in values else unknown()
            columns.append(named(tree.cast(value.sql, column.sql), names[name]))
        place = tree.binary(
            exp.Add,
            tree.coalesce(tree.column("records", "n"), tree.integer(0)),
            tree.integer(index),
        )
        one = (
            exp.select(tree.column("row", "f"), named(place, "position"), *columns)
            .from_(table(made.layout.facts.name, "f"))
            .join(table(counted, "n"), on=_same_row("f", "n"), join_type="left")
        )
        if flag:
            one = one.where(tree.column(flag, "f"))
        whole = exp.Union(this=whole, expression=one, distinct=False)
    return made.stages.add(mangled(item.path), whole)
