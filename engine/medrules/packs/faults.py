"""What jsonschema says when a value does not fit, as far as it is used here.

In: the errors of a validation. Out: ``Fault``, their typed face; ``within`` (the schemas on the way
to one) and ``branch_of`` (which of several forms was meant). Refused: nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol, TypeAlias, cast

Plain: TypeAlias = "str | int | Decimal | bool | list[Plain] | dict[str, Plain] | None"
"""A value as JSON has it."""

JsonSchema: TypeAlias = "dict[str, Plain]"
"""A schema; numbers in it are ints."""

Steps: TypeAlias = tuple[str | int, ...]


class Fault(Protocol):
    """The part of ``jsonschema.ValidationError`` that messages are made from."""

    validator: str
    validator_value: Plain
    instance: Plain
    schema: JsonSchema
    context: Sequence[Fault]

    @property
    def absolute_path(self) -> deque[str | int]:
        """Where in the data."""

    @property
    def absolute_schema_path(self) -> deque[str | int]:
        """Where in the schema, without the steps through ``$ref``."""

    @property
    def schema_path(self) -> deque[str | int]:
        """Where in the schema, from the parent's keyword on."""


def resolved(schema: Plain, root: JsonSchema) -> JsonSchema:
    """The schema, or what it refers to (``#/$defs/name`` only, which is all the schemas use)."""
    while isinstance(schema, dict) and isinstance(target := schema.get("$ref"), str):
        definitions = cast("dict[str, Plain]", root["$defs"])
        schema = definitions[target.removeprefix("#/$defs/")]
    return schema if isinstance(schema, dict) else {}


def within(fault: Fault, root: JsonSchema) -> list[JsonSchema]:
    """The schemas on the way to the keyword that failed, the outermost first."""
    trail: list[JsonSchema] = [root]
    place: Plain = root
    for step in fault.absolute_schema_path:
        if isinstance(place, dict) and step not in place and "$ref" in place:
            place = resolved(place, root)
            trail.append(place)
        if isinstance(place, list) and isinstance(step, int):
            place = place[step]
        elif isinstance(place, dict):
            place = place[str(step)]
        if isinstance(place, dict):
            trail.append(place)
    return trail


def title_of(fault: Fault, root: JsonSchema) -> str:
    """What the table is called in which the fault lies, such as ``rule``; ``""`` at the top."""
    owner = ""
    for schema in within(fault, root)[1:]:
        title = schema.get("title")
        if isinstance(title, str) and schema.get("type") == "object":
            owner = title
    return owner[:1].lower() + owner[1:]


def properties(schema: JsonSchema) -> tuple[str, ...]:
    """The keys that a table of this schema may have."""
    known = schema.get("properties", {})
    return tuple(known) if isinstance(known, dict) else ()


def branch_of(fault: Fault, root: JsonSchema) -> int | None:
    """Which form of ``anyOf`` or ``oneOf`` the value was meant to have; None when none stands out.

    A form must be of the value's kind. Of several kinds of table it is the one with most keys in
    common, counting only keys that not every form has.
    """
    forms = [resolved(form, root) for form in cast("list[Plain]", fault.validator_value)]
    fitting = [index for index, form in enumerate(forms) if _kind_fits(form, fault.instance)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting or not isinstance(fault.instance, dict):
        return None
    keys = [set(properties(forms[index])) for index in fitting]
    shared = set.intersection(*keys)
    scores = [len((own - shared) & set(fault.instance)) for own in keys]
    best = max(scores)
    return fitting[scores.index(best)] if best else None


def faults_of_branch(fault: Fault, branch: int) -> list[Fault]:
    """The faults that stand in the way of that form."""
    return [one for one in fault.context if one.schema_path[0] == branch]


def _kind_fits(form: JsonSchema, value: Plain) -> bool:
    allowed = form.get("type")
    kinds = [allowed] if isinstance(allowed, str) else allowed
    return not isinstance(kinds, list) or kind_of(value) in kinds


def kind_of(value: Plain) -> str:
    """The JSON Schema type of a value; whole numbers are ``number`` too."""
    match value:
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | Decimal():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
        case None:
            return "null"
