"""The words, signs and precedence of FEEL, shared by the lexer, the parser and the printer.

In: nothing. Out: ``Token``, the reserved words, the levels of the operators, and the signs that other
languages use in their place. Refused: nothing.

The levels follow the order of the alternatives in the grammar of DMN 1.5 (rules 1, 2 and 4): a minus
sign binds tighter than ``**``, so ``-4 ** 2`` is 16, and ``instance of`` binds tighter than both.
All binary operators group to the left.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["number", "text", "name", "word", "sign", "bad", "end"]


class Token(NamedTuple):
    """One token. ``value`` is the number, or the text without quotes and escapes."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Decimal | str | None = None


KEYWORDS = frozenset(
    (
        "and",
        "between",
        "else",
        "every",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "null",
        "of",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    )
)
"""Words that cannot begin a name. ``not`` is no keyword: it is a function."""

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))

OPEN = 0
OR = 1
AND = 2
COMPARE = 3
ADD = 4
MULTIPLY = 5
POWER = 6
NEGATE = 7
INSTANCE = 8
POSTFIX = 9
ATOM = 10
"""How tightly an expression holds together: ``OPEN`` for ``if``, ``for``, ``some``, ``every`` and
``function``, which reach as far as they can; ``ATOM`` for what needs no parentheses anywhere."""

LEVELS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(COMPARISONS, COMPARE),
    "between": COMPARE,
    "in": COMPARE,
    "+": ADD,
    "-": ADD,
    "*": MULTIPLY,
    "/": MULTIPLY,
    "**": POWER,
    "instance": INSTANCE,
    "(": POSTFIX,
    "[": POSTFIX,
    ".": POSTFIX,
}
"""The level of each sign or word that may follow a complete operand."""

FOREIGN = {
    "==": "=",
    "===": "=",
    "!==": "!=",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "^": "**",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
}
"""Signs of other languages and of typography, with what FEEL writes in their place."""

QUOTES = {"'": "'", "`": "`'", "‘": "’‘'", "’": "’'", "“": '”“"', "”": '”"', "„": '“”"', "«": "»"}
"""Quotes that FEEL does not use, with the marks that may close each."""

NAME_SIGNS = frozenset((".", "/", "-", "'", "’", "+", "*"))
"""Signs that may stand inside a name (grammar rule 30, with the plain apostrophe beside U+2019)."""

BRACKETS = {"(": ")", "[": "]", "{": "}"}
OPENERS = frozenset(BRACKETS)
CLOSERS = frozenset(BRACKETS.values())
