"""What is done with the items of an array, in Spark's words: one by one, and taken together.

In: the positions of the items, and what is worked out for one of them. Out: syntax trees. Refused, as
``Unfolded``: an aggregate that the SQL target does not build.

An aggregate over no rows is NULL here too: the query expects of a group that is not there what a left join
gives.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.expressions import Expression


class Unfolded(Exception):
    """A tree of a form that cannot be folded."""


def variable(depth: int) -> Expression:
    """The position in the list at that depth; no column has such a name, as it has a space."""
    return exp.to_identifier(f"at {depth}", quoted=True)


def call(name: str, *arguments: Expression) -> Expression:
    """A call of one of Spark's functions."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def column(name: str) -> Expression:
    """A column by its name."""
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def each(space: Expression, depth: int, node: Expression) -> Expression:
    """The array of what is worked out for each position."""
    return call("transform", space.copy(), exp.Lambda(this=node, expressions=[variable(depth)]))


def unless_empty(space: Expression, node: Expression) -> Expression:
    """NULL where there are no positions."""
    some = exp.GT(this=call("size", space.copy()), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=some, true=node)])


def without(array: Expression, condition: Expression) -> Expression:
    """The array where the condition is true; else an empty one of the same type."""
    one, none = exp.Literal.number(1), exp.Literal.number(0)
    return exp.Case(
        ifs=[exp.If(this=condition.copy(), true=array)],
        default=call("slice", array.copy(), one, none),
    )


def numbered(array: Expression) -> Expression:
    """The positions of an array, from 0."""
    names = [exp.to_identifier("one", quoted=True), exp.to_identifier("at", quoted=True)]
    return call("transform", array, exp.Lambda(this=names[1].copy(), expressions=names))


def known(array: Expression) -> Expression:
    """The items that are not NULL."""
    one = exp.to_identifier("one", quoted=True)
    there = exp.Not(this=exp.Is(this=one.copy(), expression=exp.Null()))
    return call("filter", array, exp.Lambda(this=there, expressions=[one]))


def aggregated(node: exp.AggFunc, space: Expression, items: Expression) -> Expression:
    """An aggregate over the items that its argument has come to. Raises Unfolded."""
    match node:
        case exp.LogicalOr() | exp.Max():
            return call("array_max", items)
        case exp.Min():
            return call("array_min", items)
        case exp.Sum() if isinstance(node.parent, exp.Cast):
            return _folded(items, exp.Add, node.parent.to)
        case exp.BitwiseOrAgg():
            return _folded(items, exp.BitwiseOr, exp.DataType.build("BIGINT"))
        case exp.Count(this=exp.Star()):
            return unless_empty(space, call("size", space.copy()))
        case exp.ArrayAgg():
            return unless_empty(space, known(items))
        case _:
            raise Unfolded(f"the aggregate {type(node).__name__}")


def _folded(items: Expression, how: type[exp.Binary], kind: exp.DataType) -> Expression:
    """The items put together two by two; those that are NULL do not count, and none are NULL."""
    both = [exp.to_identifier("sum", quoted=True), exp.to_identifier("one", quoted=True)]
    joined = how(this=both[0].copy(), expression=both[1].copy())
    known_one = exp.Coalesce(this=joined, expressions=[both[0].copy(), both[1].copy()])
    merge = exp.Lambda(this=exp.Cast(this=known_one, to=kind.copy()), expressions=both)
    start = exp.Cast(this=exp.Null(), to=kind.copy())
    return call("aggregate", items, start, merge)
