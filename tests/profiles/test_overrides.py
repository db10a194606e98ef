"""``--set FACT=VALUE``: how values are read, what it replaces, and every refusal."""

from decimal import Decimal

import pytest

from medrules.profile.read import profile_of
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

from .programs import PROGRAM


def read(*options, text=""):
    return profile_of(parse_toml(SourceFile("me", text)), PROGRAM, options)


@pytest.mark.parametrize(
    ("option", "path", "value"),
    [
        ("goals.primary_identity=educator", "goals.primary_identity", "educator"),
        ('goals.primary_identity="educator"', "goals.primary_identity", "educator"),
        (" goals.primary_identity = 'educator'", "goals.primary_identity", "educator"),
        ("goals.motives=leadership", "goals.motives", frozenset({"leadership"})),
        (
            "goals.motives=leadership, repair-cv",
            "goals.motives",
            frozenset({"leadership", "repair-cv"}),
        ),
        ('goals.motives=["leadership"]', "goals.motives", frozenset({"leadership"})),
        ('goals.motives="leadership"', "goals.motives", frozenset({"leadership"})),
        ("goals.motives=", "goals.motives", frozenset()),
        ("goals.motives=[]", "goals.motives", frozenset()),
        ("plan.payoff_plan=true", "plan.payoff_plan", True),
        ("experience.teaching_years=3", "experience.teaching_years", 3),
        ("support.funding_usd=1_500.50", "support.funding_usd", Decimal("1500.5")),
        ("support.funding_usd=12e2", "support.funding_usd", 1200),
        ("clinician.specialty=2024", "clinician.specialty", "2024"),
        ("clinician.specialty=a = b # c", "clinician.specialty", "a = b # c"),
        ("clinician.specialty=true", "clinician.specialty", "true"),
        ("clinician.specialty=", "clinician.specialty", ""),
        ("clinician.specialty=two\nlines", "clinician.specialty", "two\nlines"),
        ("weights.brand=7", "weights.brand", 7),
        ("report.tags=a,b,a", "report.tags", ("a", "b", "a")),
    ],
)
def test_values_are_read_by_the_type_of_the_fact(option, path, value):
    assert read(option).checked().values == {path: value}


def test_an_option_stands_over_the_profile_and_the_last_one_over_all():
    text = 'plan.payoff_plan = false\ngoals.motives = ["no-such-word"]\n'
    found = read(
        "plan.payoff_plan=false", "goals.motives=scholarship", "plan.payoff_plan=true", text=text
    ).checked()
    assert found.values == {"plan.payoff_plan": True, "goals.motives": frozenset({"scholarship"})}


def test_fields_of_records_are_set_and_records_added():
    text = '[[programs]]\nname = "A"\nbrand = 1\n'
    result = read("programs[0].brand=80", "programs[1].name=B", "programs[1].tags=", text=text)
    assert result.checked().records == {
        "programs": ({"name": "A", "brand": 80}, {"name": "B", "tags": frozenset()})
    }
    assert set(result.placed().places) == {"programs", "programs[0]", "programs[0].name"}


def test_a_record_may_come_from_options_alone():
    result = read("programs[0].name=A", "extras[0].name=Z")
    assert result.checked().records == {"programs": ({"name": "A"},), "extras": ({"name": "Z"},)}
    assert result.placed().places == {}


def test_the_file_itself_is_not_changed_by_options():
    document = parse_toml(SourceFile("me", '[[programs]]\nname = "A"\n'))
    profile_of(document, PROGRAM, ["programs[0].name=B"])
    assert profile_of(document, PROGRAM).profile.records == {"programs": ({"name": "A"},)}


