"""What was probably meant: habits from other languages and slips of the hand.

In: words as written. Out: the word or the advice that helps. Refused: nothing. Runs only once a text
is known to be wrong, apart from ``meant_function``, which looks up one name of a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from medrules.feel.names import BUILT_INS

INFIX = ("and", "or", "between", "in", "instance")
"""The words that may follow a complete operand."""

ADVICE = {
    "is": "To compare, write `=`, as in `x = null`; to ask whether a fact is given, `is known(x)`.",
    "isnt": "To compare, write `!=`.",
    "equals": "To compare, write `=`.",
    "not": "Write `not(…)` around the whole condition, as in `not(x in [1, 2])`.",
    "xor": "Write `a != b` for two conditions of which exactly one holds.",
    "mod": "Write `modulo(a, b)`.",
    "%": "Write `modulo(a, b)`.",
    "contains": "Write `contains(text, part)` for texts and `list contains(list, item)` for lists.",
    "like": "Write `matches(text, pattern)`.",
    "matches": "Write `matches(text, pattern)`.",
    "?": "Write `if a then b else c`.",
    "elif": "Write `else if`.",
    "elsif": "Write `else if`.",
    "elseif": "Write `else if`.",
    "instanceof": "Write `instance of`.",
    "where": "To choose from a list, write `list[condition]`.",
    "'": "Texts stand between double quotes; a name with an apostrophe must be declared.",
    ":": "Names with values stand in braces, `{name: value}`, or in a call, `f(name: value)`.",
    "..": "A range stands in brackets, as in `[1..5]` or `(0..1]`.",
    ",": "Several values stand in brackets, as in `[a, b]`.",
    "then": "`then` belongs to `if condition then a else b`.",
    "else": "`else` belongs to `if condition then a else b`.",
    "return": "`return` belongs to `for x in list return value`.",
    "satisfies": "`satisfies` belongs to `some x in list satisfies condition`.",
    "->": "An arrow stands only in the type of a function; to compare, write `>` or `>=`.",
    "@": 'Write dates and durations as `@"2026-01-08"`.',
}
"""By the word or sign that stands where an operator should."""


def misspelt(written: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` (in lower case) that ``written`` misspells; None when none is near."""
    folded = written.casefold()
    if len(folded) > 12 or folded in ADVICE:
        return None
    for word in words:
        if folded == word or (len(word) > 2 and _edits(folded, word) <= max(1, len(word) // 3)):
            return word
    return None


def meant_function(written: str) -> str | None:
    """The built-in function whose name with spaces ``written`` spells some other way."""
    name = _joined().get(written.replace("_", "").casefold())
    return None if name == written else name


@cache
def _joined() -> dict[str, str]:
    return {name.replace(" ", ""): name for name in BUILT_INS}


def _edits(left: str, right: str) -> int:
    """How many letters to add, drop, change or swap with a neighbour."""
    if abs(len(left) - len(right)) > 3:
        return 4
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if older and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
