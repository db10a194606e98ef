"""Hit policies: what the firings for one conclusion come to.

In: a ``Derived`` and the firings for it that did not fail, in order of rank, then record. Out: its
value or ``UNKNOWN``, or a ``Clash``. Refused: nothing; a clash is recorded by the machine.

A firing is *settled* when its rule fired with a known value, and *pending* when its condition is
unknown, or when it fired with a value that is not known. None at all: the default. What settled
and pending firings come to:

============ =========================================================================
unique, any  the settled value, whatever is pending; two different ones clash; else unknown
priority     the settled value that comes first, unless a pending one may come before it
first        the first settled value, unless a pending one of another value stands before it
collect      the set of all; a pending member that is in it anyway does not matter
rule order   the list of all, repeats kept; unknown while anything is pending
output order the same, ordered by priority
sum min max  over all; unknown while anything is pending; null where one is null
count        how many rules fired, whatever their values; unknown while any may yet fire
============ =========================================================================

A null adds nothing to a set or a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

from medrules.feel.operators.comparing import compare
from medrules.feel.operators.numbers import add
from medrules.ir.evaluation import Firing, Slot
from medrules.ir.expr import CompareOp
from medrules.ir.program import Derived, Policy
from medrules.ir.types import EnumType, ListType, SetType, Type
from medrules.ir.values import UNKNOWN
from medrules.record import Record


class Clash(Record):
    """Two rules, by position, that fired with different values where one value is wanted."""

    first: int
    second: int


Live: TypeAlias = Sequence[Firing]
"""Firings that did not fail, in order of rank, then record; never empty."""

Resolver: TypeAlias = Callable[[Live], Slot | Clash]


def resolve(derived: Derived, live: Live) -> Slot | Clash:
    """The value of a conclusion, given the firings for it that did not fail."""
    return resolver_of(derived)(live) if live else default_of(derived)


def default_of(derived: Derived) -> Slot:
    """The value when no rule can fire; an empty set is a set, however it was written."""
    default = derived.default
    if isinstance(derived.type, SetType) and isinstance(default, tuple):
        return frozenset(default)
    return default


def resolver_of(derived: Derived) -> Resolver:
    """What decides for this conclusion when at least one firing did not fail."""
    match derived.policy:
        case Policy.UNIQUE | Policy.ANY:
            return agreed
        case Policy.PRIORITY:
            return _by_priority(ranking(derived))
        case Policy.FIRST:
            return first
        case Policy.RULE_ORDER:
            return listed
        case Policy.OUTPUT_ORDER:
            return _ordered(ranking(derived))
        case Policy.COLLECT:
            return collected
        case Policy.SUM:
            return total
        case Policy.MIN:
            return _extreme(derived.type, True)
        case Policy.MAX:
            return _extreme(derived.type, False)
        case Policy.COUNT:
            return counted
        case _:
            assert_never(derived.policy)


def agreed(live: Live) -> Slot | Clash:
    """``unique`` and ``any``: the one value that rules fired with."""
    if len(live) == 1:
        return live[0].value if live[0].verdict == "fired" else UNKNOWN
    found: Firing | None = None
    for one in live:
        if one.verdict == "fired" and one.value is not UNKNOWN:
            if found is None:
                found = one
            elif one.value != found.value:
                return Clash(found.rule, one.rule)
    return UNKNOWN if found is None else found.value


def first(live: Live) -> Slot:
    """``first``: the value of the first rule that fires."""
    before: list[Slot] = []
    for one in live:
        if one.value is UNKNOWN:
            return UNKNOWN
        if one.verdict == "fired":
            return one.value if all(value == one.value for value in before) else UNKNOWN
        before.append(one.value)
    return UNKNOWN


def listed(live: Live) -> Slot:
    """``rule order``: every value, in order of the rules."""
    items: list[str] = []
    for one in live:
        if one.verdict != "fired" or one.value is UNKNOWN:
            return UNKNOWN
        items.extend(_members(one.value))
    return tuple(items)


def collected(live: Live) -> Slot:
    """``collect``: the set of every value."""
    found: set[str] = set()
    pending: list[Slot] = []
    for one in live:
        if one.verdict == "fired" and one.value is not UNKNOWN:
            found.update(_members(one.value))
        else:
            pending.append(one.value)
    for value in pending:
        if value is UNKNOWN or not found.issuperset(_members(value)):
            return UNKNOWN
    return frozenset(found)


def total(live: Live) -> Slot:
    """``sum``."""
    result: object = 0
    for one in live:
        if one.verdict != "fired" or one.value is UNKNOWN:
            return UNKNOWN
        result = add(result, one.value)
    return result  # type: ignore[return-value]


def counted(live: Live) -> Slot:
    """``count``: of rules that fired; what they say does not matter."""
    return len(live) if all(one.verdict == "fired" for one in live) else UNKNOWN


def ranking(derived: Derived) -> dict[Slot, int]:
    """The place of each value in the order of priority; the enum's order where none is written."""
    kind = derived.type
    if isinstance(kind, SetType | ListType):
        kind = kind.item
    members = kind.members if isinstance(kind, EnumType) else ()
    return {value: place for place, value in enumerate(derived.priority or members)}


def _by_priority(rank: dict[Slot, int]) -> Resolver:
    last = len(rank)

    def decide(live: Live) -> Slot:
        best: Slot = UNKNOWN
        place, position = last + 1, len(live)
        for index, one in enumerate(live):
            if one.verdict == "fired" and one.value is not UNKNOWN:
                mine = rank.get(one.value, last)
                if mine < place:
                    best, place, position = one.value, mine, index
        for index, one in enumerate(live):
            if one.verdict == "fired" and one.value is not UNKNOWN:
                continue
            mine = 0 if one.value is UNKNOWN else rank.get(one.value, last)
            # Values outside the order come last, among themselves in order of the rules.
            if mine < place or (mine == place == last and index < position):
                return UNKNOWN
        return best

    return decide


def _ordered(rank: dict[Slot, int]) -> Resolver:
    def decide(live: Live) -> Slot:
        items = listed(live)
        if not isinstance(items, tuple):
            return items
        return tuple(sorted(items, key=lambda item: rank.get(item, len(rank))))

    return decide


def _extreme(kind: Type, least: bool) -> Resolver:
    """``min`` and ``max``; members of an ordered enum go by their order."""
    order = kind if isinstance(kind, EnumType) and kind.ordered else None
    better: CompareOp = "<" if least else ">"

    def decide(live: Live) -> Slot:
        best: Slot = UNKNOWN
        null = False
        for one in live:
            if one.verdict != "fired" or one.value is UNKNOWN:
                return UNKNOWN
            null = null or one.value is None
            if best is UNKNOWN or compare(better, one.value, best, order) is True:
                best = one.value
        return None if null else best

    return decide


def _members(value: Slot) -> tuple[str, ...]:
    """What one value adds to a set or list: itself, its items, or nothing for null."""
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, tuple):
        return value  # type: ignore[return-value]
    return () if value is None else (value,)  # type: ignore[return-value]
