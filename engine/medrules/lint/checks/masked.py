"""Rows and rules that never decide, because another that comes before always fires too.

In: a review. Out: a finding at each, for conclusions with the hit policies ``first`` (rules of lower rank
come before) and ``priority`` (values that come first do).
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.interpreter.policies import ranking
from medrules.ir.expr import Const
from medrules.ir.program import Derived, Policy
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Sight
from medrules.lint.rules import Parts, all_rules, called, labels_of
from medrules.settle.diagram import Exhausted, Node

CODES = ("MR0805",)


def check(review: Review) -> Iterator[Finding]:
    """Every rule that is always outdone, in all that it concludes."""
    outdone: dict[int, tuple[int, ...]] = {}
    for item in review.program.derived:
        for places in _in_order(review, item):
            try:
                outdone.update(_outdone(review, places))
            except (Exhausted, RecursionError):
                review.could_not_decide("masked", item.path)
    rules = all_rules(review)
    owner = {place: rule for rule in rules for place in rule.places}
    for rule in rules:
        if review.mine(rule.written.pack.id) and all(place in outdone for place in rule.places):
            others = sorted({other for place in rule.places for other in outdone[place]})
            yield _found(review, rule, [owner[one] for one in others if one in owner])


def _in_order(review: Review, item: Derived) -> Iterator[list[int]]:
    """The rules of a conclusion so that each comes after those that outdo it; one list for each
    record list that rules go over."""
    if item.policy not in (Policy.FIRST, Policy.PRIORITY):
        return
    rank = ranking(item)
    groups: dict[str, list[tuple[int, int]]] = {}
    for place in review.concluding[item.path]:
        rule = review.program.rules[place]
        at = 0
        if item.policy is Policy.PRIORITY:
            if not isinstance(rule.value, Const):
                continue
            at = rank.get(rule.value.value, len(rank))
        loop = "" if rule.loop is None else rule.loop.list_path
        groups.setdefault(loop, []).append((at, place))
    for group in groups.values():
        yield [place for _, place in sorted(group)]


def _outdone(review: Review, places: list[int]) -> dict[int, tuple[int, ...]]:
    """The rules that are always outdone, with those that do it: one, or several together."""
    sight = review.questions.sight_over(places)
    columns = sight.columns(places)
    if columns is None:
        raise Exhausted
    free = _free(sight, columns)
    found: dict[int, tuple[int, ...]] = {}
    for at, place in enumerate(places):
        mine = [column[at] for column in columns]
        if at == 0 or all(sight.ask(one).verdict == "no" for one in mine):
            continue
        pairs = zip(mine, free, strict=False)
        if all(sight.ask(one, some[at]).verdict == "no" for one, some in pairs):
            others = _by_whom(sight, columns, places, at) or (tuple(places[:at]) if free else ())
            if others:
                found[place] = others
    return found


def _free(sight: Sight, columns: list[list[Node]]) -> list[list[Node]]:
    """For each rule, that none before it fires; nothing where that takes too long to say."""
    try:
        return [sight.before(column) for column in columns]
    except (Exhausted, RecursionError):
        return []


def _by_whom(
    sight: Sight, columns: list[list[Node]], places: list[int], at: int
) -> tuple[int, ...]:
    """A rule that outdoes another alone; none where it takes several."""
    for other in range(at):
        if all(
            sight.ask(column[at], sight.none_of([column[other]])).verdict == "no"
            for column in columns
        ):
            return (places[other],)
    return ()


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
