"""The one table of FEEL operators and functions.

In: nothing. Out: ``OPERATORS``, by name, and ``compare``. The interpreter takes from an entry what
it does, the checker its types, the language reference its words and examples. A new function is one
new entry in the tuple of its subject: numbers, lists, text or logic.
Refused: two entries of one name (a test sees to it).
"""

from __future__ import annotations

from medrules.feel.operators.comparing import compare
from medrules.feel.operators.lists import LIST_OPERATORS
from medrules.feel.operators.logic import LOGIC_OPERATORS
from medrules.feel.operators.model import Operator, Value
from medrules.feel.operators.numbers import NUMBER_OPERATORS
from medrules.feel.operators.text import TEXT_OPERATORS

__all__ = ["OPERATORS", "Operator", "Value", "compare"]

OPERATORS: dict[str, Operator] = {
    entry.name: entry
    for group in (NUMBER_OPERATORS, LIST_OPERATORS, TEXT_OPERATORS, LOGIC_OPERATORS)
    for entry in group
}
"""Every entry by its name (``+``, ``count``, ``list contains``, ``round half up`` …)."""
