"""The end of a query: the columns that are asked for, by relation.

In: the terms of all conclusions, where rules disagree, which rules fired. Out: ``Answers`` and a query for each.
Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlglot import exp

from medrules.ir.program import Derived
from medrules.ir.types import SetType, Type
from medrules.targets.sql import shapes, tree
from medrules.targets.sql.layout import (
    MAX_BITS,
    Answer,
    Answers,
    Encoding,
    FiredColumn,
    Names,
    mangled,
)
from medrules.targets.sql.scopes import Scope, named, table
from medrules.targets.sql.shapes import BooleanShape, NumberShape, SetShape
from medrules.targets.sql.terms import Term
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Rows, StoredList, Unrolled, Work

Clashes = Mapping[str, Sequence[tuple[Node, str]]]
Fired = Mapping[str, Mapping[int, Node]]


def relations(
    work: Work, asked: Sequence[str], clashes: Clashes, fired: Fired
) -> tuple[tuple[Answers, exp.Select], ...]:
    """Every relation of the answer, that of the profiles first."""
    by_path = {item.path: item for item in work.program.derived}
    scalars = [by_path[path] for path in asked if "[]" not in path]
    made = [_profile(work, scalars, clashes.get("", ()), fired.get("", {}))]
    for item in work.program.lists:
        own = [by_path[path] for path in asked if path.startswith(f"{item.path}[].")]
        if own:
            form = work.lists[item.path]
            if isinstance(form, Rows):
                said, rules = clashes.get(item.path, ()), fired.get(form.scope.title, {})
                made.append(_rows(work, item.path, form.scope, own, said, rules))
            elif isinstance(form, Unrolled) and form.count:
                made.append(_unrolled(work, item.path, form.count, own))
    return tuple(made)


def _profile(
    work: Work,
    asked: Sequence[Derived],
    clashes: Sequence[tuple[Node, str]],
    fired: Mapping[int, Node],
) -> tuple[Answers, exp.Select]:
    made = _Columns()
    for item in asked:
        stored = work.kept_lists.get(item.path)
        if stored is not None:
            made.add(item, stored.mask, stored)
        else:
            made.add(item, work.terms[item.path], None)
    conflict = made.conflict(clashes)
    masks = made.fired(fired)
    return _final(work.main, "answers", "", ("row",), made, conflict, masks)


def _rows(
    work: Work,
    list_path: str,
    scope: Scope,
    asked: Sequence[Derived],
    clashes: Sequence[tuple[Node, str]],
    fired: Mapping[int, Node],
) -> tuple[Answers, exp.Select]:
    made = _Columns()
    for item in asked:
        stored = work.kept_lists.get(item.path)
        if stored is not None:
            made.add(item, stored.mask, stored)
        else:
            made.add(item, work.terms[item.path], None)
    conflict = made.conflict(clashes)
    masks = made.fired(fired)
    name = mangled(f"answers.{list_path}")
    return _final(scope, name, list_path, ("row", "position"), made, conflict, masks)


def _final(
    scope: Scope,
    name: str,
    list_path: str,
    keys: tuple[str, ...],
    made: _Columns,
    conflict: str,
    masks: tuple[FiredColumn, ...],
) -> tuple[Answers, exp.Select]:
    scope.flush()
    query = exp.select(*[tree.column(key) for key in keys], *made.nodes).from_(table(scope.stage))
    found = Answers(name, list_path, keys, tuple(made.columns), conflict, masks)
    return found, scope.stages.query(query)


def _unrolled(
    work: Work, list_path: str, count: int, asked: Sequence[Derived]
) -> tuple[Answers, exp.Select]:
    """The records that packs give, from columns to rows."""
    made = _Columns()
    position = tree.column("position", "p")
    for item in asked:
        name = item.path.partition("[].")[2]
        keys = [f"{list_path}[{index}].{name}" for index in range(count)]
        stored = [work.kept_lists[key] for key in keys if key in work.kept_lists]
        terms = [one.mask for one in stored] or [work.terms[key] for key in keys]
        made.add(item, _turned(terms, position), stored[0] if stored else None)
    numbers = exp.Union
    rows: Node = exp.select(named(tree.integer(0), "position"))
    for index in range(1, count):
        rows = numbers(
            this=rows, expression=exp.select(named(tree.integer(index), "position")), distinct=False
        )
    work.main.flush()
    source = rows.subquery(alias=exp.to_identifier("p", quoted=True))  # type: ignore[attr-defined]
    query = (
        exp.select(tree.column("row", "m"), tree.column("position", "p"), *made.nodes)
        .from_(table(work.main.stage, "m"))
        .join(source, join_type="cross")
    )
    name = mangled(f"answers.{list_path}")
    found = Answers(name, list_path, ("row", "position"), tuple(made.columns), "", ())
    return found, work.stages.query(query)


def _turned(terms: Sequence[Term], position: Node) -> Term:
    """One term that is each of the terms in its own row."""
    from medrules.targets.sql.policies import picked

    def at(index: int) -> Node:
        return tree.binary(exp.EQ, position, tree.integer(index))

    branches = [(at(index), term) for index, term in enumerate(terms[:-1])]
    return picked(branches, terms[-1])


class _Columns:
    """The columns of one relation as they are gathered."""

    def __init__(self) -> None:
        self.names = Names()
        self.columns: list[Answer] = []
        self.nodes: list[Node] = []

    def add(self, item: Derived, term: Term, stored: StoredList | None) -> None:
        """A conclusion."""
        path = item.path
        name = self.names.name(path.partition("[].")[2] or path)
        encoding, sql, scale, members = _encoded(term, item.type, stored)
        under = null = ""
        missing: Literal["never", "unknown", "null", "both"] = "never"
        if term.open:
            missing = "unknown" if term.null is None else "both"
        elif term.null is not None:
            missing = "null"
        self.nodes.append(named(_typed(term, sql), name))
        if term.under is not None:
            encoding = "fraction"
            under = self.names.name(f"{name}__per")
            self.nodes.append(named(term.under, under))
        if missing == "both":
            null = self.names.name(f"{name}__null")
            self.nodes.append(named(term.is_null, null))
        sort: tuple[str, ...] = ()
        if stored is not None and item.policy == "output-order":
            from medrules.interpreter.policies import ranking

            sort = tuple(str(one) for one in ranking(item))
        items = () if stored is None else stored.items
        self.columns.append(
            Answer(
                path, name, item.type, encoding, sql, scale, members, under, items, sort, missing,
                null,
            )
        )  # fmt: skip

    def conflict(self, clashes: Sequence[tuple[Node, str]]) -> str:
        """The column that says which rules disagreed."""
        if not clashes:
            return ""
        said: dict[str, Node] = {}
        for where, what in clashes:
            path = what.partition(": ")[0]
            before = said.get(path)
            # Of several pairs the first counts, as in the interpreter.
            branch = (where, tree.text(what))
            said[path] = _either(before, branch)
        self.nodes.append(named(_concatenated(list(said.values())), "conflict"))
        return "conflict"

    def fired(self, fired: Mapping[int, Node]) -> tuple[FiredColumn, ...]:
        """The masks of rules that fired."""
        rules = sorted(fired)
        masks: list[FiredColumn] = []
        for start in range(0, len(rules), MAX_BITS):
            some = rules[start : start + MAX_BITS]
            parts = [
                tree.case([(fired[rule], tree.integer(1 << bit))], tree.integer(0))
                for bit, rule in enumerate(some)
            ]
            made: Node = parts[0]
            for part in parts[1:]:
                made = tree.binary(exp.Add, made, part)
            name = self.names.name(f"fired_{len(masks)}")
            self.nodes.append(named(tree.cast(made, "BIGINT"), name))
            masks.append(FiredColumn(name, tuple(some)))
        return tuple(masks)


def _either(before: Node | None, branch: tuple[Node, Node]) -> Node:
    if before is None:
        return tree.case([branch], tree.null())
    assert isinstance(before, exp.Case)
    before.append("ifs", exp.If(this=tree.own(branch[0]), true=tree.own(branch[1])))
    return before


def _concatenated(parts: list[Node]) -> Node:
    """The texts that are there, joined by ``; ``; NULL for none."""
    if len(parts) == 1:
        return parts[0]
    made: Node | None = None
    for part in parts:
        led = exp.DPipe(this=tree.text("; "), expression=tree.inner(part), safe=False)
        one = tree.coalesce(led, tree.text(""))
        made = one if made is None else exp.DPipe(this=made, expression=one, safe=False)
    assert made is not None
    rest = exp.Substring(this=made, start=tree.integer(3))
    return exp.Nullif(this=rest, expression=tree.text(""))


def _encoded(
    term: Term, kind: Type, stored: StoredList | None
) -> tuple[Encoding, str, int, tuple[str, ...]]:
    if stored is not None:
        return "contributions", "BIGINT", 0, ()
    match term.shape:
        case BooleanShape():
            return "boolean", "BOOLEAN", 0, ()
        case NumberShape() as shape if shape.held == 0:
            return "integer", "BIGINT", 0, ()
        case NumberShape() as shape:
            return "decimal", shape.sql_held, shape.scale, ()
        case SetShape(members):
            return "set", "BIGINT", 0, members
        case _:
            if isinstance(kind, SetType):
                return "set", "BIGINT", 0, kind.item.members
            from medrules.targets.sql.terms import shape_of

            if isinstance(shape_of(kind), BooleanShape):
                return "boolean", "BOOLEAN", 0, ()
            if isinstance(term.shape, shapes.EmptyShape) and not isinstance(
                shape_of(kind), shapes.TextShape
            ):
                return "integer", "BIGINT", 0, ()
            return "text", "VARCHAR", 0, getattr(kind, "members", ())


def _typed(term: Term, sql: str) -> Node:
    """The value in the type that the layout states."""
    if isinstance(term.sql, exp.Boolean):
        return term.sql
    if isinstance(term.sql, exp.Column) and sql in ("BOOLEAN", "VARCHAR"):
        return term.sql
    return tree.cast(term.sql, sql)
