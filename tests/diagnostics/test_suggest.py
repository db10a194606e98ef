"""Typing errors are recognised; words that have nothing in common are not offered."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.diagnostics.suggest import did_you_mean, nearest

FACTS = [
    "goals.motives",
    "goals.primary_identity",
    "goals.target_roles",
    "support.funding",
    "support.funding_usd",
    "plan.payoff_plan",
    "plan.move",
    "experience.teaching_years",
]
WORDS = ["educator", "clinician", "researcher", "administrator", "none", "partial", "full"]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("goals.motivs", "goals.motives"),
        ("goal.motives", "goals.motives"),
        ("motives", "goals.motives"),
        ("goals.Primary-Identity", "goals.primary_identity"),
        ("goals.primaryidentity", "goals.primary_identity"),
        ("suport.funding", "support.funding"),
        ("support.funding_us", "support.funding_usd"),
        ("plan.payoff", "plan.payoff_plan"),
        ("experience.years_teaching", "experience.teaching_years"),
    ],
)
def test_a_mistyped_fact_is_recognised(word: str, first: str) -> None:
    assert nearest(word, FACTS)[0] == first


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("educater", "educator"),
        ("clinican", "clinician"),
        ("reseacher", "researcher"),
        ("Full", "full"),
        ("nune", "none"),
        ("admin", "administrator"),
    ],
)
def test_a_mistyped_word_is_recognised_alone(word: str, meant: str) -> None:
    assert did_you_mean(word, WORDS) == f'did you mean "{meant}"?'


@pytest.mark.parametrize("word", ["xyz", "", "dentist", "q" * 1000, "surgeon"])
def test_nothing_near_is_nothing(word: str) -> None:
    assert did_you_mean(word, WORDS) == ""


def test_several_are_listed() -> None:
    known = ["teach-a", "teach-b", "teach-c", "teach-d"]
    assert did_you_mean("teach-x", known) == 'did you mean "teach-a", "teach-b" or "teach-c"?'
    assert did_you_mean("teach-x", known, 2) == 'did you mean "teach-a" or "teach-b"?'
    assert nearest("teach-x", known, 0) == ()


def test_the_word_itself_and_repetitions_are_not_offered() -> None:
    assert nearest("none", ["none", "nona", "nona", ""]) == ("nona",)


def test_many_known_words_take_little_time() -> None:
    known = [f"section-{number}.fact_{number * 7919}" for number in range(3000)]
    start = time.process_time()
    nearest("section-12.fact_95028x", known)
    assert time.process_time() - start < 10


@given(st.text(max_size=20), st.lists(st.text(max_size=10), max_size=10))
def test_only_known_words_are_offered(word: str, known: list[str]) -> None:
    found = nearest(word, known)
    assert len(found) <= 3
    assert set(found) <= set(known)


def test_the_likeliest_is_compared_though_many_words_stand_before_it() -> None:
    codes = [f"MR{number:04}" for number in (*range(101, 140), 301, 310, *range(401, 440))]
    assert "MR0301" in nearest("MR301", codes)
    kinds = [f"context of {letter}" for letter in "abcdefghijkl"]
    assert nearest("numbr", [*kinds, "string", "boolean", "number"]) == ("number",)
