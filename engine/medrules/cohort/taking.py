"""From raw columns to the columns of the layout, value by value: exactly, or not at all.

In: a bound column and the column of the layout that it fills. Out: ``Taken``, whose parts are SQL
expressions over the relation ``raw`` in DuckDB's words (``tree`` makes a syntax tree of one, for
other dialects); or ``Held``, which says the same in a way that only DuckDB is quick with. Refused:
nothing here; a raw value that does not fit makes a rejected row.

A text is read like this: spaces around it do not count; true, yes, y, t, on and 1 are true, their
opposites false; a number has digits and a point, no exponent and no separators; a set is words with
delimiters between them, or a JSON list. Nothing is rounded: a number of more decimals than its
column holds does not fit. Names and literals of strangers are quoted here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from medrules.cohort.binding import Bound
from medrules.cohort.model import RawColumn
from medrules.cohort.statistics import Span
from medrules.ir.evaluation import Plain
from medrules.ir.writing import plain
from medrules.record import Record
from medrules.targets.sql.companions import enum, literal
from medrules.targets.sql.layout import Column

if TYPE_CHECKING:
    from sqlglot import exp

YES = ("true", "yes", "y", "t", "on", "1")
NO = ("false", "no", "n", "f", "off", "0")
MOST_CHARACTERS = 2000
"""The longest text that a fact takes, as in a profile."""
_EXACT_DIGITS = 15
"""So many digits of a decimal number survive a binary floating-point number."""


class Taken(Record):
    """A column of the layout filled from a raw one.

    ``value``: good wherever ``bad`` is not true. ``bad``: true where what stands there is no value of the
    fact; empty where anything is one. ``raw``: what stands there, as text, for the rejects.
    """

    path: str
    name: str
    value: str
    bad: str
    raw: str
    delimiter: str = ";"


class Held(Record):
    """The same for DuckDB alone, by way of a column that is worked out once, below the check of the row.

    ``aside``: what that column holds; empty where none is needed. ``word``, ``mask``: the column, where
    it has a text as an enum of DuckDB, or a set, never NULL. ``bad``: never NULL. ``given``: NULL wherever
    ``value`` is.
    """

    value: str
    bad: str
    given: str
    aside: str = ""
    word: str = ""
    mask: str = ""


def name(identifier: str) -> str:
    """A name as SQL writes it."""
    return '"' + identifier.replace('"', '""') + '"'


def tree(sql: str) -> exp.Expr:
    """The syntax tree of an expression, for other dialects than DuckDB's."""
    import sqlglot

    return sqlglot.parse_one(sql, dialect="duckdb")


def reach(column: RawColumn, relation: str = "raw") -> str:
    """The raw column, or the field inside it."""
    return ".".join((relation, *(name(step) for step in column.steps)))


def keeps(bound: Bound) -> bool:
    """Whether a good row lacks a value of the fact only where the raw column lacks one."""
    column = bound.column
    plainly = column.kind in ("boolean", "integer", "decimal", "real", "text")
    return plainly and not (bound.values or bound.missing or column.blank)


def take(bound: Bound, column: Column, raw: str = "", span: Span | None = None) -> Taken:
    """The column of the layout, from the raw column that gives it (or from the expression ``raw``).

    ``span``: between what its numbers are known to lie, so that none need be looked at.
    """
    raw = raw or reach(bound.column)
    source, kind = _source(bound, column, raw)
    value, bad = _value(source, kind, column, bound)
    if kind in ("integer", "decimal") and span is not None and _inside(span, bound, column):
        bad = ""
    return Taken(bound.path, column.name, value, bad, _shown(raw), bound.delimiter)


