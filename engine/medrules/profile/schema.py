"""The JSON Schema of profiles for the packs that are loaded, made from their vocabulary.

In: a program. Out: a schema (2020-12) as plain data: dotted paths as nested objects, enums with what
their members mean, ranges, sets, record lists. Refused: nothing. Write it with
``medrules.exact_json.to_text``, since bounds may be ``Decimal``.

A profile may also leave the schema in two ways that the reader understands: null stands for a
fact that is not given, and a key may hold a whole dotted path.
"""

from __future__ import annotations

from typing import assert_never

from medrules.exact_json import Json
from medrules.ir.program import EnumInfo, Fact, Program, RecordList
from medrules.ir.types import (
    AnyType,
    BooleanType,
    EnumType,
    ListType,
    NullType,
    NumberType,
    RecordTypeOf,
    SetType,
    TextType,
    Type,
)
from medrules.ir.values import Number
from medrules.json_values import json_value
from medrules.profile.check import MOST_CHARACTERS, WIDEST
from medrules.profile.vocabulary import Slot, Vocabulary


def profile_schema(program: Program) -> dict[str, Json]:
    """The schema that every profile for this program follows."""
    vocabulary = Vocabulary(program)
    enums = {item.id: item for item in program.enums}
    packs = ", ".join(f"{item.id} {item.version}" for item in program.packs)
    properties: dict[str, Json] = {
        "$schema": {
            "title": "Schema",
            "description": "Where this schema is kept, for editors of JSON.",
            "type": "string",
        }
    }
    for path in vocabulary.givable():
        slot = vocabulary.scalars.get(path)
        if slot is None:
            item = vocabulary.lists[path]
            schema = _list_schema(item, vocabulary.fields[path], enums)
        else:
            schema = slot_schema(slot, enums)
        _place(properties, path, schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:medrules:schema:profile:1",
        "title": "Medrules profile",
        "description": f"Facts about one person, for the packs {packs}. "
        "Everything may be left out: what is not given is unknown, never false.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _place(properties: dict[str, Json], path: str, schema: Json) -> None:
    """Put a schema at a dotted path, with an object for every table on the way."""
    *tables, name = path.split(".")
    at = properties
    for depth, table in enumerate(tables, start=1):
        inner: dict[str, Json] = {}
        known = at.setdefault(
            table,
            {
                "title": table.replace("_", " ").capitalize(),
                "description": f"The facts under {'.'.join(tables[:depth])}.",
                "type": "object",
                "properties": inner,
                "additionalProperties": False,
            },
        )
        if isinstance(known, dict) and isinstance(found := known["properties"], dict):
            inner = found
        at = inner
    at[name] = schema


def _list_schema(
    item: RecordList, fields: dict[str, Fact], enums: dict[str, EnumInfo]
) -> dict[str, Json]:
    return {
        "title": item.title,
        "description": f"One table for each; {item.key} tells them apart.",
        "type": "array",
        "maxItems": item.max_items,
        "items": {
            "title": f"One of {item.path}",
            "description": f"What is known about it; {item.key} tells it apart from the others.",
            "type": "object",
            "properties": {name: slot_schema(fact, enums) for name, fact in fields.items()},
            "additionalProperties": False,
        },
    }


def slot_schema(slot: Slot, enums: dict[str, EnumInfo]) -> dict[str, Json]:
    """The schema of one fact, field or open parameter."""
    sentences = [_about(slot), _what(slot.type, enums)]
    schema: dict[str, Json] = {
        "title": slot.title,
        "description": " ".join(text for text in sentences if text),
    }
    schema.update(_type_schema(slot.type, slot.minimum, slot.maximum, enums))
    if not isinstance(slot, Fact):
        schema["default"] = json_value(slot.value, slot.type)
    return schema


def _about(slot: Slot) -> str:
    texts = (slot.question, slot.help) if isinstance(slot, Fact) else (slot.help,)
    return " ".join(" ".join(text.split()) for text in texts if text) or f"{slot.title}."


def _what(kind: Type, enums: dict[str, EnumInfo]) -> str:
    """What cannot be read off the keywords: units, and what members mean."""
    match kind:
        case NumberType(unit) if unit:
            return f"In {unit}."
        case EnumType() | SetType():
            item = kind.item if isinstance(kind, SetType) else kind
            meant = [f"{word} ({text})" for word, text in member_texts(item, enums).items() if text]
            return f"{'; '.join(meant)}." if meant else ""
        case _:
            return ""


def member_texts(kind: EnumType, enums: dict[str, EnumInfo]) -> dict[str, str]:
    """What each member means: its title, unless that is the word itself, and its text."""
    info = enums.get(kind.id)
    known = {member.value: member for member in info.members} if info else {}
    found: dict[str, str] = {}
    for word in kind.members:
        texts: list[str] = []
        if word in known:
            title, text = known[word].title, known[word].text
            plain = title.casefold().replace(" ", "-") == word.casefold()
            texts = [" ".join(one.split()) for one in ("" if plain else title, text) if one]
        found[word] = ": ".join(texts).rstrip(".")
    return found


def _type_schema(
    kind: Type, low: Number | None, high: Number | None, enums: dict[str, EnumInfo]
) -> dict[str, Json]:
    match kind:
        case BooleanType():
            return {"type": "boolean"}
        case NumberType(_, integer):
            return {
                "type": "integer" if integer else "number",
                "minimum": -WIDEST if low is None else low,
                "maximum": WIDEST if high is None else high,
            }
        case TextType():
            return {"type": "string", "maxLength": MOST_CHARACTERS}
        case EnumType(_, members):
            texts = member_texts(kind, enums)
            schema: dict[str, Json] = {"enum": [*members]}
            if any(texts.values()):
                schema["enumDescriptions"] = [texts[word] for word in members]
            return schema
        case SetType(item):
            return {
                "type": "array",
                "uniqueItems": True,
                "items": _type_schema(item, None, None, enums),
            }
        case ListType(item):
            return {"type": "array", "items": _type_schema(item, None, None, enums)}
        case RecordTypeOf() | NullType() | AnyType():
            return {}
        case _:
            assert_never(kind)
