"""Sources that nobody cites, and those that are due to be read again.

In: a review, with the day it is made on. Out: a finding at each. A date of a year or a month alone has
passed when that year or month has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from medrules.lint.model import Finding, Review, finding

CODES = ("MR0815", "MR0820")


def check(review: Review) -> Iterator[Finding]:
    """Every source of the pack that wants attention."""
    for source in review.pack.sources:
        if source.id not in review.reads.cited:
            yield finding(
                "MR0815",
                source.id,
                f'nobody cites the source "{source.id}"',
                source.at.value("id"),
                help="cite it where a rule rests on it, or remove it",
            )
        if source.review_by and passed(source.review_by, review.today):
            yield finding(
                "MR0820",
                source.id,
                f'the source "{source.id}" was to be read again by {source.review_by}',
                source.at.value("review_by"),
                help="read it, correct what rests on it, and set a new date",
            )


def passed(day: str, today: date) -> bool:
    """Whether all of a day, month or year lies before today."""
    return today.isoformat()[: len(day)] > day