def hold(bound: Bound, column: Column, held: str, span: Span | None = None) -> Held:
    """The same by way of the column ``held``."""
    source, kind = _source(bound, column, reach(bound.column))
    value, bad = _value(source, kind, column, bound, held)
    unread = f"({held} IS NULL AND {source} IS NOT NULL)"
    match column.encoding:
        case "set":
            mask = _mask(_words(source, kind, bound), column.members, bound.values, quick=True)
            return Held(value, _never_null(bad), source, mask, mask=held)
        case "text" if column.members:
            # A cast that fails gives NULL, and each word of a dictionary is looked up only once.
            word = f"TRY_CAST({source} AS {enum(column.members)})"
            return Held(value, unread, source, word, word=held)
        case "boolean" if kind != "boolean":
            # A function, since DuckDB calls that once for each word of a dictionary.
            place = f"list_position([{', '.join(map(literal, (*YES, *NO)))}], lower({source}))"
            yes = f"nullif({place}, 0) <= {len(YES)}"
            return Held(held, unread, held, yes)
        case "integer" | "decimal" if kind not in ("integer", "decimal"):
            return Held(held, _never_null(bad), held, value)
        case _:
            certain = kind in ("integer", "decimal") and span and _inside(span, bound, column)
            return Held(value, _never_null(bad) if bad and not certain else "", value)


def _never_null(condition: str) -> str:
    return f"(({condition}) IS NOT DISTINCT FROM TRUE)"


def _shown(raw: str) -> str:
    return f"CAST({raw} AS VARCHAR)"


def _source(bound: Bound, column: Column, raw: str) -> tuple[str, str]:
    """The expression that is read, and of what kind it is."""
    kind: str = bound.column.kind
    source, shown = raw, _shown(raw)
    if kind not in ("text", "texts") and (bound.values or bound.missing or _spells(kind, column)):
        source, kind = shown, "text"
    if kind == "text" and (bound.column.spelled or column.encoding not in ("text", "set")):
        free = column.encoding == "text" and not column.members
        source = source if free else f"trim({source})"
        if bound.column.blank and not free:
            source = f"NULLIF({source}, '')"
    if kind == "text" and (bound.values or bound.missing):
        source = _translated(source, bound, column)
    return source, kind


def _inside(span: Span, bound: Bound, column: Column) -> bool:
    """Whether all numbers of a column are known to fit, decimals and all."""
    if span.low is None or span.high is None or column.encoding not in ("integer", "decimal"):
        return False
    fits = (column.low or 0) <= span.low and span.high <= (column.high or 0)
    return fits and bound.column.scale <= column.scale


def _spells(kind: str, column: Column) -> bool:
    """Whether a column of that kind has to be read as text to give this fact."""
    match column.encoding:
        case "boolean":
            return kind != "boolean"
        case "integer" | "decimal":
            return kind not in ("integer", "decimal", "real")
        case _:
            return True


