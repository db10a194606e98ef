"""The end of a query: the columns that are asked for, by relation.

In: the terms of all conclusions, where rules disagree, which rules fired. Out: ``Answers`` and a
query for each. Refused: nothing.
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


class Noted:
    """What is to be said beside the conclusions: where rules disagree, and which fired.

    Both are kept by concrete path: of the profile, of every row of a list (``programs[].rank``), or
    of one record of an unrolled list (``options[2].fit``).
    """

    def __init__(self) -> None:
        self.clashes: dict[str, list[tuple[Node, str]]] = {}
        self.fired: dict[str, dict[int, Node]] = {}

    def clash(self, path: str, where: Node, rules: str) -> None:
        """Two rules that disagree."""
        self.clashes.setdefault(path, []).append((where, rules))

    def fire(self, path: str, rule: int, where: Node) -> None:
        """A rule that fires."""
        known = self.fired.setdefault(path, {})
        known[rule] = tree.any_of(known[rule], where) if rule in known else where


def relation(
    work: Work, list_path: str, asked: Sequence[str], noted: Noted
) -> list[tuple[Answers, exp.Select]]:
    """The relation of the profiles (for no list) or of a record list; none where it has no rows."""
    by_path = {item.path: item for item in work.program.derived}
    items = [by_path[path] for path in asked]
    if not list_path:
        return [_plain(work, work.main, "", items, noted)]
    form = work.lists[list_path]
    if isinstance(form, Rows):
        return [_plain(work, form.scope, list_path, items, noted)]
    if isinstance(form, Unrolled) and form.count:
        return [_unrolled(work, list_path, form.count, items, noted)]
    return []


def _plain(
    work: Work, scope: Scope, list_path: str, asked: Sequence[Derived], noted: Noted
) -> tuple[Answers, exp.Select]:
    """A relation whose rows are those of the input."""
    made = _Columns()
    for item in asked:
        stored = work.kept_lists.get(item.path)
        made.add(item, work.terms[item.path] if stored is None else stored.mask, stored)
    start = f"{list_path}[]." if list_path else ""
    inside = [
        path
        for path in {**noted.clashes, **noted.fired}
        if (path.startswith(start) if start else "[" not in path)
    ]
    conflict = made.conflict(
        [(path, pairs) for path, pairs in noted.clashes.items() if path in inside]
    )
    fired = {rule: at for path in inside for rule, at in noted.fired.get(path, {}).items()}
    masks = made.fired(fired)
    scope.flush()
    keys = ("row", "position") if list_path else ("row",)
    query = exp.select(*[tree.column(key) for key in keys], *made.nodes).from_(table(scope.stage))
    name = mangled(f"answers.{list_path}") if list_path else "answers"
    found = Answers(name, list_path, keys, tuple(made.columns), conflict, masks)
    return found, scope.stages.query(query)


def _unrolled(
    work: Work, list_path: str, count: int, asked: Sequence[Derived], noted: Noted
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
    clashes: list[tuple[str, Sequence[tuple[Node, str]]]] = []
    fired: dict[int, list[tuple[Node, Node]]] = {}
    for index in range(count):
        here = tree.binary(exp.EQ, position, tree.integer(index))
        start = f"{list_path}[{index}]."
        for path, pairs in noted.clashes.items():
            if path.startswith(start):
                clashes.append((path, [(tree.all_of(here, at), said) for at, said in pairs]))
        for path, rules in noted.fired.items():
            if path.startswith(start):
                for rule, at in rules.items():
                    fired.setdefault(rule, []).append((here, at))
    conflict = made.conflict(clashes)
    masks = made.fired({rule: tree.case(at, tree.false()) for rule, at in fired.items()})
    rows: Node = exp.select(named(tree.integer(0), "position"))
    for index in range(1, count):
        one = exp.select(named(tree.integer(index), "position"))
        rows = exp.Union(this=rows, expression=one, distinct=False)
    work.main.flush()
    source = exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier("p", quoted=True)))
    query = exp.select(tree.column("row", "m"), tree.column("position", "p"), *made.nodes)
    query = query.from_(table(work.main.stage, "m")).join(source, join_type="cross")
    name = mangled(f"answers.{list_path}")
    found = Answers(name, list_path, ("row", "position"), tuple(made.columns), conflict, masks)
    return found, work.stages.query(query)


def _turned(terms: Sequence[Term], position: Node) -> Term:
    """One term that is each of the terms in its own row."""
    from medrules.targets.sql.branches import picked

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
        if item.policy == "output-order":
            from medrules.interpreter.policies import ranking

            sort = tuple(str(one) for one in ranking(item))
        items = () if stored is None else stored.items
        self.columns.append(
            Answer(
                path, name, item.type, encoding, sql, scale, members, under, items, sort, missing,
                null,
            )
        )  # fmt: skip

    def conflict(self, clashes: Sequence[tuple[str, Sequence[tuple[Node, str]]]]) -> str:
        """The column that says which rules disagreed; of several pairs the first, as elsewhere."""
        if not clashes:
            return ""
        said = [
            tree.case([(at, tree.text(f"{path}: {rules}")) for at, rules in pairs], tree.null())
            for path, pairs in clashes
        ]
        self.nodes.append(named(_concatenated(said), "conflict"))
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
            return "decimal", shape.sql, shape.scale, ()
        case shapes.ArrayShape():
            return "array", "VARCHAR[]", 0, ()
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
    if isinstance(term.sql, exp.Column) and sql in ("BOOLEAN", "VARCHAR", "VARCHAR[]"):
        return term.sql
    return tree.cast(term.sql, sql)
