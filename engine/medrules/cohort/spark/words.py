"""From DuckDB's words to Spark's, for what reads and writes the columns of a cohort.

In: SQL expressions that ``medrules.cohort.taking`` and ``decoding`` write for DuckDB. Out: SQL for Spark that
says the same. Refused: nothing; what the two do differently is put right here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

if TYPE_CHECKING:
    from sqlglot.expressions import Expression

_WORDS = r'^\s*\[\s*("([^"\\]|\\.)*"\s*(,\s*"([^"\\]|\\.)*"\s*)*)?\]\s*$'
"""A JSON list of texts. Spark's from_json also takes what follows the list, and says nothing."""


def in_spark(sql: str) -> str:
    """The expression in Spark's words."""
    return _all_right(parse_one(sql, dialect="duckdb")).sql(dialect="spark", identify=True)


def _all_right(tree: object) -> Expression:
    """The tree with everything put right, what is inside before what it is inside of."""
    assert isinstance(tree, exp.Expression)
    root = exp.Paren(this=tree)
    for node in reversed(list(tree.walk(bfs=True))):
        assert isinstance(node, exp.Expression)
        better = _put_right(node)
        if better is not node:
            node.replace(better)
    made = root.this
    assert isinstance(made, exp.Expression)
    return made


def _put_right(node: Expression) -> Expression:
    match node:
        case exp.Bracket():
            # DuckDB counts from 1; so does element_at, while Spark's brackets count from 0.
            (index,) = node.expressions
            items = node.this.copy()
            return exp.Anonymous(this="try_element_at", expressions=[items, _whole(index.copy())])
        case exp.NEQ(this=left, expression=exp.Length() as length) if _called(left) == "bit_count":
            # What bits are compared with is how many items a list has, not a text.
            size = exp.Anonymous(this="size", expressions=[length.this.copy()])
            return exp.NEQ(this=left.copy(), expression=size)
        case exp.Cast(this=call) if _called(call) == "from_json":
            words = exp.Literal.string("ARRAY<STRING>")
            return exp.Anonymous(this="from_json", expressions=[_first(call), words])
        case exp.JSONExtractScalar(this=record, expression=exp.Literal() as pointer):
            # JSON records are maps here, of keys that a pointer of one step names.
            key = exp.Literal.string(pointer.name.removeprefix("/"))
            return exp.Anonymous(this="try_element_at", expressions=[record.copy(), key])
        case _ if _called(node) == "json_valid":
            return _matches(_first(node))
        case _:
            return node


def _called(node: Expression) -> str:
    """The name of the function that the node calls; empty where it is no call."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def _first(call: Expression) -> Expression:
    """The first argument of a call."""
    first = call.expressions[0] if isinstance(call, exp.Anonymous) else call.this
    assert isinstance(first, exp.Expression)
    return first.copy()


def _matches(text: Expression) -> Expression:
    return exp.RegexpLike(this=text, expression=exp.Literal.string(_WORDS))


def _whole(index: Expression) -> Expression:
    """An index, as Spark's functions want it: INT; sqlglot has made literals count from 0."""
    if isinstance(index, exp.Literal):
        index = exp.Literal.number(int(index.name) + 1)
    return exp.Cast(this=index, to=exp.DataType.build("INT"))


def reading(sql: str, read: Mapping[str, Callable[[str], Expression]]) -> Expression:
    """The tree of an expression in Spark's words, its columns as they are read here, by relation."""
    root = exp.Paren(this=_all_right(parse_one(sql, dialect="duckdb")))
    for column in list(root.find_all(exp.Column)):
        if column.table in read:
            column.replace(read[column.table](column.name))
    made = root.this
    assert isinstance(made, exp.Expression)
    return made


def quoted(text: str) -> str:
    """A text as Spark SQL writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
