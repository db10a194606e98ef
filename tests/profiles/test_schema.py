"""The schema of profiles, made from the vocabulary: it takes what the reader takes."""

import json
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from medrules.exact_json import to_text
from medrules.profile.read import profile_of
from medrules.profile.schema import profile_schema
from medrules.source.json_text import parse_json
from medrules.source.text import SourceFile

from .programs import PROGRAM

SCHEMA = profile_schema(PROGRAM)
CHECK = Draft202012Validator(SCHEMA)


def at(*path):
    schema = SCHEMA
    for name in path:
        schema = schema["properties"][name]
    return schema


def test_it_is_a_valid_schema_and_exact_json():
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(to_text(SCHEMA), parse_float=Decimal) == SCHEMA
    assert SCHEMA["additionalProperties"] is False
    assert "p 1.2.0" in SCHEMA["description"]


def test_paths_are_nested_objects():
    assert set(SCHEMA["properties"]) == {
        "$schema",
        *("goals", "support", "capacity", "experience", "plan", "record", "clinician", "deep"),
        *("programs", "extras", "weights", "report"),
    }
    assert at("deep", "er")["description"] == "The facts under deep.er."
    assert at("goals")["additionalProperties"] is False
    assert "alternatives" not in SCHEMA["properties"]
    assert "costs" not in SCHEMA["properties"]


def test_every_property_has_a_title_and_a_description():
    def look(schema):
        for inner in schema.get("properties", {}).values():
            assert inner["title"]
            assert inner["description"]
            look(inner)
            look(inner.get("items", {}))

    look(SCHEMA)


def test_enums_say_what_their_members_mean():
    identity = at("goals", "primary_identity")
    assert identity["enum"] == ["educator", "clinician", "researcher", "administrator"]
    assert identity["enumDescriptions"][0] == "Teaching is the main academic work"
    assert "What do you want to be known for?" in identity["description"]
    assert "educator (Teaching is the main academic work)" in identity["description"]


def test_numbers_have_their_range_and_unit():
    hours = at("capacity", "hours_per_week")
    assert (hours["type"], hours["minimum"], hours["maximum"]) == ("number", 0, 168)
    assert hours["description"].endswith("In hours/week.")
    assert at("experience", "teaching_years")["type"] == "integer"
    assert at("deep", "er", "value")["maximum"] == 10**15
    assert at("weights", "brand")["default"] == 50


def test_sets_and_records_are_arrays():
    motives = at("goals", "motives")
    assert (motives["type"], motives["uniqueItems"]) == ("array", True)
    programs = at("programs")
    assert programs["maxItems"] == 5
    assert programs["items"]["additionalProperties"] is False
    assert set(programs["items"]["properties"]) == {"name", "brand", "level", "tags"}


def agrees(value):
    """Whether the reader and the schema think alike of a profile."""
    document = parse_json(SourceFile("me.json", to_text(value)))
    assert profile_of(document, PROGRAM).ok == CHECK.is_valid(document.data)


@pytest.mark.parametrize(
    "value",
    [
        {"goals": {"primary_identity": "educator"}},
        {"goals": {"primary_identity": "Educator"}},
        {"goals": {"motives": ["leadership", "leadership"]}},
        {"goals": {"motives": "leadership"}},
        {"goals": ["motives"]},
        {"experience": {"teaching_years": Decimal("2.0")}},
        {"experience": {"teaching_years": Decimal("2.5")}},
        {"experience": {"ratio": Decimal("0.2")}},
        {"experience": {"ratio": Decimal("0.19")}},
        {"capacity": {"hours_per_week": True}},
        {"plan": {"payoff_plan": 1}},
        {"clinician": {"specialty": "x" * 2000}},
        {"clinician": {"specialty": "x" * 2001}},
        {"programs": [{"name": "A"}]},
        {"programs": [{"name": "A", "score": 1}]},
        {"programs": [{}] * 6},
        {"programs": {}},
        {"alternatives": []},
        {"costs": {"weeks": 3}},
        {"decision": {"outcome": "skip"}},
        {"weights": {"brand": 100}},
        {"weights": {"brand": 101}},
        {"report": {"tags": ["a", "a"]}},
        {"report": {"tags": [1]}},
        {"$schema": "./profile.schema.json", "plan": {"payoff_plan": True}},
        {"$schema": 1, "plan": {"payoff_plan": True}},
    ],
)
def test_reader_and_schema_agree(value):
    agrees(value)


LEAF = st.one_of(
    st.booleans(),
    st.integers(-5, 200),
    st.decimals(-5, 200, places=2),
    st.sampled_from(["educator", "leadership", "low", "high", "x", ""]),
    st.lists(st.sampled_from(["leadership", "scholarship", "x"]), max_size=3),
)
FIELDS = {
    "goals": ["primary_identity", "motives", "x"],
    "support": ["funding_usd"],
    "experience": ["teaching_years", "ratio"],
    "plan": ["payoff_plan"],
    "record": ["consistency"],
    "clinician": ["specialty"],
    "weights": ["brand"],
}
TABLES = st.fixed_dictionaries(
    {},
    optional={
        table: st.dictionaries(st.sampled_from(names), LEAF, min_size=1)
        for table, names in FIELDS.items()
    }
    | {
        "programs": st.lists(
            st.dictionaries(st.sampled_from(["brand", "level", "tags", "x"]), LEAF), max_size=6
        )
    },
)


@given(TABLES.filter(bool))
@settings(max_examples=200, deadline=None)
def test_reader_and_schema_agree_on_anything(value):
    agrees(value)
