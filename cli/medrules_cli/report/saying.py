"""Conclusions in the words of a report: short, with titles and units, honest about what is open.

In: a program and an evaluation. Out: texts for headings, lines and cells, free of control
characters. What is not settled is said as a range, as a few alternatives, or as "not known yet";
the JSON output has every value. Nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from medrules.diagnostics.sanitise import visible
from medrules.explain.wording import digits, joined, say_possible, say_value, unit_for
from medrules.ir.evaluation import Conclusion, Evaluation, Interval, Plain, Settlement, Slot
from medrules.ir.program import Program
from medrules.ir.types import BooleanType, EnumType, ListType, NumberType, SetType, Type
from medrules.ir.values import Number

NOT_KNOWN = "not known yet"
MOST_VALUES = 3
MOST_MEMBERS = 2
WIDE = 100
"""A range wider than this says nothing to a person when nothing narrows it; ranks are narrower."""


class Saying:
    """One evaluation, said."""

    def __init__(self, program: Program, evaluation: Evaluation) -> None:
        self.program = program
        self.evaluation = evaluation
        self._derived = {item.path: item for item in program.derived}
        self._facts = {item.path: item for item in program.facts}
        self._enums = {item.id: item for item in program.enums}

    def title(self, path: str) -> str:
        """The title of a conclusion or fact, by its declared or its concrete path."""
        declared = declared_path(path)
        found = self._derived.get(declared) or self._facts.get(declared)
        return visible(found.title) if found else path

    def question(self, fact: str) -> str:
        """What to ask a person to learn a fact."""
        found = self._facts.get(declared_path(fact))
        return visible(found.question or found.title) if found else fact

    def example(self, fact: str) -> str:
        """A value that the fact could have, as ``--set`` takes it; empty for a record list."""
        found = self._facts.get(declared_path(fact))
        match found.type if found else None:
            case BooleanType():
                return "true"
            case EnumType(_, members) | SetType(EnumType(_, members)):
                return members[-1]
            case NumberType():
                return str(found.minimum if found and found.minimum is not None else 0)
            case _:
                return ""

    def type(self, path: str) -> Type:
        """The type of a conclusion or fact. Raises KeyError for any other path."""
        declared = declared_path(path)
        found = self._derived.get(declared) or self._facts.get(declared)
        if found is None:
            raise KeyError(path)
        return found.type

    def whole(self, item: Conclusion) -> str:
        """Everything that the conclusion is or can still be."""
        kind = self.type(item.path)
        if item.settlement.status == "settled":
            return visible(say_value(item.settlement.value, kind, self.program))
        return visible(say_possible(item.settlement, kind, self.program))

    def short(self, item: Conclusion, glue: str = "") -> str:
        """The same in a few words; ``glue`` joins the members of a set, by default with "and"."""
        found, kind = item.settlement, self.type(item.path)
        if found.status == "settled":
            return self.value(item.path, found.value, glue)
        match kind:
            case NumberType(unit):
                ends = bounds(found)
                if ends is None or (found.status == "unknown" and ends[1] - ends[0] > WIDE):
                    return NOT_KNOWN
                return span(ends, unit)
            case SetType():
                return self._set(item, glue)
            case EnumType() if isinstance(found.possible, tuple):
                few = len(found.possible) <= MOST_VALUES and found.status == "provisional"
                return self.whole(item) if few else NOT_KNOWN
            case _:
                return NOT_KNOWN

    def value(self, path: str, value: Slot, glue: str = "") -> str:
        """A value that is known."""
        if isinstance(value, frozenset) and glue:
            return visible(glue.join(self.members(path, value)))
        return visible(say_value(value, self.type(path), self.program))

    def _set(self, item: Conclusion, glue: str) -> str:
        found = item.settlement
        certain = found.value if isinstance(found.value, frozenset) else frozenset()
        open_ = found.possible if isinstance(found.possible, tuple) else ()
        more = [one for one in open_ if isinstance(one, str) and one not in certain]
        sure = self.members(item.path, certain)
        if not sure and len(more) > MOST_MEMBERS:
            return NOT_KNOWN
        parts = [glue.join(sure) if glue else joined(sure)] if sure else []
        if len(more) <= MOST_MEMBERS:
            parts += [f"perhaps {joined(self.members(item.path, more), 'or')}"] if more else []
        else:
            parts.append("perhaps more")
        return visible("; ".join(parts)) or NOT_KNOWN

    def members(self, path: str, values: Iterable[Plain]) -> list[str]:
        """The titles of members, in the order of their enum."""
        ordered = sorted(values, key=lambda one: self.position(path, one))
        return [self.member(path, one) for one in ordered]

    def member(self, path: str, value: Plain) -> str:
        """The title of one member of a set or list, or of one value."""
        return say_value(value, _item(self.type(path)), self.program)

    def member_text(self, path: str, value: Plain) -> str:
        """The sentence that goes with a member; empty where there is none."""
        kind = _item(self.type(path))
        info = self._enums.get(kind.id) if isinstance(kind, EnumType) else None
        if info is None:
            return ""
        return next((one.text for one in info.members if one.value == value), "")

    def position(self, path: str, value: Plain) -> int:
        """Where a member stands in its enum."""
        kind = _item(self.type(path))
        members = kind.members if isinstance(kind, EnumType) else ()
        return members.index(value) if isinstance(value, str) and value in members else len(members)

    def pair(self, low: Conclusion, high: Conclusion) -> str:
        """A ``…_low`` and a ``…_high`` as one range, from the least to the greatest either can be."""
        kind = self.type(low.path)
        first, last = bounds(low.settlement), bounds(high.settlement)
        if not isinstance(kind, NumberType) or first is None or last is None:
            return NOT_KNOWN
        if "unknown" in (low.settlement.status, high.settlement.status):
            return NOT_KNOWN
        return span((first[0], last[1]), kind.unit)


def bounds(found: Settlement) -> tuple[Number, Number] | None:
    """The least and the greatest number that a conclusion is or can be; None where it has none."""
    if found.status == "settled":
        values: tuple[Plain, ...] = (found.value,)
    elif isinstance(found.possible, Interval):
        return found.possible.low, found.possible.high
    else:
        values = found.possible
    numbers = [one for one in values if isinstance(one, int | Decimal)]
    return (min(numbers), max(numbers)) if numbers else None


def span(ends: tuple[Number, Number], unit: str) -> str:
    """``520 to 3,120 hours``; one number where both ends are the same."""
    low, high = ends
    tail = f" {unit_for(high, unit)}" if unit else ""
    return f"{digits(low)}{tail}" if low == high else f"{digits(low)} to {digits(high)}{tail}"


def declared_path(path: str) -> str:
    """``programs[0].score`` as it was declared: ``programs[].score``."""
    head, bracket, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if bracket else path


def stem(title: str) -> str:
    """A title without what follows its last comma: "Hours in all" of "Hours in all, at least"."""
    return title.rpartition(",")[0].strip() or title


def _item(kind: Type) -> Type:
    match kind:
        case SetType(item) | ListType(item):
            return item
        case _:
            return kind
