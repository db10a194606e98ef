"""Runs cases of the conformance suite and says which pass.

In: cases. Out: a ``Result`` for each, and the suite's own results form: CSV with the folder, the test
file, the case, SUCCESS or ERROR, and what went wrong. Nothing is skipped and no case is known by name.

Numbers are compared as the suite's own runners compare them: they may differ by less than 10^-8,
because expectations are written with fewer digits than an engine has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from io import StringIO
from pathlib import Path

from medrules.diagnostics.model import MedrulesError, Severity
from medrules.dmn.evaluate import Evaluator, Outcome
from medrules.dmn.read import read_model

from .cases import Case, Expected

PRECISION = Decimal("0.00000001")


@dataclass(frozen=True)
class Result:
    """What became of a case; ``problem`` is empty when every node came out as expected."""

    case: Case
    problem: str


def run_case(case: Case) -> Result:
    """Evaluate every node of a case and compare."""
    try:
        evaluator = _evaluator(case.model)
        problems = [_problem(case, node, evaluator) for node in case.expected]
    except MedrulesError as error:
        return Result(case, str(error.diagnostics[0]))
    return Result(case, "; ".join(problem for problem in problems if problem))


@lru_cache(maxsize=4)
def _evaluator(path: Path) -> Evaluator:
    return Evaluator(read_model(path.read_bytes(), path.name))


def _problem(case: Case, node: Expected, evaluator: Evaluator) -> str:
    outcome = _outcome(case, node, evaluator)
    (value,) = outcome.values.values()
    if node.error:
        failed = value is None and outcome.notes
        return "" if failed else f"{node.node}: an error was expected, not {value!r}"
    if same(node.value, value):
        return ""
    told = "".join(f" ({one})" for one in outcome.notes if one.severity is Severity.ERROR)
    return f"{node.node}: expected {node.value!r}, got {value!r}{told}"


def _outcome(case: Case, node: Expected, evaluator: Evaluator) -> Outcome:
    if case.kind in ("bkm", "decisionService"):
        return evaluator.call(case.invoked or node.node, case.inputs)
    known = {thing.variable.name for thing in evaluator.model.inputs}
    given = {name: value for name, value in case.inputs.items() if name in known}
    return evaluator.run(given, [node.node])


def same(expected: object, actual: object) -> bool:
    """Whether the value is the expected one."""
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(same(value, actual[name]) for name, value in expected.items())
        )
    if isinstance(expected, tuple):
        return (
            isinstance(actual, tuple)
            and len(expected) == len(actual)
            and all(same(one, other) for one, other in zip(expected, actual, strict=True))
        )
    if isinstance(expected, Decimal):
        number = isinstance(actual, (int, Decimal)) and not isinstance(actual, bool)
        return number and abs(expected - actual) < PRECISION  # type: ignore[operator]
    return type(expected) is type(actual) and expected == actual


def as_csv(results: Iterable[Result], root: Path) -> str:
    """The suite's results form."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for result in results:
        case = result.case
        verdict = "ERROR" if result.problem else "SUCCESS"
        folder = case.folder.relative_to(root).as_posix()
        writer.writerow((folder, case.file, case.id, verdict, result.problem))
    return text.getvalue()
