"""What generated code calls while it runs.

In: values, as the interpreter has them. Out: values; ``Contradiction`` where rules disagree. Refused, as
MedrulesError: loops that go on too long. Arithmetic and functions come from the operator table, and
what several rules come to, where it is not written out, from the hit policies of the interpreter: so
there is one meaning of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.feel.operators import OPERATORS
from medrules.feel.operators.comparing import compare, equal
from medrules.feel.operators.numbers import whole
from medrules.interpreter.policies import Clash, resolver_of
from medrules.ir.evaluation import Firing, Slot
from medrules.ir.limits import TooMuch, grant, release, spend
from medrules.ir.program import Derived, Policy
from medrules.ir.types import EnumType
from medrules.ir.values import NUMBERS, UNKNOWN
from medrules.source.span import NOWHERE
from medrules.targets.python.growing import grown
from medrules.targets.python.shapes import SMALL

__all__ = [
    "DECIMALS",
    "NOTHING",
    "NUMBERS",
    "UNKNOWN",
    "Clash",
    "Contradiction",
    "Decimal",
    "both",
    "by_rank",
    "compare",
    "contained",
    "copied",
    "either",
    "enough",
    "grown",
    "held",
    "in_order",
    "item_at",
    "items_of",
    "limited",
    "listed",
    "live",
    "members",
    "operator",
    "part_of",
    "place",
    "ranked",
    "resolver",
    "same",
    "settled",
    "subsets",
    "undecided",
    "whole",
]

Facts: TypeAlias = Mapping[str, object]
Answer: TypeAlias = dict[str, object]
Conflict: TypeAlias = tuple[str, int, int]


NOTHING = object()
"""No rule has said anything."""

DECIMALS: Mapping[int, Decimal] = {number: Decimal(number) for number in range(-SMALL, SMALL + 1)}
"""Small whole numbers as decimals: to look one up is quicker than to convert it."""


class Contradiction(MedrulesError):
    """Rules disagree on these facts.

    ``conflicts``: for each place the positions of two rules; ``answer``: everything else, null there.
    """

    def __init__(
        self, conflicts: Sequence[Conflict], answer: Answer, rules: Mapping[int, str]
    ) -> None:
        self.conflicts = tuple(conflicts)
        self.answer = answer
        super().__init__(
            report(
                "MR0701",
                f'two rules disagree about "{path}": "{rules[first]}" and "{rules[second]}"',
                help="this is a defect of the pack, not of the profile: narrow one of the conditions, "
                "or choose another hit policy for the conclusion",
            )
            for path, first, second in conflicts
        )


def operator(name: str) -> Callable[..., object]:
    """What an operator or function of FEEL does."""
    return OPERATORS[name].evaluate


def limited(answer: Callable[[Facts], Answer]) -> Callable[[Facts], Answer]:
    """The function, bounded in its work. It raises MedrulesError when loops go on too long."""

    def bounded(facts: Facts) -> Answer:
        grant()
        try:
            return answer(facts)
        except RecursionError as error:
            long = isinstance(error, TooMuch)
        finally:
            release()
        from medrules.interpreter.failures import too_deep, too_long

        raise too_long() if long else too_deep()

    return bounded


# -- record lists ----------------------------------------------------------------------------------


def enough(
    given: object, blank: Answer, fields: Iterable[str], options: Sequence[Answer]
) -> tuple[Answer, ...]:
    """The records of a list every field of which is given. Raises KeyError where one is not."""
    records: list[Answer] = []
    for record in given:  # type: ignore[attr-defined]
        for field in fields:
            value = record[field]
            if value is None or value is UNKNOWN:
                raise KeyError(field)
        records.append({**blank, **record})
    records += [option.copy() for option in options]
    return tuple(records)


def listed(
    given: object,
    absent: object,
    blank: Answer,
    fields: Iterable[str],
    options: Sequence[Answer],
) -> tuple[Answer, ...] | object:
    """The records of a list; ``absent`` is UNKNOWN or ``()``: what no list stands for.

    Raises KeyError where one of the fields is null.
    """
    if given is None or given is UNKNOWN:
        if absent is UNKNOWN:
            return UNKNOWN
        given = ()
    records = [{**blank, **record} for record in given]  # type: ignore[attr-defined]
    for field in fields:
        for record in records:
            if record[field] is None:
                raise KeyError(field)
    records += [option.copy() for option in options]
    return tuple(records)


def copied(options: Sequence[Answer]) -> tuple[Answer, ...]:
    """New records for one run."""
    return tuple([option.copy() for option in options])


# -- values ----------------------------------------------------------------------------------------


def both(one: object, other: object) -> object:
    """``and``."""
    if one is False or other is False:
        return False
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    return True if one is True and other is True else None


def either(one: object, other: object) -> object:
    """``or``."""
    if one is True or other is True:
        return True
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    return False if one is False and other is False else None


def same(one: object, other: object) -> object:
    """The value of an ``if`` whose condition is unknown."""
    return one if equal(one, other) is True else UNKNOWN


def held(members: object, wanted: str) -> object:
    """Whether a conclusion that is a set has a member."""
    if type(members) is frozenset:
        return wanted in members
    return UNKNOWN if members is UNKNOWN else None


def contained(items: object, wanted: str) -> object:
    """Whether a set that was worked out has a member."""
    if type(items) is frozenset:
        return wanted in items
    if isinstance(items, tuple):
        if wanted in items:
            return True
        return UNKNOWN if UNKNOWN in items else False
    return UNKNOWN if items is UNKNOWN else None


def ranked(op: str, one: object, other: object, ranks: Mapping[object, int]) -> object:
    """Comparison of members of an ordered enum."""
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    first, second = ranks.get(one), ranks.get(other)
    return compare(op, first, second) if first is not None and second is not None else None  # type: ignore[arg-type]


def settled(value: object) -> object:
    """The value of a rule; a list with unknown items is unknown."""
    return UNKNOWN if type(value) is tuple and UNKNOWN in value else value


def items_of(value: object) -> tuple[object, ...]:
    """The items to go through, counted. Raises TooMuch when the loops come to too many."""
    if isinstance(value, tuple):
        items = value
    elif isinstance(value, frozenset):
        items = tuple(sorted(value))
    else:
        items = (value,)
    spend(len(items))
    return items


def item_at(value: object, place: object) -> object:
    """``list[2]``: one item by its position from 1, from the end where negative; else null."""
    if value is UNKNOWN or place is UNKNOWN:
        return UNKNOWN
    if value is None or place is None or place != int(place):  # type: ignore[call-overload]
        return None
    if isinstance(value, tuple):
        items: tuple[object, ...] = value
    else:
        items = tuple(sorted(value)) if isinstance(value, frozenset) else (value,)
    offset = int(place)  # type: ignore[call-overload]
    if offset == 0 or abs(offset) > len(items):
        return None
    return items[offset - 1 if offset > 0 else offset]


def part_of(value: object, name: str) -> object:
    """``value.name``: of each item, for a list; null where there is no such part."""
    if type(value) is dict:
        return value.get(name)
    if isinstance(value, tuple):
        return tuple([part_of(item, name) for item in value])
    return UNKNOWN if value is UNKNOWN else None


# -- what several rules come to ----------------------------------------------------------------------


def members(value: object) -> tuple[str, ...]:
    """What one value adds to a set or list: itself, its items, or nothing for null."""
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)  # type: ignore[return-value]


def by_rank(found: Iterable[object], ranks: Mapping[object, int]) -> tuple[object, ...]:
    """The items in order of their ranks; others last."""
    return tuple(sorted(found, key=lambda item: ranks.get(item, len(ranks))))


def place(path: str, record: int) -> str:
    """``programs[].score`` for one record: ``programs[0].score``."""
    return path.replace("[]", f"[{record}]", 1)


def subsets(members: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Every set of these members, at the place whose bits say which are in it."""
    return tuple(
        frozenset(one for place, one in enumerate(members) if bits >> place & 1)
        for bits in range(1 << len(members))
    )


def undecided(found: set[str], waiting: Sequence[object]) -> bool:
    """Whether rules that may yet fire, with these values, could add to the set."""
    return any(value is UNKNOWN or not found.issuperset(members(value)) for value in waiting)


def live(rule: int, fired: bool, value: Slot) -> Firing:
    """A rule that fired, or that may yet."""
    return Firing(rule, None, "fired" if fired else "unknown", value)


def in_order(found: Iterable[Firing]) -> list[Firing]:
    """Rules in the order in which they stand, each once."""
    by_place = {one.rule: one for one in found}
    return [by_place[place] for place in sorted(by_place)]


def resolver(
    policy: str, order: Sequence[str], ordered: bool
) -> Callable[[Sequence[Firing]], object]:
    """What a hit policy makes of the rules that fired or may yet, of which there is at least one.

    ``order``: the values from first to last, where the policy goes by that; ``ordered``: the values
    are members of an ordered enum.
    """
    kind = EnumType("", tuple(order), ordered)
    derived = Derived("", kind, Policy(policy), None, (), "", "", False, "", NOWHERE)
    return resolver_of(derived)
