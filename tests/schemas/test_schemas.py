"""The schemas themselves: valid, described well enough for editors, true to their own examples."""

import json

import pytest
from jsonschema import Draft202012Validator

import medrules_schemas
from medrules.diagnostics.as_json import to_json
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Label
from medrules.source.span import NOWHERE, Span

NAMES = medrules_schemas.names()


def subschemas(schema, where="#"):
    """Every schema inside a schema, with its place."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for key in ("properties", "patternProperties", "$defs"):
        for name, inner in schema.get(key, {}).items():
            yield from subschemas(inner, f"{where}/{key}/{name}")
    for key in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
        yield from subschemas(schema.get(key), f"{where}/{key}")
    for key in ("allOf", "anyOf", "oneOf"):
        for index, inner in enumerate(schema.get(key, ())):
            yield from subschemas(inner, f"{where}/{key}/{index}")


def test_the_names_are_those_that_the_documentation_promises():
    assert NAMES == (
        "cases",
        "content",
        "diagnostics",
        "evaluation",
        "explanation",
        "mapping",
        "pack",
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_valid_schema_with_its_own_id(name):
    schema = medrules_schemas.load(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:medrules:schema:{name}:1"
    assert json.loads(medrules_schemas.text(name)) == schema


@pytest.mark.parametrize("name", NAMES)
def test_every_property_is_described_as_a_sentence(name):
    lacking = []
    for where, schema in subschemas(medrules_schemas.load(name)):
        in_condition = any(part in ("if", "then", "else") for part in where.split("/"))
        if "properties" not in schema or in_condition:
            continue
        if not schema.get("title") and where != "#":
            lacking.append(f"{where}: title")
        for key, inner in schema["properties"].items():
            text = inner.get("description", "")
            if len(text.split()) < 2 or text[-1] not in ".:?":
                lacking.append(f"{where}/{key}: {text!r}")
            if not inner.get("title"):
                lacking.append(f"{where}/{key}: title")
    assert lacking == []


@pytest.mark.parametrize("name", NAMES)
def test_every_table_refuses_keys_that_it_does_not_know(name):
    for where, schema in subschemas(medrules_schemas.load(name)):
        if schema.get("type") == "object" and "properties" in schema:
            assert "additionalProperties" in schema, where


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_valid(name):
    schema = medrules_schemas.load(name)
    count = 0
    for example in schema["examples"]:
        Draft202012Validator(schema).validate(example)
        count += 1
    for key, definition in schema.get("$defs", {}).items():
        entry = {"$ref": f"#/$defs/{key}", "$defs": schema["$defs"]}
        for example in definition.get("examples", ()):
            Draft202012Validator(entry).validate(example)
            count += 1
    assert count > 1 or name == "content"


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere_and_every_definition_is_used(name):
    schema = medrules_schemas.load(name)
    used = {inner["$ref"] for _, inner in subschemas(schema) if "$ref" in inner}
    assert used == {f"#/$defs/{key}" for key in schema.get("$defs", {})}


def test_content_differs_from_pack_only_in_what_it_asks_for():
    pack, content = medrules_schemas.load("pack"), medrules_schemas.load("content")
    assert content["properties"] == pack["properties"]
    assert content["$defs"] == pack["$defs"]
    assert "required" not in content
    assert pack["required"] == ["pack"]


def test_load_gives_a_copy_that_nobody_else_holds():
    medrules_schemas.load("pack")["properties"].clear()
    assert medrules_schemas.load("pack")["properties"]


@pytest.mark.parametrize("call", [medrules_schemas.load, medrules_schemas.text])
@pytest.mark.parametrize("name", ["profile", "", "../pack"])
def test_other_names_are_refused(call, name):
    with pytest.raises(KeyError):
        call(name)


def test_the_json_of_diagnostics_follows_its_schema():
    found = [
        report("MR0401", "one", Span("a.toml", 1, 2, 3, 4), [Label(NOWHERE, "two")], "help"),
        report("MR0402", "whole file", Span("a.toml", 0, 0, 0, 0)),
        report("MR0402", "no file"),
    ]
    answer = {"medrules": 1, "diagnostics": to_json(found)}
    Draft202012Validator(medrules_schemas.load("diagnostics")).validate(answer)
