"""Rules that add nothing, because another rule says the same whenever they do.

In: a review. Out: a finding at the later of two rules with one condition, and at a rule whose condition
implies that of another with the same value. Only where it makes no difference how often a
value is said: not for sums, counts and lists; for ``first`` and ``priority`` see ``masked``.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.printer import print_expr
from medrules.ir.program import Policy
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Sight, View
from medrules.lint.rules import Parts, all_rules, called, labels_of
from medrules.settle.diagram import Exhausted

CODES = ("MR0803", "MR0804")

_ONCE = (Policy.UNIQUE, Policy.ANY, Policy.COLLECT, Policy.MIN, Policy.MAX)


def check(review: Review) -> Iterator[Finding]:
    """Every rule whose parts are all said by others."""
    sight = review.questions.sight(View.OPEN)
    rules = all_rules(review)
    owner = {place: rule for rule in rules for place in rule.places}
    policies = {item.path: item.policy for item in review.program.derived}
    alike: dict[tuple[str, str, str], list[int]] = {}
    for place, one in enumerate(review.program.rules):
        loop = "" if one.loop is None else one.loop.list_path
        if policies[one.conclusion] in _ONCE and place in owner:
            alike.setdefault((one.conclusion, loop, print_expr(one.value)), []).append(place)
    groups = {place: group for group in alike.values() for place in group}
    for rule in rules:
        if not review.mine(rule.written.pack.id) or not all(p in groups for p in rule.places):
            continue
        try:
            covers = [_cover(sight, place, groups[place], owner) for place in rule.places]
        except (Exhausted, RecursionError):
            review.could_not_decide("redundant", review.short(rule.id))
            continue
        if all(cover is not None for cover in covers):
            yield from _found(review, rule, [one for one in covers if one is not None])


def _cover(
    sight: Sight, place: int, group: list[int], owner: dict[int, Parts]
) -> tuple[Parts, bool] | None:
    """Another rule that says what this one says whenever it does, and whether always."""
    mine = sight.instances(place)
    if mine is None or all(sight.ask(one.fires).verdict == "no" for one in mine):
        return None
    for other in group:
        theirs = sight.instances(other)
        if other == place or theirs is None or owner[other].id == owner[place].id:
            continue
        if _implies(sight, place, other):
            same = _implies(sight, other, place)
            # Of two that say the same, the first may stand.
            if not same or other < place:
                return owner[other], same
    return None


def _implies(sight: Sight, one: int, other: int) -> bool:
    mine, theirs = sight.instances(one), sight.instances(other)
    if mine is None or theirs is None:
        return False
    return all(
        left.fires is right.fires
        or sight.ask(left.fires, sight.none_of([right.fires])).verdict == "no"
        for left, right in zip(mine, theirs, strict=True)
    )


def _found(review: Review, rule: Parts, covers: list[tuple[Parts, bool]]) -> Iterator[Finding]:
    what = called(review, rule.written)
    others = list({one.id: one.written for one, _ in covers}.values())
    names = " and ".join(called(review, one) for one in others[:3])
    same = all(same for _, same in covers)
    yield finding(
        "MR0803" if same else "MR0804",
        review.short(rule.id),
        f"{what} says the same as {names}, under the same condition"
        if same
        else f"{what} adds nothing: whenever it fires, {names} says the same",
        rule.written.named,
        labels_of(review, others),
        "remove one of the two" if same else "remove it, or narrow the condition of the other one",
    )
