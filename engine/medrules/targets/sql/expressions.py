"""Expressions of the IR become terms of SQL.

In: an expression and the place where it is worked out. Out: ``Term``, or ``Listed`` for a list.
Refused, as ``Gap`` with the span of the expression: what SQL cannot say exactly.

Each case says what ``medrules.interpreter`` says, with unknown and null kept apart (see
``medrules.targets.sql.terms``). Where all arguments are literals, the operator table itself gives
the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from medrules.feel.operators import OPERATORS
from medrules.ir.evaluation import Slot
from medrules.ir.expr import (
    And,
    Call,
    Compare,
    CompareOp,
    Const,
    ContextOf,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    If,
    Invoke,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Quantified,
    Range,
    Records,
    Ref,
    Var,
)
from medrules.ir.types import BOOLEAN as _BOOLEAN
from medrules.ir.types import EnumType, ListType, SetType
from medrules.ir.values import UNKNOWN
from medrules.targets.sql import numbers, shapes, tree
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.groups import LARGE
from medrules.targets.sql.shapes import BooleanShape, EmptyShape, NumberShape, SetShape, TextShape
from medrules.targets.sql.terms import Term, lifted, literal, nothing, truth
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Item, Place, Row, Work


def term(expr: Expr, place: Place, work: Work) -> Term:
    """The expression in SQL. Raises Gap."""
    try:
        return _term(expr, place, work)
    except Gap as gap:
        raise gap.place(expr.span) from None


def _term(expr: Expr, place: Place, work: Work) -> Term:
    match expr:
        case Const(value, kind):
            return literal(value, kind)
        case Ref(path):
            found = work.terms.get(path)
            if path in work.failed:
                raise KeyError(path)
            if found is None:
                raise Gap(f"`{path}` is a list, which SQL can count and search, and no more")
            return found
        case Var(name):
            bound = place.bound[name]
            if isinstance(bound, Term):
                return bound
            raise Gap("A whole record has no value in SQL; its fields do")
        case Path(source, name):
            return _field(source, name, place, work)
        case And(operands):
            return conjunction([term(one, place, work) for one in operands])
        case Or(operands):
            return disjunction([term(one, place, work) for one in operands])
        case Not(operand):
            return negation(term(operand, place, work))
        case Compare(op, left, right, order):
            return compared(op, term(left, place, work), term(right, place, work), order)
        case If(condition, then_, else_):
            test = term(condition, place, work)
            if test.fixed is not None and test.fixed.value is not UNKNOWN:
                return term(then_ if test.fixed.value is True else else_, place, work)
            return choice(
                once(test, place), term(then_, place, work), term(else_, place, work), place
            )
        case IsKnown(subject):
            asked = term(subject, place, work)
            return _truth_of(asked.known)
        case Call():
            from medrules.targets.sql.calls import call

            return call(expr, place, work)
        case Quantified() | Filter() | ForEach() | Records() | ListOf():
            from medrules.targets.sql.lists import quantified

            if isinstance(expr, Quantified):
                return quantified(expr, place, work)
            raise Gap("A list has no value in SQL; it can be counted, summed and searched")
        case Range() | ContextOf() | FunctionOf() | Invoke():
            raise Gap("Ranges, contexts and functions as values have no SQL")


def _field(source: Expr, name: str, place: Place, work: Work) -> Term:
    if isinstance(source, Var):
        bound = place.bound[source.name]
        if isinstance(bound, Row):
            return renamed(work.terms[f"{bound.list_path}[].{name}"], bound)
        if isinstance(bound, Item):
            return work.terms[f"{bound.list_path}[{bound.index}].{name}"]
    raise Gap("A field can be read of a record or of a record list, and of nothing else")


def renamed(found: Term, row: Row) -> Term:
    """A field of a row that is joined under other names."""
    if not row.renamed:
        return found
    names = dict(row.renamed)

    def moved(node: Node | None) -> Node | None:
        if node is None:
            return None
        return node.transform(
            lambda one: (
                tree.column(names.get(one.name, one.name)) if isinstance(one, exp.Column) else one
            )
        )

    sql = moved(found.sql)
    assert sql is not None
    return found.replace(sql=sql, null=moved(found.null), under=moved(found.under))


def once(found: Term, place: Place, wish: str = "x") -> Term:
    """The term with a column of its own where it is too long to be written several times."""
    if tree.size(found.sql, LARGE) < LARGE:
        return found
    null = found.null
    if null is not None and tree.size(null, LARGE) >= LARGE:
        null = place.scope.hold(null, f"{wish}_null")
    return found.replace(sql=place.scope.hold(found.sql, wish), null=null)


def _truth_of(node: Node) -> Term:
    """A strict boolean as a term."""
    if tree.is_true(node) or tree.is_false(node):
        return truth(tree.is_true(node))
    return Term(node, shapes.BOOLEAN, False, None)


def conjunction(terms: Sequence[Term]) -> Term:
    """Kleene ``and``, with null beside unknown."""
    return _joined(terms, True)


def disjunction(terms: Sequence[Term]) -> Term:
    """Kleene ``or``, with null beside unknown."""
    return _joined(terms, False)


def _joined(terms: Sequence[Term], conjunctive: bool) -> Term:
    deciding = not conjunctive
    if any(one.fixed is not None and one.fixed.value is deciding for one in terms):
        return truth(deciding)
    idle = [one for one in terms if one.fixed is None or one.fixed.value is not conjunctive]
    if not idle:
        return truth(conjunctive)
    if len(idle) == 1:
        return idle[0]
    join = tree.all_of if conjunctive else tree.any_of
    node = join(*[one.sql for one in idle])
    null: Node | None = None
    some_null = [one.null for one in idle if one.null is not None]
    if some_null:
        # Null where one is, none is unknown and none decides.
        settled = [
            tree.any_of(
                tree.strict(one.sql if conjunctive else tree.negated(one.sql))
                if one.open or one.null is not None
                else (tree.own(one.sql) if conjunctive else tree.negated(one.sql)),
                one.is_null,
            )
            for one in idle
        ]
        null = tree.all_of(tree.any_of(*some_null), *settled)
    return Term(node, shapes.BOOLEAN, any(one.open for one in idle), null)


def negation(found: Term) -> Term:
    """Kleene ``not``."""
    if found.fixed is not None:
        return truth(not found.fixed.value) if isinstance(found.fixed.value, bool) else found
    return found.replace(sql=tree.negated(found.sql))


def compared(op: CompareOp, left: Term, right: Term, order: EnumType | None = None) -> Term:
    """A comparison; null where there is no order between the two."""
    if left.fixed is not None and right.fixed is not None:
        from medrules.feel.operators import compare

        found = compare(op, left.fixed.value, right.fixed.value, order)
        return literal(found, _BOOLEAN)
    if op in ("=", "!="):
        return _equal(op, left, right)
    if order is not None:
        return _ordered(op, left, right, order)
    if isinstance(left.shape, NumberShape | EmptyShape) and isinstance(
        right.shape, NumberShape | EmptyShape
    ):
        return lifted((left, right), numbers.compare(op, left, right), shapes.BOOLEAN)
    if isinstance(left.shape, TextShape) and isinstance(right.shape, TextShape):
        raise Gap("The order of texts differs between databases")
    return lifted((left, right), tree.null(), shapes.BOOLEAN, tree.true())


def same(left: Term, right: Term) -> Node:
    """Whether two values that are there are equal; NULL where one is not."""
    if isinstance(left.shape, EmptyShape) or isinstance(right.shape, EmptyShape):
        return tree.null()
    if isinstance(left.shape, NumberShape):
        return numbers.compare("=", left, right)
    sets = isinstance(left.shape, SetShape) and isinstance(right.shape, SetShape)
    if sets and left.shape != right.shape:
        raise Gap("Sets of two different enums do not compare in SQL")
    if isinstance(left.shape, BooleanShape):
        for one, other in ((left, right), (right, left)):
            if other.fixed is not None and isinstance(other.fixed.value, bool):
                return tree.own(one.sql) if other.fixed.value else tree.negated(one.sql)
    return tree.binary(exp.EQ, left.sql, right.sql)


def _equal(op: CompareOp, left: Term, right: Term) -> Term:
    """``=`` and ``!=``: null equals null and nothing else."""
    node = same(left, right)
    if left.null is not None or right.null is not None:
        neither = tree.all_of(left.is_null, right.is_null)
        either = tree.any_of(left.is_null, right.is_null)
        if left.open or right.open:
            unknown = tree.any_of(left.unknown, right.unknown)
            node = tree.case(
                [(unknown, tree.null()), (neither, tree.true()), (either, tree.false())], node
            )
        else:
            node = tree.case([(neither, tree.true()), (either, tree.false())], node)
    if op == "!=":
        node = tree.negated(node)
    return Term(node, shapes.BOOLEAN, left.open or right.open, None)


def _ordered(op: CompareOp, left: Term, right: Term, order: EnumType) -> Term:
    """``<`` and so on of members of an ordered enum."""
    for one, other, way in ((left, right, op), (right, left, _turned(op))):
        if other.fixed is not None and isinstance(other.fixed.value, str):
            place = {member: index for index, member in enumerate(order.members)}
            mark = place.get(other.fixed.value)
            if mark is None:
                return lifted((left, right), tree.null(), shapes.BOOLEAN, tree.true())
            test = numbers.PYTHON[way]
            kept = [tree.text(member) for member in order.members if test(place[member], mark)]
            if len(kept) == len(order.members) or not kept:
                constant = tree.true() if kept else tree.false()
                if not one.plain:
                    constant = tree.case([(tree.is_null(one.sql), tree.null())], constant)
                return lifted((left, right), constant, shapes.BOOLEAN)
            return lifted((left, right), tree.one_of(one.sql, kept), shapes.BOOLEAN)
    ranks = [rank(one, order.members) for one in (left, right)]
    node = tree.binary(numbers.COMPARED[op], *ranks)
    return lifted((left, right), node, shapes.BOOLEAN)


def rank(found: Term, members: Sequence[str]) -> Node:
    """The place of a text among the members, from 0; NULL for any other."""
    if found.fixed is not None:
        value = found.fixed.value
        return tree.integer(list(members).index(str(value))) if value in members else tree.null()
    ifs = [
        exp.If(this=tree.text(member), true=tree.integer(place))
        for place, member in enumerate(members)
    ]
    return exp.Case(this=tree.inner(found.sql), ifs=ifs)


def _turned(op: CompareOp) -> CompareOp:
    turned: dict[CompareOp, CompareOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    return turned.get(op, op)


def merged(left: Term, right: Term) -> tuple[Node, Node, shapes.Shape]:
    """Two values for one column, in one type."""
    if isinstance(left.shape, EmptyShape):
        return tree.own(left.sql), tree.own(right.sql), right.shape
    if isinstance(right.shape, EmptyShape):
        return tree.own(left.sql), tree.own(right.sql), left.shape
    if isinstance(left.shape, NumberShape) and isinstance(right.shape, NumberShape):
        kind = numbers.union(left.shape, right.shape)
        return numbers.widened(left, kind), numbers.widened(right, kind), kind
    return tree.own(left.sql), tree.own(right.sql), both_shapes(left.shape, right.shape)


def both_shapes(left: shapes.Shape, right: shapes.Shape) -> shapes.Shape:
    """The shape of what is one or the other."""
    if isinstance(left, EmptyShape):
        return right
    if isinstance(left, NumberShape) and isinstance(right, NumberShape):
        return numbers.union(left, right)
    if isinstance(left, TextShape) and isinstance(right, TextShape):
        if left.members is None or right.members is None:
            return TextShape(None)
        return TextShape(tuple(dict.fromkeys((*left.members, *right.members))))
    return left


def choice(test: Term, then: Term, other: Term, place: Place) -> Term:
    """``if``: an unknown condition gives what both branches give, where they agree."""
    if then.under is not None or other.under is not None:
        raise inexact("A quotient in a branch of `if`")
    then, other = once(then, place), once(other, place)
    first, second, shape = merged(then, other)
    otherwise = tree.true() if test.plain else tree.any_of(tree.negated(test.sql), test.is_null)
    branches = [(test.sql, first), (otherwise, second)]
    nulls = [(test.sql, then.is_null), (otherwise, other.is_null)]
    agreed_null = tree.all_of(then.is_null, other.is_null)
    if test.open:
        branches.append((same(then, other), first))
    node = tree.case(branches, tree.null())
    null: Node | None = None
    if then.null is not None or other.null is not None:
        null = tree.case(nulls, agreed_null if test.open else tree.false())
    return Term(node, shape, test.open or then.open or other.open, null)


def fixed_values(terms: Sequence[Term]) -> list[Slot] | None:
    """The values of terms that are all known beforehand."""
    values: list[Slot] = []
    for one in terms:
        if one.fixed is None or one.fixed.value is UNKNOWN:
            return None
        values.append(one.fixed.value)
    return values


def folded(name: str, terms: Sequence[Term], kind: object) -> Term | None:
    """What the operator table says, where every argument is known beforehand."""
    values = fixed_values(terms)
    if values is None:
        return None
    found = OPERATORS[name].evaluate(*values)
    if found is None:
        return nothing()
    if isinstance(kind, ListType | SetType) and not isinstance(kind, SetType):
        return None
    if isinstance(found, frozenset) and not isinstance(kind, SetType):
        return None
    return literal(found, kind)  # type: ignore[arg-type]
