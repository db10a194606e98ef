"""Pieces of a model as the exporter makes them: FEEL texts, literal expressions, contexts.

In: FEEL trees and texts. Out: records of ``medrules.dmn.model`` that no file holds. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.dmn.model import Boxed, Context, Entry, Feel, Literally, Variable, Where
from medrules.feel.ast import Expression
from medrules.feel.printer import print_expression
from medrules.source.located import Located
from medrules.source.span import NOWHERE


def where(element: str, id: str = "", name: str = "") -> Where:
    """An element that no file holds."""
    return Where(element, id, name, NOWHERE)


def feel(text: str, type_ref: str = "", element: str = "literalExpression") -> Feel:
    """A FEEL text."""
    return Feel(Located.unplaced(text), type_ref, where(element))


def literal(node: Expression | str, type_ref: str = "") -> Literally:
    """A literal expression."""
    text = node if isinstance(node, str) else print_expression(node)
    return Literally(feel(text), type_ref, where("literalExpression"))


def variable(name: str, type_ref: str = "") -> Variable:
    """A name with its type."""
    return Variable(name, type_ref, where("variable", "", name))


def context(entries: Iterable[tuple[Variable, Boxed]], result: Boxed | None = None) -> Context:
    """A boxed context; with a result, its value is that."""
    made = [Entry(name, value) for name, value in entries]
    if result is not None:
        made.append(Entry(None, result))
    return Context(tuple(made), "", where("context"))
