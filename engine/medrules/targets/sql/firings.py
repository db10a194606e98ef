"""The firings of the rules for one conclusion, as SQL sees them.

In: the rules of a conclusion and the place where they are judged. Out: ``Single`` and ``Grouped``
firings. Refused, as ``Gap``: what their expressions are refused for.

A rule without ``for`` fires once; a rule over an unrolled list once for each record; a rule that
concludes for records of a relation once in each row. All of these are single. A rule over rows that
concludes something about the whole profile is grouped: its firings are counted and compared where
the rows are.
"""

from __future__ import annotations

from typing import TypeAlias

from sqlglot import exp

from medrules.ir.expr import Const, ListOf
from medrules.ir.program import Derived, Rule
from medrules.ir.types import ListType, SetType
from medrules.record import Record
from medrules.targets.sql import groups, shapes, tree
from medrules.targets.sql.expressions import once, term
from medrules.targets.sql.gaps import Gap
from medrules.targets.sql.lists import records, settle
from medrules.targets.sql.terms import Term, literal, truth, unknown
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Listed, Place, Work


class Single(Record):
    """One firing. ``test`` is the condition; ``value`` what the rule gives.

    ``items`` is the value where it is a list of texts, each known beforehand.
    """

    rule: int
    test: Term
    value: Term
    items: tuple[str, ...] | None = None

    @property
    def fired(self) -> Node:
        """Whether the condition is true; strict."""
        return self.test.strict

    @property
    def settled(self) -> Node:
        """Whether it fired with a known value; strict."""
        return tree.all_of(self.test.strict, self.value.known)

    @property
    def vague(self) -> Node:
        """Whether it did not fail, and its value is unknown; strict."""
        return tree.all_of(self.live, self.value.unknown)

    @property
    def waiting(self) -> Node:
        """Whether the condition is unknown, and the value known; strict."""
        return tree.all_of(self.test.unknown, self.value.known)

    @property
    def pending(self) -> Node:
        """Whether it may yet add something; strict."""
        return tree.any_of(self.test.unknown, tree.all_of(self.test.strict, self.value.unknown))

    @property
    def live(self) -> Node:
        """Whether it did not fail; strict."""
        if not self.test.open:
            return self.test.strict
        if self.test.null is None:
            # IS DISTINCT FROM FALSE, in words that all databases have.
            return tree.coalesce(self.test.sql, tree.true())
        return tree.any_of(self.test.strict, self.test.unknown)


class Grouped(Record):
    """The firings of a rule over the rows of a list; ``one`` is that of a row."""

    listed: Listed
    one: Single

    def any(self, node: Node) -> Node:
        """Whether it is true for any row; strict."""
        return groups.any_item(self.listed, [tree.all_of(self.listed.instances[0].present, node)])


Firing: TypeAlias = Single | Grouped


def firings(
    work: Work, derived: Derived, rules: list[tuple[int, Rule]], place: Place, each: object
) -> list[Firing]:
    """The firings for one conclusion, in order of rank.

    ``each``: what the variable of the rules is bound to, for a conclusion about a record; else None.
    """
    found: list[Firing] = []
    for position, rule in rules:
        try:
            found += _of_rule(work, derived, position, rule, place, each)
        except Gap as gap:
            raise gap.place(rule.value.span) from None
    return found


def _of_rule(
    work: Work, derived: Derived, position: int, rule: Rule, place: Place, each: object
) -> list[Firing]:
    if rule.loop is None:
        return [_single(work, derived, position, rule, place)]
    if each is not None:
        bound = place.bind(rule.loop.variable, each)  # type: ignore[arg-type]
        return [_single(work, derived, position, rule, bound)]
    settle(place)
    listed = records(rule.loop.list_path, place, work)
    made: list[Firing] = []
    if not tree.is_false(listed.unknown):
        made.append(_unlisted(derived, position, rule, listed.unknown))
    for one in listed.instances:
        inside = listed.place.bind(rule.loop.variable, one.item)
        single = _single(work, derived, position, rule, inside)
        made.append(Grouped(listed, single) if listed.rows else single)
    return made


def _single(work: Work, derived: Derived, position: int, rule: Rule, place: Place) -> Single:
    test = truth(True) if rule.condition is None else term(rule.condition, place, work)
    if isinstance(derived.type, ListType | SetType):
        items = _items(rule)
        if items is not None:
            if isinstance(derived.type, SetType):
                value = literal(frozenset(items), derived.type)
            else:
                value = Term(tree.null(), shapes.EMPTY, False, None)
            return Single(position, _once(test, place), value, items)
    value = term(rule.value, place, work)
    return Single(position, _once(test, place), once(value, place, "value"))


def _once(test: Term, place: Place) -> Term:
    if test.open and isinstance(tree.bare(test.sql), exp.And | exp.Or):
        # Whether it is unknown will be asked too, and cannot be told from its parts.
        return test.replace(sql=place.scope.hold(test.sql, "when"))
    return once(test, place, "when")


def _items(rule: Rule) -> tuple[str, ...] | None:
    """What a rule with a literal value adds to a set or list."""
    value = rule.value
    if isinstance(value, ListOf) and all(isinstance(one, Const) for one in value.items):
        texts = tuple(one.value for one in value.items if isinstance(one, Const))
        return tuple(one for one in texts if isinstance(one, str))
    if isinstance(value, Const):
        if isinstance(value.value, str):
            return (value.value,)
        if isinstance(value.value, frozenset):
            return tuple(sorted(value.value))
        if isinstance(value.value, tuple):
            return tuple(one for one in value.value if isinstance(one, str))
        if value.value is None:
            return ()
    return None


def _unlisted(derived: Derived, position: int, rule: Rule, missing: Node) -> Single:
    """What becomes of a rule over a list that is itself unknown: it stays pending."""
    if tree.is_true(missing):
        test = unknown(shapes.BOOLEAN)
    else:
        test = Term(tree.case([(missing, tree.null())], tree.false()), shapes.BOOLEAN, True, None)
    items = _items(rule) if isinstance(derived.type, ListType | SetType) else None
    value = unknown()
    if isinstance(rule.value, Const):
        if items is not None and isinstance(derived.type, SetType):
            value = literal(frozenset(items), derived.type)
        elif items is not None:
            value = Term(tree.null(), shapes.EMPTY, False, None)
        else:
            value = literal(rule.value.value, rule.value.type)
    return Single(position, test, value, items)
