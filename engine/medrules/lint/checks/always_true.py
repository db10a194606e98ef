"""Conditions that are true whatever a profile says.

In: a review. Out: a note at each such condition of a rule, row or formula. The nodes of flows are left
out: where ways meet again, every answer leads on.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.lint.model import Finding, Review, finding
from medrules.lint.rules import called, own_rules
from medrules.settle.diagram import Exhausted

CODES = ("MR0802",)


def check(review: Review) -> Iterator[Finding]:
    """Every condition that says nothing."""
    for rule in own_rules(review):
        place = rule.places[0]
        if rule.written.kind == "node" or review.program.rules[place].condition is None:
            continue
        sight = review.questions.sight_over([place])
        instances = sight.instances(place)
        if instances is None:
            continue
        try:
            fails = [sight.none_of([one.fires]) for one in instances]
        except (Exhausted, RecursionError):
            review.could_not_decide("always_true", review.short(rule.id))
            continue
        if all(sight.ask(one).verdict == "no" for one in fails):
            yield finding(
                "MR0802",
                review.short(rule.id),
                f"the condition of {called(review, rule.written)} is true whatever a profile says",
                rule.written.condition,
                help='write "-" for a cell that does not matter'
                if rule.written.kind == "row"
                else 'leave out "when", or say what was meant to be asked',
            )
