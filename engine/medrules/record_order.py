"""The order in which the records of a list are shown.

In: a program, an evaluation, the path of a list. Out: the positions of its records, ordered by the
field that the list declares in ``order_by``, lowest first. Refused: nothing.

A record whose place is not settled stands by the lowest place that it can still reach, and one of
which nothing is known comes last; records of one place stay in the order in which they were given.
"""

from __future__ import annotations

from decimal import Decimal

from medrules.ir.evaluation import Evaluation, Interval, Plain, Settlement
from medrules.ir.program import Program
from medrules.ir.types import EnumType, Type
from medrules.ir.values import Number


def ordered_records(program: Program, evaluation: Evaluation, path: str) -> tuple[int, ...]:
    """The positions of the records of the list at ``path``, in the order to show them."""
    count = len(evaluation.run.records.get(path, ()))
    by = next((item.order_by for item in program.lists if item.path == path), "")
    concrete = f"{path}[].{by}"
    kind = next((item.type for item in program.derived if item.path == concrete), None)
    if kind is None:
        return tuple(range(count))
    keys: list[tuple[int, Number]] = []
    for index in range(count):
        found = evaluation.conclusions.get(f"{path}[{index}].{by}")
        place = _place(found.settlement, kind) if found is not None else None
        keys.append((1, 0) if place is None else (0, place))
    return tuple(sorted(range(count), key=keys.__getitem__))


def _place(settlement: Settlement, kind: Type) -> Number | None:
    """The lowest place that the record can have; None where none is known."""
    if settlement.status == "settled":
        return _rank(settlement.value, kind)
    if isinstance(settlement.possible, Interval):
        return settlement.possible.low
    ranks = [_rank(one, kind) for one in settlement.possible]
    known = [rank for rank in ranks if rank is not None]
    return min(known) if known else None


def _rank(value: Plain, kind: Type) -> Number | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(kind, EnumType) and isinstance(value, str) and value in kind.members:
        return kind.members.index(value)
    return None
