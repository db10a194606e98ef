"""What a person who decides has to be told, and is not.

In: a review. Out: for a pack that leads to a decision (it has a flow, or a headline in the report) a finding
for each thing that the IPDAS minimum standards for patient decision aids ask for and the pack does not say:
the decision, the options, what speaks for and against each, the sources, the date, the update policy, and who
paid for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.lint.model import Finding, Review, finding

CODES = ("MR0840", "MR0841")


def check(review: Review) -> Iterator[Finding]:
    """What the pack does not say."""
    pack = review.pack
    if not pack.flows and not any(item.kind == "headline" for item in pack.report):
        return
    aid = pack.decision_aid
    lacks = [
        (not (aid and aid.decision), "which decision it helps with", "decision_aid.decision"),
        (not (aid and aid.options), "what the options are", "[[pack.decision_aid.options]]"),
        (not pack.updated, "when it was last changed", "updated"),
        (not pack.update_policy, "when it will be looked at again", "update_policy"),
        (not pack.funding, "who paid for the work on it", "funding"),
        (not _cites(review), "which sources it rests on", "[[sources]], cited by its rules"),
    ]
    for lacking, what, key in lacks:
        if lacking:
            yield finding(
                "MR0840",
                "pack",
                f'the pack "{pack.id}" leads to a decision, but does not say {what}',
                pack.at.value("id"),
                help=f"add {key}",
            )
    for option in aid.options if aid else ():
        for given, what, key in (
            (option.positives, "for", "positives"),
            (option.negatives, "against", "negatives"),
        ):
            if not given:
                yield finding(
                    "MR0841",
                    f"pack/{option.name}",
                    f'nothing is said that speaks {what} the option "{option.name}"',
                    option.at.value("name"),
                    help=f"add {key} = [ … ]: a choice with one side is no choice",
                )


def _cites(review: Review) -> bool:
    """Whether some rule of the pack cites a source."""
    return any(
        cite.source
        for rule in review.program.rules
        if review.mine(rule.origin.pack)
        for cite in rule.cites
    )
