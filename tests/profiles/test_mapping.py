"""Facts from Python."""

import datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.ir.values import UNKNOWN
from medrules.profile.mapping import profile_from_mapping

from .programs import PROGRAM


class Identity(StrEnum):
    EDUCATOR = "educator"


def refused(facts):
    with pytest.raises(MedrulesError) as error:
        profile_from_mapping(PROGRAM, facts)
    return error.value.diagnostics


def test_nothing_given_is_an_empty_profile():
    found = profile_from_mapping(PROGRAM, {})
    assert (found.values, found.records, found.places) == ({}, {}, {})


def test_python_values_are_welcome():
    found = profile_from_mapping(
        PROGRAM,
        {
            "goals": {"primary_identity": Identity.EDUCATOR, "motives": {"leadership"}},
            "experience": {"ratio": 0.3, "teaching_years": 3.0},
            "weights.brand": Decimal("1.10"),
            "plan": None,
            "clinician": {"specialty": UNKNOWN},
            "programs": ({"name": "A", "tags": ("scholarship",)},),
            "record": {"consistency": "low"},
        },
    )
    assert found.values == {
        "goals.primary_identity": "educator",
        "goals.motives": frozenset({"leadership"}),
        "experience.ratio": Decimal("0.3"),
        "experience.teaching_years": 3,
        "weights.brand": Decimal("1.1"),
        "record.consistency": "low",
    }
    assert found.records == {"programs": ({"name": "A", "tags": frozenset({"scholarship"})},)}


@pytest.mark.parametrize(
    ("facts", "code", "message"),
    [
        ({"goal": {"motives": []}}, "MR0601", 'no table of facts "goal"'),
        ({"goals": {"primary_identity": "x"}}, "MR0607", "goals.primary_identity"),
        ({"deep": {"er": {"value": float("nan")}}}, "MR0606", "not a number"),
        ({"deep": {"er": {"value": float("inf")}}}, "MR0606", "not a number"),
        ({"deep": {"er": {"value": 10**5000}}}, "MR0606", "a very large number"),
        ({"deep": {"er": {"value": 1j}}}, "MR0604", '"deep.er.value" is of the type complex'),
        ({"goals": {"motives": {1, 2}}}, "MR0604", '"goals.motives" is of the type set'),
        ({"goals": {"motives": b"x"}}, "MR0604", "of the type bytes"),
        ({"clinician": {"specialty": datetime.date(2026, 1, 2)}}, "MR0604", "2026-01-02"),
        ({"programs": {"name": "A"}}, "MR0614", "should be a list of records"),
        ({1: 2}, "MR0601", 'no fact "1"'),
    ],
)
def test_what_does_not_fit_is_refused(facts, code, message):
    (one,) = refused(facts)
    assert one.code == code
    assert message in one.message
    assert one.span.line == 0


def test_everything_wrong_is_told_at_once():
    found = refused({"goals": {"primary_identity": "x"}, "plan": {"payoff_plan": "no"}, "z": 1})
    assert sorted(one.code for one in found) == ["MR0601", "MR0604", "MR0607"]


def test_a_mapping_that_holds_itself_is_refused():
    facts: dict = {}
    facts["goals"] = facts
    assert "MR0604" in {one.code for one in refused(facts)}
