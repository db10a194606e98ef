"""The starter profile: valid as it stands, valid when filled in, and it tells what may be written."""

import re

import pytest
from jsonschema import Draft202012Validator

from medrules.diagnostics.model import MedrulesError
from medrules.ir.types import TEXT, SetType
from medrules.profile.read import profile_of
from medrules.profile.schema import profile_schema
from medrules.profile.starter import starter_profile
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

from .programs import FACTS, MOTIVE, PROGRAM, fact, parameter

STARTER = starter_profile(PROGRAM)


def uncommented(text):
    return re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE)


def document(text):
    return parse_toml(SourceFile("me.toml", text))


def test_untouched_it_is_valid_toml_that_says_nothing():
    result = profile_of(document(STARTER), PROGRAM)
    assert [one.code for one in result.diagnostics] == ["MR0612"]


def test_with_every_line_uncommented_it_is_a_valid_profile():
    filled = document(uncommented(STARTER))
    found = profile_of(filled, PROGRAM).checked()
    scalars = {one.path for one in FACTS if "[]" not in one.path}
    assert set(found.values) == scalars | {"weights.brand", "report.tags"}
    assert found.values["weights.brand"] == 50
    assert set(found.records["programs"][0]) == {"name", "brand", "level", "tags"}
    assert set(found.records) == {"programs", "extras"}
    Draft202012Validator(profile_schema(PROGRAM)).validate(filled.data)


def test_uncommenting_any_one_fact_is_enough():
    lines = STARTER.splitlines()
    fact_lines = [index for index, line in enumerate(lines) if re.match(r"#[a-z_]+ = ", line)]
    first_record = next(index for index, line in enumerate(lines) if line.startswith("#[["))
    for index in fact_lines:
        if index < first_record:
            changed = [*lines[:index], lines[index][1:], *lines[index + 1 :]]
            found = profile_of(document("\n".join(changed)), PROGRAM).checked()
            assert len(found.values) == 1


def test_it_tells_the_question_the_values_and_the_range():
    assert "# Primary identity: What do you want to be known for?\n" in STARTER
    assert "# The work that you would keep\n# if you could keep only one.\n" in STARTER
    assert '#   "educator": Teaching is the main academic work\n' in STARTER
    assert '# Any of: "leadership", "scholarship", "better-teaching", "repair-cv"\n' in STARTER
    assert "# A number, 0 to 168 hours/week.\n#hours_per_week = 10\n" in STARTER
    assert "# A whole number, 0 to 80.\n" in STARTER
    assert "#ratio = 0.5\n" in STARTER
    assert "# true or false.\n#payoff_plan = true\n" in STARTER
    assert "at most 5" in STARTER
    assert "p 1.2.0" in STARTER


def test_what_a_profile_cannot_give_is_left_out():
    for name in ("weeks", "alternatives", "outcome", "score"):
        assert name not in STARTER


def test_no_line_is_too_wide():
    assert max(len(line) for line in STARTER.splitlines()) <= 96


def test_a_choice_of_facts():
    text = starter_profile(PROGRAM, ["goals", "plan.payoff_plan", "programs"])
    assert set(re.findall(r"^#?\[+([a-z.]+)\]+$", text, re.MULTILINE)) == {
        "goals",
        "plan",
        "programs",
    }
    assert profile_of(document(uncommented(text)), PROGRAM).ok


def test_names_that_are_no_facts_are_refused_together():
    with pytest.raises(MedrulesError) as error:
        starter_profile(PROGRAM, ["goal", "plan", "zzz", "decision.outcome"])
    assert [one.help.partition(",")[0] for one in error.value.diagnostics] == [
        'did you mean "goals"',
        '"medrules facts" lists every fact',
        '"medrules facts" lists every fact',
    ]


def test_odd_vocabularies_still_give_a_valid_starter():
    odd = PROGRAM.replace(
        facts=(
            fact("goals.first", TEXT, title='Title with "quotes" \\ and \u202e'),
            fact("top", TEXT, question="What?\n\n[[programs]]\n#x = 1"),
            *FACTS,
        ),
        parameters=(
            parameter("goals.text", 'a "b" \\ \n c', True, None, None, TEXT),
            parameter(
                "goals.set",
                frozenset({"scholarship", "leadership"}),
                True,
                None,
                None,
                SetType(MOTIVE),
            ),
            parameter("goals.flag", True, True, None, None, FACTS[6].type),
        ),
    )
    text = starter_profile(odd)
    assert profile_of(document(text), odd).diagnostics[0].code == "MR0612"
    found = profile_of(document(uncommented(text)), odd)
    assert found.checked().values["goals.text"] == 'a "b" \\ \n c'
    assert found.profile.values["goals.set"] == frozenset({"scholarship", "leadership"})
    assert '#set = ["leadership", "scholarship"]' in text
    assert "top" in found.profile.values
