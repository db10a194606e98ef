"""The JSON of example profiles: it follows the schema, and gives the same facts again."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import medrules_schemas
from medrules.evaluating import evaluate
from medrules.loading import load
from medrules.profile.read import read_profile
from medrules.report_json import differences, evaluation_from_json, evaluation_json, to_text
from medrules.source.text import SourceFile

REPO = Path(__file__).resolve().parents[2]
NAMES = ("decision_flow", "alternatives", "program_selection")
EXAMPLES = ("complete", "comparing-programs", "administrator-full-plate", "bedside-clinician")
SCHEMA = Draft202012Validator(medrules_schemas.load("evaluation"))


@pytest.fixture(scope="module")
def program():
    return load([REPO / "packs/medrules_packs" / name for name in NAMES], installed=False)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_follows_the_schema_and_is_read_back(program, name):
    path = REPO / "examples/profiles" / f"{name}.toml"
    profile = read_profile(str(path), program).checked()
    answer = evaluation_json(program, evaluate(program, profile))
    SCHEMA.validate(answer)
    text = to_text(answer)
    assert json.loads(text, parse_float=Decimal) == answer
    saved = evaluation_from_json(SourceFile("saved.json", text))
    assert saved.profile(program) == profile
    assert differences(saved, answer) == ()
