"""Rules, rows and nodes that no profile can bring about.

In: a review. Out: a finding at the condition of each, with the part of it that is never true where one
part alone is to blame. Domains, the other rules, and any value that parameters may be given are taken
into account; options and records that other packs or profiles may bring, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.diagnostics.model import Label
from medrules.ir.expr import And, Expr
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Sight, View
from medrules.lint.rules import Parts, called, own_rules
from medrules.settle.diagram import Exhausted
from medrules.settle.held import truth
from medrules.settle.lifted import condition

CODES = ("MR0801",)


def check(review: Review) -> Iterator[Finding]:
    """Every rule that can never fire."""
    for rule in own_rules(review):
        place = rule.places[0]
        if review.program.rules[place].condition is None:
            continue
        answer = _can_fire(review, place, View.OPEN)
        if answer == "no" and review.questions.reads_whole_lists(place):
            answer = "no" if _can_fire(review, place, View.UNLISTED) == "no" else "yes"
        if answer == "no":
            yield _found(review, rule)
        elif answer == "maybe" and place not in review.fired_in_cases:
            review.could_not_decide("never_fires", review.short(rule.id))


def _can_fire(review: Review, place: int, view: View) -> str:
    sight = review.questions.sight(view)
    instances = sight.instances(place)
    if instances is None:
        return "maybe"
    verdicts = {sight.ask(one.fires).verdict for one in instances}
    return "yes" if "yes" in verdicts else "maybe" if "maybe" in verdicts else "no"


def _found(review: Review, rule: Parts) -> Finding:
    what = called(review, rule.written)
    if rule.written.kind == "node":
        message = f"no profile can come to {what}"
        help = "no answers on the way to it go together; let another edge lead here, or remove it"
    elif rule.written.kind == "row":
        message = f"{what} can never hit"
        help = "correct its cells, or remove the row"
    else:
        message = f"{what} can never fire"
        help = "correct the condition, or remove the rule"
    span = rule.written.condition
    labels = [
        Label(part.span, "this can never be true")
        for part in _impossible_parts(review, rule.places[0])
        if part.span != span
    ]
    return finding("MR0801", review.short(rule.id), message, span, labels, help)


def _impossible_parts(review: Review, place: int) -> Iterator[Expr]:
    """The parts of the condition that can never be true even alone."""
    sight = review.questions.sight(View.OPEN)
    rule, original = sight.program.rules[place], review.program.rules[place]
    if rule.loop is not None or not isinstance(rule.condition, And):
        return
    if not isinstance(original.condition, And):
        return
    for part, told in zip(rule.condition.operands, original.condition.operands, strict=True):
        if _never(sight, part):
            yield told


def _never(sight: Sight, part: Expr) -> bool:
    try:
        node = truth(sight.forest, condition(part, {}, sight.world))
    except (Exhausted, RecursionError):
        return False
    return sight.ask(node).verdict == "no"
