"""Texts for people that are hard to read.

In: a review. Out: a finding at each text that a person is shown and whose school grade, by
``medrules.lint.reading``, lies above the pack's ``reading_grade``.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.lint.model import Finding, Review, finding
from medrules.lint.reading import grade
from medrules.lint.texts import texts_of

CODES = ("MR0830",)


def check(review: Review) -> Iterator[Finding]:
    """Every text above the grade."""
    limit = review.pack.reading_grade
    for text in texts_of(review.pack, review.program):
        if not text.prose:
            continue
        found = grade(text.text)
        if found is not None and round(found) > limit:
            yield finding(
                "MR0830",
                text.about,
                f"{text.what} reads like school grade {round(found)}; the limit is {limit}",
                text.span,
                help="use shorter sentences and shorter words, or raise reading_grade in [pack]",
            )
