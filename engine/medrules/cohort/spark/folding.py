"""The relations of a query folded into one: what is joined by row becomes a list within the row.

In: the syntax tree of one of a query's relations. Out: ``Folded``: columns over one relation with a row for
each person, level by level. Refused, as ``Unfolded``: a tree of a form that the SQL target does not build.

A record list is one array for each of its columns; a column of pairs of records is an array of arrays. What
is worked out for each record becomes a ``transform`` over the positions of the list, an aggregate by row
becomes one over an array, and the joins themselves become nothing: a column of another relation is read
where it stands. So nothing is shuffled, and no row has to be found again by a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlglot import exp
from sqlglot.expressions import Expression

from medrules.cohort.spark.items import (
    Unfolded,
    aggregated,
    call,
    column,
    each,
    numbered,
    variable,
    without,
)
from medrules.record import Record

Level: TypeAlias = "list[tuple[str, Expression]]"
"""New columns that do not read each other."""

_KEYS = ("row", "position")


@dataclass(eq=False)
class Axis:
    """What the records of a list are counted along. ``space``: their positions, from 0."""

    space: Expression


class Held(Record):
    """Where a column of a relation stands: a column of the row, with an array for each axis.

    Without a name, it is the position along its axis.
    """

    column: str
    axes: tuple[Axis, ...]


@dataclass(eq=False)
class Relation:
    """A relation with a row for each person (no axes), each record, each pair of records …"""

    axes: tuple[Axis, ...]
    columns: dict[str, Held] = field(default_factory=dict)

    def held(self, name: str) -> Held:
        """Where a column stands; what is not known otherwise is a column of the row."""
        return self.columns.get(name) or Held(name, ())

    def read(self, name: str, axes: Sequence[Axis]) -> Expression:
        """The value of a column, while these axes are counted along."""
        held = self.held(name)
        if not held.column:
            return variable(axes.index(held.axes[0]))
        found = column(held.column)
        for axis in held.axes:
            found = exp.Bracket(this=found, expressions=[variable(axes.index(axis))])
        return found

    def along(self, axis: Axis) -> Relation:
        """The records of one list, counted along another axis."""
        if len(self.axes) != 1:
            raise Unfolded("pairs joined with pairs")
        moved = {
            name: held.replace(axes=tuple(axis for _ in held.axes))
            for name, held in self.columns.items()
        }
        return Relation((axis,), moved)


class Folded(Record):
    """A query's relation, folded. ``end`` has the columns of the answer."""

    levels: tuple[Level, ...]
    end: Relation


def records_of(positions: str, columns: Mapping[str, str]) -> Relation:
    """The records that people give: the column of their positions, and the array for each field."""
    axis = Axis(column(positions))
    held = {name: Held(array, (axis,)) for name, array in columns.items()}
    return Relation((axis,), held | {"position": Held("", (axis,))})


def fold(tree: exp.Select, given: Mapping[str, Relation], prefix: str) -> Folded:
    """The relation that a tree gives, over the relations that are ``given``.

    The columns of the answer get the ``prefix``, so that they are like no others. Raises Unfolded.
    """
    folding = _Folding({"facts": Relation(()), **given})
    own = tree.copy()
    held = own.args.get("with_")
    own.set("with_", None)
    for one in held.expressions if held is not None else ():
        folding.relations[one.alias] = folding.stage(one.this, one.alias)
    end = folding.answer(own, prefix)
    return Folded(tuple(level for level in folding.levels if level), end)


