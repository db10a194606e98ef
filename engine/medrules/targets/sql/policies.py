"""Hit policies in SQL: what the firings for one conclusion come to.

In: a conclusion and its firings. Out: ``Resolved``: a term, and the clashes to report. Refused, as ``Gap``:
an order of texts that are not known beforehand.

Each function says what its namesake in ``medrules.interpreter.policies`` says. What cannot happen is left
out: a rule whose condition cannot be unknown is never pending, rules that exclude each other never clash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from sqlglot import exp

from medrules.interpreter.policies import default_of, ranking
from medrules.ir.program import Derived, Policy
from medrules.ir.types import NUMBER as _NUMBER
from medrules.ir.types import TEXT as _TEXT
from medrules.ir.types import EnumType, SetType
from medrules.ir.values import UNKNOWN
from medrules.record import Record
from medrules.targets.sql import arrays, groups, numbers, ordering, shapes, tree
from medrules.targets.sql.exclusion import exclude
from medrules.targets.sql.expressions import both_shapes, compared, rank
from medrules.targets.sql.firings import Firing, Grouped, Single
from medrules.targets.sql.gaps import Gap
from medrules.targets.sql.shapes import BooleanShape, EmptyShape, NumberShape, SetShape, TextShape
from medrules.targets.sql.terms import Fixed, Term, literal, nothing, truth, unknown
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Place, Work

Branches = list[tuple[Node, Term]]


class Clash(Record):
    """Where two rules disagree; strict."""

    where: Node
    first: int
    second: int


class Resolved(Record):
    """What a conclusion comes to. ``items`` decode a list: the term is then a mask."""

    term: Term
    clashes: tuple[Clash, ...]
    items: tuple[tuple[str, ...], ...] | None = None


def resolve(work: Work, derived: Derived, live: Sequence[Firing], place: Place) -> Resolved:
    """The conclusion in SQL. Raises Gap."""
    match derived.policy:
        case Policy.UNIQUE | Policy.ANY:
            return _agreed(work, derived, live, place)
        case Policy.FIRST:
            return Resolved(_first(derived, live, place), ())
        case Policy.PRIORITY:
            return Resolved(_priority(derived, live), ())
        case Policy.COLLECT:
            return Resolved(_collected(derived, live, place), ())
        case Policy.RULE_ORDER | Policy.OUTPUT_ORDER:
            return _listed(work, derived, live)
        case Policy.SUM:
            return Resolved(_total(derived, live), ())
        case Policy.MIN | Policy.MAX:
            return Resolved(_extreme(derived, live, place), ())
        case Policy.COUNT:
            return Resolved(_counted(derived, live), ())
        case _:
            assert_never(derived.policy)


def picked(branches: Branches, default: Term) -> Term:
    """The value of the first branch whose condition holds."""
    kept: Branches = []
    for test, value in branches:
        if tree.is_false(test):
            continue
        if tree.is_true(test):
            default = value
            break
        kept.append((test, value))
    if not kept:
        return default
    terms = [value for _, value in kept] + [default]
    shape: shapes.Shape = shapes.EMPTY
    for one in terms:
        shape = both_shapes(shape, one.shape)
    typed = [
        numbers.widened(one, shape)
        if isinstance(shape, NumberShape) and isinstance(one.shape, NumberShape)
        else one.sql
        for one in terms
    ]
    sql = tree.case(list(zip([test for test, _ in kept], typed, strict=False)), typed[-1])
    null: Node | None = None
    if any(one.null is not None for one in terms):
        null = tree.case([(test, value.is_null) for test, value in kept], default.is_null)
    under, divisor = _under(kept, default)
    return Term(sql, shape, any(one.open for one in terms), null, None, under, divisor)


def _under(kept: Branches, default: Term) -> tuple[Node | None, NumberShape | None]:
    terms = [value for _, value in kept] + [default]
    if all(one.under is None for one in terms):
        return None, None
    one = literal(1, _NUMBER)
    divisors = [
        (Term(term.under, term.divisor, True, None) if term.under and term.divisor else one)
        for term in terms
    ]
    made = picked(
        [(test, below) for (test, _), below in zip(kept, divisors, strict=False)], divisors[-1]
    )
    return made.sql, numbers.shape(made)


def _default(derived: Derived) -> Term:
    return literal(default_of(derived), derived.type)


def _any(live: Sequence[Firing], what: Callable[[Single], Node]) -> Node:
    """Whether it holds for any firing; strict."""
    return tree.any_of(
        *[one.any(what(one.one)) if isinstance(one, Grouped) else what(one) for one in live]
    )


def _agreed(work: Work, derived: Derived, live: Sequence[Firing], place: Place) -> Resolved:
    """``unique`` and ``any``: the one value that rules fired with."""
    clashes: list[Clash] = []
    singles: list[Single] = []
    for one in live:
        if isinstance(one, Grouped):
            single, apart = _as_single(one, place)
            singles.append(single)
            if not tree.is_false(apart):
                clashes.append(Clash(apart, single.rule, single.rule))
        else:
            singles.append(one)
    if len(singles) == 1 and not clashes and singles[0].test.fixed == Fixed(True):
        return Resolved(singles[0].value, ())
    plain = _truths(derived, singles)
    if plain is not None and not clashes:
        return Resolved(plain, ())
    for place_, one in enumerate(singles):
        for other in singles[place_ + 1 :]:
            where = _apart(work, one, other)
            if not tree.is_false(where):
                clashes.append(Clash(where, one.rule, other.rule))
    branches: Branches = []
    if clashes:
        clash = place.scope.hold(tree.any_of(*[one.where for one in clashes]), "clash")
        branches.append((clash, nothing()))
    for one in singles:
        test = one.test.sql
        if one.value.open:
            test = tree.all_of(test, one.value.known)
        branches.append((test, one.value))
    branches.append((tree.any_of(*[one.pending for one in singles]), unknown()))
    return Resolved(picked(branches, _default(derived)), tuple(clashes))


def _truths(derived: Derived, singles: Sequence[Single]) -> Term | None:
    """Rules that all say true where false is the default: ``or`` of their conditions, and the like."""
    default = default_of(derived)
    if not isinstance(default, bool):
        return None
    for one in singles:
        if one.value.fixed is None or one.value.fixed.value is default:
            return None
        if not isinstance(one.value.fixed.value, bool):
            return None
    tests = [
        one.test.sql
        if one.test.null is None
        else tree.case([(one.test.null, tree.false())], one.test.sql)
        for one in singles
    ]
    node = tree.any_of(*tests)
    if default:
        node = tree.negated(node)
    if tree.is_true(node) or tree.is_false(node):
        return truth(tree.is_true(node))
    return Term(node, shapes.BOOLEAN, any(one.test.open for one in singles), None)


def _apart(work: Work, one: Single, other: Single) -> Node:
    """Whether both fired, with different values; strict."""
    if one.value.fixed is not None and one.value.fixed == other.value.fixed:
        return tree.false()
    if one.rule != other.rule and _excluded(work, one.rule, other.rule):
        return tree.false()
    differ = compared("!=", one.value, other.value)
    return tree.all_of(one.settled, other.settled, differ.strict)


def _excluded(work: Work, one: int, other: int) -> bool:
    rules = work.program.rules
    return exclude(rules[one], rules[other], work.constants)


def _as_single(group: Grouped, place: Place) -> tuple[Single, Node]:
    """The firings of a group as one that stands for all, and whether they disagree."""
    one = group.one
    fired = group.any(one.settled)
    pending = group.any(one.pending)
    test = Term(
        tree.case([(fired, tree.true()), (pending, tree.null())], tree.false()),
        shapes.BOOLEAN,
        not tree.is_false(pending),
        None,
    )
    if one.value.fixed is not None and one.value.fixed.value is not UNKNOWN:
        return Single(one.rule, test, one.value), tree.false()
    if one.value.under is not None:
        raise numbers.inexact("A quotient for each record, of which one is to be taken,")
    null = group.any(tree.all_of(one.settled, one.value.is_null))
    has_value = tree.all_of(one.settled, tree.negated(one.value.is_null))
    if isinstance(one.value.shape, BooleanShape):
        yes = group.any(tree.all_of(one.settled, one.value.strict))
        no = group.any(tree.all_of(has_value, tree.negated(one.value.strict)))
        apart = tree.any_of(tree.all_of(yes, no), tree.all_of(null, tree.any_of(yes, no)))
        value = tree.case([(yes, tree.true()), (no, tree.false())], tree.null())
    else:
        present = group.listed.instances[0].present
        node = tree.case([(tree.all_of(present, has_value), one.value.sql)], tree.null())
        least = groups.extreme(group.listed, [node], True)
        greatest = groups.extreme(group.listed, [node.copy()], False)
        apart = tree.any_of(
            tree.strict(tree.binary(exp.NEQ, least, greatest)),
            tree.all_of(null, tree.negated(tree.is_null(least))),
        )
        value = least
    # Where none fired, the value does not matter.
    found = Term(value, one.value.shape, False, None if tree.is_false(null) else null)
    return Single(one.rule, test, found), apart


def _first(derived: Derived, live: Sequence[Firing], place: Place) -> Term:
    """``first``: the value of the first rule that fires."""
    branches: Branches = []
    before: list[ordering.Doubt] = []
    for one in live:
        if isinstance(one, Grouped):
            segment = ordering.of_group(one)
            before.append(segment.doubt)
            vague, fired, value = segment.vague, segment.fired, segment.value
        else:
            vague, fired, value = one.vague, one.test.sql, one.value
        branches.append((vague, unknown()))
        doubt = tree.any_of(*[earlier(value) for earlier in before])
        branches.append((tree.all_of(fired, doubt), unknown()))
        branches.append((fired, value))
        if isinstance(one, Single) and one.test.open:
            before.append(ordering.of_single(one))
    branches.append((_any(live, lambda one: one.pending), unknown()))
    return picked(branches, _default(derived))


def _by_member(one: Single, what: Callable[[Single], Node], wanted: str) -> Node:
    """Whether something holds of a firing, and its value is that member; strict."""
    if one.value.fixed is not None:
        return what(one) if one.value.fixed.value == wanted else tree.false()
    same = compared("=", one.value, literal(wanted, _TEXT))
    return tree.all_of(what(one), same.strict)


def _priority(derived: Derived, live: Sequence[Firing]) -> Term:
    """``priority``: the value that comes first, unless one that is pending may come before it."""
    order = sorted(ranking(derived).items(), key=lambda pair: pair[1])
    branches: Branches = []
    vague = _any(live, lambda one: one.vague)
    for value, place in order:
        wanted = str(value)
        settled = _any(live, lambda one, w=wanted: _by_member(one, _settled, w))  # type: ignore[misc]
        branches.append((settled, literal(wanted, _TEXT)))
        if place == 0:
            branches.append((vague, unknown()))
        waiting = _any(live, lambda one, w=wanted: _by_member(one, _waiting, w))  # type: ignore[misc]
        branches.append((waiting, unknown()))
    if not order:
        branches.append((vague, unknown()))
    known = {str(value) for value, _ in order}
    for one in live:
        single = one.one if isinstance(one, Grouped) else one
        others = _outside(single, known)
        if others is None:
            continue
        if isinstance(one, Grouped):
            raise Gap("`priority` of values outside its order, over records, has no SQL")
        branches.append((tree.all_of(single.settled, others), single.value))
        branches.append((tree.all_of(single.waiting, others.copy()), unknown()))
    return picked(branches, _default(derived))


def _settled(one: Single) -> Node:
    return one.settled


def _waiting(one: Single) -> Node:
    return one.waiting


def _outside(one: Single, known: set[str]) -> Node | None:
    """Whether the value is none of these; None where it cannot be."""
    if one.value.fixed is not None:
        if one.value.fixed.value in known or one.value.fixed.value is UNKNOWN:
            return None
        return tree.true()
    shape = one.value.shape
    if isinstance(shape, TextShape) and shape.members is not None and known >= set(shape.members):
        return None if one.value.null is None else one.value.is_null
    inside = tree.strict(tree.one_of(one.value.sql, [tree.text(word) for word in sorted(known)]))
    return tree.negated(inside)


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


def _collected(derived: Derived, live: Sequence[Firing], place: Place) -> Term:
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

    default = _default(derived)
    found = bits(lambda one: one.settled if one.value.open else one.test.sql)
    vague = _any(live, lambda one: one.vague)
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
    branches.append((_any(live, lambda one: one.live), _set_term(found, shape, False)))
    return picked(branches, default)


def _set_term(node: Node, shape: SetShape, is_open: bool) -> Term:
    return Term(node, shape, is_open, None)


def _listed(work: Work, derived: Derived, live: Sequence[Firing]) -> Resolved:
    """``rule-order`` and ``output-order``: which rules contributed, as bits; the reader puts them in order."""
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
    branches: Branches = [(_any(live, lambda one: one.pending), unknown(_MASK))]
    mask = Term(groups.join_bits(parts), _MASK, False, None)
    if isinstance(default, tuple) and default:
        at = len(items)
        items.append(tuple(str(one) for one in default))
        branches.append((_any(live, lambda one: one.live), mask))
        mask = Term(tree.integer(1 << at), _MASK, False, None)
    elif default is None:
        branches.append((_any(live, lambda one: one.live), mask))
        mask = nothing(_MASK)
    return Resolved(picked(branches, mask), (), tuple(items))


def _few(live: Sequence[Firing]) -> bool:
    """Whether what rules contribute is known beforehand, and fits into a mask."""
    count = 1
    for one in live:
        shape = _value(one).shape
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
    branches: Branches = [(_any(live, lambda one: one.pending), unknown(shape))]
    default = default_of(derived)
    if default == ():
        return Resolved(picked(branches, made), ())
    branches.append((_any(live, lambda one: one.live), made))
    texts = [str(one) for one in default] if isinstance(default, tuple) else []
    other = nothing(shape) if default is None else Term(arrays.of_texts(texts), shape, False, None)
    return Resolved(picked(branches, other), ())


def _total(derived: Derived, live: Sequence[Firing]) -> Term:
    """``sum``: over all; null where one is."""
    made = literal(0, _NUMBER)
    for one in live:
        single = one.one if isinstance(one, Grouped) else one
        value = single.value
        if value.under is not None:
            raise numbers.inexact("A calculation with quotients")
        if not isinstance(value.shape, NumberShape):
            continue
        mine = value.shape
        test = tree.all_of(single.test.sql, tree.false() if value.open and value.fixed else
                           (tree.negated(tree.is_null(value.sql)) if not value.plain else tree.true()))  # fmt: skip
        low, high = min(0, mine.low), max(0, mine.high)
        part: Node
        if isinstance(one, Grouped):
            low, high = low * one.listed.most, high * one.listed.most
            wide = NumberShape(low, high, mine.scale, 0)
            wide = wide if wide.fits_bigint and mine.held == 0 else wide.replace(held=wide.digits)
            if wide.digits > numbers.DIGITS:
                raise numbers.inexact(f"A sum of up to {wide.digits} digits")
            test = tree.all_of(one.listed.instances[0].present, test)
            node = tree.case([(test, value.sql)], tree.integer(0))
            part = groups.total(one.listed, [node], wide.sql_held)
        else:
            wide = mine.replace(low=low, high=high)
            part = tree.case([(test, value.sql)], tree.integer(0))
        made = numbers.add(made, Term(part, wide, False, None)) if made.fixed is None else Term(
            part, wide, False, None
        )  # fmt: skip
    branches: Branches = [(_any(live, lambda one: one.pending), unknown())]
    null = _any(live, lambda one: tree.all_of(one.settled, one.value.is_null))
    branches.append((null, nothing()))
    default = _default(derived)
    if default.fixed is not None and default.fixed.value == 0 and default.fixed.value is not False:
        return picked(branches, made)
    branches.append((_any(live, lambda one: one.live), made))
    return picked(branches, default)


def _extreme(derived: Derived, live: Sequence[Firing], place: Place) -> Term:
    """``min`` and ``max``: of numbers, or of members of an enum by their order."""
    least = derived.policy is Policy.MIN
    kind = derived.type
    order: tuple[str, ...] | None = None
    if isinstance(kind, EnumType):
        order = kind.members if kind.ordered else tuple(sorted(kind.members))
    elif not any(isinstance(_value(one).shape, NumberShape | EmptyShape) for one in live):
        raise Gap("The order of texts differs between databases")
    shape: shapes.Shape = shapes.EMPTY
    for one in live:
        if _value(one).under is not None:
            raise numbers.inexact("A quotient of which the least or greatest is wanted")
        shape = both_shapes(shape, _value(one).shape)
    nodes: list[Node] = []
    for one in live:
        value = _value(one)
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
    branches: Branches = [(_any(live, lambda one: one.pending), unknown())]
    null = _any(live, lambda one: tree.all_of(one.settled, one.value.is_null))
    branches.append((null, nothing()))
    branches.append((_any(live, lambda one: one.live), Term(best, shape, False, None)))
    return picked(branches, _default(derived))


def _value(one: Firing) -> Term:
    return one.one.value if isinstance(one, Grouped) else one.value


def _best(nodes: Sequence[Node], least: bool, place: Place) -> Node:
    if not nodes:
        return tree.null()
    best = nodes[0]
    for node in nodes[1:]:
        best, node = place.scope.hold(best, "best"), place.scope.hold(node, "best")
        test = tree.binary(exp.LTE if least else exp.GTE, best, node)
        best = tree.case([(tree.is_null(node), best), (test, best)], node)
    return best


def _counted(derived: Derived, live: Sequence[Firing]) -> Term:
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
    branches: Branches = [(_any(live, lambda one: one.test.unknown), unknown())]
    default = _default(derived)
    if default.fixed is not None and default.fixed.value == 0 and default.fixed.value is not False:
        return picked(branches, made)
    branches.append((_any(live, lambda one: one.live), made))
    return picked(branches, default)


_MASK = NumberShape(0, 2**62, 0, 0)
