"""Random people for the rules of ``benchmarks/rules``: complete, and with facts missing.

In: how many, a seed, and how many of a hundred facts are missing. Out: flat dicts from fact to
value; what is not known is not in the dict. Whole numbers are ``int``; numbers with decimals come in
quarters as ``Decimal``, so that contenders which count in binary get the same answers exactly.
Nothing is refused. The same seed gives the same people.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    # Nothing of medrules is loaded for those whose memory is measured without it.
    from medrules.ir.evaluation import Profile
    from medrules.ir.program import Program

Value: TypeAlias = bool | int | Decimal | str | frozenset[str]
Facts: TypeAlias = dict[str, Value]

RULES = Path(__file__).parent / "rules"

ENUMS: dict[str, tuple[str, ...]] = {
    "person.stage": ("student", "resident", "fellow", "junior", "senior"),
    "person.role": ("clinician", "educator", "researcher", "administrator"),
    "person.contract": ("permanent", "fixed-term", "locum"),
    "house.funding": ("none", "partial", "full"),
    "course.level": ("certificate", "diploma", "masters", "doctorate"),
}
SETS: dict[str, tuple[str, ...]] = {
    "person.motives": ("leadership", "teach-well", "research", "repair-cv", "peers"),
    "person.activities": ("lectures", "curriculum", "assessment", "simulation", "supervision"),
}
BOOLEANS = ("person.on_leave", "house.protected", "house.chair_agrees")
INTEGERS: dict[str, tuple[int, int]] = {
    "person.teaching_years": (0, 12),
    "person.papers": (0, 40),
    "person.budget": (0, 20_000),
    "house.amount": (0, 15_000),
    "course.price": (0, 30_000),
    "course.weeks": (1, 60),
}
QUARTERS: dict[str, tuple[int, int]] = {"person.hours": (0, 80), "course.hours": (4, 64)}
FACTS = (*ENUMS, *SETS, *BOOLEANS, *INTEGERS, *QUARTERS)
"""Every fact of the rules, by path."""

CONCLUSIONS = (
    *("standing", "credit", "signals", "secure", "hours_total", "share", "time_fits"),
    *("money_fits", "backing", "depth", "burden", "direction", "obstacles", "score", "outcome"),
)
"""Every conclusion of the rules, in the order in which they are worked out."""


def program() -> Program:
    """The rules, compiled."""
    from medrules.loading import load

    return load([RULES], installed=False, cache=False)


def people(count: int, seed: int = 1, missing: int = 0) -> list[Facts]:
    """So many random people; ``missing`` facts of a hundred are not known."""
    source = random.Random(seed)
    return [_person(source, missing) for _ in range(count)]


def _person(source: random.Random, missing: int) -> Facts:
    facts: Facts = {path: source.choice(members) for path, members in ENUMS.items()}
    for path, members in SETS.items():
        facts[path] = frozenset(one for one in members if source.random() < 0.35)
    for path in BOOLEANS:
        facts[path] = source.random() < 0.4
    for path, (low, high) in INTEGERS.items():
        facts[path] = source.randint(low, high)
    for path, (low, high) in QUARTERS.items():
        facts[path] = quarters(source.randint(low, high))
    if missing:
        return {path: value for path, value in facts.items() if source.random() * 100 >= missing}
    return facts


def quarters(count: int) -> int | Decimal:
    """So many quarters as a number of the rules."""
    return count // 4 if count % 4 == 0 else Decimal(count) / 4


def profile_of(facts: Mapping[str, Value]) -> Profile:
    """The facts as medrules takes them."""
    from medrules.ir.evaluation import Profile

    return Profile(dict(facts), {}, {})
