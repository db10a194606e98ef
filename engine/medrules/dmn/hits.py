"""What the rules of a decision table that match come to: the hit policies of DMN.

In: the output values of each matching rule, in the order of the rules. Out: ``settle``: the value of
the table, or a ``Violation`` where the policy does not allow those hits. Refused: nothing here.

A value of several outputs is a context by output name. No match without a default is null, except
that the count of no rules is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.dmn.model import Aggregation, HitPolicy
from medrules.feel.operators import OPERATORS, Value
from medrules.feel.operators.comparing import equal
from medrules.record import Record

Row = tuple[Value, ...]
"""The values of the outputs of one rule."""

_AGGREGATORS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


class Violation(Record):
    """A table that has no value: what about its hits the policy does not allow."""

    reason: str


class Outputs(Record):
    """The outputs of a table: their names, the values in order of priority, the defaults.

    ``ranks`` holds, for each output, the values from first to last (empty: not ranked).
    """

    names: tuple[str, ...]
    ranks: tuple[tuple[Value, ...], ...]

    def value(self, row: Row) -> Value:
        """One output as its value, several as a context."""
        return row[0] if len(self.names) == 1 else dict(zip(self.names, row, strict=True))

    def rank(self, row: Row) -> tuple[int, ...]:
        """Where a row stands by priority; a value that is not listed comes last."""
        return tuple(
            next((at for at, one in enumerate(ranks) if equal(one, value) is True), len(ranks))
            for ranks, value in zip(self.ranks, row, strict=True)
        )


def settle(
    policy: HitPolicy,
    aggregation: Aggregation,
    outputs: Outputs,
    hits: Sequence[Row],
    default: Row | None,
) -> Value | Violation:
    """The value of a table with these hits; ``default`` is used where there are none."""
    if not hits:
        if default is not None:
            return outputs.value(default)
        return 0 if aggregation == "COUNT" else None
    match policy:
        case HitPolicy.UNIQUE:
            if len(hits) > 1:
                return Violation(f"{len(hits)} of its rules match, and the policy is UNIQUE")
            return outputs.value(hits[0])
        case HitPolicy.ANY:
            if any(equal(hit, hits[0]) is not True for hit in hits[1:]):
                return Violation("rules that match disagree, and the policy is ANY")
            return outputs.value(hits[0])
        case HitPolicy.FIRST:
            return outputs.value(hits[0])
        case HitPolicy.PRIORITY:
            return outputs.value(min(hits, key=outputs.rank))
        case HitPolicy.OUTPUT_ORDER:
            return tuple(outputs.value(hit) for hit in sorted(hits, key=outputs.rank))
        case HitPolicy.RULE_ORDER:
            return tuple(outputs.value(hit) for hit in hits)
        case HitPolicy.COLLECT:
            return _collected(aggregation, outputs, hits)


def _collected(
    aggregation: Aggregation, outputs: Outputs, hits: Sequence[Row]
) -> Value | Violation:
    values = tuple(outputs.value(hit) for hit in hits)
    if not aggregation:
        return values
    if len(outputs.names) > 1 and aggregation != "COUNT":
        return Violation(f"it has several outputs, which {aggregation} cannot bring together")
    return OPERATORS[_AGGREGATORS[aggregation]].evaluate(values)
