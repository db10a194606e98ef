"""Conditions and formulas as trees of terms, each with the value that it had.

In: an expression, the book, and what explains conclusions. Out: ``Node`` trees: FEEL text and value
for every term, and under it the facts, parameters and conclusions that it reads. Refused: nothing.

A term is *decisive* when the whole would not be known to be what it is without it: of an ``and``
that is false, the operands that are false; of an ``or`` that is true, those that are true. Conclusions
under terms that are not decisive are named and not explained further. Of a list that is looked
through item by item, the items that decide are shown, and at most ``MOST_ITEMS`` of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from medrules.explain.book import Book, plain_of, spot_of
from medrules.explain.proof import Concluded, Given, Missing, Node, ParameterUse, Term
from medrules.explain.wording import say_value
from medrules.interpreter.frame import bind, restore, variable_key
from medrules.interpreter.lists import items_of
from medrules.ir.expr import (
    And,
    Call,
    Compare,
    Const,
    ContextOf,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    If,
    Invoke,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Quantified,
    Range,
    Records,
    Ref,
    Var,
)
from medrules.ir.printer import print_expr
from medrules.ir.program import Change
from medrules.ir.types import ANY, BOOLEAN
from medrules.ir.values import UNKNOWN
from medrules.ir.walk import children
from medrules.source.span import NOWHERE, Span

MOST_ITEMS = 5

Expand = Callable[[str, bool], Concluded]
"""Explains the conclusion at a concrete path; told whether it is decisive."""


class Terms:
    """Writes trees of terms; ``expand`` is asked for every conclusion that a term reads."""

    def __init__(self, book: Book, expand: Expand) -> None:
        self.book = book
        self.expand = expand

    def tree(self, expr: Expr, decisive: bool = True) -> tuple[Node, ...]:
        """The nodes of an expression: itself as a term, or just what it names; literals give none."""
        match expr:
            case Const():
                return ()
            case Ref(path):
                return (self._scalar(path, decisive),)
            case Path(source, name):
                return self._field(expr, source, name, decisive)
            case Records(path):
                if self.book.value(expr) is UNKNOWN:
                    return (self.missing_list(path),)
                return ()
            case Var():
                return ()
            case And(operands) | Or(operands):
                return (self._term(expr, decisive, tuple(self._parts(expr, operands, decisive))),)
            case Not(operand):
                return (self._term(expr, decisive, self.tree(operand, decisive)),)
            case If(condition, then_, else_):
                return (
                    self._term(expr, decisive, self._branches(condition, then_, else_, decisive)),
                )
            case Quantified() | Filter():
                return (self._term(expr, decisive, self._items(expr, decisive)),)
            case ForEach():
                inner = (*self.tree(expr.source, decisive), *self._bodies(expr, decisive))
                return (self._term(expr, decisive, inner),)
            case (
                Compare()
                | Call()
                | IsKnown()
                | ListOf()
                | Range()
                | ContextOf()
                | FunctionOf()
                | Invoke()
            ):
                inner = tuple(node for one in _operands(expr) for node in self.tree(one, decisive))
                return (self._term(expr, decisive, inner),)
            case _:
                assert_never(expr)

    def _term(self, expr: Expr, decisive: bool, inner: tuple[Node, ...]) -> Term:
        value = plain_of(self.book.value(expr))
        return Term(print_expr(expr), value, expr.type, decisive, inner)

    def _parts(self, expr: Expr, operands: tuple[Expr, ...], decisive: bool) -> Iterator[Node]:
        """Operands of ``and`` and ``or``: those with the value of the whole decide it."""
        whole = self.book.value(expr)
        for operand in operands:
            yield from self.tree(operand, decisive and self.book.value(operand) is whole)

    def _branches(
        self, condition: Expr, then_: Expr, else_: Expr, decisive: bool
    ) -> tuple[Node, ...]:
        chosen = self.book.value(condition)
        nodes = list(self.tree(condition, decisive))
        if chosen is True or chosen is UNKNOWN:
            nodes += self.tree(then_, decisive)
        if chosen is not True:
            nodes += self.tree(else_, decisive)
        return tuple(nodes)

    def _items(self, expr: Quantified | Filter, decisive: bool) -> tuple[Node, ...]:
        nodes = list(self.tree(expr.source, decisive))
        whole = self.book.value(expr)
        filtering = isinstance(expr, Filter)
        shown: list[Term] = []
        for label, item in self._labelled(expr.source):
            key = variable_key(expr.variable)
            before = bind(self.book.frame, key, item)
            one = self.book.value(expr.condition)
            # Every item that stays or may stay counts for a filter; else those that decide.
            mine = (one is True or one is UNKNOWN) if filtering else one is whole
            shown.append(
                Term(label, plain_of(one), BOOLEAN, decisive and mine,
                     self.tree(expr.condition, decisive and mine))
            )  # fmt: skip
            restore(self.book.frame, key, before)
        shown.sort(key=lambda term: not term.decisive)
        return (*nodes, *_cut(shown))

    def _bodies(self, expr: ForEach, decisive: bool) -> tuple[Node, ...]:
        shown: list[Term] = []
        for label, item in self._labelled(expr.source):
            key = variable_key(expr.variable)
            before = bind(self.book.frame, key, item)
            value = plain_of(self.book.value(expr.body))
            shown.append(
                Term(label, value, expr.body.type, decisive, self.tree(expr.body, decisive))
            )
            restore(self.book.frame, key, before)
        return _cut(shown)

    def _labelled(self, source: Expr) -> list[tuple[str, object]]:
        value = self.book.value(source)
        if value is UNKNOWN or value is None:
            return []
        return [(f"for {self._label(item)}", item) for item in items_of(value)]

    def _label(self, item: object) -> str:
        place = self.book.position_of(item)
        if place is None:
            return say_value(item, ANY, self.book.program)
        return self.book.record_name(*place)

    def _field(self, expr: Expr, source: Expr, name: str, decisive: bool) -> tuple[Node, ...]:
        """A field of one record is named; of a list, there is a term with each record's under it."""
        owner = self.book.value(source)
        place = self.book.position_of(owner)
        if place is not None:
            return (self._concrete(f"{place[0]}[{place[1]}].{name}", decisive),)
        inner = self.tree(source, decisive)
        if isinstance(owner, tuple):
            fields: list[Node] = []
            for item in owner:
                found = self.book.position_of(item)
                if found is not None:
                    fields.append(self._concrete(f"{found[0]}[{found[1]}].{name}", decisive))
            inner = (*inner, *_cut(fields))
        return (self._term(expr, decisive, inner),)

    def _scalar(self, path: str, decisive: bool) -> Node:
        parameter = self.book.parameters.get(path)
        if parameter is None:
            return self._concrete(path, decisive)
        given = path in self.book.evaluation.profile.values
        place = self.book.evaluation.profile.places.get(path, NOWHERE) if given else parameter.span
        return ParameterUse(
            path,
            parameter.title or path,
            self.book.slot(path),
            parameter.type,
            place,
            given,
            self.book.cites(parameter.cites),
            parameter.changes,
        )

    def _concrete(self, path: str, decisive: bool) -> Node:
        """A fact or conclusion by concrete path."""
        spot = spot_of(path)
        if spot.declared in self.book.derived:
            return self.expand(path, decisive)
        fact = self.book.facts[spot.declared]
        value = self.book.slot(path)
        title = self.book.title(path)
        if value is UNKNOWN:
            return Missing(path, title, fact.question)
        place, by, changes = self._origin(path)
        return Given(path, title, value, fact.type, place, by, changes)

    def _origin(self, path: str) -> tuple[Span, str, tuple[Change, ...]]:
        """Where a fact was given, by which pack if by one, and which packs changed it since."""
        spot = spot_of(path)
        profile = self.book.evaluation.profile
        if spot.record is not None:
            given = len(profile.records.get(spot.list_path, ()))
            if spot.record >= given:
                options = [
                    one for one in self.book.program.options if one.list_path == spot.list_path
                ]
                option = options[spot.record - given]
                changes = tuple(one for one in option.changes if one.what == spot.name)
                return option.span, option.pack, changes
        return profile.places.get(path, NOWHERE), "", ()

    def missing_list(self, path: str) -> Missing:
        """A record list that the profile does not have."""
        item = self.book.lists[path]
        title = item.title or path
        return Missing(path, title, f'What would you list under "{title}"?')


_CHAINS: dict[str, frozenset[str]] = {
    "+": frozenset("+-"),
    "-": frozenset("+-"),
    "*": frozenset("*/"),
    "/": frozenset("*/"),
}
"""Operators that are read as one chain: ``a + b - c`` is three operands, not a sum in a difference."""


def _operands(expr: Expr) -> Iterator[Expr]:
    """The parts of a term, a chain of sums or products taken as one."""
    first = True
    for child in children(expr):
        chained = isinstance(expr, Call) and isinstance(child, Call) and first
        if chained and child.name in _CHAINS.get(expr.name, ()):  # type: ignore[union-attr]
            yield from _operands(child)
        else:
            yield child
        first = False


def _cut(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Not more than is readable; the rest is counted."""
    if len(nodes) <= MOST_ITEMS:
        return tuple(nodes)
    more = len(nodes) - MOST_ITEMS
    return (*nodes[:MOST_ITEMS], Term(f"and {more} more", None, ANY, False, ()))
