"""Profiles that show something.

In: a completion found by the analysis. Out: ``Example``: a profile with what it fixes, and one in which
everything else is said too; made smaller as long as it shows the same; and its text. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medrules.ir.evaluation import Plain, Profile
from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType
from medrules.ir.writing import written
from medrules.lint.knowing import MARK
from medrules.settle.variables import Point

MOST = 200
"""Examples of more facts than this are told as they are: making them smaller would take too long."""


class Example:
    """Facts by concrete path (``programs[0].brand``), in the order of the vocabulary."""

    __slots__ = ("facts",)

    def __init__(self, facts: dict[str, Plain]) -> None:
        self.facts = facts

    def profile(self) -> Profile:
        """The profile that says these facts."""
        values: dict[str, Plain] = {}
        records: dict[str, list[dict[str, Plain]]] = {}
        for path, value in self.facts.items():
            head, inside, rest = path.partition("[")
            if not inside:
                values[path] = value
                continue
            place, _, name = rest.partition("].")
            rows = records.setdefault(head, [])
            while len(rows) <= int(place):
                rows.append({})
            rows[int(place)][name] = value
        return Profile(values, {path: tuple(rows) for path, rows in records.items()}, {})

    def text(self) -> str:
        """The facts as a person writes them: ``plan.move = "none"``."""
        return ", ".join(f"{path} = {written(value)}" for path, value in self.facts.items())


def examples_at(point: Point, program: Program) -> Iterator[Example]:
    """What a completion fixes, first alone, then with every other fact of the program."""
    fixed, unknown = _fixed(point)
    order = {fact.path: place for place, fact in enumerate(program.facts)}

    def ordered(facts: dict[str, Plain]) -> Example:
        return Example(dict(sorted(facts.items(), key=lambda one: order.get(_declared(one[0]), 0))))

    yield ordered(fixed)
    rest = dict(fixed)
    options = {item.path for item in program.lists if item.given_by == "packs"}
    for fact in program.facts:
        path = fact.path.replace("[].", "[0].", 1)
        if MARK in path or path in rest or path in unknown:
            continue
        if fact.path.partition("[].")[0] not in options:
            rest[path] = _some_value(fact)
    yield ordered(rest)


def shrunk(example: Example, shows: Callable[[Example], bool]) -> Example:
    """The example without the facts that it can do without."""
    facts = example.facts
    if len(facts) > MOST:
        return example
    for path in list(facts):
        fewer = Example({key: value for key, value in facts.items() if key != path})
        if shows(fewer):
            facts = fewer.facts
    return Example(facts)


def _fixed(point: Point) -> tuple[dict[str, Plain], set[str]]:
    """The facts that the completion gives, and those that it leaves unknown."""
    fixed: dict[str, Plain] = {}
    unknown: set[str] = set()
    flags: dict[str, bool] = {}
    for key, value in point.values.items():
        path = key if isinstance(key, str) else key[0]
        if MARK in path:
            flags[path.replace(MARK, "", 1)] = value is True
        elif isinstance(key, str):
            fixed[path] = value  # type: ignore[assignment]
        else:
            before = fixed.get(path)
            members = before if isinstance(before, frozenset) else frozenset()
            fixed[path] = members | {key[1]} if value is True else members
    for path, known in flags.items():
        if not known:
            unknown.add(path)
            fixed.pop(path, None)
    return fixed, unknown


def _declared(path: str) -> str:
    head, inside, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if inside else path


def _some_value(fact: Fact) -> Plain:
    match fact.type:
        case BooleanType():
            return False
        case EnumType(_, members):
            return members[0]
        case SetType():
            return frozenset()
        case NumberType():
            low, high = fact.minimum, fact.maximum
            return low if low is not None and low > 0 else min(high, 0) if high is not None else 0
        case _:
            return "any text"
