"""Conclusions that nobody uses.

In: a review. Out: a finding at each conclusion that no rule, text, section of the report, flow or case reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.lint.model import Finding, Review, finding

CODES = ("MR0810",)


def check(review: Review) -> Iterator[Finding]:
    """Every conclusion of the pack that is worked out for nothing."""
    for item in review.program.derived:
        if review.mine(item.pack) and not review.reads.anyhow(item.path):
            yield finding(
                "MR0810",
                item.path,
                f'nobody uses the conclusion "{item.path}"',
                item.span,
                help="show it in a section of the report, let a rule read it, or remove it",
            )
