"""``medrules init`` and ``medrules schema``: files for people and editors, and nothing overwritten."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import jsonschema
import pytest

import medrules_schemas
from medrules.loading import load

from .running import COMPLETE, medrules

KINDS = ["profile", *medrules_schemas.names()]


def test_init_writes_a_profile_that_becomes_one_when_it_is_filled_in(tmp_path: Path) -> None:
    place = tmp_path / "me.toml"
    ran = medrules("init", str(place))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"Wrote {place}. Fill in what you know, then: medrules evaluate {place}\n"
    text = place.read_text()
    assert tomllib.loads(text) is not None
    told = medrules("evaluate", str(place))
    assert told.code == 2
    assert "the profile says nothing" in told.err
    assert "take the # off" in told.err
    lines = text.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("#primary_identity"))
    place.write_text("\n".join([*lines[:at], 'primary_identity = "clinician"', *lines[at + 1 :]]))
    assert medrules("evaluate", str(place)).code == 0


def test_init_on_stdout_asks_every_question() -> None:
    ran = medrules("init")
    assert (ran.code, ran.err) == (0, "")
    assert medrules("init", "-").out == ran.out
    flat = " ".join(ran.out.replace("#", " ").split())
    for fact in load().facts:
        if "[]" not in fact.path:
            assert fact.path.rpartition(".")[2] in flat


def test_init_never_overwrites_unless_it_is_told_to(tmp_path: Path) -> None:
    place = tmp_path / "me.toml"
    place.write_text("mine")
    ran = medrules("init", str(place))
    assert ran.code == 2
    assert "exists already; choose another name, or give --force" in ran.err
    assert place.read_text() == "mine"
    assert medrules("init", str(place), "--force").code == 0
    assert place.read_text() == medrules("init").out


def test_init_says_why_it_cannot_write(tmp_path: Path) -> None:
    ran = medrules("init", str(tmp_path / "none" / "me.toml"))
    assert ran.code == 2
    assert "No such file or directory" in ran.err
    assert medrules("init", str(tmp_path), "--force").err.endswith("it is a folder\n")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_a_schema_with_a_title(kind: str) -> None:
    ran = medrules("schema", kind)
    assert (ran.code, ran.err) == (0, "")
    schema = json.loads(ran.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]


def test_the_schema_of_profiles_accepts_a_profile() -> None:
    schema = json.loads(medrules("schema", "profile").out)
    validator = jsonschema.Draft202012Validator(schema)
    data = tomllib.loads(Path(COMPLETE).read_text())
    validator.validate(data)
    data["goals"]["primary_identity"] = "educater"
    assert not validator.is_valid(data)


def test_a_schema_goes_to_a_file(tmp_path: Path) -> None:
    place = tmp_path / "pack.schema.json"
    assert medrules("schema", "pack", "-o", str(place)).out == ""
    assert place.read_text() == medrules("schema", "pack").out


def test_a_schema_that_is_none_is_refused_with_all_that_there_are() -> None:
    ran = medrules("schema", "profil")
    assert ran.code == 2
    assert 'there is no schema "profil"' in ran.err
    for kind in KINDS:
        assert kind in ran.err
