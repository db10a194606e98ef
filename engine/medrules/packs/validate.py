"""A parsed pack file, checked against its published schema.

In: a document and the name of a schema (``pack``, ``content``, ``cases``). Out: a diagnostic for
everything that the schema refuses, with the exact place, in the order of the file. Refused: nothing
beyond what the schema refuses; a name that no schema has is a KeyError.

jsonschema finds the faults; what they are called is said in ``medrules.packs.complaints``. It takes
80 ms to import, so this module is never on the path of a pack that is already compiled.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Protocol, cast

import medrules_schemas
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.packs.complaints import Complaint, complaints
from medrules.packs.faults import Fault, JsonSchema, Plain
from medrules.source.document import Document, TomlValue

MOST = 300
"""So many diagnostics are made for one file; a note counts the rest."""


def validate(document: Document, schema_name: str) -> tuple[Diagnostic, ...]:
    """What the schema of that name refuses in the document. Raises KeyError for another name."""
    schema = _schema(schema_name)
    found: dict[tuple[object, ...], Diagnostic] = {}
    faults = _checker(schema_name).iter_errors(_plain(document.data))
    for complaint in _all(faults, schema):
        if len(found) > MOST:
            break
        diagnostic = _diagnostic(complaint, document)
        key = (diagnostic.code, diagnostic.span, diagnostic.message)
        found.setdefault(key, diagnostic)
    ordered = sorted(found.values(), key=lambda one: (one.span.line, one.span.column, one.code))
    if len(ordered) <= MOST:
        return tuple(ordered)
    note = report(
        "MR0410",
        f"there is more; only {MOST} findings of this file are listed",
        ordered[MOST - 1].span,
        help="mend these and check again",
    )
    return (*ordered[:MOST], note)


def _all(faults: Iterable[Fault], schema: JsonSchema) -> Iterator[Complaint]:
    for fault in faults:
        yield from complaints(fault, schema)


def _diagnostic(complaint: Complaint, document: Document) -> Diagnostic:
    locate = document.key_span if complaint.on_key else document.value_span
    labels = [Label(document.value_span(path), text) for path, text in complaint.labels]
    return report(
        complaint.code,
        complaint.message,
        locate(complaint.path),
        labels,
        complaint.help,
    )


@cache
def _schema(name: str) -> JsonSchema:
    return cast("JsonSchema", medrules_schemas.load(name))


class _Checker(Protocol):
    """The part of a jsonschema validator that is used here."""

    def iter_errors(self, instance: Plain) -> Iterator[Fault]:
        """Everything that does not fit."""


@cache
def _checker(name: str) -> _Checker:
    """A validator of that schema whose patterns end where the text ends.

    ``$`` in Python also matches before a final line feed, so that an id could smuggle one in.
    """
    from jsonschema import Draft202012Validator, validators

    extend = cast("Callable[..., Callable[..., _Checker]]", validators.extend)
    strict = extend(Draft202012Validator, {"pattern": _pattern})
    return strict(_schema(name))


def _pattern(
    _checker: _Checker, pattern: str, instance: Plain, _schema: JsonSchema
) -> Iterator[Exception]:
    import re

    from jsonschema import ValidationError

    if isinstance(instance, str) and not re.search(_ending(pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@cache
def _ending(pattern: str) -> str:
    return pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern


def _plain(value: TomlValue) -> Plain:
    """The value as JSON has it: dates are texts."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return value
