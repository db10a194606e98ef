"""Rules that can fire together where one value is wanted.

In: a review. Out: an error for two rows of a table, or two rules, that can both fire with different
values, with a profile on which they do; a note for two rows of a table with the hit policy ``unique``
that can both hit with the same value. Every profile was tried out before it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medrules.diagnostics.model import Label
from medrules.ir.evaluation import Firing, Run
from medrules.ir.expr import Const
from medrules.ir.printer import print_expr
from medrules.ir.program import Policy
from medrules.lint.examples import Example
from medrules.lint.model import Finding, Review, finding
from medrules.lint.questions import Instance, Sight, View
from medrules.lint.rules import Parts, all_rules, called
from medrules.settle.diagram import Exhausted, Node

CODES = ("MR0806", "MR0807", "MR0808")


def check(review: Review) -> Iterator[Finding]:
    """Every rule that does not go together with an earlier one; of several, the first is told."""
    owner = {place: rule for rule in all_rules(review) for place in rule.places}
    told: set[str] = set()
    for item in review.program.derived:
        if item.policy not in (Policy.UNIQUE, Policy.ANY):
            continue
        rules = [place for place in review.concluding[item.path] if place in owner]
        if len(rules) < 2:
            continue
        try:
            meeting = _meeting(review, rules)
        except (Exhausted, RecursionError):
            meeting = list(range(len(rules)))
        for at in meeting:
            if review.questions.supply.empty:
                review.could_not_decide("disagreement", item.path)
                break
            found = _earlier(review, rules, at, owner, item.policy)
            if found is not None and found.about not in told:
                told.add(found.about)
                yield found


def _meeting(review: Review, rules: list[int]) -> list[int]:
    """The rules, by position among ``rules``, that may fire together with an earlier one."""
    sight = review.questions.sight(View.LISTED)
    of_records = bool(rules) and "[]" in review.program.rules[rules[0]].conclusion
    columns: dict[int | None, list[Node]] = {}
    for at, place in enumerate(rules):
        instances = sight.instances(place)
        if instances is None:
            raise Exhausted
        own: dict[int | None, list[Node]] = {}
        for one in instances:
            own.setdefault(one.record if of_records else None, []).append(one.fires)
        for record, fires in own.items():
            column = columns.setdefault(record, [sight.forest.false] * len(rules))
            column[at] = sight.any_of(fires)
    found: set[int] = set()
    for column in columns.values():
        for at, free in enumerate(sight.before(column)):
            taken = sight.none_of([free])
            if at not in found and sight.ask(column[at], taken).verdict != "no":
                found.add(at)
    return sorted(found)


def _earlier(
    review: Review, rules: list[int], at: int, owner: dict[int, Parts], policy: Policy
) -> Finding | None:
    """The first finding about a rule and an earlier one; errors before notes."""
    notes: list[Finding] = []
    second = owner[rules[at]]
    for place in rules[:at]:
        first = owner[place]
        mine = review.mine(first.written.pack.id) or review.mine(second.written.pack.id)
        if first.id == second.id or not mine or review.questions.supply.empty:
            continue
        found = _pair(review, place, rules[at], first, second, policy)
        if found is not None and found.diagnostic.code != "MR0808":
            return found
        notes += [found] if found is not None else []
    return notes[0] if notes else None


def _pair(
    review: Review, first: int, second: int, one: Parts, other: Parts, policy: Policy
) -> Finding | None:
    rules = review.program.rules
    left, right = rules[first].value, rules[second].value
    same_table = one.written.table is not None and one.written.table is other.written.table
    equal = isinstance(left, Const) and isinstance(right, Const) and left.value == right.value
    if equal and not (same_table and policy is Policy.UNIQUE):
        return None
    sight = review.questions.sight(View.LISTED)
    try:
        if equal and _one_implies(sight, first, second):
            return None
        example = _together(review, sight, first, second, equal)
    except (Exhausted, RecursionError):
        review.could_not_decide("disagreement", f"{review.short(one.id)}, {review.short(other.id)}")
        return None
    if example is None:
        return None
    values = (print_expr(left), print_expr(right))
    return _found(review, one, other, rules[second].conclusion, values, example, equal)


def _together(review: Review, sight: Sight, first: int, second: int, equal: bool) -> Example | None:
    """A profile on which both fire, with values that are equal or not."""
    mine, theirs = sight.instances(first), sight.instances(second)
    if mine is None or theirs is None:
        raise Exhausted
    unsure = False
    for left, right in _instances(review, first, mine, theirs):
        differs: tuple[Node, ...] = () if equal else (sight.differ(left, right),)
        asked = sight.ask(left.fires, right.fires, *differs)
        example = review.questions.example(sight, asked, _both(first, second, left, right, equal))
        if example is not None:
            return example
        unsure = unsure or asked.verdict != "no"
    if unsure:
        raise Exhausted
    return None


def _instances(
    review: Review, first: int, mine: tuple[Instance, ...], theirs: tuple[Instance, ...]
) -> Iterator[tuple[Instance, Instance]]:
    """Instances that conclude for the same thing: for the same record, or for no record."""
    of_records = "[]" in review.program.rules[first].conclusion
    for left in mine:
        for right in theirs:
            if not of_records or left.record == right.record:
                yield left, right


def _both(
    first: int, second: int, left: Instance, right: Instance, equal: bool
) -> Callable[[Run], bool]:
    def confirm(run: Run) -> bool:
        fired: dict[int, Firing] = {
            one.rule: one
            for one in run.firings
            if one.verdict == "fired"
            and (one.rule, one.record) in ((first, left.record), (second, right.record))
        }
        if len(fired) < 2:
            return False
        return (fired[first].value == fired[second].value) == equal

    return confirm


def _one_implies(sight: Sight, first: int, second: int) -> bool:
    """Whether one fires whenever the other does: ``redundant`` tells of that."""
    mine, theirs = sight.instances(first), sight.instances(second)
    if mine is None or theirs is None:
        return False
    for some, others in ((mine, theirs), (theirs, mine)):
        if all(
            sight.ask(left.fires, sight.none_of([right.fires])).verdict == "no"
            for left, right in zip(some, others, strict=True)
        ):
            return True
    return False


def _found(
    review: Review,
    one: Parts,
    other: Parts,
    conclusion: str,
    values: tuple[str, str],
    example: Example,
    equal: bool,
) -> Finding:
    if not review.mine(other.written.pack.id):
        one, other, values = other, one, (values[1], values[0])
    first, second = called(review, one.written), called(review, other.written)
    same_table = one.written.table is not None and one.written.table is other.written.table
    when = f"with {example.text()}" if example.facts else "whatever a profile says"
    shown = example.text() or "whatever a profile says"
    labels = [Label(one.written.condition, f"{first} {'hits' if same_table else 'fires'} too")]
    about = review.short(other.id)
    span = other.written.condition
    row = one.written.id.rpartition("/")[2]
    if equal:
        return finding(
            "MR0808",
            about,
            f'{second} can hit together with row "{row}" ({shown}); both say {values[0]}',
            span,
            labels,
            'narrow one of them, or give the conclusion the policy "any", which says that this is meant',
        )
    if same_table:
        return finding(
            "MR0806",
            about,
            f'{second} can hit together with row "{row}" ({shown}), '
            f'but gives "{conclusion}" another value: {values[1]}, not {values[0]}',
            span,
            labels,
            "narrow one of the rows, or choose a hit policy that says which of them counts",
        )
    return finding(
        "MR0807",
        about,
        f"{second} contradicts {first}: {when}, both fire, "
        f'and give "{conclusion}" different values: {values[1]} and {values[0]}',
        span,
        labels,
        "narrow one of the conditions, or choose a hit policy that says which of them counts",
    )