@pytest.mark.parametrize(
    ("option", "code", "message", "help"),
    [
        ("goals.motives", "MR0617", "names no fact and value", "--set FACT=VALUE"),
        ("=3", "MR0617", "names no fact and value", "--set FACT=VALUE"),
        ("goals.motve=x", "MR0601", 'no fact "goals.motve"', 'did you mean "goals.motives"?'),
        ("goals=x", "MR0613", '"goals" is a table of facts', "goals.primary_identity"),
        ("decision.outcome=skip", "MR0602", "the rules derive it", "take it out"),
        ("costs.weeks=3", "MR0603", "a parameter that a profile cannot set", "[[overrides]]"),
        ("goals.primary_identity=educatr", "MR0607", 'cannot be "educatr"', '"educator"?'),
        ("goals.primary_identity=3", "MR0607", 'cannot be "3"', "it can be"),
        ("goals.motives=leadership,", "MR0607", 'cannot be ""', "it can be"),
        ("goals.motives=fame", "MR0607", 'cannot be "fame"', "it can be"),
        ("goals.motives=leadership,leadership", "MR0608", "stands twice", "take one"),
        ("plan.payoff_plan=yes", "MR0604", "should be true or false", "write true"),
        ("plan.payoff_plan=", "MR0604", "it is an empty text", "payoff_plan = true"),
        ("experience.teaching_years=007", "MR0604", 'it is the text "007"', "write 7 without"),
        ("experience.teaching_years=2.5", "MR0605", "whole number", "such as 2"),
        ("deep.er.value=nan", "MR0606", "not a number that can be calculated", "leave it out"),
        ("deep.er.value=inf", "MR0606", "not a number that can be calculated", "leave it out"),
        ("deep.er.value=1e99", "MR0606", "a very large number", "it takes"),
        ("deep.er.value='1e999999999'", "MR0604", "1e999999999", "write it like this"),
        ("deep.er.value=[[[", "MR0604", 'the text "[[["', "value = 10"),
        ("capacity.hours_per_week=200", "MR0606", "more than 168 hours/week", "0 to 168"),
        ("programs=x", "MR0617", '"programs" is a list of records', "programs[0].name=…"),
        ("programs.brand=3", "MR0617", '"programs" is a list of records', "programs[0].brand=…"),
        ("programs[0]=3", "MR0617", "not the field of a record", "programs[0].name=…"),
        ("programs[-1].brand=3", "MR0617", "not the field of a record", "programs[0].name=…"),
        ("programs[x].brand=3", "MR0617", "not the field of a record", "programs[0].name=…"),
        ("programs[².brand=3", "MR0617", "not the field of a record", "programs[0].name=…"),
        ("programs[1].brand=3", "MR0618", 'no records in "programs"', "programs[0]"),
        (f"programs[{'9' * 5000}].brand=3", "MR0618", "no records", "programs[0]"),
        ("programs[0].brnad=3", "MR0601", 'no field "brnad"', 'did you mean "brand"?'),
        ("programs[0].score=3", "MR0602", "the rules derive it", "take it out"),
        ("program[0].name=3", "MR0601", 'no fact "program"', 'did you mean "programs"?'),
        ("alternatives[0].name=3", "MR0615", "come from the packs", "[[options]]"),
        ("extras[0].name=book", "MR0609", 'already lists "book"', "another name"),
    ],
)
def test_an_option_is_refused_by_name(option, code, message, help):
    (one,) = read(option, "weights.brand=1").diagnostics
    assert one.code == code
    assert one.message.startswith("--set ")
    assert one.span.line == 0
    assert message in one.message
    assert help in one.help
    assert len(one.message) < 200


def test_a_record_that_is_not_there_is_told_from_those_that_are():
    text = '[[programs]]\nname = "A"\n[[programs]]\nname = "B"\n'
    (one,) = read("programs[5].brand=3", text=text).diagnostics
    assert one.message.endswith('the profile has 2 records in "programs"')
    assert one.help == "the next one would be programs[2]"


def test_problems_of_the_file_come_before_those_of_options():
    found = read("goals.motives=x", text="\n\nzzz = 1\n").diagnostics
    assert [(one.code, one.span.line) for one in found] == [("MR0601", 3), ("MR0607", 0)]


def test_a_name_taken_in_the_file_is_shown_there():
    (one,) = read("programs[1].name=A", text='[[programs]]\nname = "A"\n').diagnostics
    assert one.code == "MR0609"
    assert [(label.span.line, label.message) for label in one.labels] == [(2, "the other one")]
