"""Rules that add nothing, because another rule says the same whenever they do.

In: a review. Out: a finding at the later of two rules with one condition, and at a rule whose condition
implies that of another with the same value. Only where it makes no difference how often a
value is said: not for sums, counts and lists; for ``first`` and ``priority`` see ``masked``.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.expr import Const
from medrules.ir.printer import print_expr
from medrules.ir.program import Policy, Rule
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Sight
from medrules.lint.rules import Parts, all_rules, called, labels_of
from medrules.lint.written import Written
from medrules.settle.diagram import Exhausted, Node

CODES = ("MR0803", "MR0804")

_ONCE = (Policy.UNIQUE, Policy.ANY, Policy.COLLECT, Policy.MIN, Policy.MAX)


def check(review: Review) -> Iterator[Finding]:
    """Every rule whose parts are all said by others."""
    rules = all_rules(review)
    owner = {place: rule for rule in rules for place in rule.places}
    covers: dict[int, tuple[int, bool]] = {}
    for places in _alike(review, owner):
        try:
            covers.update(_covered(review, places, owner))
        except (Exhausted, RecursionError):
            review.could_not_decide("redundant", review.short(owner[places[0]].id))
    for rule in rules:
        if review.mine(rule.written.pack.id) and all(place in covers for place in rule.places):
            found = [covers[place] for place in rule.places]
            others = list({owner[one].id: owner[one].written for one, _ in found}.values())
            yield _found(review, rule, others, all(same for _, same in found))


def _alike(review: Review, owner: dict[int, Parts]) -> Iterator[list[int]]:
    """Rules, in order, that say one value of one conclusion, over one record list or none."""
    policies = {item.path: item.policy for item in review.program.derived}
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, one in enumerate(review.program.rules):
        if policies[one.conclusion] in _ONCE and place in owner:
            loop = "" if one.loop is None else one.loop.list_path
            groups.setdefault((one.conclusion, loop, _said(one)), []).append(place)
    yield from (places for places in groups.values() if len(places) > 1)


def _said(rule: Rule) -> str:
    """The value in words, whatever the variable of its loop is called."""
    if isinstance(rule.value, Const) or rule.loop is None:
        return print_expr(rule.value)
    return f"{rule.loop.variable} {print_expr(rule.value)}"


def _covered(
    review: Review, places: list[int], owner: dict[int, Parts]
) -> dict[int, tuple[int, bool]]:
    """The rules that add nothing, with one that says as much, and whether the two are the same."""
    sight = review.questions.sight_over(places)
    columns = sight.columns(places)
    if columns is None:
        raise Exhausted
    free = _free(sight, columns)
    found: dict[int, tuple[int, bool]] = {}
    for at, place in enumerate(places):
        mine = [column[at] for column in columns]
        if not review.mine(owner[place].written.pack.id):
            continue
        if all(sight.ask(one).verdict == "no" for one in mine):
            continue
        pairs = zip(mine, free, strict=False)
        if any(sight.ask(one, rest[at]).verdict != "no" for one, rest in pairs):
            continue
        for other, cover in enumerate(places):
            if owner[cover].id == owner[place].id or not _implies(sight, columns, at, other):
                continue
            same = _implies(sight, columns, other, at)
            # Of two that say the same, the first may stand.
            if not same or cover < place:
                found[place] = cover, same
                break
    return found


def _free(sight: Sight, columns: list[list[Node]]) -> list[list[Node]]:
    """For each rule, that none of the others fires; nothing where that takes too long to say."""
    try:
        return [sight.others(column) for column in columns]
    except (Exhausted, RecursionError):
        return []


def _implies(sight: Sight, columns: list[list[Node]], one: int, other: int) -> bool:
    return all(
        column[one] is column[other]
        or sight.ask(column[one], sight.none_of([column[other]])).verdict == "no"
        for column in columns
    )


def _found(review: Review, rule: Parts, others: list[Written], same: bool) -> Finding:
    what = called(review, rule.written)
    names = " and ".join(called(review, one) for one in others[:3])
    return finding(
        "MR0803" if same else "MR0804",
        review.short(rule.id),
        f"{what} says the same as {names}, under the same condition"
        if same
        else f"{what} adds nothing: whenever it fires, {names} "
        f"{'says' if len(others) == 1 else 'say'} the same",
        rule.written.named,
        labels_of(review, others),
        "remove one of the two" if same else "remove it, or narrow the condition of the other one",
    )
