"""The starter, the schema and the example profiles agree for the packs that medrules brings."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from medrules.loading import load
from medrules.profile.read import profile_of, read_profile
from medrules.profile.schema import profile_schema
from medrules.profile.starter import starter_profile
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

REPO = Path(__file__).resolve().parents[2]
PACKS = [
    REPO / "packs/medrules_packs" / name
    for name in ("decision_flow", "alternatives", "program_selection")
]
EXAMPLES = sorted((REPO / "examples/profiles").glob("*.toml"))


@pytest.fixture(scope="module")
def program():
    return load(PACKS, installed=False)


def test_the_starter_with_every_line_uncommented_gives_every_fact(program):
    text = starter_profile(program)
    assert profile_of(parse_toml(SourceFile("me", text)), program).diagnostics[0].code == "MR0612"
    filled = parse_toml(SourceFile("me", re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE)))
    found = profile_of(filled, program).checked()
    assert {one.path for one in program.facts if "[]" not in one.path} <= set(found.values)
    Draft202012Validator(profile_schema(program)).validate(filled.data)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_follow_the_schema(program, path):
    result = read_profile(str(path), program)
    assert result.diagnostics == ()
    Draft202012Validator(profile_schema(program)).validate(result.document.data)
