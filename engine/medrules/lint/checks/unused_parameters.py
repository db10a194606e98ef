"""Parameters that nobody reads.

In: a review. Out: a finding at each parameter that no rule and no text reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.lint.model import Finding, Review, finding

CODES = ("MR0812",)


def check(review: Review) -> Iterator[Finding]:
    """Every parameter of the pack that can be changed without effect."""
    for item in review.program.parameters:
        if review.mine(item.pack) and not review.reads.anyhow(item.path):
            yield finding(
                "MR0812",
                item.path,
                f'nobody reads the parameter "{item.path}"',
                item.span,
                help="let a rule read it, or remove it: whoever overrides it would change nothing",
            )
