"""Rows and rules that never decide, because another that comes before always fires too.

In: a review. Out: a finding at each, for conclusions with the hit policies ``first`` (rules of lower rank
come before) and ``priority`` (values that come first do).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medrules.interpreter.policies import ranking
from medrules.ir.expr import Const
from medrules.ir.program import Derived, Policy
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Instance, Sight, View
from medrules.lint.rules import Parts, all_rules, called, labels_of
from medrules.settle.diagram import Exhausted

CODES = ("MR0805",)


def check(review: Review) -> Iterator[Finding]:
    """Every rule that is always outdone, in all that it concludes."""
    sight = review.questions.sight(View.OPEN)
    derived = {item.path: item for item in review.program.derived}
    rules = all_rules(review)
    owner = {place: rule for rule in rules for place in rule.places}
    for rule in rules:
        if not review.mine(rule.written.pack.id):
            continue
        try:
            before = [_outdone(review, sight, place, derived) for place in rule.places]
        except (Exhausted, RecursionError):
            review.could_not_decide("masked", review.short(rule.id))
            continue
        if all(before):
            others = sorted({place for some in before for place in some})
            yield _found(review, rule, [owner[one] for one in others if one in owner])


def _outdone(
    review: Review, sight: Sight, place: int, derived: dict[str, Derived]
) -> tuple[int, ...]:
    """The rules that together outdo this one; none where it may decide."""
    rule = review.program.rules[place]
    earlier = _before(review, place, derived[rule.conclusion])
    mine = sight.instances(place)
    if not earlier or mine is None:
        return ()
    if all(sight.ask(one.fires).verdict == "no" for one in mine):
        return ()
    each = {other: found for other in earlier if (found := sight.instances(other)) is not None}
    for other, found in each.items():
        if _always(sight, mine, [found]):
            return (other,)
    return tuple(each) if _always(sight, mine, list(each.values())) else ()


def _before(review: Review, place: int, item: Derived) -> list[int]:
    rules = review.program.rules
    own = rules[place]
    others = [
        other
        for other, rule in enumerate(rules)
        if rule.conclusion == item.path and rule.loop == own.loop and other != place
    ]
    if item.policy is Policy.FIRST:
        return [other for other in others if other < place]
    if item.policy is not Policy.PRIORITY or not isinstance(own.value, Const):
        return []
    rank = ranking(item)
    mine = rank.get(own.value.value, len(rank))
    found: list[int] = []
    for other in others:
        value = rules[other].value
        if isinstance(value, Const):
            theirs = rank.get(value.value, len(rank))
            if theirs < mine or (theirs == mine and other < place):
                found.append(other)
    return found


def _always(sight: Sight, mine: Sequence[Instance], others: Sequence[Sequence[Instance]]) -> bool:
    """Whether one of the others fires whenever this one does."""
    for at, one in enumerate(mine):
        free = sight.none_of([other[at].fires for other in others])
        if sight.ask(one.fires, free).verdict != "no":
            return False
    return True


def _found(review: Review, rule: Parts, others: list[Parts]) -> Finding:
    what = called(review, rule.written)
    names = " or ".join(called(review, one.written) for one in others[:3])
    return finding(
        "MR0805",
        review.short(rule.id),
        f"{what} never decides: whenever it fires, {names} comes before it",
        rule.written.named,
        labels_of(review, [one.written for one in others]),
        "put it before them, narrow their conditions, or remove it",
    )