def constant(value: Plain, column: Column) -> str:
    """A value that every row has, as the column of the layout holds it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return literal(value)
        case frozenset():
            mask = sum(1 << column.members.index(str(one)) for one in value)
            return f"CAST({mask} AS BIGINT)"
        case None | tuple():
            return f"CAST(NULL AS {column.sql})"
        case _:
            return f"CAST({plain(value)} AS {column.sql})"


def _value(source: str, kind: str, column: Column, bound: Bound, held: str = "") -> tuple[str, str]:
    """The value, and when it is bad; by way of the column ``held`` where there is one."""
    match column.encoding:
        case "boolean":
            if kind == "boolean":
                return source, ""
            word = f"lower({source})"
            yes, no = _listed(YES), _listed(NO)
            value = f"CASE WHEN {word} IN {yes} THEN TRUE WHEN {word} IN {no} THEN FALSE END"
            return value, f"{word} NOT IN {_listed((*YES, *NO))}"
        case "integer" | "decimal":
            return _number(source, kind, column, bound, held)
        case "set":
            items = _words(source, kind, bound)
            mask = held or _mask(items, column.members, bound.values)
            return f"CASE WHEN {source} IS NOT NULL THEN {mask} END", (
                f"bit_count({mask}) <> len({items})"
            )
        case _ if column.members:
            return source, f"{source} NOT IN {_listed(column.members)}"
        case _:
            return source, f"length({source}) > {MOST_CHARACTERS}"


def _listed(words: Iterable[str]) -> str:
    return f"({', '.join(literal(word) for word in words)})"


def _translated(source: str, bound: Bound, column: Column) -> str:
    """The text with foreign values put into the words of the fact."""
    whens = [f"WHEN {source} IN {_listed(bound.missing)} THEN NULL"] if bound.missing else []
    if column.encoding != "set":
        whens += [
            f"WHEN {source} = {literal(key)} THEN {literal(value)}" for key, value in bound.values
        ]
    return f"CASE {' '.join(whens)} ELSE {source} END" if whens else source


def _number(source: str, kind: str, column: Column, bound: Bound, held: str) -> tuple[str, str]:
    low, high = plain(column.low or 0), plain(column.high or 0)
    value = f"TRY_CAST({source} AS {column.sql})"
    outside = f"{source} NOT BETWEEN {low} AND {high}"
    if kind == "integer":
        return value, outside
    if kind == "decimal":
        return value, f"({outside} OR {value} IS DISTINCT FROM {source})"
    if kind == "real" and digits(column) <= _EXACT_DIGITS:
        # The nearest decimal is the number that was meant if it comes back as the same double.
        read = held or value
        back = f"CAST({read} AS DOUBLE) IS DISTINCT FROM CAST({source} AS DOUBLE)"
        return value, f"({source} IS NOT NULL AND ({back} OR {read} NOT BETWEEN {low} AND {high}))"
    text = source if kind == "text" else f"CAST({source} AS VARCHAR)"
    value = f"TRY_CAST(TRY_CAST({text} AS DECIMAL(38, {column.scale})) AS {column.sql})"
    pattern = (
        rf"^[+-]?([0-9]{{1,18}}([.][0-9]{{0,{column.scale}}}0*)?|[.][0-9]{{1,{column.scale}}}0*)$"
        if column.scale
        else r"^[+-]?[0-9]{1,18}([.]0*)?$"
    )
    spelled = f"regexp_matches({text}, {literal(pattern)})"
    if bound.column.spelled and not bound.column.blank:
        # DuckDB reads a fraction in JSON as a double, which more digits do not survive.
        spelled += f" AND NOT (contains({text}, '.') AND length({text}) > {_EXACT_DIGITS + 2})"
    read = held or value
    return value, (
        f"({text} IS NOT NULL AND (NOT ({spelled}) OR {read} IS NULL "
        f"OR {read} NOT BETWEEN {low} AND {high}))"
    )


def digits(column: Column) -> int:
    """How many digits a number of the column can have."""
    bound = max(abs(Decimal(column.low or 0)), abs(Decimal(column.high or 0)))
    return len(str(int(bound))) + column.scale


def _words(source: str, kind: str, bound: Bound) -> str:
    """The words of a set as a list."""
    return source if kind == "texts" else _items(source, bound.delimiter)


def _items(text: str, delimiter: str) -> str:
    """The words of a set in a text: a JSON list, or words with delimiters between them."""
    spaced = rf"\s*{re.escape(delimiter)}\s*"
    words = (
        f"string_split(regexp_replace({text}, {literal(spaced)}, {literal(delimiter)}, 'g'), "
        f"{literal(delimiter)})"
    )
    json = f"CASE WHEN json_valid({text}) THEN CAST(from_json({text}, '[\"VARCHAR\"]') AS VARCHAR[]) END"
    return f"CASE WHEN starts_with({text}, '[') THEN coalesce({json}, [{text}]) ELSE {words} END"


def _mask(
    items: str, members: Sequence[str], values: Sequence[tuple[str, str]], quick: bool = False
) -> str:
    """The bit mask of the members that a list has. ``quick``: DuckDB is quickest with a comparison as the
    condition of CASE, and with bits, since they cannot overflow."""
    keys = {key for key, _ in values}
    foreign: dict[str, list[str]] = {
        member: [] if member in keys else [member] for member in members
    }
    for key, member in values:
        foreign[member].append(key)
    bits = []
    for place, member in enumerate(members):
        found = (
            " OR ".join(f"list_contains({items}, {literal(one)})" for one in foreign[member])
            or "FALSE"
        )
        test = f"({found}) = TRUE" if quick else found
        bits.append(f"CASE WHEN {test} THEN {1 << place} ELSE 0 END")
    return f"CAST({(' | ' if quick else ' + ').join(bits)} AS BIGINT)"
