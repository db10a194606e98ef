"""Facts that nobody reads.

In: a review. Out: a warning at each fact, and each field that profiles give, that no rule, text or
section of the report reads: a person is asked for nothing. A note at each field that only options give.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.lint.model import Finding, Review, finding

CODES = ("MR0811", "MR0816")


def check(review: Review) -> Iterator[Finding]:
    """Every fact of the pack that makes no difference."""
    lists = {item.path: item for item in review.program.lists}
    for fact in review.program.facts:
        if not review.mine(fact.pack) or review.reads.anyhow(fact.path):
            continue
        head, inside, name = fact.path.partition("[].")
        if inside and head in lists and lists[head].given_by == "packs":
            yield finding(
                "MR0816",
                fact.path,
                f'nobody reads the field "{name}" of "{head}"',
                fact.span,
                help="show it in a column of the report, let a rule read it, or remove it",
            )
        else:
            yield finding(
                "MR0811",
                fact.path,
                f'nobody reads the fact "{fact.path}"',
                fact.span,
                help="do not ask for what makes no difference: let a rule read it, or remove it",
            )
    for item in review.program.lists:
        if review.mine(item.pack) and not _list_read(review, item.path):
            yield finding(
                "MR0811",
                item.path,
                f'nobody reads the record list "{item.path}"',
                item.span,
                help="let a rule go over it, show it in the report, or remove it",
            )


def _list_read(review: Review, path: str) -> bool:
    read = (*review.reads.by_rules, *review.reads.shown)
    own = {f"{path}[].{item.key}" for item in review.program.lists if item.path == path}
    return any(one == path or one.startswith(f"{path}[].") for one in read if one not in own)
