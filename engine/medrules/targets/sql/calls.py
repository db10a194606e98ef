"""Operators and functions of the table, in SQL.

In: a ``Call`` and the place where it is worked out. Out: a term. Refused, as ``Gap``: functions
that databases answer differently (capitals of any text), that are not exact (roots), and that give
lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sqlglot import exp

from medrules.ir.expr import Call, Expr
from medrules.ir.types import NUMBER as _NUMBER
from medrules.ir.types import ListType, SetType
from medrules.ir.values import UNKNOWN
from medrules.targets.sql import numbers, rounding, shapes, texts, tree
from medrules.targets.sql.expressions import compared, folded, once, term
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.shapes import EmptyShape, NumberShape, SetShape, TextShape
from medrules.targets.sql.terms import Term, lifted, literal, truth, unknown
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Place, Work

LISTED = frozenset(
    ("count", "sum", "min", "max", "mean", "all", "any", "list contains", "string join", "median")
)
"""Functions that take a list, or several arguments in place of one."""


def call(expr: Call, place: Place, work: Work) -> Term:
    """The call in SQL. Raises Gap."""
    if expr.name in LISTED and _takes_list(expr):
        from medrules.targets.sql.lists import aggregate

        return aggregate(expr, place, work)
    if expr.name == "list contains":
        return membership(expr.args[0], expr.args[1], place, work)
    args = [term(one, place, work) for one in expr.args]
    if expr.name == "is defined":
        return _defined(args[0])
    if any(one.fixed is not None and one.fixed.value is UNKNOWN for one in args):
        return unknown()
    found = folded(expr.name, args, expr.type)
    if found is not None:
        return found
    if any(isinstance(one.shape, EmptyShape) for one in args):
        return lifted(args, tree.null(), shapes.EMPTY)
    if expr.name == "count":
        return _count(once(args[0], place, "set"), work.dialect)
    entry = _FUNCTIONS.get(expr.name)
    if entry is None:
        raise Gap(f"`{expr.name}` has no SQL that means the same in every database")
    return entry([once(one, place) for one in args])


def _takes_list(expr: Call) -> bool:
    first = expr.args[0].type if expr.args else None
    if expr.name in ("count", "list contains"):
        return not isinstance(first, SetType) and not (
            expr.name == "count" and not isinstance(first, ListType)
        )
    return len(expr.args) == 1 or expr.name == "string join"


def _defined(arg: Term) -> Term:
    """``is defined``."""
    if arg.null is None and not arg.open:
        return truth(True)
    if not arg.open:
        return Term(tree.negated(arg.is_null), shapes.BOOLEAN, False, None)
    node = tree.case(
        [(arg.is_null, tree.false()), (tree.negated(tree.is_null(arg.sql)), tree.true())],
        tree.null(),
    )
    return Term(node, shapes.BOOLEAN, True, None)


def membership(items: Expr, element: Expr, place: Place, work: Work) -> Term:
    """``element in set``."""
    held, wanted = term(items, place, work), term(element, place, work)
    return member_of(held, wanted)


def member_of(held: Term, wanted: Term) -> Term:
    """Whether a set holds an element; null is in no set."""
    if not isinstance(held.shape, SetShape):
        return lifted((held, wanted), tree.null(), shapes.BOOLEAN)
    order = held.shape.members
    if (
        held.fixed is not None
        and isinstance(held.fixed.value, frozenset)
        and wanted.fixed is not None
        and wanted.fixed.value is not UNKNOWN
    ):
        return truth(wanted.fixed.value in held.fixed.value)
    if held.fixed is not None and isinstance(held.fixed.value, frozenset):
        # The set is known: a test of the text itself reads better than bits, and is as fast.
        chosen = [tree.text(one) for one in order if one in held.fixed.value]
        node = tree.one_of(wanted.sql, chosen) if chosen else _false_beside(wanted)
        if wanted.null is not None:
            node = tree.case([(wanted.is_null, tree.false())], node)
        return Term(node, shapes.BOOLEAN, wanted.open, None)
    bit: Node
    if wanted.fixed is not None and isinstance(wanted.fixed.value, str):
        value = wanted.fixed.value
        bit = tree.integer(1 << order.index(value) if value in order else 0)
    else:
        ifs = [
            exp.If(this=tree.text(one), true=tree.integer(1 << at)) for at, one in enumerate(order)
        ]
        bit = exp.Case(this=tree.inner(wanted.sql), ifs=ifs, default=tree.integer(0))
    node = tree.binary(exp.NEQ, tree.binary(exp.BitwiseAnd, held.sql, bit), tree.integer(0))
    if wanted.open:
        node = tree.case([(wanted.unknown, tree.null())], node)
    null = held.null
    if null is not None and wanted.open:
        null = tree.all_of(null, wanted.known)
    return Term(node, shapes.BOOLEAN, held.open or wanted.open, null)


def _false_beside(found: Term) -> Node:
    """FALSE where the value is there."""
    if not found.open:
        return tree.false()
    return tree.case([(tree.negated(tree.is_null(found.sql)), tree.false())], tree.null())


def _count(held: Term, dialect: str) -> Term:
    if not isinstance(held.shape, SetShape):
        # A single value counts as a list of it.
        one = tree.case([(tree.is_null(held.sql), tree.null())], tree.integer(1))
        return lifted((held,), one, NumberShape(1, 1, 0, 0))
    return lifted((held,), bit_count(held, dialect), NumberShape(0, len(held.shape.members), 0, 0))


def bit_count(held: Term, dialect: str) -> Node:
    """How many bits a mask has."""
    assert isinstance(held.shape, SetShape)
    if dialect in ("duckdb", "spark", "bigquery"):
        return tree.cast(exp.BitwiseCount(this=tree.own(held.sql)), "BIGINT")
    made: Node | None = None
    for place in range(len(held.shape.members)):
        one = tree.case([(_bit(held.sql, 1 << place), tree.integer(1))], tree.integer(0))
        made = one if made is None else tree.binary(exp.Add, made, one)
    if made is None:
        return tree.integer(0)
    return tree.case([(tree.is_null(held.sql), tree.null())], made)


def _bit(mask: Node, bits: int) -> Node:
    return tree.binary(
        exp.NEQ, tree.binary(exp.BitwiseAnd, mask, tree.integer(bits)), tree.integer(0)
    )


def _plus(args: Sequence[Term]) -> Term:
    left, right = args
    if isinstance(left.shape, TextShape):
        node = exp.DPipe(this=tree.inner(left.sql), expression=tree.inner(right.sql), safe=False)
        return lifted(args, node, TextShape(None))
    return numbers.add(left, right)


def _minus(args: Sequence[Term]) -> Term:
    return numbers.add(args[0], args[1], minus=True)


def _times(args: Sequence[Term]) -> Term:
    return numbers.multiply(args[0], args[1])


def _divided(args: Sequence[Term]) -> Term:
    return numbers.divide(args[0], args[1])


def _power(args: Sequence[Term]) -> Term:
    base, by = args
    if by.fixed is None or not isinstance(by.fixed.value, int) or not 0 <= by.fixed.value <= 12:
        raise inexact("A power")
    made = literal(1, _NUMBER)
    for _ in range(by.fixed.value):
        made = numbers.multiply(made, base)
    return made


def _negated(args: Sequence[Term]) -> Term:
    return numbers.negate(args[0])


def _absolute(args: Sequence[Term]) -> Term:
    (one,) = args
    if one.under is not None:
        raise inexact("A calculation with a quotient")
    mine = numbers.shape(one)
    reach = numbers.greatest(numbers.size(mine.low), numbers.size(mine.high))
    low = numbers.lesser(numbers.size(mine.low), numbers.size(mine.high))
    if mine.low <= 0 <= mine.high:
        low = 0
    if mine.held == 0 and reach >= 2**63:
        return numbers.extreme(False, (one, numbers.negate(one)))
    return lifted(args, exp.Abs(this=tree.own(one.sql)), mine.replace(low=low, high=reach))


def _least(args: Sequence[Term]) -> Term:
    return numbers.extreme(True, tuple(args))


def _greatest(args: Sequence[Term]) -> Term:
    return numbers.extreme(False, tuple(args))


def _sum(args: Sequence[Term]) -> Term:
    made = args[0]
    for one in args[1:]:
        made = numbers.add(made, one)
    return made


def _mean(args: Sequence[Term]) -> Term:
    return numbers.divide(_sum(args), literal(len(args), _NUMBER))


def _all(args: Sequence[Term]) -> Term:
    return _lifted_truth(args, False)


def _any(args: Sequence[Term]) -> Term:
    return _lifted_truth(args, True)


def _lifted_truth(args: Sequence[Term], deciding: bool) -> Term:
    """``all(a, b)``: an unknown argument makes it unknown, whatever the others are."""
    from medrules.targets.sql.expressions import conjunction, disjunction

    joined = disjunction(args) if deciding else conjunction(args)
    unknown_ = tree.any_of(*[one.unknown for one in args])
    if tree.is_false(unknown_):
        return joined
    null = None if joined.null is None else tree.all_of(joined.null, tree.negated(unknown_))
    return joined.replace(sql=tree.case([(unknown_, tree.null())], joined.sql), null=null)


def _union(args: Sequence[Term]) -> Term:
    first = args[0].shape
    if not isinstance(first, SetShape) or any(one.shape != first for one in args):
        raise Gap("`union` of lists has no SQL")
    made = tree.own(args[0].sql)
    for one in args[1:]:
        made = tree.binary(exp.BitwiseOr, made, one.sql)
    return lifted(args, made, first)


def _modulo(args: Sequence[Term]) -> Term:
    return rounding.modulo(args[0], args[1])


def _parity(even: bool) -> Callable[[Sequence[Term]], Term]:
    def parity(args: Sequence[Term]) -> Term:
        if not numbers.shape(args[0]).whole:
            raise Gap("`even` and `odd` of numbers with decimals have no SQL")
        rest = rounding.modulo(args[0], literal(2, _NUMBER))
        return compared("=", rest, literal(0 if even else 1, _NUMBER))

    return parity


def _string(args: Sequence[Term]) -> Term:
    return texts.string(args[0])


_FUNCTIONS: dict[str, Callable[[Sequence[Term]], Term]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divided,
    "**": _power,
    "negate": _negated,
    "abs": _absolute,
    "min": _least,
    "max": _greatest,
    "sum": _sum,
    "mean": _mean,
    "all": _all,
    "any": _any,
    "union": _union,
    "modulo": _modulo,
    "even": _parity(True),
    "odd": _parity(False),
    "string": _string,
    **{name: partial(rounding.rounded, name) for name in rounding.NAMES},
    **{name: partial(texts.text_function, name) for name in texts.NAMES},
}
