"""Hit policies that take all firings together: sets, lists, sums, extremes and counts.

In: a conclusion and its firings. Out: a term, or ``Resolved``. Refused, as ``Gap``: an order of
texts that are not known beforehand, and quotients, which cannot be added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from medrules.interpreter.policies import default_of
from medrules.ir.program import Derived, Policy
from medrules.ir.types import NUMBER as _NUMBER
from medrules.ir.types import TEXT as _TEXT
from medrules.ir.types import EnumType, SetType
from medrules.targets.sql import arrays, groups, numbers, shapes, tree
from medrules.targets.sql.branches import (
    Branches,
    Resolved,
    any_firing,
    default_term,
    picked,
    value_of,
)
from medrules.targets.sql.expressions import both_shapes, compared, rank
from medrules.targets.sql.firings import Firing, Grouped, Single
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.shapes import EmptyShape, NumberShape, SetShape, TextShape
from medrules.targets.sql.terms import Term, literal, nothing, unknown
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Place, Work

_MASK = NumberShape(0, 2**62, 0, 0)


def mask_of(value: Term, members: tuple[str, ...]) -> Node:
    """What a value adds to a set, as bits; zero for null."""
    if value.fixed is not None:
        found = value.fixed.value
        if isinstance(found, str):
            return tree.integer(1 << members.index(found) if found in members else 0)
        if isinstance(found, frozenset):
            return tree.integer(sum(1 << members.index(one) for one in found if one in members))
        return tree.integer(0)
    if isinstance(value.shape, SetShape):
        if value.shape.members != members:
            raise Gap("A set of another enum cannot be collected in SQL")
        return tree.coalesce(value.sql, tree.integer(0)) if not value.plain else value.sql
    if isinstance(value.shape, EmptyShape):
        return tree.integer(0)
    ifs = [
        exp.If(this=tree.text(one), true=tree.integer(1 << at)) for at, one in enumerate(members)
    ]
    return exp.Case(this=tree.inner(value.sql), ifs=ifs, default=tree.integer(0))


def collected(derived: Derived, live: Sequence[Firing], place: Place) -> Term:
    """``collect``: the set of all; a pending member that is in it anyway does not matter."""
    if not isinstance(derived.type, SetType):
        raise Gap(f"`{derived.path}` collects into what is no set")
    members = derived.type.item.members
    if len(members) > 62:
        raise Gap(f"`{derived.path}` is a set of {len(members)} members; a bit mask has 62",
                  code="MR1021")  # fmt: skip
    shape = SetShape(members)

    def bits(what: Callable[[Single], Node]) -> Node:
        parts: list[Node] = []
        for one in live:
            single = one.one if isinstance(one, Grouped) else one
            test = what(single)
            if tree.is_false(test):
                continue
            part = tree.case([(test, mask_of(single.value, members))], tree.integer(0))
            if isinstance(one, Grouped):
                inside = one.listed.instances[0].present
                test = tree.all_of(inside, test)
                part = tree.case([(test, mask_of(single.value, members))], tree.integer(0))
                part = groups.bits(one.listed, [part])
            parts.append(part)
        return groups.join_bits(parts)

    default = default_term(derived)
    found = bits(lambda one: one.settled if one.value.open else one.test.sql)
    vague = any_firing(live, lambda one: one.vague)
    waiting = bits(lambda one: one.waiting)
    sure = tree.is_false(vague) and waiting == tree.integer(0)
    empty = default.fixed is not None and default.fixed.value == frozenset()
    if sure and empty:
        return _set_term(found, shape, False)
    branches: Branches = []
    if not sure:
        found = place.scope.hold(found, "found")
        more = tree.binary(exp.NEQ, tree.binary(exp.BitwiseOr, found, waiting), found)
        if waiting == tree.integer(0):
            more = tree.false()
        branches.append((tree.any_of(vague, more), unknown()))
    if empty:
        return picked(branches, _set_term(found, shape, False))
    branches.append((any_firing(live, lambda one: one.live), _set_term(found, shape, False)))
    return picked(branches, default)


def _set_term(node: Node, shape: SetShape, is_open: bool) -> Term:
    return Term(node, shape, is_open, None)


def listed(work: Work, derived: Derived, live: Sequence[Firing]) -> Resolved:
    """``rule-order`` and ``output-order``: which rules contributed, for the reader to decode."""
    if any(isinstance(one, Grouped) for one in live) or not _few(live):
        return _as_array(work, derived, live)
    items: list[tuple[str, ...]] = []
    parts: list[Node] = []

    def bit(test: Node, texts: tuple[str, ...]) -> None:
        if texts and not tree.is_false(test):
            parts.append(tree.case([(test, tree.integer(1 << len(items)))], tree.integer(0)))
            items.append(texts)

    for one in live:
        assert isinstance(one, Single)
        if one.items is not None:
            bit(one.test.sql, one.items)
            continue
        shape = one.value.shape
        if not (isinstance(shape, TextShape) and shape.members is not None):
            if isinstance(shape, EmptyShape):
                continue
            raise AssertionError("a list of any texts is no mask")
        for member in shape.members:
            same = compared("=", one.value, literal(member, _TEXT))
            bit(tree.all_of(one.test.sql, same.strict), (member,))
    default = default_of(derived)
    branches: Branches = [(any_firing(live, lambda one: one.pending), unknown(_MASK))]
    mask = Term(groups.join_bits(parts), _MASK, False, None)
    if isinstance(default, tuple) and default:
        at = len(items)
        items.append(tuple(str(one) for one in default))
        branches.append((any_firing(live, lambda one: one.live), mask))
        mask = Term(tree.integer(1 << at), _MASK, False, None)
    elif default is None:
        branches.append((any_firing(live, lambda one: one.live), mask))
        mask = nothing(_MASK)
    return Resolved(picked(branches, mask), (), tuple(items))


def _few(live: Sequence[Firing]) -> bool:
    """Whether what rules contribute is known beforehand, and fits into a mask."""
    count = 1
    for one in live:
        shape = value_of(one).shape
        if isinstance(one, Grouped) or one.items is not None or isinstance(shape, EmptyShape):
            count += 1
        elif isinstance(shape, TextShape) and shape.members is not None:
            count += len(shape.members)
        else:
            return False
    return count <= 62


def _as_array(work: Work, derived: Derived, live: Sequence[Firing]) -> Resolved:
    """A list to which the rows of a relation contribute."""
    shape = shapes.ArrayShape()
    made = Term(arrays.gathered(live, work.dialect), shape, False, None)
    branches: Branches = [(any_firing(live, lambda one: one.pending), unknown(shape))]
    default = default_of(derived)
    if default == ():
        return Resolved(picked(branches, made), ())
    branches.append((any_firing(live, lambda one: one.live), made))
    texts = [str(one) for one in default] if isinstance(default, tuple) else []
    other = nothing(shape) if default is None else Term(arrays.of_texts(texts), shape, False, None)
    return Resolved(picked(branches, other), ())


def total(derived: Derived, live: Sequence[Firing]) -> Term:
    """``sum``: over all; null where one is."""
    made = literal(0, _NUMBER)
    for one in live:
        single = one.one if isinstance(one, Grouped) else one
        value = single.value
        if value.under is not None:
            raise inexact("A calculation with quotients")
        if not isinstance(value.shape, NumberShape):
            continue
        mine = value.shape
        test = tree.own(single.test.sql)
        if not value.plain:
            test = tree.all_of(test, tree.negated(tree.is_null(value.sql)))
        low, high = min(0, mine.low), max(0, mine.high)
        part: Node
        if isinstance(one, Grouped):
            low, high = low * one.listed.most, high * one.listed.most
            wide = NumberShape(low, high, mine.scale, 0)
            wide = wide if wide.fits_bigint and mine.held == 0 else wide.replace(held=wide.digits)
            if wide.digits > numbers.DIGITS:
                raise inexact(f"A sum of up to {wide.digits} digits")
            test = tree.all_of(one.listed.instances[0].present, test)
            node = tree.case([(test, value.sql)], tree.integer(0))
            part = groups.total(one.listed, [node], wide.sql_held)
        else:
            wide = mine.replace(low=low, high=high)
            part = tree.case([(test, value.sql)], tree.integer(0))
        made = numbers.add(made, Term(part, wide, False, None)) if made.fixed is None else Term(
            part, wide, False, None
        )  # fmt: skip
    branches: Branches = [(any_firing(live, lambda one: one.pending), unknown())]
    null = any_firing(live, lambda one: tree.all_of(one.settled, one.value.is_null))
    branches.append((null, nothing()))
    default = default_term(derived)
    if default.fixed is not None and default.fixed.value == 0 and default.fixed.value is not False:
        return picked(branches, made)
    branches.append((any_firing(live, lambda one: one.live), made))
    return picked(branches, default)


def extreme(derived: Derived, live: Sequence[Firing], place: Place) -> Term:
    """``min`` and ``max``: of numbers, or of members of an enum by their order."""
    least = derived.policy is Policy.MIN
    kind = derived.type
    order: tuple[str, ...] | None = None
    if isinstance(kind, EnumType):
        order = kind.members if kind.ordered else tuple(sorted(kind.members))
    elif any(isinstance(value_of(one).shape, TextShape) for one in live):
        raise Gap("The order of texts differs between databases")
    shape: shapes.Shape = shapes.EMPTY
    for one in live:
        if value_of(one).under is not None:
            raise inexact("A quotient of which the least or greatest is wanted")
        shape = both_shapes(shape, value_of(one).shape)
    nodes: list[Node] = []
    for one in live:
        value = value_of(one)
        single = one.one if isinstance(one, Grouped) else one
        if isinstance(value.shape, EmptyShape):
            continue
        if order is not None:
            node = rank(value, order)
        else:
            assert isinstance(shape, NumberShape)
            node = numbers.widened(value, shape)
        if isinstance(one, Grouped):
            test = tree.all_of(one.listed.instances[0].present, single.test.sql)
            nodes.append(
                groups.extreme(one.listed, [tree.case([(test, node)], tree.null())], least)
            )
        else:
            nodes.append(tree.case([(single.test.sql, node)], tree.null()))
    best = _best(nodes, least, place)
    if order is not None:
        best = place.scope.hold(best, "best")
        ifs = [exp.If(this=tree.integer(at), true=tree.text(one)) for at, one in enumerate(order)]
        best = exp.Case(this=tree.own(best), ifs=ifs)
        shape = TextShape(order)
    branches: Branches = [(any_firing(live, lambda one: one.pending), unknown())]
    null = any_firing(live, lambda one: tree.all_of(one.settled, one.value.is_null))
    branches.append((null, nothing()))
    branches.append((any_firing(live, lambda one: one.live), Term(best, shape, False, None)))
    return picked(branches, default_term(derived))


def _best(nodes: Sequence[Node], least: bool, place: Place) -> Node:
    if not nodes:
        return tree.null()
    best = nodes[0]
    for node in nodes[1:]:
        best, node = place.scope.hold(best, "best"), place.scope.hold(node, "best")
        test = tree.binary(exp.LTE if least else exp.GTE, best, node)
        best = tree.case([(tree.is_null(node), best), (test, best)], node)
    return best


def counted(derived: Derived, live: Sequence[Firing]) -> Term:
    """``count``: how many rules fired, whatever they say."""
    parts: list[Node] = []
    most = 0
    for one in live:
        single = one.one if isinstance(one, Grouped) else one
        test = single.test.sql
        if isinstance(one, Grouped):
            most += one.listed.most
            test = tree.all_of(one.listed.instances[0].present, single.fired)
            parts.append(groups.how_many(one.listed, [test]))
        else:
            most += 1
            parts.append(tree.case([(test, tree.integer(1))], tree.integer(0)))
    node = tree.integer(0)
    for at, part in enumerate(parts):
        node = part if at == 0 else tree.binary(exp.Add, node, part)
    made = Term(node, NumberShape(0, most, 0, 0), False, None)
    branches: Branches = [(any_firing(live, lambda one: one.test.unknown), unknown())]
    default = default_term(derived)
    if default.fixed is not None and default.fixed.value == 0 and default.fixed.value is not False:
        return picked(branches, made)
    branches.append((any_firing(live, lambda one: one.live), made))
    return picked(branches, default)