class _Folding:
    """The relations known so far, and the columns made for them."""

    def __init__(self, relations: dict[str, Relation]) -> None:
        self.relations = relations
        self.levels: list[Level] = []

    def stage(self, node: object, name: str) -> Relation:
        """A stage: its columns are added to the levels."""
        match node:
            case exp.Union():
                return self._union(node, name)
            case exp.Select() if node.args.get("group"):
                return self._grouped(node)
            case exp.Select():
                return self._selected(node, name)
            case _:
                raise Unfolded(f"a stage that is {type(node).__name__}")

    def answer(self, node: exp.Select, prefix: str) -> Relation:
        """The end of the query."""
        source, names = self._sources(node, "")
        level: Level = []
        found = Relation(source.axes)
        for one in node.expressions:
            name = one.alias_or_name
            if name not in _KEYS:
                self._make(level, found, prefix + name, one, source, names)
                found.columns[name] = found.columns.pop(prefix + name)
        self.levels.append(level)
        return found

    def _selected(self, node: exp.Select, name: str) -> Relation:
        """A stage that adds columns, renames some, or brings some from elsewhere."""
        source, names = self._sources(node, name)
        found = Relation(source.axes)
        level: Level = []
        for one in node.expressions:
            value = one.this if isinstance(one, exp.Alias) else one
            if isinstance(value, exp.Star):
                found.columns |= source.columns
            elif not isinstance(value, exp.Column):
                self._make(level, found, one.alias, one, source, names)
            elif isinstance(value.this, exp.Star):
                found.columns |= names[value.table].columns
            elif one.alias_or_name != "row":
                relation = names[value.table] if value.table else source
                found.columns[one.alias_or_name] = relation.held(value.name)
        self.levels.append(level)
        return found

    def _grouped(self, node: exp.Select) -> Relation:
        """A stage of aggregates: over all that the last axis counts."""
        source, names = self._sources(node, "")
        found = Relation(source.axes[:-1])
        level: Level = []
        for one in node.expressions:
            if not isinstance(one, exp.Column):
                value = self._aggregates(one.this, source, names)
                level.append((one.alias, _looped(value, source.axes[:-1])))
                found.columns[one.alias] = Held(one.alias, source.axes[:-1])
        self.levels.append(level)
        return found

    def _union(self, node: exp.Union, name: str) -> Relation:
        """The records that people give and, behind them, one for each further part."""
        first, *options = _parts(node)
        source, _ = self._sources(first, name)
        arrays = {
            one.alias_or_name: source.held(
                one.this.name if isinstance(one, exp.Alias) else one.name
            )
            for one in first.expressions
            if one.alias_or_name not in _KEYS
        }
        if any(held.axes != source.axes for held in arrays.values()):
            raise Unfolded("records of which a field is no array")
        positions = [source.axes[0].space.copy()]
        found: dict[str, list[Expression]] = {
            alias: [column(held.column)] for alias, held in arrays.items()
        }
        for part in options:
            where = part.args.get("where")
            condition = None if where is None else self._over(where.this, Relation(()), {})

            def one(value: Expression, condition: Expression | None = condition) -> Expression:
                made: Expression = exp.Array(expressions=[value.copy()])
                return made if condition is None else without(made, condition)

            positions.append(one(exp.Literal.number(0)))
            for made in part.expressions:
                if made.alias_or_name in found:
                    found[made.alias].append(one(made.this))
        axis = Axis(column(f"{name} position"))
        level: Level = [(f"{name} position", numbered(call("concat", *positions)))]
        for alias, several in found.items():
            level.append((f"{name} {alias}", call("concat", *several)))
        self.levels.append(level)
        made_of = {alias: Held(f"{name} {alias}", (axis,)) for alias in found}
        return Relation((axis,), made_of | {"position": Held("", (axis,))})

    def _sources(self, node: exp.Select, name: str) -> tuple[Relation, dict[str, Relation]]:
        """The relation that a select reads, and those that it is joined of by their aliases."""
        start = node.args["from_"].this
        source = self._source(start, name)
        names = {start.alias_or_name: source}
        for join in node.args.get("joins") or ():
            other = self._source(join.this, name)
            keys = list(join.args["on"].find_all(exp.EQ)) if join.args.get("on") else []
            if len(keys) < 2 and other.axes:
                # By row alone, each record of the one meets each of the other.
                other = other.along(Axis(other.axes[0].space))
                source = Relation((*source.axes, *other.axes), source.columns | other.columns)
            elif not set(other.axes) <= set(source.axes):
                raise Unfolded("records joined with those of another list")
            names[join.this.alias_or_name] = other
        where = node.args.get("where")
        if where is not None:
            source = self._where(where.this, source, names, name)
            names = dict.fromkeys(names, source)
        return source, names

    def _source(self, node: Expression, name: str) -> Relation:
        if isinstance(node, exp.Table):
            return self.relations[node.name]
        if not isinstance(node, exp.Subquery):
            raise Unfolded(f"a source that is {type(node).__name__}")
        if node.this.find(exp.Table) is not None:
            return self.stage(node.this, name)
        # Nothing but the positions of records that are known beforehand.
        places = [one.expressions[0].this for one in _parts(node.this)]
        axis = Axis(exp.Array(expressions=[place.copy() for place in places]))
        return Relation((axis,), {"position": Held("", (axis,))})

    def _where(
        self, condition: Expression, source: Relation, names: dict[str, Relation], name: str
    ) -> Relation:
        """The records of the people for whom a condition holds; of others there are none."""
        if len(source.axes) != 1:
            raise Unfolded("a condition on others than records")
        place = f"{name} position"
        kept = without(source.axes[0].space.copy(), self._over(condition, source, names))
        self.levels.append([(place, kept)])
        axis = Axis(column(place))
        return source.along(axis)

    def _make(
        self,
        level: Level,
        found: Relation,
        name: str,
        node: Expression,
        source: Relation,
        names: dict[str, Relation],
    ) -> None:
        """Make a column with a value for each row of the relation."""
        root = exp.Paren(this=(node.this if isinstance(node, exp.Alias) else node).copy())
        for window in list(root.find_all(exp.Window)):
            # The windows that there are go over all that the last axis counts.
            place = f"{name} whole"
            whole = self._aggregates(window.this, source, names)
            self.levels.append([(place, _looped(whole, source.axes[:-1]))])
            source.columns[place] = Held(place, source.axes[:-1])
            window.replace(column(place))
        level.append((name, _looped(self._over(_whole(root), source, names), source.axes)))
        found.columns[name] = Held(name, source.axes)

    def _aggregates(
        self, node: Expression, source: Relation, names: dict[str, Relation]
    ) -> Expression:
        """An expression of aggregates over all that the last axis counts."""
        root = exp.Paren(this=node.copy())
        space, depth = source.axes[-1].space, len(source.axes) - 1
        for one in list(root.find_all(exp.AggFunc)):
            item = one.this
            over = exp.Literal.number(1) if isinstance(item, exp.Star) else item
            items = each(space, depth, self._over(over, source, names))
            one.replace(aggregated(one, space, items))
        return _whole(root)

    def _over(self, value: Expression, source: Relation, names: dict[str, Relation]) -> Expression:
        """An expression of a stage, over the row."""
        root = exp.Paren(this=value.copy())
        for one in list(root.find_all(exp.Column)):
            relation = names.get(one.table, source)
            one.replace(relation.read(one.name, source.axes))
        return _whole(root)


def _looped(node: Expression, axes: Sequence[Axis]) -> Expression:
    """What is worked out for each row of a relation, as an array for each axis."""
    for depth in reversed(range(len(axes))):
        node = each(axes[depth].space, depth, node)
    return node


def _whole(root: exp.Paren) -> Expression:
    made = root.this
    assert isinstance(made, Expression)
    return made


def _parts(node: Expression) -> list[exp.Select]:
    """The selects of a union, in order."""
    if isinstance(node, exp.Union):
        return [*_parts(node.this), *_parts(node.expression)]
    if not isinstance(node, exp.Select):
        raise Unfolded(f"a part that is {type(node).__name__}")
    return [node]
