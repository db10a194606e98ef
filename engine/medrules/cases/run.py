"""Running cases: what came, against what was expected.

In: a program and checked cases. Out: an ``Outcome`` for each, in order. A difference is a
diagnostic at the line of the expectation that says what came instead. Refused: nothing; rules that
contradict each other fail the case that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medrules.cases.model import Case, Expectation, Outcome
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.evaluate import evaluate
from medrules.ir.evaluation import Evaluation, Interval, Plain, Settlement
from medrules.ir.program import Program


def run_cases(program: Program, cases: Sequence[Case]) -> tuple[Outcome, ...]:
    """Evaluate every case and compare."""
    return tuple(_run(program, case) for case in cases)


def _run(program: Program, case: Case) -> Outcome:
    try:
        evaluation = evaluate(program, case.profile)
    except MedrulesError as error:
        return Outcome(case, None, error.diagnostics)
    failures = [*_conclusions(case, evaluation), *_rules(case, evaluation, program)]
    return Outcome(case, evaluation, tuple(failures))


def _conclusions(case: Case, evaluation: Evaluation) -> Iterator[Diagnostic]:
    for item in case.expectations:
        found = evaluation.conclusions.get(item.path)
        if found is None:
            yield report(
                "MR0483",
                f'case "{case.name}": there is no record for "{item.path}"',
                item.at.key(),
                help="records count from 0",
            )
            continue
        for what, wanted, came in _differences(item, found.settlement):
            yield report(
                "MR0483",
                f'case "{case.name}": the {what} of "{item.path}" should be {wanted}, but it is {came}',
                item.at.value(),
                help=f'medrules explain shows how "{item.path}" came about',
            )


def _differences(item: Expectation, came: Settlement) -> Iterator[tuple[str, str, str]]:
    if item.checks_value:
        value = came.value
        if value != item.value or (item.status is None and came.status != "settled"):
            shown = say(value) if came.status == "settled" else f"{say(value)} ({came.status})"
            yield "value", say(item.value), shown
    if item.status is not None and item.status != came.status:
        yield "status", item.status, came.status
    if item.possible is not None and not _same(item.possible, came.possible):
        yield "possible values", _say_all(item.possible), _say_all(came.possible)
    if item.missing is not None and set(item.missing) != set(came.missing):
        yield "missing facts", say(tuple(sorted(item.missing))), say(tuple(sorted(came.missing)))


def _same(one: tuple[Plain, ...] | Interval, other: tuple[Plain, ...] | Interval) -> bool:
    if isinstance(one, Interval) or isinstance(other, Interval):
        return one == other
    return set(one) == set(other)


def _rules(case: Case, evaluation: Evaluation, program: Program) -> Iterator[Diagnostic]:
    fired = {program.rules[one.rule].id for one in evaluation.run.firings if one.verdict == "fired"}
    for item in case.rules:
        if (item.rule in fired) != item.fired:
            yield report(
                "MR0484",
                f'case "{case.name}": the rule "{item.rule}" should '
                + ("fire, but it does not" if item.fired else "not fire, but it does"),
                item.at.value(),
                help="medrules explain --why-not says which condition failed"
                if item.fired
                else "medrules explain shows why it fired",
            )


def say(value: Plain) -> str:
    """A value as a case would write it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case frozenset():
            return "[" + ", ".join(sorted(say(one) for one in value)) + "]"
        case tuple():
            return "[" + ", ".join(say(one) for one in value) + "]"
        case _:
            return str(value)


def _say_all(values: tuple[Plain, ...] | Interval) -> str:
    if isinstance(values, Interval):
        return f"{values.low} to {values.high}"
    return say(values)
