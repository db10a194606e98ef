"""Which firing comes first: for the policy ``first``, over single rules and over rows.

In: a firing. Out: what stands before the first that decides, and what that one says. Refused, as
``Gap``: quotients.

Of the rows of a rule the first that is no mere doubt decides: one that fired, or one whose value is
unknown. Rows before it that may yet fire leave the answer open, unless they would say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlglot import exp

from medrules.record import Record
from medrules.targets.sql import groups, tree
from medrules.targets.sql.branches import value_of
from medrules.targets.sql.expressions import compared, disjunction
from medrules.targets.sql.firings import Firing, Grouped, Single
from medrules.targets.sql.gaps import inexact
from medrules.targets.sql.shapes import BooleanShape
from medrules.targets.sql.terms import Term
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Place, Row

Doubt: TypeAlias = Callable[[Term], Node]
"""Whether something before may yet say other than this value; strict."""


class Segment(Record):
    """The rows of a rule: whether the deciding one has an unknown value, or fired and with what."""

    vague: Node
    fired: Node
    value: Term
    doubt: Doubt


def of_single(one: Single) -> Doubt:
    """The doubt that a rule leaves behind which may yet fire."""

    def doubt(value: Term) -> Node:
        if one.value.fixed is not None and one.value.fixed == value.fixed:
            return tree.false()
        return tree.all_of(one.waiting, compared("!=", one.value, value).strict)

    return doubt


def runs(live: Sequence[Firing], place: Place) -> list[Firing]:
    """Rules in a row that say the same as one rule, whose condition is that any of theirs holds."""
    found: list[Firing] = []
    for one in live:
        last = found[-1] if found else None
        if (
            isinstance(one, Single)
            and isinstance(last, Single)
            and one.value.fixed is not None
            and one.value.fixed == last.value.fixed
            and one.test.null is None
            and last.test.null is None
        ):
            joined = disjunction([last.test, one.test])
            found[-1] = last.replace(test=joined)
        else:
            found.append(one)
    return [
        one.replace(test=one.test.replace(sql=place.scope.hold(one.test.sql, "any")))
        if isinstance(one, Single) and one.test.open and one not in live
        else one
        for one in found
    ]


def differ(one: Single, later: Sequence[Firing]) -> bool:
    """Whether no later firing can say the same, as far as is known beforehand."""
    mine = one.value.fixed
    if mine is None:
        return False
    return all(
        value_of(other).fixed is not None and value_of(other).fixed != mine for other in later
    )


def of_group(group: Grouped) -> Segment:
    """The rows of a rule, taken together."""
    one, listed = group.one, group.listed
    if one.value.under is not None:
        raise inexact("A quotient for each record, of which the first is wanted,")
    instance = listed.instances[0]
    assert isinstance(instance.item, Row)
    scope = listed.place.scope
    position = tree.column(dict(instance.item.renamed)["position"])
    stops = tree.all_of(instance.present, tree.any_of(one.fired, one.vague))
    least = exp.Min(this=tree.case([(stops, position)], tree.null()))
    keys = [tree.column(key) for key in listed.outer.scope.keys]
    stop = scope.hold(exp.Window(this=least, partition_by=keys), "stop")
    here = tree.strict(tree.binary(exp.EQ, position, stop))
    earlier = tree.any_of(tree.is_null(stop), tree.strict(tree.binary(exp.LT, position, stop)))
    waiting = tree.all_of(earlier, one.waiting)
    found = _only(group, tree.all_of(here, one.fired))
    doubts = _between(group, waiting)
    return Segment(
        group.any(tree.all_of(here, one.vague)),
        group.any(tree.all_of(here, one.fired)),
        found,
        doubts,
    )


def _only(group: Grouped, where: Node) -> Term:
    """The value of the one row for which something holds."""
    value = group.one.value
    if value.fixed is not None:
        return value
    null = None
    if value.null is not None:
        null = group.any(tree.all_of(where, value.is_null))
    if isinstance(value.shape, BooleanShape):
        yes = group.any(tree.all_of(where, value.strict))
        no = group.any(tree.all_of(where, tree.strict(tree.negated(value.sql))))
        node = tree.case([(yes, tree.true()), (no, tree.false())], tree.null())
    else:
        node = groups.extreme(group.listed, [_where(group, where, value)], True)
    return Term(node, value.shape, False, null)


def _where(group: Grouped, where: Node, value: Term) -> Node:
    present = group.listed.instances[0].present
    return tree.case([(tree.all_of(present, where), value.sql)], tree.null())


def _between(group: Grouped, where: Node) -> Doubt:
    """The doubt that the rows leave behind which may yet fire."""
    mine = group.one.value
    there = group.any(where)
    if mine.fixed is not None:

        def fixed(value: Term) -> Node:
            if mine.fixed == value.fixed:
                return tree.false()
            return tree.all_of(there, compared("!=", mine, value).strict)

        return fixed
    null = group.any(tree.all_of(where, mine.is_null)) if mine.null is not None else tree.false()
    if isinstance(mine.shape, BooleanShape):
        ends = [_only(group, tree.all_of(where, mine.strict)),
                _only(group, tree.all_of(where, tree.strict(tree.negated(mine.sql))))]  # fmt: skip
    else:
        node = _where(group, where, mine)
        ends = [
            Term(groups.extreme(group.listed, [node], True), mine.shape, True, None),
            Term(groups.extreme(group.listed, [node.copy()], False), mine.shape, True, None),
        ]
    ends = [end.replace(open=True) for end in ends]

    def doubt(value: Term) -> Node:
        apart = [
            tree.all_of(tree.negated(tree.is_null(end.sql)), compared("!=", end, value).strict)
            for end in ends
        ]
        return tree.any_of(*apart, tree.all_of(null, tree.negated(value.is_null)))

    return doubt
