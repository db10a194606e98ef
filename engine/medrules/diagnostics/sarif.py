"""Diagnostics as SARIF 2.1.0, which code hosts and editors show beside the lines.

In: diagnostics. Out: one log with one run, as plain data ready for ``json.dumps``. Each code that
occurs is described once, with its page; a second place becomes a related location. Refused: nothing.
Columns count code points and the end is exclusive, as everywhere here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from urllib.parse import quote

from medrules.diagnostics.codes import lookup
from medrules.diagnostics.model import Diagnostic, Severity
from medrules.source.span import Span
from medrules.version import __version__

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def to_sarif(diagnostics: Iterable[Diagnostic]) -> dict[str, Json]:
    """The log of one run."""
    found = tuple(diagnostics)
    codes = sorted({one.code for one in found})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "medrules",
                        "version": __version__,
                        "rules": [_described(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, codes) for one in found],
            }
        ],
    }


def _described(name: str) -> dict[str, Json]:
    code = lookup(name)
    mend = f"{code.what}\n\n{code.why}\n\n{code.example}\n\n{code.mend}"
    return {
        "id": code.code,
        "name": code.name,
        "shortDescription": {"text": code.what},
        "fullDescription": {"text": code.why},
        "help": {"text": code.mend, "markdown": mend},
        "defaultConfiguration": {"level": _level(code.severity)},
    }


def _result(item: Diagnostic, codes: Sequence[str]) -> dict[str, Json]:
    words = item.message if not item.help else f"{item.message}\n{item.help}"
    result: dict[str, Json] = {
        "ruleId": item.code,
        "ruleIndex": codes.index(item.code),
        "level": _level(item.severity),
        "message": {"text": _encodable(words)},
    }
    if item.span.file:
        result["locations"] = [{"physicalLocation": _physical(item.span)}]
    labels = [label for label in item.labels if label.span.file]
    if labels:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(label.span),
                "message": {"text": _encodable(label.message)},
            }
            for number, label in enumerate(labels, start=1)
        ]
    return result


def _physical(span: Span) -> dict[str, Json]:
    where: dict[str, Json] = {"artifactLocation": {"uri": _uri(span.file)}}
    if span.line:
        where["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return where


def _uri(name: str) -> str:
    """A path as a URI reference: relative as given, absolute with its scheme."""
    path = quote(_encodable(name).replace("\\", "/"), safe="/~")
    if path.startswith("/"):
        return f"file://{path}"
    return f"./{path}" if ":" in path.partition("/")[0] else path


def _level(severity: Severity) -> str:
    return str(severity)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
