"""Lists in SQL: what is counted, summed and searched in them.

In: expressions that are lists, and the functions over them. Out: ``Listed``, and terms. Refused, as
``Gap``: a list as a value of its own, the order of items, lists of lists.

A list is a number of instances: items known beforehand, or one that stands for every row of a
relation. The conditions of filters become part of what is ``present``; an undecided one makes the
whole list unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from medrules.ir.expr import (
    Call,
    Const,
    Expr,
    Filter,
    ForEach,
    ListOf,
    Path,
    Quantified,
    Records,
    Ref,
    Var,
)
from medrules.ir.types import NUMBER as _NUMBER
from medrules.ir.types import NumberType, SetType
from medrules.ir.values import Number
from medrules.source.span import NOWHERE as _NOWHERE
from medrules.targets.sql import groups, numbers, shapes, tree
from medrules.targets.sql.expressions import (
    _field,
    both_shapes,
    compared,
    once,
    term,
)
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.layout import list_of
from medrules.targets.sql.shapes import NumberShape, SetShape
from medrules.targets.sql.terms import Term, literal, nothing, text, truth, unknown
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import (
    Absent,
    Instance,
    Item,
    Listed,
    Place,
    Rows,
    Unrolled,
    Work,
)


def listed(expr: Expr, place: Place, work: Work) -> Listed:
    """The items of a list or set. Raises Gap."""
    match expr:
        case Records(path):
            return records(path, place, work)
        case Filter(source, variable, condition):
            if isinstance(condition.type, NumberType):
                raise Gap("One item of a list by its position has no SQL").place(expr.span)
            return _filtered(listed(source, place, work), variable, condition, work)
        case ForEach(variable, source, body):
            return _mapped(listed(source, place, work), variable, body, work)
        case Path(source, name) if not isinstance(source, Var):
            return _fields(listed(source, place, work), name, work)
        case ListOf(items):
            return _several([term(one, place, work) for one in items], place)
        case Const(value, kind) if isinstance(value, tuple):
            return _several([literal(one, kind) for one in value], place)
        case Ref(path) if path in work.kept_lists:
            return _kept(path, place, work)
        case Call("concatenate", args):
            return _concatenated([listed(one, place, work) for one in args], place)
        case _:
            if isinstance(expr.type, SetType):
                return _of_set(term(expr, place, work), place)
            raise Gap("A list made in this way has no SQL").place(expr.span)


def records(path: str, place: Place, work: Work) -> Listed:
    """The records of a list."""
    form = work.lists[path]
    match form:
        case Absent():
            return Listed(place, place, (), tree.true(), tree.false(), 0)
        case Unrolled(count):
            instances = tuple(
                Instance(tree.true(), Item(path, index), index) for index in range(count)
            )
            return Listed(place, place, instances, tree.false(), tree.false(), count)
        case Rows(_, given):
            settle(place, *[one for one in place.bound.values() if isinstance(one, Term)])
            pair = groups.pairing(work, place.scope, path, form)
            inner = groups.place_of(pair, place)
            options = sum(one.list_path == path for one in work.program.options)
            missing = tree.false() if given is None else tree.negated(given)
            most = list_of(work.program, path).max_items + options
            return Listed(
                place, inner, (Instance(tree.true(), pair.row),), missing, tree.false(), most
            )


def settle(place: Place, *terms: Term) -> None:
    """Make a stage of what waits where the terms read it: rows can be joined to stages only."""
    for one in terms:
        for node in (one.sql, one.null, one.under):
            if node is not None and place.scope.waits_for(groups.columns_of(node)):
                place.scope.flush()


def _several(terms: Sequence[Term], place: Place) -> Listed:
    instances = tuple(Instance(tree.true(), one, at) for at, one in enumerate(terms))
    return Listed(place, place, instances, tree.false(), tree.false(), len(terms))


def _of_set(found: Term, place: Place) -> Listed:
    """The members of a set, in the order of their texts."""
    if not isinstance(found.shape, SetShape):
        return Listed(place, place, (), found.unknown, found.is_null, 0)
    from medrules.targets.sql.calls import member_of

    order = found.shape.members
    found = once(found, place, "set")
    instances: list[Instance] = []
    for member in sorted(order):
        there = member_of(found, text(member))
        if not tree.is_false(there.sql):
            instances.append(Instance(there.strict, text(member), len(instances)))
    return Listed(place, place, tuple(instances), found.unknown, found.is_null, len(instances))


def _kept(path: str, place: Place, work: Work) -> Listed:
    """A conclusion that is a list."""
    stored = work.kept_lists[path]
    instances: list[Instance] = []
    for bit, items in enumerate(stored.items):
        there = tree.strict(_bit(stored.mask.sql, bit))
        instances += [Instance(there, text(one), bit) for one in items]
    return Listed(
        place, place, tuple(instances), stored.mask.unknown, stored.mask.is_null, len(instances)
    )


def _bit(mask: Node, bit: int) -> Node:
    from medrules.targets.sql.calls import _bit as test

    return test(mask, 1 << bit)


def _concatenated(parts: Sequence[Listed], place: Place) -> Listed:
    if any(part.rows for part in parts):
        raise Gap("Lists of records that are joined to other lists have no SQL")
    unknown_ = tree.any_of(*[part.unknown for part in parts])
    null = tree.all_of(tree.any_of(*[part.null for part in parts]), tree.negated(unknown_))
    instances = tuple(one for part in parts for one in part.instances)
    return Listed(place, place, instances, unknown_, null, len(instances))


def _inside(found: Listed, variable: str, one: Instance) -> Place:
    return found.place.bind(variable, one.item)


def _filtered(found: Listed, variable: str, condition: Expr, work: Work) -> Listed:
    kept: list[Instance] = []
    undecided: list[Node] = []
    for one in found.instances:
        test = term(condition, _inside(found, variable, one), work)
        undecided.append(tree.all_of(one.present, test.unknown))
        present = tree.all_of(one.present, test.strict)
        if not tree.is_false(present):
            kept.append(one.replace(present=_short(present, found.place)))
    unsure = groups.any_item(found, undecided) if undecided else tree.false()
    unknown_ = tree.any_of(found.unknown, tree.all_of(unsure, tree.negated(found.null)))
    if not found.rows:
        unknown_ = _short(unknown_, found.outer)
    return found.replace(instances=tuple(kept), unknown=unknown_)


def _short(node: Node, place: Place) -> Node:
    if tree.size(node, groups.LARGE) < groups.LARGE:
        return node
    return place.scope.hold(node, "x")


def _mapped(found: Listed, variable: str, body: Expr, work: Work) -> Listed:
    return found.replace(
        instances=tuple(
            one.replace(item=term(body, _inside(found, variable, one), work))
            for one in found.instances
        )
    )


def _fields(found: Listed, name: str, work: Work) -> Listed:
    record = Var("", _NUMBER, _NOWHERE)
    return found.replace(
        instances=tuple(
            one.replace(item=_field(record, name, found.place.bind("", one.item), work))
            for one in found.instances
        )
    )


def quantified(expr: Quantified, place: Place, work: Work) -> Term:
    """``some`` and ``every``: ``or`` and ``and`` over the items."""
    found = listed(expr.source, place, work)
    tests = [
        term(expr.condition, _inside(found, expr.variable, one), work) for one in found.instances
    ]
    return _decided(found, tests, expr.kind == "some")


def _decided(found: Listed, tests: Sequence[Term], deciding: bool) -> Term:
    """Whether any is true (or all are): the deciding value, then unknown, then null."""
    pairs = list(zip(found.instances, tests, strict=True))

    def some(nodes: list[Node]) -> Node:
        return groups.any_item(found, nodes) if nodes else tree.false()

    decides = some(
        [
            tree.all_of(one.present, _is(test, deciding))
            for one, test in pairs
        ]
    )  # fmt: skip
    unsure = some([tree.all_of(one.present, test.unknown) for one, test in pairs])
    empty = some([tree.all_of(one.present, test.is_null) for one, test in pairs])
    yes, no = (tree.true(), tree.false()) if deciding else (tree.false(), tree.true())
    if tree.is_false(unsure) and tree.is_false(empty):
        node = tree.own(decides) if deciding else tree.negated(decides)
    else:
        node = tree.case([(decides, yes), (tree.any_of(unsure, empty), tree.null())], no)
    null = tree.all_of(empty, tree.negated(decides), tree.negated(unsure))
    made = Term(
        node, shapes.BOOLEAN, not tree.is_false(unsure), None if tree.is_false(null) else null
    )
    if tree.is_true(node) or tree.is_false(node):
        made = truth(tree.is_true(node))
    return _whole(found, made)


def _is(test: Term, deciding: bool) -> Node:
    """Whether a truth value is the deciding one; strict."""
    node = tree.own(test.sql) if deciding else tree.negated(test.sql)
    return node if test.plain else tree.strict(node)


def _whole(found: Listed, made: Term) -> Term:
    """The term, or unknown and null where the list itself is."""
    if tree.is_false(found.unknown) and tree.is_false(found.null):
        return made
    if tree.is_true(found.unknown):
        return unknown(made.shape)
    node = tree.case([(tree.any_of(found.unknown, found.null), tree.null())], made.sql)
    null = tree.case([(found.unknown, tree.false()), (found.null, tree.true())], made.is_null)
    if made.null is None and tree.is_false(found.null):
        return Term(node, made.shape, True, None, None, made.under, made.divisor)
    return Term(node, made.shape, True, null, None, made.under, made.divisor)


def aggregate(expr: Call, place: Place, work: Work) -> Term:
    """A function of a list: ``count``, ``sum``, ``min`` …"""
    wanted = None
    if expr.name == "list contains":
        wanted = once(term(expr.args[1], place, work), place, "wanted")
        settle(place, wanted)
    found = listed(expr.args[0], place, work)
    if expr.name == "count":
        node = groups.how_many(found, [one.present for one in found.instances])
        made = Term(node, NumberShape(0, found.most, 0, 0), False, None)
        if not found.rows and all(tree.is_true(one.present) for one in found.instances):
            made = literal(len(found.instances), _NUMBER)
        return _whole(found, made)
    terms = [_value(one) for one in found.instances]
    if wanted is not None:
        return _contains(found, terms, wanted)
    if expr.name in ("all", "any"):
        return _whole(found, _decided(found, terms, expr.name == "any"))
    if expr.name in ("sum", "min", "max", "mean"):
        return _whole(found, _numeric(expr.name, found, terms))
    raise Gap(f"`{expr.name}` of a list has no SQL").place(expr.span)


def _value(one: Instance) -> Term:
    if isinstance(one.item, Term):
        return one.item
    raise Gap("Whole records have no value in SQL; their fields do")


def _contains(found: Listed, terms: Sequence[Term], wanted: Term) -> Term:
    tests = [compared("=", one, wanted) for one in terms]
    made = _decided(found, tests, True)
    if not wanted.open:
        return made
    node = tree.case([(wanted.unknown, tree.null())], made.sql)
    null = None if made.null is None else tree.all_of(made.null, wanted.known)
    return Term(node, shapes.BOOLEAN, True, null)


def _numeric(name: str, found: Listed, terms: Sequence[Term]) -> Term:
    """Sums and extremes: null for no items or where one is null; else unknown where one is."""
    pairs = list(zip(found.instances, terms, strict=True))
    if not pairs:
        return nothing()
    none = tree.negated(groups.any_item(found, [one.present for one, _ in pairs]))
    some_null = groups.any_item(found, [tree.all_of(one.present, it.is_null) for one, it in pairs])
    unsure = groups.any_item(found, [tree.all_of(one.present, it.unknown) for one, it in pairs])
    numbered = [(one, it) for one, it in pairs if isinstance(it.shape, NumberShape)]
    shape: shapes.Shape = shapes.EMPTY
    for _, it in numbered:
        if it.under is not None:
            raise inexact("A calculation with quotients")
        shape = both_shapes(shape, it.shape)
    null = tree.any_of(none, some_null)
    missing = tree.any_of(null, unsure)
    if not isinstance(shape, NumberShape):
        return Term(tree.null(), shapes.EMPTY, True, null)
    values = [(one, numbers.widened(it, shape)) for one, it in numbered]
    if name in ("min", "max"):
        nodes = [tree.case([(one.present, value)], tree.null()) for one, value in values]
        node = groups.extreme(found, nodes, name == "min")
        made = Term(node, shape, True, None)
    else:
        low: Number = numbers.lesser(0, numbers.WIDE.multiply(Decimal(shape.low), found.most))
        high: Number = numbers.greatest(0, numbers.WIDE.multiply(Decimal(shape.high), found.most))
        wide = NumberShape(low, high, shape.scale, 0)
        if wide.digits > numbers.DIGITS:
            raise inexact(f"A sum of up to {wide.digits} digits")
        if not wide.fits_bigint:
            wide = wide.replace(held=wide.digits)
        nodes = [
            tree.case(
                [(tree.all_of(one.present, tree.negated(tree.is_null(value))), value)],
                tree.integer(0),
            )
            for one, value in values
        ]
        if not found.rows:
            # What databases make of a sum of literals may be too narrow for it.
            nodes = [tree.cast(node, wide.sql_held) for node in nodes]
        node = groups.total(found, nodes, wide.sql_held)
        if not found.rows:
            node = tree.cast(node, wide.sql_held)
        made = Term(node, wide, True, None)
    if not tree.is_false(missing):
        made = made.replace(sql=tree.case([(missing, tree.null())], made.sql))
    made = made.replace(open=not tree.is_false(unsure), null=None if tree.is_false(null) else null)
    if name == "mean":
        if found.rows or not all(tree.is_true(one.present) for one in found.instances):
            many = groups.how_many(found, [one.present for one, _ in pairs])
            count = Term(many, NumberShape(0, found.most, 0, 0), False, None)
        else:
            count = literal(len(pairs), _NUMBER)
        divided = numbers.divide(made, count)
        return divided.replace(null=made.null, open=made.open)
    return made
