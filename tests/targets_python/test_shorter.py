"""What generated Python leaves out or looks up to be quick changes no answer, in or out of bounds."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from tests.feel_meaning.vocabulary import ir
from tests.interpreter.building import both, compare, const, derived, fact, program, ref, rule

from medrules.feel.scope import Symbol, scope_of
from medrules.ir.evaluation import Plain, Profile
from medrules.ir.expr import Expr
from medrules.ir.program import Policy, Program
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER, EnumType
from medrules.targets.python import compiled

from .comparing import unlike

LEVELS = EnumType("level", ("low", "fair", "good", "high", "top"), True)
WORDS = EnumType("word", ("a", "b", "c"))
FACTS = (
    fact("weeks", INTEGER).replace(minimum=1, maximum=200),
    fact("many", INTEGER).replace(minimum=0, maximum=100_000),
    fact("hours", NUMBER).replace(minimum=0, maximum=60),
    fact("level", LEVELS),
    fact("flag", BOOLEAN),
)
SCOPE = scope_of((Symbol(one.path, one.type, "given", one.span) for one in FACTS), {})
SUMS = [
    "hours * weeks * 0.5 + weeks * 2",
    "hours * 1.5 - weeks",
    "weeks - hours * 0.5",
    "hours * weeks + many * 0.1",
    "hours * 0.5 + (if flag then 20 else 0)",
    "hours * 0.5 - (if flag then 0 else 7)",
    "(if flag then 20 else 0) - hours * 0.5",
    "hours * 0.5 + (if flag then 0 else 0)",
    "hours * -0.5 + (if flag then 0 else 3)",
    "hours * 0.5 * (if flag then 0 else 3)",
    "hours + (if flag then 0 else 3)",
]
TESTS = [
    "hours * 0.5 >= 10",
    "10 > hours * 0.5",
    "hours * 0.5 = 10",
    "hours * 0.5 != weeks",
    "hours * 0.5 <= weeks * 2",
    'level >= "fair"',
    'level < "top" and not(level >= "good")',
    'level > "low"',
]
LONG = Decimal("1.00000000000000000000000000000000001")
"""More digits than a result has: adding nothing to it rounds it."""


def _drawn(source: Random) -> Profile:
    values: dict[str, Plain] = {
        "weeks": source.choice([1, 7, 200, 201, 1000, 1001, 10**6, -1, -2000, None]),
        "many": source.choice([0, 5, 100_000, 10**7]),
        "hours": source.choice([0, 20, Decimal("17.25"), Decimal("0.5"), LONG, Decimal(-1), None]),
        "level": source.choice([*LEVELS.members, None]),
        "flag": source.choice([True, False, None]),
    }
    return Profile({key: one for key, one in values.items() if source.random() < 0.9}, {}, {})


def _compare(made: Program, count: int = 150) -> None:
    code = compiled(made)
    source = Random(1)
    for _ in range(count):
        assert unlike(made, _drawn(source), code) == []


@pytest.mark.parametrize("text", SUMS)
def test_sums_of_decimals_and_whole_numbers(text: str) -> None:
    expr = ir(text, scope=SCOPE)
    _compare(program(FACTS, [derived("end", NUMBER)], [rule("end", expr)]))


@pytest.mark.parametrize("text", TESTS)
def test_comparisons(text: str) -> None:
    _compare(program(FACTS, [derived("end")], [rule("end", True, ir(text, scope=SCOPE))]))


def test_a_whole_number_against_its_bounds_is_no_error() -> None:
    made = program(
        FACTS, [derived("end", NUMBER)], [rule("end", ir("hours * 0.5 + weeks", scope=SCOPE))]
    )
    code = compiled(made)
    assert "DECIMALS[f_weeks]" in code.source
    assert code.function({"hours": 1, "weeks": 10**9}) == {"end": 10**9 + Decimal("0.5")}


def _ladder(*tests: Expr) -> Program:
    """One value for each test, the first that holds."""
    ends = EnumType("end", tuple(f"r{place}" for place in range(len(tests))))
    rules = [rule("end", const(f"r{place}", ends), test) for place, test in enumerate(tests)]
    return program(FACTS, [derived("end", ends, Policy.FIRST)], rules)


def _weeks(op: str, number: int) -> Expr:
    return compare(op, ref("weeks", INTEGER), const(number, INTEGER))  # type: ignore[arg-type]


def test_what_an_earlier_branch_says_is_not_asked_again() -> None:
    made = _ladder(
        _weeks(">=", 7), both(_weeks(">=", 3), _weeks("<", 7)), both(_weeks("<", 3), _weeks("<", 2))
    )
    body = compiled(made).source
    body = body[body.index("def answer") :]
    assert "elif f_weeks >= 3:" in body
    assert "elif f_weeks < 2:" in body
    assert "f_weeks < 7" not in body
    _compare(made)


@pytest.mark.parametrize(
    "texts",
    [
        ('level = "low"', 'level != "low" and flag', "flag"),
        ('level = "low" or flag', 'level != "low" and weeks > 3', "not(flag) and weeks <= 3"),
        ("flag and weeks > 3", "weeks <= 3 and flag", "flag", "not(flag)"),
        ("hours * 0.5 >= 10", "hours * 0.5 < 10 and flag", "hours * 0.5 < 10"),
        ("weeks / 0 > 1", "weeks / 0 <= 1 and flag", "flag", "weeks > 3"),
        ("weeks = 7", "weeks != 7 and weeks >= 7", "weeks < 7"),
        ("weeks <= 7", "weeks > 7", "flag"),
    ],
)
def test_chains(texts: tuple[str, ...]) -> None:
    _compare(_ladder(*[ir(text, scope=SCOPE) for text in texts]), 300)
