"""Why, in a few sentences: the ``because`` texts of the rules behind a conclusion.

In: a program, an evaluation, the concrete path of a conclusion. Out: sentences, the most direct
first: those of the rules that decided it, then, where it is the outcome of a flow, those of the
steps that led there. Refused, as KeyError: a path that is no conclusion. A conclusion without a
rule has no reasons.
"""

from __future__ import annotations

from medrules.explain.book import Book, spot_of
from medrules.explain.support import supporting
from medrules.explain.templates import render
from medrules.ir.evaluation import Evaluation, Firing
from medrules.ir.program import Program


def reasons(program: Program, evaluation: Evaluation, path: str) -> tuple[str, ...]:
    """The sentences behind a conclusion, without repeats."""
    book = Book(program, evaluation)
    derived = book.derived[spot_of(path).declared]
    judged = [book.rejudged(one) for one in book.firings(path)]
    direct = supporting(derived, book.settlement(path).value, judged)
    flows = {_flow(program, one) for one in direct} - {None}
    steps = [
        one
        for one in evaluation.run.firings
        if one.verdict == "fired" and _flow(program, one) in flows and one not in direct
    ]
    said = [_sentence(book, one) for one in (*direct, *steps)]
    return tuple(dict.fromkeys(text for text in said if text))


def _flow(program: Program, firing: Firing) -> tuple[str, str] | None:
    """Which flow a rule is a node of, if any."""
    origin = program.rules[firing.rule].origin
    return (origin.pack, origin.parent) if origin.kind == "flow" else None


def _sentence(book: Book, firing: Firing) -> str:
    rule = book.program.rules[firing.rule]
    if rule.loop is not None and firing.record is None:
        return ""
    bound = book.bind(rule, firing.record)
    try:
        return render(rule.because, book.frame, book.program)
    finally:
        book.release(bound)
