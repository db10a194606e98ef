"""Reads the test files of the conformance suite.

In: an XML file in the suite's ``testCases`` form. Out: ``Case`` records with inputs and expected
results as FEEL values. Refused: values of types that the suite does not use (``ValueError``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from medrules.dmn.xml import XSI, Element, parse
from medrules.feel import temporal

SUITE = "http://www.omg.org/spec/DMN/20160719/testcase"


@dataclass(frozen=True)
class Expected:
    """The result that one decision must have; ``error`` where evaluating it must fail."""

    node: str
    value: object
    error: bool


@dataclass(frozen=True)
class Case:
    """One case: a model, its inputs, and what must come of them. ``kind`` says what is called."""

    folder: Path
    file: str
    id: str
    model: Path
    kind: str
    invoked: str
    inputs: dict[str, object]
    expected: tuple[Expected, ...]


def read_cases(root: Path) -> list[Case]:
    """Every case in every test file below ``root``, in order of their paths."""
    found: list[Case] = []
    for path in sorted(root.rglob("*.xml")):
        document = parse(path.read_bytes(), path.name)
        if document.name == "testCases" and document.namespace == SUITE:
            found.extend(_cases(path, document))
    return found


def _cases(path: Path, document: Element) -> list[Case]:
    name = document.first("modelName")
    model = path.parent / (name.text.text.strip() if name else f"{path.parent.name}.dmn")
    return [
        Case(
            path.parent,
            path.stem,
            case.get("id"),
            model,
            case.get("type", "decision"),
            case.get("invocableName"),
            {node.get("name"): value_of(node) for node in case.all("inputNode")},
            tuple(
                Expected(
                    node.get("name"),
                    value_of(expected) if (expected := node.first("expected")) else None,
                    node.get("errorResult") == "true",
                )
                for node in case.all("resultNode")
            ),
        )
        for case in document.all("testCase")
    ]


def value_of(holder: Element) -> object:
    """The value inside an input node, an expectation, a component or an item."""
    components = list(holder.all("component"))
    if components:
        return {child.get("name"): value_of(child) for child in components}
    listed = holder.first("list")
    if listed is not None:
        return None if _is_nil(listed) else tuple(value_of(item) for item in listed.all("item"))
    simple = holder.first("value")
    return _simple(simple) if simple is not None and not _is_nil(simple) else None


def _is_nil(element: Element) -> bool:
    return element.attributes.get(f"{{{XSI}}}nil") in {"true", "1"}


def _simple(element: Element) -> object:
    text = element.text.text
    match element.attributes.get(f"{{{XSI}}}type", "").rpartition(":")[2]:
        case "" | "string":
            return text
        case "boolean":
            return text.strip() in {"true", "1"}
        case "decimal" | "double" | "float" | "integer" | "int" | "long":
            return Decimal(text.strip())
        case "date" | "time" | "dateTime" | "duration":
            return temporal.temporal(text.strip())
        case other:
            raise ValueError(f"a value of type {other!r}")
