"""Tables that leave some profiles without an answer.

In: a review. Out: a finding at each table whose conclusion is one value without a default, where some
profile is such that no row and no other rule gives it, with such a profile. Every profile was tried
out before it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medrules.diagnostics.model import Label
from medrules.ir.evaluation import Run
from medrules.ir.program import Derived, Policy
from medrules.lint.examples import Example
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Sight, View
from medrules.packs.model import TableDef
from medrules.settle.diagram import Exhausted, Node

CODES = ("MR0809",)

_ONE = (Policy.UNIQUE, Policy.ANY, Policy.FIRST, Policy.PRIORITY)


def check(review: Review) -> Iterator[Finding]:
    """Every table with a gap; of several for one conclusion, the first."""
    derived = {item.path: item for item in review.program.derived}
    told: set[str] = set()
    for table in review.pack.tables:
        for path in table.outputs:
            item = derived.get(path)
            if item is None or path in told:
                continue
            told.add(path)
            if item.policy not in _ONE or item.default is not None:
                continue
            try:
                example = _gap(review, item)
            except (Exhausted, RecursionError):
                review.could_not_decide("gaps", table.id)
                continue
            if example is not None:
                yield _found(table, item, example)


def _gap(review: Review, item: Derived) -> Example | None:
    sight = review.questions.sight(View.LISTED)
    places = review.concluding[item.path]
    unsure = False
    for record, fires in _conditions(sight, places, "[]" in item.path):
        asked = sight.ask(sight.none_of(fires))
        example = review.questions.example(sight, asked, _silent(places, record))
        if example is not None:
            return example
        unsure = unsure or asked.verdict != "no"
    if unsure:
        raise Exhausted
    return None


def _conditions(
    sight: Sight, places: list[int], of_records: bool
) -> Iterator[tuple[int | None, list[Node]]]:
    """For each record, or once where there are none, the conditions of all rules."""
    every: dict[int | None, list[Node]] = {}
    for place in places:
        instances = sight.instances(place)
        if instances is None:
            raise Exhausted
        for one in instances:
            every.setdefault(one.record if of_records else None, []).append(one.fires)
    yield from every.items()


def _silent(places: list[int], record: int | None) -> Callable[[Run], bool]:
    wanted = set(places)

    def confirm(run: Run) -> bool:
        asked = [
            one
            for one in run.firings
            if one.rule in wanted and (record is None or one.record == record)
        ]
        return bool(asked) and all(one.verdict == "failed" for one in asked)

    return confirm


def _found(table: TableDef, item: Derived, example: Example) -> Finding:
    when = f" with {example.text()}" if example.facts else ""
    return finding(
        "MR0809",
        table.id,
        f'no row of the table "{table.id}" hits{when}, and "{item.path}" is then null',
        table.at.value("id"),
        [Label(item.span, "the conclusion has no default")],
        'add the missing rows, or a row of "-" alone at the end, or give the conclusion a default',
    )
