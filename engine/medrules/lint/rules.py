"""The rules of a program as checks look at them: whole rules, and what one is called.

In: a review. Out: the rules of the pack under review with their parts, and words for messages.
Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.diagnostics.model import Label
from medrules.lint.model import Review
from medrules.lint.written import Written
from medrules.record import Record


class Parts(Record):
    """One rule as written, and the positions of the IR rules that it became."""

    id: str
    places: tuple[int, ...]
    written: Written


def own_rules(review: Review) -> list[Parts]:
    """The rules of the pack under review that are in force, in the order of their rank."""
    return [one for one in all_rules(review) if review.mine(one.written.pack.id)]


def all_rules(review: Review) -> list[Parts]:
    """The rules of all packs that are in force, in the order of their rank."""
    found: dict[str, list[int]] = {}
    for place, rule in enumerate(review.program.rules):
        found.setdefault(rule.id, []).append(place)
    return [
        Parts(name, tuple(places), review.written[name])
        for name, places in found.items()
        if name in review.written
    ]


def called(review: Review, written: Written) -> str:
    """A rule in words: ``the rule "skip"``, ``row "low" of the table "value"``."""
    pack, _, name = written.id.partition("/")
    owner = "" if review.mine(pack) else f' of "{pack}"'
    match written.kind:
        case "row":
            table, _, row = name.partition("/")
            return f'row "{row}" of the table "{table}"{owner}'
        case "node":
            flow, _, node = name.partition("/")
            return f'the node "{node}" of the flow "{flow}"{owner}'
        case "rule" | "formula":
            return f'the {written.kind} "{name}"{owner}'


def labels_of(review: Review, others: Sequence[Written], most: int = 3) -> list[Label]:
    """Where other rules stand."""
    return [Label(one.named, f"{called(review, one)} stands here") for one in others[:most]]
