"""From the columns of an answer back to what people read: words of sets, lists, what is still open.

In: an ``Answer`` of the SQL target, and whether lists are written as lists or as one text. Out: SQL
expressions over the answer's relation, in DuckDB's words. Refused: nothing.

A quotient is the one thing that is not exact here: it is written as the nearest double (the query itself
compares it exactly).
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.cohort.taking import name
from medrules.targets.sql.companions import enum, literal
from medrules.targets.sql.layout import Answer

SEPARATOR = ";"
"""What stands between the members of a set where a list has to be one text."""
_LOOKED_UP = 8
"""A set of at most so many members is looked up in the list of all sets, which is quicker."""


def decoded(answer: Answer, relation: str, *, flat: bool, quick: bool = False) -> str:
    """The value of a conclusion as it is written. ``flat``: lists as one text, numbers without
    idle zeros. ``quick``: lists of texts may be lists of an enum of DuckDB."""
    column = f"{relation}.{name(answer.name)}"
    match answer.encoding:
        case "set":
            words = [(one, place) for place, one in enumerate(answer.members)]
            return _words(column, words, flat, quick)
        case "contributions":
            return _words(column, _contributed(answer), flat, quick)
        case "array":
            return f"array_to_string({column}, '{SEPARATOR}')" if flat else column
        case "fraction":
            return f"(CAST({column} AS DOUBLE) / {relation}.{name(answer.denominator)})"
        case "decimal" if flat:
            text = f"CAST({column} AS VARCHAR)"
            return f"CASE WHEN contains({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
        case _:
            return column


def is_open(answer: Answer, relation: str) -> str:
    """When the conclusion is still open; empty where it never is."""
    column = f"{relation}.{name(answer.name)}"
    match answer.missing:
        case "never" | "null":
            return ""
        case "unknown":
            return f"{column} IS NULL"
        case "both":
            return f"({column} IS NULL AND NOT coalesce({relation}.{name(answer.null)}, FALSE))"


def listed(pairs: Sequence[tuple[str, str]], flat: bool) -> str:
    """The words whose conditions are true, in order."""
    if not pairs:
        return "''" if flat else "CAST([] AS VARCHAR[])"
    parts = ", ".join(
        f"CASE WHEN {condition} THEN {literal(word)} END" for condition, word in pairs
    )
    if flat:
        return f"concat_ws('{SEPARATOR}', {parts})"
    return f"list_filter([{parts}], lambda word: word IS NOT NULL)"


def _contributed(answer: Answer) -> list[tuple[str, int]]:
    """Each word that a list can hold, with its bit, in the order in which they are to stand."""
    words = [(word, bit) for bit, several in enumerate(answer.items) for word in several]
    if answer.sort:
        order = {word: place for place, word in enumerate(answer.sort)}
        words.sort(key=lambda pair: order.get(pair[0], len(order)))
    return words


def _words(column: str, words: Sequence[tuple[str, int]], flat: bool, quick: bool) -> str:
    """The words whose bits are set."""
    bits = 1 + max((bit for _, bit in words), default=0)
    if bits <= _LOOKED_UP:
        every = [[word for word, bit in words if mask >> bit & 1] for mask in range(1 << bits)]
        if flat:
            texts = ", ".join(literal(SEPARATOR.join(some)) for some in every)
        else:
            texts = ", ".join(f"[{', '.join(literal(word) for word in some)}]" for some in every)
            texts = texts.replace("[]", "CAST([] AS VARCHAR[])", 1)
        every_list = f"([{texts}])"
        if quick and words and not flat:
            # An enum is written as the texts that it stands for, without their being looked up.
            every_list = f"CAST([{texts}] AS {enum(dict.fromkeys(word for word, _ in words))}[][])"
        return f"{every_list}[{column} + 1]"
    made = listed([(f"{column} & {1 << bit} <> 0", word) for word, bit in words], flat)
    return f"CASE WHEN {column} IS NOT NULL THEN {made} END"
