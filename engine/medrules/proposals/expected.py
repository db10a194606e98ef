"""The present answer, as what a new case expects.

In: the goals of a pack, the facts of a new case, and the goals that are its own. Out: ``Expected``:
conclusions that the goals are about, each with how firm it is, and the rules that fire and do not.
Refused: nothing.

What the run knows is taken as it is; of conclusions that stay open at most ``MOST_OPEN`` are settled,
since each may take a while.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medrules.cases.expecting import declared
from medrules.cases.goals import EdgeGoal, Goal, Goals, RuleGoal, TermGoal
from medrules.evaluating import evaluate
from medrules.interpreter.frame import concrete
from medrules.ir.evaluation import Evaluation, Profile, Settlement
from medrules.ir.values import UNKNOWN
from medrules.record import Record

MOST_KNOWN = 8
MOST_OPEN = 2


class Expected(Record):
    """Conclusions by concrete path; full ids of rules."""

    conclusions: dict[str, Settlement]
    fired: tuple[str, ...]
    not_fired: tuple[str, ...]


def expected(goals: Goals, profile: Profile, own: Sequence[Goal]) -> Expected:
    """What the case expects."""
    program = goals.program
    known = evaluate(program, profile, only=())
    paths = [*_headlines(goals), *dict.fromkeys(_paths(goals, known, own))]
    closed = [path for path in dict.fromkeys(paths) if _slot(known, path) is not UNKNOWN]
    still_open = [path for path in paths if path not in closed][:MOST_OPEN]
    found = {path: _settled(known, path) for path in closed[:MOST_KNOWN]}
    if still_open and len(found) < MOST_KNOWN:
        looked = evaluate(program, profile, only=sorted({declared(path) for path in still_open}))
        found.update((path, looked.conclusions[path].settlement) for path in still_open)
    # A rule may fire for one record and not for another: it fires then.
    fired = {program.rules[one.rule].id for one in known.run.firings if one.verdict == "fired"}
    rules = dict.fromkeys(goal.rule for goal in own if isinstance(goal, RuleGoal))
    return Expected(
        found,
        tuple(rule for rule in rules if rule in fired),
        tuple(rule for rule in rules if rule not in fired),
    )


def _headlines(goals: Goals) -> list[str]:
    """What the pack's own report shows first, where it is a single value."""
    return [
        path
        for section in goals.program.report
        if section.kind == "headline" and section.pack == goals.pack
        for path in section.show
        if "[]" not in path
    ]


def _paths(goals: Goals, known: Evaluation, own: Sequence[Goal]) -> Iterable[str]:
    """The conclusions that the goals are about; those of rules that do not fire come last."""
    late: list[str] = []
    for goal in own:
        match goal:
            case RuleGoal(rule, "fired"):
                yield from _of_rule(goals, known, rule, fired=True)
            case RuleGoal(rule):
                late += _of_rule(goals, known, rule, fired=False)
            case EdgeGoal(name):
                flow = next(one for one in goals.flows if one.id == name)
                yield flow.outcome
            case TermGoal(place):
                decision = goals.decisions[place]
                if decision.kind == "question":
                    owner = decision.owner.rpartition("/")[0]
                    yield next(one.outcome for one in goals.flows if one.id == owner)
                else:
                    yield from _of_rule(goals, known, decision.owner, fired=False)
    yield from late


def _of_rule(goals: Goals, known: Evaluation, name: str, *, fired: bool) -> Iterable[str]:
    """The conclusions of a rule; of those for records, the first, or the first for which it fired."""
    for place, rule in enumerate(goals.program.rules):
        if rule.id != name:
            continue
        if "[]" not in rule.conclusion:
            yield rule.conclusion
            continue
        records = [
            one.record
            for one in known.run.firings
            if one.rule == place
            and one.record is not None
            and (one.verdict == "fired" or not fired)
        ]
        if records:
            yield concrete(rule.conclusion, records[0])


def _slot(known: Evaluation, path: str) -> object:
    head, inside, rest = path.partition("[")
    if not inside:
        return known.run.values[path]
    at, _, name = rest.partition("].")
    return known.run.records[head][int(at)][name]


def _settled(known: Evaluation, path: str) -> Settlement:
    return Settlement("settled", _slot(known, path), (), (), True)  # type: ignore[arg-type]
