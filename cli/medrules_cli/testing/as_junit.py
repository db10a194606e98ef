"""A run of cases for a build server, in the JUnit form that all of them read.

In: ``Tested``. Out: XML text: one suite for the pack, one test case for each case; a case that is todo counts
as skipped, and each refusal (a case that is not agreed to, a pack without cases) as a failed test case of its
own. Refused: nothing; characters that XML cannot carry are written as escapes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as xml

from medrules.diagnostics.sanitise import visible
from medrules_cli.testing.session import Tested

if TYPE_CHECKING:
    from medrules.cases.model import Outcome
    from medrules.diagnostics.model import Diagnostic
    from medrules.ir.program import Program

_NOT_XML = re.compile("[\ufffe\uffff]")


def to_junit(tested: Tested) -> str:
    """The whole document."""
    failed = len(tested.of("failed")) + len(tested.refusals)
    skipped = len(tested.of("todo")) + len(tested.of("todo-passed"))
    counts = {
        "tests": str(len(tested.outcomes) + len(tested.refusals)),
        "failures": str(failed),
        "errors": "0",
        "skipped": str(skipped),
        "time": _seconds(sum(one.seconds for one in tested.outcomes)),
    }
    root = xml.Element("testsuites", {"name": "medrules", **counts})
    suite = xml.SubElement(root, "testsuite", {"name": tested.pack, **counts})
    for outcome in tested.outcomes:
        _case(suite, tested.pack, tested.program, outcome)
    for refusal in tested.refusals:
        case = xml.SubElement(
            suite,
            "testcase",
            {"classname": tested.pack, "name": _text(refusal.message), **_place(refusal)},
        )
        _failure(case, [refusal], "")
    if tested.remarks:
        told = xml.SubElement(suite, "system-err")
        told.text = _text("\n".join(_line(one) for one in tested.remarks))
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, "unicode") + "\n"


def _case(suite: xml.Element, pack: str, program: Program, outcome: Outcome) -> None:
    from medrules.cases.failing import proof_text

    case = outcome.case
    stem = case.file.rpartition("/")[2].removesuffix(".toml")
    element = xml.SubElement(
        suite,
        "testcase",
        {
            "classname": _text(f"{pack}.{stem}"),
            "name": _text(case.name),
            "file": _text(case.file),
            "line": str(case.place.line),
            "time": _seconds(outcome.seconds),
        },
    )
    match outcome.state:
        case "failed":
            _failure(element, outcome.failures, proof_text(program, outcome))
        case "todo":
            xml.SubElement(element, "skipped", {"message": _text(f"todo: {case.todo}")})
        case "todo-passed":
            told = f"todo, although it holds: {case.todo}"
            xml.SubElement(element, "skipped", {"message": _text(told)})
        case "passed":
            pass


def _failure(
    element: xml.Element, found: list[Diagnostic] | tuple[Diagnostic, ...], proof: str
) -> None:
    first = found[0]
    failure = xml.SubElement(
        element, "failure", {"type": first.code, "message": _text(first.message)}
    )
    lines = [_line(one) for one in found]
    failure.text = _text("\n".join([*lines, *(["", proof.rstrip("\n")] if proof else [])]))


def _line(diagnostic: Diagnostic) -> str:
    return str(diagnostic) + (f"\n  help: {diagnostic.help}" if diagnostic.help else "")


def _place(diagnostic: Diagnostic) -> dict[str, str]:
    span = diagnostic.span
    return {"file": _text(span.file), "line": str(span.line)} if span.file else {}


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _text(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
