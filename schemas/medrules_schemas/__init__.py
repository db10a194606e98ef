"""The published JSON Schemas (2020-12) of everything that medrules reads and writes.

In: the name of a schema. Out: its text, or the schema as plain data. Refused: a name that is not
one of ``names()`` (KeyError).

``content`` (any TOML file of a pack other than ``pack.toml``) has no file of its own: it is ``pack``
without the demand for a ``[pack]`` table, so that the two can never differ in anything else. The
schema of a profile depends on the packs that are loaded; ``medrules.profile.schema`` makes it.

Beside the standard keywords, ``errorMessage`` says in plain words what a value must look like.
Validators ignore it; some editors, and medrules itself, show it.
"""

from __future__ import annotations

from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
"""What a JSON text holds."""

_FILES = ("cases", "diagnostics", "evaluation", "explanation", "mapping", "pack")


def names() -> tuple[str, ...]:
    """The names of all schemas, in alphabetical order."""
    return tuple(sorted((*_FILES, "content")))


def text(name: str) -> str:
    """The schema as JSON text. Raises KeyError for a name that is not one of ``names()``."""
    if name == "content":
        import json

        return json.dumps(load(name), indent=2, ensure_ascii=False) + "\n"
    if name not in _FILES:
        raise KeyError(name)
    from importlib.resources import files

    return files(__name__).joinpath(f"{name}.schema.json").read_text("utf-8")


def load(name: str) -> dict[str, JsonValue]:
    """The schema as plain data, a fresh copy. Raises KeyError as ``text`` does."""
    import json

    if name == "content":
        return _content(load("pack"))
    schema: dict[str, JsonValue] = json.loads(text(name))
    return schema


def _content(pack: dict[str, JsonValue]) -> dict[str, JsonValue]:
    changed: dict[str, JsonValue] = {
        "$id": "urn:medrules:schema:content:1",
        "title": "Medrules pack: any TOML file beside pack.toml",
        "description": "Arrays of definitions. Which file of a pack a thing stands in means nothing.",
    }
    schema = {**pack, **changed}
    del schema["required"]
    example: JsonValue = {"rules": [{"id": "always", "then": {"cautions": "repair-cv"}}]}
    schema["examples"] = [example]
    return schema
