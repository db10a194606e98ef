"""The values of a fact that are worth trying: those on both sides of whatever it is compared with.

In: a program, and the expressions that matter. Out: for each fact a few values: all members, both
booleans; of a set none, each one that is named, and all; of a number the literals and parameters of its
unit, each with its neighbours, and then its limits; the texts that are named, and another one. Refused:
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from medrules.ir.evaluation import Plain
from medrules.ir.expr import Const, Expr, Ref
from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType, TextType
from medrules.ir.values import Number
from medrules.ir.walk import walk

MOST_NUMBERS = 24
"""More numbers than this, its limits apart, are thinned out."""

OTHER_TEXT = "Another"


class Boundaries:
    """What to try, from the expressions that matter."""

    def __init__(self, program: Program, exprs: Iterable[Expr]) -> None:
        self.facts = {item.path: item for item in program.facts}
        parameters = {item.path: item for item in program.parameters}
        self.numbers: set[tuple[str, Number]] = set()
        self.words: dict[str, None] = {}
        for expr in exprs:
            for node in walk(expr):
                value: object = None
                if isinstance(node, Const):
                    value = node.value
                elif isinstance(node, Ref) and node.path in parameters:
                    value = parameters[node.path].value
                if isinstance(node, Const | Ref):
                    self._note(value, node)

    def _note(self, value: object, node: Const | Ref) -> None:
        if isinstance(value, bool):
            return
        if isinstance(value, int | Decimal):
            unit = node.type.unit if isinstance(node.type, NumberType) else ""
            self.numbers.add((_singular(unit), value))
        elif isinstance(value, str):
            self.words[value] = None
        elif isinstance(value, frozenset):
            self.words.update(dict.fromkeys(sorted(value)))

    def values(self, path: str) -> tuple[Plain, ...]:
        """The values to try for a fact, by its declared path."""
        fact = self.facts[path]
        match fact.type:
            case BooleanType():
                return (True, False)
            case EnumType(_, members):
                return members
            case SetType(EnumType(_, members)):
                named = [one for one in members if one in self.words] or list(members[:1])
                some = [frozenset[str](), *(frozenset({one}) for one in named)]
                return (*some, frozenset(named)) if len(named) > 1 else tuple(some)
            case NumberType():
                return self._numbers(fact, fact.type)
            case TextType():
                texts = [one for one in self.words if one][:6]
                return (*texts, OTHER_TEXT)
            case _:
                return ()

    def _numbers(self, fact: Fact, kind: NumberType) -> tuple[Number, ...]:
        unit = _singular(kind.unit)
        found: list[Number] = []
        for value in sorted(value for other, value in self.numbers if other == unit):
            found += [value, value - 1, value + 1]
        limits = [0 if fact.minimum is None else fact.minimum]
        limits += [] if fact.maximum is None else [fact.maximum]
        inside = [value for value in dict.fromkeys(found) if _fits(value, fact, kind)]
        if len(inside) > MOST_NUMBERS:
            step = len(inside) / MOST_NUMBERS
            inside = [inside[int(place * step)] for place in range(MOST_NUMBERS)]
        return tuple(dict.fromkeys([*inside, *limits]))


def _fits(value: Number, fact: Fact, kind: NumberType) -> bool:
    if kind.integer and value != int(value):
        return False
    return (fact.minimum is None or value >= fact.minimum) and (
        fact.maximum is None or value <= fact.maximum
    )


def _singular(unit: str) -> str:
    return "/".join(part.removesuffix("s") for part in unit.split("/"))
