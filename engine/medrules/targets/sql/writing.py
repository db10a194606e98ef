"""The text of a program in SQL, with a head that says what it reads and what it answers.

In: a program and a dialect, or a ``Query``. Out: the text: a query for each relation of the answer,
each ended by a semicolon, beneath comments from which a warehouse can be filled and the answers
read without this project at hand. Refused, as ``MedrulesError``: what
``medrules.targets.sql.query`` refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from medrules.ir.program import Program
from medrules.ir.types import describe
from medrules.ir.writing import plain, quoted
from medrules.targets import Written
from medrules.targets.sql.layout import Answer, Answers, Column, Layout, Relation, layout
from medrules.targets.sql.query import Query, query

WIDTH = 110


def write(program: Program, dialect: str) -> Written:
    """The program as text, for all facts and all conclusions. Raises MedrulesError."""
    made = query(program, layout(program), dialect or "duckdb")
    return Written(text(made), ())


def text(made: Query) -> str:
    """The text of all queries of an answer, with its head."""
    lines = [*_head(made.program, made.dialect), *_inputs(made.layout, made.dialect)]
    pieces = [_commented(lines)]
    for answers in made.answers:
        said = _commented(_answers(made.program, answers, made.dialect))
        pieces.append(f"{said}{made.sql(answers.name, pretty=True)};\n")
    return "\n".join(pieces)


def _commented(lines: Iterable[str]) -> str:
    """Every line as a comment, with nothing in it that could end one."""
    shown = ("".join(one if one.isprintable() else "?" for one in line) for line in lines)
    return "".join(f"-- {line}".rstrip() + "\n" for line in shown)


def _head(program: Program, dialect: str) -> Iterator[str]:
    packs = ", ".join(f"{pack.id} {pack.version}" for pack in program.packs)
    yield f"{packs}: rules as SQL ({dialect}), written by medrules."
    yield ""
    yield "NULL means unknown wherever nothing else is said. A set is a whole number: the sum of"
    yield "the numbers of its members. Values outside the ranges below must not be loaded, nor numbers"
    yield "of more decimals: neither is checked here."
    yield ""


def _inputs(found: Layout, dialect: str) -> Iterator[str]:
    yield f"INPUT {found.facts.name}: one row for each profile."
    yield f"  row {_type('BIGINT', dialect)}: any whole number, another in each row; never NULL"
    yield from _columns(found.facts, dialect)
    for path, name in found.given:
        yield f"  {name} {_type('BOOLEAN', dialect)}: whether the profile has the list {path}; never NULL"
    for relation in found.lists:
        yield ""
        yield f"INPUT {relation.name}: one row for each record of {relation.list_path}."
        yield f"  row {_type('BIGINT', dialect)}: the row of facts; never NULL"
        yield f"  position {_type('BIGINT', dialect)}: from 0, without gaps; never NULL"
        yield from _columns(relation, dialect)


def _columns(relation: Relation, dialect: str) -> Iterator[str]:
    for column in relation.columns:
        said = f"  {column.name} {_type(column.sql, dialect)}: {describe(column.type)}"
        if column.low is not None and column.high is not None and column.encoding != "boolean":
            said += f" from {plain(column.low)} to {plain(column.high)}"
        if column.complete:
            said += "; never NULL"
        yield said
        yield from _members(column)


def _members(column: Column | Answer) -> Iterator[str]:
    if column.encoding == "set":
        yield from _wrapped(
            f"{quoted(member)} {1 << place}" for place, member in enumerate(column.members)
        )
    elif column.members:
        yield from _wrapped(quoted(member) for member in column.members)


def _wrapped(words: Iterator[str]) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + len(word) > WIDTH:
            yield f"    {line},"
            line = ""
        line = f"{line}, {word}" if line else word
    if line:
        yield f"    {line}"


_MISSING = {
    "never": "never NULL",
    "unknown": "NULL: unknown",
    "null": "NULL: there is no value",
}


def _answers(program: Program, answers: Answers, dialect: str) -> Iterator[str]:
    whom = f"each record of {answers.list_path}" if answers.list_path else "each profile"
    yield f"ANSWER {answers.name}: one row for {whom}, keyed by {', '.join(answers.keys)}."
    for column in answers.columns:
        said = f"  {column.name} {_type(column.sql, dialect)}: {describe(column.type)}"
        if column.missing == "both":
            said += f"; NULL: there is no value where {column.null} is true, else unknown"
        else:
            said += f"; {_MISSING[column.missing]}"
        yield said
        if column.denominator:
            yield f"    the value is {column.name} divided by {column.denominator}"
        if column.encoding == "contributions":
            yield "    a list, as the sum of the numbers of its parts, in this order:"
            yield from _wrapped(
                f"{' and '.join(map(quoted, items))} {1 << place}"
                for place, items in enumerate(column.items)
            )
        if column.sort:
            yield f"    to be put in the order {', '.join(map(quoted, column.sort))}"
        yield from _members(column)
    if answers.conflict:
        yield f"  {answers.conflict} {_type('VARCHAR', dialect)}: which rules disagree; NULL where none do"
    for mask in answers.fired:
        yield f"  {mask.name} {_type('BIGINT', dialect)}: the rules that fired, as the sum of"
        yield from _wrapped(
            f"{program.rules[rule].id} {1 << place}" for place, rule in enumerate(mask.rules)
        )


def _type(sql: str, dialect: str) -> str:
    return exp.DataType.build(sql, dialect="duckdb").sql(dialect=dialect)
