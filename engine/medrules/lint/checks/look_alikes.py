"""Letters, characters and names that pass for others.

In: a review. Out: a finding at each word of a text that mixes scripts or looks like another, at each
character that cannot be seen or turns the reading order, and at each of two names that look alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.diagnostics.model import Label
from medrules.diagnostics.sanitise import visible_line
from medrules.lint.model import Finding, Review, finding
from medrules.lint.scripts import doubtful_words, looks, unseen
from medrules.lint.texts import texts_of
from medrules.source.span import Span

CODES = ("MR0831", "MR0832", "MR0833")

_MOST = 5


def check(review: Review) -> Iterator[Finding]:
    """Everything in the pack that is not what it looks like."""
    for text in texts_of(review.pack, review.program):
        for number, doubt in enumerate(doubtful_words(text.text)):
            if number < _MOST:
                yield finding(
                    "MR0831",
                    text.about,
                    f"in {text.what}, {doubt.words}",
                    text.located(doubt.start, doubt.end),
                    help="type the word again with the letters that it seems to have",
                )
        for number, doubt in enumerate(unseen(text.text)):
            if number < _MOST:
                yield finding(
                    "MR0833",
                    text.about,
                    visible_line(f"in {text.what}, {doubt.words}"),
                    text.located(doubt.start, doubt.end),
                    help="remove it",
                )
    yield from _names(review)


def _names(review: Review) -> Iterator[Finding]:
    program = review.program
    paths = [(item.path, item.pack, item.span) for item in program.facts]
    paths += [(item.path, item.pack, item.span) for item in program.lists]
    paths += [(item.path, item.pack, item.span) for item in program.parameters]
    paths += [(item.path, item.pack, item.span) for item in program.derived]
    yield from _alike(review, paths)
    ids = {(one.pack.id, one.id): one for one in review.written.values()}
    yield from _alike(review, [(one.id, one.pack.id, one.named) for one in ids.values()])
    for pack_enum in review.pack.enums:
        info = next(one for one in program.enums if one.id == pack_enum.id)
        mine = {member.value: member.at.value("value") for member in pack_enum.members}
        rows = [
            (one.value, review.pack.id if one.value in mine else "", mine.get(one.value))
            for one in info.members
        ]
        yield from _alike(
            review, [(name, pack, span or Span("", 0, 0, 0, 0)) for name, pack, span in rows]
        )


def _alike(review: Review, names: list[tuple[str, str, Span]]) -> Iterator[Finding]:
    first: dict[str, tuple[str, Span]] = {}
    for name, pack, span in names:
        known, place = first.setdefault(looks(name), (name, span))
        if known != name and review.mine(pack):
            yield finding(
                "MR0832",
                review.short(name),
                f'"{review.short(name)}" looks like "{review.short(known)}"',
                span,
                [Label(place, "the other name")] if place.line else [],
                "give it a name that cannot be mistaken for the other",
            )
