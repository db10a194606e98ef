"""Running cases: what came, against what was expected.

In: a program and checked cases. Out: an ``Outcome`` for each, in order. A difference is a
diagnostic at the line of the expectation that says what came instead; rules that contradict each
other fail the case that shows it. Only the conclusions that a case asks about are settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from medrules.cases.expecting import declared
from medrules.cases.model import Case, Expectation, Outcome
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError
from medrules.evaluating import evaluate
from medrules.explain.book import Book
from medrules.explain.templates import render
from medrules.ir.evaluation import Evaluation, Interval, Plain, Settlement
from medrules.ir.expr import Expr, Path, Ref
from medrules.ir.program import Program, Rule
from medrules.ir.types import ListType, RecordTypeOf
from medrules.ir.walk import walk

if TYPE_CHECKING:
    from medrules.targets import Engine

Found = tuple[str, Diagnostic]
"""The conclusion or rule that is not as expected, and what is said about it."""


def run_cases(
    program: Program,
    cases: Sequence[Case],
    done: Callable[[int], object] | None = None,
    engine: Engine | None = None,
) -> tuple[Outcome, ...]:
    """Evaluate every case and compare; ``done`` is told how many are finished."""
    outcomes: list[Outcome] = []
    for case in cases:
        outcomes.append(run_case(program, case, engine))
        if done is not None:
            done(len(outcomes))
    return tuple(outcomes)


def run_case(program: Program, case: Case, engine: Engine | None = None) -> Outcome:
    """Evaluate one case and compare; ``engine`` runs the rules in place of the interpreter."""
    start = perf_counter()
    asked = {declared(one.path) for one in case.expectations}
    saying = {one.rule for one in case.texts}
    if saying:
        asked = asked.union(*[_told(rule) for rule in program.rules if rule.id in saying])
    try:
        evaluation = evaluate(program, case.profile, only=sorted(asked), engine=engine)
    except MedrulesError as error:
        told = tuple(_in_case(case, one) for one in error.diagnostics)
        return Outcome(case, None, told, (), perf_counter() - start)
    found = [
        *_conclusions(case, evaluation),
        *_rules(case, evaluation, program),
        *_texts(case, evaluation, program),
    ]
    about = tuple(dict.fromkeys(name for name, _ in found))
    failures = tuple(diagnostic for _, diagnostic in found)
    return Outcome(case, evaluation, failures, about, perf_counter() - start)


def _in_case(case: Case, diagnostic: Diagnostic) -> Diagnostic:
    """What rules got wrong, and the case that shows it."""
    return diagnostic.replace(
        message=f'case "{case.name}": {diagnostic.message}',
        labels=(*diagnostic.labels, Label(case.place, "this case shows it")),
    )


def _told(rule: Rule) -> set[str]:
    """The conclusions that the text of a rule says."""
    found: set[str] = set()
    for part in rule.because.parts:
        if not isinstance(part, str):
            found |= {path for node in walk(part) if (path := _path(node))}
    return found


def _path(node: Expr) -> str:
    match node:
        case Ref(path):
            return path
        case Path(source, name):
            kind = source.type.item if isinstance(source.type, ListType) else source.type
            return f"{kind.path}[].{name}" if isinstance(kind, RecordTypeOf) else ""
        case _:
            return ""


# -- conclusions -----------------------------------------------------------------------------------


def _conclusions(case: Case, evaluation: Evaluation) -> Iterator[Found]:
    for item in case.expectations:
        found = evaluation.conclusions.get(item.path)
        if found is None:
            yield (
                item.path,
                report(
                    "MR0483",
                    f'case "{case.name}": there is no record for "{item.path}"',
                    item.at.key(),
                    help="records count from 0",
                ),
            )
            continue
        for what, wanted, came in _differences(item, found.settlement):
            yield (
                item.path,
                report(
                    "MR0483",
                    f'case "{case.name}": the {what} of "{item.path}" should be {wanted}, '
                    f"but it is {came}",
                    item.at.value(),
                    help="mend the rule, or confirm the new answer and change the case",
                ),
            )


def _differences(item: Expectation, came: Settlement) -> Iterator[tuple[str, str, str]]:
    if item.checks_value:
        value = came.value
        if value != item.value or (item.status is None and came.status != "settled"):
            yield "value", say(item.value), _say_came(came)
    if item.status is not None and item.status != came.status:
        # The rest would only say the same in other words.
        settled = came.status == "settled"
        yield "status", item.status, came.status + (f": {say(came.value)}" if settled else "")
        return
    if item.possible is not None and not _same(item.possible, came.possible):
        came_to = _say_came(came) if came.status == "settled" else _say_all(came.possible)
        yield "possible values", _say_all(item.possible), came_to
    if item.missing is not None and set(item.missing) != set(came.missing):
        yield "missing facts", say(tuple(sorted(item.missing))), say(tuple(sorted(came.missing)))


def _same(one: tuple[Plain, ...] | Interval, other: tuple[Plain, ...] | Interval) -> bool:
    if isinstance(one, Interval) or isinstance(other, Interval):
        return one == other
    return set(one) == set(other)


# -- rules -----------------------------------------------------------------------------------------


def _rules(case: Case, evaluation: Evaluation, program: Program) -> Iterator[Found]:
    fired = {program.rules[one.rule].id for one in evaluation.run.firings if one.verdict == "fired"}
    for item in case.rules:
        if (item.rule in fired) != item.fired:
            yield (
                item.rule,
                report(
                    "MR0484",
                    f'case "{case.name}": the rule "{item.rule}" should '
                    + ("fire, but it does not" if item.fired else "not fire, but it does"),
                    item.at.value(),
                    help="mend the condition of the rule, or the case",
                ),
            )


def _texts(case: Case, evaluation: Evaluation, program: Program) -> Iterator[Found]:
    if not case.texts:
        return
    book = Book(program, evaluation)
    for item in case.texts:
        said = _said(book, item.rule)
        if said == item.texts if item.every else item.texts[0] in said:
            continue
        wanted = "only and in this order " if item.every and set(said) >= set(item.texts) else ""
        came = f"it says {say(said if len(said) > 1 else said[0])}" if said else "it does not fire"
        yield (
            item.rule,
            report(
                "MR0485",
                f'case "{case.name}": the rule "{item.rule}" should say {wanted}'
                f"{say(item.texts if item.every else item.texts[0])}, but {came}",
                item.at.value(),
                help="mend the because of the rule, or confirm the new text and change the case",
            ),
        )


def _said(book: Book, name: str) -> tuple[str, ...]:
    """The texts of a rule where it fired, by record, without repeats; its parts may differ."""
    texts: dict[tuple[int, str], None] = {}
    for firing in book.evaluation.run.firings:
        rule = book.program.rules[firing.rule]
        if rule.id != name or firing.verdict != "fired":
            continue
        bound = book.bind(rule, firing.record)
        try:
            text = render(rule.because, book.frame, book.program)
        finally:
            book.release(bound)
        texts[firing.record or 0, text] = None
    return tuple(text for _, text in sorted(texts, key=lambda one: one[0]))


# -- words -----------------------------------------------------------------------------------------


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


def _say_came(came: Settlement) -> str:
    if came.status == "settled":
        return say(came.value)
    open_to = f", possible: {_say_all(came.possible)}" if came.possible else ""
    certain = f"{say(came.value)}, " if came.value else ""
    return f"{certain}{came.status}{open_to}"


def _say_all(values: tuple[Plain, ...] | Interval) -> str:
    if isinstance(values, Interval):
        return f"{values.low} to {values.high}" + (" or nothing" if values.null else "")
    return say(values)
