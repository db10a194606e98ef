"""Hit policies in SQL: what the firings for one conclusion come to.

In: a conclusion and its firings. Out: ``Resolved``: a term, and the clashes to report. Refused, as
``Gap``: an order of texts that are not known beforehand.

Each function says what its namesake in ``medrules.interpreter.policies`` says. What cannot happen
is left out: a rule whose condition cannot be unknown is never pending, rules that exclude each
other never clash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from sqlglot import exp

from medrules.interpreter.policies import default_of, ranking
from medrules.ir.program import Derived, Policy
from medrules.ir.types import TEXT as _TEXT
from medrules.ir.values import UNKNOWN
from medrules.targets.sql import groups, ordering, shapes, tree
from medrules.targets.sql.branches import (
    Branches,
    Clash,
    Resolved,
    any_firing,
    default_term,
    picked,
)
from medrules.targets.sql.exclusion import exclude
from medrules.targets.sql.expressions import compared
from medrules.targets.sql.firings import Firing, Grouped, Single
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.shapes import BooleanShape, TextShape
from medrules.targets.sql.terms import Fixed, Term, literal, nothing, truth, unknown
from medrules.targets.sql.totals import collected, counted, extreme, listed, total
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Place, Work


def resolve(work: Work, derived: Derived, live: Sequence[Firing], place: Place) -> Resolved:
    """The conclusion in SQL. Raises Gap."""
    match derived.policy:
        case Policy.UNIQUE | Policy.ANY:
            return _agreed(work, derived, live, place)
        case Policy.FIRST:
            return Resolved(_first(derived, ordering.runs(live, place)), ())
        case Policy.PRIORITY:
            return Resolved(_priority(derived, live), ())
        case Policy.COLLECT:
            return Resolved(collected(derived, live, place), ())
        case Policy.RULE_ORDER | Policy.OUTPUT_ORDER:
            return listed(work, derived, live)
        case Policy.SUM:
            return Resolved(total(derived, live), ())
        case Policy.MIN | Policy.MAX:
            return Resolved(extreme(derived, live, place), ())
        case Policy.COUNT:
            return Resolved(counted(derived, live), ())
        case _:
            assert_never(derived.policy)


def _agreed(work: Work, derived: Derived, live: Sequence[Firing], place: Place) -> Resolved:
    """``unique`` and ``any``: the one value that rules fired with."""
    clashes: list[Clash] = []
    singles: list[Single] = []
    for one in live:
        if isinstance(one, Grouped):
            single, apart = _as_single(one)
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
    return Resolved(picked(branches, default_term(derived)), tuple(clashes))


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


def _as_single(group: Grouped) -> tuple[Single, Node]:
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
        raise inexact("A quotient for each record, of which one is to be taken,")
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


def _first(derived: Derived, live: Sequence[Firing]) -> Term:
    """``first``: the value of the first rule that fires."""
    branches: Branches = []
    before: list[ordering.Doubt] = []
    for place, one in enumerate(live):
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
            if ordering.differ(one, live[place + 1 :]):
                # Nothing that comes later could agree with it: the answer is open here and now.
                branches.append((one.waiting, unknown()))
            else:
                before.append(ordering.of_single(one))
    branches.append((any_firing(live, lambda one: one.pending), unknown()))
    return picked(branches, default_term(derived))


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
    vague = any_firing(live, lambda one: one.vague)
    for value, place in order:
        wanted = str(value)
        settled = any_firing(live, lambda one, w=wanted: _by_member(one, _settled, w))  # type: ignore[misc]
        branches.append((settled, literal(wanted, _TEXT)))
        if place == 0:
            branches.append((vague, unknown()))
        waiting = any_firing(live, lambda one, w=wanted: _by_member(one, _waiting, w))  # type: ignore[misc]
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
    return picked(branches, default_term(derived))


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
